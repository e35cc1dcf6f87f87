//! Which functions may end values that lie in objects or behind pointers: by overwriting or taking them.
//!
//! What an object holds ends with the object, which whoever looks into it keeps alive; so destroying other objects is no
//! such effect, except for what their destructors do by themselves.

use std::collections::{HashMap, HashSet};

use aria_mir::{BodyId, Callee, InstanceKind, MirProgram, Operand, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_types::AdtId;

use super::{Functions, all_no_copy, named_functions};
use crate::context::Context;

pub(super) struct Effects {
    of: HashMap<BodyId, HashSet<AdtId>>,
    /// Of whatever is called through its address.
    unknown: HashSet<AdtId>,
}

impl Effects {
    pub fn of(cx: &Context<'_>, program: &MirProgram, functions: &Functions<'_>) -> Effects {
        let mut of: HashMap<BodyId, HashSet<AdtId>> = HashMap::new();
        let mut calls: HashMap<BodyId, (Vec<BodyId>, bool)> = HashMap::new();
        let mut addressed: HashSet<BodyId> = HashSet::new();
        for (i, body) in program.bodies.iter().enumerate() {
            let id = BodyId(i as u32);
            let glue = functions.instances.get(&id).is_some_and(|i| i.kind.is_glue());
            let mut ended = HashSet::new();
            let behind = |place: &aria_mir::Place| {
                let ty = cx.facts.place_ty(&body.locals, place);
                let moves = place.path.contains(&Projection::Deref) && cx.facts.no_copy(&ty).is_some();
                if moves { all_no_copy(cx, &ty) } else { HashSet::new() }
            };
            let (mut callees, mut unknown) = (Vec::new(), false);
            for block in &body.blocks {
                for statement in &block.statements {
                    if let StatementKind::Assign(_, Rvalue::Use(Operand::Move(place))) = &statement.kind
                        && !glue
                    {
                        ended.extend(behind(place));
                    }
                }
                match &block.terminator.kind {
                    TerminatorKind::Drop { place, .. } if !glue => ended.extend(behind(place)),
                    TerminatorKind::Call { callee, .. } => match callee {
                        Callee::Instance(_) => callees.extend(functions.id(callee)),
                        Callee::Closure(..) | Callee::Pointer(..) | Callee::TraitMethod { .. } => unknown = true,
                        Callee::Extern(symbol) => {
                            unknown |= program.external(symbol).is_some_and(|e| e.unwinds && !e.noreturn);
                        }
                    },
                    _ => {}
                }
            }
            addressed.extend(named_functions(body).into_iter().filter_map(|i| program.instances.get(i)).copied());
            // The library's containers end what they hold only when they end themselves.
            if is_library_destructor(cx, functions, id) {
                (ended, callees) = (HashSet::new(), Vec::new());
            }
            of.insert(id, ended);
            calls.insert(id, (callees, unknown));
        }
        let mut unknown: HashSet<AdtId> = HashSet::new();
        loop {
            let mut changed = false;
            for i in 0..program.bodies.len() as u32 {
                let (callees, through_address) = &calls[&BodyId(i)];
                let mut more: HashSet<AdtId> = callees.iter().flat_map(|c| of[c].iter().copied()).collect();
                if *through_address {
                    more.extend(unknown.iter().copied());
                }
                let known = of.entry(BodyId(i)).or_default();
                let before = known.len();
                known.extend(more);
                changed |= known.len() != before;
            }
            let before = unknown.len();
            unknown.extend(addressed.iter().flat_map(|id| of[id].iter().copied()));
            if !changed && unknown.len() == before {
                break;
            }
        }
        Effects { of, unknown }
    }

    /// The types of values in objects that a call may end.
    pub fn of_call(&self, functions: &Functions<'_>, callee: &Callee) -> HashSet<AdtId> {
        match callee {
            Callee::Extern(_) => HashSet::new(),
            _ => match functions.id(callee) {
                Some(id) => self.of.get(&id).cloned().unwrap_or_default(),
                None => self.unknown.clone(),
            },
        }
    }
}

fn is_library_destructor(cx: &Context<'_>, functions: &Functions<'_>, id: BodyId) -> bool {
    let Some(InstanceKind::Fn(function, _)) = functions.instances.get(&id).map(|i| &i.kind) else { return false };
    cx.defs.adts.iter().any(|a| a.in_std && a.finalize == Some(*function))
}
