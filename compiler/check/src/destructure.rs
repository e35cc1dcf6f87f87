//! Taking values apart: `let (a, b) = e`, `for (a, b) in xs`, and `(a, b) = e`, which declares what is not there yet.

use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn, PatternField, PatternKind as SynPattern};
use aria_types::{AdtDef, AdtKind, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::MayNotFit;
use crate::typed::{Block, Expr, ExprKind, LocalId, Stmt};

impl BodyChecker<'_> {
    /// Binds the names of a pattern that always fits; any other pattern belongs into a `match`.
    pub(crate) fn bind_pattern(&mut self, pattern: &ast::Pattern, value: Expr, mutable: bool, out: &mut Vec<Stmt>) {
        self.distinct_names(pattern, &mut Vec::new());
        self.bind_part(pattern, value, mutable, out);
    }

    fn bind_part(&mut self, pattern: &ast::Pattern, value: Expr, mutable: bool, out: &mut Vec<Stmt>) {
        let span = pattern.span;
        match &pattern.kind {
            SynPattern::Binding(name) => {
                let local = self.declare(name.as_str(), self.local_type(&value), mutable, name.span);
                self.note_origin(local, &value);
                out.push(Stmt::Let { local, value: Some(value), span });
            }
            SynPattern::Wildcard | SynPattern::Error => out.push(Stmt::Expr(value)),
            SynPattern::Tuple(parts) => match self.parts_of(&value, parts.len(), span) {
                Some(types) => {
                    let whole = self.keep(value, span, out);
                    for (i, (part, ty)) in parts.iter().zip(types).enumerate() {
                        if !matches!(part.kind, SynPattern::Wildcard) {
                            let part_value = self.part(whole, i, ty, part.span);
                            self.bind_part(part, part_value, mutable, out);
                        }
                    }
                }
                None => {
                    out.push(Stmt::Expr(value));
                    for part in parts {
                        self.pattern(part, &Ty::Error);
                    }
                }
            },
            SynPattern::Variant { path, fields } => self.bind_fields((path, fields), value, mutable, span, out),
            _ => {
                if !value.ty.is_error() {
                    self.report(MayNotFit { span });
                }
                self.pattern(pattern, &Ty::Error);
                out.push(Stmt::Expr(value));
            }
        }
    }

    /// `let Point(x: a, y: b) = e`: some fields of a struct or class.
    fn bind_fields(
        &mut self,
        (path, fields): (&[ast::Name], &[PatternField]),
        value: Expr,
        mutable: bool,
        span: Span,
        out: &mut Vec<Stmt>,
    ) {
        let ty = self.infer.deep(&value.ty);
        let is_record = |def: &AdtDef| matches!(def.kind, AdtKind::Struct | AdtKind::Class);
        let named = match (&ty, path) {
            (Ty::Adt(adt, args), [name]) => {
                Some((self.defs.adt(adt.id), args)).filter(|(d, _)| is_record(d) && d.name == name.text)
            }
            _ => None,
        };
        let Some((def, args)) = named else {
            match &ty {
                Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Enum => self.report(MayNotFit { span }),
                Ty::Error => {}
                _ => {
                    let ty = self.show(&ty);
                    self.report(crate::diagnostics::PatternMismatch { pattern: "this pattern".into(), ty, span });
                }
            }
            fields.iter().for_each(|f| {
                self.pattern(&f.pattern, &Ty::Error);
            });
            return out.push(Stmt::Expr(value));
        };
        let positional = fields.iter().filter(|f| f.label.is_none()).count();
        if positional > def.fields.len() {
            let (name, expected) = (def.name.to_string(), def.fields.len().to_string());
            self.report(crate::diagnostics::ArgumentCount { name, expected, found: positional, span, declared: None });
        }
        let whole = self.keep(value, span, out);
        let mut next = 0;
        for field in fields {
            let index = match &field.label {
                Some(label) => def.fields.iter().position(|d| d.name == label.text),
                None => {
                    next += 1;
                    Some(next - 1)
                }
            };
            let Some((index, declared)) = index.and_then(|i| Some((i, def.fields.get(i)?))) else {
                if let Some(label) = &field.label {
                    self.unknown_member(&ty, label);
                }
                self.pattern(&field.pattern, &Ty::Error);
                continue;
            };
            if !matches!(field.pattern.kind, SynPattern::Wildcard) {
                let part = self.part(whole, index, declared.ty.substitute(args), field.pattern.span);
                self.bind_part(&field.pattern, part, mutable, out);
            }
        }
    }

    /// `(a, b) = e` where some of the names are new.
    pub(crate) fn declares_tuple(&self, parts: &[ast::Expr]) -> bool {
        parts.iter().any(|p| match &p.kind {
            Syn::Name(name) => name == "_" || self.local(name.as_str()).is_none(),
            Syn::Tuple(inner) => self.declares_tuple(inner),
            _ => false,
        })
    }

    /// Takes a tuple apart into places and new names. The right side is computed before anything is stored.
    pub(crate) fn spread_tuple(&mut self, parts: &[ast::Expr], value: Expr, span: Span, out: &mut Vec<Stmt>) {
        let types = match self.parts_of(&value, parts.len(), span) {
            Some(types) => types,
            None => vec![Ty::Error; parts.len()],
        };
        let whole = self.keep(value, span, out);
        for (i, (target, ty)) in parts.iter().zip(types).enumerate() {
            let part = self.part(whole, i, ty, target.span);
            match &target.kind {
                Syn::Name(name) if name == "_" => {}
                Syn::Name(name) if self.local(name.as_str()).is_none() => {
                    let local = self.declare(name.as_str(), self.local_type(&part), true, name.span);
                    self.note_origin(local, &part);
                    out.push(Stmt::Let { local, value: Some(part), span: target.span });
                }
                Syn::Tuple(inner) => self.spread_tuple(inner, part, target.span, out),
                _ => {
                    let stored = self.assign_value(target, Given::Typed(part), span);
                    out.push(Stmt::Expr(stored));
                }
            }
        }
    }

    /// `(a, b) = e` as an expression: all places are there already.
    pub(crate) fn assign_tuple(&mut self, parts: &[ast::Expr], value: &ast::Expr, span: Span) -> Expr {
        // Literals on the right take the types of the places, as far as these are known without effects.
        let wanted = parts.iter().map(|p| match &p.kind {
            Syn::Name(name) => self.local(name.as_str()).map(|l| self.locals[l.0 as usize].ty.clone()),
            _ => None,
        });
        let wanted: Vec<Ty> = wanted.collect::<Vec<_>>().into_iter().map(|t| t.unwrap_or_else(|| self.infer.fresh())).collect();
        let value = self.expr(value, Some(&Ty::Tuple(wanted.into())));
        let mut statements = Vec::new();
        self.spread_tuple(parts, value, span, &mut statements);
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    /// The types of a tuple's parts, which must be as many as wanted.
    fn parts_of(&mut self, value: &Expr, count: usize, span: Span) -> Option<Vec<Ty>> {
        match self.infer.shallow(&value.ty) {
            Ty::Tuple(types) if types.len() == count => Some(types.to_vec()),
            Ty::Error | Ty::Never => None,
            other => {
                let ty = self.show(&other);
                let pattern = format!("a tuple of {count}");
                self.report(crate::diagnostics::PatternMismatch { pattern, ty, span });
                None
            }
        }
    }

    /// Keeps a value in a hidden local.
    fn keep(&mut self, value: Expr, span: Span, out: &mut Vec<Stmt>) -> LocalId {
        let local = self.hidden(self.local_type(&value), span);
        out.push(Stmt::Let { local, value: Some(value), span });
        local
    }

    fn part(&self, whole: LocalId, index: usize, ty: Ty, span: Span) -> Expr {
        let base = Box::new(self.local_expr(whole, span));
        if base.ty.is_error() {
            return self.error(span);
        }
        Expr { kind: ExprKind::Field { base, field: index as u32 }, ty, span }
    }
}
