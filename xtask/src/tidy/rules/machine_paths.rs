//! No file names a folder that exists on one machine only.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "machine-paths";

/// Spelled in parts so that this file keeps its own rule.
const PREFIXES: &[&str] = &[concat!("/", "work/")];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for (path, text) in tree.texts() {
        for (at, line) in text.lines().enumerate() {
            if let Some(prefix) = PREFIXES.iter().find(|prefix| has_path(line, prefix)) {
                report.at(path, at + 1, format!("a path under {prefix} exists on one machine only"));
            }
        }
    }
}

/// Whether `prefix` occurs as the beginning of an absolute path: not behind another part of a path or an address.
fn has_path(line: &str, prefix: &str) -> bool {
    line.match_indices(prefix).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|sign| !(sign.is_alphanumeric() || "._-$}~".contains(sign)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::findings_of;

    #[test]
    fn only_absolute_paths_count() {
        let prefix = PREFIXES[0];
        let text = format!("see {prefix}x\nhttps://x.org{prefix}y\n$TMP{prefix}z\nRUN=\"{prefix}\"\n");
        let found = findings_of(check, &[("a.md", &text)]);
        assert_eq!(found.iter().map(|line| line.split(": ").next().unwrap_or("")).collect::<Vec<_>>(), ["a.md:1", "a.md:4"]);
    }
}
