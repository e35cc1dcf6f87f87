//! The kernel's calls that the launcher needs, and what it puts on the stack of a new process, behind a safe interface.

use aria_run_manifest::{MAX_LENGTH, Stamp};
use core::arch::asm;
use core::cell::UnsafeCell;
use core::ffi::CStr;
use core::sync::atomic::{AtomicBool, Ordering};

#[cfg(target_arch = "x86_64")]
mod number {
    pub const READ: usize = 0;
    pub const WRITE: usize = 1;
    pub const EXECVE: usize = 59;
    pub const GETCWD: usize = 79;
    pub const GETEUID: usize = 107;
    pub const CLOCK_GETTIME: usize = 228;
    pub const EXIT_GROUP: usize = 231;
    pub const OPENAT: usize = 257;
    pub const READLINKAT: usize = 267;
    pub const UTIMENSAT: usize = 280;
    pub const STATX: usize = 332;
}

#[cfg(target_arch = "aarch64")]
mod number {
    pub const GETCWD: usize = 17;
    pub const OPENAT: usize = 56;
    pub const READ: usize = 63;
    pub const WRITE: usize = 64;
    pub const READLINKAT: usize = 78;
    pub const UTIMENSAT: usize = 88;
    pub const EXIT_GROUP: usize = 94;
    pub const CLOCK_GETTIME: usize = 113;
    pub const GETEUID: usize = 175;
    pub const EXECVE: usize = 221;
    pub const STATX: usize = 291;
}

const AT_FDCWD: usize = -100isize as usize;
const O_CLOEXEC: usize = 0o2_000_000;
const O_PATH: usize = 0o10_000_000;

/// # Safety
/// The arguments are what the kernel expects of the call `number`: pointers are valid for what it reads and writes.
unsafe fn call(number: usize, arguments: [usize; 5]) -> Result<usize, Failure> {
    let [a, b, c, d, e] = arguments;
    let result: isize;
    // SAFETY: the registers are those of the kernel's calling convention; the rest is the caller's promise.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!("syscall", inlateout("rax") number as isize => result, in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e,
            lateout("rcx") _, lateout("r11") _, options(nostack));
    }
    // SAFETY: as above.
    #[cfg(target_arch = "aarch64")]
    unsafe {
        asm!("svc #0", in("x8") number, inlateout("x0") a as isize => result, in("x1") b, in("x2") c, in("x3") d, in("x4") e,
            options(nostack));
    }
    if result < 0 { Err(Failure(result.unsigned_abs())) } else { Ok(result as usize) }
}

/// Zeroed pages that cost nothing until they are written to.
struct Pages {
    bytes: UnsafeCell<[u8; MAX_LENGTH]>,
    taken: AtomicBool,
}

// SAFETY: the bytes are only reached through `pages`, which hands them out once.
unsafe impl Sync for Pages {}

static PAGES: Pages = Pages { bytes: UnsafeCell::new([0; MAX_LENGTH]), taken: AtomicBool::new(false) };

/// Memory for one manifest of any allowed length; `None` the second time.
pub fn pages() -> Option<&'static mut [u8]> {
    if PAGES.taken.swap(true, Ordering::Relaxed) {
        return None;
    }
    // SAFETY: the flag was not set, so this is the only reference that is ever made to these bytes.
    Some(unsafe { &mut *PAGES.bytes.get() })
}

/// The kernel's error number.
#[derive(Clone, Copy)]
pub struct Failure(usize);

impl Failure {
    /// `ENOENT`, `ENOTDIR` and `EACCES`: for this user there is nothing.
    pub fn means_absent(self) -> bool {
        matches!(self.0, 2 | 13 | 20)
    }
}

/// The arguments and the environment of this process.
pub struct Process {
    arguments: Texts,
    environment: Texts,
}

impl Process {
    /// # Safety
    /// `stack` is the stack pointer that the kernel gave to the process; what it points to is not changed afterwards.
    pub unsafe fn from_stack(stack: *const usize) -> Self {
        // SAFETY: the number of arguments lies there, the arguments behind it, then a null pointer, then the environment.
        let count = unsafe { *stack };
        let arguments = stack.wrapping_add(1).cast::<*const u8>();
        Self { arguments: Texts(arguments), environment: Texts(arguments.wrapping_add(count).wrapping_add(1)) }
    }

