//! No object file, library or executable is committed; told by its name or by its first bytes.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, extension};

pub const NAME: &str = "build-products";

const EXTENSIONS: &[&str] =
    &["o", "a", "so", "obj", "lib", "dll", "dylib", "rlib", "rmeta", "bc", "pch", "pcm", "pyc", "class", "exe"];
const MAGIC: &[(&[u8], &str)] = &[
    (b"\x7fELF", "an ELF file"),
    (b"!<arch>\n", "a static library"),
    (b"BC\xC0\xDE", "LLVM bitcode"),
    (b"\0asm", "a WebAssembly binary"),
    (b"CPCH", "a precompiled header"),
];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, content) in tree.bytes() {
        if let Some((_, what)) = MAGIC.iter().find(|(magic, _)| content.starts_with(magic)) {
            report.at(path, 1, format!("{what} is committed; let the test or the build make it"));
        } else if EXTENSIONS.contains(&extension(path)) {
            report.at(path, 1, "the name is that of a build product");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn found_by_name_and_by_content() {
        let found = findings_of(super::check, &[("a.o", "x"), ("b", "\u{7f}ELF\u{2}"), ("c.rs", "//! ELF"), ("sofa.a.md", "")]);
        assert_eq!(
            found,
            ["a.o:1: the name is that of a build product", "b:1: an ELF file is committed; let the test or the build make it"]
        );
    }
}
