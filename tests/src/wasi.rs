//! The programs of `tests/run` as WebAssembly modules: compiled for `wasm32-wasi`, run under Node, and under wasmtime where it is
//! installed, with the output that they have natively. `tests/wasi/skipped.txt` says which ones cannot be, and why. The programs of
//! `tests/wasi/programs` are there for this alone: what they print natively is what they must print.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use crate::aria::{Aria, Outcome};
use crate::compare;
use crate::run::{Header, expected_stdout, programs};
use crate::suite::{Case, Verdict};

const TARGET: &str = "wasm32-wasi";

/// Kilobytes of the stack that Node runs a module on; by default it has less than programs have elsewhere.
const NODE_STACK: &str = "--stack-size=4000";

/// What runs modules, with the arguments before the module's name.
struct Engine {
    name: &'static str,
    command: Vec<String>,
}

/// A case for each program, and one for the list of those that are left out.
pub fn cases(tests: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let folder = tests.join("wasi");
    let list = std::fs::read_to_string(folder.join("skipped.txt")).map_err(|e| format!("cannot read the list: {e}"));
    let list = Arc::new(list.and_then(|text| skipped(&text)));
    let programs = programs(&tests.join("run"));
    let names: Vec<String> = programs.iter().map(|(name, _)| name.clone()).collect();
    let stale = {
        let list = list.clone();
        Case::new("wasi/skipped", move || Verdict::of(stale(&list, &names)))
    };
    let case = |(name, path): (String, PathBuf)| {
        let (aria, list, folder) = (aria.clone(), list.clone(), folder.clone());
        Case::new(format!("wasi/{name}"), move || match engines(&folder) {
            Ok(engines) => judge(&name, &path, &aria, &list, engines),
            Err(reason) => Verdict::Skipped(reason.clone()),
        })
    };
    let own = crate::run::programs(&folder.join("programs")).into_iter().map(|(name, path)| {
        let (aria, folder) = (aria.clone(), folder.clone());
        Case::new(format!("wasi/programs/{name}"), move || match engines(&folder) {
            Ok(engines) => Verdict::of(agrees(&path, &aria, engines).unwrap_or_else(|problem| vec![problem])),
            Err(reason) => Verdict::Skipped(reason.clone()),
        })
    });
    std::iter::once(stale).chain(programs.into_iter().map(case)).chain(own).collect()
}

/// The lines `KEY: reason` of the list.
fn skipped(text: &str) -> Result<BTreeMap<String, String>, String> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let entry = |line: &str| match line.split_once(": ") {
        Some((key, reason)) if !reason.trim().is_empty() => Ok((key.to_owned(), reason.to_owned())),
        _ => Err(format!("skipped.txt: `{line}` is not `NAME: reason`")),
    };
    lines.map(entry).collect()
}

/// Whether a key of the list is the code of a diagnostic.
fn is_code(key: &str) -> bool {
    key.len() == 5 && key.starts_with('E') && key[1..].bytes().all(|b| b.is_ascii_digit())
}

fn stale(list: &Result<BTreeMap<String, String>, String>, programs: &[String]) -> Vec<String> {
    let list = match list {
        Ok(list) => list,
        Err(problem) => return vec![problem.clone()],
    };
    let gone = list.keys().filter(|key| !is_code(key) && !programs.contains(key));
    gone.map(|name| format!("skipped.txt names `{name}`, and there is no such program")).collect()
}

/// What is there to run modules, Node first; else why there is nothing. In CI, Node must be there.
fn engines(folder: &Path) -> Result<&'static [Engine], &'static String> {
    static FOUND: OnceLock<Result<Vec<Engine>, String>> = OnceLock::new();
    let runs = |command: &mut Command| {
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        status.is_ok_and(|s| s.success())
    };
    let find = || {
        let script = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let in_ci = std::env::var_os("CI").is_some_and(|v| v == "true");
        if !in_ci && !Path::new("/usr/lib/wasm32-wasi/libc.a").is_file() {
            return Err("wasi-libc is not installed".to_owned());
        }
        let mut engines = Vec::new();
        if in_ci || runs(Command::new("node").arg("--version")) {
            let command = ["node", "--no-warnings", NODE_STACK].map(str::to_owned).into_iter().chain([script("run.cjs")]);
            engines.push(Engine { name: "node", command: command.collect() });
        }
        if runs(Command::new("wasmtime").arg("--version")) {
            let command = ["wasmtime", "run", "-W", "max-wasm-stack=2097152", "--dir", "."];
            engines.push(Engine { name: "wasmtime", command: command.map(str::to_owned).into() });
        } else if runs(Command::new("python3").args(["-c", "import wasmtime"])) {
            engines.push(Engine { name: "wasmtime", command: vec!["python3".to_owned(), script("run.py")] });
        }
        if engines.is_empty() { Err("neither Node nor wasmtime is installed".to_owned()) } else { Ok(engines) }
    };
    FOUND.get_or_init(find).as_deref()
}

