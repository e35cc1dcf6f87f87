//! What the program was started with: the environment, the user's folder, its own file.

use core::cell::UnsafeCell;
use core::ffi::{CStr, c_char};

use super::block::{self, Block};
use super::directory::filled;
use super::error::{checked, from_code, set_errno};

/// Guards the environment against the program's own threads. (Foreign code that changes it goes unguarded, as in C.)
struct Lock(UnsafeCell<libc::pthread_mutex_t>);

// SAFETY: a mutex is made for being reached from several threads.
unsafe impl Sync for Lock {}

static LOCK: Lock = Lock(UnsafeCell::new(libc::PTHREAD_MUTEX_INITIALIZER));

/// The environment, for as long as this lives.
pub struct Environment;

impl Environment {
    pub fn lock() -> Self {
        // SAFETY: the mutex is initialised and never moves.
        unsafe { libc::pthread_mutex_lock(LOCK.0.get()) };
        Self
    }

    /// C's array of `name=value`, which ends with null; it may be null itself.
    pub fn entries(&self) -> *mut *mut c_char {
        unsafe extern "C" {
            static environ: *mut *mut c_char;
        }
        // SAFETY: the lock is held.
        unsafe { environ }
    }
}

impl Drop for Environment {
    fn drop(&mut self) {
        // SAFETY: this thread locked it.
        unsafe { libc::pthread_mutex_unlock(LOCK.0.get()) };
    }
}

/// The value of a variable.
///
/// # Safety
/// `name` ends in a NUL; `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_env_get(name: *const c_char, out: *mut *mut c_char) -> i64 {
    let _locked = Environment::lock();
    // SAFETY: the caller's promise; the value is copied under the lock.
    unsafe {
        let value = libc::getenv(name);
        if value.is_null() { from_code(libc::ENOENT) } else { block::give(CStr::from_ptr(value).to_bytes(), out) }
    }
}

/// Sets or removes a variable.
///
/// # Safety
/// Both texts end in a NUL; the value may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_env_set(name: *const c_char, value: *const c_char) -> i64 {
    let _locked = Environment::lock();
    // SAFETY: the caller's promise; both functions copy what they keep.
    checked(unsafe { if value.is_null() { libc::unsetenv(name) } else { libc::setenv(name, value, 1) } })
}

/// Every variable.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_env_all(out: *mut *mut c_char) -> i64 {
    let environment = Environment::lock();
    let mut all = Block::new();
    let mut entry = environment.entries();
    // SAFETY: the array ends with null, each text with a NUL; the caller promises `out`.
    unsafe {
        while !entry.is_null() && !(*entry).is_null() {
            all.push(CStr::from_ptr(*entry).to_bytes_with_nul());
            entry = entry.add(1);
        }
        all.give(out)
    }
}

/// The folder of the user who runs the program.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_home(out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise; what is found points into the buffer, and is moved to its start.
    unsafe {
        filled(out, |room, size| {
            let mut entry: libc::passwd = core::mem::zeroed();
            let mut found = core::ptr::null_mut();
            let code = libc::getpwuid_r(libc::getuid(), &raw mut entry, room.cast(), size, &raw mut found);
            if code != 0 || found.is_null() || entry.pw_dir.is_null() {
                set_errno(if code == 0 { libc::ENOENT } else { code });
                return -1;
            }
            let len = libc::strlen(entry.pw_dir);
            core::ptr::copy(entry.pw_dir.cast::<u8>(), room, len);
            len as isize
        })
    }
}

/// The file of the running program.
///
/// # Safety
/// `out` can be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_program_path(out: *mut *mut c_char) -> i64 {
    // SAFETY: the caller's promise, and the room has that size.
    unsafe { filled(out, |room, size| libc::readlink(c"/proc/self/exe".as_ptr(), room.cast(), size)) }
}
