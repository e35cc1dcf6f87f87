//! Which operations may release something: end an object by taking its last count.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aria_mir::{Body, Callee, Const, Instance, LocalId, MirProgram, Operand, Rvalue, StatementKind, TerminatorKind};
use aria_types::Ty;
use rustc_hash::FxHashMap;

/// What is known of the program's functions.
pub(super) struct Effects {
    releases: Vec<bool>,
    bodies: FxHashMap<Instance, usize>,
    /// Foreign functions that may call back into the program.
    calling_back: HashSet<Arc<str>>,
    /// What a call of a closure may run, by the types of its parameters behind the closure.
    closures: HashMap<Vec<Ty>, Vec<usize>>,
    /// The class of a closure whose captures are not known, with which every such call begins.
    closure: Ty,
}

/// Runtime functions that release nothing that an owner could see: they print, format and compare, or deal in memory in
/// which nothing is counted any more.
const HARMLESS_RUNTIME: [&str; 10] = [
    "aria_rt_print",
    "aria_rt_eprint",
    "aria_rt_string_",
    "aria_rt_i64_",
    "aria_rt_u64_",
    "aria_rt_f64_",
    "aria_rt_alloc",
    "aria_rt_realloc",
    "aria_rt_free",
    "aria_rt_panic",
];

impl Effects {
    /// From the assumption that no function releases anything.
    pub fn new(program: &MirProgram, closure: Ty) -> Effects {
        let bodies: FxHashMap<Instance, usize> =
            program.instances.iter().map(|(instance, id)| (instance.clone(), id.0 as usize)).collect();
        let mut closures: HashMap<Vec<Ty>, Vec<usize>> = HashMap::new();
        for body in addressed(program).into_iter().filter_map(|instance| bodies.get(instance)) {
            let params = program.bodies[*body].param_types().skip(1).cloned().collect();
            closures.entry(params).or_default().push(*body);
        }
        let calling_back = program.externs.iter().filter(|e| e.unwinds && !e.noreturn).map(|e| e.symbol.clone()).collect();
        Effects { releases: vec![false; program.bodies.len()], bodies, calling_back, closures, closure }
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
            // The program has all closures that it can call.
            Callee::Pointer(_, sig) if sig.params.first() == Some(&self.closure) => {
                self.closures.get(&sig.params[1..]).is_some_and(|all| all.iter().any(|body| self.releases[*body]))
            }
            Callee::TraitMethod { .. } | Callee::Closure(..) | Callee::Pointer(..) => true,
        }
    }
}

pub(super) fn statement_releases(statement: &StatementKind) -> bool {
    matches!(statement, StatementKind::FreeObject(_) | StatementKind::Assign(_, Rvalue::ReleaseCount(_)))
}

/// The functions whose addresses are taken.
fn addressed(program: &MirProgram) -> HashSet<&Instance> {
    let statements = program.bodies.iter().flat_map(|b| &b.blocks).flat_map(|b| &b.statements);
    let assigned = statements.filter_map(|s| match &s.kind {
        StatementKind::Assign(_, rvalue) => Some(rvalue.operands()),
        _ => None,
    });
    let ends = program.bodies.iter().flat_map(|b| &b.blocks).map(|b| b.terminator.kind.operands());
    assigned
        .chain(ends)
        .flatten()
        .filter_map(|operand| match operand {
            Operand::Const(Const::Fn(instance, _)) => Some(instance),
            _ => None,
        })
        .collect()
}
