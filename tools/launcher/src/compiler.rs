//! Finding the compiler: beside the launcher in a build folder, under `../lib/aria` in an installation.

use crate::path::PathBuffer;

/// The compiler's absolute path, links resolved.
pub fn find() -> Option<PathBuffer> {
    let launcher = PathBuffer::link(c"/proc/self/exe")?;
    [&b"/aria-compiler"[..], b"/../lib/aria/aria-compiler"]
        .iter()
        .find_map(|place| PathBuffer::resolved(PathBuffer::of(&[launcher.folder(), place])?.as_c_str()))
}
