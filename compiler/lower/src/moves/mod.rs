//! Values that move: what becomes of values of `@no_copy` types, once every body is concrete.
//!
//! Bodies are lowered as if every value could be copied: a variable that is read where a value is wanted becomes a copy of
//! its bits and a `Retain`. Here each such copy of a type that cannot be copied is decided:
//!
//! - a temporary, a name bound by a pattern or a `for`, and a parameter's owner are other names for what they were copied
//!   from ([`shape`]); taking the value from one takes it from there;
//! - anything else takes the value: the copy is a move.
//!
//! A function takes its parameter if its body moves it on, on any way through; that is found for all functions at once.
//! Callers give the value away then, and the callee destroys it where it was not moved on. Everything else is lent.
//!
//! [`aria_ownership`] solves where values are. What is used after it moved is reported, drops of what moved disappear, and
//! drops of what moved on some ways get a flag ([`drops`]). Values in objects and array elements cannot be taken; they are
//! lent, which is refused where the callee may end them meanwhile ([`effects`]).
//!
//! Values that can be copied, but say themselves how (`=copy`), move where the variable they come from is used no more
//! ([`last_use`]). `=sink` makes what is stored in the new place out of what an assignment moves ([`drops`]).
//!
//! A generic body is judged for each type that it is used with. What cannot be done is reported at the call which chose the
//! type.

mod diagnostics;
mod drops;
mod effects;
mod last_use;
mod problems;
mod report;
mod shape;

use std::collections::{HashMap, HashSet};

use aria_mir::{Body, BodyId, Callee, Const, Instance, InstanceKind, MirProgram, Operand, Rvalue, StatementKind, TerminatorKind};
use aria_types::{AdtId, AdtKind, FnId, Ty};
use rustc_hash::FxHashMap;

use crate::context::{Context, Marks};
pub use diagnostics::ENTRIES;
use effects::Effects;
use problems::Problem;
use shape::Shape;

/// What is known of the whole program's functions.
pub(super) struct Functions<'i> {
    instances: HashMap<BodyId, &'i Instance>,
    ids: &'i FxHashMap<Instance, BodyId>,
    /// The parameters, by number from zero, whose values a function takes.
    taken: HashMap<BodyId, HashSet<usize>>,
}

impl Functions<'_> {
    fn id(&self, callee: &Callee) -> Option<BodyId> {
        match callee {
            Callee::Instance(instance) => self.ids.get(instance).copied(),
            _ => None,
        }
    }

    /// Whether a callee takes the value of an argument.
    pub fn takes(&self, callee: &Callee, argument: usize) -> bool {
        self.id(callee).and_then(|id| self.taken.get(&id)).is_some_and(|t| t.contains(&argument))
    }
}

/// Decides every copy of a value that cannot be copied. Gives the bodies whose drops are still to be expanded.
pub(crate) fn decide(cx: &Context<'_>, program: &mut MirProgram, marks: &HashMap<BodyId, Marks>) -> Vec<BodyId> {
    let ids = program.instances.clone();
    let instances: HashMap<BodyId, &Instance> = ids.iter().map(|(instance, id)| (*id, instance)).collect();
    let concerned: Vec<BodyId> = (0..program.bodies.len() as u32)
        .map(BodyId)
        .filter(|id| !instances.get(id).is_some_and(|i| i.kind.is_glue()) && is_concerned(cx, program.body(*id)))
        .collect();
    let none = Marks::default();
    let marks_of = |id: &BodyId| marks.get(id).unwrap_or(&none);
    let mut functions = Functions { instances, ids: &ids, taken: HashMap::new() };
    // From the assumption that no function takes anything; what is taken only grows.
    loop {
        let mut changed = false;
        for id in &concerned {
            let body = program.body(*id);
            let shape = Shape::of(cx, body, marks_of(id), functions.taken.get(id));
            if lender(cx, &functions, *id, body).is_some() {
                continue;
            }
            for param in shape.taken_params(cx, body, &functions) {
                changed |= functions.taken.entry(*id).or_default().insert(param);
            }
        }
        if !changed {
            break;
        }
    }
    let shape = |id: &BodyId| {
        let body = program.body(*id);
        let mut shape = Shape::of(cx, body, marks_of(id), functions.taken.get(id));
        last_use::find(cx, body, &mut shape);
        (*id, shape)
    };
    let shapes: HashMap<BodyId, Shape> = concerned.iter().map(shape).collect();
    let effects = Effects::of(cx, program, &functions);
    let mut problems: HashMap<BodyId, Vec<Problem>> = HashMap::new();
    let mut decided: Vec<(BodyId, Body)> = Vec::new();
    for id in &concerned {
        let body = program.body(*id);
        let shape = &shapes[id];
        let flow = problems::solve(cx, body, shape, &functions, &effects);
        let found = problems::find(cx, body, shape, &flow, lender(cx, &functions, *id, body));
        if !found.is_empty() {
            problems.insert(*id, found);
        }
        decided.push((*id, drops::place(cx, body, shape, &flow, &functions)));
    }
    report::report(cx, program, &functions, problems);
    for (id, body) in decided {
        program.bodies[id.0 as usize] = body;
    }
    concerned
}

