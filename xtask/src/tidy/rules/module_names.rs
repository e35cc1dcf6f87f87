//! A module is named after what it owns; `utils` and its kin own nothing.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, extension};

pub const NAME: &str = "module-names";

const FORBIDDEN: &[&str] = &["util", "utils", "helper", "helpers", "common", "misc"];
const SOURCE: &[&str] = &["rs", "aria", "c", "cc", "cpp", "h", "hpp", "py", "sh"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for path in tree.paths().filter(|path| SOURCE.contains(&extension(path))) {
        let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
        if let Some(name) = stem.split('/').find(|part| FORBIDDEN.contains(part)) {
            report.at(path, 1, format!("`{name}` says nothing; name the module after what it owns"));
        }
    }
    for (path, source) in tree.rust() {
        for pair in source.tokens().windows(2) {
            let (Some("mod"), Some(name)) = (pair[0].token.ident(), pair[1].token.ident()) else { continue };
            if FORBIDDEN.contains(&name) {
                report.at(path, pair[1].line, format!("`{name}` says nothing; name the module after what it owns"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn files_folders_and_inline_modules() {
        let found = findings_of(
            super::check,
            &[
                ("a/utils.rs", ""),
                ("a/common/mod.rs", ""),
                ("b.rs", "\nmod misc { }\nfn f() { common::x() }"),
                ("docs/common.md", ""),
                ("a/common_terms.rs", ""),
            ],
        );
        let places: Vec<_> = found.iter().map(|line| line.split(": ").next().unwrap_or("")).collect();
        assert_eq!(places, ["a/common/mod.rs:1", "a/utils.rs:1", "b.rs:2"]);
    }
}
