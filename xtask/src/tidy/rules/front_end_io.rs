//! The front end does no I/O of its own: text arrives from the driver, so an editor's unsaved buffer is compiled by the same code.

use super::is_in_any;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "front-end-io";

const PURE: &[&str] = &[
    "compiler/source/src",
    "compiler/diagnostics/src",
    "compiler/syntax/src",
    "compiler/types/src",
    "compiler/resolve/src",
    "compiler/check/src",
    "compiler/ownership/src",
    "compiler/lower/src",
    "compiler/mir/src",
    "compiler/layout/src",
    "crossing/*/src",
];
const MODULES: &[&str] = &["fs", "process", "env", "net"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, source) in tree.rust().filter(|(path, _)| is_in_any(path, PURE)) {
        for (placed, module) in source.members_named_of("std").filter(|(placed, _)| !placed.in_test) {
            if MODULES.contains(&module) {
                report.at(path, placed.line, format!("std::{module} in the front end; let the driver pass in what is needed"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn only_the_front_end_is_held() {
        let source = "use std::{fmt, fs::File};\n#[cfg(test)]\nmod tests { use std::env; }\n";
        let found = findings_of(
            super::check,
            &[
                ("compiler/check/src/a.rs", source),
                ("compiler/driver/src/a.rs", source),
                ("crossing/plan/src/b.rs", "fn f() { std::process::exit(1) }"),
            ],
        );
        assert_eq!(
            found,
            [
                "compiler/check/src/a.rs:1: std::fs in the front end; let the driver pass in what is needed",
                "crossing/plan/src/b.rs:1: std::process in the front end; let the driver pass in what is needed",
            ]
        );
    }
}
