//! The example programs: `examples/NAME/`, whose `main.aria` (or whose `run` script) prints what `expected` holds.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use crate::aria::Aria;
use crate::suite::{Case, Verdict};
use crate::{bless, compare, file_name, sorted_entries};

/// A case for each example; one without an `expected` fails.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let examples = sorted_entries(folder).into_iter().filter(|p| p.join("main.aria").is_file() || p.join("run").is_file());
    let case = |path: std::path::PathBuf| {
        let aria = aria.clone();
        let name = format!("examples/{}", file_name(&path));
        Case::new(name, move || Verdict::of(run(&path, &aria).unwrap_or_else(|problem| vec![problem])))
    };
    examples.map(case).collect()
}

fn run(folder: &Path, aria: &Aria) -> Result<Vec<String>, String> {
    let script = folder.join("run");
    let outcome = if script.is_file() {
        aria.run_program(&mut Command::new(script), folder, "")?
    } else {
        aria.run(["run", "main.aria"], folder, "")?
    };
    let mut problems = Vec::new();
    if outcome.status != Some(0) {
        problems.push(format!("status {}", outcome.status.map_or_else(|| "of a signal".to_owned(), |s| s.to_string())));
    }
    let file = folder.join("expected");
    let expected = std::fs::read_to_string(&file);
    if expected.is_err() && !aria.bless {
        problems.push(format!("there is no {}", file.display()));
    }
    match compare::text("stdout", expected.as_deref().unwrap_or_default(), &outcome.stdout) {
        Some(_) if aria.bless && problems.is_empty() => bless::file(&file, &outcome.stdout)?,
        difference => problems.extend(difference),
    }
    if !problems.is_empty() {
        problems.push(compare::stderr(&outcome.stderr));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn an_example_prints_what_is_expected() {
        let fake = Fake::new("cat main.aria");
        fake.write("examples/good/main.aria", "a\n");
        fake.write("examples/good/expected", "a\n");
        fake.write("examples/lonely/main.aria", "a\n");
        fake.write("examples/wrong/main.aria", "a\n");
        fake.write("examples/wrong/expected", "b\n");
        fake.write("examples/shared.h", "");
        let verdicts = fake.verdicts(cases, "examples");
        assert_eq!(verdicts[0], ("examples/good".to_owned(), Verdict::Passed));
        assert!(matches!(&verdicts[1], (n, Verdict::Failed(r)) if n == "examples/lonely" && r.contains("there is no")));
        assert!(matches!(&verdicts[2], (n, Verdict::Failed(r)) if n == "examples/wrong" && r.contains("+ a")));
        assert_eq!(verdicts.len(), 3);
    }

    #[test]
    fn a_run_script_finds_the_compiler() {
        let fake = Fake::new("echo built");
        let script = fake.write("examples/lib/run", "#!/bin/sh\n\"$ARIA\" build\n");
        std::fs::set_permissions(script, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        fake.write("examples/lib/expected", "built\n");
        assert_eq!(fake.verdicts(cases, "examples"), [("examples/lib".to_owned(), Verdict::Passed)]);
    }
}
