//! What a lane is: the traits by which the driver and the front end reach one foreign world.
//!
//! A lane offers an importer, an emitter or a writer, or does not: each is an `Option`, so an import-only lane says
//! so in its type. The compiler is handed `&[&dyn Lane]` and never names one.

mod host;
mod import;

use serde::{Deserialize, Serialize};

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
}
