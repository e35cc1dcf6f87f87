//! Source text and places in it: files, byte spans, and the line table that turns them into lines and columns.
//!
//! Nothing here reads a disk: a [`SourceMap`] holds what its owner puts in, so an editor's unsaved buffer and a
//! file on disk look the same to every later stage.

mod map;
mod span;

pub use map::{LineColumn, SourceFile, SourceMap};
pub use span::{FileId, Span, Spanned};