/// Whether a body has to do with values that cannot be copied.
fn is_concerned(cx: &Context<'_>, body: &Body) -> bool {
    let moves = |ty: &Ty| cx.facts.is_followed(ty);
    body.locals.iter().any(|l| moves(&l.ty))
        || body.blocks.iter().any(|b| {
            b.statements.iter().any(|s| match &s.kind {
                StatementKind::Retain(place) => moves(&cx.facts.place_ty(&body.locals, place)),
                StatementKind::Assign(place, Rvalue::Use(_)) => moves(&cx.facts.place_ty(&body.locals, place)),
                _ => false,
            }) || match &b.terminator.kind {
                TerminatorKind::Drop { place, .. } => moves(&cx.facts.place_ty(&body.locals, place)),
                TerminatorKind::Call { args, .. } => args.iter().any(|a| match a {
                    Operand::Copy(place) | Operand::Move(place) => moves(&cx.facts.place_ty(&body.locals, place)),
                    Operand::Const(_) => false,
                }),
                _ => false,
            }
        })
}

/// Whose the parameters of a body stay, if nobody who calls it can give them away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Lender {
    /// A closure's caller does not know which closure it calls.
    Closure,
    /// Neither does who calls through `dyn`, or from a foreign world.
    Unknown,
    /// A destructor, or `=copy`: the value goes on being destroyed, or used.
    Hook,
}

fn lender(cx: &Context<'_>, functions: &Functions<'_>, id: BodyId, body: &Body) -> Option<Lender> {
    if body.exported {
        return Some(Lender::Unknown);
    }
    match functions.instances.get(&id).map(|i| &i.kind) {
        Some(InstanceKind::Closure(..)) => Some(Lender::Closure),
        Some(InstanceKind::DynMethod(..) | InstanceKind::Entry(..)) => Some(Lender::Unknown),
        Some(InstanceKind::Fn(function, _)) if is_hook(cx, *function) => Some(Lender::Hook),
        _ => None,
    }
}

fn is_hook(cx: &Context<'_>, function: FnId) -> bool {
    cx.defs.hooks.is_copy(function) || cx.defs.adts.iter().any(|a| a.finalize == Some(function))
}

/// Every `@no_copy` type whose values lie in values of a type.
pub(super) fn all_no_copy(cx: &Context<'_>, ty: &Ty) -> HashSet<AdtId> {
    let mut found = HashSet::new();
    let mut seen: Vec<Ty> = Vec::new();
    let mut todo = vec![ty.clone()];
    while let Some(ty) = todo.pop() {
        if cx.facts.no_copy(&ty).is_none() || seen.contains(&ty) {
            continue;
        }
        match &ty {
            Ty::Array(element, _) => todo.push((**element).clone()),
            Ty::Adt(adt, _) => {
                let def = cx.defs.adt(adt.id);
                if cx.defs.hooks.is_no_copy(adt.id) {
                    found.insert(adt.id);
                }
                match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).for_each(|v| todo.extend(cx.facts.fields(&ty, Some(v)))),
                    _ => todo.extend(cx.facts.fields(&ty, None)),
                }
            }
            _ => todo.extend(cx.facts.fields(&ty, None)),
        }
        seen.push(ty);
    }
    found
}

/// The functions that a body names as values.
pub(super) fn named_functions(body: &Body) -> Vec<&Instance> {
    let mut found = Vec::new();
    for block in &body.blocks {
        for statement in &block.statements {
            if let StatementKind::Assign(_, rvalue) = &statement.kind {
                found.extend(rvalue.operands().into_iter().filter_map(|o| match o {
                    Operand::Const(Const::Fn(instance, _)) => Some(instance),
                    _ => None,
                }));
            }
        }
        if let TerminatorKind::Call { args, .. } = &block.terminator.kind {
            found.extend(args.iter().filter_map(|o| match o {
                Operand::Const(Const::Fn(instance, _)) => Some(instance),
                _ => None,
            }));
        }
    }
    found
}
