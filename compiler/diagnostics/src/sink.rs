//! [`Diagnostics`], into which a stage puts what it finds, and [`limit`], which keeps a flood readable.

use std::collections::HashSet;

use aria_source::{SourceMap, Span};

use crate::code::{Code, Severity};
use crate::diagnostic::Diagnostic;

/// What makes two findings one: the code and the place, or the message where there is no place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
enum Identity {
    At(Code, Span),
    Nowhere(Code, String),
}

/// The findings of a stage, each kept once.
#[derive(Clone, Default, Debug)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    seen: HashSet<Identity>,
}

impl Diagnostics {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a finding, unless one with its code is already at its place.
    pub fn push(&mut self, diagnostic: impl Into<Diagnostic>) {
        let diagnostic = diagnostic.into();
        let identity = match diagnostic.primary_span() {
            Some(span) => Identity::At(diagnostic.code, span),
            None => Identity::Nowhere(diagnostic.code, diagnostic.message.clone()),
        };
        if self.seen.insert(identity) {
            self.found.push(diagnostic);
        }
    }

    pub fn has_errors(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// The findings in the order in which they came.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// The findings sorted by file name and place; those without a place come first.
    pub fn finish(self, sources: &SourceMap) -> Vec<Diagnostic> {
        let mut found = self.found;
        found.sort_by_cached_key(|d| {
            let place = d.primary_span().map(|span| (sources.file(span.file).name.clone(), span.file, span.start, span.end));
            (place, d.code)
        });
        found
    }
}

impl<D: Into<Diagnostic>> Extend<D> for Diagnostics {
    fn extend<I: IntoIterator<Item = D>>(&mut self, diagnostics: I) {
        diagnostics.into_iter().for_each(|d| self.push(d));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.iter()
    }
}

/// Findings cut off after a number of errors; see [`limit`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Limited<'a> {
    pub shown: Vec<&'a Diagnostic>,
    pub hidden_errors: usize,
}

impl Limited<'_> {
    /// The line that says how much was left out, if anything was.
    pub fn summary(&self) -> Option<String> {
        match self.hidden_errors {
            0 => None,
            1 => Some("1 more error".to_owned()),
            n => Some(format!("{n} more errors")),
        }
    }
}

/// Says that the rest of a file was not read, behind the errors that led to it: hidden with them it would tell nobody.
const ALWAYS_SHOWN: &str = "E0127";

/// Shows at most `max_errors` errors; warnings and notes are always shown, and what ends the reading of a file.
pub fn limit(found: &[Diagnostic], max_errors: usize) -> Limited<'_> {
    let mut errors = 0;
    let shown = found.iter().filter(|d| {
        let counts = d.severity == Severity::Error && d.code.to_string() != ALWAYS_SHOWN;
        errors += usize::from(counts);
        !counts || errors <= max_errors
    });
    let shown = shown.collect();
    Limited { shown, hidden_errors: errors.saturating_sub(max_errors) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Label;

    fn at(code: &str, span: Option<Span>, message: &str) -> Diagnostic {
        let mut d = Diagnostic::new(Code::parse(code).unwrap(), message.to_owned());
        d.labels.extend(span.map(|span| Label { span, text: String::new(), primary: true }));
        d
    }

    #[test]
    fn one_code_is_said_once_at_a_place() {
        let map = SourceMap::new();
        let file = map.add("a.aria", "abc");
        let mut found = Diagnostics::new();
        found.push(at("E0101", Some(Span::new(file, 0, 1)), "first"));
        found.push(at("E0101", Some(Span::new(file, 0, 1)), "again"));
        found.push(at("E0102", Some(Span::new(file, 0, 1)), "other code"));
        found.push(at("E0101", Some(Span::new(file, 1, 2)), "other place"));
        found.push(at("E0001", None, "no a"));
        found.push(at("E0001", None, "no b"));
        let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(messages, ["first", "other code", "other place", "no a", "no b"]);
    }

    #[test]
    fn finish_sorts_by_file_name_then_place() {
        let map = SourceMap::new();
        let (b, a) = (map.add("b.aria", "xyz"), map.add("a.aria", "xyz"));
        let mut found = Diagnostics::new();
        found.extend([
            at("E0101", Some(Span::new(b, 0, 1)), "1"),
            at("E0101", Some(Span::new(a, 2, 3)), "2"),
            at("E0101", Some(Span::new(a, 0, 1)), "3"),
            at("E0001", None, "4"),
        ]);
        let order: Vec<_> = found.finish(&map).into_iter().map(|d| d.message).collect();
        assert_eq!(order, ["4", "3", "2", "1"]);
    }

    #[test]
    fn warnings_are_no_errors() {
        let mut found = Diagnostics::new();
        found.push(at("W0101", None, "w"));
        assert!(!found.has_errors());
        found.push(at("E0101", None, "e"));
        assert!(found.has_errors());
    }

    #[test]
    fn a_flood_is_cut_but_counted() {
        let found: Vec<_> = (0..5).map(|i| at(if i == 4 { "W0101" } else { "E0101" }, None, &i.to_string())).collect();
        let limited = limit(&found, 2);
        assert_eq!(limited.shown.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), ["0", "1", "4"]);
        assert_eq!(limited.summary().as_deref(), Some("2 more errors"));
        assert_eq!(limit(&found, 9).summary(), None);
    }

    #[test]
    fn that_the_rest_is_not_read_is_shown_behind_a_flood() {
        let found: Vec<_> = (0..5).map(|i| at(if i == 4 { ALWAYS_SHOWN } else { "E0101" }, None, &i.to_string())).collect();
        let limited = limit(&found, 2);
        assert_eq!(limited.shown.iter().map(|d| d.message.as_str()).collect::<Vec<_>>(), ["0", "1", "4"]);
        assert_eq!(limited.summary().as_deref(), Some("2 more errors"));
    }
}
