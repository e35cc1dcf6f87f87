//! [`Diagnostic`]: one finding in the form that rendering, JSON and editors share.

use aria_source::Span;
use serde::{Deserialize, Serialize};

use crate::code::{Code, Severity};

/// One finding. Owners do not write these by hand: they declare typed entries with [`diagnostics!`](crate::diagnostics)
/// and convert.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    /// The code's severity, unless the user asked for another (`--deny warnings`).
    pub severity: Severity,
    pub message: String,
    /// The primary label first, if there is one.
    pub labels: Vec<Label>,
    pub notes: Vec<Note>,
    pub helps: Vec<Help>,
}

/// A place in the main snippet and what is to be said of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Label {
    pub span: Span,
    /// May be empty: the place is then only underlined.
    pub text: String,
    pub primary: bool,
}

/// A further fact; with a span it has a snippet of its own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Note {
    pub message: String,
    pub span: Option<Span>,
}

/// A way out; with edits it can be applied by a tool.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Help {
    pub message: String,
    /// All of them together make the change; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Replaces a span by a text; an empty span inserts, an empty text deletes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Edit {
    pub span: Span,
    pub replacement: String,
}

impl Diagnostic {
    /// A diagnostic without places, with the severity of its code.
    pub fn new(code: Code, message: String) -> Self {
        Self { code, severity: code.severity(), message, labels: Vec::new(), notes: Vec::new(), helps: Vec::new() }
    }

    /// Where the finding is: the primary label, else the first label.
    pub fn primary_span(&self) -> Option<Span> {
        self.labels.iter().find(|l| l.primary).or(self.labels.first()).map(|l| l.span)
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
