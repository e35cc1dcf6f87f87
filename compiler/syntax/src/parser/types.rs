//! Types.

use crate::ast::*;
use crate::error::Expected;
use crate::token::TokenKind as T;

use super::Parser;

impl Parser<'_> {
    pub(super) fn ty(&mut self) -> TypeExpr {
        let saved = std::mem::take(&mut self.height);
        let start = self.tok().start;
        let ty = if self.enter() {
            let prefix = self.type_operand();
            self.type_suffixes(prefix, start)
        } else {
            TypeExpr::new(TypeKind::Error, self.span_from(start))
        };
        self.leave();
        self.height = saved.max(self.height + 1);
        ty
    }

    /// The type after `->`, which may stand on the next line.
    pub(super) fn type_after_arrow(&mut self) -> TypeExpr {
        if self.at_line_start() { self.bracketed(T::LParen, |p| p.ty()) } else { self.ty() }
    }

    /// A type, or a value where a type argument may be one (`CArray[CChar, 256]`).
    fn type_argument(&mut self) -> TypeExpr {
        match self.kind() {
            T::Int | T::Minus | T::Char | T::True | T::False | T::Symbol => {
                let value = self.expr();
                let span = value.span;
                TypeExpr::new(TypeKind::Value(Box::new(value)), span)
            }
            _ => self.ty(),
        }
    }

    fn type_operand(&mut self) -> TypeExpr {
        let token = self.tok();
        let start = token.start;
        let kind = match token.kind {
            T::Amp => {
                self.bump();
                TypeKind::Borrow(Box::new(self.ty()))
            }
            T::AmpAmp => {
                self.bump();
                let inner = TypeKind::Borrow(Box::new(self.ty()));
                TypeKind::Borrow(Box::new(TypeExpr::new(inner, self.span_from(start + 1))))
            }
            T::LParen => {
                let mut parts = self.list(|p| p.ty());
                match parts.pop() {
                    Some(only) if parts.is_empty() => return TypeExpr { span: self.span_from(start), ..only },
                    last => {
                        parts.extend(last);
                        TypeKind::Tuple(parts)
                    }
                }
            }
            T::Weak | T::Dyn if self.next_starts_type() => {
                self.bump();
                let inner = Box::new(self.ty());
                if token.kind == T::Weak { TypeKind::Weak(inner) } else { TypeKind::Dyn(inner) }
            }
            kind if kind.is_name() && !self.at_line_start() => match self.token_text(token) {
                "Self" => {
                    self.bump();
                    TypeKind::SelfType
                }
                "Fn" | "CFn" if self.nth(1).kind == T::LBracket && !self.nth(1).space_before() => self.function_type(),
                _ => self.type_path(),
            },
            _ => {
                self.unexpected(Expected::Type);
                TypeKind::Error
            }
        };
        TypeExpr::new(kind, self.span_from(start))
    }

    /// After `weak` or `dyn`: whether a type follows, so that the word is not a type's own name.
    pub(super) fn next_starts_type(&self) -> bool {
        let next = self.nth(1);
        self.next_on_line() && (next.kind.is_name() || matches!(next.kind, T::LParen | T::Amp)) && next.space_before()
    }

    fn type_path(&mut self) -> TypeKind {
        let mut segments = Vec::new();
        loop {
            let name = self.bump_name();
            let start = name.span.start;
            let mut args = Vec::new();
            if self.at(T::LBracket) && !self.tok().space_before() {
                args = self.list(|p| p.type_argument());
            }
            segments.push(TypeSegment { name, args, span: self.span_from(start) });
            self.grow();
            let next = self.nth(1);
            let more = self.at_same_line(T::Dot) && next.kind.is_word() && !next.newline_before();
            if !more || TypeQualifier::from_word(self.token_text(next)).is_some() || self.stopped {
                return TypeKind::Path(segments);
            }
            self.bump();
        }
    }

    /// `Fn[(A, B)] -> R`; the cursor is at `Fn` or `CFn`.
    pub(super) fn function_type(&mut self) -> TypeKind {
        let word = self.bump();
        let kind = if self.token_text(word) == "CFn" { FnTypeKind::Pointer } else { FnTypeKind::Closure };
        let mut lists = self.list(|p| if p.at(T::LParen) { p.list(|p| p.ty()) } else { vec![p.ty()] });
        let params = if lists.len() == 1 { lists.remove(0) } else { lists.into_iter().flatten().collect() };
        let result = self.eat_same_line(T::Arrow).then(|| Box::new(self.type_after_arrow()));
        TypeKind::Fn { kind, params, result }
    }

    /// `?`, `.const` and `.restrict` behind a type.
    fn type_suffixes(&mut self, mut ty: TypeExpr, start: u32) -> TypeExpr {
        while !self.stopped {
            let token = self.tok();
            let kind = if token.kind == T::Question && !token.space_before() {
                self.bump();
                TypeKind::Optional(Box::new(ty))
            } else if token.kind == T::Dot && !token.newline_before() {
                let Some(qualifier) = TypeQualifier::from_word(self.token_text(self.nth(1))) else { break };
                self.bump();
                let qualifier_span = self.here();
                self.bump();
                TypeKind::Qualified { base: Box::new(ty), qualifier, qualifier_span }
            } else {
                break;
            };
            ty = TypeExpr::new(kind, self.span_from(start));
            self.grow();
        }
        ty
    }
}
