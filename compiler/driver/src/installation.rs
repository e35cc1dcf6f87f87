//! What is installed beside the compiler: its runtime.

use std::path::PathBuf;

/// The compiler's own executable, links resolved.
pub fn compiler() -> Option<PathBuf> {
    std::env::current_exe().ok()?.canonicalize().ok()
}

/// The runtime's archive, in the compiler's folder.
pub fn runtime_archive() -> Option<PathBuf> {
    let compiler = compiler()?;
    let archive = compiler.parent()?.join("libaria_rt.a");
    archive.is_file().then_some(archive)
}
