//! Types and patterns.

use crate::ast::*;

use super::Sexp;
use super::expressions::expr;

pub(super) fn ty(ty: &TypeExpr) -> Sexp {
    match &ty.kind {
        TypeKind::Path(segments) => {
            let mut path: Option<Sexp> = None;
            let mut text = String::new();
            for segment in segments {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(segment.name.as_str());
                if !segment.args.is_empty() {
                    let head = path.take().into_iter().chain([Sexp::atom(std::mem::take(&mut text))]);
                    path = Some(Sexp::list("", head.chain(segment.args.iter().map(self::ty))));
                }
            }
            match path {
                None => Sexp::atom(text),
                Some(path) if text.is_empty() => path,
                Some(path) => Sexp::list("", [path, Sexp::atom(text)]),
            }
        }
        TypeKind::SelfType => Sexp::atom("Self"),
        TypeKind::Optional(inner) => Sexp::list("?", [self::ty(inner)]),
        TypeKind::Borrow(inner) => Sexp::list("&", [self::ty(inner)]),
        TypeKind::Tuple(parts) => Sexp::list("tuple", parts.iter().map(self::ty)),
        TypeKind::Fn { kind, params, result } => {
            let head = if *kind == FnTypeKind::Closure { "Fn" } else { "CFn" };
            let params = Sexp::list("", params.iter().map(self::ty));
            Sexp::list(head, [params].into_iter().chain(result.iter().map(|r| self::ty(r))))
        }
        TypeKind::Weak(inner) => Sexp::list("weak", [self::ty(inner)]),
        TypeKind::Dyn(inner) => Sexp::list("dyn", [self::ty(inner)]),
        TypeKind::Qualified { base, qualifier, .. } => Sexp::list(qualifier.word(), [self::ty(base)]),
        TypeKind::Value(value) => expr(value),
        TypeKind::Error => Sexp::atom("<error>"),
    }
}

pub(super) fn path(names: &[Name]) -> String {
    names.iter().map(Name::as_str).collect::<Vec<_>>().join(".")
}

pub(super) fn pattern(pattern: &Pattern) -> Sexp {
    let all = |parts: &[Pattern]| parts.iter().map(self::pattern).collect::<Vec<_>>();
    match &pattern.kind {
        PatternKind::Wildcard => Sexp::atom("_"),
        PatternKind::Binding(name) => Sexp::atom(name.as_str()),
        PatternKind::Literal(value) => expr(value),
        PatternKind::Range { start, end, inclusive } => {
            let head = if *inclusive { ".." } else { "..." };
            Sexp::list(head, [self::pattern(start)].into_iter().chain(end.iter().map(|e| self::pattern(e))))
        }
        PatternKind::Path(names) => Sexp::list("path", [Sexp::atom(path(names))]),
        PatternKind::Variant { path: names, fields } => {
            let fields = fields.iter().map(|f| match &f.label {
                Some(label) => Sexp::list(&format!("{}:", label.as_str()), [self::pattern(&f.pattern)]),
                None => self::pattern(&f.pattern),
            });
            Sexp::list("variant", [Sexp::atom(path(names))].into_iter().chain(fields))
        }
        PatternKind::Tuple(parts) => Sexp::list("tuple", all(parts)),
        PatternKind::Array(parts) => Sexp::list("array", all(parts)),
        PatternKind::Rest(name) => Sexp::atom(format!("...{}", name.as_ref().map_or("", Name::as_str))),
        PatternKind::Or(parts) => Sexp::list("or", all(parts)),
        PatternKind::Error => Sexp::atom("<error>"),
    }
}
