//! The system layer: everything that the library asks of an operating system, as functions of plain numbers and pointers.
//!
//! `runtime/core/src/system/` implements it over the C library of a POSIX system; another runtime implements the same
//! table. `std/sys.aria` declares it, and is the only file that calls it. No structure of the system's passes through:
//! numbers go into arrays of `i64`, texts into blocks.
//!
//! - Every number is an `i64`. Where a function can fail, a negative result is a *failure*: `-(kind + 64 * code)`, with
//!   `kind` from [`ErrorKind`] and `code` the system's own error number, which only [`ERROR_TEXT`] reads. Otherwise the
//!   result is what the comment says, or 0.
//! - A *path* is bytes up to a NUL, never null.
//! - A *block* is memory from `malloc` that the caller frees with `free`. `char **block` receives it, and only when the
//!   result is no failure; the result is the number of its bytes, and a NUL that is not counted stands behind them.
//! - A *descriptor* is a small number; 0, 1 and 2 are the standard streams.
//! - A call that a signal interrupts begins again. Times are nanoseconds.
//! - What a system has no notion of fails with [`ErrorKind::Unsupported`].

/// What went wrong, the same on every system. The numbers never change; new ones may come before `Other`.
#[repr(i64)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    NotFound = 1,
    PermissionDenied = 2,
    AlreadyExists = 3,
    NotADirectory = 4,
    IsADirectory = 5,
    DirectoryNotEmpty = 6,
    /// An argument that the system refuses.
    InvalidInput = 7,
    /// Bytes that are not what they should be, such as text that is not UTF-8. Only the library gives it.
    InvalidData = 8,
    /// The end came before the bytes that were asked for. Only the library gives it.
    UnexpectedEnd = 9,
    /// What was used is closed. Only the library gives it, and a system for a descriptor that is not open.
    Closed = 10,
    /// Nobody reads the other end.
    BrokenPipe = 11,
    WouldBlock = 12,
    TimedOut = 13,
    /// No space or no quota is left.
    StorageFull = 14,
    FileTooLarge = 15,
    ReadOnlyFilesystem = 16,
    TooManyOpenFiles = 17,
    NameTooLong = 18,
    /// Symbolic links that lead in a circle.
    TooManyLinks = 19,
    /// A rename from one filesystem to another.
    CrossesDevices = 20,
    ResourceBusy = 21,
    /// The system has no such thing.
    Unsupported = 22,
    OutOfMemory = 23,
    Interrupted = 24,
    /// A program file that the system cannot run.
    NotExecutable = 25,
    /// Any other error of the system.
    Other = 63,
}

/// A failure, from its two parts.
#[must_use]
pub const fn failure(kind: ErrorKind, code: i32) -> i64 {
    -(kind as i64 + 64 * code as i64)
}

/// Bits of the second argument of [`OPEN`].
pub mod open {
    pub const READ: i64 = 1;
    pub const WRITE: i64 = 2;
    /// Every write goes to the end.
    pub const APPEND: i64 = 4;
    /// Made where it is missing.
    pub const CREATE: i64 = 8;
    /// Made, and a failure where it is there: nobody else has it.
    pub const CREATE_NEW: i64 = 16;
    /// Emptied.
    pub const TRUNCATE: i64 = 32;
}

/// What an entry of a directory is: the first number of [`METADATA`], and the byte before each name of [`LIST`].
pub mod kind {
    pub const UNKNOWN: i64 = 0;
    pub const FILE: i64 = 1;
    pub const DIRECTORY: i64 = 2;
    pub const SYMLINK: i64 = 3;
    pub const OTHER: i64 = 4;
}

/// What [`SPAWN`] does with a stream of the child where no descriptor is given.
pub mod stdio {
    /// The stream of this program.
    pub const INHERIT: i64 = -1;
    /// Empty to read, and takes whatever is written.
    pub const NULL: i64 = -2;
    /// A new pipe; this program's end comes back.
    pub const PIPE: i64 = -3;
    /// For the error stream: where the output goes.
    pub const TO_OUTPUT: i64 = -4;
}

/// `i64 aria_sys_error_text(i64 failure, char **block)`: the system's words for a failure, such as `No such file or directory`.
pub const ERROR_TEXT: &str = "aria_sys_error_text";

