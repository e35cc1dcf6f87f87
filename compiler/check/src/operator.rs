//! Operators.

use aria_foreign::CScalar;
use aria_source::Span;
use aria_syntax::ast::{self, BinaryOp as Syn, UnaryOp as SynUnary};
use aria_types::{AdtKind, Ty};

use crate::body::BodyChecker;
use crate::convert::{convert, is_c_string};
use crate::diagnostics::{CannotInfer, NoOperator};
use crate::literal::{is_float_literal, is_number_literal};
use crate::methods::{conversion_name, plain_call};
use crate::numeric::{Number, common, number};
use crate::typed::{BinaryOp, Conversion, Expr, ExprKind, Overflow, UnaryOp};

/// The typed operation of an operator, and whether it panics on overflow.
fn operation(op: Syn) -> Option<(BinaryOp, Overflow)> {
    use Overflow::{Checked, Wraps};
    Some(match op {
        Syn::Add => (BinaryOp::Add, Checked),
        Syn::Sub => (BinaryOp::Sub, Checked),
        Syn::Mul => (BinaryOp::Mul, Checked),
        Syn::WrapAdd => (BinaryOp::Add, Wraps),
        Syn::WrapSub => (BinaryOp::Sub, Wraps),
        Syn::WrapMul => (BinaryOp::Mul, Wraps),
        Syn::Div => (BinaryOp::Div, Checked),
        Syn::Rem => (BinaryOp::Rem, Checked),
        Syn::Shl => (BinaryOp::Shl, Checked),
        Syn::Shr => (BinaryOp::Shr, Checked),
        Syn::BitAnd => (BinaryOp::BitAnd, Wraps),
        Syn::BitXor => (BinaryOp::BitXor, Wraps),
        Syn::BitOr => (BinaryOp::BitOr, Wraps),
        Syn::Eq => (BinaryOp::Eq, Wraps),
        Syn::Ne => (BinaryOp::Ne, Wraps),
        Syn::Lt => (BinaryOp::Lt, Wraps),
        Syn::Le => (BinaryOp::Le, Wraps),
        Syn::Gt => (BinaryOp::Gt, Wraps),
        Syn::Ge => (BinaryOp::Ge, Wraps),
        Syn::Pow | Syn::And | Syn::Or => return None,
    })
}

