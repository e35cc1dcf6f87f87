//! The Python lane: Python's modules in Aria programs, and Aria's functions in Python.
//!
//! Nothing of Python is known when a program is compiled, and nothing is linked. A name of a module is looked up when the
//! program runs, through the operations in `mappings`, whose native part finds the interpreter's library and loads it.

pub mod diagnostics;
mod export;
mod import;
mod mappings;
mod write;

use aria_foreign::LaneType;
use aria_lane::{Emitter, Importer, Lane, NativePart, Writer};

pub use diagnostics::ENTRIES;

/// The Python lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct PythonLane;

impl Lane for PythonLane {
    fn name(&self) -> &'static str {
        "Python"
    }

    fn importer(&self) -> Option<&dyn Importer> {
        Some(self)
    }

    fn types(&self) -> &'static [LaneType] {
        mappings::TYPES
    }

    fn emitter(&self) -> Option<&dyn Emitter> {
        Some(self)
    }

    fn writer(&self) -> Option<&dyn Writer> {
        Some(self)
    }

    fn native_part(&self) -> Option<NativePart> {
        Some(NativePart { prefix: mappings::PREFIX, archive: include_bytes!(env!("ARIA_PYTHON_NATIVE")) })
    }
}
