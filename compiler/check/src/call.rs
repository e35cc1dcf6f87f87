//! Calls: which function a callee names, its type arguments, its value arguments.

use aria_resolve::ValueName;
use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, Name};
use aria_types::{FnId, FnKind, TraitId, Ty};

use crate::arguments::{Arguments, as_written};
use crate::body::BodyChecker;
use crate::diagnostics::{ArgumentCount, NeedsUnsafe, NotCallable, Private};
use crate::typed::{Callee, Expr, ExprKind};

/// An argument of a call.
pub(crate) enum Given<'s> {
    Syntax {
        label: Option<&'s Name>,
        expr: &'s ast::Expr,
    },
    Typed(Expr),
    /// A trailing block: the last parameter's.
    Block(&'s ast::Closure),
}

impl Given<'_> {
    /// Whether it is written as a closure, whose parameters' types the other arguments may decide.
    pub fn is_closure(&self) -> bool {
        match self {
            Given::Syntax { expr, .. } => matches!(expr.without_parens().kind, Syn::Closure(_)),
            Given::Block(_) => true,
            Given::Typed(_) => false,
        }
    }

    pub fn is_labelled(&self) -> bool {
        matches!(self, Given::Syntax { label: Some(_), .. })
    }
}

impl<'s> From<&'s ast::Arg> for Given<'s> {
    fn from(arg: &'s ast::Arg) -> Self {
        Given::Syntax { label: arg.label.as_ref(), expr: &arg.value }
    }
}

