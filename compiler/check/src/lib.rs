//! Checking bodies: names, types, conversions, and what may cross the foreign boundary without `unsafe`.
//!
//! [`check_body`] is a pure function of the resolved program (signatures) and one body's syntax, so that an editor
//! and an incremental build can run it for just the body that changed. Stages are total: a typed tree comes back even
//! where errors were reported, with [`typed::ExprKind::Error`] in the places they concern.

mod arguments;
mod array_pattern;
mod assertion;
mod assign;
mod backed;
mod block;
mod body;
mod bounds;
mod call;
mod closure;
mod compound;
mod constants;
mod constructor;
mod control;
mod convert;
mod destructure;
mod diagnostics;
mod dict;
mod disagree;
mod display;
mod dynamic;
mod exhaustive;
mod expr;
mod extent;
mod first_value;
mod foreign;
mod foreign_arguments;
mod foreign_convert;
mod format;
mod frozen;
mod gate;
mod infer;
mod literal;
mod loops;
mod member;
mod methods;
mod module;
mod numeric;
mod object;
mod operator;
mod overload;
mod pattern;
mod pointer;
mod power;
mod propagate;
mod raise;
mod range;
mod reachable;
mod receiver;
pub mod send;
mod terminated;
mod text;
pub mod typed;
mod weak;
mod zonk;

use std::collections::HashMap;

use aria_diagnostics::Diagnostics;
use aria_resolve::ResolvedProgram;
use aria_types::FnId;

use body::BodyChecker;
pub use diagnostics::{CyclicConstant, ENTRIES, NoThreadFact};
use reachable::Reachable;
use typed::{CheckedProgram, TypedBody};

/// Checks every body of the program, and those of the library that it reaches.
pub fn check(program: &ResolvedProgram, diagnostics: &mut Diagnostics) -> CheckedProgram {
    let mut ids: Vec<FnId> = program.bodies.iter().filter(|(_, b)| !b.in_std).map(|(id, _)| *id).collect();
    ids.sort_unstable();
    let mut bodies = HashMap::with_capacity(ids.len());
    let mut reachable = Reachable::new(&program.defs);
    ids.into_iter().for_each(|id| reachable.add(id));
    // The program's own first, in their order, so that what is reported comes in it.
    reachable.todo.reverse();
    while let Some(id) = reachable.todo.pop() {
        let (body, found) = check_body(program, id);
        found.iter().for_each(|d| diagnostics.push(d.clone()));
        if let Some(body) = body {
            reachable.body(&body);
            bodies.insert(id, body);
        }
    }
    let mut constants = HashMap::new();
    let mut ids: Vec<_> = program.constants.keys().copied().collect();
    ids.sort();
    for id in ids {
        let (value, found) = BodyChecker::constant(program, id);
        found.iter().for_each(|d| diagnostics.push(d.clone()));
        constants.insert(id, value);
    }
    CheckedProgram { defs: program.defs.clone(), bodies, constants, entry: program.entry }
}

/// Checks one body; `None` for functions that have none of their own (generated constructors).
pub fn check_body(program: &ResolvedProgram, id: FnId) -> (Option<TypedBody>, Diagnostics) {
    let Some(source) = program.bodies.get(&id) else { return (None, Diagnostics::new()) };
    let mut defaults = BodyChecker::new(program, id, source);
    defaults.check_defaults();
    let mut found = defaults.diagnostics;
    let (body, diagnostics) = BodyChecker::new(program, id, source).run(source);
    diagnostics.iter().for_each(|d| found.push(d.clone()));
    (body, found)
}
