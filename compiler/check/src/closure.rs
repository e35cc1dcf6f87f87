//! Closures: their parameters from the place they are given to, their results from their bodies; functions as
//! values; and calls of both.

use aria_source::Span;
use aria_syntax::ast::{self, ClosureForm, PatternKind};
use aria_types::{FnId, FnSig, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::{ArgumentCount, ArgumentName, ClosureParams, LeavesDefer};
use crate::methods::plain_call;
use crate::propagate::Fallible;
use crate::typed::{Block, Callee, Closure, Expr, ExprKind, LocalId, Stmt};

/// A closure around the place being checked.
pub(crate) struct ClosureFrame {
    /// What a call of it yields; a variable until the body has said.
    result: Ty,
    /// A `?` in it leaves it with a failure, so its value is the good case of an `Option` or `Result`.
    propagates: bool,
}

impl BodyChecker<'_> {
    pub(crate) fn closure(&mut self, closure: &ast::Closure, hint: Option<&Ty>) -> Expr {
        let span = closure.span;
        if closure.captures.iter().any(|c| c.weak) {
            let saved = self.weak_self;
            let mut statements = Vec::new();
            let made = self.scoped(|this| {
                if let Some(local) = this.weak_captures(&closure.captures, &mut statements) {
                    this.weak_self = Some(local);
                }
                this.closure(&ast::Closure { captures: Vec::new(), ..closure.clone() }, hint)
            });
            self.weak_self = saved;
            let ty = made.ty.clone();
            return Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(made)) }), ty, span };
        }
        let wanted = match hint.map(|h| self.infer.shallow(h)) {
            Some(Ty::Fn(sig)) => Some(sig),
            _ => None,
        };
        let first = self.locals.len() as u32;
        // A block that names no parameters takes any.
        let unnamed = closure.params.is_empty() && closure.form == ClosureForm::Do;
        if let Some(sig) = &wanted
            && sig.params.len() != closure.params.len()
            && !unnamed
        {
            let (wanted, found) = (sig.params.len(), closure.params.len());
            self.report(ClosureParams {
                wanted,
                found,
                span: closure.params.first().zip(closure.params.last()).map_or(span, |(a, b)| a.span.to(b.span)),
            });
        }
        let given = |i: usize| wanted.as_ref().and_then(|s| s.params.get(i).cloned());
        let count = if unnamed { wanted.as_ref().map_or(0, |s| s.params.len()) } else { closure.params.len() };
        let result = wanted.as_ref().map_or_else(|| self.infer.fresh(), |s| s.result.clone());
        self.closures.push(ClosureFrame { result: result.clone(), propagates: false });
        let loops = std::mem::take(&mut self.loops);
        let defers = std::mem::take(&mut self.defers);
        let unassigned = self.unassigned.clone();
        let mut params = Vec::with_capacity(count);
        let mut types = Vec::with_capacity(count);
        let body = self.scoped(|this| {
            let mut statements = Vec::new();
            for i in 0..count {
                let ty = match closure.params.get(i).and_then(|p| p.ty.as_ref()) {
                    Some(annotated) => {
                        let ty = this.resolve_type(annotated);
                        if let Some(expected) = given(i)
                            && !this.infer.unify(&ty, &expected)
                        {
                            this.mismatch(&ty, &expected, annotated.span);
                        }
                        ty
                    }
                    None => given(i).unwrap_or_else(|| this.infer.fresh()),
                };
                params.push(this.closure_param(closure.params.get(i), &ty, span, &mut statements));
                types.push(ty);
            }
            let body = this.closure_body(&closure.body, &result);
            if statements.is_empty() {
                return body;
            }
            let (ty, span) = (body.ty.clone(), body.span);
            Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(body)) }), ty, span }
        });
        (self.loops, self.defers, self.unassigned) = (loops, defers, unassigned);
        self.closures.pop();
        // Something was said about the number of parameters; the type is not another mistake.
        if let Some(sig) = wanted.filter(|s| s.params.len() != count) {
            return Expr { kind: ExprKind::Error, ty: Ty::Fn(sig), span };
        }
        let own = first..self.locals.len() as u32;
        let sig = FnSig { params: types, result, variadic: false };
        Expr { kind: ExprKind::Closure(Box::new(Closure::new(params, body, own))), ty: Ty::Fn(sig.into()), span }
    }

    /// The local of a parameter; a tuple's parts are taken out of it.
    fn closure_param(&mut self, param: Option<&ast::ClosureParam>, ty: &Ty, span: Span, out: &mut Vec<Stmt>) -> LocalId {
        let Some(param) = param else { return self.hidden(ty.clone(), span) };
        match &param.pattern.kind {
            PatternKind::Binding(name) => {
                let local = self.declare(name.as_str(), ty.clone(), true, name.span);
                self.unknown_origin.insert(local);
                local
            }
            _ => {
                let local = self.hidden(ty.clone(), param.span);
                let value = self.local_expr(local, param.span);
                self.bind_pattern(&param.pattern, value, true, out);
                local
            }
        }
    }

    fn closure_body(&mut self, block: &ast::Block, result: &Ty) -> Expr {
        let wanted = self.infer.shallow(result);
        if wanted == Ty::Unit {
            let checked = self.block(block, None);
            return self.discard(checked);
        }
        let hint = (!matches!(wanted, Ty::Infer(_))).then_some(&wanted);
        let checked = self.block(block, hint);
        let propagates = self.closures.last().is_some_and(|f| f.propagates);
        let checked = if propagates { self.wrap_tail(checked, result) } else { checked };
        if checked.ty.is_never() {
            self.infer.unify(result, &Ty::Never);
            return checked;
        }
        self.coerce_tail(checked, result)
    }

    /// The value of a closure in which `?` occurs is the good case, unless it is a `Result` or `Option` already.
    fn wrap_tail(&mut self, mut checked: Expr, result: &Ty) -> Expr {
        let found = self.infer.shallow(&checked.ty);
        let result = self.infer.shallow(result);
        let (lang, variant) = match self.fallible(&result) {
            Some(Fallible::Option(_)) => ("option", "Some"),
            Some(Fallible::Result(..)) => ("result", "Ok"),
            None => return checked,
        };
        let already = matches!(
            (self.fallible(&found), lang),
            (Some(Fallible::Option(_)), "option") | (Some(Fallible::Result(..)), "result")
        );
        if already || found.is_never() {
            return checked;
        }
        let Some(good) = self.defs.as_lang(&result, lang).and_then(|a| a.first().cloned()) else { return checked };
        let variant = self.variant_index(lang, variant);
        let span = checked.span;
        let wrap = |this: &mut Self, value: Expr| {
            let value = this.coerce(value, &good);
            Expr { kind: ExprKind::Variant { variant, fields: vec![value] }, ty: result.clone(), span }
        };
        if let ExprKind::Block(block) = &mut checked.kind {
            let value = block.value.take().map_or_else(|| self.unit(span), |v| *v);
            block.value = Some(Box::new(wrap(self, value)));
            checked.ty = result.clone();
            return checked;
        }
        wrap(self, checked)
    }

    /// What a `?` on such a value returns from: the function, or the closure, whose result it may decide.
    pub(crate) fn propagated_result(&mut self, kind: &Fallible) -> Ty {
        let Some(frame) = self.closures.last_mut() else { return self.def.result.clone() };
        frame.propagates = true;
        let result = self.infer.shallow(&frame.result);
        if let Ty::Infer(_) = result {
            let good = self.infer.fresh();
            let made = match kind {
                Fallible::Option(_) => self.defs.lang_ty("option", &[good]),
                Fallible::Result(_, error) => self.defs.lang_ty("result", &[good, error.clone()]),
            };
            self.infer.unify(&result, &made);
            return made;
        }
        result
    }

    /// `next value` outside of a loop: the closure's result.
    pub(crate) fn leave_closure(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        if self.defers > 0 {
            self.report(LeavesDefer { word: "next".into(), span });
        }
        let result = self.closures.last().map_or(Ty::Error, |f| f.result.clone());
        let value = match value {
            Some(value) => Some(Box::new(self.expr_to(value, &result))),
            None => {
                if !self.infer.unify(&Ty::Unit, &result) {
                    self.mismatch(&Ty::Unit, &result, span);
                }
                None
            }
        };
        Expr { kind: ExprKind::Return(value), ty: Ty::Never, span }
    }

    /// A function's name where a value is wanted: a C function pointer where one is asked for, else a closure that
    /// calls it.
    pub(crate) fn function_value(&mut self, function: FnId, hint: Option<&Ty>, span: Span) -> Expr {
        let def = self.defs.function(function);
        let args: Vec<Ty> = def.generics.iter().map(|_| self.infer.fresh()).collect();
        let params: Vec<Ty> = def.params.iter().map(|p| p.ty.substitute(&args)).collect();
        let result = def.result.substitute(&args);
        let sig = FnSig { params: params.clone(), result: result.clone(), variadic: false };
        let hint = hint.map(|h| self.infer.shallow(h));
        if matches!(hint, Some(Ty::CFn(_))) {
            return Expr { kind: ExprKind::FunctionPointer { function, args }, ty: Ty::CFn(sig.into()), span };
        }
        let ty = Ty::Fn(sig.into());
        if let Some(hint) = &hint {
            self.infer.unify(&ty, hint);
        }
        self.require_bounds(&def.generics, &args, span);
        let first = self.locals.len() as u32;
        let locals: Vec<LocalId> = params.iter().map(|p| self.hidden(p.clone(), span)).collect();
        let values = locals.iter().map(|l| self.local_expr(*l, span)).collect();
        let body = plain_call(function, args, values, result, span);
        let own = first..self.locals.len() as u32;
        Expr { kind: ExprKind::Closure(Box::new(Closure::new(locals, body, own))), ty, span }
    }

    /// Calls a closure.
    pub(crate) fn call_closure(&mut self, callee: Expr, sig: &FnSig, given: &[Given<'_>], span: Span) -> Expr {
        if given.len() != sig.params.len() {
            let (name, expected) = ("the closure".to_owned(), sig.params.len().to_string());
            self.report(ArgumentCount { name, expected, found: given.len(), span, declared: None });
        }
        let mut args = Vec::with_capacity(given.len());
        for (i, arg) in given.iter().enumerate() {
            if let Given::Syntax { label: Some(label), .. } = arg {
                let name = label.text.to_string();
                self.report(ArgumentName { function: "the closure".into(), name, span: label.span, similar: None });
            }
            let param = sig.params.get(i);
            let value = self.given(arg, param);
            args.push(match param {
                Some(param) => self.coerce(value, param),
                None => value,
            });
        }
        let ty = self.infer.shallow(&sig.result);
        if given.len() != sig.params.len() {
            return Expr { kind: ExprKind::Error, ty, span };
        }
        Expr { kind: ExprKind::Call { callee: Callee::Pointer(Box::new(callee)), args }, ty, span }
    }
}
