//! [`render`]: a diagnostic as people read it, drawn by rustc's own renderer.
//!
//! The message with its labels comes first, then each note that has a place, then the helps. Spans are clamped to
//! the text they point into: a stale span gives an odd underline, never a panic.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet, normalize_untrusted_str};
use aria_source::{FileId, SourceFile, SourceMap, Span};

use crate::code::Severity;
use crate::diagnostic::{Diagnostic, Edit, Label};

/// How to draw.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RenderOptions {
    /// Terminal colours; whether the terminal takes them is the caller's to know.
    pub color: bool,
}

/// Draws a diagnostic, without a newline at the end.
///
/// # Panics
/// If a span names a file of another [`SourceMap`]; see [`SourceMap::file`].
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, options: RenderOptions) -> String {
    let windows = Windows::open(diagnostic, sources);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(&diagnostic.message).id(diagnostic.code.to_string());
    let plain_notes = diagnostic.notes.iter().filter(|n| n.span.is_none());
    let mut report = vec![
        Group::with_title(title)
            .elements(windows.labels.iter().map(Window::annotated))
            .elements(plain_notes.map(|n| Level::NOTE.message(normalize_untrusted_str(&n.message)))),
    ];
    let placed_notes = diagnostic.notes.iter().filter(|n| n.span.is_some());
    for (note, window) in placed_notes.zip(&windows.notes) {
        let title = Level::NOTE.secondary_title(normalize_untrusted_str(&note.message));
        report.push(Group::with_title(title).element(window.annotated()));
    }
    for (help, windows) in diagnostic.helps.iter().zip(&windows.helps) {
        let title = Level::HELP.secondary_title(normalize_untrusted_str(&help.message));
        report.push(Group::with_title(title).elements(windows.iter().map(Window::patched)));
    }
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.render(&report).to_string();
    // Blank source lines would leave spaces at the end of a line.
    if options.color { text } else { text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n") }
}

/// The range of a span within its file as it is now, widened to whole characters.
pub(crate) fn clamp(file: &SourceFile, span: Span) -> Range<usize> {
    let text = &*file.text;
    let mut start = (span.start as usize).min(text.len());
    let mut end = (span.end as usize).clamp(start, text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    while !text.is_char_boundary(end) {
        end += 1;
    }
    start..end
}

/// The lines of one file that a snippet shows, so that the renderer need not walk a whole header.
struct Window<'a> {
    file: Arc<SourceFile>,
    lines: Range<usize>,
    first_line: usize,
    marks: Vec<Mark<'a>>,
}

/// A range within the window and what is drawn there.
struct Mark<'a> {
    range: Range<usize>,
    text: &'a str,
    primary: bool,
}

/// All snippets of one diagnostic; the report borrows from it.
struct Windows<'a> {
    labels: Vec<Window<'a>>,
    notes: Vec<Window<'a>>,
    helps: Vec<Vec<Window<'a>>>,
}

impl<'a> Windows<'a> {
    fn open(diagnostic: &'a Diagnostic, sources: &SourceMap) -> Self {
        let mut labels: Vec<&Label> = diagnostic.labels.iter().collect();
        // The file of the primary label leads; the order is otherwise the owner's.
        labels.sort_by_key(|l| !l.primary);
        let labels = labels.into_iter().map(|l| (l.span, l.text.as_str(), l.primary));
        let notes = diagnostic.notes.iter().filter_map(|n| n.span);
        let edits = |edits: &'a [Edit]| edits.iter().map(|e| (e.span, e.replacement.as_str(), true));
        Windows {
            labels: by_file(sources, labels),
            notes: notes.flat_map(|span| by_file(sources, std::iter::once((span, "", true)))).collect(),
            helps: diagnostic.helps.iter().map(|h| by_file(sources, edits(&h.edits))).collect(),
        }
    }
}

/// Moves the ends of a range that fall between `\r` and `\n` to before the `\r`.
fn outside_line_ends(text: &str, range: Range<usize>) -> Range<usize> {
    let before = |at: usize| at - usize::from(text[..at].ends_with('\r') && text[at..].starts_with('\n'));
    before(range.start)..before(range.end)
}

/// One window for each file, in order of first mention.
fn by_file<'a>(sources: &SourceMap, marks: impl Iterator<Item = (Span, &'a str, bool)>) -> Vec<Window<'a>> {
    let mut files: Vec<(FileId, Window<'a>)> = Vec::new();
    for (span, text, primary) in marks {
        let index = files.iter().position(|(id, _)| *id == span.file).unwrap_or_else(|| {
            let file = sources.file(span.file);
            files.push((span.file, Window { file, lines: 0..0, first_line: 1, marks: Vec::new() }));
            files.len() - 1
        });
        let window = &mut files[index].1;
        let range = outside_line_ends(&window.file.text, clamp(&window.file, span));
        window.marks.push(Mark { range, text, primary });
    }
    files.into_iter().map(|(_, window)| window.framed()).collect()
}

impl<'a> Window<'a> {
    /// Cuts the window to whole lines around its marks and makes the marks relative to it.
    fn framed(mut self) -> Self {
        let text = &*self.file.text;
        let first = self.marks.iter().map(|m| m.range.start).min().unwrap_or(0);
        let last = self.marks.iter().map(|m| m.range.end).max().unwrap_or(0);
        let start = text[..first].rfind('\n').map_or(0, |i| i + 1);
        let end = text[last..].find('\n').map_or(text.len(), |i| last + i + 1);
        self.first_line = text[..start].bytes().filter(|b| *b == b'\n').count() + 1;
        self.lines = start..end;
        for mark in &mut self.marks {
            mark.range = mark.range.start - start..mark.range.end - start;
        }
        self
    }

    fn snippet<T: Clone>(&self) -> Snippet<'_, T> {
        Snippet::source(&self.file.text[self.lines.clone()]).line_start(self.first_line).path(self.file.name.as_str())
    }

    fn annotated(&self) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
        self.snippet().annotations(self.marks.iter().map(|mark| {
            let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(mark.range.clone()).label((!mark.text.is_empty()).then_some(mark.text))
        }))
    }

    fn patched(&self) -> Snippet<'_, Patch<'_>> {
        self.snippet().patches(self.edits().into_iter().map(|(range, text)| Patch::new(range, text)))
    }

    /// The marks as edits in order. The renderer miscounts columns when an edit follows one that crosses lines, so
    /// such edits are joined into one; of two that overlap, the first wins.
    fn edits(&self) -> Vec<(Range<usize>, Cow<'a, str>)> {
        let text = &self.file.text[self.lines.clone()];
        let mut marks: Vec<&Mark<'_>> = self.marks.iter().collect();
        marks.sort_by_key(|m| (m.range.start, m.range.end));
        let mut edits: Vec<(Range<usize>, Cow<'a, str>)> = Vec::new();
        for mark in marks {
            if edits.last().is_none_or(|(last, _)| last.end <= mark.range.start) {
                edits.push((mark.range.clone(), Cow::Borrowed(mark.text)));
            }
        }
        let in_one_line =
            |(range, new): &(Range<usize>, Cow<'_, str>)| !text[range.clone()].contains('\n') && !new.contains('\n');
        if edits.len() < 2 || edits.iter().all(in_one_line) {
            return edits;
        }
        let (start, mut end) = (edits[0].0.start, edits[0].0.start);
        let mut joined = String::new();
        for (range, new) in edits {
            joined.push_str(&text[end..range.start]);
            joined.push_str(&new);
            end = range.end;
        }
        vec![(start..end, Cow::Owned(joined))]
    }
}

#[cfg(test)]
mod tests;
