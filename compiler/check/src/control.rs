//! Branches, `match`, `return`, `catch_panic`.

use std::collections::HashSet;

use aria_source::Span;
use aria_syntax::ast::{self, ArmBody, Condition, IfExpr};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::{LeavesDefer, ReturnInClosure};
use crate::operator::unary;
use crate::typed::{Arm, Block, Expr, ExprKind, LocalId, Overflow, Pattern, PatternKind, Rescue, UnaryOp};

/// The locals without a value at the end of several branches: those without one at the end of any that goes on.
struct Join {
    before: HashSet<LocalId>,
    after: Option<HashSet<LocalId>>,
    /// The same for the locals of `let` that may have been assigned.
    assigned_before: HashSet<LocalId>,
    assigned_after: HashSet<LocalId>,
}

impl BodyChecker<'_> {
    fn fork(&self) -> Join {
        let (before, assigned_before) = (self.unassigned.clone(), self.assigned.clone());
        Join { before, after: None, assigned_before, assigned_after: HashSet::new() }
    }

    /// Ends a branch: its state is kept if it goes on, and the next branch starts as this one did.
    fn end_branch(&mut self, join: &mut Join, diverges: bool) {
        let state = std::mem::replace(&mut self.unassigned, join.before.clone());
        let assigned = std::mem::replace(&mut self.assigned, join.assigned_before.clone());
        if !diverges {
            join.assigned_after.extend(assigned);
            match &mut join.after {
                Some(after) => after.extend(state),
                None => join.after = Some(state),
            }
        }
    }

    fn end_fork(&mut self, join: Join) {
        self.unassigned = join.after.unwrap_or_default();
        self.assigned = join.assigned_after;
    }

    /// Gives branches one type: the wanted one, else the first that has a value, else Unit.
    fn unite(&mut self, branches: Vec<Expr>, hint: Option<&Ty>, whole: Span) -> (Vec<Expr>, Ty) {
        let wanted = hint.cloned().or_else(|| {
            let first = branches.iter().find(|b| !b.ty.is_never()).map(|b| self.infer.shallow(&b.ty))?;
            let fits = |this: &mut Self, b: &Expr| b.ty.is_never() || this.try_coerce(b.clone(), &first).is_ok();
            branches.iter().all(|b| fits(self, b)).then_some(first)
        });
        match wanted {
            Some(Ty::Unit) => {
                let branches = branches.into_iter().map(|b| self.discard(b)).collect::<Vec<_>>();
                let ty = if branches.iter().all(|b| b.ty.is_never()) { Ty::Never } else { Ty::Unit };
                (branches, ty)
            }
            Some(ty) => {
                let all_leave = branches.iter().all(|b| b.ty.is_never());
                let branches = branches.into_iter().map(|b| if b.ty.is_never() { b } else { self.coerce_tail(b, &ty) }).collect();
                (branches, if all_leave { Ty::Never } else { ty })
            }
            None if branches.iter().all(|b| b.ty.is_never()) => (branches, Ty::Never),
            None => {
                self.disagree(&branches, whole);
                (branches.into_iter().map(|b| self.discard(b)).collect(), Ty::Unit)
            }
        }
    }

    pub(crate) fn if_expr(&mut self, syntax: &IfExpr, hint: Option<&Ty>, span: Span) -> Expr {
        self.if_branches(syntax, 0, hint, span)
    }

    fn if_branches(&mut self, syntax: &IfExpr, index: usize, hint: Option<&Ty>, span: Span) -> Expr {
        let Some(branch) = syntax.branches.get(index) else {
            return self.unit(span);
        };
        let has_else = syntax.otherwise.is_some() || index + 1 < syntax.branches.len();
        let hint = if has_else { hint } else { None };
        let otherwise = |this: &mut Self| -> Option<Expr> {
            if index + 1 < syntax.branches.len() {
                let rest = syntax.branches[index + 1].body.span;
                Some(this.if_branches(syntax, index + 1, hint, rest))
            } else {
                syntax.otherwise.as_ref().map(|b| this.block(b, hint))
            }
        };
        match &branch.condition {
            Condition::Expr(condition) => {
                let mut condition = self.expr_to(condition, &Ty::Bool);
                if syntax.form.is_negated() {
                    let at = condition.span;
                    condition = unary(UnaryOp::Not, condition, Overflow::Wraps, at);
                }
                let mut join = self.fork();
                let then = self.block(&branch.body, hint);
                self.end_branch(&mut join, then.ty.is_never());
                let other = otherwise(self);
                self.end_branch(&mut join, other.as_ref().is_some_and(|o| o.ty.is_never()));
                self.end_fork(join);
                let (branches, ty) = match other {
                    Some(other) => self.unite(vec![then, other], hint, span),
                    None => (vec![self.discard(then)], Ty::Unit),
                };
                let mut branches = branches.into_iter();
                let then = branches.next().unwrap_or_else(|| self.unit(span));
                let kind = ExprKind::If {
                    condition: Box::new(condition),
                    then: Box::new(then),
                    otherwise: branches.next().map(Box::new),
                };
                Expr { kind, ty, span }
            }
            Condition::Let { pattern, value, .. } => {
                let value = self.expr(value, None);
                let mut join = self.fork();
                let (pattern, then) = self.scoped(|this| {
                    let pattern = this.pattern(pattern, &value.ty);
                    (pattern, this.block(&branch.body, hint))
                });
                self.end_branch(&mut join, then.ty.is_never());
                let other = otherwise(self);
                let other = other.unwrap_or_else(|| self.unit(span));
                self.end_branch(&mut join, other.ty.is_never());
                self.end_fork(join);
                let unite_as = if has_else { hint.cloned() } else { Some(Ty::Unit) };
                let (branches, ty) = self.unite(vec![then, other], unite_as.as_ref(), span);
                let rest = Pattern { kind: PatternKind::Wildcard, ty: value.ty.clone(), span };
                let arms =
                    [pattern, rest].into_iter().zip(branches).map(|(pattern, body)| Arm { pattern, guard: None, body }).collect();
                Expr { kind: ExprKind::Match { scrutinee: Box::new(value), arms }, ty, span }
            }
        }
    }

    pub(crate) fn conditional(
        &mut self,
        condition: &ast::Expr,
        then: &ast::Expr,
        otherwise: &ast::Expr,
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        let condition = self.expr_to(condition, &Ty::Bool);
        let mut join = self.fork();
        let then = self.expr(then, hint);
        self.end_branch(&mut join, then.ty.is_never());
        let ty = self.infer.shallow(&then.ty);
        let otherwise = self.expr(otherwise, hint.or(Some(&ty)));
        self.end_branch(&mut join, otherwise.ty.is_never());
        self.end_fork(join);
        let wanted = match hint {
            Some(hint) => hint.clone(),
            None if ty.is_never() => otherwise.ty.clone(),
            // Two numbers meet where both fit.
            None => crate::numeric::common(&ty, &self.infer.shallow(&otherwise.ty)).unwrap_or(ty),
        };
        let then = self.coerce(then, &wanted);
        let otherwise = self.coerce(otherwise, &wanted);
        let kind = ExprKind::If { condition: Box::new(condition), then: Box::new(then), otherwise: Some(Box::new(otherwise)) };
        Expr { kind, ty: wanted, span }
    }

    pub(crate) fn match_expr(&mut self, scrutinee: &ast::Expr, arms: &[ast::MatchArm], hint: Option<&Ty>, span: Span) -> Expr {
        let scrutinee = self.expr(scrutinee, None);
        let mut join = self.fork();
        let mut heads = Vec::new();
        let mut bodies = Vec::new();
        for arm in arms {
            let (pattern, guard, body) = self.scoped(|this| {
                let pattern = this.pattern(&arm.pattern, &scrutinee.ty);
                let guard = arm.guard.as_ref().map(|g| this.expr_to(g, &Ty::Bool));
                let body = match &arm.body {
                    ArmBody::Expr(e) => this.arm_body(e, hint),
                    ArmBody::Block(b) => this.block(b, hint),
                };
                (pattern, guard, body)
            });
            self.end_branch(&mut join, body.ty.is_never());
            heads.push((pattern, guard));
            bodies.push(body);
        }
        self.end_fork(join);
        let (bodies, ty) = self.unite(bodies, hint, span);
        let arms: Vec<Arm> = heads.into_iter().zip(bodies).map(|((pattern, guard), body)| Arm { pattern, guard, body }).collect();
        self.check_exhaustive(&scrutinee, &arms);
        Expr { kind: ExprKind::Match { scrutinee: Box::new(scrutinee), arms }, ty, span }
    }

    /// An arm's expression; an assignment there is one statement.
    fn arm_body(&mut self, expr: &ast::Expr, hint: Option<&Ty>) -> Expr {
        let stmt = ast::Stmt { kind: ast::StmtKind::Expr(expr.clone()), span: expr.span };
        let checked = self.scoped(|this| this.statements(std::slice::from_ref(&stmt), hint, expr.span));
        match checked.kind {
            ExprKind::Block(Block { statements, value: Some(value) }) if statements.is_empty() => *value,
            kind => Expr { kind, ..checked },
        }
    }

    pub(crate) fn return_expr(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        if !self.closures.is_empty() {
            if let Some(value) = value {
                self.expr(value, None);
            }
            self.report(ReturnInClosure { span });
            return self.error(span);
        }
        if self.defers > 0 {
            self.report(LeavesDefer { word: "return".into(), span });
        }
        if let Some(object) = self.returned_object(value, span) {
            return Expr { kind: ExprKind::Return(Some(Box::new(object))), ty: Ty::Never, span };
        }
        let result = self.returned_type();
        let value = match value {
            Some(value) => {
                let value = self.expr_to(value, &result);
                Some(Box::new(self.returned(value)))
            }
            None => {
                if !matches!(result, Ty::Unit | Ty::Error) {
                    self.mismatch(&Ty::Unit, &result, span);
                }
                self.raises.then(|| Box::new(self.returned(self.unit(span))))
            }
        };
        Expr { kind: ExprKind::Return(value), ty: Ty::Never, span }
    }

    pub(crate) fn catch_panic(&mut self, body: &ast::Block, rescue: Option<&ast::Rescue>, hint: Option<&Ty>, span: Span) -> Expr {
        let mut join = self.fork();
        let checked = self.block(body, if rescue.is_some() { hint } else { None });
        // A panic may come at any point: what the body assigns may not have happened.
        let before = join.before.clone();
        self.end_branch(&mut join, checked.ty.is_never());
        let Some(rescue) = rescue else {
            self.unassigned = before;
            let body = self.discard(checked);
            return Expr { kind: ExprKind::CatchPanic { body: Box::new(body), rescue: None }, ty: Ty::Unit, span };
        };
        let panic = self.defs.lang_ty("panic_object", &[]);
        let (local, handler) = self.scoped(|this| {
            let local = rescue.name.as_ref().map(|n| this.declare(n.as_str(), panic, false, n.span));
            (local, this.block(&rescue.body, hint))
        });
        self.end_branch(&mut join, handler.ty.is_never());
        self.end_fork(join);
        let (mut branches, ty) = self.unite(vec![checked, handler], hint, span);
        let handler = branches.pop().unwrap_or_else(|| self.unit(span));
        let body = branches.pop().unwrap_or_else(|| self.unit(span));
        let rescue = Some(Rescue { local, body: Box::new(handler) });
        Expr { kind: ExprKind::CatchPanic { body: Box::new(body), rescue }, ty, span }
    }
}
