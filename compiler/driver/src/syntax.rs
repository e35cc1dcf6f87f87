//! Reading and parsing source files.

use std::io::ErrorKind;
use std::path::Path;

use aria_diagnostics::{Diagnostic, Diagnostics, Edit, Help, Label, Note};
use aria_source::SourceMap;
use aria_syntax::ast::ParsedFile;
use aria_syntax::{SyntaxError, parse};

use crate::diagnostics::{FileNotFound, NotUtf8};
use crate::session::Session;

/// Parses a text under a name; errors are reported.
pub(crate) fn parse_text(name: &str, text: &str, sources: &SourceMap, diagnostics: &mut Diagnostics) -> ParsedFile {
    let id = sources.add(name, text);
    let parsed = parse(id, text);
    for error in &parsed.errors {
        diagnostics.push(diagnostic(error));
    }
    parsed.tree
}

/// A syntax error in the form that all diagnostics have.
pub(crate) fn diagnostic(error: &SyntaxError) -> Diagnostic {
    let message = error.kind.message();
    let code = aria_syntax::ENTRIES.iter().map(|e| e.code).find(|c| c.to_string() == error.code());
    let mut out = Diagnostic::new(code.unwrap_or(aria_syntax::ENTRIES[0].code), message.title);
    out.labels.push(Label { span: error.span, text: message.label, primary: true });
    out.notes.extend(message.notes.into_iter().map(|n| Note { message: n.text, span: Some(n.span) }));
    let edits = error.edits().into_iter().map(|(span, new)| Edit { span, replacement: new.to_owned() }).collect();
    out.helps.extend(message.help.map(|help| Help { message: help, edits }));
    out
}

/// Reads and parses a file, which messages call `shown`. `None` if it cannot be read as text.
pub(crate) fn parse_at(session: &mut Session<'_>, absolute: &Path, shown: &str) -> Option<ParsedFile> {
    let text = read_at(session, absolute, shown)?;
    Some(parse_text(shown, &text, &session.sources, &mut session.diagnostics))
}

/// Reads a file that the program depends on. `None` if it cannot be read as text, which is reported.
pub(crate) fn read_file(session: &mut Session<'_>, path: &Path) -> Option<String> {
    let absolute = session.environment.absolute(path);
    read_at(session, &absolute, &path.to_string_lossy())
}

fn read_at(session: &mut Session<'_>, absolute: &Path, shown: &str) -> Option<String> {
    let shown = shown.to_owned();
    let bytes = match std::fs::read(absolute) {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = match error.kind() {
                ErrorKind::NotFound => "there is no such file".to_owned(),
                ErrorKind::IsADirectory => "it is a folder".to_owned(),
                ErrorKind::PermissionDenied => "its permissions do not allow it".to_owned(),
                _ => error.to_string(),
            };
            session.diagnostics.push(FileNotFound { path: shown, why });
            return None;
        }
    };
    session.with_dependencies(|d| d.file_with_contents(absolute, &bytes));
    text_of(session, shown, bytes)
}

/// Bytes as text; what is not UTF-8 is reported.
pub(crate) fn text_of(session: &mut Session<'_>, path: String, bytes: Vec<u8>) -> Option<String> {
    match String::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let offset = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..offset].iter().filter(|b| **b == b'\n').count() + 1;
            session.diagnostics.push(NotUtf8 { path, offset, line });
            None
        }
    }
}

/// Only parses a file (`aria check --syntax-only`).
pub fn check_syntax(session: &mut Session<'_>, path: &Path) {
    let absolute = session.environment.absolute(path);
    parse_at(session, &absolute, &path.to_string_lossy());
}
