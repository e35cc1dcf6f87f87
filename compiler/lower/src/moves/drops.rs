//! Drops of what may have moved: left out, kept, done part by part, or made to depend on a flag.

use std::collections::HashMap;

use aria_mir::{
    Block, BlockId, Body, Callee, Const, LocalDecl, LocalId, Operand, Place, Projection, Rvalue, Statement, StatementKind,
    Terminator, TerminatorKind, Unwind,
};
use aria_ownership::{Event, Path, PathStep, Reach, Site, Status, StatusOf};
use aria_source::Span;
use aria_types::{AdtKind, FnId, Ty};

use super::Functions;
use super::problems::Moves;
use super::shape::Shape;
use crate::context::Context;

/// The body with its copies and drops as they were decided.
pub(super) fn place(cx: &Context<'_>, body: &Body, shape: &Shape, flow: &Moves, functions: &Functions<'_>) -> Body {
    let placing = Placing {
        cx,
        body,
        shape,
        flow,
        functions,
        out: body.clone(),
        flags: HashMap::new(),
        keepers: HashMap::new(),
        span: body.locals[0].span,
    };
    placing.run()
}

struct Placing<'s> {
    cx: &'s Context<'s>,
    body: &'s Body,
    shape: &'s Shape,
    flow: &'s Moves,
    functions: &'s Functions<'s>,
    out: Body,
    /// Whether a followed path holds a value, where that is known only when the program runs.
    flags: HashMap<usize, LocalId>,
    /// What keeps the object alive that a view looks into.
    keepers: HashMap<LocalId, (LocalId, Place)>,
    span: Span,
}

