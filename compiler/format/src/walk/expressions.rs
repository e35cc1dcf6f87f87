//! Operators, chains of calls, and literals.

use aria_source::Span;
use aria_syntax::ast::{BinaryOp, DictKey, Expr, ExprKind};
use aria_syntax::token::TokenKind as T;

use super::blocks::is_bracketed;
use crate::plan::{ListStyle, Plan, Rule};

impl Plan<'_> {
    pub(super) fn expr(&mut self, e: &Expr) {
        match &e.kind {
            ExprKind::Int { .. }
            | ExprKind::Float { .. }
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Char(_)
            | ExprKind::Symbol(_)
            | ExprKind::Bytes(_)
            | ExprKind::Str(_)
            | ExprKind::Name(_)
            | ExprKind::SelfValue
            | ExprKind::SelfField(_)
            | ExprKind::Error => {}
            ExprKind::Suffixed { .. }
            | ExprKind::Propagate(_)
            | ExprKind::Unwrap(_)
            | ExprKind::Field { .. }
            | ExprKind::Bracket { .. }
            | ExprKind::Call { .. } => self.chain(e),
            ExprKind::Unit => self.list(self.pieces.first(e.span), &[], ListStyle::OnePerLine),
            ExprKind::Array(parts) => self.exprs(self.pieces.first(e.span), parts, ListStyle::Rows),
            ExprKind::Tuple(parts) => self.exprs(self.pieces.first(e.span), parts, ListStyle::MayBeTuple),
            ExprKind::Paren(inner) => {
                self.list(self.pieces.first(e.span), &[inner.span], ListStyle::Kept);
                self.continuing(1, |p| p.expr(inner));
            }
            ExprKind::Dict(entries) => {
                let spans: Vec<Span> = entries.iter().map(|e| e.span).collect();
                self.list(self.pieces.first(e.span), &spans, ListStyle::OnePerLine);
                self.continuing(1, |p| {
                    for entry in entries {
                        if let DictKey::Expr(key) = &entry.key {
                            p.expr(key);
                        }
                        p.value(&entry.value);
                    }
                });
            }
            ExprKind::Unary { operand, op_span, .. } => {
                self.space(self.pieces.first(*op_span) + 1, false);
                self.expr(operand);
            }
            ExprKind::Binary { op, left, right, op_span } => self.binary(e, *op, (left, right), *op_span),
            ExprKind::Range { start, end, .. } => {
                let sign = match end {
                    Some(end) => self.pieces.first(end.span).saturating_sub(1),
                    None => self.pieces.last(e.span),
                };
                self.spaces_around(sign, false);
                self.expr(start);
                self.optional(end.as_deref());
            }
            ExprKind::Conditional { condition, then, otherwise } => {
                self.expr(condition);
                for part in [then, otherwise] {
                    self.spaces_around(self.pieces.first(part.span).saturating_sub(1), true);
                    self.value(part);
                }
            }
            ExprKind::Pipe { .. } => self.pipe(e),
            ExprKind::Assign { target, value, .. } => {
                self.expr(target);
                self.value(value);
            }
            ExprKind::Closure(inner) => self.closure(inner),
            ExprKind::Do(body) => self.worded_block(T::Do, body, e.span),
            ExprKind::If(inner) => self.if_expr(inner, e.span),
            ExprKind::While { condition, body } => self.while_expr(condition, body, e.span),
            ExprKind::Loop(body) => self.worded_block(T::Loop, body, e.span),
            ExprKind::For { pattern, iterable, body } => {
                self.pattern(pattern);
                self.for_expr(iterable, body, e.span);
            }
            ExprKind::Match { scrutinee, arms } => self.match_expr(scrutinee, arms, e.span),
            ExprKind::Unsafe(body) => self.worded_block(T::Unsafe, body, e.span),
            ExprKind::CatchPanic { body, rescue } => self.catch_panic(body, rescue.as_deref(), e.span),
            ExprKind::Return(value) | ExprKind::Break(value) | ExprKind::Next(value) => self.optional(value.as_deref()),
            ExprKind::Raise(value) => self.expr(value),
            ExprKind::Assert { condition, message } => self.assert(condition, message.as_deref(), e.span),
            ExprKind::Type(ty) => self.ty(ty),
        }
    }

    /// What stands behind `=` or the like, and may begin on a line of its own.
    pub(super) fn value(&mut self, value: &Expr) {
        if self.continued(value.span) {
            self.continuing(0, |p| p.expr(value));
        } else {
            self.expr(value);
        }
    }

    fn exprs(&mut self, open: usize, parts: &[Expr], style: ListStyle) {
        let spans: Vec<Span> = parts.iter().map(|p| p.span).collect();
        self.list(open, &spans, style);
        self.continuing(1, |p| parts.iter().for_each(|part| p.expr(part)));
    }

    /// Operators of one precedence, which associate to the left, are broken together.
    fn binary(&mut self, e: &Expr, op: BinaryOp, (left, right): (&Expr, &Expr), op_span: Span) {
        let level = level(op);
        let mut operands = vec![right];
        let mut signs = vec![self.pieces.first(op_span)];
        let mut rest = left;
        while let ExprKind::Binary { op, left, right, op_span } = &rest.kind {
            if level.is_none() || self::level(*op) != level {
                break;
            }
            operands.push(right);
            signs.push(self.pieces.first(*op_span));
            rest = left;
        }
        operands.push(rest);
        operands.reverse();
        signs.reverse();
        let gaps: Vec<usize> = signs.iter().map(|sign| sign + 1).collect();
        for sign in signs {
            self.spaces_around(sign, true);
            self.rule(sign, Rule::Join);
        }
        if level.is_some() {
            self.breakable(e.span, &gaps, &gaps, self.continuation);
        } else {
            self.continued(right.span);
        }
        for operand in operands {
            self.expr(operand);
        }
    }

    /// `value |> f |> g`: lines break before the sign.
    fn pipe(&mut self, e: &Expr) {
        let mut targets = Vec::new();
        let mut rest = e;
        while let ExprKind::Pipe { value, target } = &rest.kind {
            targets.push(target);
            rest = value;
        }
        targets.reverse();
        let gaps: Vec<usize> = targets.iter().map(|t| self.pieces.first(t.span).saturating_sub(1)).collect();
        self.breakable(e.span, &gaps, &gaps, self.continuation.max(1));
        self.expr(rest);
        for target in targets {
            self.continued(target.span);
            self.expr(target);
        }
    }

    /// Members, calls, indices and suffixes, from the outermost to the operand that they begin with.
    fn chain(&mut self, e: &Expr) {
        let mut dots: Vec<(usize, bool)> = Vec::new();
        let mut called = false;
        let mut node = e;
        loop {
            node = match &node.kind {
                ExprKind::Field { base, name } => {
                    let dot = self.pieces.first(name.span).saturating_sub(1);
                    let word = self.pieces.kind(dot + 1).is_word();
                    if self.pieces.kind(dot) == T::Dot && word {
                        dots.push((dot, called));
                    }
                    called = false;
                    base
                }
                ExprKind::Call { callee, args, block, parens } => {
                    if *parens {
                        let spans: Vec<Span> = args.iter().map(|a| a.span).collect();
                        let style = match args.as_slice() {
                            [only] if only.label.is_none() && is_bracketed(&only.value) => ListStyle::Hugging,
                            [_] => ListStyle::Kept,
                            _ => ListStyle::OnePerLine,
                        };
                        self.list(self.pieces.after(callee.span), &spans, style);
                        self.continuing(1, |p| {
                            for arg in args {
                                if arg.label.is_some() {
                                    p.continued(arg.value.span);
                                }
                                p.expr(&arg.value);
                            }
                        });
                    }
                    if let Some(block) = block {
                        self.closure(block);
                    }
                    called = true;
                    callee
                }
                ExprKind::Bracket { base, args } => {
                    self.exprs(self.pieces.after(base.span), args, ListStyle::Kept);
                    base
                }
                ExprKind::Suffixed { base, .. } | ExprKind::Propagate(base) | ExprKind::Unwrap(base) => base,
                _ => break,
            };
        }
        dots.reverse();
        let simple = matches!(node.kind, ExprKind::Name(_) | ExprKind::SelfValue | ExprKind::SelfField(_));
        // `a.b.c(1)` stays together.
        let from = if simple { dots.iter().position(|(_, called)| *called).map_or(dots.len(), |first| first + 1) } else { 0 };
        let mut soft: Vec<usize> = dots[from..].iter().filter(|(_, called)| *called).map(|(dot, _)| *dot).collect();
        if soft.len() < 2 {
            soft.clear();
        }
        let all: Vec<usize> = dots.iter().map(|(dot, _)| *dot).collect();
        if !all.is_empty() {
            self.breakable(e.span, &all, &soft, self.continuation.max(1));
        }
        self.expr(node);
    }
}

/// The precedence of operators at which lines are broken.
const fn level(op: BinaryOp) -> Option<u8> {
    use BinaryOp as B;
    match op {
        B::Mul | B::Div | B::Rem | B::WrapMul => Some(11),
        B::Add | B::Sub | B::WrapAdd | B::WrapSub => Some(10),
        B::BitAnd => Some(8),
        B::BitXor => Some(7),
        B::BitOr => Some(6),
        B::And => Some(3),
        B::Or => Some(2),
        B::Pow | B::Shl | B::Shr | B::Eq | B::Ne | B::Lt | B::Le | B::Gt | B::Ge => None,
    }
}
