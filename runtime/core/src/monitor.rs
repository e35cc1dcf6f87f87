//! Monitors: a lock with two conditions to wait for, on which channels, mutexes and tasks are built.

use core::ffi::c_int;
use core::mem::MaybeUninit;

use crate::memory::{abort_with, aria_rt_alloc};

const NANOSECONDS: i64 = 1_000_000_000;

#[repr(C)]
pub struct Monitor {
    lock: libc::pthread_mutex_t,
    conditions: [libc::pthread_cond_t; 2],
}

fn expect(status: c_int) {
    if status != 0 {
        abort_with(&[b"fatal error: a lock of the system failed\n"]);
    }
}

/// A new monitor.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_monitor_new() -> *mut Monitor {
    let monitor = aria_rt_alloc(size_of::<Monitor>(), align_of::<Monitor>()).cast::<Monitor>();
    // SAFETY: the block is new; the attributes are initialised before they are used. Waiting with a limit goes by the
    // clock that nobody sets.
    unsafe {
        expect(libc::pthread_mutex_init(&raw mut (*monitor).lock, core::ptr::null()));
        let mut attributes = MaybeUninit::<libc::pthread_condattr_t>::uninit();
        expect(libc::pthread_condattr_init(attributes.as_mut_ptr()));
        expect(libc::pthread_condattr_setclock(attributes.as_mut_ptr(), libc::CLOCK_MONOTONIC));
        for i in 0..2 {
            expect(libc::pthread_cond_init(&raw mut (*monitor).conditions[i], attributes.as_ptr()));
        }
        libc::pthread_condattr_destroy(attributes.as_mut_ptr());
    }
    monitor
}

/// Ends a monitor.
///
/// # Safety
/// Here and below: `monitor` is live. Nobody holds it or waits for it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_free(monitor: *mut Monitor) {
    // SAFETY: the caller's promise.
    unsafe {
        libc::pthread_mutex_destroy(&raw mut (*monitor).lock);
        for i in 0..2 {
            libc::pthread_cond_destroy(&raw mut (*monitor).conditions[i]);
        }
        libc::free(monitor.cast());
    }
}

/// Takes the lock; waits while another thread has it.
///
/// # Safety
/// The calling thread does not hold it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_lock(monitor: *mut Monitor) {
    // SAFETY: the caller's promise.
    expect(unsafe { libc::pthread_mutex_lock(&raw mut (*monitor).lock) });
}

/// Takes the lock if nobody has it; whether it was taken.
///
/// # Safety
/// The calling thread does not hold it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_try_lock(monitor: *mut Monitor) -> bool {
    // SAFETY: the caller's promise.
    unsafe { libc::pthread_mutex_trylock(&raw mut (*monitor).lock) == 0 }
}

/// Gives the lock back.
///
/// # Safety
/// The calling thread holds it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_unlock(monitor: *mut Monitor) {
    // SAFETY: the caller's promise.
    expect(unsafe { libc::pthread_mutex_unlock(&raw mut (*monitor).lock) });
}

/// Waits for a condition (0 or 1), without the lock meanwhile. It may come back for no reason.
///
/// # Safety
/// The calling thread holds the lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_wait(monitor: *mut Monitor, condition: i64) {
    // SAFETY: the caller's promise.
    unsafe {
        let condition = &raw mut (*monitor).conditions[condition as usize & 1];
        expect(libc::pthread_cond_wait(condition, &raw mut (*monitor).lock));
    }
}

/// The same until `deadline`, a time of `aria_rt_clock`; false when it has passed.
///
/// # Safety
/// The calling thread holds the lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_wait_until(monitor: *mut Monitor, condition: i64, deadline: i64) -> bool {
    let limit = libc::timespec { tv_sec: deadline / NANOSECONDS, tv_nsec: deadline % NANOSECONDS };
    // SAFETY: the caller's promise.
    let status = unsafe {
        let condition = &raw mut (*monitor).conditions[condition as usize & 1];
        libc::pthread_cond_timedwait(condition, &raw mut (*monitor).lock, &raw const limit)
    };
    if status == libc::ETIMEDOUT {
        return false;
    }
    expect(status);
    true
}

/// Wakes one thread that waits for a condition, or all of them.
///
/// # Safety
/// The calling thread holds the lock.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_monitor_notify(monitor: *mut Monitor, condition: i64, all: bool) {
    // SAFETY: the caller's promise.
    unsafe {
        let condition = &raw mut (*monitor).conditions[condition as usize & 1];
        expect(if all { libc::pthread_cond_broadcast(condition) } else { libc::pthread_cond_signal(condition) });
    }
}

/// Nanoseconds since some moment in the past, which nobody sets.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_clock() -> i64 {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `now` is writable.
    unsafe { libc::clock_gettime(libc::CLOCK_MONOTONIC, &raw mut now) };
    now.tv_sec * NANOSECONDS + now.tv_nsec
}
