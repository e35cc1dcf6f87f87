//! Operators on types of the program: calls of the method of the operator's trait.

use aria_source::Span;
use aria_syntax::ast::BinaryOp as Syn;
use aria_types::{TraitId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::methods::FoundMethod;
use crate::operator::unary;
use crate::typed::{Arm, Expr, ExprKind, Overflow, Pattern, PatternKind, UnaryOp};

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
    pub(crate) fn overloaded(&mut self, op: Syn, left: &Expr, right: &Expr, span: Span) -> Option<Expr> {
        let (item, method) = operator_trait(op)?;
        let trait_ = self.defs.lang.trait_(item)?;
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

    /// Whether a comparison came out as one of these.
    fn ordering(&mut self, compared: Expr, wanted: &[&str], span: Span) -> Expr {
        let ty = compared.ty.clone();
        let Some(adt) = self.defs.lang.adt("ordering") else { return self.error(span) };
        let variant = |name: &&str| {
            let index = self.defs.adt(adt).variant(name).map_or(0, |(i, _)| i as u32);
            Pattern { kind: PatternKind::Variant { variant: index, fields: Vec::new() }, ty: ty.clone(), span }
        };
        let pattern = Pattern { kind: PatternKind::Or(wanted.iter().map(variant).collect()), ty: ty.clone(), span };
        let rest = Pattern { kind: PatternKind::Wildcard, ty, span };
        let answer = |b: bool| Expr { kind: ExprKind::Bool(b), ty: Ty::Bool, span };
        let arms =
            vec![Arm { pattern, guard: None, body: answer(true) }, Arm { pattern: rest, guard: None, body: answer(false) }];
        Expr { kind: ExprKind::Match { scrutinee: Box::new(compared), arms }, ty: Ty::Bool, span }
    }

    /// The method of one trait for a type; where it implements the trait in several forms, the one whose first argument
    /// is the given type.
    fn trait_method(&self, ty: &Ty, trait_: TraitId, method: &str, right: Option<&Ty>) -> Option<FoundMethod> {
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
