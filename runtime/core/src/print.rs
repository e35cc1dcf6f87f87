//! Printing through the C library's streams, so that the order holds when both sides print.

use core::ffi::{c_int, c_void};
use libc::{FILE, size_t};

unsafe extern "C" {
    static stdout: *mut FILE;
    static stderr: *mut FILE;
    fn fwrite_unlocked(data: *const c_void, size: size_t, count: size_t, stream: *mut FILE) -> size_t;
    fn putc_unlocked(byte: c_int, stream: *mut FILE) -> c_int;
    fn flockfile(stream: *mut FILE);
    fn funlockfile(stream: *mut FILE);
}

/// Writes the text, and a line break if asked, undivided by other threads.
///
/// # Safety
/// `stream` is open and `text` is readable for `len` bytes.
#[inline]
unsafe fn write(stream: *mut FILE, text: *const u8, len: usize, line_break: bool) {
    // SAFETY: the caller's promise; the lock is held around the unlocked calls.
    unsafe {
        flockfile(stream);
        fwrite_unlocked(text.cast(), 1, len, stream);
        if line_break {
            putc_unlocked(c_int::from(b'\n'), stream);
        }
        funlockfile(stream);
    }
}

/// Prints to `stdout`.
///
/// # Safety
/// `text` is readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_print(text: *const u8, len: usize) {
    // SAFETY: the caller's promise; `stdout` is the C library's.
    unsafe { write(stdout, text, len, false) }
}

/// Prints to `stdout`, with a line break.
///
/// # Safety
/// `text` is readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_println(text: *const u8, len: usize) {
    // SAFETY: the caller's promise; `stdout` is the C library's.
    unsafe { write(stdout, text, len, true) }
}

/// Prints to `stderr`.
///
/// # Safety
/// `text` is readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_eprint(text: *const u8, len: usize) {
    // SAFETY: the caller's promise; `stderr` is the C library's.
    unsafe { write(stderr, text, len, false) }
}

/// Prints to `stderr`, with a line break; a short line in a single write, since `stderr` has no buffer.
///
/// # Safety
/// `text` is readable for `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_eprintln(text: *const u8, len: usize) {
    const LINE: usize = 512;
    let mut line = [0_u8; LINE];
    if len < LINE {
        // SAFETY: the text and the line break fit, and the caller promises the text.
        unsafe {
            if len != 0 {
                core::ptr::copy_nonoverlapping(text, line.as_mut_ptr(), len);
            }
            line.as_mut_ptr().add(len).write(b'\n');
            write(stderr, line.as_ptr(), len + 1, false);
        }
    } else {
        // SAFETY: the caller's promise.
        unsafe { write(stderr, text, len, true) }
    }
}
