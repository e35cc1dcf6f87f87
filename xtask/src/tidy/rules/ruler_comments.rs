//! No comment only draws a line: sections belong in modules.

use crate::tidy::Report;
use crate::tidy::tree::{Tree, extension};

pub const NAME: &str = "ruler-comments";

const SOURCE: &[&str] = &["rs", "aria", "c", "cc", "cpp", "h", "hpp", "py", "sh", "toml", ""];
const OPENINGS: &[&str] = &["//", "/*", "*", "#"];
const DRAWN_WITH: &str = "=-*#~_+/─═━";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, text) in tree.texts().filter(|(path, _)| SOURCE.contains(&extension(path)) && !path.starts_with("LICENSE")) {
        for (at, _) in text.lines().enumerate().filter(|(_, line)| is_ruler(line)) {
            report.at(path, at + 1, "a ruler; make a module or leave a blank line");
        }
    }
}

/// A comment with a run of four or more of one drawing character at its beginning: `// ==== parsing ====` too.
fn is_ruler(line: &str) -> bool {
    let line = line.trim_start();
    let Some(opening) = OPENINGS.iter().find(|opening| line.starts_with(**opening)) else { return false };
    let body = line[opening.len()..].trim_start_matches(['/', '!', '#']).trim_start();
    let drawn_behind_opening = line[opening.len()..].starts_with("//////") || line[opening.len()..].starts_with("######");
    let Some(first) = body.chars().next() else { return drawn_behind_opening };
    drawn_behind_opening || (DRAWN_WITH.contains(first) && body.chars().take_while(|sign| *sign == first).count() >= 4)
}

#[cfg(test)]
mod tests {
    use super::is_ruler;

    #[test]
    fn rulers_are_found() {
        for line in ["// ====", "  // ---- parsing ----", "////////////", "# ────────", "/* ****** */", "##########", "//! ====="]
        {
            assert!(is_ruler(line), "{line}");
        }
    }

    #[test]
    fn words_and_code_are_not() {
        for line in [
            "// a == b",
            "//! | a |",
            "// -- text",
            "a = \"====\"",
            "#!/bin/sh",
            "// | --- |",
            "let x = 1; // ====",
            "*",
            "## doc",
            "/*",
        ] {
            assert!(!is_ruler(line), "{line}");
        }
    }
}
