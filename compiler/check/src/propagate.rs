//! `e?` and `e!`.

use aria_source::Span;
use aria_types::{FnId, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{CannotPropagate, LeavesDefer, NothingToUnwrap};
use crate::methods::plain_call;
use crate::typed::{Arm, Block, Expr, ExprKind, Pattern, PatternKind, Stmt};

/// What can fail: `Option[T]`, or `Result[T, E]`.
pub(crate) enum Fallible {
    Option(Ty),
    Result(Ty, Ty),
}

impl BodyChecker<'_> {
    pub(crate) fn fallible(&self, ty: &Ty) -> Option<Fallible> {
        if let Some([inner]) = self.defs.as_lang(ty, "option").map(|a| &a[..]) {
            return Some(Fallible::Option(inner.clone()));
        }
        match self.defs.as_lang(ty, "result").map(|a| &a[..]) {
            Some([ok, err]) => Some(Fallible::Result(ok.clone(), err.clone())),
            _ => None,
        }
    }

    fn nothing_to_unwrap(&mut self, sign: &str, value: &Expr, span: Span) -> Expr {
        let ty = self.infer.shallow(&value.ty);
        if !ty.is_error() {
            let found = self.show(&ty);
            let function = matches!(ty, Ty::CFn(_));
            self.report(NothingToUnwrap { sign: sign.into(), found, function, span });
        }
        self.error(span)
    }

    /// A pattern for variant `index` of the value's enum; its payload, if it has one, is bound to a hidden local.
    pub(crate) fn variant_pattern(
        &mut self,
        value: &Expr,
        index: u32,
        payload: Option<&Ty>,
        span: Span,
    ) -> (Pattern, Option<Expr>) {
        let mut fields = Vec::new();
        let mut bound = None;
        if let Some(ty) = payload {
            let local = self.hidden(ty.clone(), span);
            fields.push((0, Pattern { kind: PatternKind::Binding(local), ty: ty.clone(), span }));
            bound = Some(self.local_expr(local, span));
        }
        (Pattern { kind: PatternKind::Variant { variant: index, fields }, ty: value.ty.clone(), span }, bound)
    }

    pub(crate) fn variant_index(&self, lang: &str, name: &str) -> u32 {
        self.defs.lang.adt(lang).and_then(|adt| self.defs.adt(adt).variant(name)).map_or(0, |(i, _)| i as u32)
    }

    /// `e?`: the value, or return from the function with the failure.
    pub(crate) fn propagate(&mut self, value: Expr, span: Span) -> Expr {
        let ty = self.infer.shallow(&value.ty);
        let Some(kind) = self.fallible(&ty) else { return self.nothing_to_unwrap("?", &value, span) };
        if self.defers > 0 {
            self.report(LeavesDefer { word: "?".into(), span });
        }
        let result = self.propagated_result(&kind);
        let (good, failure) = match (&kind, self.fallible(&result)) {
            (Fallible::Option(inner), Some(Fallible::Option(_))) => {
                let (pattern, _) = self.variant_pattern(&value, self.variant_index("option", "None"), None, span);
                let none = self.variant_index("option", "None");
                let failed = Expr { kind: ExprKind::Variant { variant: none, fields: Vec::new() }, ty: result.clone(), span };
                (inner.clone(), (pattern, failed))
            }
            (Fallible::Result(ok, err), Some(Fallible::Result(_, wanted))) => {
                let index = self.variant_index("result", "Err");
                let (pattern, bound) = self.variant_pattern(&value, index, Some(err), span);
                let bound = bound.unwrap_or_else(|| self.error(span));
                let error = self.coerce(bound, &wanted);
                let failed = Expr { kind: ExprKind::Variant { variant: index, fields: vec![error] }, ty: result.clone(), span };
                (ok.clone(), (pattern, failed))
            }
            _ => {
                let (found, result) = (self.show(&ty), self.show(&result));
                self.report(CannotPropagate { found, result, span, signature: self.def.name_span });
                return self.error(span);
            }
        };
        let leave = Expr { kind: ExprKind::Return(Some(Box::new(failure.1))), ty: Ty::Never, span };
        self.unwrapping(value, &kind, good, (failure.0, leave), span)
    }

    /// `e!`: the value, or a panic with the failure's message.
    pub(crate) fn unwrap(&mut self, value: Expr, span: Span) -> Expr {
        let ty = self.infer.shallow(&value.ty);
        let Some(kind) = self.fallible(&ty) else { return self.nothing_to_unwrap("!", &value, span) };
        let (good, pattern, message) = match &kind {
            Fallible::Option(inner) => {
                let (pattern, _) = self.variant_pattern(&value, self.variant_index("option", "None"), None, span);
                (inner.clone(), pattern, self.text("`!` on None", span))
            }
            Fallible::Result(ok, err) => {
                let (pattern, bound) = self.variant_pattern(&value, self.variant_index("result", "Err"), Some(err), span);
                let message = match bound {
                    Some(bound) => {
                        let otherwise = format!("`!` on an Err of type {}", self.infer.deep(err));
                        self.error_message(bound, &otherwise, span)
                    }
                    None => self.text("`!` on Err", span),
                };
                (ok.clone(), pattern, message)
            }
        };
        let Some(panic) = self.lang_function("panic") else { return self.error(span) };
        let panic = plain_call(panic, Vec::new(), vec![message], Ty::Never, span);
        self.unwrapping(value, &kind, good, (pattern, panic), span)
    }

    fn text(&self, text: &str, span: Span) -> Expr {
        Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span }
    }

    /// The body that runs a `main` which returns a `Result`, writes the error's message and hands the result on.
    pub(crate) fn reporting_main(&mut self, main: FnId) -> Expr {
        let span = self.def.name_span;
        let result = self.def.result.clone();
        let Some(Fallible::Result(_, err)) = self.fallible(&result) else { return self.error(span) };
        let local = self.hidden(result.clone(), span);
        let call = plain_call(main, Vec::new(), Vec::new(), result.clone(), span);
        let outcome = self.local_expr(local, span);
        let (pattern, bound) = self.variant_pattern(&outcome, self.variant_index("result", "Err"), Some(&err), span);
        let message = match bound {
            Some(bound) => self.error_message(bound, &format!("`main` returned an Err of type {err}"), span),
            None => self.error(span),
        };
        let Some(write) = self.lang_function("eprintln") else { return self.error(span) };
        let report = plain_call(write, Vec::new(), vec![message], Ty::Unit, span);
        let fine = Pattern { kind: PatternKind::Wildcard, ty: result.clone(), span };
        let arms = vec![Arm { pattern, guard: None, body: report }, Arm { pattern: fine, guard: None, body: self.unit(span) }];
        let look = Expr { kind: ExprKind::Match { scrutinee: Box::new(outcome.clone()), arms }, ty: Ty::Unit, span };
        let statements = vec![Stmt::Let { local, value: Some(call), span }, Stmt::Expr(look)];
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(outcome)) }), ty: result, span }
    }

    /// What an error says of itself: its `message`, else its text form, else only that it is one.
    fn error_message(&mut self, error: Expr, otherwise: &str, span: Span) -> Expr {
        let ty = self.infer.deep(&error.ty);
        let string = self.string();
        if let Ty::Adt(adt, args) = &ty
            && let Some((index, field)) = self.defs.adt(adt.id).field("message")
            && field.ty.substitute(args) == string
        {
            let kind = ExprKind::Field { base: Box::new(error), field: index as u32 };
            return Expr { kind, ty: string, span };
        }
        if let Some(found) = self.find_method(&ty, "message").filter(|f| f.instance && f.params == 0) {
            let message = self.call_method(found, error, &[], span, span);
            return self.coerce(message, &string);
        }
        if self.displayable(&ty) {
            return self.display(error);
        }
        self.text(otherwise, span)
    }

    fn unwrapping(&mut self, value: Expr, kind: &Fallible, good: Ty, failure: (Pattern, Expr), span: Span) -> Expr {
        let index = match kind {
            Fallible::Option(_) => self.variant_index("option", "Some"),
            Fallible::Result(..) => self.variant_index("result", "Ok"),
        };
        let (pattern, bound) = self.variant_pattern(&value, index, Some(&good), span);
        let body = bound.unwrap_or_else(|| self.error(span));
        let arms = vec![Arm { pattern, guard: None, body }, Arm { pattern: failure.0, guard: None, body: failure.1 }];
        Expr { kind: ExprKind::Match { scrutinee: Box::new(value), arms }, ty: good, span }
    }
}
