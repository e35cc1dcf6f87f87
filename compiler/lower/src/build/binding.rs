//! What patterns bind: copies, with counts of their own, of parts of the matched value.

use aria_check::typed::{self, Pattern, PatternKind};
use aria_mir::{BinOp, Callee, LocalId, Operand, Place, Rvalue, StatementKind};
use aria_types::Ty;

use super::Builder;
use crate::diagnostics::MissingLangItem;

/// Storage that the alternatives of a pattern share.
type Shared = [(typed::LocalId, LocalId)];

impl<'p> Builder<'p> {
    /// Binds the names of a pattern that fits.
    pub(super) fn bind(&mut self, place: &Place, pattern: &'p Pattern) {
        self.bind_into(place, pattern, None);
    }

    /// With `shared` only the storage is filled: declaring it, and its end, are the alternatives' business.
    fn bind_into(&mut self, place: &Place, pattern: &'p Pattern, shared: Option<&Shared>) {
        match &pattern.kind {
            PatternKind::Binding(local) => self.binding(*local, shared, |b, storage| {
                b.push(StatementKind::Assign(storage.into(), Rvalue::Use(Operand::Copy(place.clone()))));
                b.retain(storage);
            }),
            PatternKind::Variant { variant, fields } => {
                let payload = place.variant(*variant);
                for (field, sub) in fields {
                    self.bind_into(&payload.field(*field), sub, shared);
                }
            }
            PatternKind::Fields(fields) => {
                let inside = self.inside(place, &pattern.ty);
                for (field, sub) in fields {
                    self.bind_into(&inside.field(*field), sub, shared);
                }
            }
            PatternKind::Array { first, rest, last } => {
                let length = self.array_len(place, &pattern.ty);
                for (element, sub) in self.elements(place, &pattern.ty, (first, last), &length, &binds) {
                    self.bind_into(&element, sub, shared);
                }
                if let Some(Some(local)) = rest {
                    let (start, named) = (Self::int(first.len() as i128), Self::int((first.len() + last.len()) as i128));
                    let count = self.computed(&Ty::INT, Rvalue::Binary(BinOp::Sub, length, named));
                    self.binding(*local, shared, |b, storage| {
                        b.array_call("array_slice", place, &pattern.ty, vec![start, count], storage);
                    });
                }
            }
            PatternKind::Or(parts) if parts.first().is_some_and(binds) => match shared {
                Some(_) => self.bind_alternative(place, parts, shared),
                None => {
                    let mut names = Vec::new();
                    parts.iter().take(1).for_each(|p| bound(p, &mut names));
                    let storage: Vec<_> = names.into_iter().map(|name| (name, self.bound_storage(name))).collect();
                    self.bind_alternative(place, parts, Some(&storage));
                    storage.into_iter().for_each(|(name, local)| self.bound_for_good(name, local));
                }
            },
            _ => {}
        }
    }

    /// Fills the storage from the alternative that fits: which one it was, is asked once more.
    fn bind_alternative(&mut self, place: &Place, parts: &'p [Pattern], shared: Option<&Shared>) {
        let join = self.new_block();
        for (i, part) in parts.iter().enumerate() {
            let next = self.new_block();
            if i + 1 < parts.len() {
                self.test(place, part, next);
            }
            self.bind_into(place, part, shared);
            self.goto(join);
            self.current = if i + 1 < parts.len() { next } else { join };
        }
    }

    fn binding(&mut self, local: typed::LocalId, shared: Option<&Shared>, fill: impl FnOnce(&mut Self, LocalId)) {
        match shared {
            Some(shared) => {
                if let Some((_, storage)) = shared.iter().find(|(name, _)| *name == local) {
                    fill(self, *storage);
                }
            }
            None => {
                let storage = self.bound_storage(local);
                fill(self, storage);
                self.bound_for_good(local, storage);
            }
        }
    }

    fn bound_storage(&mut self, local: typed::LocalId) -> LocalId {
        let storage = self.declare(local);
        self.schedule_storage(storage);
        self.mark_binding(local, storage);
        storage
    }

