//! Expressions into storage: [`Builder::into`] leaves an owned value in a local that held nothing.

use aria_check::typed::{Conversion, Expr, ExprKind};
use aria_mir::{CastKind, Const, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_types::Ty;

use super::Builder;
use super::operand::is_place;
use super::scan::simple;
use aria_check::CyclicConstant;

impl<'p> Builder<'p> {
    /// Evaluates into `destination`, which holds nothing yet. The value is not scheduled to be dropped: that is the
    /// caller's business, as soon as this returns.
    pub(super) fn fill(&mut self, destination: LocalId, expr: &'p Expr) {
        self.at(expr.span, |b| b.fill_here(destination, expr));
        if expr.ty.is_never() && !self.dead {
            self.terminate(TerminatorKind::Unreachable);
            self.diverge();
        }
    }

    fn fill_here(&mut self, destination: LocalId, expr: &'p Expr) {
        if let Some(constant) = self.constant_operand(expr) {
            if matches!(constant, Operand::Const(Const::Unit)) {
                return;
            }
            return self.assign(destination, Rvalue::Use(constant));
        }
        if is_place(expr) || self.is_element(expr) {
            let place = match self.element(expr) {
                Some(place) => place,
                None => self.place(expr),
            };
            self.assign(destination, Rvalue::Use(Operand::Copy(place)));
            return self.retain(destination);
        }
        match &expr.kind {
            ExprKind::Zeroed => self.push(StatementKind::Zero(destination.into())),
            ExprKind::Constant(id) => {
                let name = self.cx.defs.consts.get(id.0 as usize).map(|c| c.name.to_string()).unwrap_or_default();
                match self.cx.program.constants.get(id) {
                    Some(value) if !self.constants.contains(id) => {
                        self.constants.push(*id);
                        self.fill(destination, value);
                        self.constants.pop();
                    }
                    _ => {
                        self.cx.report(CyclicConstant { name, span: expr.span });
                        self.terminate(TerminatorKind::Unreachable);
                        self.diverge();
                    }
                }
            }
            ExprKind::AddressOf(place) => self.address_of(destination, place, &expr.ty),
            ExprKind::FunctionPointer { function, args } => {
                let instance = self.cx.instance(*function, args[..].into());
                self.assign(destination, Rvalue::Use(Operand::Const(Const::Fn(instance, expr.ty.clone()))));
            }
            ExprKind::ForeignFunctionPointer { import, function } => {
                self.foreign_function_pointer(destination, *import, function, &expr.ty)
            }
            ExprKind::Call { args, .. } if self.is_put(expr) => {
                let args: Vec<&Expr> = args.iter().collect();
                self.put_element(&args);
            }
            ExprKind::Call { callee, args } => self.call(destination, callee, args, None, expr),
            ExprKind::Ordered { order, whole } => self.ordered(destination, order, whole),
            ExprKind::ForeignCall(call) => self.foreign_call(destination, call, &expr.ty),
            ExprKind::ObjectCall(call) => self.object_call(destination, call, &expr.ty),
            ExprKind::Construct(fields) => {
                let fields: Vec<&Expr> = fields.iter().collect();
                let operands = self.all_owned(&fields, None);
                self.aggregate(&expr.ty, operands, destination);
            }
            ExprKind::Variant { variant, fields } => {
                let fields: Vec<&Expr> = fields.iter().collect();
                let operands = self.all_owned(&fields, None);
                self.assign(destination, Rvalue::Variant(expr.ty.clone(), *variant, operands));
            }
            ExprKind::Concat(parts) => self.concat(destination, parts),
            ExprKind::Unary { op, operand, overflow } => self.unary(destination, *op, operand, *overflow),
            ExprKind::Binary { op, left, right, overflow } => self.binary(destination, *op, left, right, *overflow),
            ExprKind::Logical { .. } => self.logical(destination, expr),
            ExprKind::Convert { conversion, value } => self.convert(destination, *conversion, value, &expr.ty),
            ExprKind::If { condition, then, otherwise } => self.if_(destination, condition, then, otherwise.as_deref()),
            ExprKind::Match { scrutinee, arms } => self.match_(destination, scrutinee, arms),
            ExprKind::Loop { id, body } => self.loop_(*id, body),
            ExprKind::Break(id) => self.break_(*id),
            ExprKind::Next(id) => self.next(*id),
            ExprKind::Return(value) => self.return_(value.as_deref()),
            ExprKind::Assign { place, value } => self.assign_place(place, value),
            ExprKind::Block(block) => self.block(destination, block),
            ExprKind::Closure(closure) => self.closure(destination, closure),
            ExprKind::CatchPanic { body, rescue } => self.catch_panic(destination, body, rescue.as_ref()),
            _ => {
                // `Error`, in a program that is not to be run.
                self.terminate(TerminatorKind::Unreachable);
                self.diverge();
            }
        }
    }

    /// Evaluates for its effects; what it yields is destroyed, with its temporaries, right afterwards.
    pub(super) fn discard(&mut self, expr: &'p Expr) {
        self.with_temporaries(|_| None, |b| b.discard_here(expr));
    }

    pub(super) fn discard_here(&mut self, expr: &'p Expr) {
        if is_place(expr) {
            self.place(expr);
            return;
        }
        let temp = self.temp(&expr.ty);
        self.fill(temp, expr);
        self.schedule_temp(temp);
    }

    /// A struct, tuple or new object from its owned fields.
    pub(super) fn aggregate(&mut self, ty: &Ty, fields: Vec<Operand>, destination: LocalId) {
        if !self.cx.facts.is_class(ty) {
            return self.assign(destination, Rvalue::Aggregate(ty.clone(), fields));
        }
        self.assign(destination, Rvalue::NewObject { class: ty.clone(), tail: None });
        for (i, field) in fields.into_iter().enumerate() {
            self.assign(Place::local(destination).deref().field(i as u32), Rvalue::Use(field));
        }
    }

    fn address_of(&mut self, destination: LocalId, place: &'p Expr, ty: &Ty) {
        let whole = self.place(place);
        let pointer = Ty::pointer(place.ty.clone(), false);
        if *ty == pointer {
            return self.assign(destination, Rvalue::AddressOf(whole));
        }
        // The address of an array is taken as its first element's, and `const` is only a name.
        let address = self.computed(&pointer, Rvalue::AddressOf(whole));
        self.assign(destination, Rvalue::Cast(CastKind::Reinterpret, address, ty.clone()));
    }

    /// `place = value`. The old value is destroyed last, so that its destructor sees the new one in place.
    fn assign_place(&mut self, place: &'p Expr, value: &'p Expr) {
        if !self.needs_drop(&place.ty) {
            return self.assign_plain(place, value);
        }
        if self.append(place, value) {
            return;
        }
        // What runs on the way to the place comes first, as it is written; where nothing runs, the order cannot be
        // seen, and the path is best followed when it is used.
        let early = (!simple(place)).then(|| self.place(place));
        let owned = self.owned(value, &[place]);
        let target = early.unwrap_or_else(|| self.place(place));
        if self.cx.follows_moves() && self.cx.facts.may_move(&place.ty) && !target.path.contains(&Projection::Deref) {
            // Whether there is an old value is decided where the place is dropped.
            self.drop_place(target.clone());
            let operand = self.consume(owned);
            return self.assign(target, Rvalue::Use(operand));
        }
        let operand = self.consume(owned);
        let old = self.temp(&place.ty);
        self.assign(old, Rvalue::Use(Operand::Move(target.clone())));
        self.assign(target, Rvalue::Use(operand));
        self.drop_place(old.into());
    }

    fn assign_plain(&mut self, place: &'p Expr, value: &'p Expr) {
        let early = (!simple(place)).then(|| self.place(place));
        let saved = self.temporaries;
        let extends = self.extended(value);
        if extends {
            // With the enclosing block, but never further out than one turn of a loop.
            let turn = self.loops.last().map_or(0, |l| l.depth);
            self.temporaries = saved.saturating_sub(1).max(turn).min(saved);
        }
        let was_extending = std::mem::replace(&mut self.extending, extends);
        let value = self.plain(value);
        self.extending = was_extending;
        self.temporaries = saved;
        let target = early.unwrap_or_else(|| self.place(place));
        self.assign(target, Rvalue::Use(value));
    }

    /// Whether the value points into temporaries of its own expression, which then live as long as its new home.
    pub(super) fn extended(&self, expr: &Expr) -> bool {
        if !self.cx.facts.may_borrow(&expr.ty) {
            return false;
        }
        match &expr.kind {
            ExprKind::Convert { conversion: Conversion::StringToCString | Conversion::StringToBytes, .. }
            | ExprKind::AddressOf(_) => true,
            ExprKind::Convert { value, .. } | ExprKind::Ordered { whole: value, .. } => self.extended(value),
            ExprKind::Block(block) => block.value.as_deref().is_some_and(|v| self.extended(v)),
            ExprKind::If { then, otherwise, .. } => self.extended(then) || otherwise.as_deref().is_some_and(|o| self.extended(o)),
            ExprKind::Match { arms, .. } => arms.iter().any(|a| self.extended(&a.body)),
            ExprKind::CatchPanic { body, rescue } => {
                self.extended(body) || rescue.as_ref().is_some_and(|r| self.extended(&r.body))
            }
            ExprKind::Construct(parts) | ExprKind::Variant { fields: parts, .. } => parts.iter().any(|p| self.extended(p)),
            _ => false,
        }
    }
}
