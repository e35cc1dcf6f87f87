//! Finding and loading `libaria_clang.so`, once per process, and the table of its functions.

use std::ffi::c_int;
use std::fmt;
use std::path::PathBuf;
use std::sync::OnceLock;

use libloading::Library;

use crate::RESOURCE_DIRECTORY;
use crate::container::FORMAT_VERSION;

/// Why clang cannot be used on this machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OpenError {
    /// `libaria_clang.so`, or a library it needs, is missing. With the loader's words.
    NoLibrary { reason: String },
    /// clang's own headers (`stddef.h` and others) are missing.
    NoResources { directory: PathBuf },
    /// clang refused its arguments. With its words.
    Refused { reason: String },
    /// clang crashed while starting.
    Crashed,
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoLibrary { reason } => write!(f, "cannot load the clang library: {reason}"),
            Self::NoResources { directory } => write!(f, "clang's own headers are not in {}", directory.display()),
            Self::Refused { reason } => write!(f, "clang refused to start: {reason}"),
            Self::Crashed => f.write_str("clang crashed while starting"),
        }
    }
}

impl std::error::Error for OpenError {}

/// `struct aria_bytes`.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Bytes {
    pub data: *const u8,
    pub size: usize,
}

/// The library's session; only ever behind a pointer.
#[repr(C)]
pub(crate) struct RawSession {
    _private: [u8; 0],
}

type Two = unsafe extern "C" fn(*mut RawSession, Bytes, *mut Bytes) -> c_int;

/// The functions of `cpp/abi.cpp`.
pub(crate) struct Functions {
    pub open: unsafe extern "C" fn(*const Bytes, usize, *mut *mut RawSession, *mut Bytes) -> c_int,
    pub parse: unsafe extern "C" fn(*mut RawSession, Bytes, Bytes, *mut Bytes) -> c_int,
    pub snapshot: unsafe extern "C" fn(*mut RawSession, *mut Bytes) -> c_int,
    pub macro_value: Two,
    pub statement: Two,
    pub compile: unsafe extern "C" fn(*mut RawSession, Bytes, Bytes, Bytes, Bytes, *mut Bytes) -> c_int,
    pub release: unsafe extern "C" fn(Bytes),
    pub close: unsafe extern "C" fn(*mut RawSession) -> c_int,
}

const FILE_NAME: &str = "libaria_clang.so";

/// Beside the executable, in an installation's library folder, and where the build left it.
fn candidates() -> Vec<PathBuf> {
    let mut list = Vec::new();
    if let Some(folder) = std::env::current_exe().ok().as_deref().and_then(|exe| exe.parent()) {
        list.extend(["", "..", "../lib/aria", "../lib"].map(|relative| folder.join(relative).join(FILE_NAME)));
    }
    list.push(PathBuf::from(env!("ARIA_CLANG_LIBRARY")));
    list
}

fn load() -> Result<Functions, OpenError> {
    let resources = PathBuf::from(RESOURCE_DIRECTORY);
    if !resources.join("include/stddef.h").exists() {
        return Err(OpenError::NoResources { directory: resources });
    }
    let Some(path) = candidates().into_iter().find(|path| path.exists()) else {
        return Err(OpenError::NoLibrary { reason: format!("{FILE_NAME} is not installed") });
    };
    let missing = |error: libloading::Error| OpenError::NoLibrary { reason: error.to_string() };
    // SAFETY: the file is part of this program; its initialisers are those of clang and LLVM, which have no
    // preconditions. It is leaked, so its functions live as long as the process.
    let library: &'static Library = Box::leak(Box::new(unsafe { Library::new(&path) }.map_err(missing)?));
    macro_rules! symbol {
        ($name:literal) => {
            // SAFETY: `cpp/abi.cpp` defines this symbol with the type of the field it is stored in.
            *unsafe { library.get(concat!("aria_clang_", $name, "\0").as_bytes()) }.map_err(missing)?
        };
    }
    let format: unsafe extern "C" fn() -> u32 = symbol!("format_version");
    // SAFETY: it takes nothing and returns a constant.
    if unsafe { format() } != FORMAT_VERSION {
        return Err(OpenError::NoLibrary { reason: format!("{} is of another version", path.display()) });
    }
    Ok(Functions {
        open: symbol!("open"),
        parse: symbol!("parse"),
        snapshot: symbol!("snapshot"),
        macro_value: symbol!("macro"),
        statement: symbol!("statement"),
        compile: symbol!("compile"),
        release: symbol!("release"),
        close: symbol!("close"),
    })
}

/// The loaded library; loads it at the first call.
pub(crate) fn functions() -> Result<&'static Functions, OpenError> {
    static LOADED: OnceLock<Result<Functions, OpenError>> = OnceLock::new();
    LOADED.get_or_init(load).as_ref().map_err(Clone::clone)
}
