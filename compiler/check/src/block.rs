//! Blocks and statements.

use aria_source::Span;
use aria_syntax::ast::{self, Stmt as Syn, StmtKind};
use aria_types::{FnId, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{CannotInfer, NestedDeclaration, UnknownOrigin, UnusedResult};
use crate::pointer::points_to_place;
use crate::typed::{Block, Expr, ExprKind, LocalId, Stmt};

impl BodyChecker<'_> {
    /// The block of a function with this result type.
    pub(crate) fn function_block(&mut self, block: &ast::Block, result: &Ty) -> Expr {
        if *result == Ty::Unit {
            let checked = self.block(block, None);
            return self.discard(checked);
        }
        self.block_to(block, result)
    }

    /// A block whose value is wanted as `expected`.
    pub(crate) fn block_to(&mut self, block: &ast::Block, expected: &Ty) -> Expr {
        let checked = self.block(block, Some(expected));
        self.coerce_tail(checked, expected)
    }

    /// Coerces a block's value in place, so that the message is about the last expression, not the whole block.
    pub(crate) fn coerce_tail(&mut self, mut checked: Expr, expected: &Ty) -> Expr {
        if let ExprKind::Block(block) = &mut checked.kind
            && let Some(value) = block.value.take()
        {
            let value = self.coerce(*value, expected);
            checked.ty = value.ty.clone();
            block.value = Some(Box::new(value));
            return checked;
        }
        self.coerce(checked, expected)
    }

    /// Checks a block in a scope of its own. `hint` is the type its value is wanted as, if any.
    pub(crate) fn block(&mut self, block: &ast::Block, hint: Option<&Ty>) -> Expr {
        self.scoped(|this| this.statements(&block.statements, hint, block.span))
    }

    pub(crate) fn statements(&mut self, statements: &[Syn], hint: Option<&Ty>, span: Span) -> Expr {
        let mut out = Vec::with_capacity(statements.len());
        let mut diverges = false;
        let last = statements.len().saturating_sub(1);
        let mut value = None;
        for (i, stmt) in statements.iter().enumerate() {
            match &stmt.kind {
                StmtKind::Expr(e) if i == last => {
                    let e = self.statement_or_value(e, hint, &mut out);
                    match e {
                        // Nothing is ever the value of what was left before.
                        Some(e) if diverges => out.push(Stmt::Expr(e)),
                        Some(e) => {
                            diverges |= e.ty.is_never();
                            value = Some(Box::new(e));
                        }
                        None => {}
                    }
                }
                _ => self.statement(stmt, &mut out),
            }
            if let Some(Stmt::Expr(e)) = out.last() {
                diverges |= e.ty.is_never();
            }
        }
        let ty = match &value {
            _ if diverges => Ty::Never,
            Some(value) => value.ty.clone(),
            None => Ty::Unit,
        };
        Expr { kind: ExprKind::Block(Block { statements: out, value }), ty, span }
    }

    /// The last expression of a block: a declaration by assignment is a statement, anything else the value.
    fn statement_or_value(&mut self, expr: &ast::Expr, hint: Option<&Ty>, out: &mut Vec<Stmt>) -> Option<Expr> {
        if self.declaration(expr, out) {
            return None;
        }
        Some(self.expr(expr, hint))
    }

    fn statement(&mut self, stmt: &Syn, out: &mut Vec<Stmt>) {
        match &stmt.kind {
            StmtKind::Expr(e) => {
                if self.declaration(e, out) {
                    return;
                }
                let e = self.expr(e, None);
                self.warn_unused(&e);
                let e = match e.kind {
                    ExprKind::If { .. } | ExprKind::Match { .. } => self.discarded(e),
                    _ => e,
                };
                out.push(Stmt::Expr(e));
            }
            StmtKind::Let(decl) => self.let_statement(decl, out),
            StmtKind::Var(decl) => {
                let ty = self.resolve_type(&decl.ty);
                let value = decl.value.as_ref().map(|v| self.expr_to(v, &ty));
                self.var_statement(decl, ty, value, out);
            }
            StmtKind::Defer(block) => {
                self.defers += 1;
                let unassigned = self.unassigned.clone();
                let body = self.block(block, None);
                let body = self.discard(body);
                self.unassigned = unassigned;
                self.defers -= 1;
                out.push(Stmt::Defer { body, span: stmt.span });
            }
            StmtKind::Item(item) => {
                // Those at the top of a function's body are declared with it.
                if !self.scope.is_local_item(item.span) {
                    self.report(NestedDeclaration { span: item.span });
                }
            }
            StmtKind::Error => {}
        }
    }

    fn let_statement(&mut self, decl: &ast::LetDecl, out: &mut Vec<Stmt>) {
        let ty = decl.ty.as_ref().map(|t| self.resolve_type(t));
        let Some(value) = &decl.value else {
            return self.let_without_value(decl, ty, out);
        };
        let value = match &ty {
            Some(ty) => self.expr_to(value, ty),
            None => {
                let value = self.expr(value, None);
                match &decl.pattern.kind {
                    ast::PatternKind::Binding(name) => self.first_value(name.as_str(), value),
                    _ => value,
                }
            }
        };
        self.bind_pattern(&decl.pattern, value, false, out);
    }

    fn var_statement(&mut self, decl: &ast::VarDecl, ty: Ty, value: Option<Expr>, out: &mut Vec<Stmt>) {
        let local = self.declare(decl.name.as_str(), ty.clone(), true, decl.name.span);
        let value = match value {
            Some(value) => {
                self.note_origin(local, &value);
                Some(value)
            }
            // C's own types start zeroed; every other local must be assigned before it is used.
            None if is_foreign_value(&ty) => Some(Expr { kind: ExprKind::Zeroed, ty, span: decl.span }),
            None => {
                self.unassigned.insert(local);
                None
            }
        };
        out.push(Stmt::Let { local, value, span: decl.span });
    }

    /// `name = value` where nothing of that name is visible declares a mutable local; so does each new name of
    /// `(a, b) = value`.
    fn declaration(&mut self, expr: &ast::Expr, out: &mut Vec<Stmt>) -> bool {
        let ast::ExprKind::Assign { target, op: None, value, .. } = &expr.kind else { return false };
        match &target.kind {
            ast::ExprKind::Name(name) if self.local(name.as_str()).is_none() => {
                let value = self.expr(value, None);
                if name == "_" {
                    out.push(Stmt::Expr(value));
                    return true;
                }
                let value = self.first_value(name.as_str(), value);
                let local = self.declare(name.as_str(), self.local_type(&value), true, name.span);
                self.note_origin(local, &value);
                out.push(Stmt::Let { local, value: Some(value), span: expr.span });
                true
            }
            ast::ExprKind::Tuple(parts) if self.declares_tuple(parts) => {
                let value = self.expr(value, None);
                self.spread_tuple(parts, value, expr.span, out);
                true
            }
            _ => false,
        }
    }

    /// The value of a local whose type nobody states, which `null` leaves open.
    fn first_value(&mut self, name: &str, value: Expr) -> Expr {
        if let ExprKind::Null = &value.kind {
            self.report(CannotInfer { what: format!("`{name}`"), span: value.span });
            return self.error(value.span);
        }
        self.used_value(value)
    }

    /// Remembers whether it is known where a pointer local's value came from.
    pub(crate) fn note_origin(&mut self, local: LocalId, value: &Expr) {
        if self.known_origin(value) && !points_to_place(value) {
            return;
        }
        self.unknown_origin.insert(local);
        // The next turn of a loop follows what this one assigns.
        if !self.loops.is_empty() && self.followed.contains(&local) && !self.in_unsafe() {
            let what = "an earlier statement of this loop, in its next turn,".into();
            self.report(UnknownOrigin { what, span: value.span });
        }
    }

    /// The type of a local from its first value: a value that never comes makes it an error type, not `Never`.
    pub(crate) fn local_type(&self, value: &Expr) -> Ty {
        if value.ty.is_never() { Ty::Error } else { value.ty.clone() }
    }

    /// A value turned into Unit.
    pub(crate) fn discard(&mut self, expr: Expr) -> Expr {
        if matches!(expr.ty, Ty::Unit | Ty::Never | Ty::Error) {
            return expr;
        }
        self.warn_unused_tail(&expr);
        self.discarded(expr)
    }

    /// The same, where a useless value was warned of.
    fn discarded(&mut self, expr: Expr) -> Expr {
        if matches!(expr.ty, Ty::Unit | Ty::Never | Ty::Error) {
            return expr;
        }
        let span = expr.span;
        // What nobody wants of a branch ends with the branch.
        let kind = match expr.kind {
            ExprKind::If { condition, then, otherwise } => {
                let (then, otherwise) = (Box::new(self.discarded(*then)), otherwise.map(|e| Box::new(self.discarded(*e))));
                return Expr { kind: ExprKind::If { condition, then, otherwise }, ty: Ty::Unit, span };
            }
            ExprKind::Match { scrutinee, mut arms } => {
                for arm in &mut arms {
                    let body = std::mem::replace(&mut arm.body, Expr { kind: ExprKind::Unit, ty: Ty::Unit, span });
                    arm.body = self.discarded(body);
                }
                return Expr { kind: ExprKind::Match { scrutinee, arms }, ty: Ty::Unit, span };
            }
            kind => kind,
        };
        let expr = Expr { kind, ..expr };
        // A block's last expression is then a statement of it, which ends before the block's locals do.
        if let ExprKind::Block(mut block) = expr.kind {
            block.statements.extend(block.value.take().map(|value| Stmt::Expr(*value)));
            return Expr { kind: ExprKind::Block(block), ty: Ty::Unit, span };
        }
        Expr { kind: ExprKind::Block(Block { statements: vec![Stmt::Expr(expr)], value: None }), ty: Ty::Unit, span }
    }

    fn warn_unused_tail(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Block(block) => {
                if let Some(value) = &block.value {
                    let value = (**value).clone();
                    self.warn_unused_tail(&value);
                }
            }
            _ => self.warn_unused(expr),
        }
    }

    fn warn_unused(&mut self, expr: &Expr) {
        let ty = self.infer.shallow(&expr.ty);
        if self.defs.as_lang(&ty, "result").is_some() {
            let ty = self.show(&ty);
            self.report(UnusedResult { ty, span: expr.span });
        }
    }

    /// A call of a function of the standard library that the language refers to.
    pub(crate) fn lang_function(&self, name: &str) -> Option<FnId> {
        self.defs.lang.function(name)
    }
}

/// Types of C's world, whose locals may stay uninitialised in C and are zeroed here.
pub(crate) fn is_foreign_value(ty: &Ty) -> bool {
    match ty {
        Ty::C(_) | Ty::Ptr(_) | Ty::Extern(_) | Ty::CFn(_) | Ty::RawPtr => true,
        Ty::Array(element, _) => is_foreign_value(element) || matches!(**element, Ty::Int(_) | Ty::Float(_)),
        _ => false,
    }
}
