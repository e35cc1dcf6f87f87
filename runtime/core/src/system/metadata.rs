//! What the system knows of a file: its kind, size, permissions and times.

use aria_runtime_abi::system::kind;
use core::ffi::c_char;

use super::clock::nanoseconds;
use super::error::{checked, last, retried};
use super::file::descriptor;

/// The kind that the bits of a mode say.
pub fn kind_of_mode(mode: libc::mode_t) -> i64 {
    match mode & libc::S_IFMT {
        libc::S_IFREG => kind::FILE,
        libc::S_IFDIR => kind::DIRECTORY,
        libc::S_IFLNK => kind::SYMLINK,
        _ => kind::OTHER,
    }
}

/// # Safety
/// `numbers` can be written for 5 numbers.
unsafe fn write(stat: &libc::stat, numbers: *mut i64) {
    let values = [
        kind_of_mode(stat.st_mode),
        stat.st_size,
        i64::from(stat.st_mode & 0o7777),
        nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
        nanoseconds(stat.st_atime, stat.st_atime_nsec),
    ];
    // SAFETY: the caller's promise.
    unsafe { numbers.copy_from_nonoverlapping(values.as_ptr(), values.len()) }
}

/// What is known of a path.
///
/// # Safety
/// `path` ends in a NUL; `numbers` can be written for 5 numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_metadata(path: *const c_char, follow: i64, numbers: *mut i64) -> i64 {
    // SAFETY: the caller's promise; zeros are a stat.
    unsafe {
        let mut stat: libc::stat = core::mem::zeroed();
        let result = if follow == 0 { libc::lstat(path, &raw mut stat) } else { libc::stat(path, &raw mut stat) };
        if result < 0 {
            return last();
        }
        write(&stat, numbers);
    }
    0
}

/// What is known of an open file.
///
/// # Safety
/// `numbers` can be written for 5 numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_file_metadata(number: i64, numbers: *mut i64) -> i64 {
    // SAFETY: the caller's promise; zeros are a stat.
    unsafe {
        let mut stat: libc::stat = core::mem::zeroed();
        if libc::fstat(descriptor(number), &raw mut stat) < 0 {
            return last();
        }
        write(&stat, numbers);
    }
    0
}

/// Changes who may do what with a file.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_set_permissions(path: *const c_char, permissions: i64) -> i64 {
    // SAFETY: the caller's promise.
    retried(|| unsafe { libc::chmod(path, (permissions & 0o7777) as libc::mode_t) })
}

/// Makes a directory.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_make_dir(path: *const c_char, permissions: i64) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::mkdir(path, (permissions & 0o7777) as libc::mode_t) })
}
