//! [`Shape`]: which locals of a body are other names for somebody else's value, and which copies are moves.

use std::collections::{HashMap, HashSet};

use aria_mir::{Body, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_ownership::{Path, Reach, Site};
use aria_source::Span;

use super::Functions;
use crate::context::{Context, Marks};

/// Whose value a local stands for.
#[derive(Clone, Debug)]
pub(super) struct Alias {
    /// What it was copied from, followed through other aliases.
    pub of: Place,
    /// That lies in an object or behind a pointer.
    pub behind: bool,
    /// Where the copy is written.
    pub span: Span,
}

#[derive(Default, Debug)]
pub(super) struct Shape {
    pub aliases: HashMap<LocalId, Alias>,
    /// Copies that take the value.
    pub moves: HashSet<Site>,
    /// Counts that are not taken after all.
    pub retains: HashSet<Site>,
}

impl Shape {
    /// `taken`: the parameters that the body is known to take.
    pub fn of(cx: &Context<'_>, body: &Body, marks: &Marks, taken: Option<&HashSet<usize>>) -> Shape {
        let (assigned, addressed) = written(body);
        let takes = |param: LocalId| taken.is_some_and(|t| t.contains(&(param.0 as usize - 1)));
        let names_another = |local: LocalId| {
            let owner = marks.owners.iter().find(|(own, _)| *own == local);
            let may = match owner {
                Some((_, param)) => !takes(*param),
                None => body.local(local).name.is_none() || marks.bindings.contains(&local),
            };
            let alone = assigned.get(&local) == Some(&1) && (!addressed.contains(&local) || marks.shown.contains(&local));
            may && alone && local != LocalId::RESULT && local.0 > body.params
        };
        let mut shape = Shape::default();
        let mut sources: HashMap<LocalId, (Place, Span)> = HashMap::new();
        for (b, block) in body.blocks.iter().enumerate() {
            for (index, statement) in block.statements.iter().enumerate() {
                let site = Site { block: aria_mir::BlockId(b as u32), index };
                if let StatementKind::Retain(place) = &statement.kind
                    && cx.facts.no_copy(&cx.facts.place_ty(&body.locals, place)).is_some()
                {
                    shape.retains.insert(site);
                }
                let StatementKind::Assign(to, Rvalue::Use(Operand::Copy(from))) = &statement.kind else { continue };
                if cx.facts.no_copy(&cx.facts.place_ty(&body.locals, to)).is_none() {
                    continue;
                }
                let counted = block.statements.get(index + 1).is_some_and(|s| s.kind == StatementKind::Retain(to.clone()));
                let plain = to.path.is_empty();
                // Without a count it was never more than a view of the other.
                let view = !counted && assigned.get(&to.local) == Some(&1) && to.local.0 > body.params;
                if plain && (names_another(to.local) || view) {
                    sources.insert(to.local, (from.clone(), statement.span));
                } else {
                    shape.moves.insert(site);
                }
            }
        }
        let locals: Vec<LocalId> = sources.keys().copied().collect();
        for local in locals {
            let (of, span) = resolve_source(&sources, local);
            let behind = of.path.contains(&Projection::Deref);
            shape.aliases.insert(local, Alias { of, behind, span });
        }
        shape
    }

    /// The place whose value a place stands for.
    pub fn resolve(&self, place: &Place) -> Place {
        match self.aliases.get(&place.local) {
            Some(alias) if !alias.behind => {
                let path = alias.of.path.iter().chain(&place.path).cloned().collect();
                Place { local: alias.of.local, path }
            }
            _ => place.clone(),
        }
    }

    /// Whether a place is (in) a view of something that lies in an object or behind a pointer.
    pub fn is_behind(&self, place: &Place) -> bool {
        place.path.contains(&Projection::Deref) || self.aliases.get(&place.local).is_some_and(|a| a.behind)
    }

    /// The parameters whose values the body takes, by number from zero.
    pub fn taken_params(&self, cx: &Context<'_>, body: &Body, functions: &Functions<'_>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut take = |place: &Place| {
            if cx.facts.no_copy(&cx.facts.place_ty(&body.locals, place)).is_none() || self.is_behind(place) {
                return;
            }
            let (path, reach) = Path::of(&self.resolve(place));
            if reach == Reach::Exact && path.local.0 >= 1 && path.local.0 <= body.params {
                found.push(path.local.0 as usize - 1);
            }
        };
        for (b, block) in body.blocks.iter().enumerate() {
            for (index, statement) in block.statements.iter().enumerate() {
                let site = Site { block: aria_mir::BlockId(b as u32), index };
                if let StatementKind::Assign(_, rvalue) = &statement.kind {
                    for operand in rvalue.operands() {
                        match operand {
                            Operand::Move(place) => take(place),
                            Operand::Copy(place) if self.moves.contains(&site) => take(place),
                            _ => {}
                        }
                    }
                }
            }
            if let TerminatorKind::Call { callee, args, .. } = &block.terminator.kind {
                for (i, arg) in args.iter().enumerate() {
                    match arg {
                        Operand::Move(place) => take(place),
                        Operand::Copy(place) if functions.takes(callee, i) => take(place),
                        _ => {}
                    }
                }
            }
        }
        found
    }
}

fn resolve_source(sources: &HashMap<LocalId, (Place, Span)>, local: LocalId) -> (Place, Span) {
    let (mut place, span) = sources[&local].clone();
    let mut seen = HashSet::from([local]);
    while let Some((next, ..)) = sources.get(&place.local) {
        if !seen.insert(place.local) {
            break;
        }
        let path = next.path.iter().chain(&place.path).cloned().collect();
        place = Place { local: next.local, path };
    }
    (place, span)
}

/// How often each local is assigned, and those whose address is taken.
fn written(body: &Body) -> (HashMap<LocalId, usize>, HashSet<LocalId>) {
    let mut assigned: HashMap<LocalId, usize> = HashMap::new();
    let mut addressed = HashSet::new();
    let mut store = |place: &Place| {
        if !place.path.contains(&Projection::Deref) {
            *assigned.entry(place.local).or_default() += 1;
        }
    };
    for block in &body.blocks {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Assign(to, rvalue) => {
                    store(to);
                    if let Rvalue::AddressOf(place) = rvalue
                        && !place.path.contains(&Projection::Deref)
                    {
                        addressed.insert(place.local);
                    }
                }
                StatementKind::SetVariant(place, _) => store(place),
                _ => {}
            }
        }
        match &block.terminator.kind {
            TerminatorKind::Call { destination, .. } | TerminatorKind::Catch { destination, .. } => store(destination),
            _ => {}
        }
    }
    (assigned, addressed)
}
