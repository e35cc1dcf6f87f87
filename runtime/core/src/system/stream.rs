//! The standard streams, through the C library's buffers, which C code in the program uses, too.

use core::ffi::{c_char, c_int, c_void};
use libc::{FILE, size_t};

use super::block;
use super::error::{errno, last};
use super::file::{size, without_pipe_signal};

unsafe extern "C" {
    static stdin: *mut FILE;
    static stdout: *mut FILE;
    static stderr: *mut FILE;
    fn getdelim(line: *mut *mut c_char, capacity: *mut size_t, delimiter: c_int, stream: *mut FILE) -> isize;
    fn fread(data: *mut c_void, size: size_t, count: size_t, stream: *mut FILE) -> size_t;
    fn fwrite(data: *const c_void, size: size_t, count: size_t, stream: *mut FILE) -> size_t;
}

/// The next line of the standard input.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_stdin_line(out: *mut *mut c_char) -> i64 {
    let mut line: *mut c_char = core::ptr::null_mut();
    let mut capacity = 0;
    // SAFETY: the line and its capacity belong together; the line comes from malloc in any case, and so is a block.
    unsafe {
        loop {
            let len = getdelim(&raw mut line, &raw mut capacity, c_int::from(b'\n'), stdin);
            if len >= 0 {
                out.write(line);
                return len as i64;
            }
            let failed = libc::ferror(stdin) != 0;
            let code = errno();
            libc::clearerr(stdin);
            if failed && code == libc::EINTR {
                continue;
            }
            libc::free(line.cast());
            return if failed { super::error::from_code(code) } else { block::give(b"", out) };
        }
    }
}

/// Reads from the standard input, up to its end or `count` bytes.
///
/// # Safety
/// `bytes` can be written for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_stdin_read(bytes: *mut u8, count: i64) -> i64 {
    let mut read = 0;
    // SAFETY: the caller's promise.
    unsafe {
        loop {
            read += fread(bytes.add(read).cast(), 1, size(count) - read, stdin);
            if read == size(count) || libc::ferror(stdin) == 0 {
                return read as i64;
            }
            let code = errno();
            libc::clearerr(stdin);
            if code != libc::EINTR {
                return super::error::from_code(code);
            }
        }
    }
}

/// C's stream of that number.
fn stream(number: i64) -> *mut FILE {
    // SAFETY: the C library set both before the program began.
    unsafe { if number == 2 { stderr } else { stdout } }
}

/// Writes bytes to a standard stream.
///
/// # Safety
/// `bytes` can be read for `count` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_stream_write(number: i64, bytes: *const u8, count: i64) -> i64 {
    // SAFETY: the caller's promise.
    let written = unsafe { fwrite(bytes.cast(), 1, size(count), stream(number)) };
    if written < size(count) { last() } else { count }
}

/// Hands what the stream holds to the system.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_stream_flush(number: i64) -> i64 {
    // SAFETY: the stream is open.
    without_pipe_signal(|| if unsafe { libc::fflush(stream(number)) } == 0 { 0 } else { last() })
}
