//! Counts that need not be taken: a reference that is copied out of an object, looked at and dropped again, while
//! nothing in between can take the last count from what it refers to.
//!
//! An object whose end can be seen, because a `finalize` runs then, must not end before the copy would have been dropped.
//!
//! The owner that the reference was copied from still holds its count; only a release can end that. So the copy's own
//! count may go if no use of it, or of anything reached through it, comes after an operation that may release
//! something. Which functions release nothing is found for the whole program at once, from the assumption that none
//! does: taking counts away leaves fewer releases, so what is found in the end is consistent.

mod effects;
mod flow;

use aria_mir::{Body, LocalId, MirProgram, Statement, StatementKind, TerminatorKind};

use aria_types::Ty;

use crate::facts::TypeFacts;
use effects::Effects;

/// Removes the counts of such copies.
pub(crate) fn elide(facts: &TypeFacts<'_>, closure: Ty, program: &mut MirProgram) {
    let candidates: Vec<Vec<flow::Candidate>> = program.bodies.iter().map(|b| flow::candidates(b, facts)).collect();
    let mut effects = Effects::new(program, closure);
    // Each round takes functions away from those that release nothing, so this ends.
    loop {
        let mut changed = false;
        for (index, body) in program.bodies.iter().enumerate() {
            if effects.releases(index) {
                continue;
            }
            let kept = removable(body, &candidates[index], &effects);
            if effects.body_releases(body, &kept) {
                effects.mark(index);
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    let removed: Vec<Vec<LocalId>> =
        program.bodies.iter().zip(&candidates).map(|(body, all)| removable(body, all, &effects)).collect();
    for (body, locals) in program.bodies.iter_mut().zip(removed) {
        if !locals.is_empty() {
            remove(body, &locals);
        }
    }
}

fn removable(body: &Body, candidates: &[flow::Candidate], effects: &Effects) -> Vec<LocalId> {
    // From the assumption that all of them go: then dropping one of them releases nothing that another needs.
    let mut left: Vec<LocalId> = candidates.iter().map(|c| c.local).collect();
    loop {
        let goes = |c: &&flow::Candidate| left.contains(&c.local) && flow::is_removable(body, c, effects, &left);
        let next: Vec<LocalId> = candidates.iter().filter(goes).map(|c| c.local).collect();
        if next.len() == left.len() {
            return next;
        }
        left = next;
    }
}

/// Takes the retains and drops of these locals out.
fn remove(body: &mut Body, locals: &[LocalId]) {
    let is_one = |place: &aria_mir::Place| place.path.is_empty() && locals.contains(&place.local);
    for block in &mut body.blocks {
        block.statements.retain(|s| !matches!(&s.kind, StatementKind::Retain(place) if is_one(place)));
        if let TerminatorKind::Drop { place, target, .. } = &block.terminator.kind
            && is_one(place)
        {
            let (place, span) = (place.clone(), block.terminator.span);
            block.terminator.kind = TerminatorKind::Goto(*target);
            // The bits are forgotten: the local ends empty, as after a drop.
            block.statements.push(Statement { kind: StatementKind::Zero(place), span });
        }
    }
}
