//! Expressions as operands. Three ways to take a value:
//! plain (no counts inside), borrowed (someone keeps it alive while it is used), owned (a count of its own).

use aria_check::typed::{Expr, ExprKind, root};
use aria_mir::{Const, LocalId, Operand, Place, Rvalue};
use aria_types::Ty;

use super::Builder;
use super::scan::{changes, empties};

/// An owned value on its way into something. Until it is consumed, its local is scheduled to be dropped.
pub(super) struct Owned {
    pub operand: Operand,
    scheduled: Option<LocalId>,
}

impl Owned {
    /// One that needs no end.
    pub fn plain(operand: Operand) -> Self {
        Owned { operand, scheduled: None }
    }
}

impl<'p> Builder<'p> {
    /// A constant operand, for expressions that are one.
    pub(super) fn constant_operand(&self, expr: &Expr) -> Option<Operand> {
        Some(Operand::Const(match &expr.kind {
            ExprKind::Unit => Const::Unit,
            ExprKind::Bool(value) => Const::Bool(*value),
            ExprKind::Int(value) => Const::Int(*value, expr.ty.clone()),
            ExprKind::Float(value) => Const::Float(value.to_bits(), expr.ty.clone()),
            ExprKind::Str(text) => Const::Str(text.clone()),
            ExprKind::CBytes(bytes) => Const::Bytes(bytes.clone(), expr.ty.clone()),
            ExprKind::Null => Const::Null(expr.ty.clone()),
            ExprKind::Address(address) => Const::Address(*address, expr.ty.clone()),
            _ => return None,
        }))
    }

    /// A value without counts, used at once.
    pub(super) fn plain(&mut self, expr: &'p Expr) -> Operand {
        self.plain_before(expr, &[])
    }

    /// A value without counts that stays as it is while `later` is evaluated.
    pub(super) fn plain_before(&mut self, expr: &'p Expr, later: &[&Expr]) -> Operand {
        if let Some(constant) = self.constant_operand(expr) {
            return constant;
        }
        if self.is_element(expr)
            && let Some(place) = self.element(expr)
        {
            if later.iter().all(|l| self.harmless(l)) {
                return Operand::Copy(place);
            }
            return self.computed(&expr.ty, Rvalue::Use(Operand::Copy(place)));
        }
        if is_place(expr) {
            let place = self.place(expr);
            if later.iter().all(|l| self.harmless(l)) || self.is_fixed(expr, later) {
                return Operand::Copy(place);
            }
            return self.computed(&expr.ty, Rvalue::Use(Operand::Copy(place)));
        }
        let temp = self.temp(&expr.ty);
        self.fill(temp, expr);
        Operand::Copy(temp.into())
    }

    /// Whether a place lies in a local of this frame that nothing in `later` changes. Other frames cannot: locals are
    /// reached from outside only through their address, which `touches` sees, and through closures that share them.
    fn is_fixed(&self, expr: &Expr, later: &[&Expr]) -> bool {
        let is_class = |e: &Expr| self.cx.facts.is_class(&e.ty);
        let take = self.cx.defs.lang.function("take");
        let stays = |l: &&Expr, local| !changes(l, local, &is_class) && !empties(l, local, take);
        let own = |local: &_| !self.shared.is_shared(*local) && later.iter().all(|l| stays(l, *local));
        root(expr, &is_class).as_ref().is_some_and(own)
    }

    /// A value that is borrowed until the end of the statement, at least while `later` is evaluated and the callee
    /// runs. A local of this frame lends itself: nobody else can assign it meanwhile. What lies in an object or behind
    /// a pointer may be overwritten by the callee, so it is copied with a count, unless `passive` says that the callee
    /// runs no Aria code.
    pub(super) fn borrowed(&mut self, expr: &'p Expr, later: &[&Expr], passive: bool) -> Operand {
        if !self.needs_drop(&expr.ty) {
            return self.plain_before(expr, later);
        }
        if let Some(constant) = self.constant_operand(expr) {
            return constant;
        }
        if passive
            && later.iter().all(|l| self.harmless(l))
            && let Some(place) = self.element(expr)
        {
            return Operand::Copy(place);
        }
        if is_place(expr) {
            if self.is_fixed(expr, later) || (passive && later.iter().all(|l| self.harmless(l))) {
                return Operand::Copy(self.place(expr));
            }
            return self.counted(expr);
        }
        let temp = self.temp(&expr.ty);
        self.fill(temp, expr);
        self.schedule_temp(temp);
        Operand::Copy(temp.into())
    }

