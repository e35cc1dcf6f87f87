//! Names of modules: `geo.area(…)`, `geo.Circle`, `Outer.LIMIT`; and who may use what is private.

use aria_diagnostics::Diagnostics;
use aria_resolve::{Hidden, ModuleId, PrivateToFile, TypeName, TypeResolver, ValueName, not_in_module};
use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, Name};
use aria_types::{AdtId, AdtRef, FnDef, FnId, FnKind, MethodOwner, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::{NotCallable, TypeAsValue};
use crate::typed::Expr;

/// What a name after a module's dot, or after a type's, stands for.
pub(crate) enum ModuleMember {
    Value(ValueName),
    Type(TypeName),
    Hidden(Hidden),
    /// The module has nothing of that name.
    Nothing(ModuleId),
}

impl BodyChecker<'_> {
    /// The module that an expression names.
    pub(crate) fn module_named(&self, expr: &ast::Expr) -> Option<ModuleId> {
        let value = match &expr.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => self.scope.value_name(name.as_str()),
            Syn::Field { base, name } => self.scope.value_in(self.module_named(base)?, name.as_str()).ok()?,
            _ => None,
        };
        match value {
            Some(ValueName::Module(id)) => Some(id),
            _ => None,
        }
    }

    /// What `base.name` means where `base` is a module, or a type that declares something of that name.
    pub(crate) fn module_member(&self, base: &ast::Expr, name: &Name) -> Option<ModuleMember> {
        if !self.begins_with_module(base) {
            return None;
        }
        let of_module = self.module_named(base);
        let module = match of_module {
            Some(module) => module,
            None => self.scope.inside_type(self.adt_named(base)?)?,
        };
        let (value, ty) = (self.scope.value_in(module, name.as_str()), self.scope.type_in(module, name.as_str()));
        match (value, ty) {
            (Ok(Some(value)), _) => Some(ModuleMember::Value(value)),
            (_, Ok(Some(ty))) => Some(ModuleMember::Type(ty)),
            (Err(hidden), _) | (_, Err(hidden)) => Some(ModuleMember::Hidden(hidden)),
            // A type's methods are not names of its module.
            (Ok(None), Ok(None)) => of_module.map(ModuleMember::Nothing),
        }
    }

    /// Whether a chain of names begins with a module or type: of no other, its parts need to be looked up.
    fn begins_with_module(&self, mut expr: &ast::Expr) -> bool {
        while let Syn::Field { base, .. } = &expr.kind {
            expr = base;
        }
        let Syn::Name(name) = &expr.kind else { return false };
        let name = name.as_str();
        self.local(name).is_none()
            && (name == "Self"
                || matches!(self.scope.value_name(name), Some(ValueName::Module(_)))
                || matches!(self.scope.type_name(name), Some(TypeName::Adt(_))))
    }

    /// The struct, class or enum that an expression names without type arguments.
    pub(crate) fn adt_named(&self, expr: &ast::Expr) -> Option<AdtId> {
        let found = match &expr.kind {
            Syn::Name(name) if self.local(name.as_str()).is_none() => match (&self.self_ty, name.as_str()) {
                (Some(Ty::Adt(own, _)), "Self") => return Some(own.id),
                _ => self.scope.type_name(name.as_str()).cloned(),
            },
            Syn::Field { base, name } => match self.module_member(base, name) {
                Some(ModuleMember::Type(ty)) => Some(ty),
                _ => None,
            },
            _ => None,
        };
        match found {
            Some(TypeName::Adt(id)) => Some(id),
            _ => None,
        }
    }

    /// The struct, class or enum that a path in a pattern names.
    pub(crate) fn adt_of_path(&self, path: &[Name]) -> Option<AdtId> {
        let (first, rest) = path.split_first()?;
        let start = ast::Expr::new(Syn::Name(first.clone()), first.span);
        let expr = rest.iter().fold(start, |base, name| {
            let span = base.span.to(name.span);
            ast::Expr::new(Syn::Field { base: Box::new(base), name: name.clone() }, span)
        });
        self.adt_named(&expr).or_else(|| self.adt_behind_alias(&expr))
    }

    fn adt_behind_alias(&self, expr: &ast::Expr) -> Option<AdtId> {
        let ty = ast::TypeExpr::from_expr(expr).filter(|_| self.is_type(expr))?;
        // What is wrong with the alias is said where it is declared.
        let mut unheard = Diagnostics::new();
        let (defs, scope, generics) = (self.defs, self.scope, self.generics());
        let mut resolver =
            TypeResolver { defs, scope, generics, self_ty: self.self_ty.as_ref(), opaque: None, diagnostics: &mut unheard };
        match resolver.resolve(&ty) {
            Ty::Adt(adt, _) => Some(adt.id),
            _ => None,
        }
    }

    /// `geo.area(…)`, `geo.MAX`: the value, unless `base.name` is a type or `base` no module.
    pub(crate) fn module_value(
        &mut self,
        base: &ast::Expr,
        name: &Name,
        given: Option<&[Given<'_>]>,
        hint: Option<&Ty>,
        span: Span,
    ) -> Option<Expr> {
        let value = match self.module_member(base, name)? {
            ModuleMember::Value(value) => value,
            ModuleMember::Type(_) => {
                let shown = format!("the type `{0}` (its values are made with `{0}.new(…)`)", name.text);
                match given {
                    Some(_) => self.report(NotCallable { what: shown, span: name.span }),
                    None => self.report(TypeAsValue { name: name.text.to_string(), what: "a type", span: name.span }),
                }
                return Some(self.error(span));
            }
            ModuleMember::Hidden(hidden) => {
                self.report(PrivateToFile { name: name.text.to_string(), span: name.span, declared: hidden.declared });
                return Some(self.error(span));
            }
            ModuleMember::Nothing(module) => {
                given.unwrap_or(&[]).iter().for_each(|arg| {
                    self.given(arg, None);
                });
                self.report(not_in_module(self.scope, module, name));
                return Some(self.error(span));
            }
        };
        Some(match (value, given) {
            (ValueName::Fn(function), Some(given)) => {
                self.call_function(function, None, None, None, given, hint, span, name.span)
            }
            (ValueName::Fn(function), None) => self.function_value(function, hint, span),
            (ValueName::Const(id), None) => self.constant_value(id, span),
            (ValueName::Const(id), Some(given)) => {
                let value = self.constant_value(id, base.span.to(name.span));
                self.call_value(value, given, span)
            }
            (ValueName::Module(_) | ValueName::Namespace(_), _) => {
                self.report(TypeAsValue { name: name.text.to_string(), what: "a module", span: name.span });
                self.error(span)
            }
        })
    }

    /// The same type, those parts that share a name with another type behind the names of their module.
    pub(crate) fn told_apart(&self, ty: &Ty) -> Ty {
        ty.map(&mut |part| {
            let Ty::Adt(adt, args) = part else { return None };
            let home = self.defs.homes.adts.get(&adt.id)?;
            let shared = self.defs.adts.iter().filter(|other| other.name == adt.name).count() > 1;
            let name = if shared { format!("{home}.{}", adt.name).into() } else { adt.name.clone() };
            Some(Ty::Adt(AdtRef { id: adt.id, name }, args.iter().map(|a| self.told_apart(a)).collect()))
        })
    }

    /// The function of a module that an expression names.
    pub(crate) fn module_function(&self, base: &ast::Expr, name: &Name) -> Option<FnId> {
        match self.module_member(base, name)? {
            ModuleMember::Value(ValueName::Fn(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether a function may be called here: one that is private to a type only in that
    /// type (not in an `impl` in another file), any other private one,
    /// and the constructor of a type with private fields, only in its file.
    pub(crate) fn may_call(&self, def: &FnDef) -> bool {
        if !def.attributes.private || (def.in_std && self.in_std) {
            return true;
        }
        let owner = match &def.owner {
            _ if matches!(def.kind, FnKind::Constructor(_)) => None,
            Some(MethodOwner::Adt(id)) => Some(*id),
            Some(MethodOwner::Impl(index)) => match &self.defs.impls[*index as usize].target {
                Ty::Adt(adt, _) => Some(adt.id),
                _ => None,
            },
            Some(MethodOwner::Trait(_)) | None => None,
        };
        match (owner, &self.self_ty) {
            (Some(owner), Some(Ty::Adt(own, _))) if own.id == owner => self.scope.shares_file(def.name_span.file, def.in_std),
            (Some(_), _) => false,
            (None, _) => self.scope.shares_file(def.name_span.file, def.in_std),
        }
    }
}
