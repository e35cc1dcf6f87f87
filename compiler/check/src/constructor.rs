//! `fn init(…)`: the body of a class's `new`. Until every field has a value the fields are locals, and there is no object
//! yet: leaving early destroys only what there is. Behind the statement that gives the last of them its value, there is.

use std::sync::Arc;

use aria_resolve::BodyText;
use aria_source::Span;
use aria_syntax::ast::{Block as Syntax, Expr as Syn, FnBody, FnDecl, Stmt as SynStmt, StmtKind};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::FieldsWithoutValue;
use crate::propagate::Fallible;
use crate::typed::{Arm, Block, Expr, ExprKind, LocalId, Pattern, PatternKind, Stmt};

/// The fields of an object that is not there yet, in order.
pub(crate) type Fields = Vec<(Arc<str>, LocalId)>;

impl BodyChecker<'_> {
    /// The body of `new`, by the class's `init`.
    pub(crate) fn init_body(&mut self, decl: &FnDecl, defaults: &[Option<Syn>]) -> Expr {
        let span = self.def.name_span;
        let Some(Ty::Adt(adt, args)) = self.self_ty.clone() else { return self.error(span) };
        let mut statements = Vec::new();
        let mut fields: Fields = Vec::new();
        for (i, field) in self.defs.adt(adt.id).fields.iter().enumerate() {
            let ty = field.ty.substitute(&args);
            let value = defaults.get(i).and_then(Option::as_ref).map(|default| self.expr_to(default, &ty));
            let local = self.named_local(&format!("@{}", field.name), ty, field.span);
            if value.is_none() {
                self.unassigned.insert(local);
            }
            statements.push(Stmt::Let { local, value, span: field.span });
            fields.push((field.name.clone(), local));
        }
        self.init_fields = Some(fields);
        let whole: Vec<SynStmt> = match &decl.body {
            FnBody::Block(Syntax { statements, .. }) => statements.clone(),
            FnBody::Expr(e) => vec![SynStmt { kind: StmtKind::Expr((**e).clone()), span: e.span }],
            FnBody::None => Vec::new(),
        };
        self.make_when_complete(&mut statements, span);
        let fallible = self.fallible(&self.def.result.clone());
        let mut tail = None;
        for (i, stmt) in whole.iter().enumerate() {
            // The last statement of a fallible `init` may be its Result.
            let last = i + 1 == whole.len() && matches!(fallible, Some(Fallible::Result(..))) && !self.raises;
            let checked = self.statements_here(std::slice::from_ref(stmt), &mut statements, last);
            tail = checked;
            self.make_when_complete(&mut statements, span);
        }
        let value = match tail {
            Some(outcome) => self.init_outcome(outcome, span),
            None => {
                let object = self.made_object(span);
                self.init_result(object)
            }
        };
        let ty = value.ty.clone();
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(value)) }), ty, span }
    }

    fn named_local(&mut self, name: &str, ty: Ty, span: Span) -> LocalId {
        let local = self.hidden(ty, span);
        self.locals[local.0 as usize].name = name.into();
        local
    }

    /// One statement of the body, in the body's own scope; its value, if it is the last and a `Result`.
    fn statements_here(&mut self, stmts: &[SynStmt], out: &mut Vec<Stmt>, last: bool) -> Option<Expr> {
        let span = stmts.first().map_or(self.def.name_span, |s| s.span);
        let checked = self.statements(stmts, None, span);
        let ExprKind::Block(block) = checked.kind else { return None };
        out.extend(block.statements);
        let value = *block.value?;
        let ty = self.infer.shallow(&value.ty);
        if last && self.defs.as_lang(&ty, "result").is_some() {
            return Some(value);
        }
        let value = self.discard(value);
        out.push(Stmt::Expr(value));
        None
    }

    /// Makes the object as soon as every field has a value.
    fn make_when_complete(&mut self, out: &mut Vec<Stmt>, span: Span) {
        let Some(fields) = self.init_fields.take_if(|fields| fields.iter().all(|(_, l)| !self.unassigned.contains(l))) else {
            return;
        };
        let Some(ty) = self.self_ty.clone() else { return };
        let values = fields.iter().map(|(_, local)| self.local_expr(*local, span)).collect();
        let made = Expr { kind: ExprKind::Construct(values), ty: ty.clone(), span };
        let object = self.hidden(ty, span);
        out.push(Stmt::Let { local: object, value: Some(made), span });
        self.self_local = Some(object);
    }

    /// The field of an object that is not there yet.
    pub(crate) fn unmade_field(&self, name: &str) -> Option<LocalId> {
        self.init_fields.as_ref()?.iter().find(|(n, _)| **n == *name).map(|(_, local)| *local)
    }

    /// The object, which must be there.
    pub(crate) fn made_object(&mut self, span: Span) -> Expr {
        match (self.self_local, &self.init_fields) {
            (Some(local), _) => self.local_expr(local, span),
            (None, Some(fields)) => {
                let missing: Vec<String> = fields
                    .iter()
                    .filter(|(_, local)| self.unassigned.contains(local))
                    .map(|(name, _)| name.to_string())
                    .collect();
                self.report(FieldsWithoutValue { missing, span });
                self.error(span)
            }
            (None, None) => self.error(span),
        }
    }

    /// What a `return` in an `init` returns.
    pub(crate) fn returned_object(&mut self, value: Option<&Syn>, span: Span) -> Option<Expr> {
        let BodyText::Init(..) = &self.program.bodies.get(&self.id)?.text else { return None };
        Some(match (value, self.fallible(&self.def.result.clone())) {
            (Some(value), Some(Fallible::Result(_, error))) if !self.raises => {
                let wanted = self.defs.lang_ty("result", &[Ty::Unit, error]);
                let outcome = self.expr_to(value, &wanted);
                self.init_outcome(outcome, span)
            }
            (Some(value), _) => {
                let value = self.expr_to(value, &Ty::Unit);
                Expr { span, ..value }
            }
            (None, _) => {
                let object = self.made_object(span);
                self.init_result(object)
            }
        })
    }

    /// The object as `new`'s result.
    pub(crate) fn init_result(&self, object: Expr) -> Expr {
        match self.fallible(&self.def.result) {
            Some(Fallible::Result(..)) if !object.ty.is_error() => {
                let (variant, ty, span) = (self.variant_index("result", "Ok"), self.def.result.clone(), object.span);
                Expr { kind: ExprKind::Variant { variant, fields: vec![object] }, ty, span }
            }
            _ => object,
        }
    }

    /// What a fallible `init` says of itself, as `new`'s result: the object behind `Ok`.
    pub(crate) fn init_outcome(&mut self, outcome: Expr, span: Span) -> Expr {
        let result = self.def.result.clone();
        let Some(Fallible::Result(_, error)) = self.fallible(&result) else { return self.error(span) };
        let unit_result = self.defs.lang_ty("result", &[Ty::Unit, error.clone()]);
        let at = outcome.span;
        let outcome = self.coerce(outcome, &unit_result);
        let (pattern, bound) = self.variant_pattern(&outcome, self.variant_index("result", "Err"), Some(&error), at);
        let failed = match bound {
            Some(bound) => {
                let variant = self.variant_index("result", "Err");
                Expr { kind: ExprKind::Variant { variant, fields: vec![bound] }, ty: result.clone(), span: at }
            }
            None => self.error(at),
        };
        // `Err(…)` alone needs no object.
        let always_fails =
            matches!(&outcome.kind, ExprKind::Variant { variant, .. } if *variant == self.variant_index("result", "Err"));
        if always_fails && self.self_local.is_none() {
            let ExprKind::Variant { variant, fields } = outcome.kind else { return self.error(at) };
            return Expr { kind: ExprKind::Variant { variant, fields }, ty: result, span: at };
        }
        let object = self.made_object(at);
        let good = self.init_result(object);
        let rest = Pattern { kind: PatternKind::Wildcard, ty: unit_result, span: at };
        let arms = vec![Arm { pattern, guard: None, body: failed }, Arm { pattern: rest, guard: None, body: good }];
        Expr { kind: ExprKind::Match { scrutinee: Box::new(outcome), arms }, ty: result, span: at }
    }
}
