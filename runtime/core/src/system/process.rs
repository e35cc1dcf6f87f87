//! This process and its children.

use aria_runtime_abi::system::stdio;
use core::ffi::{c_char, c_int};

use super::environment::Environment;
use super::error::{from_code, last, retried};
use super::file::descriptor;

/// The least descriptor that is no standard stream: what is below may be replaced in the child before it is used.
const FIRST_FREE: c_int = 3;

/// Ends the program.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_exit(status: i64) -> ! {
    // SAFETY: exit has no preconditions.
    unsafe { libc::exit((status & 0xFF) as c_int) }
}

/// The number of this process.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_process_id() -> i64 {
    // SAFETY: getpid has no preconditions.
    i64::from(unsafe { libc::getpid() })
}

/// A descriptor that is closed unless somebody takes it.
struct Owned(c_int);

impl Owned {
    fn take(mut self) -> c_int {
        core::mem::replace(&mut self.0, -1)
    }

    /// The same file under a number that no standard stream has.
    fn copy_of(number: c_int) -> Result<Self, i64> {
        // SAFETY: fcntl with this command has no preconditions.
        let copy = unsafe { libc::fcntl(number, libc::F_DUPFD_CLOEXEC, FIRST_FREE) };
        if copy < 0 { Err(last()) } else { Ok(Self(copy)) }
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if self.0 >= 0 {
            // SAFETY: the descriptor is this value's own.
            unsafe { libc::close(self.0) };
        }
    }
}

/// What a stream of the child becomes, and this program's end of its pipe.
struct Stream {
    child: Option<Owned>,
    ours: Option<Owned>,
}

impl Stream {
    /// # Errors
    /// The failure of the system.
    fn new(wanted: i64, index: usize) -> Result<Self, i64> {
        match wanted {
            stdio::INHERIT | stdio::TO_OUTPUT => Ok(Self { child: None, ours: None }),
            stdio::NULL => {
                // SAFETY: the path ends in a NUL.
                let null = unsafe { libc::open(c"/dev/null".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC) };
                let null = if null < 0 { return Err(last()) } else { Owned(null) };
                Ok(Self { child: Some(Owned::copy_of(null.0)?), ours: None })
            }
            stdio::PIPE => {
                let mut ends = [-1; 2];
                // SAFETY: there is room for both ends.
                if unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) } < 0 {
                    return Err(last());
                }
                let [read, write] = ends.map(Owned);
                let (child, ours) = if index == 0 { (read, write) } else { (write, read) };
                // Neither may be 0, 1 or 2, which are free where this program closed its own.
                Ok(Self { child: Some(Owned::copy_of(child.0)?), ours: Some(Owned::copy_of(ours.0)?) })
            }
            number => Ok(Self { child: Some(Owned::copy_of(descriptor(number))?), ours: None }),
        }
    }
}

/// The list of what a child does before it becomes the program.
struct Actions(libc::posix_spawn_file_actions_t);

impl Drop for Actions {
    fn drop(&mut self) {
        // SAFETY: the list was initialised.
        unsafe { libc::posix_spawn_file_actions_destroy(&raw mut self.0) };
    }
}

impl Actions {
    /// # Errors
    /// The failure of the system.
    fn new() -> Result<Self, i64> {
        // SAFETY: zeros are room for the list, which the function initialises.
        unsafe {
            let mut actions = core::mem::zeroed();
            succeeded(libc::posix_spawn_file_actions_init(&raw mut actions))?;
            Ok(Self(actions))
        }
    }

    /// # Errors
    /// The failure of the system.
    fn duplicate(&mut self, from: c_int, to: c_int) -> Result<(), i64> {
        // SAFETY: the list is initialised.
        succeeded(unsafe { libc::posix_spawn_file_actions_adddup2(&raw mut self.0, from, to) })
    }
}

/// # Errors
/// The failure that an error number is, if it is one.
fn succeeded(code: c_int) -> Result<(), i64> {
    if code == 0 { Ok(()) } else { Err(from_code(code)) }
}

/// Starts a program.
///
/// # Safety
/// `program` and the texts of both arrays end in a NUL, the arrays in null; `environment` and `directory` may be null;
/// `streams` can be read for 3 numbers, `child` written for 4.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_spawn(
    program: *const c_char,
    arguments: *const *const c_char,
    environment: *const *const c_char,
    directory: *const c_char,
    streams: *const i64,
    child: *mut i64,
) -> i64 {
    // SAFETY: the caller's promise.
    match unsafe { spawn(program, arguments, environment, directory, &*streams.cast::<[i64; 3]>()) } {
        Ok(numbers) => {
            // SAFETY: the caller's promise.
            unsafe { child.copy_from_nonoverlapping(numbers.as_ptr(), numbers.len()) };
            0
        }
        Err(failure) => failure,
    }
}

/// # Errors
/// The failure of the system.
///
/// # Safety
/// As `aria_sys_spawn`.
unsafe fn spawn(
    program: *const c_char,
    arguments: *const *const c_char,
    environment: *const *const c_char,
    directory: *const c_char,
    wanted: &[i64; 3],
) -> Result<[i64; 4], i64> {
    let [input, output, error] = *wanted;
    let streams = [Stream::new(input, 0)?, Stream::new(output, 1)?, Stream::new(error, 2)?];
    let mut actions = Actions::new()?;
    if !directory.is_null() {
        // SAFETY: the list is initialised; the caller promises the text.
        succeeded(unsafe { libc::posix_spawn_file_actions_addchdir_np(&raw mut actions.0, directory) })?;
    }
    for (stream, number) in streams.iter().zip(0..) {
        if let Some(file) = &stream.child {
            actions.duplicate(file.0, number)?;
        }
    }
    if error == stdio::TO_OUTPUT {
        actions.duplicate(1, 2)?;
    }
    let mut process = 0;
    let locked = Environment::lock();
    let environment = if environment.is_null() { locked.entries() } else { environment.cast_mut().cast() };
    // SAFETY: the caller's promise; the C library changes none of the texts.
    succeeded(unsafe {
        libc::posix_spawnp(
            &raw mut process,
            program,
            &raw const actions.0,
            core::ptr::null(),
            arguments.cast(),
            environment.cast_const(),
        )
    })?;
    drop(locked);
    let [input, output, error] = streams.map(|stream| stream.ours.map_or(-1, |end| i64::from(end.take())));
    Ok([i64::from(process), input, output, error])
}

/// Waits for a child's end, or asks whether it came.
///
/// # Safety
/// `ended` can be written for 2 numbers.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_sys_wait(child: i64, block: i64, ended: *mut i64) -> i64 {
    let mut status = 0;
    let options = if block == 0 { libc::WNOHANG } else { 0 };
    // SAFETY: the status can be written.
    let result = retried(|| unsafe { libc::waitpid(descriptor(child), &raw mut status, options) });
    if result <= 0 {
        return result;
    }
    let numbers = if libc::WIFSIGNALED(status) {
        [-1, i64::from(libc::WTERMSIG(status))]
    } else {
        [i64::from(libc::WEXITSTATUS(status)), 0]
    };
    // SAFETY: the caller's promise.
    unsafe { ended.copy_from_nonoverlapping(numbers.as_ptr(), numbers.len()) };
    1
}

/// Ends a child, or asks it to.
#[unsafe(no_mangle)]
pub extern "C" fn aria_sys_kill(child: i64, force: i64) -> i64 {
    let signal = if force == 0 { libc::SIGTERM } else { libc::SIGKILL };
    // SAFETY: kill has no preconditions.
    super::error::checked(unsafe { libc::kill(descriptor(child), signal) })
}
