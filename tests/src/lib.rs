//! The test harness: it finds the project's test cases, runs the built compiler on them as its users would, and
//! compares. `tests/all.rs` is the one test binary; `docs/diagnostics.md` describes the form of the cases.

mod acceptance;
mod aria;
mod bless;
mod commands;
mod compare;
mod documentation;
mod examples;
mod expect;
mod generated;
mod literate;
mod memory;
mod packages;
mod run;
mod suite;
mod ui;
mod wasi;

#[cfg(test)]
mod fake;

use std::path::Path;
use std::sync::Arc;

pub use aria::Aria;
pub use suite::{Case, Tally, Verdict, run_all};

/// Every case below the repository's root, in the order in which they are reported.
pub fn collect(root: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let mut cases = ui::cases(&root.join("tests/ui"), aria);
    cases.extend(run::cases(&root.join("tests/run"), aria));
    cases.extend(memory::cases(&root.join("tests/run"), aria));
    cases.extend(wasi::cases(&root.join("tests"), aria));
    cases.extend(generated::cases(aria));
    cases.extend(documentation::cases(root, aria));
    cases.extend(examples::cases(&root.join("examples"), aria));
    cases.extend(packages::cases(&root.join("packages"), aria));
    cases.extend(commands::cases(aria));
    cases.extend(acceptance::cases(root, aria));
    cases
}

/// The entries of a folder, sorted by name; none if there is no such folder.
fn sorted_entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<_> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    paths.sort();
    paths
}

/// The last component of a path as text.
fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}
