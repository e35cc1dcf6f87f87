//! `cargo xtask tidy`: reads the repository once and applies every rule of the house to it.
//!
//! A rule is a module under `rules/` with a `NAME` and a `check`; it sees only the in-memory [`Tree`], so its unit tests
//! run on trees made up on the spot.

mod manifest;
mod rules;
mod rust_source;
mod tree;

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::process::ExitCode;

use tree::Tree;

/// One broken rule at one place. Ordered by path and line so that the output is stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    /// Counted from 1; 1 also stands for the file as a whole.
    line: usize,
    rule: &'static str,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.message)
    }
}

/// Where one rule puts what it finds.
struct Report<'a> {
    rule: &'static str,
    findings: &'a mut BTreeSet<Finding>,
}

impl Report<'_> {
    fn at(&mut self, path: &str, line: usize, message: impl Into<String>) {
        self.findings.insert(Finding { path: path.to_owned(), line, rule: self.rule, message: message.into() });
    }
}

/// Checks the repository at `root`, prints the findings to standard error, and fails when there is one.
pub fn run(root: &Path) -> ExitCode {
    let tree = match Tree::read(root) {
        Ok(tree) => tree,
        Err(error) => {
            eprintln!("tidy: {error}");
            return ExitCode::from(2);
        }
    };
    let findings = check(&tree);
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => {
            println!("tidy: {} files, {} rules, nothing found", tree.len(), rules::ALL.len());
            ExitCode::SUCCESS
        }
        count => {
            eprintln!("tidy: {count} finding{}", if count == 1 { "" } else { "s" });
            ExitCode::FAILURE
        }
    }
}

/// Prints each rule's name and what it demands.
pub fn list_rules() {
    for rule in rules::ALL {
        println!("{:<20} {}", rule.name, rule.demand);
    }
}

fn check(tree: &Tree) -> BTreeSet<Finding> {
    let mut findings = BTreeSet::new();
    for rule in rules::ALL {
        (rule.check)(tree, &mut Report { rule: rule.name, findings: &mut findings });
    }
    findings
}

/// What one rule finds in a made-up tree, as `path:line: message`.
#[cfg(test)]
fn findings_of(rule: fn(&Tree, &mut Report<'_>), files: &[(&str, &str)]) -> Vec<String> {
    let mut findings = BTreeSet::new();
    rule(&Tree::from_files(files), &mut Report { rule: "rule", findings: &mut findings });
    findings.into_iter().map(|f| format!("{}:{}: {}", f.path, f.line, f.message)).collect()
}
