//! Programs that run: `tests/run/NAME.aria`, or a folder `tests/run/NAME/` with a `main.aria`.
//!
//! What is expected stands in the comments at the top of the file: `# args:`, `# stdin:`, `# stdout:` and `# stderr:`
//! (a line each time), `# status:` (a number, or `signal`); `# memory: checked` runs it under valgrind too,
//! `# races: checked` under helgrind. Standard output may stand in a file `NAME.stdout` beside it instead, and parts of
//! the standard error, one a line, in `NAME.stderr`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::aria::Aria;
use crate::suite::{Case, Verdict};
use crate::{bless, compare, file_name, sorted_entries};

/// A case for each program of a folder.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let case = |(name, path): (String, PathBuf)| {
        let aria = aria.clone();
        Case::new(format!("run/{name}"), move || Verdict::of(run(&path, &aria).unwrap_or_else(|problem| vec![problem])))
    };
    programs(folder).into_iter().map(case).collect()
}

/// The programs of a folder with their names.
pub(crate) fn programs(folder: &Path) -> Vec<(String, PathBuf)> {
    let program = |path: PathBuf| {
        let main = path.join("main.aria");
        if main.is_file() {
            return Some((file_name(&path), main));
        }
        let name = file_name(&path).strip_suffix(".aria")?.to_owned();
        Some((name, path))
    };
    sorted_entries(folder).into_iter().filter_map(program).collect()
}

/// What the comments at the top of a program ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Header {
    pub arguments: Vec<String>,
    pub stdin: String,
    /// None where a signal ends the program (`# status: signal`).
    pub status: Option<i32>,
    /// It is run under valgrind too (`# memory: checked`).
    pub memory: bool,
    /// It is run under helgrind too (`# races: checked`).
    pub races: bool,
    /// None if no `# stdout:` line is there.
    stdout: Option<String>,
    stderr: Vec<String>,
}

impl Header {
    /// # Errors
    /// A sentence, if the status is no number.
    pub fn parse(source: &str) -> Result<Self, String> {
        let (arguments, stdin, stderr) = (Vec::new(), String::new(), Vec::new());
        let mut header = Header { arguments, stdin, status: Some(0), memory: false, races: false, stdout: None, stderr };
        for line in source.lines().take_while(|l| l.starts_with('#')) {
            let Some((key, value)) = line[1..].split_once(':') else { continue };
            let value = value.strip_prefix(' ').unwrap_or(value);
            match key.trim() {
                "args" => header.arguments.extend(value.split_whitespace().map(str::to_owned)),
                "stdin" => header.stdin.push_str(&format!("{value}\n")),
                "stdout" => header.stdout.get_or_insert_default().push_str(&format!("{value}\n")),
                "stderr" => header.stderr.push(value.to_owned()),
                "status" if value.trim() == "signal" => header.status = None,
                "status" => header.status = Some(value.trim().parse().map_err(|_| format!("`{value}` is no status"))?),
                "memory" if value.trim() == "checked" => header.memory = true,
                "races" if value.trim() == "checked" => header.races = true,
                "races" => return Err(format!("`{value}` is not `checked`")),
                "memory" => return Err(format!("`{value}` is not `checked`")),
                _ => {}
            }
        }
        Ok(header)
    }
}

/// What a program prints: its header says it, or the file beside it.
pub(crate) fn expected_stdout(path: &Path, header: &Header) -> String {
    let beside = || std::fs::read_to_string(path.with_extension("stdout")).ok();
    header.stdout.clone().or_else(beside).unwrap_or_default()
}

