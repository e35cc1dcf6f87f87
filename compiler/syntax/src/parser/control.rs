//! Conditions, loops, `match`, jumps, `unsafe` and `catch_panic`.

use crate::ast::*;
use crate::error::{Construct, Expected, SyntaxErrorKind};
use crate::token::{Token, TokenKind as T};

use super::Parser;
use super::recovery::Opener;

impl Parser<'_> {
    /// Begins a construct whose head stands on the keyword's line.
    fn head(&mut self, construct: Construct) -> (Token, Opener) {
        let keyword = self.bump();
        let opener = self.opener(construct, keyword);
        self.head_do = None;
        (keyword, opener)
    }

    /// Reads a head, a level of nesting of its own.
    fn in_head<R>(&mut self, part: impl FnOnce(&mut Self) -> R) -> R {
        let saved = std::mem::replace(&mut self.in_head, true);
        // A head ends with its line, also where the construct stands inside brackets.
        let base = std::mem::replace(&mut self.bracket_base, self.brackets.len());
        self.enter();
        let result = part(self);
        self.leave();
        self.bracket_base = base;
        self.in_head = saved;
        result
    }

    /// The end of a head: the line's end, or `then` where a value is wanted on one line.
    fn head_end(&mut self, construct: Construct, then_allowed: bool) {
        if self.tok().newline_before() || self.at(T::Eof) {
            return;
        }
        if then_allowed && self.eat(T::Then) {
            return;
        }
        if self.at(T::Do) {
            let span = self.here();
            self.error(SyntaxErrorKind::HeadDo(construct), span);
            self.bump();
            return;
        }
        self.expect_line_end();
    }

    pub(super) fn if_expr(&mut self) -> ExprKind {
        let (_, mut opener) = self.head(Construct::If);
        let mut branches = Vec::new();
        let mut otherwise = None;
        loop {
            let condition = self.in_head(|p| p.condition());
            self.note_head(&mut opener);
            self.head_end(Construct::If, true);
            let body = self.block(opener.indent, true, false);
            branches.push(IfBranch { condition, body });
            let outside = self.belongs_outside(opener.indent);
            if !outside && self.at(T::Elsif) && !self.at_label() {
                self.bump();
                continue;
            }
            if !outside && self.at(T::Else) && !self.at_label() {
                let word = self.here();
                self.bump();
                opener.else_if = self.at_same_line(T::If).then(|| word.to(self.here()));
                otherwise = Some(self.block(opener.indent, false, false));
            }
            self.end(opener);
            return ExprKind::If(Box::new(IfExpr { form: IfForm::If, branches, otherwise }));
        }
    }

    pub(super) fn unless_expr(&mut self) -> ExprKind {
        let (_, mut opener) = self.head(Construct::Unless);
        let condition = self.in_head(|p| p.condition());
        self.note_head(&mut opener);
        self.head_end(Construct::Unless, true);
        let body = self.block(opener.indent, true, false);
        let mut otherwise = None;
        if self.at(T::Else) && !self.belongs_outside(opener.indent) {
            self.bump();
            otherwise = Some(self.block(opener.indent, false, false));
        }
        self.end(opener);
        let branches = vec![IfBranch { condition, body }];
        ExprKind::If(Box::new(IfExpr { form: IfForm::Unless, branches, otherwise }))
    }

    pub(super) fn while_expr(&mut self) -> ExprKind {
        let (_, mut opener) = self.head(Construct::While);
        let condition = Box::new(self.in_head(|p| p.condition()));
        self.note_head(&mut opener);
        self.head_end(Construct::While, false);
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ExprKind::While { condition, body }
    }

    pub(super) fn loop_expr(&mut self) -> ExprKind {
        let (_, opener) = self.head(Construct::Loop);
        self.eat_same_line(T::Do);
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ExprKind::Loop(body)
    }

    pub(super) fn for_expr(&mut self) -> ExprKind {
        let (_, mut opener) = self.head(Construct::For);
        let (pattern, iterable) = self.in_head(|p| {
            let pattern = p.for_pattern();
            if !p.eat_same_line(T::In) {
                p.unexpected(Expected::Token(T::In));
            }
            (Box::new(pattern), Box::new(p.expr()))
        });
        self.note_head(&mut opener);
        self.head_end(Construct::For, false);
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ExprKind::For { pattern, iterable, body }
    }

    /// `x`, `(a, b)`, or `a, b` for the same tuple.
    fn for_pattern(&mut self) -> Pattern {
        let start = self.tok().start;
        let first = self.pattern_without_or();
        if !self.at_same_line(T::Comma) {
            return first;
        }
        let mut parts = vec![first];
        while self.eat_same_line(T::Comma) {
            parts.push(self.pattern_without_or());
        }
        Pattern { kind: PatternKind::Tuple(parts), span: self.span_from(start) }
    }

    pub(super) fn match_expr(&mut self) -> ExprKind {
        let (_, mut opener) = self.head(Construct::Match);
        let scrutinee = Box::new(self.in_head(|p| p.expr()));
        self.note_head(&mut opener);
        self.head_end(Construct::Match, false);
        let base = std::mem::replace(&mut self.bracket_base, self.brackets.len());
        let in_head = std::mem::replace(&mut self.in_head, false);
        let mut arms = Vec::new();
        while !self.at(T::Eof) && !self.at_block_end() && !self.belongs_outside(opener.indent) && !self.closes_outer_bracket() {
            let before = self.pos;
            let errors = self.errors.len();
            self.note_indent();
            arms.push(self.match_arm());
            if self.errors.len() > errors || self.pos == before {
                self.recover(before);
            } else {
                self.expect_line_end();
            }
        }
        self.bracket_base = base;
        self.in_head = in_head;
        if self.by_indent {
            self.indent = opener.indent;
        }
        self.end(opener);
        ExprKind::Match { scrutinee, arms }
    }

    fn match_arm(&mut self) -> MatchArm {
        let start = self.tok().start;
        let errors = self.errors.len();
        let pattern = self.pattern();
        let guard = self.eat_same_line(T::If).then(|| self.expr());
        let arrow = self.tok();
        let unreadable = self.errors.len() > errors && !self.at(T::FatArrow);
        let body = if unreadable || !self.expect(T::FatArrow) {
            ArmBody::Expr(self.error_expr())
        } else if self.tok().newline_before() {
            let opener = self.opener(Construct::MatchArm, arrow);
            let body = self.block(opener.indent, false, false);
            self.end(opener);
            ArmBody::Block(body)
        } else {
            ArmBody::Expr(self.expr())
        };
        MatchArm { pattern, guard, body, span: self.span_from(start) }
    }

    pub(super) fn unsafe_expr(&mut self) -> ExprKind {
        let (_, opener) = self.head(Construct::Unsafe);
        self.eat_same_line(T::Do);
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ExprKind::Unsafe(body)
    }

    /// `catch_panic do … rescue e … end`; the cursor is before the `do`.
    pub(super) fn catch_panic(&mut self) -> ExprKind {
        let (_, opener) = self.head(Construct::CatchPanic);
        self.bump();
        let body = self.block(opener.indent, false, true);
        let mut rescue = None;
        if self.at(T::Rescue) && !self.belongs_outside(opener.indent) {
            let start = self.bump().start;
            let named = self.kind().is_name() && !self.tok().newline_before();
            let name = named.then(|| self.bump_name());
            self.expect_line_end();
            let body = self.block(opener.indent, false, false);
            rescue = Some(Box::new(Rescue { name, body, span: self.span_from(start) }));
        }
        self.end(opener);
        ExprKind::CatchPanic { body, rescue }
    }

    /// `return`, `break` and `next`, with a value unless the statement ends or a modifier follows.
    pub(super) fn jump(&mut self) -> ExprKind {
        let keyword = self.bump().kind;
        let ends = self.at_line_start()
            || matches!(self.kind(), T::If | T::Unless | T::Then | T::Rescue)
            || !self.kind().starts_expression();
        let value = if ends { None } else { Some(Box::new(self.operand())) };
        match keyword {
            T::Return => ExprKind::Return(value),
            T::Break => ExprKind::Break(value),
            _ => ExprKind::Next(value),
        }
    }

    /// What a jump takes along, a level of nesting of its own.
    fn operand(&mut self) -> Expr {
        let operand = if self.enter() { self.expr() } else { self.error_expr() };
        self.leave();
        operand
    }

    pub(super) fn raise_or_assert(&mut self) -> ExprKind {
        let keyword = self.bump();
        if keyword.kind == T::Raise {
            if self.at_line_start() || matches!(self.kind(), T::If | T::Unless) {
                self.unexpected(Expected::Expression);
                return ExprKind::Raise(Box::new(self.error_expr()));
            }
            return ExprKind::Raise(Box::new(self.operand()));
        }
        // `assert(cond, "message")` reads as a tuple; it is meant as two arguments.
        let parenthesised = self.at(T::LParen) && !self.tok().space_before();
        let condition = self.operand();
        if let (true, ExprKind::Tuple(parts)) = (parenthesised, &condition.kind)
            && let [first, second] = parts.as_slice()
        {
            return ExprKind::Assert { condition: Box::new(first.clone()), message: Some(Box::new(second.clone())) };
        }
        let message = self.eat_same_line(T::Comma).then(|| Box::new(self.expr()));
        ExprKind::Assert { condition: Box::new(condition), message }
    }
}
