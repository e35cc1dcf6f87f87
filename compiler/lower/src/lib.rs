//! From the typed tree to MIR: control flow, ownership and destruction made explicit, then every generic body copied
//! for the types it is used with.
//!
//! Two phases. `build` turns one typed body into a generic MIR body, on demand. `mono` starts from the entry, collects
//! the instances that can be reached, and leaves only concrete types, resolved trait methods and destruction glue.

mod build;
mod context;
pub mod diagnostics;
mod entry;
mod facts;
mod mono;
pub mod runtime;

use aria_check::typed::CheckedProgram;
use aria_diagnostics::Diagnostics;
use aria_mir::MirProgram;
use aria_types::FnId;

/// What the profile decides about lowering.
#[derive(Clone, Debug)]
pub struct LowerOptions {
    /// `+`, `-`, `*` and unary `-` on integers panic when they overflow; else they wrap.
    pub overflow_checks: bool,
    /// Functions that foreign code calls under their symbols, with the C calling convention.
    pub exported: Vec<FnId>,
}

impl Default for LowerOptions {
    fn default() -> Self {
        LowerOptions { overflow_checks: true, exported: Vec::new() }
    }
}

/// What lowering yields. The program is complete even if something was reported; what could not be lowered panics if
/// it is reached.
pub struct Lowered {
    pub program: MirProgram,
    pub diagnostics: Diagnostics,
}

/// Lowers a program: the entry, the exported functions, and whatever they reach.
pub fn lower(program: &CheckedProgram, options: &LowerOptions) -> Lowered {
    let cx = context::Context::new(program, options);
    let program = mono::monomorphise(&cx);
    Lowered { program, diagnostics: cx.into_diagnostics() }
}
