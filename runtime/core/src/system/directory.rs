//! Names in directories: listing, removing, renaming, links, and the current directory.

use aria_runtime_abi::system::{ErrorKind, failure, kind};
use core::ffi::{CStr, c_char};

use super::block::{self, Block};
use super::error::{checked, errno, last, set_errno};
use super::metadata::kind_of_mode;

/// What an entry is; one that vanished meanwhile, or may not be looked at, is unknown.
///
/// # Safety
/// `directory` is open, and `entry` is its last one.
unsafe fn kind_of_entry(directory: *mut libc::DIR, entry: *const libc::dirent) -> i64 {
    // SAFETY: the caller's promise.
    unsafe {
        match (*entry).d_type {
            libc::DT_REG => kind::FILE,
            libc::DT_DIR => kind::DIRECTORY,
            libc::DT_LNK => kind::SYMLINK,
            libc::DT_UNKNOWN => {
                let mut stat: libc::stat = core::mem::zeroed();
                let name = (&raw const (*entry).d_name).cast();
                let result = libc::fstatat(libc::dirfd(directory), name, &raw mut stat, libc::AT_SYMLINK_NOFOLLOW);
                if result < 0 { kind::UNKNOWN } else { kind_of_mode(stat.st_mode) }
            }
            _ => kind::OTHER,
        }
    }
}

/// Calls `visit` with the kind and the name of each entry but `.` and `..`, until it gives a failure.
///
/// # Safety
/// `directory` is open.
pub unsafe fn each_entry(directory: *mut libc::DIR, mut visit: impl FnMut(i64, &CStr) -> i64) -> i64 {
    loop {
        set_errno(0);
        // SAFETY: the caller's promise; an entry lives until the next one is read.
        unsafe {
            let entry = libc::readdir(directory);
            if entry.is_null() {
                return if errno() == 0 { 0 } else { last() };
            }
            let name = CStr::from_ptr((&raw const (*entry).d_name).cast());
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let result = visit(kind_of_entry(directory, entry), name);
            if result < 0 {
                return result;
            }
        }
    }
}

/// The entries of a directory.
///
/// # Safety
/// `path` ends in a NUL; `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_list(path: *const c_char, out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise; the directory is closed behind the last use.
    unsafe {
        let directory = libc::opendir(path);
        if directory.is_null() {
            return last();
        }
        let mut entries = Block::new();
        let result = each_entry(directory, |kind, name| {
            entries.push(&[kind as u8]);
            entries.push(name.to_bytes_with_nul());
            0
        });
        libc::closedir(directory);
        if result < 0 { result } else { entries.give(out) }
    }
}

/// Removes a file's name.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_remove_file(path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::unlink(path) })
}

/// Removes an empty directory.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_remove_dir(path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::rmdir(path) })
}

/// Gives a file another name.
///
/// # Safety
/// Both paths end in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_rename(from: *const c_char, to: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::rename(from, to) })
}

/// Makes a symbolic link.
///
/// # Safety
/// Both texts end in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_symlink(target: *const c_char, path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::symlink(target, path) })
}

/// Gives a file one more name.
///
/// # Safety
/// Both paths end in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_hard_link(existing: *const c_char, path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::link(existing, path) })
}

/// Fills a block by a function that says how many bytes it wrote into the room it was given: all of it means that it was too
/// small, and -1 with `ERANGE` the same.
///
/// # Safety
/// `out` can be written, and `fill` writes no more than it is told to.
pub unsafe fn filled(out: *mut *mut c_char, mut fill: impl FnMut(*mut u8, usize) -> isize) -> i64 {
    let mut size = 256;
    while size <= 1 << 20 {
        let mut text = Block::new();
        let (room, capacity) = text.room(size);
        let written = fill(room, capacity);
        if written < 0 && errno() != libc::ERANGE {
            return last();
        }
        match usize::try_from(written) {
            Ok(written) if written < capacity => {
                // SAFETY: so much was written; the caller promises `out`.
                return unsafe {
                    text.grow(written);
                    text.give(out)
                };
            }
            _ => size *= 4,
        }
    }
    failure(ErrorKind::NameTooLong, libc::ENAMETOOLONG)
}

/// What a symbolic link holds.
///
/// # Safety
/// `path` ends in a NUL; `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_read_link(path: *const c_char, out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise, and the room has that size.
    unsafe { filled(out, |room, size| libc::readlink(path, room.cast(), size)) }
}

/// A path without links and detours.
///
/// # Safety
/// `path` ends in a NUL; `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_real_path(path: *const c_char, out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise; the text comes from malloc.
    unsafe {
        let real = libc::realpath(path, core::ptr::null_mut());
        if real.is_null() {
            return last();
        }
        let result = block::give(CStr::from_ptr(real).to_bytes(), out);
        libc::free(real.cast());
        result
    }
}

/// The directory that relative paths begin at.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_current_dir(out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise, and the room has that size.
    unsafe {
        filled(out, |room, size| {
            let text = libc::getcwd(room.cast(), size);
            if text.is_null() { -1 } else { libc::strlen(text) as isize }
        })
    }
}

/// Changes it.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_set_current_dir(path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    checked(unsafe { libc::chdir(path) })
}
