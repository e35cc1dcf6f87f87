//! Types and patterns.

use aria_source::Span;
use aria_syntax::ast::{Pattern, PatternKind, TypeExpr, TypeKind};
use aria_syntax::token::TokenKind as T;

use crate::plan::{ListStyle, Plan};

impl Plan<'_> {
    pub(super) fn ty(&mut self, ty: &TypeExpr) {
        match &ty.kind {
            TypeKind::Path(segments) => {
                for segment in segments {
                    let open = self.pieces.after(segment.name.span);
                    if !segment.args.is_empty() && self.pieces.kind(open) == T::LBracket {
                        self.types(open, &segment.args);
                    }
                }
            }
            TypeKind::SelfType | TypeKind::Error => {}
            TypeKind::Borrow(inner) => {
                let sign = self.pieces.first(ty.span);
                if matches!(self.pieces.kind(sign), T::Amp | T::AmpAmp) {
                    self.space(sign + 1, false);
                }
                self.ty(inner);
            }
            TypeKind::Optional(inner) | TypeKind::Weak(inner) | TypeKind::Dyn(inner) => self.ty(inner),
            TypeKind::Qualified { base, .. } => self.ty(base),
            TypeKind::Tuple(parts) => {
                let open = self.pieces.first(ty.span);
                if self.pieces.kind(open) == T::LParen {
                    let spans: Vec<Span> = parts.iter().map(|p| p.span).collect();
                    self.list(open, &spans, ListStyle::MayBeTuple);
                }
                parts.iter().for_each(|part| self.ty(part));
            }
            TypeKind::Fn { params, result, .. } => {
                // `Fn`, `[`, `(`.
                let open = self.pieces.first(ty.span) + 2;
                let inside = self.pieces.mate(open - 1).is_some_and(|close| self.pieces.mate(open) == Some(close - 1));
                if self.pieces.kind(open) == T::LParen && inside {
                    self.types(open, params);
                } else {
                    params.iter().for_each(|param| self.ty(param));
                }
                if let Some(result) = result {
                    self.continued(result.span);
                    self.ty(result);
                }
            }
            TypeKind::Value(value) => self.expr(value),
        }
    }

    /// Types in brackets.
    fn types(&mut self, open: usize, types: &[TypeExpr]) {
        let spans: Vec<Span> = types.iter().map(|t| t.span).collect();
        self.list(open, &spans, ListStyle::Kept);
        types.iter().for_each(|ty| self.ty(ty));
    }

    pub(super) fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Wildcard
            | PatternKind::Binding(_)
            | PatternKind::Path(_)
            | PatternKind::Rest(_)
            | PatternKind::Error => {}
            PatternKind::Literal(value) => self.expr(value),
            PatternKind::Range { start, end, .. } => {
                let sign = self.pieces.after(start.span);
                if matches!(self.pieces.kind(sign), T::DotDot | T::Ellipsis) {
                    self.space(sign, false);
                    if end.is_some() {
                        self.space(sign + 1, false);
                    }
                }
                self.pattern(start);
                if let Some(end) = end {
                    self.pattern(end);
                }
            }
            PatternKind::Variant { path, fields } => {
                if let Some(name) = path.last() {
                    let spans: Vec<Span> = fields.iter().map(|f| f.span).collect();
                    self.list(self.pieces.after(name.span), &spans, ListStyle::OnePerLine);
                }
                for field in fields {
                    self.pattern(&field.pattern);
                }
            }
            PatternKind::Tuple(parts) | PatternKind::Array(parts) => {
                let open = self.pieces.first(pattern.span);
                // `for a, b in pairs` has none.
                if matches!(self.pieces.kind(open), T::LParen | T::LBracket)
                    && self.pieces.mate(open) == Some(self.pieces.last(pattern.span))
                {
                    let spans: Vec<Span> = parts.iter().map(|p| p.span).collect();
                    self.list(open, &spans, ListStyle::MayBeTuple);
                }
                parts.iter().for_each(|part| self.pattern(part));
            }
            PatternKind::Or(parts) => {
                for part in parts {
                    self.continued(part.span);
                    self.pattern(part);
                }
            }
        }
    }
}
