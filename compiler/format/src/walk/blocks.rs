//! Constructs with blocks: conditions, loops, `match`, closures.

use aria_source::Span;
use aria_syntax::ast::{ArmBody, Block, Closure, ClosureForm, Condition, Expr, ExprKind, IfExpr, MatchArm, Rescue, Stmt};
use aria_syntax::token::TokenKind as T;

use crate::plan::{Plan, Rule, before};

/// How many levels the further lines of a head are indented by, so as not to look like the block's.
const HEAD: usize = 2;

impl Plan<'_> {
    /// A construct's only block, from the piece behind its head to its `end`.
    pub(super) fn body(&mut self, open: usize, statements: &[Stmt], span: Span) {
        let close = self.pieces.last(span);
        if close < open {
            return;
        }
        let group = self.group(before(open), before(close + 1), false);
        self.block_of(group, open, statements, close);
    }

    /// A block as a part of a group.
    fn block_of(&mut self, group: usize, open: usize, statements: &[Stmt], close: usize) {
        let starts = self.starts(statements);
        self.block(group, open, &starts, close);
        let rigid = std::mem::replace(&mut self.rigid, false);
        self.continuing(1, |p| p.statements(statements));
        self.rigid = rigid;
    }

    /// The piece behind a block's last statement, or `open` if it has none.
    fn behind(&self, open: usize, block: &Block) -> usize {
        block.statements.last().map_or(open, |s| self.pieces.after(s.span))
    }

    pub(super) fn defer(&mut self, span: Span, body: &Block) {
        let first = self.pieces.first(span);
        let open = first + 1;
        if self.pieces.kind(open) == T::Do && body.statements.first().is_none_or(|s| self.pieces.first(s.span) > open) {
            self.body(open + 1, &body.statements, span);
        } else if self.pieces.all[open].newline_before {
            self.body(open, &body.statements, span);
        } else {
            self.statements(&body.statements);
        }
    }

    /// A part whose further lines are indented by so many levels.
    pub(super) fn continuing(&mut self, levels: usize, part: impl FnOnce(&mut Self)) {
        let continuation = std::mem::replace(&mut self.continuation, levels);
        part(self);
        self.continuation = continuation;
    }

    /// A condition; gives the piece behind it.
    fn condition(&mut self, condition: &Condition, levels: usize) -> usize {
        let value = match condition {
            Condition::Expr(value) | Condition::Let { value, .. } => value,
        };
        self.continuing(levels, |p| {
            if let Condition::Let { pattern, .. } = condition {
                p.pattern(pattern);
                p.continued(value.span);
            }
            p.expr(value);
        });
        self.pieces.after(value.span)
    }

    pub(super) fn if_expr(&mut self, decl: &IfExpr, span: Span) {
        if decl.form.is_modifier() {
            let rigid = std::mem::replace(&mut self.rigid, true);
            for branch in &decl.branches {
                self.statements(&branch.body.statements);
                self.condition(&branch.condition, self.continuation);
            }
            self.rigid = rigid;
            return;
        }
        // The group begins with the first block, and its end comes from the whole.
        let mut group = None;
        let end = self.pieces.last(span);
        let mut open = end;
        for branch in &decl.branches {
            open = self.condition(&branch.condition, HEAD);
            if self.pieces.kind(open) == T::Then {
                open += 1;
            }
            let group = *group.get_or_insert_with(|| self.group(before(open), before(end + 1), false));
            let close = self.behind(open, &branch.body).min(end);
            self.block_of(group, open, &branch.body.statements, close);
            open = close + 1;
        }
        if let (Some(otherwise), Some(group)) = (&decl.otherwise, group) {
            self.block_of(group, open, &otherwise.statements, end);
        }
    }

    pub(super) fn while_expr(&mut self, condition: &Condition, body: &Block, span: Span) {
        let open = self.condition(condition, HEAD);
        self.body(open, &body.statements, span);
    }

    pub(super) fn for_expr(&mut self, iterable: &Expr, body: &Block, span: Span) {
        self.continuing(HEAD, |p| p.expr(iterable));
        self.body(self.pieces.after(iterable.span), &body.statements, span);
    }

    /// `loop`, `do`, `unsafe`: behind one or two words.
    pub(super) fn worded_block(&mut self, word: T, body: &Block, span: Span) {
        let mut open = self.pieces.first(span) + 1;
        let has_do = word != T::Do
            && self.pieces.kind(open) == T::Do
            && !self.pieces.all[open].newline_before
            && body.statements.first().is_none_or(|s| self.pieces.first(s.span) > open);
        if has_do {
            open += 1;
        }
        if word == T::Unsafe && !has_do && !self.pieces.all[open].newline_before {
            // Inside brackets, `unsafe` at the end of a line would be a name.
            self.body(open, &body.statements, span);
            self.rule(open, Rule::Join);
            self.rule(self.pieces.last(span), Rule::Keep);
        } else {
            self.body(open, &body.statements, span);
        }
    }

    pub(super) fn match_expr(&mut self, scrutinee: &Expr, arms: &[MatchArm], span: Span) {
        self.continuing(HEAD, |p| p.expr(scrutinee));
        let (open, close) = (self.pieces.after(scrutinee.span), self.pieces.last(span));
        let group = self.group(before(open), before(close + 1), true);
        let starts: Vec<usize> = arms.iter().map(|a| self.pieces.first(a.span)).collect();
        self.block(group, open, &starts, close);
        self.continuing(1, |p| arms.iter().for_each(|arm| p.arm(arm)));
    }

    fn arm(&mut self, arm: &MatchArm) {
        self.pattern(&arm.pattern);
        self.optional(arm.guard.as_ref());
        match &arm.body {
            ArmBody::Expr(value) => self.expr(value),
            ArmBody::Block(body) => {
                let head = arm.guard.as_ref().map_or(arm.pattern.span, |g| g.span);
                // Behind the arrow.
                self.body(self.pieces.after(head) + 1, &body.statements, arm.span);
            }
        }
    }

    pub(super) fn catch_panic(&mut self, body: &Block, rescue: Option<&Rescue>, span: Span) {
        let open = self.pieces.first(span) + 2;
        let Some(rescue) = rescue else { return self.body(open, &body.statements, span) };
        let end = self.pieces.last(span);
        let group = self.group(before(open), before(end + 1), true);
        let word = self.pieces.first(rescue.span);
        self.block_of(group, open, &body.statements, word);
        let inner = rescue.name.as_ref().map_or(word + 1, |n| self.pieces.after(n.span));
        self.block_of(group, inner, &rescue.body.statements, end);
    }

    pub(super) fn closure(&mut self, closure: &Closure) {
        let mut open = self.pieces.first(closure.span);
        if closure.form == ClosureForm::Do {
            open += 1;
        }
        let at_bars = matches!(self.pieces.kind(open), T::Bar | T::BarBar) && !self.pieces.all[open].newline_before;
        if closure.form == ClosureForm::Bars || at_bars {
            open = self.bars(open, closure);
        }
        for param in &closure.params {
            self.pattern(&param.pattern);
            if let Some(ty) = &param.ty {
                self.ty(ty);
            }
        }
        self.body(open, &closure.body.statements, closure.span);
    }

    /// The bars of a closure; gives the piece behind them.
    fn bars(&mut self, open: usize, closure: &Closure) -> usize {
        if self.pieces.kind(open) == T::BarBar {
            self.space(open + 1, true);
            return open + 1;
        }
        let params = closure.params.iter().map(|p| p.span);
        let last = params.chain(closure.captures.iter().map(|c| c.span)).map(|s| self.pieces.after(s)).max();
        let close = last.unwrap_or(open + 1);
        self.space(open + 1, false);
        self.space(close, false);
        self.space(close + 1, true);
        close + 1
    }

    /// The statement of a jump, `raise` or the like, if it has one.
    pub(super) fn optional(&mut self, value: Option<&Expr>) {
        if let Some(value) = value {
            self.expr(value);
        }
    }

    /// `assert cond, "message"`, and the form with parentheses, which the tree does not keep.
    pub(super) fn assert(&mut self, condition: &Expr, message: Option<&Expr>, span: Span) {
        let open = self.pieces.first(span) + 1;
        if let Some(message) = message
            && self.pieces.kind(open) == T::LParen
            && !self.pieces.all[open].space_before
            && self.pieces.mate(open).is_some_and(|close| close > self.pieces.last(message.span))
        {
            let spans = [condition.span, message.span];
            self.list(open, &spans, crate::plan::ListStyle::OnePerLine);
        }
        self.expr(condition);
        self.optional(message);
    }
}

/// Whether an expression brings brackets of its own, in which its lines break.
pub(super) const fn is_bracketed(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Array(_) | ExprKind::Dict(_) | ExprKind::Tuple(_))
}
