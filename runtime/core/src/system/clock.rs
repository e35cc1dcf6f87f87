//! Clocks, sleeping, and the system's random numbers.

use super::error::retried;
use super::file::size;

/// A time in nanoseconds; one beyond the year 2262 is the last that fits.
pub fn nanoseconds(seconds: i64, nanoseconds: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanoseconds)
}

fn read(clock: libc::clockid_t) -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the time can be written; both clocks exist on every system.
    unsafe { libc::clock_gettime(clock, &raw mut time) };
    nanoseconds(time.tv_sec, time.tv_nsec)
}

/// A clock that nobody sets.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_monotonic_time() -> i64 {
    read(libc::CLOCK_MONOTONIC)
}

/// The time of day.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_wall_time() -> i64 {
    read(libc::CLOCK_REALTIME)
}

/// Waits.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_sleep(nanoseconds: i64) {
    let duration = nanoseconds.max(0);
    let mut left = libc::timespec { tv_sec: duration / 1_000_000_000, tv_nsec: duration % 1_000_000_000 };
    // SAFETY: both pointers are to the same valid time, which the function allows.
    retried(|| unsafe { libc::nanosleep(&raw const left, &raw mut left) });
}

/// How far local time is ahead of UTC.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_local_offset(seconds: i64) -> i64 {
    unsafe extern "C" {
        fn tzset();
    }
    // The variable TZ is read, which another thread may be setting.
    let _locked = super::environment::Environment::lock();
    // SAFETY: zeros are a `tm`; both pointers are valid.
    unsafe {
        let mut fields: libc::tm = core::mem::zeroed();
        tzset();
        if libc::localtime_r(&raw const seconds, &raw mut fields).is_null() { 0 } else { fields.tm_gmtoff }
    }
}

/// Unpredictable bytes.
///
/// # Safety
/// `bytes` can be written for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_random_bytes(bytes: *mut u8, count: i64) -> i64 {
    let mut done = 0;
    while done < size(count) {
        // SAFETY: the caller's promise.
        let result = retried(|| unsafe { libc::getrandom(bytes.add(done).cast(), size(count) - done, 0) as i64 });
        if result < 0 {
            return result;
        }
        done += size(result);
    }
    0
}
