//! Formatting files: which ones, reading and writing them, and what is reported about them.

use std::io::Read;
use std::path::{Path, PathBuf};

use aria_format::{FolderUnreadable, FormatError, FormatterFault};
use aria_source::Span;

use crate::diagnostics::{CannotWrite, FileNotFound};
use crate::session::Session;
use crate::syntax::{diagnostic, read_file, text_of};

/// What the standard input is called in messages.
const STDIN: &str = "<stdin>";

/// A text before and after formatting.
#[derive(Clone, Debug)]
pub struct Formatted {
    pub before: String,
    pub after: String,
}

impl Formatted {
    /// Whether formatting changes it.
    pub fn is_changed(&self) -> bool {
        self.before != self.after
    }
}

/// Formats a file without writing it. `None` if it cannot be read or has syntax errors, which are reported.
pub fn format_file(session: &mut Session<'_>, path: &Path) -> Option<Formatted> {
    let before = read_file(session, path)?;
    format_text(session, &path.to_string_lossy(), before)
}

/// Formats what the standard input gives, as [`format_file`].
pub fn format_stdin(session: &mut Session<'_>) -> Option<Formatted> {
    let mut bytes = Vec::new();
    if let Err(error) = std::io::stdin().lock().read_to_end(&mut bytes) {
        session.diagnostics.push(FileNotFound { path: STDIN.to_owned(), why: error.to_string() });
        return None;
    }
    let before = text_of(session, STDIN.to_owned(), bytes)?;
    format_text(session, STDIN, before)
}

fn format_text(session: &mut Session<'_>, name: &str, before: String) -> Option<Formatted> {
    let file = session.sources.add(name, &*before);
    match aria_format::format(file, &before) {
        Ok(after) => return Some(Formatted { before, after }),
        Err(FormatError::Syntax(errors)) => errors.iter().for_each(|error| session.diagnostics.push(diagnostic(error))),
        Err(FormatError::Fault(difference)) => {
            session.diagnostics.push(FormatterFault { file: Span::new(file, 0, 0), difference });
        }
    }
    None
}

/// Writes a formatted text to its file; a failure is reported.
pub fn write_formatted(session: &mut Session<'_>, path: &Path, formatted: &Formatted) {
    // Into the file itself: it keeps its permissions, and a link stays one.
    if let Err(error) = std::fs::write(session.environment.absolute(path), &formatted.after) {
        session.diagnostics.push(CannotWrite { path: path.display().to_string(), why: error.to_string() });
    }
}

/// The Aria files that a path names: itself, or those in a folder and the folders in it, in order. Hidden folders and
/// `target` are left out, and links to folders are not followed.
pub fn aria_files(session: &mut Session<'_>, path: &Path) -> Vec<PathBuf> {
    if !session.environment.absolute(path).is_dir() {
        return vec![path.to_owned()];
    }
    let mut out = Vec::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        match entries(&session.environment.absolute(&folder)) {
            Ok(entries) => {
                for (name, is_folder) in entries {
                    let hidden = name.to_string_lossy().starts_with('.');
                    let entry = if folder == Path::new(".") { name.into() } else { folder.join(&name) };
                    if is_folder && !hidden && !entry.ends_with("target") {
                        folders.push(entry);
                    } else if !is_folder && entry.extension().is_some_and(|e| e == "aria") {
                        out.push(entry);
                    }
                }
            }
            Err(error) => {
                session.diagnostics.push(FolderUnreadable { path: folder.display().to_string(), why: error.to_string() });
            }
        }
    }
    out.sort();
    out
}

/// The names in a folder, and whether each is a folder.
fn entries(folder: &Path) -> std::io::Result<Vec<(std::ffi::OsString, bool)>> {
    std::fs::read_dir(folder)?
        .map(|entry| {
            let entry = entry?;
            Ok((entry.file_name(), entry.file_type()?.is_dir()))
        })
        .collect()
}
