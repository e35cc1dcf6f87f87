//! What is wrong with a body's moves.

use std::collections::HashSet;

use aria_mir::{Body, Callee, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_ownership::{Event, Flow, Path, PathStep, Reach, Site, Step};
use aria_source::Span;
use aria_types::Ty;

use super::diagnostics::When;
use super::effects::Effects;
use super::shape::Shape;
use super::{Functions, Lender, all_no_copy};
use crate::context::Context;

/// Why a place holds its value no more.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Why {
    /// It was taken, perhaps by the function of this name.
    Moved { span: Span, into: Option<String> },
    /// What it was a part of was overwritten or ended.
    Replaced,
    /// It lies in an object, and the function of this name may have ended it there.
    MayEnd { by: String },
}

#[derive(Clone, Debug)]
pub(super) enum OutOf {
    /// A field of an object, an element, a captured variable.
    Elsewhere,
    /// A parameter that stays the caller's.
    Lent(Lender),
    /// A value whose destructor needs all of it: the type.
    Destroyed(Ty),
    /// One element of a C array.
    Element,
}

#[derive(Clone, Debug)]
pub(super) enum Problem {
    Used { name: String, part: Option<String>, ty: Ty, used: Span, ends: Vec<(Span, Why)>, when: When },
    Taken { name: String, ty: Ty, span: Span, out_of: OutOf },
    EndsWhileLent { name: String, ty: Ty, span: Span, by: String },
}

pub(super) type Moves = Flow<Why>;

/// Solves where a body's values are.
pub(super) fn solve(cx: &Context<'_>, body: &Body, shape: &Shape, functions: &Functions<'_>, effects: &Effects) -> Moves {
    let steps = Steps { cx, body, shape, functions, effects };
    Flow::solve(body, |site, out| steps.of(site, out))
}

struct Steps<'s> {
    cx: &'s Context<'s>,
    body: &'s Body,
    shape: &'s Shape,
    functions: &'s Functions<'s>,
    effects: &'s Effects,
}

