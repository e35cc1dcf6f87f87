//! What is not built yet is a diagnostic, never a panic: no `todo!`, `unimplemented!` or `dbg!`.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "unfinished-code";

const MACROS: &[&str] = &["todo", "unimplemented", "dbg"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, source) in tree.rust() {
        for name in MACROS {
            for placed in source.macro_calls(name) {
                report.at(path, placed.line, format!("{name}! is left"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn calls_are_found_and_prose_is_not() {
        let found = findings_of(super::check, &[("a.rs", "//! todo!()\nfn f() { \"todo!()\"; }\nfn g() { std::todo!(\"x\") }")]);
        assert_eq!(found, ["a.rs:3: todo! is left"]);
    }
}