fn judge(name: &str, path: &Path, aria: &Aria, list: &Result<BTreeMap<String, String>, String>, engines: &[Engine]) -> Verdict {
    let list = match list {
        Ok(list) => list,
        Err(problem) => return Verdict::Failed(problem.clone()),
    };
    let problems = match run(path, aria, list, engines, None, &[]) {
        Ok(Tried::Refused(code, reason)) => return Verdict::Skipped(format!("{code}: {reason}")),
        Ok(Tried::Ran(problems)) => problems,
        Err(problem) => vec![problem],
    };
    match (list.get(name), problems.is_empty()) {
        (None, _) => Verdict::of(problems),
        (Some(reason), false) => Verdict::Skipped(reason.clone()),
        (Some(_), true) => Verdict::Failed("it passes: take it out of tests/wasi/skipped.txt".to_owned()),
    }
}

/// What differs between a program's native run and its runs as a module.
fn agrees(path: &Path, aria: &Aria, engines: &[Engine]) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|e| format!("cannot make a folder: {e}"))?;
    let source = path.to_string_lossy();
    let native = aria.run(["run", "--release", &source], folder.path(), "")?;
    if native.status != Some(0) {
        return Ok(vec![format!("natively: status {:?}\n{}", native.status, native.stderr)]);
    }
    match run(path, aria, &BTreeMap::new(), engines, Some(native.stdout), &["--release"])? {
        Tried::Ran(problems) => Ok(problems),
        Tried::Refused(code, _) => Ok(vec![code]),
    }
}

/// What became of a program.
enum Tried {
    /// The compiler refuses it for this target, with a code that the list gives a reason for.
    Refused(String, String),
    /// What was not as it should be.
    Ran(Vec<String>),
}

fn run(
    path: &Path,
    aria: &Aria,
    list: &BTreeMap<String, String>,
    engines: &[Engine],
    expected: Option<String>,
    options: &[&str],
) -> Result<Tried, String> {
    let source = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    let header = Header::parse(&source)?;
    let folder = tempfile::tempdir().map_err(|e| format!("cannot make a folder: {e}"))?;
    let module = folder.path().join("program.wasm");
    // The name of the source is part of what panics say.
    let (home, file) = (path.parent().unwrap_or(Path::new(".")), crate::file_name(path));
    let output = module.to_string_lossy().into_owned();
    let build = ["build", "--target", TARGET, "-o", &output, &file];
    let built = aria.run(build.iter().chain(options), home, "")?;
    if built.status != Some(0) {
        let refused = list.iter().find(|(key, _)| is_code(key) && built.stderr.contains(&format!("error[{key}]")));
        return Ok(match refused {
            Some((code, reason)) => Tried::Refused(code.clone(), reason.clone()),
            None => Tried::Ran(vec![format!("it does not build:\n{}", built.stderr)]),
        });
    }
    let expected = expected.unwrap_or_else(|| expected_stdout(path, &header));
    let mut problems = Vec::new();
    for engine in engines {
        let mut command = Command::new(&engine.command[0]);
        command.args(&engine.command[1..]).arg(&module).args(&header.arguments);
        let outcome = aria.run_program(&mut command, folder.path(), &header.stdin)?;
        let found = compare::text("stdout", &expected, &outcome.stdout).into_iter().chain(ended(&header, &outcome));
        problems.extend(found.map(|problem| format!("{}: {problem}", engine.name)));
        if !problems.is_empty() {
            problems.push(compare::stderr(&outcome.stderr));
            break;
        }
    }
    Ok(Tried::Ran(problems))
}

/// What is wrong with how a module ended. A panic is a trap there, for which each engine has a status of its own.
fn ended(header: &Header, outcome: &Outcome) -> Option<String> {
    /// What programs end with natively after a panic.
    const PANIC: i32 = 101;
    let (expected, right) = match header.status {
        Some(PANIC) | None => ("a trap".to_owned(), outcome.status != Some(0)),
        Some(status) => (format!("status {status}"), outcome.status == Some(status)),
    };
    (!right).then(|| format!("{expected} expected, {:?} came", outcome.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_and_what_is_gone_from_it_said() {
        let list = skipped("# why\nE0822: no catch\n\nc_width: no header\n");
        assert_eq!(stale(&list, &["c_width".to_owned()]), Vec::<String>::new());
        assert_eq!(stale(&list, &[]), ["skipped.txt names `c_width`, and there is no such program"]);
        assert!(skipped("c_width").is_err());
        assert!(skipped("c_width: ").is_err());
    }

    #[test]
    fn a_panic_is_any_failure_and_a_status_is_itself() {
        let outcome = |status| Outcome { status: Some(status), stdout: String::new(), stderr: String::new() };
        let header = |source: &str| Header::parse(source).unwrap();
        assert_eq!(ended(&header("# status: 101\n"), &outcome(134)), None);
        assert_eq!(ended(&header("# status: 3\n"), &outcome(3)), None);
        assert!(ended(&header("# status: 101\n"), &outcome(0)).is_some());
        assert!(ended(&header("# status: 3\n"), &outcome(1)).is_some());
        assert!(ended(&header(""), &outcome(1)).is_some());
    }
}
