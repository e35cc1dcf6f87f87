//! The host: everything that depends on the operating system. Paths, permissions, processes, the linker's world. Linux on x86-64 first.

mod environment;
mod error;
pub mod files;
pub mod libraries;
pub mod link;
pub mod packages;
pub mod process;
mod search;
pub mod toolchain;
pub mod wasi;

pub use environment::Environment;
pub use error::PlatformError;

use std::path::{Path, PathBuf};

/// A machine that programs are linked for and run on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Platform {
    root: PathBuf,
    target: Target,
}

/// What of a platform follows from the processor alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Target {
    triple: &'static str,
    /// Debian's name for folders of libraries, also that of gcc.
    multiarch: &'static str,
    /// The name in the file names of compiler-rt.
    architecture: &'static str,
    emulation: &'static str,
    dynamic_linker: &'static str,
}

const X86_64_LINUX: Target = Target {
    triple: "x86_64-unknown-linux-gnu",
    multiarch: "x86_64-linux-gnu",
    architecture: "x86_64",
    emulation: "elf_x86_64",
    dynamic_linker: "/lib64/ld-linux-x86-64.so.2",
};

impl Platform {
    /// The machine that the compiler runs on.
    ///
    /// # Errors
    /// On a machine that is not supported yet.
    pub fn host() -> Result<Self, PlatformError> {
        match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => Ok(Self::linux_x86_64_at(Path::new("/"))),
            (system, architecture) => Err(PlatformError::UnsupportedHost { system, architecture }),
        }
    }

    /// Linux on x86-64 with its files under `root`.
    #[must_use]
    pub fn linux_x86_64_at(root: &Path) -> Self {
        Self { root: root.to_owned(), target: X86_64_LINUX }
    }

    /// LLVM's name of the target.
    #[must_use]
    pub fn triple(&self) -> &'static str {
        self.target.triple
    }

    /// The loader that the kernel starts for a dynamically linked program.
    #[must_use]
    pub fn dynamic_linker(&self) -> &'static str {
        self.target.dynamic_linker
    }

    /// An absolute path of the machine, below its root.
    fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }
}
