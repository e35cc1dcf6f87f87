//! The acceptance programs that lie beside the repository, or where `ARIA_ACCEPTANCE` says; skipped if they are not there.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use crate::aria::Aria;
use crate::compare;
use crate::suite::{Case, Verdict};

/// The programs that the compiler must already pass.
const NAMES: [&str; 3] = ["01_sqlite", "02_hello_c", "03_unsafe_block"];

/// A case for each program.
pub fn cases(root: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let folder = std::env::var_os("ARIA_ACCEPTANCE").map_or_else(|| root.join("../shared/acceptance"), PathBuf::from);
    cases_in(&folder, aria)
}

fn cases_in(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let case = |name: &'static str| {
        let (folder, aria) = (folder.to_owned(), aria.clone());
        Case::new(format!("acceptance/{name}"), move || run(&folder, name, &aria))
    };
    NAMES.into_iter().map(case).collect()
}

fn run(folder: &Path, name: &str, aria: &Aria) -> Verdict {
    let script = folder.join("run");
    if !script.is_file() {
        return Verdict::Skipped(format!("there is no {}", script.display()));
    }
    match aria.run_program(Command::new(script).arg(name), folder, "") {
        Ok(outcome) if outcome.status == Some(0) => Verdict::Passed,
        Ok(outcome) => Verdict::Failed(format!("{}{}", outcome.stdout, compare::stderr(&outcome.stderr))),
        Err(problem) => Verdict::Failed(problem),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn programs_are_run_by_name_and_skipped_where_there_are_none() {
        let fake = Fake::new("");
        let verdicts = fake.verdicts(cases_in, "none");
        assert!(verdicts.iter().all(|(_, v)| matches!(v, Verdict::Skipped(_))));
        let script = fake.write("some/run", "#!/bin/sh\necho \"said $1\"\ntest $1 != 02_hello_c\n");
        std::fs::set_permissions(script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        let verdicts = fake.verdicts(cases_in, "some");
        assert_eq!(verdicts[0], ("acceptance/01_sqlite".to_owned(), Verdict::Passed));
        assert_eq!(verdicts[1].1, Verdict::Failed("said 02_hello_c\n".to_owned()));
    }
}