    /// The arguments from the one at `start` on; none when there are fewer.
    pub fn arguments(&self, start: usize) -> Texts {
        let mut rest = self.arguments;
        for _ in 0..start {
            if rest.next().is_none() {
                break;
            }
        }
        rest
    }

    /// All variables.
    pub fn environment(&self) -> Texts {
        self.environment
    }

    /// The value of the variable `name`.
    pub fn variable(&self, name: &[u8]) -> Option<&'static [u8]> {
        self.environment.texts().find_map(|text| text.strip_prefix(name)?.strip_prefix(b"="))
    }
}

/// A list of texts that ends with a null pointer, as the kernel leaves it on the stack and takes it in `execve`.
#[derive(Clone, Copy)]
pub struct Texts(*const *const u8);

impl Texts {
    /// The first text.
    pub fn first(mut self) -> Option<&'static CStr> {
        self.next()
    }

    /// All texts, without their NULs.
    pub fn texts(self) -> impl Iterator<Item = &'static [u8]> {
        self.map(CStr::to_bytes)
    }
}

impl Iterator for Texts {
    type Item = &'static CStr;

    fn next(&mut self) -> Option<&'static CStr> {
        // SAFETY: a list is only made of what the kernel left (`Process::from_stack`) and never moved past its null pointer.
        let text = unsafe { *self.0 };
        if text.is_null() {
            return None;
        }
        self.0 = self.0.wrapping_add(1);
        // SAFETY: as above; the kernel's texts end with a NUL and live as long as the process.
        Some(unsafe { CStr::from_ptr(text.cast()) })
    }
}

/// An open file. It is never closed: whichever program comes next, the kernel closes it there.
pub struct File(usize);

impl File {
    /// Its number in decimal.
    pub fn digits<'b>(&self, buffer: &'b mut [u8; 10]) -> &'b [u8] {
        let mut number = self.0;
        let mut start = buffer.len();
        for slot in buffer.iter_mut().rev() {
            *slot = b'0'.wrapping_add((number % 10) as u8);
            number /= 10;
            start = start.wrapping_sub(1);
            if number == 0 {
                break;
            }
        }
        buffer.get(start..).unwrap_or_default()
    }

    /// The next bytes; none at the end.
    pub fn read<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        // SAFETY: the kernel writes at most the length of the buffer.
        let length = unsafe { call(number::READ, [self.0, buffer.as_mut_ptr() as usize, buffer.len(), 0, 0]) }.ok()?;
        buffer.get(..length)
    }

    /// All that follows, when it is shorter than the buffer.
    pub fn read_whole<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let mut used = 0usize;
        loop {
            let room = buffer.get_mut(used..)?;
            if room.is_empty() {
                return None;
            }
            match self.read(room)?.len() {
                0 => return buffer.get(..used),
                length => used = used.checked_add(length)?,
            }
        }
    }
}

/// Opens a file for reading.
pub fn open(path: &CStr) -> Option<File> {
    open_with(path, O_CLOEXEC)
}

/// Opens a file only as a place in the file system.
pub fn open_path(path: &CStr) -> Option<File> {
    open_with(path, O_CLOEXEC | O_PATH)
}

fn open_with(path: &CStr, flags: usize) -> Option<File> {
    // SAFETY: `path` ends with a NUL.
    unsafe { call(number::OPENAT, [AT_FDCWD, path.as_ptr() as usize, flags, 0, 0]) }.ok().map(File)
}

/// What the link `path` says; the number of bytes written into `buffer`.
pub fn read_link(path: &CStr, buffer: &mut [u8]) -> Option<usize> {
    let arguments = [AT_FDCWD, path.as_ptr() as usize, buffer.as_mut_ptr() as usize, buffer.len(), 0];
    // SAFETY: `path` ends with a NUL, and the kernel writes at most the length of the buffer.
    unsafe { call(number::READLINKAT, arguments) }.ok()
}

/// What the kernel says about a path.
pub struct Status {
    /// What the manifest compares.
    pub stamp: Stamp,
    /// Seconds since 1970 at which it was last read, roughly.
    pub accessed: i64,
    mode: u16,
    user: u32,
}

impl Status {
    /// Whether it is a directory.
    pub fn is_directory(&self) -> bool {
        self.mode & 0o170_000 == 0o040_000
    }

