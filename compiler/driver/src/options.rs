//! What a compilation is asked for.

use std::path::PathBuf;

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

/// One compilation of one file.
#[derive(Clone, Debug)]
pub struct CompileOptions {
    /// The source, as the user names it.
    pub file: PathBuf,
    pub profile: Profile,
    pub sanitizer: Option<Sanitizer>,
    /// What becomes of `test` blocks.
    pub tests: TestMode,
}

impl CompileOptions {
    pub fn new(file: impl Into<PathBuf>) -> Self {
        Self { file: file.into(), profile: Profile::Run, sanitizer: None, tests: TestMode::Leave }
    }
}
