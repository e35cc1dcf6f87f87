//! A local that is returned gives its count to the result, instead of taking one for the result and giving its own back.
//!
//! The result outlives every local of its function, so nothing ends earlier than it would have. Between the copy and the
//! local's own end nothing may look at the local; its drop then finds nothing.

use std::collections::HashSet;

use aria_mir::{Body, LocalId, MirProgram, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};

use crate::facts::TypeFacts;

/// Removes the counts that results take.
pub(crate) fn hand_over(facts: &TypeFacts<'_>, program: &mut MirProgram) {
    for body in &mut program.bodies {
        for (block, statement, local) in candidates(facts, body) {
            let statements = &mut body.blocks[block].statements;
            statements[statement].kind = StatementKind::Zero(local.into());
            let last = &mut body.blocks[block].terminator.kind;
            if let TerminatorKind::Drop { place, target, .. } = last
                && *place == Place::local(local)
            {
                *last = TerminatorKind::Goto(*target);
            }
        }
    }
}

/// Where the result takes a count for a copy of a local which only ends afterwards.
fn candidates(facts: &TypeFacts<'_>, body: &Body) -> Vec<(usize, usize, LocalId)> {
    let mut found = Vec::new();
    for (b, block) in body.blocks.iter().enumerate() {
        for (s, pair) in block.statements.windows(2).enumerate() {
            if let StatementKind::Assign(to, Rvalue::Use(Operand::Copy(from))) = &pair[0].kind
                && *to == Place::local(LocalId::RESULT)
                && pair[1].kind == StatementKind::Retain(to.clone())
                && from.path.is_empty()
                && from.local.0 > body.params
                && facts.is_class(&body.local(from.local).ty)
                && !is_addressed(body, from.local)
                && only_ends(body, from.local, b, s + 2)
            {
                found.push((b, s + 1, from.local));
            }
        }
    }
    found
}

fn is_addressed(body: &Body, local: LocalId) -> bool {
    let addresses = |kind: &StatementKind| {
        matches!(kind, StatementKind::Assign(_, Rvalue::AddressOf(place))
            if place.local == local && !place.path.contains(&Projection::Deref))
    };
    body.blocks.iter().any(|block| block.statements.iter().any(|s| addresses(&s.kind)))
}

/// Whether every path from a statement on does nothing with the local but drop or forget it.
fn only_ends(body: &Body, local: LocalId, block: usize, first: usize) -> bool {
    let mut seen = HashSet::new();
    let mut todo = vec![(block, first)];
    while let Some((index, first)) = todo.pop() {
        let block = &body.blocks[index];
        let mut replaced = false;
        for statement in &block.statements[first..] {
            match &statement.kind {
                StatementKind::StorageLive(_) | StatementKind::StorageDead(_) => {}
                StatementKind::Zero(place) if *place == Place::local(local) => {}
                StatementKind::Assign(to, rvalue) => {
                    if mentions_rvalue(rvalue, local) || (to.local == local && !to.path.is_empty()) {
                        return false;
                    }
                    if to.local == local {
                        replaced = true;
                        break;
                    }
                }
                StatementKind::SetVariant(place, _) | StatementKind::Retain(place) | StatementKind::Zero(place) => {
                    if place.local == local {
                        return false;
                    }
                }
                StatementKind::FreeObject(operand) => {
                    if mentions(operand, local) {
                        return false;
                    }
                }
            }
        }
        if replaced {
            continue;
        }
        match &block.terminator.kind {
            TerminatorKind::Drop { place, .. } if place.local == local && !place.path.is_empty() => return false,
            kind if kind.operands().into_iter().any(|o| mentions(o, local)) => return false,
            TerminatorKind::Call { destination, .. } | TerminatorKind::Catch { destination, .. }
                if destination.local == local =>
            {
                return false;
            }
            _ => {}
        }
        for next in block.terminator.kind.successors() {
            if seen.insert(next) {
                todo.push((next.0 as usize, 0));
            }
        }
    }
    true
}

fn mentions(operand: &Operand, local: LocalId) -> bool {
    matches!(operand, Operand::Copy(place) | Operand::Move(place) if place.local == local
        || place.path.contains(&Projection::Index(local)))
}

fn mentions_rvalue(rvalue: &Rvalue, local: LocalId) -> bool {
    let place = match rvalue {
        Rvalue::AddressOf(place) | Rvalue::VariantOf(place) => place.local == local,
        _ => false,
    };
    place || rvalue.operands().into_iter().any(|o| mentions(o, local))
}
