//! [`to_json`]: a diagnostic as one line for programs; the form is described in `docs/diagnostics.md`.

use aria_source::{SourceMap, Span};
use serde::Serialize;

use crate::code::Severity;
use crate::diagnostic::Diagnostic;
use crate::render::{RenderOptions, clamp, render};

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "$message_type")]
    message_type: &'static str,
    code: String,
    severity: Severity,
    message: &'a str,
    spans: Vec<Place<'a>>,
    children: Vec<Child<'a>>,
    rendered: String,
}

#[derive(Serialize)]
struct Child<'a> {
    severity: &'static str,
    message: &'a str,
    spans: Vec<Place<'a>>,
}

/// Offsets count bytes from zero; lines and columns count from one, columns in characters; ends are exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: String,
    byte_start: usize,
    byte_end: usize,
    line_start: u32,
    line_end: u32,
    column_start: u32,
    column_end: u32,
    is_primary: bool,
    label: Option<&'a str>,
    suggested_replacement: Option<&'a str>,
}

/// One JSON object, without a newline in it or after it.
///
/// # Panics
/// If a span names a file of another [`SourceMap`]; see [`SourceMap::file`].
pub fn to_json(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let labels = diagnostic.labels.iter();
    let spans = labels.map(|l| Place { label: (!l.text.is_empty()).then_some(&*l.text), ..place(sources, l.span, l.primary) });
    let notes = diagnostic.notes.iter().map(|note| Child {
        severity: "note",
        message: &note.message,
        spans: note.span.iter().map(|span| place(sources, *span, true)).collect(),
    });
    let helps = diagnostic.helps.iter().map(|help| {
        let edits = help.edits.iter();
        let edits = edits.map(|e| Place { suggested_replacement: Some(&e.replacement), ..place(sources, e.span, true) });
        Child { severity: "help", message: &help.message, spans: edits.collect() }
    });
    let message = Message {
        message_type: "diagnostic",
        code: diagnostic.code.to_string(),
        severity: diagnostic.severity,
        message: &diagnostic.message,
        spans: spans.collect(),
        children: notes.chain(helps).collect(),
        rendered: render(diagnostic, sources, RenderOptions::default()) + "\n",
    };
    // Strings, numbers and lists always serialise.
    serde_json::to_string(&message).unwrap_or_default()
}

fn place<'a>(sources: &SourceMap, span: Span, is_primary: bool) -> Place<'a> {
    let file = sources.file(span.file);
    let range = clamp(&file, span);
    let (start, end) = (file.line_column(range.start as u32), file.line_column(range.end as u32));
    Place {
        file: file.name.clone(),
        byte_start: range.start,
        byte_end: range.end,
        line_start: start.line,
        line_end: end.line,
        column_start: start.column,
        column_end: end.column,
        is_primary,
        label: None,
        suggested_replacement: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Code, Edit, Help, Label, Note};

    #[test]
    fn everything_a_tool_needs_is_in_the_line() {
        let map = SourceMap::new();
        let file = map.add("a.aria", "ä = b\nfree(b)\n");
        let (given, used) = (Span::new(file, 5, 6), Span::new(file, 12, 13));
        let mut d = Diagnostic::new(Code::parse("E0501").unwrap(), "\"b\" is gone".to_owned());
        d.labels.push(Label { span: used, text: "used here".into(), primary: true });
        d.notes.push(Note { message: "given here".into(), span: Some(given) });
        d.helps.push(Help { message: "copy it".into(), edits: vec![Edit { span: given, replacement: "b.clone".into() }] });
        let line = to_json(&d, &map);
        assert!(!line.contains('\n'));
        let mut value: Value = serde_json::from_str(&line).unwrap();
        let rendered = value["rendered"].take();
        assert!(rendered.as_str().unwrap().starts_with("error[E0501]: \"b\" is gone\n --> a.aria:2:6\n"), "{rendered}");
        let place = |start: u32, line: u32, column: u32| {
            json!({
                "file": "a.aria", "byte_start": start, "byte_end": start + 1,
                "line_start": line, "line_end": line, "column_start": column, "column_end": column + 1,
                "is_primary": true, "label": null, "suggested_replacement": null,
            })
        };
        let mut expected = json!({
            "$message_type": "diagnostic", "code": "E0501", "severity": "error", "message": "\"b\" is gone",
            "spans": [place(12, 2, 6)],
            "children": [
                { "severity": "note", "message": "given here", "spans": [place(5, 1, 5)] },
                { "severity": "help", "message": "copy it", "spans": [place(5, 1, 5)] },
            ],
            "rendered": null,
        });
        expected["spans"][0]["label"] = json!("used here");
        expected["children"][1]["spans"][0]["suggested_replacement"] = json!("b.clone");
        assert_eq!(value, expected);
    }
}
