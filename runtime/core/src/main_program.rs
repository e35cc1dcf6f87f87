//! The start and the end of a program.

use aria_runtime_abi::PANIC_EXIT_STATUS;
use core::ffi::{c_char, c_int};
use core::sync::atomic::{AtomicI32, AtomicPtr, Ordering};

use crate::panic::{aria_rt_panic_report, release, run_at_root};
use crate::stack_overflow;

static ARGC: AtomicI32 = AtomicI32::new(0);
static ARGV: AtomicPtr<*mut c_char> = AtomicPtr::new(core::ptr::null_mut());

/// Runs the program's main function and returns the exit status; an uncaught panic is reported and gives 101.
///
/// # Safety
/// `argc` and `argv` are what C's `main` received.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_main(main: extern "C-unwind" fn() -> i32, argc: c_int, argv: *mut *mut c_char) -> c_int {
    ARGC.store(argc, Ordering::Relaxed);
    ARGV.store(argv, Ordering::Relaxed);
    stack_overflow::install_handler();
    let mut status = PANIC_EXIT_STATUS;
    // SAFETY: `status` is writable; a panic that comes back is owned.
    unsafe {
        let panic = run_at_root(main, &raw mut status);
        if !panic.is_null() {
            aria_rt_panic_report(panic);
            release(panic);
        }
    }
    status
}

/// How many arguments the program was started with, its name included.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_argc() -> i32 {
    ARGC.load(Ordering::Relaxed)
}

/// The arguments as C's `main` received them.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_argv() -> *mut *mut c_char {
    ARGV.load(Ordering::Relaxed)
}
