//! Threads: started with a function and its data, joined, told apart.

use core::ffi::c_void;
use core::mem::MaybeUninit;

use crate::memory::{abort_with, aria_rt_alloc};
use crate::panic::{aria_rt_panic_report, run_thread};
use crate::stack_overflow::HandlerStack;

/// What a thread runs.
#[derive(Clone, Copy)]
struct Start {
    code: extern "C-unwind" fn(*mut c_void),
    data: *mut c_void,
}

extern "C" fn enter(start: *mut c_void) -> *mut c_void {
    let start = start.cast::<Start>();
    // SAFETY: `aria_rt_thread_start` made it for this thread alone.
    let Start { code, data } = unsafe { *start };
    // SAFETY: as above.
    unsafe { libc::free(start.cast()) };
    let handler_stack = HandlerStack::of_this_thread();
    // SAFETY: whoever started the thread promised that the code takes the data.
    unsafe {
        let panic = run_thread(code, data);
        if !panic.is_null() {
            // The library's code catches what the program raises.
            aria_rt_panic_report(panic);
            abort_with(&[b"fatal error: a panic left the outermost function of a thread\n"]);
        }
    }
    drop(handler_stack);
    core::ptr::null_mut()
}

/// Starts a thread that calls `code` with `data`: its handle, or 0 if the system has no thread to give.
///
/// # Safety
/// `code` can be called with `data`, on another thread.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_thread_start(code: extern "C-unwind" fn(*mut c_void), data: *mut c_void) -> u64 {
    let start = aria_rt_alloc(size_of::<Start>(), align_of::<Start>()).cast::<Start>();
    let mut thread: MaybeUninit<libc::pthread_t> = MaybeUninit::uninit();
    // SAFETY: the block is new; the thread's handle is writable.
    unsafe {
        start.write(Start { code, data });
        if libc::pthread_create(thread.as_mut_ptr(), core::ptr::null(), enter, start.cast()) != 0 {
            libc::free(start.cast());
            return 0;
        }
        thread.assume_init()
    }
}

/// Waits until a thread has ended.
///
/// # Safety
/// `thread` was started here, and was neither joined nor detached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_thread_join(thread: u64) {
    // SAFETY: the caller's promise.
    unsafe { libc::pthread_join(thread as libc::pthread_t, core::ptr::null_mut()) };
}

/// Lets a thread end by itself.
///
/// # Safety
/// `thread` was started here, and was neither joined nor detached.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_thread_detach(thread: u64) {
    // SAFETY: the caller's promise.
    unsafe { libc::pthread_detach(thread as libc::pthread_t) };
}

/// The handle of the calling thread.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_thread_current() -> u64 {
    // SAFETY: always allowed.
    unsafe { libc::pthread_self() as u64 }
}

/// How many threads can run at once: the processors that this process may use, at least 1.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_processors() -> i64 {
    // SAFETY: the set is written before it is read.
    unsafe {
        let mut set: libc::cpu_set_t = MaybeUninit::zeroed().assume_init();
        if libc::sched_getaffinity(0, size_of::<libc::cpu_set_t>(), &raw mut set) == 0 {
            return i64::from(libc::CPU_COUNT(&set)).max(1);
        }
        (libc::sysconf(libc::_SC_NPROCESSORS_ONLN) as i64).max(1)
    }
}
