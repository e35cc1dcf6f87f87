//! clang as a library: one live session per import configuration, behind a flat C ABI, made safe.
//!
//! `cpp/` links clang; this crate does not. It loads `libaria_clang.so` when the first [`Session`] opens, and reads
//! the [`Container`]s in which every answer comes, so that stored answers are read without loading anything.

mod container;
mod library;
mod session;

pub use container::{Container, Cursor, IndexEntry, Malformed};
pub use library::OpenError;
pub use session::{ClangDiagnostic, Lost, Session, SessionError, Severity, sessions_opened};

/// The version of clang that this build talks to.
pub const CLANG_VERSION: &str = env!("ARIA_CLANG_VERSION");

/// The installation's prefix, where clang's driver believes itself to be.
pub const CLANG_PREFIX: &str = env!("ARIA_CLANG_PREFIX");

/// The directory of clang's own headers.
pub const RESOURCE_DIRECTORY: &str = env!("ARIA_CLANG_RESOURCES");

/// The shared clang library; when it changes, stored answers are void.
pub const CLANG_SHARED_LIBRARY: &str = env!("ARIA_CLANG_SHARED");
