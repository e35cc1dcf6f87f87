//! Inline expectations (`# error[E0510]: part of the message`) and how they are matched with what the compiler said.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;

/// A diagnostic that a source line announces.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expectation {
    /// The file and line it is at; none for `~?`: without a place, or outside the case's files.
    pub place: Option<(String, usize)>,
    pub severity: String,
    pub code: String,
    /// What the message must contain.
    pub message: String,
}

/// A diagnostic that came.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actual {
    pub place: Option<(String, usize)>,
    pub severity: String,
    pub code: String,
    pub message: String,
    pub rendered: String,
    /// The edits of each help that has some.
    pub fixes: Vec<Vec<Edit>>,
}

/// A replacement that the compiler suggests.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub file: String,
    pub bytes: Range<usize>,
    pub replacement: String,
}

/// The expectations in the comments of a file: `#` for Aria and TOML, `//` for the C family. Several may follow each other in
/// one line. `~^` before one means the line above, `~^^` the one above that, `~?` no line of the case; a number before one, that so many come.
pub fn in_source(file: &str, text: &str) -> Vec<Expectation> {
    let marker = marker(file);
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let starts: Vec<usize> =
            line.match_indices(marker).map(|(at, _)| at).filter(|at| head(&line[at + marker.len()..]).is_some()).collect();
        for (nth, start) in starts.iter().enumerate() {
            let end = starts.get(nth + 1).copied().unwrap_or(line.len());
            let Some(Head { up, times, severity, code, rest }) = head(&line[start + marker.len()..end]) else { continue };
            let expectation = Expectation {
                place: up.map(|up| (file.to_owned(), (index + 1).saturating_sub(up))),
                severity: severity.to_owned(),
                code: code.to_owned(),
                message: rest.strip_prefix(':').unwrap_or(rest).trim().to_owned(),
            };
            found.extend(std::iter::repeat_n(expectation, times));
        }
    }
    found
}

/// What begins a comment.
fn marker(file: &str) -> &'static str {
    if file.ends_with(".aria") || file.ends_with(".toml") { "#" } else { "//" }
}

/// The text without its expectations.
pub fn removed(file: &str, text: &str) -> String {
    let marker = marker(file);
    let mut lines = String::new();
    for line in text.split_inclusive('\n') {
        let first = line.match_indices(marker).map(|(at, _)| at).find(|at| head(&line[at + marker.len()..]).is_some());
        match first.map(|at| line[..at].trim_end()) {
            None => lines.push_str(line),
            // A line that held nothing else goes as a whole.
            Some("") => {}
            Some(code) => lines.extend([code, "\n"]),
        }
    }
    lines
}

/// What stands before the message of an expectation.
struct Head<'a> {
    /// How many lines up; none: nowhere.
    up: Option<usize>,
    times: usize,
    severity: &'a str,
    code: &'a str,
    rest: &'a str,
}

/// Reads `~^ error[E0510]`, also `3 error[E0510]`.
fn head(comment: &str) -> Option<Head<'_>> {
    let comment = comment.trim_start();
    let (up, comment) = match comment.strip_prefix('~') {
        None => (Some(0), comment),
        Some(rest) if rest.starts_with('?') => (None, &rest[1..]),
        Some(rest) => {
            let carets = rest.len() - rest.trim_start_matches('^').len();
            (Some(carets), &rest[carets..])
        }
    };
    let comment = comment.trim_start();
    let digits = comment.bytes().take_while(u8::is_ascii_digit).count().min(3);
    let times = if digits == 0 { 1 } else { comment[..digits].parse().ok()? };
    let comment = comment[digits..].trim_start();
    let severity = ["error", "warning", "note"].into_iter().find(|s| comment.starts_with(&format!("{s}[")))?;
    let (code, rest) = comment[severity.len() + 1..].split_once(']')?;
    let digits = code.get(1..)?;
    (code.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(Head { up, times, severity, code, rest })
}

#[derive(Deserialize)]
struct Message {
    code: String,
    severity: String,
    message: String,
    spans: Vec<Place>,
    children: Vec<Child>,
    rendered: String,
}

#[derive(Deserialize)]
struct Place {
    file: String,
    line_start: usize,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
    suggested_replacement: Option<String>,
}

#[derive(Deserialize)]
struct Child {
    spans: Vec<Place>,
}

/// The diagnostics in the compiler's JSON lines; other lines are passed over.
///
/// # Errors
/// A sentence, if a line says that it is a diagnostic and does not have the form of one.
pub fn in_output(output: &str, folder: &Path, files: &[&str]) -> Result<Vec<Actual>, String> {
    let lines = output.lines().filter(|l| l.starts_with('{') && l.contains("\"$message_type\":\"diagnostic\""));
    lines.map(|line| actual(line, folder, files)).collect()
}

fn actual(line: &str, folder: &Path, files: &[&str]) -> Result<Actual, String> {
    let message: Message = serde_json::from_str(line).map_err(|e| format!("not a diagnostic: {e}: {line}"))?;
    let place = message.spans.iter().find(|s| s.is_primary).map(|s| (relative(&s.file, folder), s.line_start));
    let edits = |child: Child| {
        let edit = |s: Place| {
            Some(Edit { file: relative(&s.file, folder), bytes: s.byte_start..s.byte_end, replacement: s.suggested_replacement? })
        };
        child.spans.into_iter().filter_map(edit).collect::<Vec<_>>()
    };
    Ok(Actual {
        fixes: message.children.into_iter().map(edits).filter(|e| !e.is_empty()).collect(),
        place: place.filter(|(file, _)| files.contains(&file.as_str())),
        severity: message.severity,
        code: message.code,
        message: message.message,
        rendered: message.rendered,
    })
}

