//! Showing what was reported.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use aria_diagnostics::{RenderOptions, limit, render, to_json};
use aria_driver::Session;

/// How many errors are shown before the rest is only counted.
const MAX_ERRORS: usize = 40;

/// The status of a program that was not made.
pub const FAILED: u8 = 1;

/// Shows a session's diagnostics; true if there were errors.
pub fn show(session: &mut Session<'_>, json: bool) -> bool {
    let diagnostics = std::mem::take(&mut session.diagnostics);
    let failed = diagnostics.has_errors();
    let sources = session.sources.clone();
    let found = diagnostics.finish(&sources);
    // A closed pipe is no reason to fail.
    if json {
        let mut out = std::io::stdout().lock();
        for diagnostic in &found {
            let _ = writeln!(out, "{}", to_json(diagnostic, &sources));
        }
        return failed;
    }
    let color = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let mut out = std::io::stderr().lock();
    let limited = limit(&found, MAX_ERRORS);
    for diagnostic in limited.shown.iter() {
        let _ = writeln!(out, "{}\n", render(diagnostic, &sources, RenderOptions { color }));
    }
    if let Some(summary) = limited.summary() {
        let _ = writeln!(out, "{summary}");
    }
    failed
}

/// Prints a text that was asked for. A closed pipe is no reason to fail.
pub fn text(text: &str) -> ExitCode {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    ExitCode::SUCCESS
}

/// A complaint about the command line.
pub fn usage(message: &str) -> ExitCode {
    eprintln!("aria: {message}\nTry `aria help`.");
    ExitCode::from(2)
}

/// Success or failure as a status.
pub fn status(failed: bool) -> ExitCode {
    if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}
