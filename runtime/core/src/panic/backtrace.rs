//! The return addresses that a panic keeps.

use aria_runtime_abi::MAX_BACKTRACE_FRAMES;
use core::ffi::{c_int, c_void};

use crate::unwind::{Context, Unwinder, reason};

/// Addresses inside calls, innermost first, without the runtime's own frames.
#[repr(C)]
pub struct Backtrace {
    len: usize,
    addresses: [usize; MAX_BACKTRACE_FRAMES],
}

unsafe extern "C" {
    // The linker sets these around the sections of the entry points written in assembly.
    static __start_aria_rt_edge: u8;
    static __stop_aria_rt_edge: u8;
    static __start_aria_rt_root: u8;
    static __stop_aria_rt_root: u8;
}

struct Walk {
    unwinder: Unwinder,
    into: *mut Backtrace,
    /// Whether the frames of the runtime that raises the panic have been passed.
    outside: bool,
}

impl Backtrace {
    /// Writes the calling thread's frames into `into`.
    ///
    /// # Safety
    /// `into` is writable.
    pub unsafe fn capture_into(into: *mut Self) {
        // SAFETY: the caller's promise.
        unsafe { (&raw mut (*into).len).write(0) };
        let Some(unwinder) = Unwinder::get() else { return };
        let mut walk = Walk { unwinder, into, outside: false };
        // SAFETY: `walk` lives as long as the call.
        unsafe { unwinder.backtrace()(add_frame, (&raw mut walk).cast()) };
    }

    /// The addresses.
    ///
    /// # Safety
    /// `backtrace` was captured into.
    pub unsafe fn addresses<'a>(backtrace: *const Self) -> &'a [usize] {
        // SAFETY: the caller's promise: `len` addresses were written.
        unsafe { core::slice::from_raw_parts((&raw const (*backtrace).addresses).cast::<usize>(), (*backtrace).len) }
    }
}

extern "C" fn add_frame(context: *mut Context, walk: *mut c_void) -> c_int {
    let walk = walk.cast::<Walk>();
    // SAFETY: `walk` is what capture passed; the context is the unwinder's.
    unsafe {
        let mut ip_is_exact = 0;
        let ip = (*walk).unwinder.get_ip_info()(context, &raw mut ip_is_exact);
        let ip = if ip_is_exact == 0 { ip.wrapping_sub(1) } else { ip };
        if ip >= &raw const __start_aria_rt_root as usize && ip < &raw const __stop_aria_rt_root as usize {
            return reason::END_OF_STACK;
        }
        let into = (*walk).into;
        if ip >= &raw const __start_aria_rt_edge as usize && ip < &raw const __stop_aria_rt_edge as usize {
            if !(*walk).outside {
                (*walk).outside = true;
                (*into).len = 0;
            }
            return reason::NO_REASON;
        }
        let len = (*into).len;
        if len >= MAX_BACKTRACE_FRAMES {
            return reason::END_OF_STACK;
        }
        (&raw mut (*into).addresses).cast::<usize>().add(len).write(ip);
        (*into).len = len + 1;
    }
    reason::NO_REASON
}