    /// Whether it is a directory of `user` that nobody else can write to.
    pub fn belongs_only_to(&self, user: u32) -> bool {
        self.is_directory() && self.user == user && self.mode & 0o022 == 0
    }
}

/// `struct statx` of the kernel, the same on every machine.
#[repr(C)]
struct RawStatus {
    mask: u32,
    block_size: u32,
    attributes: u64,
    links: u32,
    user: u32,
    group: u32,
    mode: u16,
    padding: u16,
    inode: u64,
    size: u64,
    blocks: u64,
    attributes_mask: u64,
    accessed: RawTime,
    born: RawTime,
    changed: RawTime,
    modified: RawTime,
    rest: [u64; 16],
}

#[repr(C)]
struct RawTime {
    seconds: i64,
    nanoseconds: u32,
    padding: i32,
}

const _: () = assert!(size_of::<RawStatus>() == 256);

/// Asks about `path`, links followed.
pub fn status(path: &CStr) -> Result<Status, Failure> {
    const STATX_BASIC_STATS: usize = 0x7ff;
    let mut raw = core::mem::MaybeUninit::<RawStatus>::zeroed();
    let arguments = [AT_FDCWD, path.as_ptr() as usize, 0, STATX_BASIC_STATS, raw.as_mut_ptr() as usize];
    // SAFETY: `path` ends with a NUL, and `raw` has the size that the kernel writes.
    unsafe { call(number::STATX, arguments) }?;
    // SAFETY: every bit pattern is a value of this type, and all bytes were set to zero.
    let raw = unsafe { raw.assume_init() };
    let directory = raw.mode & 0o170_000 == 0o040_000;
    let modified = raw.modified.seconds.wrapping_mul(1_000_000_000).wrapping_add(i64::from(raw.modified.nanoseconds));
    Ok(Status {
        stamp: Stamp { size: if directory { 0 } else { raw.size }, modified_ns: modified, inode: raw.inode },
        accessed: raw.accessed.seconds,
        mode: raw.mode,
        user: raw.user,
    })
}

/// The user whose rights the process has.
pub fn effective_user() -> u32 {
    // SAFETY: no pointers; the call cannot fail.
    unsafe { call(number::GETEUID, [0; 5]) }.map_or(u32::MAX, |user| user as u32)
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let mut time = [0i64; 2];
    // SAFETY: clock 0 is the real time, and the kernel writes two words.
    let _ = unsafe { call(number::CLOCK_GETTIME, [0, time.as_mut_ptr() as usize, 0, 0, 0]) };
    time[0]
}

/// Notes that `path` was used, by its access time. Whether that works does not matter.
pub fn touch(path: &CStr) {
    const UTIME_NOW: i64 = (1 << 30) - 1;
    const UTIME_OMIT: i64 = (1 << 30) - 2;
    let times = [0, UTIME_NOW, 0, UTIME_OMIT];
    // SAFETY: `path` ends with a NUL, and the kernel reads four words.
    let _ = unsafe { call(number::UTIMENSAT, [AT_FDCWD, path.as_ptr() as usize, times.as_ptr() as usize, 0, 0]) };
}

/// The working directory.
pub fn working_directory(buffer: &mut [u8]) -> Option<&[u8]> {
    // SAFETY: the kernel writes at most the length of the buffer.
    let length = unsafe { call(number::GETCWD, [buffer.as_mut_ptr() as usize, buffer.len(), 0, 0, 0]) }.ok()?;
    buffer.get(..length.checked_sub(1)?)
}

/// Turns this process into `program`; returns when that fails.
pub fn execute(program: &CStr, arguments: Texts, environment: Texts) {
    let lists = [program.as_ptr() as usize, arguments.0 as usize, environment.0 as usize, 0, 0];
    // SAFETY: a path that ends with a NUL, and two lists that end with null pointers.
    let _ = unsafe { call(number::EXECVE, lists) };
}

/// Writes to the standard error.
pub fn complain(text: &[u8]) {
    // SAFETY: the kernel reads the length of the text.
    let _ = unsafe { call(number::WRITE, [2, text.as_ptr() as usize, text.len(), 0, 0]) };
}

/// Ends the process.
pub fn exit(status: u8) -> ! {
    loop {
        // SAFETY: no pointers. It does not return, but the kernel's word for that is not the compiler's.
        let _ = unsafe { call(number::EXIT_GROUP, [usize::from(status), 0, 0, 0, 0]) };
    }
}
