//! The typed syntax tree: what a file says, before any name in it means anything.
//!
//! Every node carries its [`Span`]. The tree owns its data, has no lifetimes and is cheap to clone where it matters
//! (names share their text). What the parser could not read is an `Error` node; an error has then been reported, so
//! later stages stay silent about such a node.

mod expressions;
mod items;
mod patterns;
mod statements;
mod types;

use std::fmt;
use std::sync::Arc;

use aria_source::{FileId, Span};

pub use expressions::*;
pub use items::*;
pub use patterns::*;
pub use statements::*;
pub use types::*;

/// One parsed file. Holding one proves that lexing and parsing ran; errors travel beside it.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    pub file: FileId,
    /// Declarations and statements, in source order.
    pub body: Vec<Stmt>,
    /// Every comment, in source order, also those inside expressions.
    pub comments: Vec<Comment>,
}

/// A word with the place it was written at. A declared `null?` or `save!` keeps its sign in the text,
/// a hook its `=` (`=destroy`).
#[derive(Clone)]
pub struct Name {
    pub text: Arc<str>,
    pub span: Span,
}

impl Name {
    pub fn new(text: impl Into<Arc<str>>, span: Span) -> Self {
        Self { text: text.into(), span }
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the name is spelled as a type or module (`CamelCase`) or constant (`UPPER_CASE`).
    pub fn starts_upper(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the name is spelled as a constant: capitals, digits and underscores, at least two characters
    /// or one capital letter.
    pub fn is_upper_case(&self) -> bool {
        self.starts_upper() && !self.text.chars().any(char::is_lowercase)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}..{}", self.text, self.span.start, self.span.end)
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        &*self.text == other
    }
}

/// A comment, kept for the formatter; its text is the span's.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Comment {
    /// From `#` up to the end of the line, without the newline.
    pub span: Span,
    /// A `##` comment.
    pub doc: bool,
    /// Nothing but white space stands before it on its line.
    pub own_line: bool,
}

/// The `##` lines before a declaration, without their marks, joined by newlines (Markdown).
#[derive(Clone, Debug)]
pub struct Doc {
    pub text: Arc<str>,
    pub span: Span,
}

/// `@name` or `@name(args…)` before a declaration, field or parameter.
#[derive(Clone, Debug)]
pub struct Annotation {
    pub name: Name,
    pub args: Vec<AnnotationArg>,
    /// From `@` to the closing parenthesis.
    pub span: Span,
}

impl Annotation {
    /// The argument with a label, if it was given.
    pub fn labelled(&self, label: &str) -> Option<&Expr> {
        self.args.iter().find(|a| a.label.as_ref().is_some_and(|l| l == label)).map(|a| &a.value)
    }

    /// The arguments without a label, in order.
    pub fn positional(&self) -> impl Iterator<Item = &Expr> {
        self.args.iter().filter(|a| a.label.is_none()).map(|a| &a.value)
    }
}

/// An argument of an annotation: an expression that only the annotation's reader gives a meaning.
#[derive(Clone, Debug)]
pub struct AnnotationArg {
    pub label: Option<Name>,
    pub value: Expr,
    pub span: Span,
}
