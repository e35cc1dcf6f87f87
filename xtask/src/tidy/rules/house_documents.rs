//! The documents that a newcomer and a contributor need exist, and decisions are numbered without gaps or doubles.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "house-documents";

const REQUIRED: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "docs/words.md",
    "docs/dependencies.md",
    "docs/adr/0000-template.md",
];
const DECISIONS: &str = "docs/adr/";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for path in REQUIRED {
        match tree.text(path) {
            None => report.at(path, 1, "the file is missing"),
            Some(text) if text.trim().is_empty() => report.at(path, 1, "the file is empty"),
            Some(_) => {}
        }
    }
    let decisions = tree.paths().filter_map(|path| Some((path, path.strip_prefix(DECISIONS)?)));
    for (expected, (path, name)) in decisions.enumerate() {
        let number = name.get(..4).and_then(|digits| digits.parse::<usize>().ok());
        if number != Some(expected) || !name[4..].starts_with('-') {
            report.at(path, 1, format!("expected the name to begin with {expected:04}-"));
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::findings_of;

    fn with(extra: &[(&'static str, &'static str)]) -> Vec<String> {
        let files: Vec<(&str, &str)> = REQUIRED.iter().map(|path| (*path, "x")).chain(extra.iter().copied()).collect();
        findings_of(check, &files)
    }

    #[test]
    fn each_document_is_required() {
        assert_eq!(with(&[]), Vec::<String>::new());
        assert_eq!(findings_of(check, &[]).len(), REQUIRED.len());
    }

    #[test]
    fn decisions_are_numbered_in_order() {
        assert_eq!(with(&[("docs/adr/0001-a.md", "")]), Vec::<String>::new());
        assert_eq!(with(&[("docs/adr/0002-a.md", "")]), ["docs/adr/0002-a.md:1: expected the name to begin with 0001-"]);
        assert_eq!(with(&[("docs/adr/0001-a.md", ""), ("docs/adr/0001-b.md", "")]).len(), 1);
        assert_eq!(with(&[("docs/adr/x.md", "")]).len(), 1);
    }
}