impl BodyChecker<'_> {
    pub(crate) fn unary(&mut self, op: SynUnary, operand: &ast::Expr, op_span: Span, hint: Option<&Ty>, span: Span) -> Expr {
        match op {
            SynUnary::Address => self.address_of(operand, span),
            SynUnary::Not => {
                let operand = self.expr_to(operand, &Ty::Bool);
                unary(UnaryOp::Not, operand, Overflow::Wraps, span)
            }
            SynUnary::Neg => {
                // The sign belongs to the literal: `-128i8` is in range.
                match &operand.without_parens().kind {
                    ast::ExprKind::Int { value, suffix } => return self.integer(*value, true, *suffix, hint, span),
                    ast::ExprKind::Float { value, suffix, .. } => return self.float(-value, *suffix, hint, span),
                    _ => {}
                }
                let operand = self.expr(operand, hint);
                let ty = self.infer.shallow(&operand.ty);
                match number(&ty, &self.defs.target()) {
                    Some(Number::Int { signed: true, .. } | Number::Float { .. }) => {
                        unary(UnaryOp::Neg, operand, Overflow::Checked, span)
                    }
                    _ => match self.overloaded_unary("negate", &operand, span) {
                        Some(found) => found,
                        None => self.no_operator("-", &ty, None, op_span),
                    },
                }
            }
            SynUnary::BitNot => {
                let operand = self.expr(operand, hint);
                let ty = self.infer.shallow(&operand.ty);
                match number(&ty, &self.defs.target()) {
                    Some(Number::Int { .. }) => unary(UnaryOp::BitNot, operand, Overflow::Wraps, span),
                    _ => match self.overloaded_unary("bit_not", &operand, span) {
                        Some(found) => found,
                        None => self.no_operator("~", &ty, None, op_span),
                    },
                }
            }
        }
    }

    pub(crate) fn no_operator(&mut self, operator: &str, left: &Ty, right: Option<&Ty>, span: Span) -> Expr {
        if left.is_error() || right.is_some_and(Ty::is_error) {
            return self.error(span);
        }
        if let Some(unknown) = [Some(left), right].into_iter().flatten().find(|t| matches!(t, Ty::Infer(_))) {
            // Its declaration, mostly as a closure's parameter, is where the type can be said.
            let local = self.locals.iter().find(|l| !l.hidden && self.infer.shallow(&l.ty) == *unknown);
            let (what, span) = local.map_or(("an operand".to_owned(), span), |l| (format!("`{}`", l.name), l.span));
            self.report(CannotInfer { what, span });
            return self.error(span);
        }
        if self.defs.lane_type(left).is_some() || right.is_some_and(|r| self.defs.lane_type(r).is_some()) {
            return self.unsupported("operators on foreign objects", span);
        }
        let target = self.defs.target();
        let help = right.filter(|r| number(left, &target).is_some() && number(r, &target).is_some()).and_then(|r| {
            let (to, from) = (conversion_name(left)?, conversion_name(r)?);
            Some(format!("the two meet in no common type without loss; convert one: `.to_{to}` or `.to_{from}`"))
        });
        let help = help.or_else(|| self.comparison_help(operator, left, right?));
        let wrapped = |ty: &Ty| self.defs.as_lang(ty, "result").or(self.defs.as_lang(ty, "option")).is_some();
        let unwrap = wrapped(left) || right.is_some_and(wrapped);
        let help = help.or(unwrap.then(|| "take the value out first, with `!`, `?` or `match`".to_owned()));
        let joins = operator == "+" && *left == self.string() && right.is_some_and(|r| self.displayable(r));
        let help = help.or(joins.then(|| "use `.to_string`, or interpolate it: `\"#{…}\"`".to_owned()));
        let (left, right) = (self.show(left), right.map(|r| self.show(r)));
        let text = operator == "+" && (left == "String" || right.as_deref() == Some("String"));
        let help = help.or(text.then(|| "put text together by interpolation: `\"… #{value}\"`".to_owned()));
        self.report(NoOperator { operator: operator.into(), left, right, span, help });
        self.error(span)
    }

    pub(crate) fn binary(
        &mut self,
        op: Syn,
        left: &ast::Expr,
        right: &ast::Expr,
        op_span: Span,
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        match op {
            Syn::And | Syn::Or => {
                let left = self.expr_to(left, &Ty::Bool);
                // What the right side assigns may never happen.
                let before = self.unassigned.clone();
                let right = self.expr_to(right, &Ty::Bool);
                self.unassigned = before;
                let kind = ExprKind::Logical { and: op == Syn::And, left: Box::new(left), right: Box::new(right) };
                return Expr { kind, ty: Ty::Bool, span };
            }
            _ => {}
        }
        let (left, right) = self.operands(op, left, right, hint);
        self.operate(op, left, right, op_span, span)
    }

    /// Both operands; a literal takes the type of the other side.
    pub(crate) fn operands(&mut self, op: Syn, left: &ast::Expr, right: &ast::Expr, hint: Option<&Ty>) -> (Expr, Expr) {
        let operand_hint = if op.is_comparison() { None } else { hint };
        let shift = matches!(op, Syn::Shl | Syn::Shr);
        if is_number_literal(left) && (!is_number_literal(right) || is_float_literal(right)) && !shift {
            let right = self.expr(right, operand_hint);
            let ty = self.infer.shallow(&right.ty);
            (self.expr(left, Some(&ty)), right)
        } else {
            let left = self.expr(left, operand_hint);
            let ty = self.infer.shallow(&left.ty);
            let right_hint = if shift { None } else { Some(&ty) };
            let right = self.expr(right, right_hint);
            (left, right)
        }
    }

    /// An operator on two checked operands.
    pub(crate) fn operate(&mut self, op: Syn, left: Expr, right: Expr, op_span: Span, span: Span) -> Expr {
        let (lt, rt) = (self.infer.deep(&left.ty), self.infer.deep(&right.ty));
        if lt.is_error() || rt.is_error() {
            return self.error(span);
        }
        if op == Syn::Pow {
            let power = self.power(&left, &right, span).or_else(|| self.overloaded(op, &left, &right, op_span, span));
            return power.unwrap_or_else(|| self.no_operator(op.text(), &lt, Some(&rt), op_span));
        }
        let Some((operation, overflow)) = operation(op) else { return self.error(span) };
        let target = self.defs.target();
        let result = |ty: &Ty| if op.is_comparison() { Ty::Bool } else { ty.clone() };
        let string = self.string();
        match (number(&lt, &target), number(&rt, &target)) {
            (Some(Number::Int { .. }), Some(Number::Int { .. })) if matches!(op, Syn::Shl | Syn::Shr) => {
                return binary(operation, left, right, overflow, lt.clone(), span);
            }
            (Some(a), Some(b)) => {
                let whole = matches!((a, b), (Number::Int { .. }, Number::Int { .. }));
                let bits = matches!(op, Syn::BitAnd | Syn::BitOr | Syn::BitXor | Syn::WrapAdd | Syn::WrapSub | Syn::WrapMul);
                let Some(ty) = common(&lt, &rt).filter(|_| whole || !bits) else {
                    return self.no_operator(op.text(), &lt, Some(&rt), op_span);
                };
                let (left, right) = (self.coerce(left, &ty), self.coerce(right, &ty));
                return binary(operation, left, right, overflow, result(&ty), span);
            }
            _ => {}
        }
        let is_text = |t: &Ty| *t == string || is_c_string(t);
        if is_text(&lt) && is_text(&rt) && (lt == string || rt == string) {
            let (left, right) = (self.coerce(left, &string), self.coerce(right, &string));
            return self.text_operator(op, left, right, op_span, span);
        }
        let is_enum = |t: &Ty| matches!(t, Ty::Extern(e) if e.is_enum);
        if is_enum(&lt) || is_enum(&rt) {
            let plain = |e: Expr, t: &Ty| if is_enum(t) { convert(Conversion::Enum, e, Ty::INT) } else { e };
            let bits = matches!(op, Syn::BitAnd | Syn::BitOr | Syn::BitXor);
            if (op.is_comparison() || bits)
                && (is_enum(&lt) && is_enum(&rt) && lt == rt || number(&lt, &target).or(number(&rt, &target)).is_some())
            {
                return self.operate(op, plain(left, &lt), plain(right, &rt), op_span, span);
            }
            return self.no_operator(op.text(), &lt, Some(&rt), op_span);
        }
        if let Some(found) = self.overloaded(op, &left, &right, op_span, span) {
            return found;
        }
        let equality = matches!(op, Syn::Eq | Syn::Ne);
        match (&lt, &rt) {
            (Ty::Bool | Ty::C(CScalar::Bool), Ty::Bool | Ty::C(CScalar::Bool))
                if equality || matches!(op, Syn::BitAnd | Syn::BitOr | Syn::BitXor) =>
            {
                let (left, right) = (self.coerce(left, &Ty::Bool), self.coerce(right, &Ty::Bool));
                binary(operation, left, right, overflow, Ty::Bool, span)
            }
            (Ty::Char, Ty::Char) if op.is_comparison() => binary(operation, left, right, overflow, Ty::Bool, span),
            (Ty::Ptr(_) | Ty::RawPtr | Ty::CFn(_), Ty::Ptr(_) | Ty::RawPtr | Ty::CFn(_)) if equality => {
                let void = Ty::void_pointer(false);
                let (left, right) = (convert(Conversion::Pointer, left, void.clone()), convert(Conversion::Pointer, right, void));
                binary(operation, left, right, overflow, Ty::Bool, span)
            }
            (Ty::Ptr(p), _) if matches!(op, Syn::Add | Syn::Sub) && number(&rt, &target).is_some() => {
                if p.pointee == Ty::Void {
                    return self.no_operator(op.text(), &lt, Some(&rt), op_span);
                }
                self.require_unsafe("pointer arithmetic", "the result may point anywhere", span);
                let index = self.coerce(right, &Ty::INT);
                let index = if op == Syn::Sub { unary(UnaryOp::Neg, index, Overflow::Wraps, span) } else { index };
                let kind = ExprKind::PointerElement { pointer: Box::new(left), index: Box::new(index) };
                let place = Expr { kind, ty: p.pointee.clone(), span };
                Expr { kind: ExprKind::AddressOf(Box::new(place)), ty: lt.clone(), span }
            }
            (Ty::Adt(a, _), Ty::Adt(..)) if equality && lt == rt && self.defs.adt(a.id).kind == AdtKind::Class => {
                let Some(function) = self.lang_function("same_object") else { return self.error(span) };
                let same = plain_call(function, vec![lt.clone()], vec![left, right], Ty::Bool, span);
                if op == Syn::Eq { same } else { unary(UnaryOp::Not, same, Overflow::Wraps, span) }
            }
            (Ty::Unit, Ty::Unit) if equality => Expr { kind: ExprKind::Bool(op == Syn::Eq), ty: Ty::Bool, span },
            _ => self.no_operator(op.text(), &lt, Some(&rt), op_span),
        }
    }

    fn text_operator(&mut self, op: Syn, left: Expr, right: Expr, op_span: Span, span: Span) -> Expr {
        let string = self.string();
        let compare = |this: &Self, name: &str, ty: Ty, left: Expr, right: Expr| {
            this.lang_function(name).map(|f| plain_call(f, Vec::new(), vec![left, right], ty, span))
        };
        match op {
            Syn::Add => {
                // `a + b + c` makes one text, not two.
                let parts = [left, right].into_iter().flat_map(|side| match side.kind {
                    ExprKind::Concat(parts) => parts,
                    _ => vec![side],
                });
                Expr { kind: ExprKind::Concat(parts.collect()), ty: string, span }
            }
            Syn::Eq | Syn::Ne => match compare(self, "string_equal", Ty::Bool, left, right) {
                Some(equal) if op == Syn::Eq => equal,
                Some(equal) => unary(UnaryOp::Not, equal, Overflow::Wraps, span),
                None => self.error(span),
            },
            Syn::Lt | Syn::Le | Syn::Gt | Syn::Ge => {
                let Some(order) = compare(self, "string_compare", Ty::INT, left, right) else { return self.error(span) };
                let zero = Expr { kind: ExprKind::Int(0), ty: Ty::INT, span };
                self.operate(op, order, zero, op_span, span)
            }
            _ => self.no_operator(op.text(), &string, Some(&string), op_span),
        }
    }
}

pub(crate) fn unary(op: UnaryOp, operand: Expr, overflow: Overflow, span: Span) -> Expr {
    let ty = operand.ty.clone();
    Expr { kind: ExprKind::Unary { op, operand: Box::new(operand), overflow }, ty, span }
}

pub(crate) fn binary(op: BinaryOp, left: Expr, right: Expr, overflow: Overflow, ty: Ty, span: Span) -> Expr {
    Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), overflow }, ty, span }
}