/// `i64 aria_sys_open(const char *path, i64 flags, i64 permissions)`: a descriptor, which children do not inherit.
/// `permissions` (as in [`METADATA`]) are a new file's, before the system takes some off (the umask).
pub const OPEN: &str = "aria_sys_open";
/// `i64 aria_sys_close(i64 descriptor)`: what was written but not stored may fail here; it is closed in any case.
pub const CLOSE: &str = "aria_sys_close";
/// `i64 aria_sys_read(i64 descriptor, u8 *bytes, i64 count)`: how many were read; 0 only at the end, or if `count` is 0.
pub const READ: &str = "aria_sys_read";
/// `i64 aria_sys_write(i64 descriptor, const u8 *bytes, i64 count)`: how many were written, which may be fewer. A pipe that
/// nobody reads is a failure (`BrokenPipe`) and no signal.
pub const WRITE: &str = "aria_sys_write";
/// `i64 aria_sys_seek(i64 descriptor, i64 offset, i64 from)`: `from` is 0 for the start, 1 for here, 2 for the end; the new place.
pub const SEEK: &str = "aria_sys_seek";
/// `i64 aria_sys_sync(i64 descriptor)`: returns when what was written is stored.
pub const SYNC: &str = "aria_sys_sync";
/// `i64 aria_sys_set_size(i64 descriptor, i64 size)`: cuts the file off, or lengthens it by zeros.
pub const SET_SIZE: &str = "aria_sys_set_size";
/// `i64 aria_sys_is_terminal(i64 descriptor)`: 1 or 0; cannot fail.
pub const IS_TERMINAL: &str = "aria_sys_is_terminal";

/// `i64 aria_sys_metadata(const char *path, i64 follow, i64 numbers[5])`: kind, size in bytes, permissions (the nine bits of
/// `rwxrwxrwx` and three above them), times of the last change and of the last access. `follow` 0 looks at a symbolic link itself.
pub const METADATA: &str = "aria_sys_metadata";
/// `i64 aria_sys_file_metadata(i64 descriptor, i64 numbers[5])`: the same of what is open.
pub const FILE_METADATA: &str = "aria_sys_file_metadata";
/// `i64 aria_sys_set_permissions(const char *path, i64 permissions)`.
pub const SET_PERMISSIONS: &str = "aria_sys_set_permissions";
/// `i64 aria_sys_remove_file(const char *path)`: a symbolic link itself, never a directory (`IsADirectory`).
pub const REMOVE_FILE: &str = "aria_sys_remove_file";
/// `i64 aria_sys_remove_dir(const char *path)`: an empty directory.
pub const REMOVE_DIR: &str = "aria_sys_remove_dir";
/// `i64 aria_sys_remove_tree(const char *path)`: a directory with all that is in it, or a file. Symbolic links are removed and
/// never followed, not even ones that somebody puts there meanwhile.
pub const REMOVE_TREE: &str = "aria_sys_remove_tree";
/// `i64 aria_sys_rename(const char *from, const char *to)`: a file at `to` is replaced in one step.
pub const RENAME: &str = "aria_sys_rename";
/// `i64 aria_sys_make_dir(const char *path, i64 permissions)`.
pub const MAKE_DIR: &str = "aria_sys_make_dir";
/// `i64 aria_sys_list(const char *path, char **block)`: for each entry a byte ([`kind`]), its name, and a NUL; without `.` and
/// `..`, in the system's order.
pub const LIST: &str = "aria_sys_list";
/// `i64 aria_sys_symlink(const char *target, const char *path)`: a symbolic link at `path`.
pub const SYMLINK: &str = "aria_sys_symlink";
/// `i64 aria_sys_hard_link(const char *existing, const char *path)`: another name of a file.
pub const HARD_LINK: &str = "aria_sys_hard_link";
/// `i64 aria_sys_read_link(const char *path, char **block)`: what a symbolic link holds.
pub const READ_LINK: &str = "aria_sys_read_link";
/// `i64 aria_sys_real_path(const char *path, char **block)`: the absolute path without symbolic links, `.` and `..`.
pub const REAL_PATH: &str = "aria_sys_real_path";
/// `i64 aria_sys_current_dir(char **block)`.
pub const CURRENT_DIR: &str = "aria_sys_current_dir";
/// `i64 aria_sys_set_current_dir(const char *path)`.
pub const SET_CURRENT_DIR: &str = "aria_sys_set_current_dir";

/// `i64 aria_sys_stdin_line(char **block)`: the next line with its line break, through C's `stdin`; 0 at the end (the block is
/// there in any case).
pub const STDIN_LINE: &str = "aria_sys_stdin_line";
/// `i64 aria_sys_stdin_read(u8 *bytes, i64 count)`: through C's `stdin`; fewer than `count` only at the end.
pub const STDIN_READ: &str = "aria_sys_stdin_read";
/// `i64 aria_sys_stream_write(i64 stream, const u8 *bytes, i64 count)`: all of them, to C's `stdout` (1) or `stderr` (2).
pub const STREAM_WRITE: &str = "aria_sys_stream_write";
/// `i64 aria_sys_stream_flush(i64 stream)`: hands what is in the stream's buffer to the system.
pub const STREAM_FLUSH: &str = "aria_sys_stream_flush";