impl Steps<'_> {
    fn moves(&self, place: &Place) -> bool {
        self.cx.facts.is_followed(&self.cx.facts.place_ty(&self.body.locals, place))
    }

    fn uses(&self, place: &Place, out: &mut Vec<Event<Why>>) {
        let whole = self.shape.resolve(place);
        if whole != *place {
            out.push(Event::Uses { place: place.clone() });
        }
        out.push(Event::Uses { place: whole });
    }

    /// Takes a value; `span` is where the program names it.
    fn ends(&self, place: &Place, span: Span, into: Option<String>, out: &mut Vec<Event<Why>>) {
        let span = match self.shape.aliases.get(&place.local) {
            Some(alias) if self.body.local(place.local).name.is_none() => alias.span,
            _ => span,
        };
        let whole = self.shape.resolve(place);
        if whole != *place {
            out.push(Event::Uses { place: place.clone() });
        }
        out.push(Event::Ends { place: whole, reason: Why::Moved { span, into } });
    }

    fn operand(&self, operand: &Operand, span: Span, out: &mut Vec<Event<Why>>) {
        match operand {
            Operand::Copy(place) => self.uses(place, out),
            // What is moved out of an object by the library's own means is its business.
            Operand::Move(place) if self.moves(place) && !place.path.contains(&Projection::Deref) => {
                self.ends(place, span, None, out);
            }
            Operand::Move(place) => self.uses(place, out),
            Operand::Const(_) => {}
        }
    }

    /// A store ends the names of what was there.
    fn stores(&self, place: &Place, out: &mut Vec<Event<Why>>) {
        if let (path, Reach::Exact) = Path::of(place) {
            for (local, alias) in &self.shape.aliases {
                if alias.of.local == path.local && *local != path.local && Path::of(&alias.of).0.overlaps(&path) {
                    out.push(Event::Spoils { place: (*local).into(), reason: Why::Replaced });
                }
            }
        }
    }

    fn of(&self, site: Site, out: &mut Vec<Event<Why>>) {
        match site.step(self.body) {
            Step::Statement(statement) => match &statement.kind {
                StatementKind::Assign(to, rvalue) => {
                    let span = statement.span;
                    match rvalue {
                        Rvalue::Use(Operand::Copy(from)) if self.shape.moves.contains(&site) => {
                            self.ends(from, span, None, out);
                        }
                        Rvalue::AddressOf(place) | Rvalue::VariantOf(place) => self.uses(place, out),
                        _ => rvalue.operands().into_iter().for_each(|o| self.operand(o, span, out)),
                    }
                    if to.path.contains(&Projection::Deref) {
                        self.uses(&reference(to), out);
                    }
                    self.stores(to, out);
                    out.push(Event::Begins { place: to.clone() });
                }
                StatementKind::Retain(place) if !self.shape.retains.contains(&site) => self.uses(place, out),
                StatementKind::SetVariant(place, _) => self.uses(place, out),
                StatementKind::Zero(place) => out.push(Event::Clears { place: place.clone() }),
                StatementKind::StorageLive(local) | StatementKind::StorageDead(local) => {
                    out.push(Event::Clears { place: (*local).into() });
                }
                StatementKind::Retain(_) | StatementKind::FreeObject(_) => {}
            },
            Step::Terminator(terminator) => self.terminator(&terminator.kind, terminator.span, out),
        }
    }

    fn terminator(&self, kind: &TerminatorKind, span: Span, out: &mut Vec<Event<Why>>) {
        match kind {
            TerminatorKind::Branch { condition: operand, .. }
            | TerminatorKind::Switch { value: operand, .. }
            | TerminatorKind::Assert { condition: operand, .. } => self.operand(operand, span, out),
            TerminatorKind::Call { callee, args, destination, .. } => {
                if let Callee::Closure(operand, _) | Callee::Pointer(operand, _) = callee {
                    self.operand(operand, span, out);
                }
                let taken = |(i, arg): &(usize, &Operand)| match arg {
                    Operand::Move(_) => true,
                    Operand::Copy(place) => self.moves(place) && self.functions.takes(callee, *i),
                    Operand::Const(_) => false,
                };
                // What is only read comes first.
                args.iter().enumerate().filter(|a| !taken(a)).for_each(|(_, a)| self.operand(a, span, out));
                for (i, arg) in args.iter().enumerate().filter(taken) {
                    match arg {
                        Operand::Copy(place) if self.functions.takes(callee, i) => {
                            self.ends(place, span, Some(self.name(callee)), out);
                        }
                        _ => self.operand(arg, span, out),
                    }
                }
                let ended = self.effects.of_call(self.functions, callee);
                if !ended.is_empty() {
                    for (local, alias) in &self.shape.aliases {
                        let kinds = all_no_copy(self.cx, &self.body.local(*local).ty);
                        if alias.behind && !kinds.is_disjoint(&ended) {
                            out.push(Event::Spoils { place: (*local).into(), reason: Why::MayEnd { by: self.name(callee) } });
                        }
                    }
                }
                if destination.path.contains(&Projection::Deref) {
                    self.uses(&reference(destination), out);
                }
                self.stores(destination, out);
                out.push(Event::Returns { place: destination.clone() });
            }
            TerminatorKind::Drop { place, .. } => {
                if self.moves(place) && !place.path.contains(&Projection::Deref) {
                    if !self.shape.aliases.contains_key(&place.local) {
                        self.stores(place, out);
                        out.push(Event::Drops { place: place.clone() });
                    }
                } else if !place.path.contains(&Projection::Deref) {
                    out.push(Event::Clears { place: place.clone() });
                }
            }
            TerminatorKind::Catch { destination, .. } => out.push(Event::Begins { place: destination.clone() }),
            _ => {}
        }
    }

    fn name(&self, callee: &Callee) -> String {
        match callee {
            Callee::Instance(instance) => match &instance.kind {
                aria_mir::InstanceKind::Fn(_, name) => name.to_string(),
                _ => "this closure".to_owned(),
            },
            _ => "what is called here".to_owned(),
        }
    }
}

/// The reference behind which a place lies.
fn reference(place: &Place) -> Place {
    let at = place.path.iter().position(|s| *s == Projection::Deref).unwrap_or(place.path.len());
    Place { local: place.local, path: place.path[..at].to_vec() }
}

/// Everything that is wrong with a body.
pub(super) fn find(cx: &Context<'_>, body: &Body, shape: &Shape, flow: &Moves, lender: Option<Lender>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut seen: HashSet<(Vec<Site>, LocalId)> = HashSet::new();
    for loss in flow.losses() {
        if cx.facts.no_copy(&cx.facts.place_ty(&body.locals, &Place::local(loss.place.local))).is_none() {
            continue;
        }
        let sites: Vec<Site> = loss.ends.iter().map(|(site, ..)| *site).collect();
        if !seen.insert((sites, loss.place.local)) {
            continue;
        }
        let used = loss.used.span(body);
        let (ended, whole) = (&loss.ends[0].1, Path::of(&loss.place).0);
        let ty = cx.facts.place_ty(&body.locals, &ended.place());
        let ended_name = name(cx, body, shape, &ended.place());
        let (name, part) = match ended.contains(&whole) {
            true => (ended_name, None),
            false => (name(cx, body, shape, &loss.place), Some(ended_name)),
        };
        let ends: Vec<(Span, Why)> = loss
            .ends
            .iter()
            .map(|(site, _, why)| match why {
                Why::Moved { span, .. } => (*span, why.clone()),
                _ => (site.span(body), why.clone()),
            })
            .collect();
        let backwards = ends.iter().all(|(span, _)| *span == used || span.start > used.start);
        let when = match backwards {
            false => When::Before,
            true if loss.ends.iter().any(|(site, ..)| reaches(body, loss.used, *site)) => When::EarlierTurn,
            true => When::Deferred,
        };
        problems.push(Problem::Used { name, part, ty, used, ends, when });
    }
    for (b, block) in body.blocks.iter().enumerate() {
        for index in 0..=block.statements.len() {
            let site = Site { block: aria_mir::BlockId(b as u32), index };
            if flow.before_block(site.block).is_none() {
                continue;
            }
            for event in flow.events(site) {
                if let Event::Ends { place, reason: Why::Moved { span, .. } } = event
                    && let Some(out_of) = forbidden(cx, body, shape, place, lender)
                {
                    let ty = cx.facts.place_ty(&body.locals, place);
                    problems.push(Problem::Taken { name: name(cx, body, shape, place), ty, span: *span, out_of });
                }
            }
            ended_while_lent(cx, body, shape, flow, site, &mut problems);
        }
    }
    problems
}

