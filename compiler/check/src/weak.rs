//! `weak T`: reading one gives `T?`, storing takes an object or what may be one.

use aria_resolve::WeakNotObject;
use aria_source::Span;
use aria_syntax::ast;
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::methods::plain_call;
use crate::typed::{Callee, Expr, ExprKind, LocalId, Stmt};

impl BodyChecker<'_> {
    fn weak_inner(&self, ty: &Ty) -> Option<Ty> {
        let ty = self.infer.shallow(ty);
        self.defs.as_lang(&ty, "weak").map(|args| args[0].clone())
    }

    /// What reading an expression yields: the object of a weak reference, if it is still there.
    pub(crate) fn read_weak(&mut self, value: Expr) -> Expr {
        if self.in_std {
            return value;
        }
        let Some(inner) = self.weak_inner(&value.ty) else { return value };
        let Some(get) = self.lang_function("weak_get") else { return value };
        let (ty, span) = (self.defs.lang_ty("option", std::slice::from_ref(&inner)), value.span);
        plain_call(get, vec![inner], vec![value], ty, span)
    }

    /// The weak reference itself, where one was read.
    pub(crate) fn unread_weak(&self, mut value: Expr) -> Expr {
        match &mut value.kind {
            ExprKind::Call { callee: Callee::Function { function, .. }, args }
                if args.len() == 1 && self.lang_function("weak_get") == Some(*function) =>
            {
                args.remove(0)
            }
            _ => value,
        }
    }

    /// An object, or what may be one, as a weak reference to it.
    pub(crate) fn as_weak(&mut self, value: &Expr, expected: &Ty) -> Option<Expr> {
        let inner = self.weak_inner(expected)?;
        let found = self.infer.shallow(&value.ty);
        if self.weak_inner(&found).is_some() || matches!(found, Ty::Error | Ty::Never | Ty::Infer(_)) {
            return None;
        }
        let held = self.defs.as_lang(&found, "option").map(|args| args[0].clone());
        let make = match held {
            Some(held) => self.infer.unify(&held, &inner).then(|| self.lang_function("weak_of_option"))?,
            None => self.infer.unify(&found, &inner).then(|| self.lang_function("weak_of"))?,
        }?;
        let (ty, span) = (self.infer.deep(expected), value.span);
        Some(plain_call(make, vec![inner], vec![value.clone()], ty, span))
    }

    /// Declares what a closure captures weakly: a weak reference made where the closure is, under the same name.
    pub(crate) fn weak_captures(&mut self, captures: &[ast::Capture], out: &mut Vec<Stmt>) -> Option<LocalId> {
        let mut of_self = None;
        for capture in captures.iter().filter(|c| c.weak) {
            let span = capture.span;
            let is_self = &capture.name == "self";
            let kind = if is_self { ast::ExprKind::SelfValue } else { ast::ExprKind::Name(capture.name.clone()) };
            let value = self.expr(&ast::Expr::new(kind, span), None);
            let held = self.infer.deep(&value.ty);
            let object = self.defs.as_lang(&held, "option").map_or(held.clone(), |args| args[0].clone());
            if !self.is_object(&object) {
                self.not_an_object(&object, span);
                continue;
            }
            let weak = self.defs.lang_ty("weak", &[object]);
            let value = self.coerce(value, &weak);
            let local = self.hidden(weak, span);
            out.push(Stmt::Let { local, value: Some(value), span });
            if is_self {
                of_self = Some(local);
            } else if let Some(scope) = self.names.last_mut() {
                scope.insert(capture.name.text.clone(), local);
            }
        }
        of_self
    }

    fn is_object(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == aria_types::AdtKind::Class)
    }

    fn not_an_object(&mut self, ty: &Ty, span: Span) {
        if !ty.is_error() {
            self.report(WeakNotObject { ty: ty.to_string(), span });
        }
    }
}
