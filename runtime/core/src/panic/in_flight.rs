//! The panics under way on each thread, innermost first: a panic in a cleanup is reported with the one it interrupts.
//!
//! A POSIX key serves as the thread-local variable, since the list is empty until a program panics and a
//! thread-local one in a shared library would cost every program a relocation.

use core::sync::atomic::{AtomicU32, Ordering};

use super::PanicException;

/// The key plus one; 0 until it is made.
static KEY: AtomicU32 = AtomicU32::new(0);

fn key() -> Option<libc::pthread_key_t> {
    if let made @ 1.. = KEY.load(Ordering::Acquire) {
        return Some(made - 1);
    }
    let mut new = 0;
    // SAFETY: `new` is writable; there is no destructor.
    if unsafe { libc::pthread_key_create(&raw mut new, None) } != 0 {
        return None;
    }
    match KEY.compare_exchange(0, new + 1, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => Some(new),
        Err(other) => {
            // Another thread was first.
            // SAFETY: the key is ours and unused.
            unsafe { libc::pthread_key_delete(new) };
            Some(other - 1)
        }
    }
}

/// The panic raised last on this thread and not yet caught, or null.
pub fn innermost() -> *mut PanicException {
    // SAFETY: the key exists.
    key().map_or(core::ptr::null_mut(), |key| unsafe { libc::pthread_getspecific(key) }.cast())
}

/// Whether the calling thread is unwinding, so that another panic would end the program.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_unwinding() -> bool {
    !innermost().is_null()
}

fn set_innermost(exception: *mut PanicException) {
    if let Some(key) = key() {
        // SAFETY: the key exists.
        unsafe { libc::pthread_setspecific(key, exception.cast()) };
    }
}

/// # Safety
/// `exception` is live until `end`.
pub unsafe fn begin(exception: *mut PanicException) {
    // SAFETY: the caller's promise.
    unsafe { (*exception).outer = innermost() };
    set_innermost(exception);
}

/// # Safety
/// `exception` is live; it may have been begun by another copy of the runtime, or on another thread.
pub unsafe fn end(exception: *mut PanicException) {
    let mut current = innermost();
    if current == exception {
        // SAFETY: the caller's promise.
        set_innermost(unsafe { (*exception).outer });
        return;
    }
    while !current.is_null() {
        // SAFETY: what is in the list is live.
        unsafe {
            if (*current).outer == exception {
                (*current).outer = (*exception).outer;
                return;
            }
            current = (*current).outer;
        }
    }
}
