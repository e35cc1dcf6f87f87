//! The last step of a body: every type variable is replaced by what was inferred, or reported.

use std::collections::HashSet;

use aria_diagnostics::Diagnostics;
use aria_source::Span;
use aria_types::{InferVar, Ty};

use crate::diagnostics::CannotInfer;
use crate::infer::Inference;
use crate::typed::{Callee, Expr, ExprKind, Local, Pattern, PatternKind, children_mut};

pub(crate) struct Zonk<'a> {
    infer: &'a Inference,
    diagnostics: &'a mut Diagnostics,
    /// The variables that were reported: what depends on one of them is not another mistake.
    reported: HashSet<InferVar>,
}

impl<'a> Zonk<'a> {
    pub fn new(infer: &'a Inference, diagnostics: &'a mut Diagnostics) -> Self {
        Self { infer, diagnostics, reported: HashSet::new() }
    }

    fn ty(&mut self, ty: &mut Ty, what: &str, span: Span) {
        if !ty.any(&mut |t| matches!(t, Ty::Infer(_))) {
            return;
        }
        *ty = self.infer.deep(ty);
        let mut unknown = HashSet::new();
        ty.any(&mut |t| {
            if let Ty::Infer(variable) = t {
                unknown.insert(*variable);
            }
            false
        });
        if !unknown.is_empty() {
            if unknown.is_disjoint(&self.reported) {
                self.diagnostics.push(CannotInfer { what: what.to_owned(), span });
            }
            self.reported.extend(unknown);
            *ty = Ty::Error;
        }
    }

    pub fn locals(&mut self, locals: &mut [Local]) {
        // A name says more than a value that has none.
        let (hidden, named): (Vec<_>, Vec<_>) = locals.iter_mut().partition(|l| l.hidden);
        for local in named.into_iter().chain(hidden) {
            let what = if local.hidden { "this value".to_owned() } else { format!("`{}`", local.name) };
            self.ty(&mut local.ty, &what, local.span);
        }
    }

    fn types(&mut self, types: &mut [Ty], span: Span) {
        types.iter_mut().for_each(|t| self.ty(t, "a type argument here", span));
    }

    pub fn expr(&mut self, expr: &mut Expr) {
        let span = expr.span;
        self.ty(&mut expr.ty, "this value", span);
        match &mut expr.kind {
            ExprKind::FunctionPointer { args, .. } | ExprKind::Call { callee: Callee::Function { args, .. }, .. } => {
                self.types(args, span)
            }
            ExprKind::Call { callee: Callee::TraitMethod { self_ty, args, .. }, .. } => {
                self.ty(self_ty, "the receiver", span);
                self.types(args, span);
            }
            ExprKind::Match { arms, .. } => arms.iter_mut().for_each(|arm| self.pattern(&mut arm.pattern)),
            _ => {}
        }
        children_mut(expr, &mut |e| {
            self.expr(e);
            false
        });
    }

    /// The types of a pattern; its expressions are the tree's.
    fn pattern(&mut self, pattern: &mut Pattern) {
        self.ty(&mut pattern.ty, "the matched value", pattern.span);
        match &mut pattern.kind {
            PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => {
                fields.iter_mut().for_each(|(_, p)| self.pattern(p))
            }
            PatternKind::Or(parts) => parts.iter_mut().for_each(|p| self.pattern(p)),
            PatternKind::Array { first, last, .. } => first.iter_mut().chain(last).for_each(|p| self.pattern(p)),
            _ => {}
        }
    }
}
