//! Compound assignment, `place += value`: what the place is computed from is evaluated once.

use aria_source::Span;
use aria_syntax::ast::{self, BinaryOp, ExprKind as Syn};
use aria_types::{AdtKind, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::receiver::Change;
use crate::typed::{Expr, ExprKind};

impl BodyChecker<'_> {
    pub(crate) fn compound(&mut self, target: &ast::Expr, op: BinaryOp, value: &ast::Expr, op_span: Span, span: Span) -> Expr {
        match &target.without_parens().kind {
            // Naming these twice is what evaluating them once does.
            Syn::Name(_) | Syn::SelfField(_) => self.named_twice(target, op, value, op_span, span),
            _ if matches!(op, BinaryOp::Pow | BinaryOp::And | BinaryOp::Or) && is_repeatable(target) => {
                self.named_twice(target, op, value, op_span, span)
            }
            Syn::Bracket { base, args } if !self.is_type(base) => {
                let collection = self.expr(base, None);
                match self.infer.shallow(&collection.ty) {
                    Ty::Array(..) | Ty::Ptr(_) | Ty::Error => self.compound_place(target, op, value, op_span, span),
                    _ => self.compound_element(collection, args, (op, op_span), value, span),
                }
            }
            _ => self.compound_place(target, op, value, op_span, span),
        }
    }

    fn named_twice(&mut self, target: &ast::Expr, op: BinaryOp, value: &ast::Expr, op_span: Span, span: Span) -> Expr {
        let kind = Syn::Binary { op, left: Box::new(target.clone()), right: Box::new(value.clone()), op_span };
        self.assign(target, None, &ast::Expr::new(kind, span), op_span, span)
    }

    fn compound_place(&mut self, target: &ast::Expr, op: BinaryOp, value: &ast::Expr, op_span: Span, span: Span) -> Expr {
        let (place, mut change) = self.place(target);
        let place = self.repeatable(place, &mut change);
        let right = self.amount(value, op, &place.ty);
        let right = if change.is_direct() || is_logical(op) { right } else { self.held(right, &mut change) };
        let result = self.combine(op, place.clone(), right, op_span, span);
        let result = self.coerce(result, &place.ty);
        let assigned = self.store(place, result, span);
        self.changing(change, assigned)
    }

    /// `collection[index] += value` by the methods `at` and `put`.
    fn compound_element(
        &mut self,
        collection: Expr,
        args: &[ast::Expr],
        (op, op_span): (BinaryOp, Span),
        value: &ast::Expr,
        span: Span,
    ) -> Expr {
        let ty = self.infer.shallow(&collection.ty);
        let found = self.find_method(&ty, "at").filter(|f| f.instance).zip(self.find_method(&ty, "put").filter(|f| f.instance));
        let Some((at, put)) = found else { return self.no_operator("[]=", &ty, None, span) };
        let mut change = Change::default();
        let collection = self.repeatable(collection, &mut change);
        let mut indices = Vec::with_capacity(args.len());
        for (i, arg) in args.iter().enumerate() {
            let wanted = self.defs.function(at.function).params.get(i).map(|p| p.ty.substitute(&at.owner_args));
            let index = self.expr(arg, wanted.as_ref().filter(|w| !w.is_generic()));
            indices.push(if is_fixed(&index) { index } else { self.held(index, &mut change) });
        }
        let mut given: Vec<Given<'_>> = indices.iter().cloned().map(Given::Typed).collect();
        if let Some(key) = self.defs.as_lang(&ty, "dict").and_then(|a| a.first().cloned()) {
            given.push(Given::Typed(self.key_shown(&key, span)));
        }
        let old = self.call_method(at, collection.clone(), &given, span, span);
        let right = self.amount(value, op, &old.ty);
        let result = self.combine(op, old, right, op_span, span);
        let given: Vec<Given<'_>> = indices.into_iter().chain([result]).map(Given::Typed).collect();
        let assigned = self.call_method(put, collection, &given, span, span);
        self.changing(change, assigned)
    }

    /// The new value from the old one. What stands behind `&&=` and `||=` is evaluated only if it decides.
    fn combine(&mut self, op: BinaryOp, old: Expr, right: Expr, op_span: Span, span: Span) -> Expr {
        if !is_logical(op) {
            return self.operate(op, old, right, op_span, span);
        }
        let (left, right) = (self.coerce(old, &Ty::Bool), self.coerce(right, &Ty::Bool));
        let kind = ExprKind::Logical { and: op == BinaryOp::And, left: Box::new(left), right: Box::new(right) };
        Expr { kind, ty: Ty::Bool, span }
    }

    /// The right side of a compound assignment to a place of this type.
    fn amount(&mut self, value: &ast::Expr, op: BinaryOp, ty: &Ty) -> Expr {
        let hint = self.infer.shallow(ty);
        self.expr(value, (!matches!(op, BinaryOp::Shl | BinaryOp::Shr | BinaryOp::Pow)).then_some(&hint))
    }

    /// The expression with everything held that may not be evaluated twice: objects that calls return, indices.
    fn repeatable(&mut self, expr: Expr, change: &mut Change) -> Expr {
        let Expr { kind, ty, span } = expr;
        let kind = match kind {
            ExprKind::Field { base, field } => ExprKind::Field { base: Box::new(self.repeatable(*base, change)), field },
            ExprKind::Deref { pointer, checked } if !is_steady(&pointer) => {
                ExprKind::Deref { pointer: Box::new(self.held(*pointer, change)), checked }
            }
            ExprKind::Element { array, index, checked } => {
                let array = Box::new(self.repeatable(*array, change));
                let index = if is_fixed(&index) { index } else { Box::new(self.held(*index, change)) };
                ExprKind::Element { array, index, checked }
            }
            ExprKind::PointerElement { pointer, index } => {
                let pointer = if is_steady(&pointer) { pointer } else { Box::new(self.held(*pointer, change)) };
                let index = if is_fixed(&index) { index } else { Box::new(self.held(*index, change)) };
                ExprKind::PointerElement { pointer, index }
            }
            ExprKind::Call { callee, mut args } if self.element_put(&callee, &args).is_some() && !self.is_counted(&ty) => {
                for (i, arg) in args.iter_mut().enumerate() {
                    let given = std::mem::replace(arg, Expr { kind: ExprKind::Error, ty: Ty::Error, span });
                    *arg = match i {
                        0 => self.repeatable(given, change),
                        _ if is_fixed(&given) => given,
                        _ => self.held(given, change),
                    };
                }
                ExprKind::Call { callee, args }
            }
            kind if self.is_counted(&ty) && !matches!(kind, ExprKind::Local(_)) => {
                return self.held(Expr { kind, ty, span }, change);
            }
            kind => kind,
        };
        Expr { kind, ty, span }
    }

    fn is_counted(&self, ty: &Ty) -> bool {
        match self.infer.shallow(ty) {
            Ty::Adt(adt, _) => self.defs.adt(adt.id).kind == AdtKind::Class,
            _ => false,
        }
    }
}

fn is_logical(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::And | BinaryOp::Or)
}

/// Constants.
fn is_fixed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(_) | ExprKind::Str(_) | ExprKind::Bool(_) | ExprKind::Error)
}

/// A local, or what lies in one.
fn is_steady(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) => true,
        ExprKind::Field { base, .. } => is_steady(base),
        _ => false,
    }
}

/// Whether evaluating the expression twice does what evaluating it once does.
fn is_repeatable(target: &ast::Expr) -> bool {
    match &target.kind {
        Syn::Name(_) | Syn::SelfValue | Syn::SelfField(_) | Syn::Int { .. } => true,
        Syn::Field { base, .. } | Syn::Paren(base) => is_repeatable(base),
        Syn::Bracket { base, args } => is_repeatable(base) && args.iter().all(is_repeatable),
        _ => false,
    }
}
