//! Removing a directory with all that is in it.
//!
//! Each directory is opened without following links, and its entries are reached through it: a link that somebody puts in
//! the way of a path meanwhile leads nowhere.

use core::ffi::{CStr, c_char, c_int};

use aria_runtime_abi::system::kind;

use super::directory::each_entry;
use super::error::{checked, errno, last};

const OPEN: c_int = libc::O_RDONLY | libc::O_DIRECTORY | libc::O_NOFOLLOW | libc::O_CLOEXEC;

/// Removes an entry of a directory, whatever it is.
///
/// # Safety
/// `parent` is an open directory or `AT_FDCWD`; `name` ends in a NUL.
unsafe fn remove_at(parent: c_int, name: *const c_char) -> i64 {
    // SAFETY: the caller's promise; `closedir` closes the descriptor, too.
    unsafe {
        let descriptor = libc::openat(parent, name, OPEN);
        if descriptor < 0 {
            // No directory, or a link to one.
            return match errno() {
                libc::ENOTDIR | libc::ELOOP => checked(libc::unlinkat(parent, name, 0)),
                // One that may not be read can be removed where it is empty.
                libc::EACCES if libc::unlinkat(parent, name, libc::AT_REMOVEDIR) == 0 => 0,
                code => super::error::from_code(code),
            };
        }
        let directory = libc::fdopendir(descriptor);
        if directory.is_null() {
            let failure = last();
            libc::close(descriptor);
            return failure;
        }
        let result = each_entry(directory, |what, name: &CStr| {
            let result = match what {
                kind::FILE | kind::SYMLINK | kind::OTHER => checked(libc::unlinkat(descriptor, name.as_ptr(), 0)),
                _ => remove_at(descriptor, name.as_ptr()),
            };
            // Somebody else was quicker.
            if result == super::error::from_code(libc::ENOENT) { 0 } else { result }
        });
        libc::closedir(directory);
        if result < 0 { result } else { checked(libc::unlinkat(parent, name, libc::AT_REMOVEDIR)) }
    }
}

/// Removes a file, or a directory with everything in it.
///
/// # Safety
/// `path` ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_remove_tree(path: *const c_char) -> i64 {
    // SAFETY: the caller's promise.
    unsafe { remove_at(libc::AT_FDCWD, path) }
}
