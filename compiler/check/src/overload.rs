//! Operators on types of the program: calls of the method of the operator's trait.

use std::ops::Range;

use aria_source::Span;
use aria_syntax::ast::BinaryOp as Syn;
use aria_types::{TraitId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::methods::FoundMethod;
use crate::operator::unary;
use crate::typed::{Arm, Block, Expr, ExprKind, Overflow, Pattern, PatternKind, Stmt, UnaryOp};

/// The trait of an operator, by its name among the language's items, and its method.
fn operator_trait(op: Syn) -> Option<(&'static str, &'static str)> {
    Some(match op {
        Syn::Add => ("add", "add"),
        Syn::Sub => ("sub", "sub"),
        Syn::Mul => ("mul", "mul"),
        Syn::Div => ("div", "div"),
        Syn::Rem => ("rem", "rem"),
        Syn::Pow => ("pow", "pow"),
        Syn::Shl => ("shl", "shift_left"),
        Syn::Shr => ("shr", "shift_right"),
        Syn::BitAnd => ("bit_and", "bit_and"),
        Syn::BitOr => ("bit_or", "bit_or"),
        Syn::BitXor => ("bit_xor", "bit_xor"),
        Syn::Eq | Syn::Ne => ("eq", "equals?"),
        Syn::Lt | Syn::Le | Syn::Gt | Syn::Ge => ("ord", "compare"),
        Syn::WrapAdd | Syn::WrapSub | Syn::WrapMul | Syn::And | Syn::Or => return None,
    })
}

impl BodyChecker<'_> {
    /// An operator by the left operand's implementation of its trait.
    pub(crate) fn overloaded(&mut self, op: Syn, left: &Expr, right: &Expr, op_span: Span, span: Span) -> Option<Expr> {
        let (item, method) = operator_trait(op)?;
        let trait_ = self.defs.lang.trait_(item)?;
        if op.is_comparison() {
            let (lt, rt) = (self.infer.deep(&left.ty), self.infer.deep(&right.ty));
            let equality = matches!(op, Syn::Eq | Syn::Ne);
            // The language compares these itself, and `Eq` and `Ord` take two of the same type.
            let built_in = lt == Ty::Char || equality && matches!(lt, Ty::Bool | Ty::C(_) | Ty::Unit);
            if built_in || !alike(&lt, &rt) {
                return None;
            }
            if equality && let Some(found) = self.compared_with_none(op, left, right, span) {
                return Some(found);
            }
            if let (Ty::Tuple(parts), Ty::Tuple(_)) = (&lt, &rt)
                && (equality || parts.iter().all(|p| matches!(p, Ty::Int(_) | Ty::Char)))
            {
                return Some(self.compared_tuples(op, left.clone(), right.clone(), parts.len(), (op_span, span)));
            }
            if self.implemented(&lt, trait_).is_empty() && self.defs.has_impl_about(&lt, trait_) {
                return Some(self.no_operator(op.text(), &lt, Some(&rt), op_span));
            }
        }
        let found = self.trait_method(&left.ty, trait_, method, Some(&right.ty))?;
        let call = self.call_method(found, left.clone(), &[Given::Typed(right.clone())], span, span);
        Some(match op {
            Syn::Ne => unary(UnaryOp::Not, call, Overflow::Wraps, span),
            Syn::Lt => self.ordering(call, &["Less"], span),
            Syn::Le => self.ordering(call, &["Less", "Equal"], span),
            Syn::Gt => self.ordering(call, &["Greater"], span),
            Syn::Ge => self.ordering(call, &["Greater", "Equal"], span),
            _ => call,
        })
    }

    pub(crate) fn overloaded_unary(&mut self, method: &str, operand: &Expr, span: Span) -> Option<Expr> {
        let trait_ = self.defs.lang.trait_(method)?;
        let found = self.trait_method(&operand.ty, trait_, method, None)?;
        Some(self.call_method(found, operand.clone(), &[], span, span))
    }

    /// `value == None`, which needs no `Eq`.
    fn compared_with_none(&mut self, op: Syn, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let none = self.variant_index("option", "None");
        let is_none = |e: &Expr| matches!(&e.kind, ExprKind::Variant { variant, .. } if *variant == none);
        let (value, literal) = if is_none(right) { (left, right) } else { (right, left) };
        self.defs.as_lang(&self.infer.shallow(&value.ty), "option")?;
        if !is_none(literal) || !self.infer.unify(&literal.ty, &value.ty) {
            return None;
        }
        let ty = value.ty.clone();
        let pattern = Pattern { kind: PatternKind::Variant { variant: none, fields: Vec::new() }, ty, span };
        Some(self.answered(value.clone(), pattern, op == Syn::Eq, span))
    }

    /// Tuples, part by part. For an order the first parts that differ decide.
    fn compared_tuples(&mut self, op: Syn, left: Expr, right: Expr, parts: usize, at: (Span, Span)) -> Expr {
        let span = at.1;
        let mut statements = Vec::new();
        let mut held = |this: &mut Self, value: Expr| {
            let local = this.hidden(value.ty.clone(), span);
            statements.push(Stmt::Let { local, value: Some(value), span });
            this.local_expr(local, span)
        };
        let (left, right) = (held(self, left), held(self, right));
        let value = match op {
            Syn::Ne => {
                let equal = self.tuple_from(Syn::Eq, &left, &right, 0..parts, at);
                unary(UnaryOp::Not, equal, Overflow::Wraps, span)
            }
            _ => self.tuple_from(op, &left, &right, 0..parts, at),
        };
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(value)) }), ty: Ty::Bool, span }
    }

    fn tuple_from(&mut self, op: Syn, left: &Expr, right: &Expr, parts: Range<usize>, at: (Span, Span)) -> Expr {
        let ((op_span, span), from) = (at, parts.start);
        let part = |this: &Self, whole: &Expr| {
            let ty = match this.infer.shallow(&whole.ty) {
                Ty::Tuple(parts) => parts.get(from).cloned().unwrap_or(Ty::Error),
                _ => Ty::Error,
            };
            Expr { kind: ExprKind::Field { base: Box::new(whole.clone()), field: from as u32 }, ty, span }
        };
        let (a, b) = (part(self, left), part(self, right));
        if from + 1 >= parts.end {
            return self.operate(op, a, b, op_span, span);
        }
        let strict = match op {
            Syn::Le => Syn::Lt,
            Syn::Ge => Syn::Gt,
            other => other,
        };
        let first = self.operate(strict, a.clone(), b.clone(), op_span, span);
        let rest = self.tuple_from(op, left, right, from + 1..parts.end, at);
        let logical = |and, left, right| {
            let kind = ExprKind::Logical { and, left: Box::new(left), right: Box::new(right) };
            Expr { kind, ty: Ty::Bool, span }
        };
        if op == Syn::Eq {
            return logical(true, first, rest);
        }
        let same = self.operate(Syn::Eq, a, b, op_span, span);
        logical(false, first, logical(true, same, rest))
    }

    /// What makes a comparison work that does not.
    pub(crate) fn comparison_help(&self, operator: &str, left: &Ty, right: &Ty) -> Option<String> {
        let (item, name) = match operator {
            "==" | "!=" => ("eq", "Eq"),
            "<" | "<=" | ">" | ">=" => ("ord", "Ord"),
            _ => return None,
        };
        if !alike(left, right) {
            return None;
        }
        match self.defs.lacking(left, self.defs.lang.trait_(item)?, self.generics())? {
            Ty::Adt(adt, _) => {
                let derived = if item == "ord" { "Eq, Ord" } else { name };
                Some(format!("write `derive({derived})` behind the name of `{0}`, or `impl {name} for {0}`", adt.name))
            }
            Ty::Param(param) => Some(format!("bound the parameter: `[{}: {name}]`", param.name)),
            _ => None,
        }
    }

    /// Whether a value matches a pattern, or that it does not.
    fn answered(&mut self, value: Expr, pattern: Pattern, matches: bool, span: Span) -> Expr {
        let rest = Pattern { kind: PatternKind::Wildcard, ty: value.ty.clone(), span };
        let answer = |b: bool| Expr { kind: ExprKind::Bool(b), ty: Ty::Bool, span };
        let arms =
            vec![Arm { pattern, guard: None, body: answer(matches) }, Arm { pattern: rest, guard: None, body: answer(!matches) }];
        Expr { kind: ExprKind::Match { scrutinee: Box::new(value), arms }, ty: Ty::Bool, span }
    }

    /// Whether a comparison came out as one of these.
    fn ordering(&mut self, compared: Expr, wanted: &[&str], span: Span) -> Expr {
        let ty = compared.ty.clone();
        let Some(adt) = self.defs.lang.adt("ordering") else { return self.error(span) };
        let variant = |name: &&str| {
            let index = self.defs.adt(adt).variant(name).map_or(0, |(i, _)| i as u32);
            Pattern { kind: PatternKind::Variant { variant: index, fields: Vec::new() }, ty: ty.clone(), span }
        };
        let pattern = Pattern { kind: PatternKind::Or(wanted.iter().map(variant).collect()), ty: ty.clone(), span };
        self.answered(compared, pattern, true, span)
    }

    /// The method of one trait for a type; where it implements the trait in several forms, the one whose first argument
    /// is the given type.
    pub(crate) fn trait_method(&self, ty: &Ty, trait_: TraitId, method: &str, right: Option<&Ty>) -> Option<FoundMethod> {
        let ty = self.infer.deep(ty);
        let right = right.map(|r| self.infer.deep(r));
        let forms = self.implemented(&ty, trait_);
        let form = match (&forms[..], &right) {
            ([], _) => return None,
            ([one], _) => one,
            (several, Some(right)) => several.iter().find(|f| f.args.first() == Some(right)).or(several.first())?,
            (several, None) => several.first()?,
        };
        let function = *self.defs.trait_(trait_).methods.get(method)?;
        let owner_args = std::iter::once(ty.clone()).chain(form.args.iter().cloned()).collect();
        Some(FoundMethod {
            function,
            owner_args,
            bound: Some((trait_, ty)),
            params: usize::from(right.is_some()),
            instance: true,
        })
    }
}

/// Whether two types may turn out to be the same.
fn alike(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (Ty::Error | Ty::Never | Ty::Infer(_), _) | (_, Ty::Error | Ty::Never | Ty::Infer(_)) => true,
        (Ty::Adt(a, xs), Ty::Adt(b, ys)) => a == b && xs.iter().zip(ys.iter()).all(|(x, y)| alike(x, y)),
        (Ty::Tuple(xs), Ty::Tuple(ys)) => xs.len() == ys.len() && xs.iter().zip(ys.iter()).all(|(x, y)| alike(x, y)),
        _ => a == b,
    }
}
