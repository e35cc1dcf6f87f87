//! Exporting: what a program offers to a foreign world, as that world finds it.

use aria_diagnostics::Diagnostic;
use aria_foreign::{ExportedInterface, LaneEntry};
use aria_source::Span;

/// An exported interface with the places that its diagnostics point to.
pub struct ExportRequest<'a> {
    pub interface: &'a ExportedInterface,
    /// Where the module is declared.
    pub module: Span,
    /// Where each function is declared, in the interface's order.
    pub functions: &'a [Span],
}

/// The half of a lane that lets its world call into Aria.
pub trait Emitter: Send + Sync {
    /// How exported functions are entered.
    fn entry(&self) -> &'static LaneEntry;

    /// What keeps an interface from being exported; nothing if it can be.
    fn check(&self, request: &ExportRequest<'_>) -> Vec<Diagnostic>;

    /// The file in which that world looks for the module.
    fn file_name(&self, interface: &ExportedInterface) -> String;

    /// What that world shows of a function beside its name.
    fn function_documentation(&self, function: &aria_foreign::ForeignFunction) -> String;
}

/// A file that a writer made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WrittenFile {
    /// Relative to the artifact's folder.
    pub path: String,
    pub contents: String,
}

/// The half of a lane that describes an interface in its world's own terms.
pub trait Writer: Send + Sync {
    /// The description's files.
    fn write(&self, interface: &ExportedInterface) -> Vec<WrittenFile>;
}

/// The native part of a lane: an archive that is linked into programs which use the lane.
#[derive(Clone, Copy, Debug)]
pub struct NativePart {
    /// What its symbols begin with; a program that refers to none of them is not linked with it.
    pub prefix: &'static str,
    pub archive: &'static [u8],
}