    /// The local is another name for what it is bound to, as long as that cannot be copied.
    pub(super) fn mark_binding(&mut self, local: typed::LocalId, storage: LocalId) {
        self.marks.bindings.insert(storage);
        self.mark_shown(local, storage);
    }

    pub(super) fn mark_shown(&mut self, local: typed::LocalId, storage: LocalId) {
        if self.shared.is_shown(local) {
            self.marks.shown.insert(storage);
        }
    }

    fn bound_for_good(&mut self, local: typed::LocalId, storage: LocalId) {
        let owner = self.in_cell(local, storage).unwrap_or(storage);
        self.schedule_drop(self.scopes.len() - 1, owner);
    }

    pub(super) fn array_len(&mut self, place: &Place, ty: &Ty) -> Operand {
        let length = self.temp(&Ty::INT);
        self.array_call("array_len", place, ty, Vec::new(), length);
        Operand::Copy(length.into())
    }

    /// The places of the elements that these patterns stand for, as far as they are wanted.
    pub(super) fn elements(
        &mut self,
        place: &Place,
        ty: &Ty,
        (first, last): (&'p [Pattern], &'p [Pattern]),
        length: &Operand,
        wanted: &dyn Fn(&Pattern) -> bool,
    ) -> Vec<(Place, &'p Pattern)> {
        let Some(element) = first.first().or(last.first()).map(|p| p.ty.clone()) else { return Vec::new() };
        if !first.iter().chain(last).any(wanted) {
            return Vec::new();
        }
        let pointer_ty = Ty::pointer(element, false);
        let data = self.temp(&pointer_ty);
        self.array_call("array_data", place, ty, Vec::new(), data);
        let from_start = first.iter().enumerate().map(|(i, p)| (Self::int(i as i128), p)).collect::<Vec<_>>();
        let mut out = Vec::new();
        for (index, pattern) in from_start.into_iter().filter(|(_, p)| wanted(p)) {
            out.push((self.pattern_element(data, index, &pointer_ty), pattern));
        }
        for (i, pattern) in last.iter().enumerate().filter(|(_, p)| wanted(p)) {
            let back = Self::int((last.len() - i) as i128);
            let index = self.computed(&Ty::INT, Rvalue::Binary(BinOp::Sub, length.clone(), back));
            out.push((self.pattern_element(data, index, &pointer_ty), pattern));
        }
        out
    }

    fn pattern_element(&mut self, data: LocalId, index: Operand, pointer_ty: &Ty) -> Place {
        let at = self.temp(pointer_ty);
        self.assign(at, Rvalue::Offset { pointer: Operand::Copy(data.into()), index });
        Place::local(at).deref()
    }

    fn array_call(&mut self, name: &str, array: &Place, ty: &Ty, args: Vec<Operand>, destination: LocalId) {
        let (Some(function), Ty::Adt(_, type_args)) = (self.cx.defs.lang.function(name), ty) else {
            return self.cx.report(MissingLangItem { name: name.into(), span: self.span });
        };
        let callee = Callee::Instance(self.cx.instance(function, type_args.clone()));
        let located = self.cx.defs.function(function).attributes.caller_location.then(|| self.location());
        let args = std::iter::once(Operand::Copy(array.clone())).chain(args).chain(located).collect();
        let unwind = self.unwind();
        self.emit_call(callee, args, destination, true, unwind);
    }
}

fn binds(pattern: &Pattern) -> bool {
    let mut names = Vec::new();
    bound(pattern, &mut names);
    !names.is_empty()
}

/// The locals that a pattern binds.
fn bound(pattern: &Pattern, out: &mut Vec<typed::LocalId>) {
    match &pattern.kind {
        PatternKind::Binding(local) => out.push(*local),
        PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => fields.iter().for_each(|(_, p)| bound(p, out)),
        PatternKind::Array { first, rest, last } => {
            first.iter().chain(last).for_each(|p| bound(p, out));
            out.extend(rest.iter().flatten());
        }
        PatternKind::Or(parts) => parts.iter().take(1).for_each(|p| bound(p, out)),
        PatternKind::Wildcard | PatternKind::Scalar(_) | PatternKind::Str(_) | PatternKind::Range { .. } | PatternKind::Null => {}
    }
}
