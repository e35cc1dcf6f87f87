//! What a compilation is asked for.

use std::path::PathBuf;

use aria_foreign::TargetData;
use aria_resolve::TestMode;
use aria_run_manifest::Sanitizer;

/// How much work goes into the code, and which checks stay in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Profile {
    /// `aria run`: quick to compile; overflow is checked.
    #[default]
    Run,
    /// `aria build`: as `run`, with every local visible to a debugger.
    Debug,
    /// `--release`: optimised; overflow wraps.
    Release,
}

/// What a program is compiled for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Target {
    /// The machine that the compiler runs on.
    #[default]
    Host,
    /// A WebAssembly module with WASI preview 1.
    Wasi,
}

impl Target {
    /// The names that `--target` takes, with what they mean.
    pub const NAMES: [(&'static str, Target); 3] =
        [("x86_64-linux", Target::Host), ("wasm32-wasi", Target::Wasi), ("wasm32-wasip1", Target::Wasi)];

    /// The target with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, target)| *target)
    }

    /// The name that messages use.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, target)| *target == self).map_or("", |(name, _)| name)
    }

    pub(crate) fn data(self) -> TargetData {
        match self {
            Self::Host => TargetData::x86_64_linux(),
            Self::Wasi => TargetData::wasi(),
        }
    }

    /// What the name of a program for the target ends with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Host => "",
            Self::Wasi => "wasm",
        }
    }
}

/// One compilation of one file.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// The source, as the user names it.
    pub file: PathBuf,
    pub profile: Profile,
    pub target: Target,
    pub sanitizer: Option<Sanitizer>,
    /// What becomes of `test` blocks.
    pub tests: TestMode,
}

impl CompileOptions {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), profile: Profile::Run, target: Target::Host, sanitizer: None, tests: TestMode::Leave }
    }
}
