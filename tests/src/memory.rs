//! The programs of `tests/run` that say `# memory: checked`, built and run under valgrind: no leak, no invalid access.
//! Those that say `# races: checked` run under helgrind: no two threads use the same memory without an order between them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::aria::Aria;
use crate::run::{Header, programs};
use crate::suite::{Case, Verdict};

/// What valgrind ends with where it found something; no checked program has this status of its own.
const FOUND: i32 = 9;

/// What valgrind looks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Memory,
    Races,
}

impl Tool {
    fn is_wanted(self, header: &Header) -> bool {
        match self {
            Tool::Memory => header.memory,
            Tool::Races => header.races,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Tool::Memory => "memory",
            Tool::Races => "races",
        }
    }

    fn arguments(self) -> &'static [&'static str] {
        match self {
            Tool::Memory => &[
                "--leak-check=full",
                "--show-leak-kinds=definite,indirect,possible",
                "--errors-for-leak-kinds=definite,possible",
            ],
            // An atomic operation counts as a read, so that counts that are changed atomically are no races. Before an
            // object is destroyed, the last counts are given back with an order that only the processor knows; what a
            // destructor reads was written before the object crossed, through a lock.
            Tool::Races => &["--tool=helgrind"],
        }
    }
}

/// A case for each program of a folder that asks for one.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, path) in programs(folder) {
        let header = std::fs::read_to_string(&path).map_err(|e| e.to_string()).and_then(|s| Header::parse(&s));
        let Ok(header) = header else { continue };
        for tool in [Tool::Memory, Tool::Races].into_iter().filter(|tool| tool.is_wanted(&header)) {
            let (aria, path) = (aria.clone(), path.clone());
            cases.push(Case::new(format!("{}/{name}", tool.name()), move || check(&path, &aria, tool)));
        }
    }
    cases
}

fn check(path: &Path, aria: &Aria, tool: Tool) -> Verdict {
    let here = Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if here.is_err() && std::env::var_os("CI").is_none_or(|v| v != "true") {
        return Verdict::Skipped("valgrind is not installed".to_owned());
    }
    Verdict::of(run(path, aria, tool).unwrap_or_else(|problem| vec![problem]))
}

fn run(path: &Path, aria: &Aria, tool: Tool) -> Result<Vec<String>, String> {
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
    valgrind.args(["-q", &format!("--error-exitcode={FOUND}")]).args(tool.arguments());
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
