//! A file has at most 600 lines outside its tests. The exceptions are listed with their exact length, so that they only shrink.

use std::collections::BTreeMap;

use super::is_in_any;
use crate::tidy::Report;
use crate::tidy::tree::{Tree, extension};

pub const NAME: &str = "file-length";

const LIMIT: usize = 600;
const EXCEPTIONS: &str = "xtask/long-files.txt";
const COUNTED: &[&str] = &["rs", "aria", "c", "cc", "cpp", "h", "hpp", "py", "sh"];
const TEST_FOLDERS: &[&str] = &["tests", "*/tests", "*/*/tests", "bench"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let mut exceptions = read_exceptions(tree, report);
    for (path, text) in tree.texts().filter(|(path, _)| COUNTED.contains(&extension(path)) && !is_in_any(path, TEST_FOLDERS)) {
        let lines = tree.rust_file(path).map_or_else(|| text.lines().count(), |source| source.product_lines());
        match exceptions.remove(path) {
            None if lines > LIMIT => {
                report.at(path, LIMIT, format!("{lines} lines outside tests; split it by concept at {LIMIT} at the latest"))
            }
            None => {}
            Some((at, _)) if lines <= LIMIT => {
                report.at(EXCEPTIONS, at, format!("{path} is down to {lines} lines: remove the entry"))
            }
            Some((at, most)) if lines < most => {
                report.at(EXCEPTIONS, at, format!("{path} is down to {lines} lines: lower the entry from {most}"))
            }
            Some((_, most)) if lines > most => {
                report.at(path, most, format!("{lines} lines outside tests, grown from {most}; exceptions only shrink"))
            }
            Some(_) => {}
        }
    }
    for (path, (at, _)) in exceptions {
        report.at(EXCEPTIONS, at, format!("there is no {path}: remove the entry"));
    }
}

/// Reads `LINES PATH` rows; `#` begins a comment.
fn read_exceptions<'t>(tree: &'t Tree, report: &mut Report<'_>) -> BTreeMap<&'t str, (usize, usize)> {
    let mut exceptions = BTreeMap::new();
    for (at, line) in tree.text(EXCEPTIONS).unwrap_or("").lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match line.split_once(' ').and_then(|(lines, path)| Some((path.trim(), lines.parse().ok()?))) {
            Some((path, lines)) => {
                exceptions.insert(path, (at + 1, lines));
            }
            None => report.at(EXCEPTIONS, at + 1, "expected `LINES PATH`"),
        }
    }
    exceptions
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    fn source(lines: usize) -> String {
        "fn a() {}\n".repeat(lines)
    }

    #[test]
    fn six_hundred_lines_are_the_end() {
        let long = source(601);
        assert_eq!(findings_of(super::check, &[("a/src/a.rs", &source(600))]), Vec::<String>::new());
        assert_eq!(
            findings_of(super::check, &[("a/src/a.rs", &long)]),
            ["a/src/a.rs:600: 601 lines outside tests; split it by concept at 600 at the latest"]
        );
        assert_eq!(findings_of(super::check, &[("a/tests/a.rs", &long), ("tests/run/a.aria", &long)]), Vec::<String>::new());
        let tested = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", source(590), source(300));
        assert_eq!(findings_of(super::check, &[("a/src/a.rs", &tested)]), Vec::<String>::new());
    }

    #[test]
    fn exceptions_are_exact() {
        let with =
            |lines: usize, entry: &str| findings_of(super::check, &[("a.rs", &source(lines)), ("xtask/long-files.txt", entry)]);
        assert_eq!(with(700, "# why\n700 a.rs\n"), Vec::<String>::new());
        assert_eq!(with(690, "700 a.rs\n"), ["xtask/long-files.txt:1: a.rs is down to 690 lines: lower the entry from 700"]);
        assert_eq!(with(600, "700 a.rs\n"), ["xtask/long-files.txt:1: a.rs is down to 600 lines: remove the entry"]);
        assert_eq!(with(701, "700 a.rs\n"), ["a.rs:700: 701 lines outside tests, grown from 700; exceptions only shrink"]);
        assert_eq!(with(1, "700 b.rs\n"), ["xtask/long-files.txt:1: there is no b.rs: remove the entry"]);
        assert_eq!(with(1, "a.rs 700\n"), ["xtask/long-files.txt:1: expected `LINES PATH`"]);
    }
}
