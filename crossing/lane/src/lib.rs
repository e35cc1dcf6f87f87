//! What a lane is: the traits by which the driver and the front end reach one foreign world.
//!
//! A lane offers an importer, an emitter or a writer, or does not: each is an `Option`, so an import-only lane says
//! so in its type. The compiler is handed `&[&dyn Lane]` and never names one.

mod export;
mod host;
mod import;

use serde::{Deserialize, Serialize};

use aria_foreign::LaneType;

pub use export::{Emitter, ExportRequest, NativePart, Writer, WrittenFile};
pub use host::{Dependency, LaneHost};
pub use import::{ImportOutcome, ImportRequest, ImportSource, Importer, MacroDefinition, Spelled};

/// A lane's index in the list that the driver was handed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct LaneId(pub u8);

/// One foreign world.
pub trait Lane: Send + Sync {
    /// The word after `extern` that selects this lane, which is also its default namespace.
    fn name(&self) -> &'static str;

    /// The ABI strings (`extern "…"`) whose declarations belong to this lane.
    fn abi_names(&self) -> &'static [&'static str] {
        &[]
    }

    /// Reads foreign declarations.
    fn importer(&self) -> Option<&dyn Importer> {
        None
    }

    /// The types of its own world, with the operations on their values.
    fn types(&self) -> &'static [LaneType] {
        &[]
    }

    /// Lets its world call into Aria.
    fn emitter(&self) -> Option<&dyn Emitter> {
        None
    }

    /// Describes an exported interface.
    fn writer(&self) -> Option<&dyn Writer> {
        None
    }

    /// What is linked into programs that use it.
    fn native_part(&self) -> Option<NativePart> {
        None
    }
}
