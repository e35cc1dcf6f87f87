//! Patterns against the type of what they match.

use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, Name, PatternField, PatternKind as SynPattern};
use aria_types::{AdtId, AdtKind, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{ArgumentCount, PatternMismatch};
use crate::typed::{Expr, ExprKind, Pattern, PatternKind};

impl BodyChecker<'_> {
    /// Checks a pattern; its names are declared in the innermost scope.
    pub(crate) fn pattern(&mut self, pattern: &ast::Pattern, ty: &Ty) -> Pattern {
        self.distinct_names(pattern, &mut Vec::new());
        self.subpattern(pattern, ty)
    }

    /// A pattern binds each of its names once.
    pub(crate) fn distinct_names<'s>(&mut self, pattern: &'s ast::Pattern, seen: &mut Vec<&'s Name>) {
        match &pattern.kind {
            SynPattern::Binding(name) | SynPattern::Rest(Some(name)) => match seen.iter().find(|n| n.text == name.text) {
                Some(first) => {
                    let (name_text, first) = (name.text.to_string(), first.span);
                    self.report(aria_resolve::DefinedTwice { name: name_text, span: name.span, first });
                }
                None => seen.push(name),
            },
            SynPattern::Variant { fields, .. } => fields.iter().for_each(|f| self.distinct_names(&f.pattern, seen)),
            SynPattern::Tuple(parts) | SynPattern::Array(parts) => parts.iter().for_each(|p| self.distinct_names(p, seen)),
            // Each alternative binds the same names.
            SynPattern::Or(parts) => {
                let before = seen.len();
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        seen.truncate(before);
                    }
                    self.distinct_names(part, seen);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn subpattern(&mut self, pattern: &ast::Pattern, ty: &Ty) -> Pattern {
        let ty = self.infer.deep(ty);
        let span = pattern.span;
        let kind = match &pattern.kind {
            SynPattern::Wildcard | SynPattern::Error => PatternKind::Wildcard,
            SynPattern::Binding(name) => PatternKind::Binding(self.declare(name.as_str(), ty.clone(), false, name.span)),
            SynPattern::Literal(literal) => self.literal_pattern(literal, &ty),
            SynPattern::Range { start, end, inclusive } => self.range_pattern(start, end.as_deref(), *inclusive, &ty, span),
            SynPattern::Path(path) => self.path_pattern(path, &ty, span),
            SynPattern::Variant { path, fields } => self.variant_fields(path, fields, &ty, span),
            SynPattern::Tuple(parts) if parts.is_empty() && ty == Ty::Unit => PatternKind::Wildcard,
            SynPattern::Tuple(parts) => match &ty {
                Ty::Tuple(types) if types.len() == parts.len() => PatternKind::Fields(
                    parts.iter().zip(types.iter()).enumerate().map(|(i, (p, t))| (i as u32, self.subpattern(p, t))).collect(),
                ),
                _ => {
                    self.names_of(parts);
                    self.wrong_pattern("this tuple", &ty, span)
                }
            },
            SynPattern::Or(parts) => PatternKind::Or(self.alternatives(parts, &ty)),
            SynPattern::Array(parts) => self.array_pattern(parts, &ty, span),
            SynPattern::Rest(name) => {
                if let Some(name) = name {
                    self.declare(name.as_str(), Ty::Error, false, name.span);
                }
                PatternKind::Wildcard
            }
        };
        Pattern { kind, ty, span }
    }

    /// Declares what the parts of a pattern that cannot be compiled would bind, so that only the pattern is reported.
    pub(crate) fn names_of(&mut self, parts: &[ast::Pattern]) {
        for part in parts {
            self.subpattern(part, &Ty::Error);
        }
    }

    pub(crate) fn wrong_pattern(&mut self, what: &str, ty: &Ty, span: Span) -> PatternKind {
        if !ty.is_error() {
            let ty = self.show(ty);
            self.report(PatternMismatch { pattern: what.into(), ty, span });
        }
        PatternKind::Wildcard
    }

    fn literal_pattern(&mut self, literal: &ast::Expr, ty: &Ty) -> PatternKind {
        if let Syn::Null = &literal.kind {
            return if self.holds_null(ty) { PatternKind::Null } else { self.wrong_pattern("`null`", ty, literal.span) };
        }
        let value = self.expr(literal, Some(ty));
        if value.ty.is_error() {
            return PatternKind::Wildcard;
        }
        // A symbol is the struct around its name: the name is what is compared.
        if let (Syn::Symbol(name), true) = (&literal.kind, value.ty == *ty) {
            let name = Pattern { kind: PatternKind::Str(name.text.clone()), ty: self.string(), span: literal.span };
            return PatternKind::Fields(vec![(0, name)]);
        }
        if let ExprKind::Str(text) = &value.kind
            && *ty == self.string()
        {
            return PatternKind::Str(text.clone());
        }
        self.constant_pattern(value, ty)
    }

    /// A scalar constant as a pattern.
    fn constant_pattern(&mut self, value: Expr, ty: &Ty) -> PatternKind {
        let span = value.span;
        // C's constants and enumerations are open integers: a constant of any integer type is compared by value.
        let value = if let (ExprKind::Int(v), true) = (&value.kind, is_open_integer(ty)) {
            Expr { kind: ExprKind::Int(*v), ty: ty.clone(), span }
        } else {
            match self.try_coerce(value, ty) {
                Ok(value) => value,
                Err(value) => {
                    let shown = format!("a value of type `{}`", self.show(&value.ty));
                    return self.wrong_pattern(&shown, ty, span);
                }
            }
        };
        match value.kind {
            ExprKind::Int(_) | ExprKind::Bool(_) | ExprKind::Float(_) => PatternKind::Scalar(value),
            ExprKind::Str(text) => PatternKind::Str(text),
            _ => self.wrong_pattern("this pattern", ty, span),
        }
    }

    fn bound_of_range(&mut self, end: &ast::Pattern, ty: &Ty) -> Option<i128> {
        match self.subpattern(end, ty).kind {
            PatternKind::Scalar(Expr { kind: ExprKind::Int(value), .. }) => Some(value),
            _ => None,
        }
    }

    fn range_pattern(
        &mut self,
        start: &ast::Pattern,
        end: Option<&ast::Pattern>,
        inclusive: bool,
        ty: &Ty,
        span: Span,
    ) -> PatternKind {
        let whole = matches!(ty, Ty::Int(_) | Ty::C(_) | Ty::Char | Ty::Extern(_) | Ty::Error);
        if !whole {
            return self.wrong_pattern("a range", ty, span);
        }
        let low = self.bound_of_range(start, ty);
        let high = end.and_then(|e| self.bound_of_range(e, ty));
        if low.is_none() || (end.is_some() && high.is_none()) {
            return PatternKind::Wildcard;
        }
        PatternKind::Range { low, high, inclusive }
    }

    /// `None`, `Shape.Empty`, `C.SQLITE_OK`, `LIMIT`.
    fn path_pattern(&mut self, path: &[Name], ty: &Ty, span: Span) -> PatternKind {
        if let Some((adt, variant)) = self.variant_of_path(path, ty) {
            let fields = &self.defs.adt(adt).variants[variant as usize].fields;
            if !fields.is_empty() {
                let (expected, name) = (fields.len().to_string(), path.last().map_or(String::new(), |n| n.text.to_string()));
                self.report(ArgumentCount { name, expected, found: 0, span, declared: None });
            }
            return PatternKind::Variant { variant, fields: Vec::new() };
        }
        if let [only] = path
            && let Ty::Adt(adt, _) = ty
            && self.defs.adt(adt.id).kind == AdtKind::Enum
        {
            let what = format!("`{}`", only.text);
            return self.wrong_pattern(&what, ty, span);
        }
        let mut names = path.iter();
        let Some(first) = names.next() else { return PatternKind::Wildcard };
        let start = ast::Expr::new(Syn::Name(first.clone()), first.span);
        let expr = names.fold(start, |base, name| {
            let span = base.span.to(name.span);
            ast::Expr::new(Syn::Field { base: Box::new(base), name: name.clone() }, span)
        });
        let value = self.expr(&expr, Some(ty));
        if value.ty.is_error() {
            return PatternKind::Wildcard;
        }
        self.constant_pattern(value, ty)
    }

    /// The variant that a path names for values of this type.
    fn variant_of_path(&self, path: &[Name], ty: &Ty) -> Option<(AdtId, u32)> {
        let Ty::Adt(adt, _) = ty else { return None };
        let def = self.defs.adt(adt.id);
        let named = match path {
            [variant] => variant,
            [owner @ .., variant] if self.names_type(owner, adt.id) => variant,
            _ => return None,
        };
        let (index, _) = def.variant(named.as_str())?;
        Some((adt.id, index as u32))
    }

    /// Whether a path names a type. A type that has no name here is named as where it was declared.
    fn names_type(&self, path: &[Name], id: AdtId) -> bool {
        match (self.adt_of_path(path), path) {
            (Some(named), _) => named == id,
            (None, [name]) => name.text == self.defs.adt(id).name,
            _ => false,
        }
    }

    fn variant_fields(&mut self, path: &[Name], fields: &[PatternField], ty: &Ty, span: Span) -> PatternKind {
        let Ty::Adt(adt, args) = ty else {
            for field in fields {
                self.subpattern(&field.pattern, &Ty::Error);
            }
            return self.wrong_pattern("this pattern", ty, span);
        };
        let def = self.defs.adt(adt.id);
        let (declared, variant) = match self.variant_of_path(path, ty) {
            Some((_, variant)) => (&def.variants[variant as usize].fields, Some(variant)),
            None if def.kind != AdtKind::Enum && self.names_type(path, adt.id) => (&def.fields, None),
            None => {
                let name = path.iter().map(Name::as_str).collect::<Vec<_>>().join(".");
                let what = format!("`{name}`");
                for field in fields {
                    self.subpattern(&field.pattern, &Ty::Error);
                }
                return self.wrong_pattern(&what, ty, span);
            }
        };
        let mut out = Vec::new();
        let positional = fields.iter().filter(|f| f.label.is_none()).count();
        if positional > declared.len() || (positional > 0 && variant.is_some() && positional < declared.len()) {
            let name = path.last().map_or(String::new(), |n| n.text.to_string());
            let expected = declared.len().to_string();
            self.report(ArgumentCount { name, expected, found: fields.len(), span, declared: None });
        }
        let mut next = 0;
        for field in fields {
            let index = match &field.label {
                Some(label) => match declared.iter().position(|d| d.name == label.text) {
                    Some(index) => index,
                    None => {
                        self.unknown_member(ty, label);
                        continue;
                    }
                },
                None => {
                    next += 1;
                    next - 1
                }
            };
            let Some(declared) = declared.get(index) else {
                self.subpattern(&field.pattern, &Ty::Error);
                continue;
            };
            let field_ty = declared.ty.substitute(args);
            let inside = match self.in_cell(&field_ty) {
                Some(held) => {
                    let (span, part) = (field.pattern.span, self.subpattern(&field.pattern, &held));
                    Pattern { kind: PatternKind::Fields(vec![(0, part)]), ty: field_ty, span }
                }
                None => self.subpattern(&field.pattern, &field_ty),
            };
            out.push((index as u32, inside));
        }
        match variant {
            Some(variant) => PatternKind::Variant { variant, fields: out },
            None => PatternKind::Fields(out),
        }
    }
}

/// Integers of C's, whose named values are not all there are.
fn is_open_integer(ty: &Ty) -> bool {
    matches!(ty, Ty::C(_)) || matches!(ty, Ty::Extern(e) if e.is_enum)
}
