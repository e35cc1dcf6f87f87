//! What can be wrong with the cache. None of it keeps a program from being compiled.

use crate::platform::files::Privacy;
use std::io;
use std::path::{Path, PathBuf};

/// Why others could change a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsafe {
    /// The folder belongs to the user with this number.
    OwnedByAnother {
        /// The owner's number.
        user: u32,
    },
    /// The group or everybody may write to the folder.
    WritableByOthers {
        /// Its permission bits.
        mode: u32,
    },
}

impl Unsafe {
    pub(super) fn of(privacy: Privacy) -> Option<Self> {
        match privacy {
            Privacy::Private => None,
            Privacy::OwnedByAnother { user } => Some(Self::OwnedByAnother { user }),
            Privacy::WritableByOthers { mode } => Some(Self::WritableByOthers { mode }),
        }
    }
}

/// Why the cache cannot be used, or an entry not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CacheError {
    /// Neither `ARIA_CACHE_DIR` nor `XDG_CACHE_HOME` nor `HOME` is set.
    NoPlace,
    /// Others could put programs into it.
    Unsafe {
        /// The folder of the cache.
        folder: PathBuf,
        /// Why.
        reason: Unsafe,
    },
    /// It cannot be written to.
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
    },
    /// The disk or the quota is full.
    Full {
        /// What was to be written.
        path: PathBuf,
    },
    /// The operating system refused for another reason.
    Failed {
        /// What was to be read or written.
        path: PathBuf,
        /// The operating system's reason.
        kind: io::ErrorKind,
    },
    /// A dependency changed while it was being used, or so shortly before that this cannot be told: the result is sound for this run but is
    /// not kept.
    Unstable {
        /// The dependency.
        path: PathBuf,
    },
    /// More dependencies than a manifest holds.
    TooLarge,
}

impl CacheError {
    pub(super) fn from_io(path: &Path, error: &io::Error) -> Self {
        let path = path.to_owned();
        match error.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            kind => Self::Failed { path, kind },
        }
    }
}

impl std::fmt::Display for CacheError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoPlace => f.write_str("neither ARIA_CACHE_DIR nor XDG_CACHE_HOME nor HOME is set"),
            Self::Unsafe { folder, reason } => write!(f, "`{}` is not safe to use ({reason:?})", folder.display()),
            Self::ReadOnly { path } => write!(f, "`{}` cannot be written to", path.display()),
            Self::Full { path } => write!(f, "there is no room to write `{}`", path.display()),
            Self::Failed { path, kind } => write!(f, "`{}`: {kind}", path.display()),
            Self::Unstable { path } => write!(f, "`{}` was changing", path.display()),
            Self::TooLarge => f.write_str("the program depends on too many files"),
        }
    }
}
