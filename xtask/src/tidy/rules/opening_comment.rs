//! Each source file opens with a comment that says what it owns.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, extension};

pub const NAME: &str = "opening-comment";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, text) in tree.texts() {
        let opens = match extension(path) {
            "rs" => starts_with_comment(text, &["//!"]),
            "c" | "cc" | "cpp" | "h" | "hpp" if !is_test_input(path) => starts_with_comment(text, &["//", "/*"]),
            "aria" if path.starts_with("std/") || path.starts_with("overlays/") => starts_with_comment(text, &["#"]),
            "sh" => starts_with_comment(behind_shebang(text), &["#"]),
            "" if text.starts_with("#!") => starts_with_comment(behind_shebang(text), &["#"]),
            _ => continue,
        };
        if !opens {
            report.at(path, 1, "open the file with a comment that says what it owns");
        }
    }
}

/// Headers and sources that a test reads are written for what they show.
fn is_test_input(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "bench")
}

fn behind_shebang(text: &str) -> &str {
    match text.strip_prefix("#!") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    }
}

/// Whether the first line is a comment with words in it.
fn starts_with_comment(text: &str, openings: &[&str]) -> bool {
    let first = text.lines().next().unwrap_or("");
    openings.iter().any(|opening| {
        first.strip_prefix(opening).is_some_and(|rest| {
            let continues = if *opening == "/*" { text.lines().nth(1).unwrap_or("") } else { "" };
            rest.chars().chain(continues.chars()).any(char::is_alphabetic)
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn opened_files_pass() {
        let files = [
            ("a.rs", "//! Owns a.\n"),
            ("a.cpp", "// Owns a.\n"),
            ("a.h", "/*\n * Owns a.\n */"),
            ("std/a.aria", "## Owns a.\n"),
            ("scripts/a", "#!/bin/sh\n# Does a.\n"),
            ("tests/run/a.aria", "println(1)\n"),
            ("tests/corpus/a.h", "int a;\n"),
            ("LICENSE", "text"),
        ];
        assert_eq!(findings_of(super::check, &files), Vec::<String>::new());
    }

    #[test]
    fn bare_files_do_not() {
        let files = [
            ("a.rs", "// Not inner.\n"),
            ("b.rs", ""),
            ("c.rs", "//!\n"),
            ("d.cpp", "int a;"),
            ("std/e.aria", "fn a\n"),
            ("f", "#!/bin/sh\nset -e\n"),
        ];
        assert_eq!(findings_of(super::check, &files).len(), files.len());
    }
}
