//! Elements of arrays, read and replaced where they lie: the same as calling `at` and `put`, without a call and, where
//! the element is only looked at, without a count.

use aria_check::typed::{Block, Callee, Expr, ExprKind, Stmt};
use aria_mir::{BinOp, CastKind, LocalId, Operand, PanicKind, Place, Rvalue};
use aria_types::{FnId, IntTy, Ty};

use super::Builder;

impl<'p> Builder<'p> {
    fn is_array_method(&self, expr: &Expr, name: &str) -> bool {
        let ExprKind::Call { callee: Callee::Function { function, .. }, .. } = &expr.kind else { return false };
        // Where a panic belongs to the caller, the call keeps its place.
        self.caller.is_none() && self.lang_fn(name) == Some(*function)
    }

    fn lang_fn(&self, name: &str) -> Option<FnId> {
        self.cx.defs.lang.function(name)
    }

    /// The place of what an expression reads out of an array, or out of a part of an element. It must be used before
    /// anything else runs, which might move the elements.
    pub(super) fn element(&mut self, expr: &'p Expr) -> Option<Place> {
        match &expr.kind {
            ExprKind::Field { base, field } if self.is_element(base) => {
                let place = self.element(base)?;
                Some(if self.cx.facts.is_class(&base.ty) { place.deref().field(*field) } else { place.field(*field) })
            }
            ExprKind::Call { args, .. } if self.is_element(expr) => {
                let [array, index] = &args[..] else { return None };
                Some(self.at(expr.span, |b| b.element_of(array, index)))
            }
            _ => None,
        }
    }

    /// Whether an expression reads out of an array, so that [`Self::element`] knows its place.
    pub(super) fn is_element(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Field { base, .. } => self.is_element(base),
            _ => self.is_array_method(expr, "array_at"),
        }
    }

    fn element_of(&mut self, array: &'p Expr, index: &'p Expr) -> Place {
        let operand = self.borrowed(array, &[index], true);
        let array_local = self.in_local(operand, &array.ty);
        let index = self.plain(index);
        self.checked_element(array_local, &array.ty, index)
    }

    /// `array.put(index, value)`: the old element is destroyed once the new one is in place.
    pub(super) fn put_element(&mut self, args: &[&'p Expr]) {
        let [array, index, value] = args else { return };
        let operand = self.borrowed(array, &[*index, *value], false);
        let array_local = self.in_local(operand, &array.ty);
        let index = self.plain_before(index, &[*value]);
        if !self.needs_drop(&value.ty) {
            let value = self.plain(value);
            let place = self.checked_element(array_local, &array.ty, index);
            return self.assign(place, Rvalue::Use(value));
        }
        let owned = self.owned(value, &[]);
        let place = self.checked_element(array_local, &array.ty, index);
        let operand = self.consume(owned);
        let old = self.temp(&value.ty);
        self.assign(old, Rvalue::Use(Operand::Move(place.clone())));
        self.assign(place, Rvalue::Use(operand));
        self.drop_place(old.into());
    }

    pub(super) fn is_put(&self, expr: &Expr) -> bool {
        self.is_array_method(expr, "array_put")
    }

    fn checked_element(&mut self, array: LocalId, ty: &Ty, index: Operand) -> Place {
        let (Some(items), Some(size), Ty::Adt(_, args)) = (self.array_field("items"), self.array_field("size"), ty) else {
            return array.into();
        };
        let object = Place::local(array).deref();
        let size = self.computed(&Ty::INT, Rvalue::Use(Operand::Copy(object.field(size))));
        // As unsigned, a negative index is larger than any length.
        let unsigned = Ty::Int(IntTy::U64);
        let position = self.computed(&unsigned, Rvalue::Cast(CastKind::IntToInt, index.clone(), unsigned.clone()));
        let limit = self.computed(&unsigned, Rvalue::Cast(CastKind::IntToInt, size.clone(), unsigned.clone()));
        let inside = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Lt, position, limit));
        self.assert(inside, true, PanicKind::Bounds { index: index.clone(), length: size });
        let element = args.first().cloned().unwrap_or(Ty::Error);
        let pointer = Ty::pointer(element, false);
        let items = self.computed(&pointer, Rvalue::Use(Operand::Copy(object.field(items))));
        let at = self.temp(&pointer);
        self.assign(at, Rvalue::Offset { pointer: items, index });
        Place::local(at).deref()
    }

    /// Whether a block is what an array literal becomes: an array with room for its elements, onto which each is pushed.
    pub(super) fn is_literal(&self, block: &Block) -> bool {
        let Some((Stmt::Let { local, value: Some(made), .. }, pushes)) = block.statements.split_first() else { return false };
        let ExprKind::Call { args, .. } = &made.kind else { return false };
        let has_room = matches!(&args[..], [Expr { kind: ExprKind::Int(room), .. }] if *room == pushes.len() as i128);
        let pushes_onto = |statement: &Stmt| match statement {
            Stmt::Expr(push) if self.is_array_method(push, "array_push") => {
                matches!(&push.kind, ExprKind::Call { args, .. } if matches!(args[0].kind, ExprKind::Local(l) if l == *local))
            }
            _ => false,
        };
        let hidden = self.declared.get(local.0 as usize).is_some_and(|l| l.hidden);
        hidden && has_room && self.is_array_method(made, "array_with_capacity") && pushes.iter().all(pushes_onto)
    }

    /// Puts the next element of a literal where there is room for it.
    pub(super) fn literal_element(&mut self, push: &'p Expr, number: usize) {
        let ExprKind::Call { args, .. } = &push.kind else { return };
        let ([array, value], Some(items), Some(size)) = (&args[..], self.array_field("items"), self.array_field("size")) else {
            return;
        };
        self.with_temporaries(
            |()| None,
            |b| {
                let owned = b.owned(value, &[]);
                let object = b.place(array).deref();
                let pointer = Ty::pointer(value.ty.clone(), false);
                let start = b.computed(&pointer, Rvalue::Use(Operand::Copy(object.field(items))));
                let at = b.temp(&pointer);
                b.assign(at, Rvalue::Offset { pointer: start, index: Self::int(number as i128) });
                let operand = b.consume(owned);
                b.assign(Place::local(at).deref(), Rvalue::Use(operand));
                b.assign(object.field(size), Rvalue::Use(Self::int(number as i128 + 1)));
            },
        );
    }

    fn array_field(&self, name: &str) -> Option<u32> {
        let array = self.cx.defs.lang.adt("array")?;
        self.cx.defs.adt(array).field(name).map(|(i, _)| i as u32)
    }

    /// Whether evaluating an expression runs nothing that could change what lies in an array or a variable: elements
    /// may be read.
    pub(super) fn harmless(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Call { args, .. } if self.is_element(expr) => args.iter().all(|a| self.harmless(a)),
            ExprKind::Field { base, .. } => self.harmless(base),
            ExprKind::Binary { left, right, .. } => self.harmless(left) && self.harmless(right),
            ExprKind::Unary { operand, .. } => self.harmless(operand),
            ExprKind::Convert { value, .. } => self.harmless(value),
            _ => super::scan::simple(expr),
        }
    }
}