/// `i64 aria_sys_env_get(const char *name, char **block)`: `NotFound` where it is not set.
pub const ENV_GET: &str = "aria_sys_env_get";
/// `i64 aria_sys_env_set(const char *name, const char *value)`: a null value removes it.
pub const ENV_SET: &str = "aria_sys_env_set";
/// `i64 aria_sys_env_all(char **block)`: every `name=value`, each with a NUL behind it.
pub const ENV_ALL: &str = "aria_sys_env_all";
/// `i64 aria_sys_home(char **block)`: the user's folder, as the system's list of users knows it; the library asks `HOME` first.
pub const HOME: &str = "aria_sys_home";
/// `i64 aria_sys_program_path(char **block)`: the file of the running program.
pub const PROGRAM_PATH: &str = "aria_sys_program_path";

/// `void aria_sys_exit(i64 status)`, noreturn: ends the program as C's `exit` does, with the streams flushed.
pub const EXIT: &str = "aria_sys_exit";
/// `i64 aria_sys_process_id(void)`: cannot fail.
pub const PROCESS_ID: &str = "aria_sys_process_id";
/// `i64 aria_sys_spawn(const char *program, const char *const *arguments, const char *const *environment, const char
/// *directory, i64 streams[3], i64 child[4])`: starts a program, which is sought in `PATH` if its name has no `/`. `arguments`
/// begins with the program's name and ends with null; `environment` (`name=value`, ends with null) and `directory` may be null
/// for this program's. `streams` are descriptors or [`stdio`]. `child` receives its number, and this program's ends of the
/// pipes, -1 where there is none.
pub const SPAWN: &str = "aria_sys_spawn";
/// `i64 aria_sys_wait(i64 child, i64 block, i64 ended[2])`: 1 when it has ended, with its exit status (-1 if a signal ended it)
/// and that signal (else 0) in `ended`; 0 if it still runs and `block` is 0. A child is waited for successfully once.
pub const WAIT: &str = "aria_sys_wait";
/// `i64 aria_sys_kill(i64 child, i64 force)`: asks it to end (`SIGTERM`), or ends it (`SIGKILL`) where `force` is not 0.
pub const KILL: &str = "aria_sys_kill";
/// `i64 aria_sys_communicate(i64 input, const u8 *bytes, i64 count, i64 output, i64 error, char **blocks, i64 sizes[2])`: writes
/// the bytes to `input` and closes it while it reads `output` and `error` to their ends, whichever is ready, so that neither side
/// waits for the other; each descriptor may be -1. Two blocks, also where there was nothing to read. A reader that goes away is
/// no failure. The descriptors `output` and `error` stay open.
pub const COMMUNICATE: &str = "aria_sys_communicate";

/// `i64 aria_sys_monotonic_time(void)`: counts evenly from some start; cannot fail.
pub const MONOTONIC_TIME: &str = "aria_sys_monotonic_time";
/// `i64 aria_sys_wall_time(void)`: since 1970-01-01 UTC without leap seconds; cannot fail.
pub const WALL_TIME: &str = "aria_sys_wall_time";
/// `void aria_sys_sleep(i64 nanoseconds)`: at least so long.
pub const SLEEP: &str = "aria_sys_sleep";
/// `i64 aria_sys_local_offset(i64 seconds)`: how many seconds local time is ahead of UTC at that time (seconds since 1970); cannot
/// fail, and is 0 where it is not known.
pub const LOCAL_OFFSET: &str = "aria_sys_local_offset";
/// `i64 aria_sys_random_bytes(u8 *bytes, i64 count)`: unpredictable ones, good enough for keys.
pub const RANDOM_BYTES: &str = "aria_sys_random_bytes";

/// Every entry point of the layer.
pub const ALL: &[&str] = &[
    ERROR_TEXT,
    OPEN,
    CLOSE,
    READ,
    WRITE,
    SEEK,
    SYNC,
    SET_SIZE,
    IS_TERMINAL,
    METADATA,
    FILE_METADATA,
    SET_PERMISSIONS,
    REMOVE_FILE,
    REMOVE_DIR,
    REMOVE_TREE,
    RENAME,
    MAKE_DIR,
    LIST,
    SYMLINK,
    HARD_LINK,
    READ_LINK,
    REAL_PATH,
    CURRENT_DIR,
    SET_CURRENT_DIR,
    STDIN_LINE,
    STDIN_READ,
    STREAM_WRITE,
    STREAM_FLUSH,
    ENV_GET,
    ENV_SET,
    ENV_ALL,
    HOME,
    PROGRAM_PATH,
    EXIT,
    PROCESS_ID,
    SPAWN,
    WAIT,
    KILL,
    COMMUNICATE,
    MONOTONIC_TIME,
    WALL_TIME,
    SLEEP,
    LOCAL_OFFSET,
    RANDOM_BYTES,
];
