//! `unsafe` stands only where memory is managed by hand or a C or C++ library is wrapped.

use super::is_in_any;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "unsafe-places";

const ALLOWED: &[&str] = &["runtime", "lanes/*/runtime", "lanes/c/clang", "compiler/llvm", "tools/launcher"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, source) in tree.rust().filter(|(path, _)| !is_in_any(path, ALLOWED)) {
        for placed in source.tokens().iter().filter(|placed| placed.token.ident() == Some("unsafe")) {
            report.at(
                path,
                placed.line,
                "unsafe outside runtime/, lanes/*/runtime, the launcher and the LLVM and clang wrappers",
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn only_the_keyword_in_other_places() {
        let source = "//! unsafe\nfn f() { unsafe { g() } }\nenum Keyword { Unsafe }\nconst K: &str = \"unsafe\";";
        let found = findings_of(
            super::check,
            &[("compiler/check/src/a.rs", source), ("runtime/core/src/a.rs", source), ("lanes/r/runtime/a.rs", source)],
        );
        assert_eq!(
            found,
            ["compiler/check/src/a.rs:2: unsafe outside runtime/, lanes/*/runtime, the launcher and the LLVM and clang wrappers"]
        );
    }
}
