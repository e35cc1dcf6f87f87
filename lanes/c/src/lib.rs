//! The C lane: reads C headers on one live clang session per import configuration.
//!
//! An import is a [`Container`](aria_lane_c_clang::Container) of declarations, parsed once and then read from the
//! cache name by name, and an oracle that starts clang only for a question that nobody has asked before.

mod adapter;
mod configuration;
mod declared;
mod decode;
pub mod diagnostics;
mod documentation;
mod facts;
mod importer;
mod interface;
mod oracle;
mod spelling;

use aria_lane::{Importer, Lane};

pub use diagnostics::ENTRIES;

/// The C lane.
#[derive(Clone, Copy, Debug, Default)]
pub struct CLane;

impl Lane for CLane {
    fn name(&self) -> &'static str {
        "C"
    }

    fn abi_names(&self) -> &'static [&'static str] {
        &["C", "C-unwind", "stdcall", "fastcall", "win64", "sysv64"]
    }

    fn importer(&self) -> Option<&dyn Importer> {
        Some(self)
    }
}

/// How many clang sessions this process has opened. A compilation whose questions are all cached opens none.
pub fn clang_sessions_opened() -> usize {
    aria_lane_c_clang::sessions_opened()
}
