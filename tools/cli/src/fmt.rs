//! `aria fmt`.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aria_driver::{Formatted, Session, aria_files, format_file, format_stdin, write_formatted};

use crate::LANES;
use crate::output::{show, status, usage};

/// The command's arguments, read.
#[derive(Default)]
struct Options {
    check: bool,
    json: bool,
    paths: Vec<PathBuf>,
}

impl Options {
    fn read(arguments: &[OsString]) -> Result<Self, String> {
        let mut out = Self::default();
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            match &*argument.to_string_lossy() {
                "--check" => out.check = true,
                "--message-format=json" => out.json = true,
                "--message-format" => match arguments.next().and_then(|a| a.to_str()) {
                    Some("json") => out.json = true,
                    Some("human") => out.json = false,
                    _ => return Err("`--message-format` is `json` or `human`".into()),
                },
                option if option.starts_with('-') && option.len() > 1 => return Err(format!("there is no option `{option}`")),
                _ => out.paths.push(argument.into()),
            }
        }
        Ok(out)
    }
}

pub fn fmt(arguments: &[OsString]) -> ExitCode {
    let options = match Options::read(arguments) {
        Ok(options) => options,
        Err(message) => return usage(&message),
    };
    let mut session = Session::new(LANES);
    let mut would_change = false;
    let paths = if options.paths.is_empty() { vec![PathBuf::from(".")] } else { options.paths };
    for path in paths {
        if path == Path::new("-") {
            if let Some(formatted) = format_stdin(&mut session) {
                would_change |= written_out(&formatted, options.check);
            }
            continue;
        }
        for file in aria_files(&mut session, &path) {
            let Some(formatted) = format_file(&mut session, &file).filter(Formatted::is_changed) else { continue };
            if options.check {
                would_change = true;
                print_out(&format!("{}\n", file.display()));
            } else {
                write_formatted(&mut session, &file, &formatted);
            }
        }
    }
    let failed = show(&mut session, options.json);
    status(failed || would_change)
}

/// Writes what came from the standard input; whether a check fails on it.
fn written_out(formatted: &Formatted, check: bool) -> bool {
    if check && formatted.is_changed() {
        print_out("<stdin>\n");
    } else if !check {
        print_out(&formatted.after);
    }
    check && formatted.is_changed()
}

/// A closed pipe is no reason to fail.
fn print_out(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}
