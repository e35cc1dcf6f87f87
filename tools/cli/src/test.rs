//! `aria test`: runs the `test` blocks of a file, or of all files in a folder, and counts what passed.

use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aria_driver::platform::process;
use aria_driver::{CompileOptions, Profile, Session, TestMode};

use crate::LANES;
use crate::output::{FAILED, show, status, usage};
use crate::progress;

/// What running a file's tests gave.
#[derive(Default)]
struct Outcome {
    report: String,
    passed: usize,
    failed: usize,
    /// The file could not be compiled, or its tests ended early.
    broken: bool,
}

struct Arguments {
    place: PathBuf,
    filter: String,
}

pub fn test(arguments: &[OsString]) -> ExitCode {
    let arguments = match read(arguments) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    if !arguments.place.is_dir() {
        let outcome = run_file(&arguments.place, &arguments.filter);
        write_report(&outcome.report);
        return finish(&outcome);
    }
    let files = match files_in(&arguments.place) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("aria: {}: {error}", arguments.place.display());
            return ExitCode::from(FAILED);
        }
    };
    finish(&run_all(&files, &arguments.filter))
}

fn read(arguments: &[OsString]) -> Result<Arguments, String> {
    let (mut place, mut filter) = (None, String::new());
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match &*argument.to_string_lossy() {
            "--filter" => {
                let text = arguments.next().ok_or("`--filter` needs a value")?;
                filter = text.to_string_lossy().into_owned();
            }
            option if option.starts_with('-') => return Err(format!("there is no option `{option}`")),
            _ if place.is_none() => place = Some(PathBuf::from(argument)),
            other => return Err(format!("`{other}` is one argument too many")),
        }
    }
    Ok(Arguments { place: place.unwrap_or_else(|| ".".into()), filter })
}

/// The Aria files below a folder that hold tests, by their path.
fn files_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if kind.is_dir() && !hidden {
                folders.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|e| e == "aria") && mentions_tests(&path) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn mentions_tests(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| text.lines().any(|line| line.trim_start().starts_with("test \"")))
}

/// Each file in a process of its own, as many at a time as there are processors; reported in order.
fn run_all(files: &[PathBuf], filter: &str) -> Outcome {
    let next = AtomicUsize::new(0);
    let finished = Arc::new(AtomicUsize::new(0));
    let shown = {
        let (finished, all) = (finished.clone(), files.len());
        progress::show(move || format!("tested {} of {all} files", finished.load(Ordering::Relaxed)))
    };
    let outcomes: Mutex<Vec<Option<Outcome>>> = Mutex::new(files.iter().map(|_| None).collect());
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(index) else { return };
                    let outcome = run_elsewhere(file, filter);
                    finished.fetch_add(1, Ordering::Relaxed);
                    if let Ok(mut outcomes) = outcomes.lock() {
                        outcomes[index] = Some(outcome);
                    }
                }
            });
        }
    });
    drop(shown);
    let mut sum = Outcome::default();
    for (file, outcome) in files.iter().zip(outcomes.into_inner().unwrap_or_default()) {
        let outcome = outcome.unwrap_or(Outcome { broken: true, ..Outcome::default() });
        if outcome.passed + outcome.failed > 0 || outcome.broken {
            write_report(&format!("{}\n{}\n", file.display(), outcome.report.trim_end()));
        }
        sum.passed += outcome.passed;
        sum.failed += outcome.failed;
        sum.broken |= outcome.broken;
    }
    sum
}

/// Runs this command for one file.
fn run_elsewhere(file: &Path, filter: &str) -> Outcome {
    let broken = |why: String| Outcome { report: format!("aria: {why}\n"), broken: true, ..Outcome::default() };
    let own = match std::env::current_exe() {
        Ok(own) => own,
        Err(error) => return broken(error.to_string()),
    };
    let arguments = ["test".into(), file.into(), "--filter".into(), filter.into()];
    match process::captured(&own, &arguments) {
        Ok(done) => {
            let text = format!("{}{}", done.stdout, done.stderr);
            let mut outcome = counted(&done.stdout).unwrap_or(Outcome { broken: true, ..Outcome::default() });
            outcome.broken |= done.status != Some(i32::from(outcome.failed > 0));
            outcome.report = text.lines().filter(|l| counts(l).is_none()).map(|l| format!("{l}\n")).collect();
            outcome
        }
        Err(error) => broken(error.to_string()),
    }
}

fn run_file(file: &Path, filter: &str) -> Outcome {
    let mut session = Session::new(LANES);
    let options = CompileOptions { profile: Profile::Run, tests: TestMode::Run(filter.to_owned()), ..CompileOptions::new(file) };
    let shown = progress::of_compilation(&session, file);
    let built = aria_driver::build_tests(&mut session, &options);
    drop(shown);
    if show(&mut session, false) {
        return Outcome { broken: true, ..Outcome::default() };
    }
    let Some(built) = built else { return Outcome::default() };
    let shown = {
        let file = file.display().to_string();
        progress::show(move || format!("running the tests of {file}"))
    };
    let done = process::captured(&built.path, &[]);
    drop(shown);
    if let Some(folder) = &built.temporary {
        // What cannot be removed is only left behind.
        let _ = std::fs::remove_dir_all(folder);
    }
    match done {
        Ok(done) => {
            let mut outcome = counted(&done.stderr).unwrap_or(Outcome { broken: true, ..Outcome::default() });
            outcome.report = done.stderr.lines().filter(|l| counts(l).is_none()).map(|l| format!("{l}\n")).collect();
            if !done.stdout.is_empty() && (outcome.failed > 0 || outcome.broken) {
                outcome.report += &format!("\nwritten by the tests:\n{}\n", done.stdout.trim_end());
            }
            if outcome.broken {
                outcome.report += "the tests ended before all of them had run\n";
            }
            outcome
        }
        Err(error) => Outcome { report: format!("aria: {error}\n"), broken: true, ..Outcome::default() },
    }
}

/// The counts that the last line tells.
fn counted(text: &str) -> Option<Outcome> {
    let (passed, failed) = counts(text.lines().last()?)?;
    Some(Outcome { passed, failed, ..Outcome::default() })
}

fn counts(line: &str) -> Option<(usize, usize)> {
    let (passed, failed) = line.strip_suffix(" failed")?.split_once(" passed, ")?;
    Some((passed.parse().ok()?, failed.parse().ok()?))
}

/// Writes a report, its verdicts coloured on a terminal.
fn write_report(report: &str) {
    let color = std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut out = std::io::stdout().lock();
    for line in report.lines() {
        let verdict = line.starts_with("test ").then(|| line.rsplit_once(" ... ")).flatten();
        let _ = match verdict {
            Some((name, "ok")) if color => writeln!(out, "{name} ... \x1b[32mok\x1b[0m"),
            Some((name, "FAILED")) if color => writeln!(out, "{name} ... \x1b[1;31mFAILED\x1b[0m"),
            _ => writeln!(out, "{line}"),
        };
    }
}

fn finish(outcome: &Outcome) -> ExitCode {
    // Of a file that could not be compiled, nothing was counted.
    if outcome.passed + outcome.failed > 0 || !outcome.broken {
        println!("{} passed, {} failed", outcome.passed, outcome.failed);
    }
    status(outcome.failed > 0 || outcome.broken)
}
