//! What is installed beside the compiler: its runtime.

use std::path::PathBuf;

/// The compiler's own executable, links resolved.
pub fn compiler() -> Option<PathBuf> {
    std::env::current_exe().ok()?.canonicalize().ok()
}

/// The runtime's archive for WebAssembly, in the compiler's folder, whether it is there or not.
pub fn module_runtime_archive() -> Option<PathBuf> {
    Some(compiler()?.parent()?.join("libaria_rt-wasm32-wasi.a"))
}

/// The runtime's archive, in the compiler's folder.
pub fn runtime_archive() -> Option<PathBuf> {
    let compiler = compiler()?;
    let archive = compiler.parent()?.join("libaria_rt.a");
    archive.is_file().then_some(archive)
}
