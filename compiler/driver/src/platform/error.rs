//! What the host can lack.

use std::path::PathBuf;

/// Why the host cannot link or start a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlatformError {
    /// The compiler does not know this machine yet.
    UnsupportedHost {
        /// The operating system, as Rust names it.
        system: &'static str,
        /// The processor, as Rust names it.
        architecture: &'static str,
    },
    /// The files with which every C program starts and ends are not installed (on Debian: `libc6-dev` and `gcc`).
    StartFilesNotFound {
        /// The first one missing.
        file: &'static str,
        /// Where it was looked for.
        searched: Vec<PathBuf>,
    },
    /// The arithmetic that the processor has no instructions for (`__multi3`, `__muldc3`) is not installed (on Debian: `gcc` or
    /// `libclang-rt-22-dev`).
    BuiltinsNotFound {
        /// Where they were looked for.
        searched: Vec<PathBuf>,
    },
    /// The runtime of a sanitizer is not installed (on Debian: `libclang-rt-22-dev`).
    SanitizerNotFound {
        /// The missing file.
        file: String,
        /// Where it was looked for.
        searched: Vec<PathBuf>,
    },
    /// A file of another target's C library or compiler is not installed.
    PackageMissing {
        /// Where it should be.
        file: PathBuf,
        /// Debian's package that has it.
        package: &'static str,
    },
    /// A program could not be started.
    NotStarted {
        /// The program.
        program: PathBuf,
        /// The operating system's reason.
        kind: std::io::ErrorKind,
    },
}

impl std::fmt::Display for PlatformError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnsupportedHost { system, architecture } => write!(f, "{system} on {architecture} is not known"),
            Self::StartFilesNotFound { file, .. } => write!(f, "the C start file `{file}` is missing"),
            Self::BuiltinsNotFound { .. } => f.write_str("the compiler's arithmetic library (libgcc) is missing"),
            Self::SanitizerNotFound { file, .. } => write!(f, "the sanitizer's runtime `{file}` is missing"),
            Self::PackageMissing { file, .. } => write!(f, "`{}` is missing", file.display()),
            Self::NotStarted { program, kind } => write!(f, "`{}`: {kind}", program.display()),
        }
    }
}