    /// The arguments of a call.
    pub(super) fn arguments(&mut self, args: &[&'p Expr], passive: bool) -> Vec<Operand> {
        self.arguments_in(args, None, passive)
    }

    /// The arguments of a call that are evaluated in some order.
    pub(super) fn arguments_in(&mut self, args: &[&'p Expr], order: Option<&[u32]>, passive: bool) -> Vec<Operand> {
        self.in_order(args, order, |this, _, args, turn| this.argument(args, turn, passive))
    }

    /// One of the arguments of a call.
    pub(super) fn argument(&mut self, args: &[&'p Expr], i: usize, passive: bool) -> Operand {
        if self.is_given_out(args[i], &args[..i]) {
            return self.counted(args[i]);
        }
        self.borrowed(args[i], &args[i + 1..], passive)
    }

    /// Whether an argument lies in a local whose address the callee gets by an earlier one: it could be overwritten
    /// there while it is borrowed here.
    fn is_given_out(&self, arg: &Expr, earlier: &[&Expr]) -> bool {
        let is_class = |e: &Expr| self.cx.facts.is_class(&e.ty);
        self.needs_drop(&arg.ty) && root(arg, &is_class).is_some_and(|local| earlier.iter().any(|e| changes(e, local, &is_class)))
    }

    /// What a place holds, with a count until the end of the statement.
    fn counted(&mut self, place: &'p Expr) -> Operand {
        let ty = &place.ty;
        let place = self.place(place);
        let temp = self.copied(place, ty);
        self.schedule_temp(temp);
        Operand::Copy(temp.into())
    }

    /// A copy of a place with a count of its own, not yet scheduled to be dropped.
    pub(super) fn copied(&mut self, place: Place, ty: &Ty) -> LocalId {
        let temp = self.temp(ty);
        self.assign(temp, Rvalue::Use(Operand::Copy(place)));
        self.retain(temp);
        temp
    }

    /// A value with a count of its own.
    pub(super) fn owned(&mut self, expr: &'p Expr, later: &[&Expr]) -> Owned {
        if !self.needs_drop(&expr.ty) {
            return Owned { operand: self.plain_before(expr, later), scheduled: None };
        }
        if let Some(constant) = self.constant_operand(expr) {
            return Owned { operand: constant, scheduled: None };
        }
        let temp = self.temp(&expr.ty);
        self.fill(temp, expr);
        // In the innermost scope, which is still open when the value is consumed: with the other temporaries, it might
        // lie outside a `catch_panic` that its consumer is in, and be forgotten when that catches.
        self.schedule_drop(self.scopes.len() - 1, temp);
        Owned { operand: Operand::Move(temp.into()), scheduled: Some(temp) }
    }

    /// Several owned values, which are then all moved by what follows at once.
    pub(super) fn all_owned(&mut self, exprs: &[&'p Expr], order: Option<&[u32]>) -> Vec<Operand> {
        let values = self.in_order(exprs, order, |this, _, exprs, turn| this.owned(exprs[turn], &exprs[turn + 1..]));
        values.into_iter().map(|v| self.consume(v)).collect()
    }

    /// Evaluates each of several expressions in their turn, and gives the results in their own order. `one` is told the
    /// expression's index, all of them in the order of evaluation, and which one's turn it is among those.
    pub(super) fn in_order<T>(
        &mut self,
        exprs: &[&'p Expr],
        order: Option<&[u32]>,
        mut one: impl FnMut(&mut Self, usize, &[&'p Expr], usize) -> T,
    ) -> Vec<T> {
        let Some(order) = order else {
            return (0..exprs.len()).map(|i| one(self, i, exprs, i)).collect();
        };
        let turns: Vec<&Expr> = order.iter().map(|i| exprs[*i as usize]).collect();
        let mut values: Vec<(u32, T)> =
            order.iter().enumerate().map(|(turn, i)| (*i, one(self, *i as usize, &turns, turn))).collect();
        values.sort_by_key(|(i, _)| *i);
        values.into_iter().map(|(_, value)| value).collect()
    }

    /// The value is moved by the very next statement.
    pub(super) fn consume(&mut self, owned: Owned) -> Operand {
        if let Some(local) = owned.scheduled {
            self.unschedule(local);
        }
        owned.operand
    }

    /// A local that holds a plain operand, for an index or a switch.
    pub(super) fn in_local(&mut self, operand: Operand, ty: &Ty) -> LocalId {
        let temp = self.temp(ty);
        self.assign(temp, Rvalue::Use(operand));
        temp
    }
}

/// Whether an expression denotes storage that exists without it.
pub(super) fn is_place(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Local(_)
            | ExprKind::Deref { .. }
            | ExprKind::PointerElement { .. }
            | ExprKind::ForeignGlobal { .. }
            | ExprKind::Field { .. }
            | ExprKind::Element { .. }
    )
}
