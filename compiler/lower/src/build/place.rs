//! Place expressions.

use aria_check::typed::{Expr, ExprKind};
use aria_mir::{BinOp, CastKind, Const, ExternGlobal, Operand, PanicKind, Place, Projection, Rvalue};
use aria_types::{IntTy, Ty};

use super::Builder;

impl<'p> Builder<'p> {
    /// The place that an expression denotes. Any other expression is evaluated into a temporary that lives like all
    /// temporaries. Pointers and indices on the way are evaluated here, once; the rest of the path is followed when
    /// the place is used.
    pub(super) fn place(&mut self, expr: &'p Expr) -> Place {
        self.at(expr.span, |b| b.place_here(expr))
    }

    fn place_here(&mut self, expr: &'p Expr) -> Place {
        match &expr.kind {
            ExprKind::Local(local) => self.mapped(*local),
            ExprKind::Field { base, field } => {
                let place = self.place(base);
                if self.cx.facts.is_class(&base.ty) { place.deref().field(*field) } else { place.field(*field) }
            }
            ExprKind::Deref { pointer, checked } => {
                let pointer = self.pointer(pointer, *checked);
                pointer.deref()
            }
            ExprKind::Element { array, index, checked } => {
                let place = self.place(array);
                let index = self.plain(index);
                let index = self.in_local(index, &Ty::INT);
                if let (true, Ty::Array(_, length)) = (*checked, &array.ty) {
                    self.check_bounds(Operand::Copy(index.into()), *length);
                }
                place.project(Projection::Index(index))
            }
            ExprKind::PointerElement { pointer, index } => {
                let ty = pointer.ty.clone();
                let pointer = self.plain_before(pointer, &[&**index]);
                let index = self.plain(index);
                let temp = self.temp(&ty);
                self.assign(temp, Rvalue::Offset { pointer, index });
                Place::local(temp).deref()
            }
            ExprKind::ForeignGlobal { import, symbol, thread_local } => {
                let ty = Ty::pointer(expr.ty.clone(), false);
                let pointer = match self.adapted_address(*import, symbol, &ty) {
                    Some(pointer) => pointer,
                    None => {
                        let global = ExternGlobal { symbol: symbol.clone(), thread_local: *thread_local };
                        if !self.globals.contains(&global) {
                            self.globals.push(global);
                        }
                        Operand::Const(Const::ExternGlobal(symbol.clone(), ty.clone()))
                    }
                };
                let temp = self.in_local(pointer, &ty);
                Place::local(temp).deref()
            }
            _ => {
                let temp = self.temp(&expr.ty);
                self.fill(temp, expr);
                self.schedule_temp(temp);
                temp.into()
            }
        }
    }

    /// A pointer's value in a local of its own, null-checked if asked.
    fn pointer(&mut self, expr: &'p Expr, checked: bool) -> Place {
        let pointer = self.plain(expr);
        let temp = self.in_local(pointer, &expr.ty);
        if checked {
            self.check_not_null(Operand::Copy(temp.into()), &expr.ty);
        }
        temp.into()
    }

    pub(super) fn is_null(&mut self, pointer: Operand, ty: &Ty) -> Operand {
        self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Eq, pointer, Operand::Const(Const::Null(ty.clone()))))
    }

    pub(super) fn check_not_null(&mut self, pointer: Operand, ty: &Ty) {
        let null = self.is_null(pointer, ty);
        self.assert(null, false, PanicKind::Null);
    }

    fn check_bounds(&mut self, index: Operand, length: u64) {
        // As unsigned, a negative index is larger than any length.
        let unsigned = Ty::Int(IntTy::U64);
        let position = self.computed(&unsigned, Rvalue::Cast(CastKind::IntToInt, index.clone(), unsigned.clone()));
        let limit = Operand::Const(Const::Int(i128::from(length), unsigned));
        let inside = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Lt, position, limit));
        self.assert(inside, true, PanicKind::Bounds { index, length: Self::int(i128::from(length)) });
    }
}
