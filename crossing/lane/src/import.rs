//! Importing: from a request in the program's words to a [`ForeignInterface`].

use std::path::PathBuf;
use std::sync::Arc;

use aria_diagnostics::Diagnostic;
use aria_foreign::{ForeignInterface, TargetData};
use aria_source::Span;

use crate::host::LaneHost;

/// A word of the program with its place.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Spelled {
    pub text: String,
    pub span: Span,
}

/// What is imported: a header, a file or a module name, as the program spells it.
pub type ImportSource = Spelled;

/// `define "NAME"` or `define "NAME", "VALUE"`.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MacroDefinition {
    pub name: Spelled,
    pub value: Option<String>,
}

/// One import configuration: everything that shares a namespace, in order. (For C: one translation unit.)
#[derive(Clone, Debug)]
pub struct ImportRequest {
    pub sources: Vec<ImportSource>,
    pub defines: Vec<MacroDefinition>,
    pub include_paths: Vec<Spelled>,
    pub links: Vec<Spelled>,
    /// The folder of the importing file, against which relative paths are taken.
    pub base: PathBuf,
    pub target: TargetData,
    /// Instrument adapters for this sanitizer (`address`, `thread`).
    pub sanitizer: Option<String>,
}

/// What an import gave. There is always an interface: what failed is missing from it, and said in the diagnostics.
pub struct ImportOutcome {
    pub interface: Arc<dyn ForeignInterface>,
    pub diagnostics: Vec<Diagnostic>,
}

/// The reading half of a lane.
pub trait Importer: Send + Sync {
    /// Reads a request. Total: errors are diagnostics, at the request's spans or at foreign places.
    fn import(&self, request: &ImportRequest, host: Arc<dyn LaneHost>) -> ImportOutcome;

    /// Whether programs for a target can import from this world. Most worlds are only where the compiler runs.
    fn reaches(&self, target: &TargetData) -> bool {
        target.unwinds()
    }
}
