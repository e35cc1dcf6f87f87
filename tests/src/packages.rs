//! The packages that come with Aria: `packages/NAME/`, whose own tests must pass. One that needs a C library is skipped where
//! that is not installed: its `needs` holds the library's name, as pkg-config knows it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::aria::Aria;
use crate::suite::{Case, Verdict};
use crate::{compare, file_name, sorted_entries};

/// A case for each package.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let packages = sorted_entries(folder).into_iter().filter(|p| p.join("aria.toml").is_file());
    let case = |path: std::path::PathBuf| {
        let aria = aria.clone();
        Case::new(format!("packages/{}", file_name(&path)), move || judge(&path, &aria))
    };
    packages.map(case).collect()
}

fn judge(folder: &Path, aria: &Aria) -> Verdict {
    let needs = std::fs::read_to_string(folder.join("needs")).unwrap_or_default();
    if let Some(library) = needs.lines().find(|library| !installed(library)) {
        return Verdict::Skipped(format!("{library} is not installed"));
    }
    Verdict::of(run(folder, aria).unwrap_or_else(|problem| vec![problem]))
}

fn installed(library: &str) -> bool {
    let mut command = Command::new("pkg-config");
    command.args(["--exists", library]).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn run(folder: &Path, aria: &Aria) -> Result<Vec<String>, String> {
    let outcome = aria.run(["test", "tests"], folder, "")?;
    // Tests that are not found fail nothing.
    if outcome.status == Some(0) && outcome.stdout.contains(" ... ok") {
        return Ok(Vec::new());
    }
    Ok(vec!["its tests do not pass".to_owned(), outcome.stdout, compare::stderr(&outcome.stderr)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn a_package_passes_fails_or_lacks_its_library() {
        let fake = Fake::new("test -f fails && { echo 'test a ... FAILED'; exit 1; }; test -f empty || echo 'test a ... ok'");
        for name in ["a", "b", "c", "d"] {
            fake.write(&format!("packages/{name}/aria.toml"), "");
        }
        fake.write("packages/b/fails", "");
        fake.write("packages/c/needs", "no-such-library\n");
        fake.write("packages/d/empty", "");
        fake.write("packages/other/notes", "");
        let verdicts = fake.verdicts(cases, "packages");
        assert_eq!(verdicts.len(), 4);
        assert_eq!(verdicts[0], ("packages/a".to_owned(), Verdict::Passed));
        assert!(matches!(&verdicts[1].1, Verdict::Failed(_)));
        assert_eq!(verdicts[2].1, Verdict::Skipped("no-such-library is not installed".to_owned()));
        assert!(matches!(&verdicts[3].1, Verdict::Failed(_)));
    }
}
