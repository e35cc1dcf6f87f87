//! A file that the other rules cannot read is itself a finding: silence would pass it.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "readable-source";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, failure) in tree.unlexed_rust() {
        report.at(path, failure.line, "this is not lexically Rust");
    }
    for malformed in tree.malformed_manifests() {
        report.at(&malformed.path, malformed.line, format!("this is not TOML: {}", malformed.message.trim()));
    }
    for (path, content) in tree.bytes() {
        if (path.ends_with(".rs") || path.ends_with(".md")) && std::str::from_utf8(content).is_err() {
            report.at(path, 1, "this is not UTF-8");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn unreadable_files_are_found() {
        let found = findings_of(super::check, &[("a.rs", "fn (\n"), ("b/Cargo.toml", "="), ("c.rs", "fn f() {}")]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("a.rs:1: ") && found[1].starts_with("b/Cargo.toml:1: "), "{found:?}");
    }
}
