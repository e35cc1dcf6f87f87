//! A diagnostic's code lives in its owner's `diagnostics.rs` and has one literate case, `tests/ui/CODE.md`.

use std::collections::BTreeMap;

use crate::tidy::Report;
use crate::tidy::rust_source::Token;
use crate::tidy::tree::{Tree, file_name};

pub const NAME: &str = "diagnostic-codes";

const CASES: &str = "tests/ui/";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let mut owners: BTreeMap<String, (&str, usize)> = BTreeMap::new();
    for (path, source) in tree.rust().filter(|(path, _)| declares_diagnostics(path)) {
        for placed in source.tokens().iter().filter(|placed| !placed.in_test) {
            let (Token::Ident(text) | Token::Literal(text)) = &placed.token else { continue };
            for code in codes_in(text) {
                let (owner, _) = *owners.entry(code.to_owned()).or_insert((path, placed.line));
                if crate_of(owner) != crate_of(path) {
                    report.at(path, placed.line, format!("{code} already belongs to {owner}"));
                }
            }
        }
    }
    for (code, (path, line)) in &owners {
        if !tree.contains(&format!("{CASES}{code}.md")) {
            report.at(path, *line, format!("{code} has no case {CASES}{code}.md"));
        }
    }
    for path in tree.paths() {
        let Some(code) = path.strip_prefix(CASES).and_then(|name| name.strip_suffix(".md")) else { continue };
        if codes_in(code).next() == Some(code) && !owners.contains_key(code) {
            report.at(path, 1, format!("no diagnostics.rs has the code {code}"));
        }
    }
}

/// `diagnostics.rs`, or a file of a `diagnostics` module that was split.
fn declares_diagnostics(path: &str) -> bool {
    file_name(path) == "diagnostics.rs" || path.contains("/src/diagnostics/")
}

fn crate_of(path: &str) -> &str {
    path.split_once("/src/").map_or(path, |(folder, _)| folder)
}

/// Each `E` with four digits that stands alone, as in `E0501`, `"E0501"` and `E0501_USED_AFTER_END`.
fn codes_in(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('E').filter_map(|(at, _)| {
        let code = text.get(at..at + 5)?;
        let bytes = text.as_bytes();
        let alone_before = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        let alone_behind = bytes.get(at + 5).is_none_or(|byte| !byte.is_ascii_alphanumeric());
        (code[1..].bytes().all(|byte| byte.is_ascii_digit()) && alone_before && alone_behind).then_some(code)
    })
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn codes_and_cases_belong_together() {
        let source = "//! Mentions E0999 in prose.\nconst CODE: &str = \"E0501\";\nfn f() { E0502_LEAK }\n#[cfg(test)]\nmod tests { const X: &str = \"E0777\"; }";
        let found = findings_of(
            super::check,
            &[
                ("compiler/check/src/diagnostics.rs", source),
                ("tests/ui/E0501.md", ""),
                ("tests/ui/E0600.md", ""),
                ("tests/ui/README.md", ""),
            ],
        );
        assert_eq!(
            found,
            [
                "compiler/check/src/diagnostics.rs:3: E0502 has no case tests/ui/E0502.md",
                "tests/ui/E0600.md:1: no diagnostics.rs has the code E0600",
            ]
        );
    }

    #[test]
    fn a_code_has_one_owner() {
        let found = findings_of(
            super::check,
            &[
                ("a/src/diagnostics.rs", "const A: u8 = E0001;"),
                ("b/src/diagnostics.rs", "const A: u8 = E0001;"),
                ("tests/ui/E0001.md", ""),
            ],
        );
        assert_eq!(found, ["b/src/diagnostics.rs:1: E0001 already belongs to a/src/diagnostics.rs"]);
    }

    #[test]
    fn a_code_stands_alone() {
        assert_eq!(super::codes_in("E0501 XE0502 E05033 (E0504)").collect::<Vec<_>>(), ["E0501", "E0504"]);
    }
}
