//! Patterns.

use crate::ast::*;
use crate::error::{Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;
use super::items::starts_upper;

impl Parser<'_> {
    /// A pattern, with alternatives.
    pub(super) fn pattern(&mut self) -> Pattern {
        let start = self.tok().start;
        let first = self.pattern_without_or();
        if !self.at_same_line(T::Bar) {
            return first;
        }
        let mut alternatives = vec![first];
        while self.at_same_line(T::Bar) {
            if !self.tok().space_before() || !self.nth(1).space_before() {
                let span = self.here();
                self.push_error(SyntaxErrorKind::BarSpacing, span);
            }
            self.bump();
            alternatives.push(self.pattern_without_or());
        }
        Pattern { kind: PatternKind::Or(alternatives), span: self.span_from(start) }
    }

    /// A pattern where `|` means something else, or alternatives cannot bind.
    pub(super) fn pattern_without_or(&mut self) -> Pattern {
        let start = self.tok().start;
        let kind = if self.enter() { self.pattern_kind() } else { PatternKind::Error };
        self.leave();
        let pattern = Pattern { kind, span: self.span_from(start) };
        if !matches!(self.kind(), T::DotDot | T::Ellipsis) || self.at_line_start() || !is_range_end(&pattern.kind) {
            return pattern;
        }
        let inclusive = self.bump().kind == T::DotDot;
        let end = if self.at_line_start() || !self.kind().starts_expression() || self.at(T::If) {
            None
        } else {
            let start = self.tok().start;
            let kind = self.pattern_kind();
            let end = Pattern { kind, span: self.span_from(start) };
            if !is_range_end(&end.kind) && !matches!(end.kind, PatternKind::Error) {
                let found =
                    crate::error::Found::Token(T::Ident, self.slice(end.span.start, end.span.end).chars().take(24).collect());
                self.push_error(SyntaxErrorKind::Unexpected { expected: Expected::Token(T::Int), found }, end.span);
            }
            Some(Box::new(end))
        };
        Pattern { kind: PatternKind::Range { start: Box::new(pattern), end, inclusive }, span: self.span_from(start) }
    }

    fn pattern_kind(&mut self) -> PatternKind {
        let token = self.tok();
        match token.kind {
            _ if self.at_line_start() && !self.kind().starts_expression() => {
                self.unexpected(Expected::Pattern);
                PatternKind::Error
            }
            T::Int | T::Float | T::Char | T::Symbol | T::Bytes | T::RawStr | T::True | T::False | T::Null => {
                self.literal_pattern()
            }
            T::Minus if matches!(self.nth(1).kind, T::Int | T::Float) => self.literal_pattern(),
            T::StrOpen | T::BlockStrOpen => {
                let literal = self.literal_pattern();
                if let PatternKind::Literal(expr) = &literal
                    && let ExprKind::Str(parts) = &expr.kind
                    && parts.iter().any(|p| matches!(p, StringPart::Interpolation { .. }))
                {
                    let span = expr.span;
                    self.push_error(SyntaxErrorKind::InterpolationNotAllowed, span);
                }
                literal
            }
            T::LParen => {
                let (mut parts, trailing) = self.list_with_comma(|p| p.pattern());
                if parts.len() == 1 && !trailing { parts.remove(0).kind } else { PatternKind::Tuple(parts) }
            }
            T::LBracket => {
                let parts = self.list(|p| if p.at(T::Ellipsis) { p.rest_pattern() } else { p.pattern() });
                let mut rests = parts.iter().filter(|p| matches!(p.kind, PatternKind::Rest(_)));
                if let Some(second) = rests.nth(1) {
                    self.push_error(SyntaxErrorKind::MisplacedRest, second.span);
                }
                PatternKind::Array(parts)
            }
            T::Ellipsis => {
                let span = self.here();
                self.rest_pattern();
                self.push_error(SyntaxErrorKind::MisplacedRest, span);
                PatternKind::Error
            }
            kind if kind.is_name() => self.name_pattern(),
            _ => {
                self.unexpected(Expected::Pattern);
                PatternKind::Error
            }
        }
    }

    fn rest_pattern(&mut self) -> Pattern {
        let start = self.bump().start;
        let name = (self.kind().is_name() && !self.tok().space_before()).then(|| self.bump_name());
        Pattern { kind: PatternKind::Rest(name), span: self.span_from(start) }
    }

    fn literal_pattern(&mut self) -> PatternKind {
        PatternKind::Literal(Box::new(if self.at(T::Minus) { self.negative_literal() } else { self.literal() }))
    }

    fn negative_literal(&mut self) -> Expr {
        let minus = self.bump();
        let operand = Box::new(self.literal());
        let span = self.span_from(minus.start);
        Expr::new(ExprKind::Unary { op: UnaryOp::Neg, operand, op_span: self.span(minus) }, span)
    }

    /// A binding, `_`, a constant, or a variant with or without its parts.
    fn name_pattern(&mut self) -> PatternKind {
        let first = self.bump_name();
        let mut path = vec![first];
        while self.at_same_line(T::Dot) && self.nth(1).kind.is_word() && !self.nth(1).newline_before() {
            self.bump();
            let name = self.bump_name();
            path.push(name);
        }
        if self.at(T::LParen) && !self.tok().space_before() {
            let fields = self.list(|p| p.pattern_field());
            self.positional_first(fields.iter().map(|field| (field.label.is_some(), field.span)));
            return PatternKind::Variant { path, fields };
        }
        if path.len() == 1 {
            if &path[0] == "_" {
                return PatternKind::Wildcard;
            }
            if !starts_upper(path[0].as_str()) {
                return PatternKind::Binding(path.remove(0));
            }
        }
        PatternKind::Path(path)
    }

    fn pattern_field(&mut self) -> PatternField {
        let start = self.tok().start;
        let label = self.label();
        let pattern = match &label {
            Some(name) if matches!(self.kind(), T::Comma | T::RParen) => {
                Pattern { kind: PatternKind::Binding(name.clone()), span: name.span }
            }
            _ => self.pattern(),
        };
        PatternField { label, pattern, span: self.span_from(start) }
    }
}

const fn is_range_end(kind: &PatternKind) -> bool {
    matches!(kind, PatternKind::Literal(_) | PatternKind::Path(_))
}
