//! [`SourceMap`]: every text that spans may point into, Aria files and foreign ones alike.

use std::sync::{Arc, RwLock};

use crate::span::{FileId, Span};

/// One text and the offsets at which its lines begin.
#[derive(Debug)]
pub struct SourceFile {
    /// The path as diagnostics show it.
    pub name: String,
    pub text: Arc<str>,
    line_starts: Vec<u32>,
}

/// A place for people: both numbers count from one, the column in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LineColumn {
    pub line: u32,
    pub column: u32,
}

impl SourceFile {
    fn new(name: String, text: Arc<str>) -> Self {
        let starts = std::iter::once(0).chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i as u32 + 1));
        let line_starts = starts.collect();
        Self { name, text, line_starts }
    }

    /// The line and column of a byte offset; an offset past the end is taken as the end.
    pub fn line_column(&self, offset: u32) -> LineColumn {
        let offset = offset.min(self.text.len() as u32);
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let start = self.line_starts[line] as usize;
        let column = self.text.get(start..offset as usize).map_or(0, |s| s.chars().count());
        LineColumn { line: line as u32 + 1, column: column as u32 + 1 }
    }

    /// The text of a line, counted from one, without its newline; empty if there is no such line.
    pub fn line(&self, number: u32) -> &str {
        let Some(start) = self.line_starts.get(number as usize - 1) else { return "" };
        let end = self.line_starts.get(number as usize).map_or(self.text.len(), |next| *next as usize - 1);
        self.text.get(*start as usize..end).unwrap_or("").trim_end_matches('\r')
    }

    /// The byte offset of a line and column, both counted from one (foreign parsers report places this way).
    pub fn offset(&self, line: u32, column: u32) -> u32 {
        let start = self.line_starts.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len() as u32);
        (start + column.saturating_sub(1)).min(self.text.len() as u32)
    }
}

/// Every text that spans may point into. Shared by reference; files are only ever added.
#[derive(Debug, Default)]
pub struct SourceMap {
    files: RwLock<Vec<Arc<SourceFile>>>,
}

impl SourceMap {
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text under the name that diagnostics will show.
    pub fn add(&self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let mut files = self.files.write().unwrap_or_else(|e| e.into_inner());
        files.push(Arc::new(SourceFile::new(name.into(), text.into())));
        FileId(files.len() as u32 - 1)
    }

    /// The file behind an id.
    ///
    /// # Panics
    /// If the id comes from another map: ids are only made by [`SourceMap::add`].
    pub fn file(&self, id: FileId) -> Arc<SourceFile> {
        self.files.read().unwrap_or_else(|e| e.into_inner())[id.0 as usize].clone()
    }

    /// The id of the file that was added under a name, if any.
    pub fn find(&self, name: &str) -> Option<FileId> {
        let files = self.files.read().unwrap_or_else(|e| e.into_inner());
        files.iter().position(|f| f.name == name).map(|i| FileId(i as u32))
    }

    /// The text that a span covers; empty if the span does not fall on character borders.
    pub fn snippet(&self, span: Span) -> String {
        self.file(span.file).text.get(span.start as usize..span.end as usize).unwrap_or("").to_owned()
    }

    /// Where a span begins.
    pub fn start(&self, span: Span) -> LineColumn {
        self.file(span.file).line_column(span.start)
    }
}