impl Placing<'_> {
    fn run(mut self) -> Body {
        self.make_flags();
        self.make_keepers();
        for b in 0..self.body.blocks.len() {
            self.block(b);
        }
        self.clear_flags_at_entry();
        self.out
    }

    fn site(b: usize, index: usize) -> Site {
        Site { block: BlockId(b as u32), index }
    }

    fn temp(&mut self, ty: Ty) -> LocalId {
        self.out.locals.push(LocalDecl { ty, name: None, span: self.span });
        LocalId(self.out.locals.len() as u32 - 1)
    }

    fn add_block(&mut self, statements: Vec<StatementKind>, kind: TerminatorKind, cleanup: bool) -> BlockId {
        let span = self.span;
        let statements = statements.into_iter().map(|kind| Statement { kind, span }).collect();
        self.out.blocks.push(Block { statements, terminator: Terminator { kind, span }, cleanup });
        BlockId(self.out.blocks.len() as u32 - 1)
    }

    /// Flags for the paths that are dropped somewhere where it depends on the way whether they hold a value.
    fn make_flags(&mut self) {
        for (b, block) in self.body.blocks.iter().enumerate() {
            let TerminatorKind::Drop { place, .. } = &block.terminator.kind else { continue };
            let (path, Reach::Exact) = Path::of(place) else { continue };
            let Some(state) = self.flow.before(Self::site(b, block.statements.len())) else { continue };
            let doubtful: Vec<usize> = self.flow.paths.within(&path).filter(|i| state[*i].word() == StatusOf::Maybe).collect();
            for index in doubtful {
                if !self.flags.contains_key(&index) {
                    let flag = self.temp(Ty::Bool);
                    self.flags.insert(index, flag);
                }
            }
        }
    }

    /// A view keeps the object it looks into.
    fn make_keepers(&mut self) {
        let mut views: Vec<LocalId> = self.shape.aliases.iter().filter(|(_, a)| a.behind).map(|(local, _)| *local).collect();
        views.sort_unstable();
        for view in views {
            let alias = &self.shape.aliases[&view];
            let Some(holder) = self.holder(&alias.of) else { continue };
            // What this frame holds by itself needs no keeper.
            if holder.path.is_empty() && (holder.local.0 <= self.body.params || self.body.local(holder.local).name.is_some()) {
                continue;
            }
            let dropped = self.body.blocks.iter().any(
                |b| matches!(&b.terminator.kind, TerminatorKind::Drop { place, .. } if place.local == view && place.path.is_empty()),
            );
            if dropped {
                let ty = self.cx.facts.place_ty(&self.body.locals, &holder);
                let keeper = self.temp(ty);
                self.keepers.insert(view, (keeper, holder));
            }
        }
    }

    /// The reference to the object in which a place lies, if there is one.
    fn holder(&self, place: &Place) -> Option<Place> {
        let at = place.path.iter().rposition(|s| *s == Projection::Deref)?;
        let holder = Place { local: place.local, path: place.path[..at].to_vec() };
        let ty = self.cx.facts.place_ty(&self.body.locals, &holder);
        if self.cx.facts.is_class(&ty) {
            return Some(holder);
        }
        // An element's address comes from its array's.
        if !holder.path.is_empty() {
            return None;
        }
        let mut found = None;
        for statement in self.body.blocks.iter().flat_map(|b| &b.statements) {
            if let StatementKind::Assign(to, rvalue) = &statement.kind
                && *to == holder
            {
                let from = match rvalue {
                    Rvalue::Offset { pointer: Operand::Copy(from), .. } | Rvalue::Use(Operand::Copy(from)) => from,
                    _ => return None,
                };
                if found.replace(from).is_some() {
                    return None;
                }
            }
        }
        let from = found?;
        match from.path.contains(&Projection::Deref) {
            true => self.holder(from),
            false => self.holder(&from.deref()),
        }
    }

    fn block(&mut self, b: usize) {
        let block = &self.body.blocks[b];
        let mut statements = Vec::with_capacity(block.statements.len());
        // The block being filled: a `=sink` splits it.
        let mut current = b;
        for (index, statement) in block.statements.iter().enumerate() {
            let site = Self::site(b, index);
            self.span = statement.span;
            let span = statement.span;
            if self.shape.retains.contains(&site) {
                continue;
            }
            let mut statement = statement.clone();
            if self.shape.moves.contains(&site)
                && let StatementKind::Assign(_, Rvalue::Use(operand)) = &mut statement.kind
                && let Operand::Copy(place) = operand
            {
                *operand = Operand::Move(place.clone());
            }
            if let Some((to, from, sink)) = self.sunk(site, &statement) {
                let begun = std::mem::take(&mut statements);
                let made;
                (current, made) = self.sink(current, begun, &to, from, sink, block.cleanup);
                let kind = StatementKind::Assign(to, Rvalue::Use(Operand::Move(made.into())));
                statements.push(Statement { kind, span });
                for kind in self.flag_changes(site, |e| !matches!(e, Event::Returns { .. })) {
                    statements.push(Statement { kind, span });
                }
                continue;
            }
            let assigned = match &statement.kind {
                StatementKind::Assign(to, _) if to.path.is_empty() => Some(to.local),
                _ => None,
            };
            let zeroed = match &statement.kind {
                StatementKind::Zero(place) => self.keepers.get(&place.local).map(|(keeper, _)| *keeper),
                _ => None,
            };
            statements.push(statement);
            if let Some((keeper, holder)) = assigned.and_then(|local| self.keepers.get(&local).cloned()) {
                let kind = StatementKind::Assign(keeper.into(), Rvalue::Use(Operand::Copy(holder)));
                statements.push(Statement { kind, span });
                statements.push(Statement { kind: StatementKind::Retain(keeper.into()), span });
            }
            if let Some(keeper) = zeroed {
                statements.push(Statement { kind: StatementKind::Zero(keeper.into()), span });
            }
            for kind in self.flag_changes(site, |e| !matches!(e, Event::Returns { .. })) {
                statements.push(Statement { kind, span });
            }
        }
        let terminator = block.terminator.clone();
        let site = Self::site(b, block.statements.len());
        self.span = terminator.span;
        let span = self.span;
        let mut kind = terminator.kind;
        match &mut kind {
            TerminatorKind::Drop { place, target, unwind } => {
                let (place, target, unwind) = (place.clone(), *target, *unwind);
                if let Some(new) = self.drop(site, &place, target, unwind, block.cleanup) {
                    kind = new;
                }
            }
            TerminatorKind::Call { callee, args, target, .. } => {
                for (i, arg) in args.iter_mut().enumerate() {
                    if let Operand::Copy(place) = arg
                        && self.functions.takes(callee, i)
                        && self.cx.facts.no_copy(&self.cx.facts.place_ty(&self.body.locals, place)).is_some()
                    {
                        *arg = Operand::Move(place.clone());
                    }
                }
                for kind in self.flag_changes(site, |e| matches!(e, Event::Ends { .. } | Event::Clears { .. })) {
                    statements.push(Statement { kind, span });
                }
                let given = self.flag_changes(site, |e| matches!(e, Event::Returns { .. }));
                if let (Some(old), false) = (*target, given.is_empty()) {
                    *target = Some(self.add_block(given, TerminatorKind::Goto(old), block.cleanup));
                }
            }
            _ => {}
        }
        let slot = &mut self.out.blocks[current];
        slot.statements = statements;
        slot.terminator = Terminator { kind, span };
    }

    /// What an assignment moves, if its type says what moving does.
    fn sunk(&self, site: Site, statement: &Statement) -> Option<(Place, Place, FnId)> {
        let StatementKind::Assign(to, Rvalue::Use(Operand::Move(from))) = &statement.kind else { return None };
        // Handing a parameter to its owner, or a value to the caller, assigns nothing.
        if to.local == LocalId::RESULT || (from.path.is_empty() && from.local.0 <= self.body.params) {
            return None;
        }
        let named = self.shape.moves.contains(&site) || self.shape.aliases.contains_key(&from.local);
        let sink = self.cx.defs.sink_hook(&self.cx.facts.place_ty(&self.body.locals, to))?;
        named.then(|| (to.clone(), from.clone(), sink))
    }

    /// Ends a block with the call of `=sink`; gives the block that goes on, and what was made.
    fn sink(
        &mut self,
        block: usize,
        begun: Vec<Statement>,
        to: &Place,
        from: Place,
        sink: FnId,
        cleanup: bool,
    ) -> (usize, LocalId) {
        let ty = self.cx.facts.place_ty(&self.body.locals, to);
        let args = match &ty {
            Ty::Adt(_, args) => args.clone(),
            _ => [].into(),
        };
        let callee = Callee::Instance(self.cx.instance(sink, args));
        let after = self.add_block(Vec::new(), TerminatorKind::Unreachable, cleanup);
        let taken = self.functions.takes(&callee, 0);
        let target = match taken {
            true => after,
            // What it was made of ends.
            false => {
                let drop = TerminatorKind::Drop { place: from.clone(), target: after, unwind: Unwind::Terminate };
                self.add_block(Vec::new(), drop, cleanup)
            }
        };
        let args = vec![if taken { Operand::Move(from) } else { Operand::Copy(from) }];
        let unwind = Unwind::Terminate;
        let made = self.temp(ty);
        let kind = TerminatorKind::Call { callee, args, destination: made.into(), target: Some(target), unwind };
        let span = self.span;
        let slot = &mut self.out.blocks[block];
        slot.statements = begun;
        slot.terminator = Terminator { kind, span };
        (after.0 as usize, made)
    }

    /// What becomes of a drop; `None` if it stays.
    fn drop(&mut self, site: Site, place: &Place, target: BlockId, unwind: Unwind, cleanup: bool) -> Option<TerminatorKind> {
        let ty = self.cx.facts.place_ty(&self.body.locals, place);
        if !self.cx.facts.is_followed(&ty) || place.path.contains(&Projection::Deref) {
            return None;
        }
        if self.shape.aliases.contains_key(&place.local) {
            return Some(match self.keepers.get(&place.local) {
                Some((keeper, _)) => TerminatorKind::Drop { place: (*keeper).into(), target, unwind },
                None => TerminatorKind::Goto(target),
            });
        }
        let (path, Reach::Exact) = Path::of(place) else { return None };
        let state = self.flow.before(site)?;
        let (start, _) = self.part(&path, &ty, &state, (target, unwind), cleanup, StatusOf::Here);
        Some(TerminatorKind::Goto(start))
    }

    /// Destroys what is left of a path before `then`. Also gives what is to run if something before this panics.
    fn part(
        &mut self,
        path: &Path,
        ty: &Ty,
        state: &[Status],
        (then, unwind): (BlockId, Unwind),
        cleanup: bool,
        outer: StatusOf,
    ) -> (BlockId, Unwind) {
        if !self.cx.facts.needs_drop(ty) {
            return (then, unwind);
        }
        let index = self.flow.paths.index(path);
        let status = index.map_or(outer, |i| state[i].word());
        if status == StatusOf::Gone {
            return (then, unwind);
        }
        let inside: Vec<usize> = self.flow.paths.within(path).filter(|i| Some(*i) != index).collect();
        let whole = inside.iter().all(|i| state[*i].word() == StatusOf::Here);
        let (start, unwound) = if whole {
            let mut marks: Vec<StatementKind> = inside.iter().chain(&index).filter_map(|i| self.flag(*i, false)).collect();
            let drop = |unwind| TerminatorKind::Drop { place: path.place(), target: then, unwind };
            let start = self.add_block(std::mem::take(&mut marks), drop(unwind), cleanup);
            let unwound = match unwind {
                Unwind::Cleanup(next) if !cleanup => {
                    let kind = TerminatorKind::Drop { place: path.place(), target: next, unwind: Unwind::Terminate };
                    Unwind::Cleanup(self.add_block(Vec::new(), kind, true))
                }
                other => other,
            };
            (start, unwound)
        } else {
            self.parts(path, ty, state, (then, unwind), cleanup)
        };
        let Some(flag) = index.and_then(|i| self.flags.get(&i)).copied().filter(|_| status == StatusOf::Maybe) else {
            return (start, unwound);
        };
        let branch = |then, otherwise| TerminatorKind::Branch { condition: Operand::Copy(flag.into()), then, otherwise };
        let guarded = self.add_block(Vec::new(), branch(start, then), cleanup);
        let unwound = match (unwound, unwind) {
            (Unwind::Cleanup(inner), Unwind::Cleanup(next)) if inner != next => {
                Unwind::Cleanup(self.add_block(Vec::new(), branch(inner, next), true))
            }
            (other, _) => other,
        };
        (guarded, unwound)
    }

    /// The fields of a path one by one, the last first.
    fn parts(&mut self, path: &Path, ty: &Ty, state: &[Status], end: (BlockId, Unwind), cleanup: bool) -> (BlockId, Unwind) {
        let end = match end {
            // Something must run if a field's destructor panics.
            (then, Unwind::Continue) if !cleanup => {
                (then, Unwind::Cleanup(self.add_block(Vec::new(), TerminatorKind::Resume, true)))
            }
            other => other,
        };
        let is_enum = matches!(ty, Ty::Adt(adt, _) if self.cx.defs.adt(adt.id).kind == AdtKind::Enum);
        if !is_enum {
            let fields = self.cx.facts.fields(ty, None);
            return self.fields(path, &fields, state, end, cleanup);
        }
        let mut variants: Vec<u32> = self
            .flow
            .paths
            .within(path)
            .filter_map(|i| match self.flow.paths.get(i).steps.get(path.steps.len()) {
                Some(PathStep::Variant(v)) => Some(*v),
                _ => None,
            })
            .collect();
        variants.sort_unstable();
        variants.dedup();
        let (mut cases, mut unwound_cases) = (Vec::new(), Vec::new());
        for variant in variants {
            let mut inner = path.clone();
            inner.steps.push(PathStep::Variant(variant));
            let fields = self.cx.facts.fields(ty, Some(variant));
            let (start, unwound) = self.fields(&inner, &fields, state, end, cleanup);
            cases.push((i128::from(variant), start));
            if let Unwind::Cleanup(block) = unwound {
                unwound_cases.push((i128::from(variant), block));
            }
        }
        let whole = |target, unwind| TerminatorKind::Drop { place: path.place(), target, unwind };
        let other = self.add_block(Vec::new(), whole(end.0, end.1), cleanup);
        let start = self.switch(path, cases, other, cleanup);
        let unwound = match end.1 {
            Unwind::Cleanup(next) if !cleanup => {
                let other = self.add_block(Vec::new(), whole(next, Unwind::Terminate), true);
                Unwind::Cleanup(self.switch(path, unwound_cases, other, true))
            }
            other => other,
        };
        (start, unwound)
    }

    fn switch(&mut self, path: &Path, cases: Vec<(i128, BlockId)>, otherwise: BlockId, cleanup: bool) -> BlockId {
        let variant = self.temp(Ty::INT);
        let read = StatementKind::Assign(variant.into(), Rvalue::VariantOf(path.place()));
        self.add_block(vec![read], TerminatorKind::Switch { value: Operand::Copy(variant.into()), cases, otherwise }, cleanup)
    }

    fn fields(
        &mut self,
        path: &Path,
        fields: &[Ty],
        state: &[Status],
        end: (BlockId, Unwind),
        cleanup: bool,
    ) -> (BlockId, Unwind) {
        let mut next = end;
        for (i, field) in fields.iter().enumerate() {
            let mut inner = path.clone();
            inner.steps.push(PathStep::Field(i as u32));
            next = self.part(&inner, field, state, next, cleanup, StatusOf::Here);
        }
        next
    }

    fn flag(&self, index: usize, value: bool) -> Option<StatementKind> {
        let flag = self.flags.get(&index)?;
        Some(StatementKind::Assign((*flag).into(), Rvalue::Use(Operand::Const(Const::Bool(value)))))
    }

    /// The flags that a step's events set.
    fn flag_changes(&self, site: Site, wanted: impl Fn(&Event<super::problems::Why>) -> bool) -> Vec<StatementKind> {
        if self.flags.is_empty() {
            return Vec::new();
        }
        let mut changes = Vec::new();
        for event in self.flow.events(site).iter().filter(|e| wanted(e)) {
            let (place, value) = match event {
                Event::Uses { .. } | Event::Drops { .. } | Event::Spoils { .. } => continue,
                Event::Begins { place } | Event::Returns { place } => (place, true),
                Event::Ends { place, .. } | Event::Clears { place } => (place, false),
            };
            if let (path, Reach::Exact) = Path::of(place) {
                changes.extend(self.flow.paths.within(&path).filter_map(|i| self.flag(i, value)));
            }
        }
        changes
    }

    fn clear_flags_at_entry(&mut self) {
        let span = self.body.locals[0].span;
        let mut flags: Vec<usize> = self.flags.keys().copied().collect();
        flags.sort_unstable();
        let is_param = |i: &usize| (1..=self.body.params).contains(&self.flow.paths.get(*i).local.0);
        let cleared: Vec<Statement> =
            flags.iter().filter_map(|i| self.flag(*i, is_param(i))).map(|kind| Statement { kind, span }).collect();
        self.out.blocks[0].statements.splice(0..0, cleared);
    }
}
