//! The platform's unwinder: its types, its functions, looked up when a panic first needs them, and the personality.

mod call_site_table;
mod personality;

use core::ffi::{CStr, c_int, c_void};
use core::sync::atomic::{AtomicPtr, Ordering};

pub use personality::boundary_personality;

/// `_Unwind_Reason_Code`, as far as it is used.
pub mod reason {
    use core::ffi::c_int;

    pub const NO_REASON: c_int = 0;
    pub const FATAL_PHASE2_ERROR: c_int = 2;
    pub const FATAL_PHASE1_ERROR: c_int = 3;
    pub const END_OF_STACK: c_int = 5;
    pub const HANDLER_FOUND: c_int = 6;
    pub const INSTALL_CONTEXT: c_int = 7;
    pub const CONTINUE_UNWIND: c_int = 8;
}

/// `struct _Unwind_Context`, opaque.
#[repr(C)]
pub struct Context {
    _opaque: [u8; 0],
}

/// `struct _Unwind_Exception`.
#[repr(C, align(16))]
pub struct Exception {
    pub class: u64,
    pub cleanup: Option<extern "C" fn(c_int, *mut Exception)>,
    pub private: [usize; 2],
}

/// `_Unwind_RaiseException` never comes back when a handler exists: it is called by assembly only.
pub type Raise = unsafe extern "C-unwind" fn(*mut Exception) -> c_int;
pub type TraceCallback = extern "C" fn(*mut Context, *mut c_void) -> c_int;

macro_rules! unwinder_functions {
    ($($slot:ident $method:ident $symbol:literal $type:ty;)*) => {
        $(static $slot: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());)*

        /// Proof that the unwinder's functions have been found.
        #[derive(Clone, Copy)]
        pub struct Unwinder(());

        impl Unwinder {
            $(#[inline]
            pub fn $method(self) -> $type {
                // SAFETY: the slot was filled before `self` was made, with the function of this name and type.
                unsafe { core::mem::transmute::<*mut c_void, $type>($slot.load(Ordering::Relaxed)) }
            })*

            #[cold]
            fn find_functions() -> Option<Self> {
                let library = find_library()?;
                $(
                    let found = look_up(library, $symbol)?;
                    $slot.store(found, Ordering::Release);
                )*
                Some(Self(()))
            }
        }
    };
}

// The last one tells whether all are there.
unwinder_functions! {
    BACKTRACE backtrace c"_Unwind_Backtrace" unsafe extern "C" fn(TraceCallback, *mut c_void) -> c_int;
    GET_IP_INFO get_ip_info c"_Unwind_GetIPInfo" unsafe extern "C" fn(*mut Context, *mut c_int) -> usize;
    GET_LSDA get_language_specific_data c"_Unwind_GetLanguageSpecificData" unsafe extern "C" fn(*mut Context) -> *const u8;
    GET_REGION_START get_region_start c"_Unwind_GetRegionStart" unsafe extern "C" fn(*mut Context) -> usize;
    SET_GR set_gr c"_Unwind_SetGR" unsafe extern "C" fn(*mut Context, c_int, usize);
    SET_IP set_ip c"_Unwind_SetIP" unsafe extern "C" fn(*mut Context, usize);
    RAISE raise c"_Unwind_RaiseException" Raise;
    RESUME resume c"_Unwind_Resume" unsafe extern "C-unwind" fn(*mut Exception) -> !;
}

impl Unwinder {
    /// The unwinder, loaded at the first call; none if the system has no such library.
    #[inline]
    pub fn get() -> Option<Self> {
        if RESUME.load(Ordering::Acquire).is_null() { Self::find_functions() } else { Some(Self(())) }
    }
}

/// The unwinder that the process already has, so that one and the same walks the frames of every language; else GCC's, else LLVM's.
fn find_library() -> Option<*mut c_void> {
    if look_up(libc::RTLD_DEFAULT, c"_Unwind_Resume").is_some() {
        return Some(libc::RTLD_DEFAULT);
    }
    [c"libgcc_s.so.1", c"libunwind.so.1"].into_iter().find_map(|name| {
        // SAFETY: the name ends in NUL. The library stays loaded.
        let library = unsafe { libc::dlopen(name.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
        (!library.is_null()).then_some(library)
    })
}

fn look_up(library: *mut c_void, symbol: &CStr) -> Option<*mut c_void> {
    // SAFETY: the handle is open, the name ends in NUL.
    let found = unsafe { libc::dlsym(library, symbol.as_ptr()) };
    (!found.is_null()).then_some(found)
}

/// The address of `_Unwind_Resume`, for `aria_rt_resume`.
#[cold]
extern "C" fn find_resume() -> *const c_void {
    match Unwinder::get() {
        Some(unwinder) => unwinder.resume() as *const c_void,
        None => crate::memory::abort_with(&[b"fatal error: no unwinder is there to resume a panic\n"]),
    }
}

/// Goes on unwinding after a cleanup. It jumps, so that the unwinder starts at the caller's landing pad.
///
/// # Safety
/// The exception is the one that the landing pad received.
#[unsafe(naked)]
#[unsafe(no_mangle)]
#[unsafe(link_section = "aria_rt_edge")]
pub unsafe extern "C-unwind" fn aria_rt_resume(exception: *mut Exception) -> ! {
    #[cfg(target_arch = "x86_64")]
    core::arch::naked_asm!(
        ".cfi_startproc",
        "mov rax, qword ptr [rip + {slot}]",
        "test rax, rax",
        "je 2f",
        "jmp rax",
        "2:",
        "push rdi",
        ".cfi_adjust_cfa_offset 8",
        "call {find}",
        "pop rdi",
        ".cfi_adjust_cfa_offset -8",
        "jmp rax",
        ".cfi_endproc",
        slot = sym RESUME,
        find = sym find_resume,
    );
    #[cfg(target_arch = "aarch64")]
    core::arch::naked_asm!(
        ".cfi_startproc",
        "adrp x1, {slot}",
        "ldr x1, [x1, :lo12:{slot}]",
        "cbz x1, 2f",
        "br x1",
        "2:",
        "stp x0, x30, [sp, #-16]!",
        ".cfi_adjust_cfa_offset 16",
        ".cfi_offset x30, -8",
        "bl {find}",
        "mov x1, x0",
        "ldp x0, x30, [sp], #16",
        ".cfi_adjust_cfa_offset -16",
        ".cfi_restore x30",
        "br x1",
        ".cfi_endproc",
        slot = sym RESUME,
        find = sym find_resume,
    );
}
