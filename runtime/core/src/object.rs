//! Counts of objects where the inline path of the compiler does not apply: immortal, shared and dying ones, and weak counts.

use aria_runtime_abi::object::{DESTROYED_BIT, IMMORTAL, ObjectHeader, SHARED_BIT, WEAK_COUNT_MASK};
use core::sync::atomic::{AtomicU32, Ordering, fence};

use crate::memory::abort_with;

const IMMORTAL_COUNT: i32 = IMMORTAL as i32;

/// The two words of a header as atomics; objects that are not shared are reached by one thread only.
struct Counts<'a> {
    strong: &'a AtomicU32,
    meta: &'a AtomicU32,
}

/// # Safety
/// `object` points to a live header, or to a destroyed one that a weak reference keeps.
unsafe fn counts<'a>(object: *mut ObjectHeader) -> Counts<'a> {
    // SAFETY: the caller promises a header; its words are aligned, and every access from here is atomic.
    unsafe {
        Counts { strong: AtomicU32::from_ptr(&raw mut (*object).strong), meta: AtomicU32::from_ptr(&raw mut (*object).meta) }
    }
}

/// Retains an object whose count is not positive. One that is being destroyed is left alone: its glue looks for
/// references left behind while the count is 1.
///
/// # Safety
/// `object` is a live object.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_retain_slow(object: *mut ObjectHeader) {
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    let strong = counts.strong.load(Ordering::Relaxed) as i32;
    if strong < 0 && strong != IMMORTAL_COUNT {
        counts.strong.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Releases an object whose count is not positive; true means that the caller must destroy it.
///
/// # Safety
/// `object` is a live object of which the caller owns a count.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_release_slow(object: *mut ObjectHeader) -> bool {
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    let strong = counts.strong.load(Ordering::Relaxed) as i32;
    if strong >= 0 || strong == IMMORTAL_COUNT {
        return false;
    }
    let last = counts.strong.fetch_add(1, Ordering::Release) as i32 == -1;
    if last {
        // What other threads did before they let go happens before the destruction.
        fence(Ordering::Acquire);
    }
    last
}

/// Makes the counts of an object atomic from now on.
///
/// # Safety
/// `object` is a live object that only this thread can reach.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_mark_shared(object: *mut ObjectHeader) {
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    let strong = counts.strong.load(Ordering::Relaxed) as i32;
    if strong > 0 {
        counts.strong.store(strong.wrapping_neg() as u32, Ordering::Relaxed);
        let meta = counts.meta.load(Ordering::Relaxed);
        counts.meta.store(meta | SHARED_BIT, Ordering::Relaxed);
    }
}

/// Gives back the memory of an object whose fields were dropped, unless weak references remain.
///
/// # Safety
/// `object` came from `malloc`, its strong count reached 0, and only the caller destroys it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_object_free(object: *mut ObjectHeader) {
    // SAFETY: the caller's promise.
    let meta = unsafe { counts(object) }.meta;
    // No weak reference: nobody else can reach the object, shared or not.
    if meta.load(Ordering::Acquire) & WEAK_COUNT_MASK == 0
        || meta.fetch_or(DESTROYED_BIT, Ordering::AcqRel) & WEAK_COUNT_MASK == 0
    {
        // SAFETY: the caller promises that the block came from malloc.
        unsafe { libc::free(object.cast()) };
    }
}

/// One weak reference more.
///
/// # Safety
/// `object` is null or live, or a weak reference keeps it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_weak_retain(object: *mut ObjectHeader) {
    if object.is_null() {
        return;
    }
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    if counts.strong.load(Ordering::Relaxed) == IMMORTAL {
        return;
    }
    let meta = counts.meta.load(Ordering::Relaxed);
    if meta & SHARED_BIT == 0 {
        counts.meta.store(meta.wrapping_add(1), Ordering::Relaxed);
    } else {
        counts.meta.fetch_add(1, Ordering::Relaxed);
    }
    if meta & WEAK_COUNT_MASK == WEAK_COUNT_MASK {
        abort_with(&[b"fatal error: too many weak references to one object\n"]);
    }
}

/// One weak reference less; the last one to a destroyed object frees it.
///
/// # Safety
/// `object` is null, or the caller owns a weak reference to it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_weak_release(object: *mut ObjectHeader) {
    if object.is_null() {
        return;
    }
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    if counts.strong.load(Ordering::Relaxed) == IMMORTAL {
        return;
    }
    let mut meta = counts.meta.load(Ordering::Relaxed);
    if meta & SHARED_BIT == 0 {
        counts.meta.store(meta.wrapping_sub(1), Ordering::Relaxed);
    } else {
        meta = counts.meta.fetch_sub(1, Ordering::AcqRel);
    }
    if meta & WEAK_COUNT_MASK == 1 && meta & DESTROYED_BIT != 0 {
        // SAFETY: the object is destroyed, and this was the last reference of any kind.
        unsafe { libc::free(object.cast()) };
    }
}

/// A strong reference from a weak one: the object retained, or null if it was destroyed.
///
/// # Safety
/// `object` is null, or a weak reference keeps it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_weak_upgrade(object: *mut ObjectHeader) -> *mut ObjectHeader {
    if object.is_null() {
        return object;
    }
    // SAFETY: the caller's promise.
    let counts = unsafe { counts(object) };
    let mut strong = counts.strong.load(Ordering::Relaxed) as i32;
    if strong == IMMORTAL_COUNT {
        return object;
    }
    if counts.meta.load(Ordering::Relaxed) & SHARED_BIT == 0 {
        if strong <= 0 {
            return core::ptr::null_mut();
        }
        counts.strong.store(strong.wrapping_add(1) as u32, Ordering::Relaxed);
        return object;
    }
    // A shared object that counts up again is in its own `finalize`, on another thread perhaps.
    while strong < 0 {
        let wanted = strong.wrapping_sub(1) as u32;
        match counts.strong.compare_exchange_weak(strong as u32, wanted, Ordering::Acquire, Ordering::Relaxed) {
            Ok(_) => return object,
            Err(seen) => strong = seen as i32,
        }
    }
    core::ptr::null_mut()
}

/// Ends the program because a reference to an object outlived its `finalize`.
///
/// # Safety
/// `class` is readable for `len` bytes.
#[cold]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_abort_resurrected(class: *const u8, len: usize) -> ! {
    // SAFETY: the caller's promise.
    let class = unsafe { core::slice::from_raw_parts(class, len) };
    abort_with(&[b"fatal error: `finalize` of `", class, b"` left a reference to the object behind\n"])
}
