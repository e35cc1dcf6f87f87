//! Operands: what an expression begins with, and what follows it without an operator.

use aria_source::Span;

use crate::ast::*;
use crate::error::{Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;

impl Parser<'_> {
    pub(super) fn postfix(&mut self) -> Expr {
        let start = self.tok().start;
        let mut expr = self.primary();
        while !self.stopped {
            let token = self.tok();
            if token.newline_before() && !self.in_brackets() && !(token.kind == T::Dot && self.nth(1).kind.is_word()) {
                break;
            }
            let kind = match token.kind {
                T::Dot => {
                    self.bump();
                    let name = self.member_name();
                    ExprKind::Field { base: Box::new(expr), name }
                }
                T::LParen if !token.space_before() => {
                    let args = self.arguments();
                    ExprKind::Call { callee: Box::new(expr), args, block: None, parens: true }
                }
                T::LBracket if !token.space_before() => {
                    let args = self.list(|p| p.expr());
                    ExprKind::Bracket { base: Box::new(expr), args }
                }
                T::Question | T::Bang if !token.space_before() => {
                    self.bump();
                    self.suffixed(expr, token)
                }
                T::Do if takes_block(&expr) && !self.is_head_do(&expr) => {
                    if self.in_head && matches!(expr.kind, ExprKind::Name(_)) {
                        self.head_do = Some(self.span(token));
                    }
                    let block = Box::new(self.do_closure());
                    with_block(expr, block)
                }
                T::Bar if takes_block(&expr) && self.at_block_bars() => {
                    let block = Box::new(self.bars_closure());
                    with_block(expr, block)
                }
                _ => break,
            };
            expr = Expr { kind, span: self.span_from(start) };
            self.grow();
        }
        expr
    }

    /// Judging by indentation, a `do` after a bare name in a head is a mistake and not the name's block.
    fn is_head_do(&self, expr: &Expr) -> bool {
        self.by_indent && self.in_head && matches!(expr.kind, ExprKind::Name(_))
    }

    /// The word or tuple index after a dot. An absent one is an empty name, so that an editor can complete it.
    fn member_name(&mut self) -> Name {
        let token = self.tok();
        let is_index = token.kind == T::Int && self.token_text(token).bytes().all(|b| b.is_ascii_digit());
        if (token.kind.is_word() && !self.at_line_start()) || is_index {
            return self.bump_name();
        }
        self.unexpected(Expected::Name);
        self.missing_name()
    }

    fn suffixed(&self, base: Expr, sign: crate::token::Token) -> ExprKind {
        let suffix = if sign.kind == T::Question { Suffix::Question } else { Suffix::Bang };
        match (&base.kind, suffix) {
            (ExprKind::Name(_) | ExprKind::Field { .. } | ExprKind::SelfField(_), _) => {
                ExprKind::Suffixed { base: Box::new(base), suffix, suffix_span: self.span(sign) }
            }
            (_, Suffix::Question) => ExprKind::Propagate(Box::new(base)),
            (_, Suffix::Bang) => ExprKind::Unwrap(Box::new(base)),
        }
    }

    /// At the `|` that opens a trailing block: a space before it, none after, and parameters behind it.
    fn at_block_bars(&self) -> bool {
        if !self.tok().space_before() || self.nth(1).space_before() {
            return false;
        }
        let first = self.nth(1).kind;
        first == T::LParen
            || first == T::Semicolon
            || (first.is_word() && matches!(self.nth(2).kind, T::Bar | T::Comma | T::Colon | T::Semicolon))
    }

    /// The arguments of a call, with both parentheses.
    pub(super) fn arguments(&mut self) -> Vec<Arg> {
        let args = self.list(|p| {
            let start = p.tok().start;
            let label = p.label();
            let mut value = p.expr();
            if label.is_none() && p.at(T::Colon) && matches!(value.kind, ExprKind::Name(_)) {
                let span = p.here();
                p.push_error(SyntaxErrorKind::LabelSpacing, span);
                p.bump();
                value = p.expr();
            }
            Arg { label, value, span: p.span_from(start) }
        });
        self.positional_first(args.iter().map(|arg| (arg.label.is_some(), arg.span)));
        args
    }

    /// Reports a part without a label behind one that has one: arguments of a call, parts of a pattern.
    pub(super) fn positional_first(&mut self, parts: impl Iterator<Item = (bool, Span)>) {
        let mut named = None;
        for (labelled, span) in parts {
            match (labelled, named) {
                (true, None) => named = Some(span),
                (false, Some(named)) => return self.push_error(SyntaxErrorKind::PositionalAfterNamed { named }, span),
                _ => {}
            }
        }
    }

    fn primary(&mut self) -> Expr {
        let token = self.tok();
        let start = token.start;
        let kind = match token.kind {
            T::Ident => self.name_or_function_type(),
            T::Int | T::Float | T::Char | T::Symbol | T::Bytes | T::RawStr | T::StrOpen | T::BlockStrOpen => {
                return self.literal();
            }
            // `null?(x)`: neither of these words has a sign of its own, so a call of it is a call of a function named so.
            T::True | T::False | T::Null if self.at_signed_call() => ExprKind::Name(self.bump_name()),
            T::True | T::False | T::Null => return self.literal(),
            T::SelfWord => {
                self.bump();
                ExprKind::SelfValue
            }
            T::AtName => {
                self.bump();
                ExprKind::SelfField(self.name_of(token.start + 1, token.end))
            }
            T::LParen => self.parenthesised(),
            T::LBracket => ExprKind::Array(self.list(|p| p.expr())),
            T::LBrace => ExprKind::Dict(self.list(|p| p.dict_entry())),
            T::Bar | T::BarBar => ExprKind::Closure(Box::new(self.bars_closure())),
            T::If => self.if_expr(),
            T::Unless => self.unless_expr(),
            T::While => self.while_expr(),
            T::For => self.for_expr(),
            T::Match => self.match_expr(),
            T::Do => self.do_scope(),
            T::Return | T::Break | T::Next => self.jump(),
            T::Raise | T::Assert if self.at_paren_free_call() => self.raise_or_assert(),
            T::Unsafe if self.at_keyword_statement() => self.unsafe_expr(),
            T::Loop if self.at_loop() => self.loop_expr(),
            T::CatchPanic if self.nth(1).kind == T::Do => self.catch_panic(),
            T::Dyn | T::Weak if self.next_starts_type() => {
                let ty = self.ty();
                ExprKind::Type(Box::new(ty))
            }
            kind if kind.is_name() => ExprKind::Name(self.bump_name()),
            _ => {
                self.unexpected(Expected::Expression);
                return self.error_expr();
            }
        };
        Expr { kind, span: self.span_from(start) }
    }

    fn name_or_function_type(&mut self) -> ExprKind {
        let token = self.tok();
        let next = self.nth(1);
        if next.kind == T::LBracket && !next.space_before() && matches!(self.token_text(token), "Fn" | "CFn") {
            let start = token.start;
            let kind = self.function_type();
            return ExprKind::Type(Box::new(TypeExpr::new(kind, self.span_from(start))));
        }
        ExprKind::Name(self.bump_name())
    }

    /// `word?(` and `word!(`, without spaces.
    fn at_signed_call(&self) -> bool {
        let (sign, paren) = (self.nth(1), self.nth(2));
        matches!(sign.kind, T::Question | T::Bang) && !sign.space_before() && paren.kind == T::LParen && !paren.space_before()
    }

    /// `raise e`, `assert cond`: an operand follows, so that the word is not a name.
    fn at_paren_free_call(&self) -> bool {
        let next = self.nth(1);
        if !self.next_on_line() || matches!(next.kind, T::If | T::Unless | T::End) {
            return self.at(T::Raise);
        }
        next.kind.starts_expression() && !self.at_label() && (next.space_before() || next.kind == T::LParen)
    }

    /// `loop do`, or `loop` at the end of its line.
    fn at_loop(&self) -> bool {
        let next = self.nth(1);
        next.kind == T::Do || (next.newline_before() && next.kind != T::Dot && !self.in_brackets())
    }

    fn parenthesised(&mut self) -> ExprKind {
        let (mut parts, trailing_comma) = self.list_with_comma(|p| p.expr());
        match parts.len() {
            0 => ExprKind::Unit,
            1 if !trailing_comma => ExprKind::Paren(Box::new(parts.remove(0))),
            _ => ExprKind::Tuple(parts),
        }
    }

    fn dict_entry(&mut self) -> DictEntry {
        let start = self.tok().start;
        let key = match self.label() {
            Some(name) => DictKey::Label(name),
            None => {
                let key = self.expr();
                if !matches!(key.kind, ExprKind::Error) {
                    self.expect(T::FatArrow);
                }
                DictKey::Expr(key)
            }
        };
        let value = self.expr();
        DictEntry { key, value, span: self.span_from(start) }
    }
}

/// Whether a trailing block may follow an operand.
fn takes_block(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { block, .. } => block.is_none(),
        ExprKind::Name(_) | ExprKind::Suffixed { .. } | ExprKind::Field { .. } | ExprKind::Bracket { .. } => true,
        _ => false,
    }
}

fn with_block(expr: Expr, block: Box<Closure>) -> ExprKind {
    match expr.kind {
        ExprKind::Call { callee, args, block: None, parens } => ExprKind::Call { callee, args, block: Some(block), parens },
        _ => ExprKind::Call { callee: Box::new(expr), args: Vec::new(), block: Some(block), parens: false },
    }
}
