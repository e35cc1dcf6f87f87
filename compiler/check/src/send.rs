//! What is given away: arguments for `@transfer` parameters, what a block takes to another thread, and that nobody uses
//! it afterwards.
//!
//! The walk follows the order in which a body runs, with what is known to be gone at each point. It also writes down,
//! in the tree, which locals are emptied: as a call of the library's `take`, or among a closure's `moves`.

mod flow;
mod give;
mod rules;

pub(crate) use rules::{crossing, has_marker, why_not};

use std::collections::{HashMap, HashSet};

use aria_diagnostics::{Diagnostic, Diagnostics};
use aria_foreign::Fact;
use aria_source::Span;
use aria_types::{AdtKind, Crossing, Defs, FnDef, FnId, FnKind, Ty};

use crate::typed::{Callee, Expr, ExprKind, Local, LocalId, LoopId, TypedBody, any, root};

/// What is gone, each with how it went; `None` where control does not come.
type State = Option<HashMap<LocalId, Gone>>;

/// How a local's value was given away.
#[derive(Clone, PartialEq, Debug)]
struct Gone {
    span: Span,
    /// The function that took it; a block that runs on another thread has no name.
    taker: Option<String>,
}

/// A closure around the place being looked at.
struct Frame {
    /// Its own locals begin here.
    start: u32,
    /// Captures that its body owns.
    owned: Vec<LocalId>,
}

struct Walk<'a> {
    defs: &'a Defs,
    def: &'a FnDef,
    locals: &'a [Local],
    /// Parameters that stay their caller's; those of closures are added when these are met.
    borrowed: HashSet<LocalId>,
    /// Locals whose own storage changes after they got their value.
    assigned: HashSet<LocalId>,
    /// Locals that closures name and that are assigned: they live in a cell.
    shared: HashSet<LocalId>,
    frames: Vec<Frame>,
    state: State,
    /// What leaves each loop by `break`, and what goes to its next turn by `next`.
    leaving: HashMap<LoopId, (State, State)>,
    /// Everything that was ever given away, for code that runs after a panic or at the end of a block.
    ever: HashMap<LocalId, Gone>,
    reported: HashSet<(&'static str, Span)>,
    diagnostics: &'a mut Diagnostics,
}

/// Checks one body and marks what it gives away.
pub(crate) fn check(defs: &Defs, def: &FnDef, body: &mut TypedBody, diagnostics: &mut Diagnostics) {
    if !gives(defs, &body.value) {
        return;
    }
    let is_class = |e: &Expr| matches!(&e.ty, Ty::Adt(adt, _) if defs.adt(adt.id).kind == AdtKind::Class);
    let mut assigned = HashSet::new();
    let mut captured = HashSet::new();
    any(&body.value, &mut |e| {
        match &e.kind {
            ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) => assigned.extend(root(place, &is_class)),
            ExprKind::Closure(closure) => captured.extend(closure.captured()),
            _ => {}
        }
        false
    });
    let receiver = usize::from(def.receiver.is_some());
    let taken = |i: usize| i.checked_sub(receiver).and_then(|i| def.params.get(i)).is_some_and(|p| takes(&p.facts));
    let borrowed = body.params.iter().enumerate().filter(|(i, _)| !taken(*i)).map(|(_, l)| *l).collect();
    let shared = assigned.intersection(&captured).copied().collect();
    let mut walk = Walk {
        defs,
        def,
        locals: &body.locals,
        borrowed,
        assigned,
        shared,
        frames: Vec::new(),
        state: Some(HashMap::new()),
        leaving: HashMap::new(),
        ever: HashMap::new(),
        reported: HashSet::new(),
        diagnostics,
    };
    walk.visit(&mut body.value);
}

/// Whether a parameter's facts say that the function takes the argument over.
fn takes(facts: &aria_foreign::Facts) -> bool {
    facts.has(|f| matches!(f, Fact::Transfer { .. }))
}

/// Whether anything in a body gives something away, or lends something to other threads.
fn gives(defs: &Defs, body: &Expr) -> bool {
    any(body, &mut |e| match &e.kind {
        ExprKind::Call { callee: Callee::Function { function, .. }, .. } => {
            defs.function(*function).params.iter().any(|p| takes(&p.facts)) || rules::of(defs, *function).is_some()
        }
        _ => false,
    })
}

/// The arguments of a call that its function takes over, `self` counted.
pub fn taken_arguments(defs: &Defs, function: FnId) -> Vec<usize> {
    let def = defs.function(function);
    if !matches!(def.kind, FnKind::Body) {
        return Vec::new();
    }
    let receiver = usize::from(def.receiver.is_some());
    def.params.iter().enumerate().filter(|(_, p)| takes(&p.facts)).map(|(i, _)| i + receiver).collect()
}

/// The states of two paths that meet.
fn join(a: State, b: State) -> State {
    match (a, b) {
        (Some(mut a), Some(b)) => {
            for (local, gone) in b {
                a.entry(local).or_insert(gone);
            }
            Some(a)
        }
        (a, b) => a.or(b),
    }
}

impl Walk<'_> {
    fn report(&mut self, diagnostic: impl Into<Diagnostic>, code: &'static str, span: Span) {
        // A loop's body is walked twice.
        if self.reported.insert((code, span)) {
            self.diagnostics.push(diagnostic);
        }
    }

    fn crossing(&self, ty: &Ty) -> Crossing {
        crossing(self.defs, self.def, ty)
    }

    fn name(&self, local: LocalId) -> String {
        self.locals.get(local.0 as usize).map_or_else(|| "this".to_owned(), |l| l.name.to_string())
    }

    fn declared(&self, local: LocalId) -> Option<Span> {
        self.locals.get(local.0 as usize).filter(|l| !l.hidden).map(|l| l.span)
    }
}
