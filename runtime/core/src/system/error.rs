//! Failures: the C library's error numbers as the layer's kinds, and their texts.

use aria_runtime_abi::system::{ErrorKind, failure};
use core::ffi::{CStr, c_char, c_int};

use super::block;

/// The number of the last error of this thread.
pub fn errno() -> c_int {
    // SAFETY: the address is this thread's, for as long as it runs.
    unsafe { *libc::__errno_location() }
}

pub fn set_errno(code: c_int) {
    // SAFETY: as above.
    unsafe { *libc::__errno_location() = code }
}

fn kind(code: c_int) -> ErrorKind {
    match code {
        libc::ENOENT | libc::ESRCH | libc::ECHILD => ErrorKind::NotFound,
        libc::EPERM | libc::EACCES => ErrorKind::PermissionDenied,
        libc::EEXIST => ErrorKind::AlreadyExists,
        libc::ENOTDIR => ErrorKind::NotADirectory,
        libc::EISDIR => ErrorKind::IsADirectory,
        libc::ENOTEMPTY => ErrorKind::DirectoryNotEmpty,
        libc::EINVAL => ErrorKind::InvalidInput,
        libc::EBADF => ErrorKind::Closed,
        libc::EPIPE => ErrorKind::BrokenPipe,
        libc::EAGAIN => ErrorKind::WouldBlock,
        libc::ETIMEDOUT => ErrorKind::TimedOut,
        libc::ENOSPC | libc::EDQUOT => ErrorKind::StorageFull,
        libc::EFBIG => ErrorKind::FileTooLarge,
        libc::EROFS => ErrorKind::ReadOnlyFilesystem,
        libc::EMFILE | libc::ENFILE => ErrorKind::TooManyOpenFiles,
        libc::ENAMETOOLONG => ErrorKind::NameTooLong,
        libc::ELOOP | libc::EMLINK => ErrorKind::TooManyLinks,
        libc::EXDEV => ErrorKind::CrossesDevices,
        libc::EBUSY | libc::ETXTBSY => ErrorKind::ResourceBusy,
        libc::ENOSYS | libc::EOPNOTSUPP | libc::ENOTTY | libc::ESPIPE => ErrorKind::Unsupported,
        libc::ENOMEM => ErrorKind::OutOfMemory,
        libc::EINTR => ErrorKind::Interrupted,
        libc::ENOEXEC => ErrorKind::NotExecutable,
        _ => ErrorKind::Other,
    }
}

/// The failure that an error number is.
pub fn from_code(code: c_int) -> i64 {
    failure(kind(code), code)
}

/// The failure of the C function that was just called.
pub fn last() -> i64 {
    from_code(errno())
}

/// What a C function returned, or its failure.
pub fn checked(result: impl Into<i64>) -> i64 {
    let result = result.into();
    if result < 0 { last() } else { result }
}

/// What a C function returned, or its failure; it is called again as long as signals interrupt it.
pub fn retried<T: Into<i64>>(mut call: impl FnMut() -> T) -> i64 {
    loop {
        let result = call().into();
        if result >= 0 {
            return result;
        }
        if errno() != libc::EINTR {
            return last();
        }
    }
}

/// The system's words for a failure.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_error_text(failure: i64, out: *mut *mut c_char) -> i64 {
    let mut text = [0_u8; 256];
    let code = c_int::try_from(failure.wrapping_neg() / 64).unwrap_or(0);
    // SAFETY: the buffer has that size; the function ends what it writes with a NUL.
    let bytes = unsafe {
        libc::strerror_r(code, text.as_mut_ptr().cast(), text.len());
        CStr::from_ptr(text.as_ptr().cast())
    };
    // SAFETY: the caller's promise.
    unsafe { block::give(bytes.to_bytes(), out) }
}
