//! One copied reference: where it is used, and whether a release may come before a use.

use std::collections::HashSet;

use aria_mir::{Body, LocalId, Operand, PanicKind, Place, Projection, Rvalue, Statement, StatementKind, TerminatorKind};
use aria_types::Ty;

use crate::facts::TypeFacts;

use super::effects::{Effects, statement_releases};

/// A local that holds a copy of a reference, with a count of its own.
pub(super) struct Candidate {
    pub local: LocalId,
    /// Where the count is taken: the block, and the statement.
    at: (usize, usize),
    /// The local and what is reached through it.
    aliases: HashSet<LocalId>,
    /// What it refers to may run a `finalize` when it ends.
    observable: bool,
}

/// The copies of references in a body whose counts come and go in it.
pub(super) fn candidates(body: &Body, facts: &TypeFacts<'_>) -> Vec<Candidate> {
    let mut found: Vec<(LocalId, (usize, usize))> = Vec::new();
    let mut spoiled: HashSet<LocalId> = HashSet::new();
    for (b, block) in body.blocks.iter().enumerate() {
        for (s, statement) in block.statements.iter().enumerate() {
            let StatementKind::Retain(place) = &statement.kind else { continue };
            if !place.path.is_empty() || place.local.0 <= body.params {
                continue;
            }
            if found.iter().any(|(local, _)| *local == place.local) || !copied_just_before(&block.statements[..s], place.local) {
                spoiled.insert(place.local);
            }
            found.push((place.local, (b, s)));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    spoil(body, &mut spoiled);
    found.retain(|(local, _)| !spoiled.contains(local));
    let candidate = |(local, at)| {
        let observable = facts.end_is_observable(&body.local(local).ty);
        Candidate { local, at, aliases: aliases(body, facts, local), observable }
    };
    found.into_iter().map(candidate).collect()
}

/// Whether the last statement but for storage markers copies a place into the local.
fn copied_just_before(before: &[Statement], local: LocalId) -> bool {
    let last = before.iter().rev().find(|s| !matches!(s.kind, StatementKind::StorageLive(_) | StatementKind::StorageDead(_)));
    matches!(last.map(|s| &s.kind), Some(StatementKind::Assign(to, Rvalue::Use(Operand::Copy(_)))) if *to == Place::local(local))
}

/// Adds the locals that are moved, assigned more than once, filled by a call, or whose address is taken.
fn spoil(body: &Body, spoiled: &mut HashSet<LocalId>) {
    let mut assigned = HashSet::new();
    let operand = |o: &Operand, spoiled: &mut HashSet<LocalId>| {
        if let Operand::Move(place) = o
            && place.path.is_empty()
        {
            spoiled.insert(place.local);
        }
    };
    for block in &body.blocks {
        for statement in &block.statements {
            if let StatementKind::Assign(to, rvalue) = &statement.kind {
                if to.path.is_empty() && !assigned.insert(to.local) {
                    spoiled.insert(to.local);
                }
                rvalue.operands().into_iter().for_each(|o| operand(o, spoiled));
                if let Rvalue::AddressOf(place) = rvalue
                    && !place.path.contains(&Projection::Deref)
                {
                    spoiled.insert(place.local);
                }
            }
            if let StatementKind::SetVariant(place, _) = &statement.kind {
                spoiled.insert(place.local);
            }
        }
        match &block.terminator.kind {
            TerminatorKind::Call { args, destination, .. } => {
                args.iter().for_each(|o| operand(o, spoiled));
                if destination.path.is_empty() {
                    spoiled.insert(destination.local);
                }
            }
            TerminatorKind::Catch { destination, .. } => drop(spoiled.insert(destination.local)),
            _ => {}
        }
    }
}

/// The local and every other one that may hold a reference or address reached through it.
fn aliases(body: &Body, facts: &TypeFacts<'_>, local: LocalId) -> HashSet<LocalId> {
    let mut aliases = HashSet::from([local]);
    loop {
        let before = aliases.len();
        for block in &body.blocks {
            for statement in &block.statements {
                if let StatementKind::Assign(to, rvalue) = &statement.kind
                    && !aliases.contains(&to.local)
                    && !facts.is_plain(&body.local(to.local).ty)
                    && mentions_in(rvalue, &aliases)
                {
                    aliases.insert(to.local);
                }
            }
            // What a call yields may be an address inside what it was given.
            if let TerminatorKind::Call { args, destination, .. } = &block.terminator.kind
                && may_borrow(facts, &body.local(destination.local).ty)
                && args.iter().any(|a| mentions_operand(a, &aliases))
            {
                aliases.insert(destination.local);
            }
        }
        if aliases.len() == before {
            return aliases;
        }
    }
}

/// Whether a value may hold an address that it does not keep alive. Objects keep what they refer to.
fn may_borrow(facts: &TypeFacts<'_>, ty: &Ty) -> bool {
    !facts.is_plain(ty) && ty.any(&mut |t| matches!(t, Ty::Ptr(_) | Ty::RawPtr | Ty::Adt(..) | Ty::Lent(_)))
}

fn mentions(place: &Place, aliases: &HashSet<LocalId>) -> bool {
    aliases.contains(&place.local)
}

fn mentions_operand(operand: &Operand, aliases: &HashSet<LocalId>) -> bool {
    matches!(operand, Operand::Copy(place) | Operand::Move(place) if mentions(place, aliases))
}

fn mentions_in(rvalue: &Rvalue, aliases: &HashSet<LocalId>) -> bool {
    let place = match rvalue {
        Rvalue::AddressOf(place) | Rvalue::VariantOf(place) => mentions(place, aliases),
        _ => false,
    };
    place || rvalue.operands().into_iter().any(|o| mentions_operand(o, aliases))
}

fn statement_uses(statement: &StatementKind, aliases: &HashSet<LocalId>) -> bool {
    match statement {
        StatementKind::Assign(to, rvalue) => mentions(to, aliases) || mentions_in(rvalue, aliases),
        StatementKind::SetVariant(place, _) | StatementKind::Retain(place) | StatementKind::Zero(place) => {
            mentions(place, aliases)
        }
        StatementKind::FreeObject(operand) => mentions_operand(operand, aliases),
        StatementKind::StorageLive(_) | StatementKind::StorageDead(_) => false,
    }
}

/// Whether the count of a copy can go: on every path from where it is taken, no use comes after a possible release,
/// nothing that may release is given the reference, it is stored nowhere, and it is dropped before the function ends.
/// The drops of `others` release nothing.
pub(super) fn is_removable(body: &Body, candidate: &Candidate, effects: &Effects, others: &[LocalId]) -> bool {
    let aliases = &candidate.aliases;
    let mut seen: HashSet<(usize, bool)> = HashSet::new();
    // A block, the statement to begin at, and whether something may have been released.
    let mut todo = vec![(candidate.at.0, candidate.at.1 + 1, false)];
    while let Some((index, first, mut released)) = todo.pop() {
        let block = &body.blocks[index];
        let mut again = false;
        for (s, statement) in block.statements.iter().enumerate().skip(first) {
            if (index, s) == candidate.at || begins_again(statement, candidate.local) {
                // The next turn of a loop: this one's copy was dropped, or the paths would have met its drop.
                again = true;
                break;
            }
            if statement_uses(&statement.kind, aliases) && (released || stores(&statement.kind, aliases)) {
                return false;
            }
            released |= statement_releases(&statement.kind);
        }
        if again {
            return false;
        }
        let operands: Vec<&Operand> = match &block.terminator.kind {
            TerminatorKind::Branch { condition, .. } => vec![condition],
            TerminatorKind::Switch { value, .. } => vec![value],
            TerminatorKind::Assert { condition, kind, .. } => {
                let mut all = vec![condition];
                match kind {
                    PanicKind::Bounds { index, length } => all.extend([index, length]),
                    PanicKind::Range { value, .. } => all.push(value),
                    PanicKind::NulInString { position } => all.push(position),
                    _ => {}
                }
                all
            }
            TerminatorKind::Call { args, .. } => args.iter().collect(),
            _ => Vec::new(),
        };
        let uses = operands.into_iter().any(|o| mentions_operand(o, aliases));
        if uses && released {
            return false;
        }
        match &block.terminator.kind {
            TerminatorKind::Drop { place, .. } if *place == Place::local(candidate.local) => {
                if released && candidate.observable {
                    return false;
                }
                continue;
            }
            TerminatorKind::Drop { place, .. } => {
                // An alias with a count of its own is dropped: the object behind it stays, its owner has it.
                if released && mentions(place, aliases) {
                    return false;
                }
                released |= !(place.path.is_empty() && others.contains(&place.local));
            }
            TerminatorKind::Call { callee, destination, .. } => {
                let releases = effects.call_releases(callee);
                if (uses || mentions(destination, aliases)) && releases {
                    return false;
                }
                released |= releases;
            }
            TerminatorKind::Catch { destination, .. } if mentions(destination, aliases) => return false,
            // The copy would leave the function, or never be dropped.
            TerminatorKind::Return | TerminatorKind::Resume => return false,
            _ => {}
        }
        for next in block.terminator.kind.successors() {
            if seen.insert((next.0 as usize, released)) {
                todo.push((next.0 as usize, 0, released));
            }
        }
    }
    true
}

/// Whether a statement gives the local another value.
fn begins_again(statement: &Statement, local: LocalId) -> bool {
    matches!(&statement.kind, StatementKind::Assign(to, _) if *to == Place::local(local))
}

/// Whether a statement puts the reference, or an address reached through it, where it may outlast this.
fn stores(statement: &StatementKind, aliases: &HashSet<LocalId>) -> bool {
    let StatementKind::Assign(to, rvalue) = statement else { return false };
    // What is computed from numbers is a number.
    let computed = matches!(rvalue, Rvalue::Binary(..) | Rvalue::Unary(..) | Rvalue::Overflowing(..) | Rvalue::VariantOf(_));
    !computed && to.path.contains(&Projection::Deref) && mentions_in(rvalue, aliases)
}
