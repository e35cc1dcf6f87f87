//! Each native toolchain is linked in one place, so that everything else builds and is tested without it.

use super::is_in_any;
use crate::tidy::Report;
use crate::tidy::rust_source::Token;
use crate::tidy::tree::{Tree, file_name};

pub const NAME: &str = "native-libraries";

/// Packages, and where alone they may be depended on.
const PACKAGES: &[(&[&str], &str)] = &[
    (&["inkwell", "llvm-sys"], "compiler/llvm"),
    (&["clang", "clang-sys"], "lanes/c"),
    (&["wasmtime", "wasmtime-environ"], "lanes/wasm"),
    (&["pyo3", "pyo3-ffi"], "lanes/python"),
];
/// What a build script links, and where alone it may.
const LINKED: &[(&str, &str)] = &[("clang-cpp", "lanes/c"), ("lldELF", "compiler/llvm"), ("lldWasm", "compiler/llvm")];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for manifest in tree.manifests() {
        for dependency in &manifest.dependencies {
            for (_, home) in PACKAGES.iter().filter(|(names, _)| names.contains(&dependency.name.as_str())) {
                if !is_in_any(&manifest.path, &[home]) {
                    report.at(&manifest.path, dependency.line, format!("only {home} may depend on {}", dependency.name));
                }
            }
        }
    }
    for (path, source) in tree.rust().filter(|(path, _)| file_name(path) == "build.rs") {
        for placed in source.tokens() {
            let Token::Literal(text) = &placed.token else { continue };
            for (library, home) in LINKED.iter().filter(|(library, home)| text.contains(library) && !is_in_any(path, &[home])) {
                report.at(path, placed.line, format!("only {home} may link {library}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn each_library_has_one_home() {
        let manifest = "[package]\nname = \"a\"\n[dependencies]\ninkwell.workspace = true\n";
        let script = "fn main() { println!(\"cargo::rustc-link-lib=clang-cpp\") }";
        let found = findings_of(
            super::check,
            &[
                ("compiler/llvm/Cargo.toml", manifest),
                ("compiler/check/Cargo.toml", manifest),
                ("lanes/c/build.rs", script),
                ("compiler/driver/build.rs", script),
            ],
        );
        assert_eq!(
            found,
            [
                "compiler/check/Cargo.toml:4: only compiler/llvm may depend on inkwell",
                "compiler/driver/build.rs:1: only lanes/c may link clang-cpp"
            ]
        );
    }
}
