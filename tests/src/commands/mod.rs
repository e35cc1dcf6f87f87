//! What the commands promise beyond one file's output: bad input, caches, builds, messages. Each case has a folder and
//! a cache of its own.

mod arithmetic;
mod bad_input;
mod builds;
mod caches;
mod damage;
mod formatting;
mod help;
mod incremental;
mod messages;
mod projects;
mod sandbox;
mod testing;

use std::sync::Arc;

use crate::aria::Aria;
use crate::suite::{Case, Verdict};
use sandbox::Sandbox;

/// Why a case did not pass.
enum Problem {
    Failed(String),
    Skipped(String),
}

impl From<String> for Problem {
    fn from(reason: String) -> Self {
        Problem::Failed(reason)
    }
}

impl From<std::io::Error> for Problem {
    fn from(error: std::io::Error) -> Self {
        Problem::Failed(error.to_string())
    }
}

type Test = fn(&mut Sandbox<'_>) -> Result<(), Problem>;

/// All cases.
pub fn cases(aria: &Arc<Aria>) -> Vec<Case> {
    let groups: [(&str, &[(&str, Test)]); 11] = [
        ("arithmetic", arithmetic::TESTS),
        ("bad_input", bad_input::TESTS),
        ("caches", caches::TESTS),
        ("damage", damage::TESTS),
        ("builds", builds::TESTS),
        ("formatting", formatting::TESTS),
        ("help", help::TESTS),
        ("incremental", incremental::TESTS),
        ("messages", messages::TESTS),
        ("projects", projects::TESTS),
        ("testing", testing::TESTS),
    ];
    let named = groups.into_iter().flat_map(|(group, tests)| tests.iter().map(move |(name, test)| (group, *name, *test)));
    let case = |(group, name, test): (&str, &str, Test)| {
        let aria = aria.clone();
        Case::new(format!("commands/{group}/{name}"), move || {
            match Sandbox::new(&aria).and_then(|mut sandbox| test(&mut sandbox)) {
                Ok(()) => Verdict::Passed,
                Err(Problem::Failed(reason)) => Verdict::Failed(reason),
                Err(Problem::Skipped(reason)) => Verdict::Skipped(reason),
            }
        })
    };
    named.map(case).collect()
}

/// Fails with what `problem` says unless `holds`.
fn ensure(holds: bool, problem: impl FnOnce() -> String) -> Result<(), Problem> {
    if holds { Ok(()) } else { Err(Problem::Failed(problem())) }
}
