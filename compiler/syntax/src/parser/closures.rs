//! Closures and trailing blocks.

use crate::ast::*;
use crate::error::Construct;
use crate::token::TokenKind as T;

use super::Parser;

impl Parser<'_> {
    /// `|x| … end`, `|| … end`; the cursor is at the first bar.
    pub(super) fn bars_closure(&mut self) -> Closure {
        let open = self.tok();
        let opener = self.opener(Construct::Closure, open);
        let (params, captures) = self.closure_params();
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        Closure { form: ClosureForm::Bars, params, captures, body, span: self.span_from(open.start) }
    }

    /// `do … end`, `do |x| … end`.
    pub(super) fn do_closure(&mut self) -> Closure {
        let open = self.bump();
        let opener = self.opener(Construct::DoBlock, open);
        let has_params = matches!(self.kind(), T::Bar | T::BarBar) && !self.tok().newline_before();
        let (params, captures) = if has_params { self.closure_params() } else { (Vec::new(), Vec::new()) };
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        Closure { form: ClosureForm::Do, params, captures, body, span: self.span_from(open.start) }
    }

    /// A `do` that follows no call: a scope of its own.
    pub(super) fn do_scope(&mut self) -> ExprKind {
        let open = self.bump();
        let opener = self.opener(Construct::DoBlock, open);
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ExprKind::Do(body)
    }

    /// `|a, b: T; weak self|` or `||`, with both bars.
    fn closure_params(&mut self) -> (Vec<ClosureParam>, Vec<Capture>) {
        let mut params = Vec::new();
        let mut captures = Vec::new();
        if self.bump().kind == T::BarBar {
            return (params, captures);
        }
        self.bracketed(T::Bar, |p| {
            while !matches!(p.kind(), T::Bar | T::Semicolon | T::Eof) {
                let before = p.pos;
                let start = p.tok().start;
                let pattern = p.closure_pattern();
                let ty = p.type_after_colon();
                params.push(ClosureParam { pattern, ty, span: p.span_from(start) });
                if !p.eat(T::Comma) || p.pos == before {
                    break;
                }
            }
            while p.eat(T::Semicolon) || (!captures.is_empty() && p.eat(T::Comma)) {
                let start = p.tok().start;
                let weak = p.at(T::Weak) && p.nth(1).kind.is_word() && p.eat(T::Weak);
                let Some(name) = p.any_word() else { break };
                captures.push(Capture { weak, name, span: p.span_from(start) });
            }
        });
        if !self.at(T::Bar) {
            self.unexpected(crate::error::Expected::Token(T::Bar));
        } else {
            self.bump();
        }
        (params, captures)
    }

    /// Any word names a parameter; `_` and tuples of names are patterns.
    fn closure_pattern(&mut self) -> Pattern {
        let token = self.tok();
        if token.kind.is_word() && self.token_text(token) != "_" {
            let name = self.bump_name();
            return Pattern { span: name.span, kind: PatternKind::Binding(name) };
        }
        self.pattern_without_or()
    }
}
