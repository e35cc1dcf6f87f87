//! Each third-party crate is declared once in the workspace's table and has its reason in docs/dependencies.md.

use std::collections::BTreeMap;

use crate::tidy::Report;
use crate::tidy::manifest::{Manifest, Source};
use crate::tidy::tree::Tree;

pub const NAME: &str = "dependency-reasons";

const LIST: &str = "docs/dependencies.md";

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let mut used: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
    for manifest in tree.manifests() {
        let third_party = |source: Source| source == Source::ThirdParty;
        for entry in manifest.workspace_dependencies.iter().filter(|entry| third_party(entry.source)) {
            used.entry(&entry.name).or_insert((&manifest.path, entry.line));
        }
        for entry in manifest.dependencies.iter().filter(|entry| third_party(entry.source)) {
            // A workspace of its own (the runtime, the fuzz targets) may declare where it uses.
            if manifest.is_workspace || !belongs_to_root(tree, manifest) {
                used.entry(&entry.name).or_insert((&manifest.path, entry.line));
            } else {
                report.at(&manifest.path, entry.line, format!("declare {} in the root's [workspace.dependencies]", entry.name));
            }
        }
    }
    let Some(text) = tree.text(LIST) else {
        if !used.is_empty() {
            report.at(LIST, 1, "the file is missing");
        }
        return;
    };
    let listed = listed_crates(text);
    for (name, (path, line)) in &used {
        if !listed.contains_key(name) {
            report.at(path, *line, format!("{name} has no row in {LIST}"));
        }
    }
    for (name, (line, reason)) in &listed {
        if !used.contains_key(name) {
            report.at(LIST, *line, format!("{name} is no third-party dependency"));
        } else if reason.is_empty() {
            report.at(LIST, *line, format!("{name} has no reason"));
        }
    }
}

/// Whether the nearest workspace above a manifest is the root's.
fn belongs_to_root(tree: &Tree, manifest: &Manifest) -> bool {
    let mut nearest = "";
    for workspace in tree.manifests().filter(|other| other.is_workspace) {
        let folder = workspace.folder();
        if manifest.folder().strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && folder.len() > nearest.len() {
            nearest = folder;
        }
    }
    nearest.is_empty() || manifest.package.as_deref() == Some("aria-runtime-abi")
}

/// The crates named in the first column of the tables, each with its line and the reason in the last column.
fn listed_crates(text: &str) -> BTreeMap<&str, (usize, &str)> {
    let mut listed = BTreeMap::new();
    for (at, line) in text.lines().enumerate() {
        let Some(row) = line.trim().strip_prefix('|').and_then(|row| row.strip_suffix('|')) else { continue };
        let mut cells = row.split('|').map(str::trim);
        let Some(name) = cells.next().and_then(|cell| cell.strip_prefix('`')).and_then(|cell| cell.strip_suffix('`')) else {
            continue;
        };
        listed.insert(name, (at + 1, cells.next_back().unwrap_or("")));
    }
    listed
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    const ROOT: &str = "[workspace]\n[workspace.dependencies]\naria-a = { path = \"a\" }\ncc = \"=1.0.0\"\n";

    #[test]
    fn each_crate_needs_a_reason() {
        let list = "| crate | reason |\n|---|---|\n| `cc` | |\n| `old` | once |\n";
        assert_eq!(
            findings_of(super::check, &[("Cargo.toml", ROOT), (super::LIST, list)]),
            ["docs/dependencies.md:3: cc has no reason", "docs/dependencies.md:4: old is no third-party dependency"]
        );
        assert_eq!(
            findings_of(super::check, &[("Cargo.toml", ROOT), (super::LIST, "")]),
            ["Cargo.toml:4: cc has no row in docs/dependencies.md"]
        );
        assert_eq!(findings_of(super::check, &[("Cargo.toml", ROOT)]), ["docs/dependencies.md:1: the file is missing"]);
    }

    #[test]
    fn members_declare_nothing_themselves_but_other_workspaces_do() {
        let member = "[package]\nname = \"aria-a\"\n[dependencies]\nx = \"1\"\n";
        let found = findings_of(
            super::check,
            &[
                ("Cargo.toml", "[workspace]\n"),
                ("a/Cargo.toml", member),
                ("runtime/Cargo.toml", "[workspace]\n"),
                ("runtime/core/Cargo.toml", "[package]\nname = \"core\"\n[dependencies]\ny = \"1\"\n"),
                (super::LIST, "| `y` | it is needed |\n"),
            ],
        );
        assert_eq!(found, ["a/Cargo.toml:4: declare x in the root's [workspace.dependencies]"]);
    }
}
