//! The frames in which the runtime itself stops a panic. Rust code without unwinding cannot have landing pads, so they
//! are written in assembly: they call the body and return null, or what the landing pad makes of the exception.

use core::ffi::c_void;

use super::{Panic, aria_rt_catch};
use crate::unwind::boundary_personality;

/// `$finish` runs after the body came back, with its result in the result register and `data` in `[rsp]` or `[sp, 16]`.
macro_rules! boundary {
    (
        $(#[$attribute:meta])*
        $visibility:vis fn $name:ident(body: $body:ty, data: $data:ty) in $section:literal
        finish x86_64 [$($finish_x86_64:literal)*] aarch64 [$($finish_aarch64:literal)*]
    ) => {
        $(#[$attribute])*
        #[unsafe(naked)]
        #[unsafe(link_section = $section)]
        $visibility unsafe extern "C" fn $name(body: $body, data: $data) -> *mut Panic {
            #[cfg(target_arch = "x86_64")]
            core::arch::naked_asm!(
                ".cfi_startproc",
                ".cfi_personality 0x1b, {personality}",
                concat!(".cfi_lsda 0x1b, .L", stringify!($name), "_pad"),
                "sub rsp, 8",
                ".cfi_adjust_cfa_offset 8",
                "mov qword ptr [rsp], rsi",
                "mov rax, rdi",
                "mov rdi, rsi",
                "call rax",
                $($finish_x86_64,)*
                "xor eax, eax",
                "jmp 3f",
                concat!(".L", stringify!($name), "_pad:"),
                "mov rdi, rax",
                "call {catch}",
                "3:",
                "add rsp, 8",
                ".cfi_adjust_cfa_offset -8",
                "ret",
                ".cfi_endproc",
                personality = sym boundary_personality,
                catch = sym aria_rt_catch,
            );
            #[cfg(target_arch = "aarch64")]
            core::arch::naked_asm!(
                ".cfi_startproc",
                ".cfi_personality 0x1b, {personality}",
                concat!(".cfi_lsda 0x1b, .L", stringify!($name), "_pad"),
                "stp x29, x30, [sp, #-32]!",
                ".cfi_adjust_cfa_offset 32",
                ".cfi_offset x29, -32",
                ".cfi_offset x30, -24",
                "mov x29, sp",
                "str x1, [sp, #16]",
                "mov x2, x0",
                "mov x0, x1",
                "blr x2",
                $($finish_aarch64,)*
                "mov x0, #0",
                "b 3f",
                concat!(".L", stringify!($name), "_pad:"),
                "bl {catch}",
                "3:",
                "ldp x29, x30, [sp], #32",
                ".cfi_adjust_cfa_offset -32",
                ".cfi_restore x29",
                ".cfi_restore x30",
                "ret",
                ".cfi_endproc",
                personality = sym boundary_personality,
                catch = sym aria_rt_catch,
            );
        }
    };
}

boundary! {
    /// Calls `body` and returns the panic that left it, or null.
    ///
    /// # Safety
    /// `body` can be called with `data`.
    #[unsafe(no_mangle)]
    pub fn aria_rt_try(body: extern "C-unwind" fn(*mut c_void), data: *mut c_void) in "aria_rt_edge"
    finish x86_64 [] aarch64 []
}

boundary! {
    /// Runs the body of a program, where backtraces end, and stores its status in `*data` if no panic leaves it.
    ///
    /// # Safety
    /// `data` is writable.
    pub fn run_at_root(body: extern "C-unwind" fn() -> i32, data: *mut i32) in "aria_rt_root"
    finish x86_64 ["mov rcx, qword ptr [rsp]" "mov dword ptr [rcx], eax"]
    aarch64 ["ldr x1, [sp, #16]" "str w0, [x1]"]
}

boundary! {
    /// Runs what a thread runs, where backtraces end; the panic that left it, or null.
    ///
    /// # Safety
    /// `body` can be called with `data`.
    pub fn run_thread(body: extern "C-unwind" fn(*mut c_void), data: *mut c_void) in "aria_rt_root"
    finish x86_64 [] aarch64 []
}
