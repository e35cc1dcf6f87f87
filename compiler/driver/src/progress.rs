//! [`Progress`]: the stage that a compilation is in, for whoever wants to show it while it lasts.

use std::sync::atomic::{AtomicU8, Ordering};

/// A part of the work that a user knows by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Stage {
    /// Reading and parsing the program's files and the library's.
    Reading,
    /// Having the lanes read what is foreign.
    Importing,
    /// Resolving names and checking types.
    Checking,
    /// Lowering to MIR.
    Lowering,
    /// Generating and optimising machine code.
    Generating,
    /// Finding libraries and linking.
    Linking,
    /// Nothing is under way.
    Finished,
}

impl Stage {
    const ALL: [Self; 7] =
        [Self::Reading, Self::Importing, Self::Checking, Self::Lowering, Self::Generating, Self::Linking, Self::Finished];

    /// What is being done, as a user reads it.
    pub fn doing(self) -> &'static str {
        match self {
            Self::Reading => "reading",
            Self::Importing => "importing",
            Self::Checking => "checking",
            Self::Lowering => "lowering",
            Self::Generating => "generating code",
            Self::Linking => "linking",
            Self::Finished => "finished",
        }
    }
}

/// The stage that a compilation is in. The compilation writes it, any thread may read it.
#[derive(Debug)]
pub struct Progress(AtomicU8);

impl Progress {
    pub(crate) fn new() -> Self {
        Self(AtomicU8::new(Stage::Reading as u8))
    }

    /// Says that a stage begins.
    pub(crate) fn enter(&self, stage: Stage) {
        self.0.store(stage as u8, Ordering::Relaxed);
    }

    pub fn stage(&self) -> Stage {
        Stage::ALL.get(usize::from(self.0.load(Ordering::Relaxed))).copied().unwrap_or(Stage::Finished)
    }
}
