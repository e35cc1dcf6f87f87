//! The last use of a variable whose value says itself how it is copied: there it moves instead.

use std::collections::HashSet;

use aria_mir::{BlockId, Body, Callee, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_ownership::Site;

use super::shape::Shape;
use crate::context::Context;

/// Adds the copies that are moves to a shape.
pub(super) fn find(cx: &Context<'_>, body: &Body, shape: &mut Shape) {
    let candidate = |local: LocalId| {
        let ty = &body.local(local).ty;
        local.0 > body.params && cx.facts.hooked(ty) && cx.facts.no_copy(ty).is_none()
    };
    let mut candidates: HashSet<LocalId> = (1..body.locals.len() as u32).map(LocalId).filter(|l| candidate(*l)).collect();
    for statement in body.blocks.iter().flat_map(|b| &b.statements) {
        if let StatementKind::Assign(_, Rvalue::AddressOf(place)) = &statement.kind
            && !place.path.contains(&Projection::Deref)
        {
            candidates.remove(&place.local);
        }
    }
    if candidates.is_empty() {
        return;
    }
    let live = live_at_ends(body, &candidates);
    for (b, block) in body.blocks.iter().enumerate() {
        let mut live = live[b].clone();
        step_terminator(&block.terminator.kind, &candidates, &mut live);
        for (index, statement) in block.statements.iter().enumerate().rev() {
            if let StatementKind::Retain(to) = &statement.kind
                && let Some(before) = index.checked_sub(1)
                && let StatementKind::Assign(copied, Rvalue::Use(Operand::Copy(from))) = &block.statements[before].kind
                && copied == to
                && from.path.is_empty()
                && candidates.contains(&from.local)
                && !live.contains(&from.local)
            {
                let site = |index| Site { block: BlockId(b as u32), index };
                shape.moves.insert(site(before));
                shape.retains.insert(site(index));
            }
            step_statement(&statement.kind, &candidates, &mut live);
        }
    }
}

/// The candidates that are used after each block.
fn live_at_ends(body: &Body, candidates: &HashSet<LocalId>) -> Vec<HashSet<LocalId>> {
    let mut at_start: Vec<HashSet<LocalId>> = vec![HashSet::new(); body.blocks.len()];
    let mut at_end = at_start.clone();
    let mut changed = true;
    while changed {
        changed = false;
        for (b, block) in body.blocks.iter().enumerate().rev() {
            let end: HashSet<LocalId> =
                block.terminator.kind.successors().iter().flat_map(|s| at_start[s.0 as usize].iter().copied()).collect();
            let mut live = end.clone();
            step_terminator(&block.terminator.kind, candidates, &mut live);
            block.statements.iter().rev().for_each(|s| step_statement(&s.kind, candidates, &mut live));
            at_end[b] = end;
            if live != at_start[b] {
                at_start[b] = live;
                changed = true;
            }
        }
    }
    at_end
}

fn uses(place: &Place, candidates: &HashSet<LocalId>, live: &mut HashSet<LocalId>) {
    if candidates.contains(&place.local) {
        live.insert(place.local);
    }
}

fn reads(operand: &Operand, candidates: &HashSet<LocalId>, live: &mut HashSet<LocalId>) {
    if let Operand::Copy(place) | Operand::Move(place) = operand {
        uses(place, candidates, live);
    }
}

fn step_statement(kind: &StatementKind, candidates: &HashSet<LocalId>, live: &mut HashSet<LocalId>) {
    match kind {
        StatementKind::Assign(to, rvalue) => {
            if to.path.is_empty() {
                live.remove(&to.local);
            } else {
                uses(to, candidates, live);
            }
            if let Rvalue::AddressOf(place) | Rvalue::VariantOf(place) = rvalue {
                uses(place, candidates, live);
            }
            rvalue.operands().into_iter().for_each(|o| reads(o, candidates, live));
        }
        StatementKind::SetVariant(place, _) | StatementKind::Retain(place) => uses(place, candidates, live),
        StatementKind::FreeObject(operand) => reads(operand, candidates, live),
        StatementKind::Zero(_) | StatementKind::StorageLive(_) | StatementKind::StorageDead(_) => {}
    }
}

fn step_terminator(kind: &TerminatorKind, candidates: &HashSet<LocalId>, live: &mut HashSet<LocalId>) {
    match kind {
        TerminatorKind::Branch { condition: operand, .. }
        | TerminatorKind::Switch { value: operand, .. }
        | TerminatorKind::Assert { condition: operand, .. } => reads(operand, candidates, live),
        TerminatorKind::Call { callee, args, destination, .. } => {
            uses(destination, candidates, live);
            if let Callee::Closure(operand, _) | Callee::Pointer(operand, _) = callee {
                reads(operand, candidates, live);
            }
            args.iter().for_each(|o| reads(o, candidates, live));
        }
        // The end of a variable is no use of it.
        TerminatorKind::Drop { place, .. } if !place.path.is_empty() => uses(place, candidates, live),
        _ => {}
    }
}