fn relative(file: &str, folder: &Path) -> String {
    let path = Path::new(file);
    let path = path.strip_prefix(folder).or_else(|_| path.strip_prefix(".")).unwrap_or(path);
    path.to_string_lossy().into_owned()
}

/// What is missing and what is too much, a line each in order of place; empty if all is as expected.
pub fn differences(expected: &[Expectation], actual: &[Actual]) -> Vec<String> {
    let mut left: Vec<&Actual> = actual.iter().collect();
    let mut lines: Vec<(Option<(String, usize)>, String)> = Vec::new();
    // The most particular first, so that a vague expectation does not take what another needs.
    let mut expected: Vec<&Expectation> = expected.iter().collect();
    expected.sort_by_key(|e| std::cmp::Reverse(e.message.len()));
    for e in expected {
        let matches =
            |a: &&Actual| a.place == e.place && a.severity == e.severity && a.code == e.code && a.message.contains(&e.message);
        match left.iter().position(matches) {
            Some(index) => drop(left.remove(index)),
            None => lines.push((e.place.clone(), describe("missing", e.place.as_ref(), &e.severity, &e.code, &e.message))),
        }
    }
    for a in left {
        lines.push((a.place.clone(), describe("unexpected", a.place.as_ref(), &a.severity, &a.code, &a.message)));
    }
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}

fn describe(what: &str, place: Option<&(String, usize)>, severity: &str, code: &str, message: &str) -> String {
    let place = place.map_or_else(|| "(no line of the case)".to_owned(), |(file, line)| format!("{file}:{line}"));
    format!("  {what:<10} {place}: {severity}[{code}]: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(file: &str, text: &str) -> Vec<(Option<usize>, String, String)> {
        let found = in_source(file, text).into_iter();
        found.map(|e| (e.place.map(|p| p.1), format!("{}[{}]", e.severity, e.code), e.message)).collect()
    }

    #[test]
    fn expectations_are_read_from_comments() {
        let text = "a # error[E0510]: needs `unsafe`\nb\n# ~^ warning[W0101]\n  # ~^^^ error[E0502]: x # error[E0501]: y\n# ~? note[N0001]: z\n";
        let expected = [
            (Some(1), "error[E0510]", "needs `unsafe`"),
            (Some(2), "warning[W0101]", ""),
            (Some(1), "error[E0502]", "x"),
            (Some(4), "error[E0501]", "y"),
            (None, "note[N0001]", "z"),
        ];
        assert_eq!(summary("main.aria", text), expected.map(|(l, c, m)| (l, c.to_owned(), m.to_owned())));
        assert_eq!(summary("main.aria", "a # 3 error[E0101]: x").len(), 3);
        assert_eq!(summary("t.h", "int f; // error[E0512]: f\n# error[E0512]: g\n").len(), 1);
    }

    #[test]
    fn other_comments_are_none() {
        for line in
            ["# error", "# error[E051]: x", "# error E0510", "\"#{error[0]}\"", "#", "# ~", "# an error[E0510]", "# error[é0510]"]
        {
            assert_eq!(summary("main.aria", line), [], "{line}");
        }
    }

    #[test]
    fn expectations_can_be_taken_out() {
        let text = "a # error[E0510]: x\n  # ~^ error[E0511]\nb # why\nc # error[E0510]";
        assert_eq!(removed("main.aria", text), "a\nb # why\nc\n");
    }

    fn line(file: &str, line: usize, code: &str, message: &str) -> String {
        format!(
            r#"{{"$message_type":"diagnostic","code":"{code}","severity":"error","message":"{message}","spans":[{{"file":"{file}","byte_start":0,"byte_end":1,"line_start":{line},"is_primary":true,"label":null}}],"children":[],"rendered":"r"}}"#
        )
    }

    fn compare(source: &str, output: &str) -> Vec<String> {
        let actual = in_output(output, Path::new("/tmp/case"), &["main.aria", "t.h"]).unwrap();
        differences(&in_source("main.aria", source), &actual)
    }

    #[test]
    fn what_is_expected_and_comes_is_no_difference() {
        let output =
            [line("/tmp/case/main.aria", 1, "E0510", "this needs unsafe"), line("./main.aria", 1, "E0511", "b"), "noise".into()];
        assert_eq!(compare("# error[E0511] # error[E0510]: needs", &output.join("\n")), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_or_too_much_is_said() {
        let output = [line("main.aria", 1, "E0510", "a"), line("/usr/include/x.h", 9, "E0512", "b")].join("\n");
        let expected = [
            "  unexpected (no line of the case): error[E0512]: b",
            "  missing    main.aria:1: error[E0510]: other",
            "  unexpected main.aria:1: error[E0510]: a",
        ];
        assert_eq!(compare("# error[E0510]: other", &output), expected);
    }

    #[test]
    fn one_diagnostic_meets_one_expectation() {
        let once = line("main.aria", 1, "E0510", "ab");
        assert_eq!(compare("# error[E0510]: a # error[E0510]: b", &once).len(), 1);
        let twice = format!("{once}\n{}", line("main.aria", 1, "E0510", "a"));
        assert_eq!(compare("# error[E0510] # error[E0510]: ab", &twice), Vec::<String>::new());
    }

    #[test]
    fn a_broken_line_is_an_error() {
        assert!(in_output(r#"{"$message_type":"diagnostic","code":1}"#, Path::new("/"), &[]).is_err());
    }
}
