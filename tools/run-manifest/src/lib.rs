//! The run manifest: the small file in which the compiler tells the launcher what a cached executable was made from.
//! This crate is the only place that knows its format; it needs neither `std` nor an allocator, so both sides link the same code.
//!
//! # Format
//! Little endian, no padding. A header of 32 bytes:
//!
//! | offset | bytes | meaning |
//! |-------:|------:|---|
//! | 0 | 8 | [`MAGIC`]; its last byte is the version of the format |
//! | 8 | 4 | length of the whole file |
//! | 12 | 4 | number of records |
//! | 16 | 16 | [`Hash128`] of everything behind the header |
//!
//! Then the records, each:
//!
//! | bytes | meaning |
//! |------:|---|
//! | 1 | kind: 1 key, 2 executable, 3 file, 4 directory, 5 absent, 6 variable, 7 working directory |
//! | 1 | flags: 1 a stamp follows, 2 a content hash follows, 4 the second text is present |
//! | 2 + 4 | lengths of the first and of the second text |
//! | 24 | stamp (if flagged): size, modification time in ns since 1970, inode |
//! | 16 | content hash (if flagged) |
//! | n + 1 | first text (a path or a name) and a NUL, so that it can go to the kernel as it is |
//! | m + 1 | second text (a value) and a NUL |
//!
//! Any bytes may be given to [`Manifest::parse`]; a reader never panics and never reads outside of them.
#![cfg_attr(not(test), no_std)]
#![forbid(unsafe_code)]

mod check;
mod decode;
mod encode;
mod hash;
mod invocation;
mod place;

pub use check::{Host, Probe};
pub use decode::{Damage, Manifest, Records};
pub use encode::encode;
pub use hash::Hash128;
pub use invocation::{Invocation, RunKey, Sanitizer, run_manifest_name};
pub use place::cache_folder;

use core::ffi::CStr;

/// The first bytes of a manifest; the last one counts the versions of the format.
pub const MAGIC: [u8; 8] = *b"AriaRun\x01";

/// The folder of the cache that holds run manifests.
pub const MANIFEST_FOLDER: &str = "run";

/// Manifests longer than this are not written, and not read.
pub const MAX_LENGTH: usize = 1 << 20;

/// What tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// Bytes; 0 for a directory, whose size means nothing.
    pub size: u64,
    /// Modification time in nanoseconds since 1970.
    pub modified_ns: i64,
    /// Inode number: a file put in place by rename has another one.
    pub inode: u64,
}

/// One fact that a cached executable stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Record<'a> {
    /// The whole key, compared in full: the file name is only a hash of it.
    Key(&'a [u8]),
    /// What to execute.
    Executable {
        /// Absolute path.
        path: &'a CStr,
        /// Its state when it was written.
        stamp: Stamp,
    },
    /// A file that was read.
    File {
        /// Absolute path.
        path: &'a CStr,
        /// Its state when it was read.
        stamp: Stamp,
        /// Present when the file changed so shortly before it was read that a later change may have the same stamp.
        contents: Option<u128>,
    },
    /// A directory that was searched.
    Directory {
        /// Absolute path.
        path: &'a CStr,
        /// Its state when it was searched.
        stamp: Stamp,
    },
    /// A file or directory that was looked for and was not there.
    Absent {
        /// Absolute path.
        path: &'a CStr,
    },
    /// An environment variable that was consulted.
    Variable {
        /// Its name.
        name: &'a [u8],
        /// Its value, `None` when it was not set.
        value: Option<&'a [u8]>,
    },
    /// The working directory, recorded when something relative was consulted.
    WorkingDirectory(&'a [u8]),
}
