//! Which operations may release something: end an object by taking its last count.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aria_mir::{Body, Callee, Instance, LocalId, MirProgram, Rvalue, StatementKind, TerminatorKind};

/// What is known of the program's functions.
pub(super) struct Effects {
    releases: Vec<bool>,
    bodies: HashMap<Instance, usize>,
    /// Foreign functions that may call back into the program.
    calling_back: HashSet<Arc<str>>,
}

/// Runtime functions that release nothing that an owner could see: they print, format and compare.
const HARMLESS_RUNTIME: [&str; 8] = [
    "aria_rt_print",
    "aria_rt_eprint",
    "aria_rt_string_",
    "aria_rt_i64_",
    "aria_rt_u64_",
    "aria_rt_f64_",
    "aria_rt_alloc",
    "aria_rt_panic",
];

impl Effects {
    /// From the assumption that no function releases anything.
    pub fn new(program: &MirProgram) -> Effects {
        let bodies = program.instances.iter().map(|(instance, id)| (instance.clone(), id.0 as usize)).collect();
        let calling_back = program.externs.iter().filter(|e| e.unwinds && !e.noreturn).map(|e| e.symbol.clone()).collect();
        Effects { releases: vec![false; program.bodies.len()], bodies, calling_back }
    }

    pub fn releases(&self, body: usize) -> bool {
        self.releases[body]
    }

    pub fn mark(&mut self, body: usize) {
        self.releases[body] = true;
    }

    /// Whether a body may release something, if the counts of some locals are not taken.
    pub fn body_releases(&self, body: &Body, without: &[LocalId]) -> bool {
        body.blocks.iter().any(|block| {
            block.statements.iter().any(|s| statement_releases(&s.kind))
                || match &block.terminator.kind {
                    TerminatorKind::Drop { place, .. } => !(place.path.is_empty() && without.contains(&place.local)),
                    TerminatorKind::Call { callee, .. } => self.call_releases(callee),
                    // What is caught was made elsewhere.
                    TerminatorKind::Catch { .. } => true,
                    _ => false,
                }
        })
    }

    pub fn call_releases(&self, callee: &Callee) -> bool {
        match callee {
            Callee::Instance(instance) => self.bodies.get(instance).is_none_or(|b| self.releases[*b]),
            // C's functions see no counts, unless they call back.
            Callee::Extern(symbol) => {
                let counts = symbol.starts_with("aria_") && !HARMLESS_RUNTIME.iter().any(|p| symbol.starts_with(p));
                counts || self.calling_back.contains(symbol)
            }
            Callee::TraitMethod { .. } | Callee::Closure(..) | Callee::Pointer(..) => true,
        }
    }
}

pub(super) fn statement_releases(statement: &StatementKind) -> bool {
    matches!(statement, StatementKind::FreeObject(_) | StatementKind::Assign(_, Rvalue::ReleaseCount(_)))
}
