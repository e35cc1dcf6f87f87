//! The last step of a body: every type variable is replaced by what was inferred, or reported.

use std::collections::HashSet;

use aria_diagnostics::Diagnostics;
use aria_source::Span;
use aria_types::{InferVar, Ty};

use crate::diagnostics::CannotInfer;
use crate::infer::Inference;
use crate::typed::{Block, Callee, Expr, ExprKind, ForeignTarget, Local, Pattern, PatternKind, Stmt};

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

    fn all(&mut self, exprs: &mut [Expr]) {
        exprs.iter_mut().for_each(|e| self.expr(e));
    }

    fn maybe(&mut self, expr: &mut Option<Box<Expr>>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    pub fn expr(&mut self, expr: &mut Expr) {
        let span = expr.span;
        self.ty(&mut expr.ty, "this value", span);
        match &mut expr.kind {
            ExprKind::Unit
            | ExprKind::Bool(_)
            | ExprKind::Int(_)
            | ExprKind::Float(_)
            | ExprKind::Str(_)
            | ExprKind::CBytes(_)
            | ExprKind::Null
            | ExprKind::Address(_)
            | ExprKind::Zeroed
            | ExprKind::Constant(_)
            | ExprKind::Local(_)
            | ExprKind::ForeignGlobal { .. }
            | ExprKind::ForeignFunctionPointer { .. }
            | ExprKind::Break(_)
            | ExprKind::Next(_)
            | ExprKind::Error => {}
            ExprKind::Field { base: e, .. }
            | ExprKind::Deref { pointer: e, .. }
            | ExprKind::AddressOf(e)
            | ExprKind::Unary { operand: e, .. }
            | ExprKind::Convert { value: e, .. }
            | ExprKind::Loop { body: e, .. } => self.expr(e),
            ExprKind::Element { array: a, index: b, .. }
            | ExprKind::PointerElement { pointer: a, index: b }
            | ExprKind::Binary { left: a, right: b, .. }
            | ExprKind::Logical { left: a, right: b, .. }
            | ExprKind::Assign { place: a, value: b } => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::Closure(closure) => self.expr(&mut closure.body),
            ExprKind::FunctionPointer { args, .. } => self.types(args, span),
            ExprKind::Call { callee, args } => {
                match callee {
                    Callee::Function { args, .. } => self.types(args, span),
                    Callee::TraitMethod { self_ty, args, .. } => {
                        self.ty(self_ty, "the receiver", span);
                        self.types(args, span);
                    }
                    Callee::Pointer(e) => self.expr(e),
                }
                self.all(args);
            }
            ExprKind::ForeignCall(call) => {
                if let ForeignTarget::Pointer(e) = &mut call.target {
                    self.expr(e);
                }
                call.args.iter_mut().for_each(|a| self.expr(&mut a.value));
            }
            ExprKind::ObjectCall(call) => self.all(&mut call.args),
            ExprKind::Construct(parts) | ExprKind::Concat(parts) | ExprKind::Variant { fields: parts, .. } => self.all(parts),
            ExprKind::If { condition, then, otherwise } => {
                self.expr(condition);
                self.expr(then);
                self.maybe(otherwise);
            }
            ExprKind::Match { scrutinee, arms } => {
                self.expr(scrutinee);
                for arm in arms {
                    self.pattern(&mut arm.pattern);
                    if let Some(guard) = &mut arm.guard {
                        self.expr(guard);
                    }
                    self.expr(&mut arm.body);
                }
            }
            ExprKind::Return(value) => self.maybe(value),
            ExprKind::Block(block) => self.block(block),
            ExprKind::CatchPanic { body, rescue } => {
                self.expr(body);
                if let Some(rescue) = rescue {
                    self.expr(&mut rescue.body);
                }
            }
        }
    }

    fn block(&mut self, block: &mut Block) {
        for stmt in &mut block.statements {
            match stmt {
                Stmt::Let { value: Some(e), .. } | Stmt::Expr(e) | Stmt::Defer { body: e, .. } => self.expr(e),
                Stmt::Let { value: None, .. } => {}
            }
        }
        self.maybe(&mut block.value);
    }

    fn pattern(&mut self, pattern: &mut Pattern) {
        self.ty(&mut pattern.ty, "the matched value", pattern.span);
        match &mut pattern.kind {
            PatternKind::Scalar(e) => self.expr(e),
            PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => {
                fields.iter_mut().for_each(|(_, p)| self.pattern(p))
            }
            PatternKind::Or(parts) => parts.iter_mut().for_each(|p| self.pattern(p)),
            PatternKind::Wildcard
            | PatternKind::Binding(_)
            | PatternKind::Str(_)
            | PatternKind::Range { .. }
            | PatternKind::Null => {}
        }
    }
}
