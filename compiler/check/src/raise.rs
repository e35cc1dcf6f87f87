//! `raise`, and the functions that are declared with `raises`: callers see a `Result`, the body yields its good case.

use aria_resolve::{BodySource, BodyText};
use aria_source::Span;
use aria_syntax::ast::{self, FnBody, FnDecl};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::{LeavesDefer, RaiseOutside};
use crate::propagate::Fallible;
use crate::typed::{Block, Expr, ExprKind, LocalId, Stmt};

/// Whether a body is that of a function declared with `raises`.
pub(crate) fn declared_to_raise(source: &BodySource) -> bool {
    matches!(&source.text, BodyText::Function(decl) | BodyText::Init(decl, _) if decl.raises.is_some())
}

impl BodyChecker<'_> {
    /// The type that the body's value and `return` have: the good case, where the function is declared with `raises`.
    pub(crate) fn returned_type(&self) -> Ty {
        let result = self.def.result.clone();
        match self.fallible(&result) {
            Some(Fallible::Result(good, _)) if self.raises => good,
            _ => result,
        }
    }

    /// A returned value as the function's result.
    pub(crate) fn returned(&self, value: Expr) -> Expr {
        if !self.raises || value.ty.is_never() {
            return value;
        }
        let (variant, ty, span) = (self.variant_index("result", "Ok"), self.def.result.clone(), value.span);
        Expr { kind: ExprKind::Variant { variant, fields: vec![value] }, ty, span }
    }

    pub(crate) fn function_body(&mut self, decl: &FnDecl) -> Expr {
        let result = self.returned_type();
        let taken_apart = self.parameters_taken_apart(decl);
        let value = match &decl.body {
            FnBody::Block(block) => self.function_block(block, &result),
            FnBody::Expr(expr) if result == Ty::Unit && decl.result.is_none() => {
                let e = self.expr(expr, None);
                self.discard(e)
            }
            FnBody::Expr(expr) => self.expr_to(expr, &result),
            FnBody::None => Expr { kind: ExprKind::Error, ty: Ty::Error, span: self.def.span },
        };
        let value = match taken_apart.is_empty() {
            true => value,
            false => {
                let (ty, span) = (value.ty.clone(), value.span);
                Expr { kind: ExprKind::Block(Block { statements: taken_apart, value: Some(Box::new(value)) }), ty, span }
            }
        };
        self.returned(value)
    }

    /// Binds the names of parameters like `(a, b): (Int, Int)`.
    fn parameters_taken_apart(&mut self, decl: &FnDecl) -> Vec<Stmt> {
        let mut statements = Vec::new();
        let first = u32::from(self.def.receiver.is_some());
        for (i, param) in decl.params.iter().filter(|p| !p.is_self()).enumerate() {
            if let Some(pattern) = &param.pattern {
                let value = self.local_expr(LocalId(first + i as u32), pattern.span);
                self.bind_pattern(pattern, value, true, &mut statements);
            }
        }
        statements
    }

    /// `raise e`: leaves the function, or the closure, with the failure.
    pub(crate) fn raise(&mut self, error: &ast::Expr, span: Span) -> Expr {
        if self.defers > 0 {
            self.report(LeavesDefer { word: "raise".into(), span });
        }
        let (error, result) = if self.closures.is_empty() {
            let result = self.def.result.clone();
            let Some(Fallible::Result(_, wanted)) = self.fallible(&result).filter(|_| self.raises) else {
                let error = self.expr(error, None);
                let signature = self.def.name_span;
                if !error.ty.is_error() {
                    let error = self.show(&error.ty);
                    let returns = self.fallible(&result).is_some_and(|f| matches!(f, Fallible::Result(..)));
                    self.report(RaiseOutside { error, returns, span, signature });
                }
                return self.error(span);
            };
            (self.expr_to(error, &wanted), result)
        } else {
            let error = self.expr(error, None);
            let good = self.infer.fresh();
            let result = self.propagated_result(&Fallible::Result(good, error.ty.clone()));
            let Some(Fallible::Result(_, wanted)) = self.fallible(&result) else {
                let failure = self.defs.lang_ty("result", &[Ty::Unit, error.ty.clone()]);
                self.mismatch(&failure, &result, span);
                return self.error(span);
            };
            (self.coerce(error, &wanted), result)
        };
        let variant = self.variant_index("result", "Err");
        let failed = Expr { kind: ExprKind::Variant { variant, fields: vec![error] }, ty: result, span };
        Expr { kind: ExprKind::Return(Some(Box::new(failed))), ty: Ty::Never, span }
    }
}
