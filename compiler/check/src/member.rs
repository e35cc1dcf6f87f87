//! `a.b` and `a.b(…)`: fields, methods, functions of types, variants, and names of foreign namespaces.

use aria_foreign::NameSpace;
use aria_resolve::{TypeName, ValueName, methods_elsewhere, most_alike};
use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, Name, TypeExpr};
use aria_types::{AdtId, AdtKind, ImportId, Ty};

use crate::arguments::{as_written, order_of};
use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::{ArgumentCount, MethodOfTrait, NotCallable, Private, UnknownMember};
use crate::module::ModuleMember;
use crate::typed::{Expr, ExprKind};

impl BodyChecker<'_> {
    /// The foreign namespace that an expression names.
    pub(crate) fn namespace(&self, expr: &ast::Expr) -> Option<ImportId> {
        let Syn::Name(name) = &expr.kind else { return None };
        if self.local(name.as_str()).is_some() {
            return None;
        }
        match self.scope.value_name(name.as_str()) {
            Some(ValueName::Namespace(id)) => Some(id),
            _ => None,
        }
    }

    /// Whether a name stands for a type here.
    pub(crate) fn type_named(&self, name: &str) -> bool {
        if name == "Self" {
            return self.self_ty.is_some();
        }
        if self.generics().iter().any(|g| *g.name == *name)
            || matches!(self.scope.type_name(name), Some(TypeName::Adt(_) | TypeName::Alias(_) | TypeName::Extern(_)))
        {
            return true;
        }
        let builtin = matches!(
            name,
            "Bool" | "Char" | "Float" | "Float64" | "Float32" | "CString" | "CVoidPtr" | "CPtr" | "CArray" | "RawPtr"
        );
        builtin
            || aria_types::IntTy::from_name(name).is_some()
            || aria_foreign::CScalar::from_aria_name(name).is_some()
            || self.scope.imports().into_iter().any(|i| self.defs.import(i).interface.lookup(name, NameSpace::Types).is_some())
    }

    /// Whether an expression names a type (and no value of that name is nearer).
    pub(crate) fn is_type(&self, expr: &ast::Expr) -> bool {
        match &expr.kind {
            Syn::Name(name) => {
                self.local(name.as_str()).is_none()
                    && self.scope.value_name(name.as_str()).is_none()
                    && self.type_named(name.as_str())
            }
            Syn::Bracket { base, .. } => self.is_type(base),
            Syn::Field { base, name } => match self.namespace(base) {
                Some(i) => {
                    let interface = &self.defs.import(i).interface;
                    interface.lookup(name.as_str(), NameSpace::Values).is_none()
                        && interface.lookup(name.as_str(), NameSpace::Types).is_some()
                }
                None => matches!(self.module_member(base, name), Some(ModuleMember::Type(_))),
            },
            Syn::Type(_) => true,
            _ => false,
        }
    }

    pub(crate) fn is_type_or_namespace(&self, expr: &ast::Expr) -> bool {
        self.namespace(expr).is_some() || self.module_named(expr).is_some() || self.is_type(expr)
    }

    /// The type that an expression names; the arguments of a generic one may be left to inference.
    fn type_of_base(&mut self, expr: &ast::Expr) -> Ty {
        if !matches!(&expr.kind, Syn::Name(name) if name == "Self")
            && let Some(id) = self.adt_named(expr)
        {
            let count = self.defs.adt(id).generics.len();
            // Inside its own body a generic type's bare name may still be another instance of it.
            let args = (0..count).map(|_| self.infer.fresh()).collect();
            return self.defs.adt_ty(id, args);
        }
        match TypeExpr::from_expr(expr) {
            Some(ty) => self.resolve_type(&ty),
            None => Ty::Error,
        }
    }

    /// `a.b` without parentheses.
    pub(crate) fn member(&mut self, base: &ast::Expr, name: &Name, hint: Option<&Ty>, span: Span) -> Expr {
        if let Some(import) = self.namespace(base) {
            return self.foreign_value(import, name, span);
        }
        if let Some(value) = self.module_value(base, name, None, hint, span) {
            return value;
        }
        if self.is_type(base) {
            let ty = self.type_of_base(base);
            return self.type_member(&ty, name, None, hint, span);
        }
        let value = self.expr(base, None);
        self.member_of(value, name, None, span)
    }

    /// `a.b(…)`.
    pub(crate) fn call_member(
        &mut self,
        base: &ast::Expr,
        name: &Name,
        given: &[Given<'_>],
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        if let Some(import) = self.namespace(base) {
            return self.foreign_call(import, name, given, span);
        }
        if let Some(value) = self.module_value(base, name, Some(given), hint, span) {
            return value;
        }
        if let Syn::Field { base: namespace, name: function } = &base.kind
            && self.namespace(namespace).is_some()
            && name == "try"
        {
            return self.unsupported(&format!("calls by `.try` (`{}.try`)", function.text), span);
        }
        if self.is_type(base) {
            let ty = self.type_of_base(base);
            return self.type_member(&ty, name, Some(given), hint, span);
        }
        let value = self.expr(base, None);
        self.member_of(value, name, Some(given), span)
    }

    /// `Type.name` and `Type.name(…)`.
    fn type_member(&mut self, ty: &Ty, name: &Name, given: Option<&[Given<'_>]>, hint: Option<&Ty>, span: Span) -> Expr {
        match ty {
            Ty::Error => return self.error(span),
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                if def.kind == AdtKind::Enum
                    && let Some((variant, _)) = def.variant(name.as_str())
                {
                    let args = args.to_vec();
                    return self.variant_call(adt.id, variant as u32, Some(args), given.unwrap_or(&[]), hint, span);
                }
            }
            // An enumerator, as a value of its own type.
            Ty::Extern(e) if given.is_none() => {
                let enumerations = self.defs.imports.iter().find_map(|i| i.interface.enumeration(e.key));
                let found = enumerations.and_then(|e| e.enumerators.iter().find(|e| *e.name == *name.text).map(|e| e.value));
                if let Some(value) = found {
                    return Expr { kind: ExprKind::Int(value), ty: ty.clone(), span };
                }
            }
            _ => {}
        }
        if let Some(found) = self.backed_from(ty, name, given.unwrap_or(&[]), span) {
            return found;
        }
        if let Some(found) = self.builtin_type_function(ty, name, given.unwrap_or(&[]), span) {
            return found;
        }
        let Some(found) = self.find_method(ty, name.as_str()) else {
            return self.unknown_member(ty, name);
        };
        if found.instance {
            let what = format!("`{}` belongs to values of `{}`, not to the type; it", name.text, self.show(ty));
            self.report(NotCallable { what, span: name.span });
            return self.error(span);
        }
        self.call_function(found.function, Some(found.owner_args), found.bound, None, given.unwrap_or(&[]), hint, span, name.span)
    }

    pub(crate) fn unknown_member(&mut self, ty: &Ty, name: &Name) -> Expr {
        let shown = self.infer.deep(ty);
        if let Some((trait_, _)) = self.defs.value_trait_with(name.as_str()) {
            let (help, trait_) = (self.implementing_help(&shown, trait_), self.defs.trait_(trait_).name.to_string());
            let (ty, method) = (shown.to_string(), name.text.to_string());
            self.report(MethodOfTrait { ty, method, trait_, help, span: name.span });
            return self.error(name.span);
        }
        let names = self.method_names(&shown);
        // What other languages call it comes before what is spelled alike.
        let elsewhere = methods_elsewhere(name.as_str()).iter().find(|m| names.iter().any(|n| n == *m));
        let similar = elsewhere.map(|m| (*m).to_owned()).or_else(|| most_alike(name.as_str(), names));
        self.report(UnknownMember { ty: shown.to_string(), name: name.text.to_string(), span: name.span, similar });
        self.error(name.span)
    }

    /// Whether an expression names a type that has such a function.
    pub(crate) fn type_has_member(&mut self, expr: &ast::Expr, name: &str) -> bool {
        if !self.is_type(expr) {
            return false;
        }
        let ty = self.type_of_base(expr);
        self.has_member(&ty, name)
    }

    /// Whether a type has such a field or method.
    pub(crate) fn has_member(&self, ty: &Ty, name: &str) -> bool {
        if let Ty::Adt(adt, _) = ty
            && self.defs.adt(adt.id).field(name).is_some()
        {
            return true;
        }
        self.is_builtin_member(ty, name) || self.find_method(ty, name).is_some()
    }

    /// A field or method of a value.
    pub(crate) fn member_of(&mut self, value: Expr, name: &Name, given: Option<&[Given<'_>]>, span: Span) -> Expr {
        let ty = self.infer.shallow(&value.ty);
        match &ty {
            Ty::Error | Ty::Never => {
                for arg in given.unwrap_or(&[]) {
                    self.given(arg, None);
                }
                return self.error(span);
            }
            Ty::Infer(_) => {
                self.report(crate::diagnostics::CannotInfer { what: "this value".into(), span: value.span });
                return self.error(span);
            }
            _ => {}
        }
        if let Some(table) = self.defs.lane_type(&ty) {
            return self.object_member(value, table, name, given, span);
        }
        if given.is_none()
            && let Some(read) = self.frozen_field(&value, name, span)
        {
            return read;
        }
        if given.is_none() && self.has_field(&ty, name.as_str()) && !self.hidden_behind_method(&ty, name.as_str()) {
            return Expr { span, ..self.field(value, name, false) };
        }
        if let Some(found) = self.backed_number(&value, name, given.unwrap_or(&[]), span) {
            return found;
        }
        if let Some(found) = self.builtin_member(&value, name, given.unwrap_or(&[]), span) {
            return found;
        }
        if given.is_none_or(<[_]>::is_empty)
            && let Some(converted) = self.number_conversion(&value, name.as_str(), span)
        {
            return converted;
        }
        if matches!(name.as_str(), "to_string" | "inspect")
            && self.find_method(&ty, name.as_str()).is_none()
            && self.displayable(&ty)
        {
            return Expr { span, ..self.display(value) };
        }
        if let Some(found) = self.find_method(&ty, name.as_str()) {
            if !found.instance {
                let what = format!("`{0}` belongs to the type (`{1}.{0}`), not to its values; it", name.text, self.show(&ty));
                self.report(NotCallable { what, span: name.span });
                return self.error(span);
            }
            let def = self.defs.function(found.function);
            if !self.may_call(def) {
                self.report(Private { what: format!("`{}`", name.text), span: name.span, declared: def.name_span });
                return self.error(span);
            }
            if given.is_none() && def.params.iter().any(|p| !p.has_default) {
                let expected = def.params.len().to_string();
                let name_text = name.text.to_string();
                self.report(ArgumentCount { name: name_text, expected, found: 0, span, declared: Some(def.name_span) });
                return self.error(span);
            }
            return self.call_method(found, value, given.unwrap_or(&[]), span, name.span);
        }
        // A field that holds a function pointer is called with parentheses around it; say so.
        if given.is_some() && self.has_field(&ty, name.as_str()) {
            let what = format!("`{}` is a field; to call what it holds, write `(x.{})(…)`: it", name.text, name.text);
            self.report(NotCallable { what, span: name.span });
            return self.error(span);
        }
        for arg in given.unwrap_or(&[]) {
            self.given(arg, None);
        }
        self.unknown_member(&ty, name)
    }

    /// Whether from here a private field gives way to the method of the same name (`@count` and `fn count`).
    fn hidden_behind_method(&self, ty: &Ty, name: &str) -> bool {
        let Ty::Adt(adt, _) = ty else { return false };
        let inside = matches!(&self.self_ty, Some(Ty::Adt(own, _)) if own.id == adt.id);
        let def = self.defs.adt(adt.id);
        !inside && def.field(name).is_some_and(|(_, f)| f.private) && def.methods.contains_key(name)
    }

    fn has_field(&self, ty: &Ty, name: &str) -> bool {
        match ty {
            Ty::Adt(adt, _) => self.defs.adt(adt.id).field(name).is_some(),
            Ty::Extern(_) => self.record_field(ty, name).is_some(),
            Ty::Ptr(p) => matches!(p.pointee, Ty::Extern(_)) && self.record_field(&p.pointee, name).is_some(),
            Ty::Tuple(parts) => name.parse::<usize>().is_ok_and(|i| i < parts.len()),
            _ => false,
        }
    }

    /// A field of a value; `own` where it was written `@name`.
    pub(crate) fn field(&mut self, base: Expr, name: &Name, own: bool) -> Expr {
        let span = name.span;
        let ty = self.infer.shallow(&base.ty);
        match &ty {
            Ty::Error => base,
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                let Some((index, field)) = def.field(name.as_str()) else { return self.unknown_member(&ty, name) };
                let inside = own || matches!(&self.self_ty, Some(Ty::Adt(mine, _)) if mine == adt);
                // An `impl` in another file is not a part of the type.
                if field.private && !(inside && self.scope.shares_file(field.span.file, def.in_std)) {
                    // How the library keeps its values is nobody else's affair.
                    if def.in_std {
                        return self.unknown_member(&ty, name);
                    }
                    let what = format!("the field `{}` of `{}`", field.name, def.name);
                    self.report(Private { what, span, declared: field.span });
                }
                let ty = field.ty.substitute(args);
                Expr { kind: ExprKind::Field { base: Box::new(base), field: index as u32 }, ty, span }
            }
            Ty::Tuple(parts) => match name.as_str().parse::<usize>().ok().filter(|i| *i < parts.len()) {
                Some(i) => Expr { ty: parts[i].clone(), kind: ExprKind::Field { base: Box::new(base), field: i as u32 }, span },
                None => self.unknown_member(&ty, name),
            },
            Ty::Extern(_) => self.foreign_field(base, name),
            Ty::Ptr(p) if matches!(p.pointee, Ty::Extern(_)) => {
                let place = self.deref(base, span);
                self.foreign_field(place, name)
            }
            _ => self.unknown_member(&ty, name),
        }
    }

    /// A variant of `Option` or `Result` by its bare name.
    pub(crate) fn prelude_variant_named(&self, name: &str) -> Option<(AdtId, u32)> {
        ["option", "result"].iter().find_map(|lang| {
            let adt = self.defs.lang.adt(lang)?;
            let (variant, _) = self.defs.adt(adt).variant(name)?;
            Some((adt, variant as u32))
        })
    }

    pub(crate) fn prelude_variant(&mut self, name: &Name, hint: Option<&Ty>) -> Option<Expr> {
        let (adt, variant) = self.prelude_variant_named(name.as_str())?;
        Some(self.variant_call(adt, variant, None, &[], hint, name.span))
    }

    /// What a cell holds, which an enum puts where it contains itself.
    pub(crate) fn in_cell(&self, ty: &Ty) -> Option<Ty> {
        self.defs.as_lang(ty, "cell").map(|args| args[0].clone())
    }

    /// An enum value.
    #[allow(clippy::too_many_arguments)]
    pub(crate) fn variant_call(
        &mut self,
        adt: AdtId,
        variant: u32,
        args: Option<Vec<Ty>>,
        given: &[Given<'_>],
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        let def = self.defs.adt(adt);
        let args = args.unwrap_or_else(|| def.generics.iter().map(|_| self.infer.fresh()).collect());
        let ty = self.defs.adt_ty(adt, args.clone().into());
        self.expect_result(&ty, hint);
        let fields = &def.variants[variant as usize].fields;
        let name = &def.variants[variant as usize].name;
        if given.len() != fields.len() {
            let declared = (!def.in_std).then_some(def.variants[variant as usize].span);
            for arg in given {
                self.given(arg, None);
            }
            self.report(ArgumentCount {
                name: name.to_string(),
                expected: fields.len().to_string(),
                found: given.len(),
                span,
                declared,
            });
            return Expr { kind: ExprKind::Error, ty, span };
        }
        let mut values: Vec<Option<Expr>> = vec![None; fields.len()];
        let mut written = Vec::with_capacity(given.len());
        for (i, arg) in given.iter().enumerate() {
            let index = match arg {
                Given::Syntax { label: Some(label), .. } => match fields.iter().position(|f| f.name == label.text) {
                    Some(index) => index,
                    None => {
                        let similar = most_alike(label.as_str(), fields.iter().map(|f| f.name.to_string()));
                        let function = name.to_string();
                        self.report(crate::diagnostics::ArgumentName {
                            function,
                            name: label.text.to_string(),
                            span: label.span,
                            similar,
                        });
                        i
                    }
                },
                _ => i,
            };
            written.push((i, index));
            let field = fields[index].ty.substitute(&args);
            let cell = self.in_cell(&field);
            let wanted = cell.as_ref().unwrap_or(&field);
            let value = self.given(arg, Some(wanted));
            let value = self.coerce(value, wanted);
            values[index] = Some(match cell {
                Some(_) => Expr { span: value.span, kind: ExprKind::Construct(vec![value]), ty: field },
                None => value,
            });
        }
        let fields: Vec<Expr> = values.into_iter().map(|v| v.unwrap_or_else(|| self.error(span))).collect();
        let order = order_of(written, fields.len());
        as_written(Expr { kind: ExprKind::Variant { variant, fields }, ty, span }, order)
    }
}