fn run(path: &Path, aria: &Aria) -> Result<Vec<String>, String> {
    let source = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let header = Header::parse(&source)?;
    let beside = |extension: &str| std::fs::read_to_string(path.with_extension(extension)).ok();
    let folder = path.parent().unwrap_or(Path::new("."));
    let arguments = ["run".to_owned(), file_name(path)].into_iter().chain(header.arguments.clone());
    let outcome = aria.run(arguments, folder, &header.stdin)?;
    let mut problems = Vec::new();
    if outcome.status != header.status {
        let show = |status: Option<i32>| status.map_or_else(|| "a signal".to_owned(), |s| s.to_string());
        problems.push(format!("status {} expected, {} came", show(header.status), show(outcome.status)));
    }
    let blessable = header.stdout.is_none();
    let expected = expected_stdout(path, &header);
    match compare::text("stdout", &expected, &outcome.stdout) {
        // Only what a sound run wrote is worth keeping.
        Some(_) if aria.bless && blessable && problems.is_empty() => {
            bless::file(&path.with_extension("stdout"), &outcome.stdout)?
        }
        difference => problems.extend(difference),
    }
    let file = beside("stderr").unwrap_or_default();
    let patterns = header.stderr.iter().map(String::as_str).chain(file.lines());
    let absent = patterns.filter(|pattern| !outcome.stderr.contains(pattern));
    problems.extend(absent.map(|pattern| format!("stderr does not contain `{pattern}`")));
    if !problems.is_empty() {
        problems.push(compare::stderr(&outcome.stderr));
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    /// Prints its arguments and its input, and what the program is told to.
    const ECHO: &str = r#"echo "args: $*"; cat; echo "warned: here" >&2; exit 3"#;

    fn failure(fake: &Fake) -> Option<String> {
        match fake.verdicts(cases, "run").remove(0).1 {
            Verdict::Failed(reason) => Some(reason),
            _ => None,
        }
    }

    #[test]
    fn a_header_says_what_goes_in_and_comes_out() {
        let fake = Fake::new(ECHO);
        fake.write("run/echo.aria", "# args: a b\n# stdin: hello\n# status: 3\n# stdout: args: run echo.aria a b\n# stdout: hello\n# stderr: warned\n\nfn main\nend\n");
        assert_eq!(failure(&fake), None);
    }

    #[test]
    fn a_wrong_status_output_or_error_fails() {
        let fake = Fake::new(ECHO);
        fake.write("run/echo.aria", "# stdout: other\n# stderr: nothing\n");
        let reason = failure(&fake).unwrap();
        for part in [
            "status 0 expected, 3 came",
            "  - other",
            "  + args: run echo.aria",
            "stderr does not contain `nothing`",
            "stderr: warned: here",
        ] {
            assert!(reason.contains(part), "{part}: {reason}");
        }
    }

    #[test]
    fn output_that_nobody_expects_fails() {
        let fake = Fake::new("echo surprise");
        fake.write("run/a.aria", "fn main\nend\n");
        assert!(failure(&fake).unwrap().contains("+ surprise"));
    }

    #[test]
    fn a_folder_is_a_program_and_files_beside_it_hold_its_output() {
        let fake = Fake::new("pwd >/dev/null; echo one; echo trouble >&2");
        fake.write("run/many/main.aria", "");
        fake.write("run/many/main.stdout", "one\n");
        fake.write("run/many/main.stderr", "trouble\n");
        fake.write("run/zero.txt", "not a program");
        assert_eq!(fake.verdicts(cases, "run"), [("run/many".to_owned(), Verdict::Passed)]);
        fake.write("run/many/main.stderr", "trouble\nmore\n");
        assert!(failure(&fake).unwrap().contains("`more`"));
    }

    #[test]
    fn blessing_keeps_what_a_sound_run_wrote() {
        let fake = Fake::blessing("case $2 in bad*) exit 1;; esac; echo new");
        for name in ["good", "bad", "header"] {
            fake.write(&format!("run/{name}.aria"), if name == "header" { "# stdout: old\n" } else { "" });
        }
        fake.write("run/bad.stdout", "old\n");
        let passed: Vec<_> = fake.verdicts(cases, "run").into_iter().map(|(n, v)| (n, v == Verdict::Passed)).collect();
        assert_eq!(passed, [("run/bad".into(), false), ("run/good".into(), true), ("run/header".into(), false)]);
        assert_eq!((fake.read("run/good.stdout"), fake.read("run/bad.stdout")), ("new\n".into(), "old\n".into()));
    }

    #[test]
    fn a_missing_compiler_is_a_failure() {
        let fake = Fake::new("");
        std::fs::remove_file(fake.path("aria")).unwrap();
        fake.write("run/a.aria", "");
        assert!(failure(&fake).unwrap().contains("cannot start"));
    }

    #[test]
    fn a_signal_is_a_failure() {
        let fake = Fake::new("kill -SEGV $$");
        fake.write("run/a.aria", "");
        assert!(failure(&fake).unwrap().contains("status 0 expected, a signal came"));
        fake.write("run/a.aria", "# status: signal\n");
        assert_eq!(failure(&fake), None);
    }
}