/// A call that is lent something which it may end itself.
fn ended_while_lent(cx: &Context<'_>, body: &Body, shape: &Shape, flow: &Moves, site: Site, problems: &mut Vec<Problem>) {
    let Step::Terminator(terminator) = site.step(body) else { return };
    let TerminatorKind::Call { args, .. } = &terminator.kind else { return };
    for event in flow.events(site) {
        let Event::Spoils { place, reason: Why::MayEnd { by } } = event else { continue };
        let lent = args.iter().any(|a| matches!(a, Operand::Copy(p) if p.local == place.local));
        if lent {
            let span = shape.aliases.get(&place.local).map_or(terminator.span, |a| a.span);
            let ty = body.local(place.local).ty.clone();
            problems.push(Problem::EndsWhileLent { name: name(cx, body, shape, place), ty, span, by: by.clone() });
        }
    }
}

/// Why a place's value cannot be taken, if it cannot.
fn forbidden(cx: &Context<'_>, body: &Body, shape: &Shape, place: &Place, lender: Option<Lender>) -> Option<OutOf> {
    if shape.is_behind(place) {
        return Some(OutOf::Elsewhere);
    }
    let (path, reach) = Path::of(place);
    match reach {
        Reach::Behind => return Some(OutOf::Elsewhere),
        Reach::Element => return Some(OutOf::Element),
        Reach::Exact => {}
    }
    if let Some(lender) = lender
        && path.local.0 >= 1
        && path.local.0 <= body.params
    {
        return Some(OutOf::Lent(lender));
    }
    for length in 0..path.steps.len() {
        let outer = Path { local: path.local, steps: path.steps[..length].to_vec() }.place();
        let ty = cx.facts.place_ty(&body.locals, &outer);
        if let (Ty::Adt(adt, _), false) = (&ty, matches!(path.steps[..length].last(), Some(PathStep::Variant(_))))
            && cx.defs.adt(adt.id).finalize.is_some()
        {
            return Some(OutOf::Destroyed(ty));
        }
    }
    None
}

/// Whether control may get from one site to another.
fn reaches(body: &Body, from: Site, to: Site) -> bool {
    if from.block == to.block && from.index < to.index {
        return true;
    }
    let mut seen = HashSet::new();
    let mut todo = vec![from.block];
    while let Some(block) = todo.pop() {
        for next in body.block(block).terminator.kind.successors() {
            if next == to.block {
                return true;
            }
            if seen.insert(next) {
                todo.push(next);
            }
        }
    }
    false
}

/// A place as people name it.
fn name(cx: &Context<'_>, body: &Body, shape: &Shape, place: &Place) -> String {
    let place = match shape.aliases.get(&place.local) {
        Some(alias) if body.local(place.local).name.is_none() => {
            let path = alias.of.path.iter().chain(&place.path).cloned().collect();
            Place { local: alias.of.local, path }
        }
        _ => place.clone(),
    };
    let Some(name) = &body.local(place.local).name else { return "this value".to_owned() };
    let mut out = name.to_string();
    let mut so_far = Place::local(place.local);
    let mut in_variant = false;
    for step in &place.path {
        let ty = cx.facts.place_ty(&body.locals, &so_far);
        match step {
            Projection::Field(i) if !in_variant => match &ty {
                Ty::Tuple(_) => out.push_str(&format!(".{i}")),
                Ty::Adt(adt, _) => {
                    if cx.defs.lang.adt("cell") != Some(adt.id)
                        && let Some(field) = cx.defs.adt(adt.id).fields.get(*i as usize)
                    {
                        out.push_str(&format!(".{}", field.name));
                    }
                }
                _ => {}
            },
            Projection::Index(_) => out.push_str("[…]"),
            _ => {}
        }
        in_variant = matches!(step, Projection::Variant(_));
        so_far = so_far.project(step.clone());
    }
    out
}
