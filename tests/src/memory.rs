//! The programs of `tests/run` that say `# memory: checked`, built and run under valgrind: no leak, no invalid access.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::aria::Aria;
use crate::run::{Header, programs};
use crate::suite::{Case, Verdict};

/// What valgrind ends with where it found something; no checked program has this status of its own.
const FOUND: i32 = 9;

/// A case for each program of a folder that asks for one.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let checked = programs(folder).into_iter().filter(|(_, path)| {
        let header = std::fs::read_to_string(path).map_err(|e| e.to_string()).and_then(|s| Header::parse(&s));
        header.is_ok_and(|h| h.memory)
    });
    let case = |(name, path): (String, PathBuf)| {
        let aria = aria.clone();
        Case::new(format!("memory/{name}"), move || check(&path, &aria))
    };
    checked.map(case).collect()
}

fn check(path: &Path, aria: &Aria) -> Verdict {
    let here = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if here.is_err() && std::env::var_os("CI").is_none_or(|v| v != "true") {
        return Verdict::Skipped("valgrind is not installed".to_owned());
    }
    Verdict::of(run(path, aria).unwrap_or_else(|problem| vec![problem]))
}

fn run(path: &Path, aria: &Aria) -> Result<Vec<String>, String> {
    let source = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let header = Header::parse(&source)?;
    let folder = tempfile::tempdir().map_err(|e| format!("cannot make a folder: {e}"))?;
    let program = folder.path().join("program");
    let source = path.to_string_lossy().into_owned();
    let build = ["build".to_owned(), source, "-o".to_owned(), program.to_string_lossy().into_owned()];
    let built = aria.run(build, folder.path(), "")?;
    if built.status != Some(0) {
        return Ok(vec![format!("it does not build:\n{}", built.stderr)]);
    }
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["-q", "--leak-check=full", "--show-leak-kinds=definite,indirect,possible"]);
    valgrind.args(["--errors-for-leak-kinds=definite,possible", &format!("--error-exitcode={FOUND}")]);
    valgrind.arg(&program).args(&header.arguments);
    let outcome = aria.run_program(&mut valgrind, folder.path(), &header.stdin)?;
    Ok(match outcome.status {
        Some(FOUND) => vec![format!("valgrind found:\n{}", outcome.stderr)],
        status if status == header.status => Vec::new(),
        status => vec![format!("status {:?} expected, {status:?} came:\n{}", header.status, outcome.stderr)],
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    /// A compiler whose programs end with status 3.
    const BUILDS: &str = r#"printf '#!/bin/sh\nexit 3\n' > "$4"; chmod +x "$4""#;

    fn verdicts(program: &str) -> Vec<(String, Verdict)> {
        let fake = Fake::new(BUILDS);
        fake.write("run/a.aria", program);
        fake.verdicts(cases, "run")
    }

    #[test]
    fn only_programs_that_ask_for_it_are_checked() {
        assert_eq!(verdicts("# status: 3\n"), []);
    }

    #[test]
    fn the_built_program_must_end_as_its_header_says() {
        let checked = verdicts("# memory: checked\n# status: 3\n").remove(0);
        assert_eq!(checked.0, "memory/a");
        if let Verdict::Skipped(_) = checked.1 {
            return;
        }
        assert_eq!(checked.1, Verdict::Passed);
        let Verdict::Failed(reason) = verdicts("# memory: checked\n").remove(0).1 else { panic!("status 3 passed for 0") };
        assert!(reason.contains("Some(3) came"), "{reason}");
    }
}
