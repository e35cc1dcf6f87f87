//! Open files: descriptors, reading, writing, places.

use aria_runtime_abi::system::{ErrorKind, failure, open};
use core::ffi::{c_char, c_int};

use super::error::{self, checked, errno, last, retried};

/// A descriptor as the C library takes it; what is none becomes one that no file has.
pub fn descriptor(number: i64) -> c_int {
    c_int::try_from(number).unwrap_or(-1)
}

/// The size of a read or write; a negative one is nothing.
pub fn size(count: i64) -> usize {
    usize::try_from(count).unwrap_or(0)
}

/// Opens a file.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_open(path: *const c_char, flags: i64, permissions: i64) -> i64 {
    let has = |flag| flags & flag != 0;
    let mut mode = match (has(open::READ), has(open::WRITE) || has(open::APPEND)) {
        (true, true) => libc::O_RDWR,
        (false, true) => libc::O_WRONLY,
        _ => libc::O_RDONLY,
    };
    let bits = [
        (open::APPEND, libc::O_APPEND),
        (open::CREATE, libc::O_CREAT),
        (open::CREATE_NEW, libc::O_CREAT | libc::O_EXCL),
        (open::TRUNCATE, libc::O_TRUNC),
    ];
    for (flag, bit) in bits {
        if has(flag) {
            mode |= bit;
        }
    }
    // SAFETY: the caller's promise.
    retried(|| unsafe { libc::open(path, mode | libc::O_CLOEXEC, permissions as libc::c_uint) })
}

/// Closes a descriptor.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_close(number: i64) -> i64 {
    // SAFETY: close has no preconditions; the library closes only what it opened.
    let result = unsafe { libc::close(descriptor(number)) };
    // An interrupted close has closed; a second one could hit somebody else's file.
    if result < 0 && errno() != libc::EINTR { last() } else { 0 }
}

/// Reads at most `count` bytes.
///
/// # Safety
/// `bytes` can be written for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_read(number: i64, bytes: *mut u8, count: i64) -> i64 {
    // SAFETY: the caller's promise.
    retried(|| unsafe { libc::read(descriptor(number), bytes.cast(), size(count)) as i64 })
}

/// Writes at most `count` bytes.
///
/// # Safety
/// `bytes` can be read for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_write(number: i64, bytes: *const u8, count: i64) -> i64 {
    // SAFETY: the caller's promise.
    without_pipe_signal(|| retried(|| unsafe { libc::write(descriptor(number), bytes.cast(), size(count)) as i64 }))
}

/// Calls what writes, so that a pipe without a reader gives `EPIPE` and does not end the program.
pub fn without_pipe_signal(call: impl FnOnce() -> i64) -> i64 {
    // SAFETY: the sets are written before they are read, and the mask is this thread's alone. A signal that somebody else
    // blocked is theirs; one that the write raised is still pending for this thread, so that the wait ends at once.
    unsafe {
        let mut pipe: libc::sigset_t = core::mem::zeroed();
        let mut before: libc::sigset_t = core::mem::zeroed();
        libc::sigemptyset(&raw mut pipe);
        libc::sigaddset(&raw mut pipe, libc::SIGPIPE);
        libc::pthread_sigmask(libc::SIG_BLOCK, &raw const pipe, &raw mut before);
        let result = call();
        if libc::sigismember(&raw const before, libc::SIGPIPE) == 0 {
            if result == error::from_code(libc::EPIPE) {
                let now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
                libc::sigtimedwait(&raw const pipe, core::ptr::null_mut(), &raw const now);
            }
            libc::pthread_sigmask(libc::SIG_SETMASK, &raw const before, core::ptr::null_mut());
        }
        result
    }
}

/// Goes to another place of a file.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_seek(number: i64, offset: i64, from: i64) -> i64 {
    let whence = match from {
        0 => libc::SEEK_SET,
        1 => libc::SEEK_CUR,
        2 => libc::SEEK_END,
        _ => return failure(ErrorKind::InvalidInput, libc::EINVAL),
    };
    // SAFETY: lseek has no preconditions.
    checked(unsafe { libc::lseek(descriptor(number), offset, whence) })
}

/// Waits until what was written is stored.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_sync(number: i64) -> i64 {
    // SAFETY: fsync has no preconditions.
    retried(|| unsafe { libc::fsync(descriptor(number)) })
}

/// Makes a file shorter or longer.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_set_size(number: i64, size: i64) -> i64 {
    // SAFETY: ftruncate has no preconditions.
    retried(|| unsafe { libc::ftruncate(descriptor(number), size) })
}

/// Whether somebody sits at the other end.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_is_terminal(number: i64) -> i64 {
    // SAFETY: isatty has no preconditions.
    i64::from(unsafe { libc::isatty(descriptor(number)) })
}