impl BodyChecker<'_> {
    pub(crate) fn call(&mut self, callee: &ast::Expr, given: &[Given<'_>], hint: Option<&Ty>, span: Span) -> Expr {
        match &callee.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => self.call_name(name, given, hint, span),
            Syn::Suffixed { base, suffix, suffix_span } => {
                if let Some(found) = self.signed_name(base, *suffix, given, hint, span) {
                    return found;
                }
                let what = format!("a value followed by `{}`", suffix.sign());
                self.report(NotCallable { what, span: callee.span.to(*suffix_span) });
                self.error(span)
            }
            Syn::Field { base, name } => self.call_member(base, name, given, hint, span),
            Syn::Bracket { base, args: types } if self.generic_function(base).is_some() => {
                let types: Vec<Ty> = types.iter().map(|t| self.type_argument(t)).collect();
                let function = self.generic_function(base).unwrap_or(FnId(0));
                let expected = self.defs.function(function).generics.len();
                if types.len() != expected {
                    let name = self.function_name(function);
                    self.report(ArgumentCount {
                        name,
                        expected: format!("{expected} type"),
                        found: types.len(),
                        span,
                        declared: None,
                    });
                    return self.error(span);
                }
                self.call_function(function, Some(types), None, None, given, hint, span, base.span)
            }
            Syn::Bracket { .. } if self.is_type(callee) => {
                self.report(NotCallable { what: "a type".into(), span: callee.span });
                self.error(span)
            }
            _ => {
                let value = self.expr(callee, None);
                self.call_value(value, given, span)
            }
        }
    }

    /// The generic function that an expression names.
    fn generic_function(&self, expr: &ast::Expr) -> Option<FnId> {
        let function = match &expr.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => match self.scope.value_name(name.as_str()) {
                Some(ValueName::Fn(id)) => Some(id),
                _ => None,
            },
            Syn::Field { base, name } => self.module_function(base, name),
            _ => None,
        };
        function.filter(|id| !self.defs.function(*id).generics.is_empty())
    }

    fn type_argument(&mut self, expr: &ast::Expr) -> Ty {
        match ast::TypeExpr::from_expr(expr) {
            Some(ty) => self.resolve_type(&ty),
            None => self.unsupported("values as type arguments", expr.span).ty,
        }
    }

    fn call_name(&mut self, name: &Name, given: &[Given<'_>], hint: Option<&Ty>, span: Span) -> Expr {
        // Inside a type, its own functions come first.
        if let Some(function) = self.sibling(name.as_str()) {
            return self.call_sibling(function, given, hint, span, name.span);
        }
        match self.scope.value_name(name.as_str()) {
            Some(ValueName::Fn(function)) => {
                if let Some(shown) = self.printing(function, given, span) {
                    return shown;
                }
                self.call_function(function, None, None, None, given, hint, span, name.span)
            }
            Some(ValueName::Const(_) | ValueName::Namespace(_) | ValueName::Module(_)) => {
                self.report(NotCallable { what: format!("`{}`", name.text), span: name.span });
                self.error(span)
            }
            None => {
                if let Some((adt, variant)) = self.prelude_variant_named(name.as_str()) {
                    return self.variant_call(adt, variant, None, given, hint, span);
                }
                if self.type_named(name.as_str()) {
                    self.report(NotCallable {
                        what: format!("the type `{0}` (its values are made with `{0}.new(…)`)", name.text),
                        span: name.span,
                    });
                    return self.error(span);
                }
                for arg in given {
                    self.given(arg, None);
                }
                let error = self.unknown_name(name);
                Expr { span, ..error }
            }
        }
    }

    /// A function of the type whose body this is.
    pub(crate) fn sibling(&self, name: &str) -> Option<FnId> {
        let Some(Ty::Adt(adt, _)) = &self.self_ty else { return None };
        self.defs.adt(adt.id).methods.get(name).copied()
    }

    fn call_sibling(&mut self, function: FnId, given: &[Given<'_>], hint: Option<&Ty>, span: Span, name_span: Span) -> Expr {
        let owner_args = match &self.self_ty {
            Some(Ty::Adt(_, args)) => args.to_vec(),
            _ => Vec::new(),
        };
        let receiver = if self.defs.function(function).receiver.is_some() {
            let receiver = self.self_value(name_span);
            if receiver.ty.is_error() {
                return receiver;
            }
            Some(receiver)
        } else {
            None
        };
        self.call_function(function, Some(owner_args), None, receiver, given, hint, span, name_span)
    }

    /// `println`, `print` and `eprintln` show any value that has a text form.
    fn printing(&mut self, function: FnId, given: &[Given<'_>], span: Span) -> Option<Expr> {
        let printers = ["println", "print", "eprintln", "eprint"];
        if !printers.iter().any(|p| self.lang_function(p) == Some(function)) {
            return None;
        }
        let value = match given {
            [] => Expr { kind: ExprKind::Str("".into()), ty: self.string(), span },
            [one] => {
                let value = self.given(one, None);
                self.display(value)
            }
            _ => {
                let name = self.defs.function(function).name.to_string();
                self.report(ArgumentCount { name, expected: "one".into(), found: given.len(), span, declared: None });
                return Some(self.error(span));
            }
        };
        Some(crate::methods::plain_call(function, Vec::new(), vec![value], Ty::Unit, span))
    }

    /// An argument checked against a hint.
    pub(crate) fn given(&mut self, given: &Given<'_>, hint: Option<&Ty>) -> Expr {
        match given {
            Given::Syntax { expr, .. } => self.expr(expr, hint),
            Given::Typed(expr) => expr.clone(),
            Given::Block(closure) => self.closure(closure, hint),
        }
    }

    /// Calls a known function.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn call_function(
        &mut self,
        function: FnId,
        owner_args: Option<Vec<Ty>>,
        bound: Option<(TraitId, Ty)>,
        receiver: Option<Expr>,
        given: &[Given<'_>],
        hint: Option<&Ty>,
        span: Span,
        name_span: Span,
    ) -> Expr {
        let def = self.defs.function(function);
        if !self.may_call(def) {
            let (what, declared) = match def.kind {
                FnKind::Constructor(adt) => {
                    let field = self.defs.adt(adt).fields.iter().find(|f| f.private).map_or(def.name_span, |f| f.span);
                    (format!("the constructor of `{}`", self.defs.adt(adt).name), field)
                }
                _ => (format!("`{}`", def.name), def.name_span),
            };
            self.report(Private { what, span: name_span, declared });
        }
        if def.attributes.raw_ffi && !self.in_unsafe() {
            let what = format!("calling `{}`", def.name);
            let why = "it is `@raw_ffi`, so nothing in it is checked".into();
            self.report(NeedsUnsafe { what, why, span, declared: Some(def.name_span), fact: None });
        }
        let mut args = owner_args.unwrap_or_else(|| (0..def.owner_generics).map(|_| self.infer.fresh()).collect());
        while args.len() < def.generics.len() {
            let fresh = self.infer.fresh();
            args.push(fresh);
        }
        self.require_bounds(&def.generics, &args, name_span);
        let result = def.result.substitute(&args);
        self.expect_result(&result, hint);
        let (receiver, change) = match receiver {
            Some(receiver) if def.mutating => {
                let (pointer, change) = self.changed_receiver(function, receiver);
                (Some(pointer), Some(change))
            }
            other => (other, None),
        };
        let Arguments { values, mut written } = self.arguments(function, &args, given, span);
        self.infer_from_bounds();
        let mut all: Vec<Expr> = receiver.into_iter().collect();
        if !all.is_empty() {
            written = std::iter::once(0).chain(written.into_iter().map(|i| i + 1)).collect();
        }
        all.extend(values);
        if let FnKind::Constructor(_) = def.kind {
            return as_written(Expr { kind: ExprKind::Construct(all), ty: result, span }, written);
        }
        let ty = if result.is_never() { Ty::Never } else { result };
        let callee = match bound {
            Some((trait_, self_ty)) => Callee::TraitMethod { trait_, method: function, self_ty, args },
            None => Callee::Function { function, args },
        };
        match change {
            Some(change) => self.changing_call(change, callee, all, written, ty, span),
            None => as_written(Expr { kind: ExprKind::Call { callee, args: all }, ty, span }, written),
        }
    }

    /// Lets the wanted type fix the type arguments of a generic result.
    pub(crate) fn expect_result(&mut self, result: &Ty, hint: Option<&Ty>) {
        let Some(hint) = hint else { return };
        let (result, hint) = (self.infer.shallow(result), self.infer.shallow(hint));
        if let (Ty::Ptr(a), Ty::Ptr(b)) = (&result, &hint) {
            if matches!(self.infer.shallow(&a.pointee), Ty::Infer(_)) {
                self.infer.unify(&a.pointee, &b.pointee);
            }
            return;
        }
        if let (Ty::Adt(a, xs), Ty::Adt(b, ys)) = (&result, &hint)
            && a == b
        {
            for (x, y) in xs.iter().zip(ys.iter()) {
                if matches!(self.infer.shallow(x), Ty::Infer(_)) {
                    self.infer.unify(x, y);
                } else {
                    self.expect_result(x, Some(y));
                }
            }
        }
    }

    /// Calls a value: a closure or a C function pointer.
    pub(crate) fn call_value(&mut self, value: Expr, given: &[Given<'_>], span: Span) -> Expr {
        let ty = self.infer.shallow(&value.ty);
        match &ty {
            Ty::Error => self.error(span),
            Ty::CFn(sig) => {
                let sig = sig.clone();
                // An Aria function's own name is not a foreign pointer: calling it needs no crossing.
                if let ExprKind::FunctionPointer { function, args } = &value.kind {
                    return self.call_function(*function, Some(args.clone()), None, None, given, None, span, value.span);
                }
                self.call_pointer(value, &sig, given, span)
            }
            Ty::Fn(sig) => self.call_closure(value, sig, given, span),
            Ty::Foreign(..) => self.object_call(value, given, span),
            _ => {
                let what = format!("a value of type `{}`", self.show(&ty));
                self.report(NotCallable { what, span: value.span });
                self.error(span)
            }
        }
    }
}
