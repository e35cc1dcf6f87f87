//! From the typed tree to MIR: control flow, ownership and destruction made explicit, then every generic body copied
//! for the types it is used with.
//!
//! Two phases. `build` turns one typed body into a generic MIR body, on demand. `mono` starts from the entry, collects
//! the instances that can be reached, and leaves only concrete types, resolved trait methods and destruction glue.

mod build;
mod captures;
mod context;
pub mod diagnostics;
mod elide;
mod entry;
mod facts;
mod handover;
mod mono;
mod moves;
pub mod runtime;

pub use moves::ENTRIES as MOVE_ENTRIES;
use std::sync::Arc;

use aria_check::typed::CheckedProgram;
use aria_diagnostics::Diagnostics;
use aria_foreign::LaneEntry;
use aria_mir::MirProgram;
use aria_plan::CrossingPlan;
use aria_source::Span;
use aria_types::{FnId, Ty};

/// What the profile decides about lowering.
#[derive(Clone, Debug)]
pub struct LowerOptions {
    /// `+`, `-`, `*` and unary `-` on integers panic when they overflow; else they wrap.
    pub overflow_checks: bool,
    /// Functions that foreign code calls under their symbols, with the C calling convention.
    pub exported: Vec<FnId>,
    /// What is offered to foreign worlds.
    pub modules: Vec<InboundModule>,
}

/// A module that a foreign world enters.
#[derive(Clone, Debug)]
pub struct InboundModule {
    /// The symbol of its initialiser.
    pub symbol: Arc<str>,
    /// Its name on the other side.
    pub name: Arc<str>,
    pub documentation: Arc<str>,
    pub entry: &'static LaneEntry,
    /// The lane's type that arguments and results have there.
    pub object: Ty,
    pub functions: Vec<InboundFunction>,
    pub span: Span,
}

/// A function that a foreign world enters.
#[derive(Clone, Debug)]
pub struct InboundFunction {
    pub function: FnId,
    /// Its name on the other side.
    pub name: Arc<str>,
    /// What the other side shows of it.
    pub documentation: Arc<str>,
    pub plan: CrossingPlan,
}

impl Default for LowerOptions {
    fn default() -> Self {
        LowerOptions { overflow_checks: true, exported: Vec::new(), modules: Vec::new() }
    }
}

/// What lowering yields. The program is complete even if something was reported; what could not be lowered panics if
/// it is reached.
pub struct Lowered {
    pub program: MirProgram,
    pub diagnostics: Diagnostics,
}

/// What is wrong with the moves of a program's values, in functions that nothing reaches too. Empty where no type of the
/// program is `@no_copy`.
pub fn check_moves(program: &CheckedProgram) -> Diagnostics {
    let options = LowerOptions::default();
    let cx = context::Context::new(program, &options);
    if cx.follows_moves() {
        mono::check_moves(&cx);
    }
    cx.into_diagnostics()
}

/// Lowers a program: the entry, the exported functions, and whatever they reach.
pub fn lower(program: &CheckedProgram, options: &LowerOptions) -> Lowered {
    let cx = context::Context::new(program, options);
    let mut program = mono::monomorphise(&cx);
    handover::hand_over(&cx.facts, &mut program);
    elide::elide(&cx.facts, build::closure::object_ty(&cx), &mut program);
    Lowered { program, diagnostics: cx.into_diagnostics() }
}
