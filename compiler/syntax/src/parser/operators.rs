//! Operators and their precedence, from assignment down to the signs before an operand.

use aria_source::Span;

use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::error::{Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;

/// How tightly the operators between operands bind; a higher one binds tighter.
const POWER: u8 = 12;
const RANGE: u8 = 5;
const COMPARISON: u8 = 4;

/// What may stand between two operands.
enum Infix {
    Binary(BinaryOp),
    Range { inclusive: bool },
}

fn infix(kind: T) -> Option<(Infix, u8)> {
    use BinaryOp as B;
    let (op, level) = match kind {
        T::StarStar => (B::Pow, POWER),
        T::Star => (B::Mul, 11),
        T::Slash => (B::Div, 11),
        T::Percent => (B::Rem, 11),
        T::WrapStar => (B::WrapMul, 11),
        T::Plus => (B::Add, 10),
        T::Minus => (B::Sub, 10),
        T::WrapPlus => (B::WrapAdd, 10),
        T::WrapMinus => (B::WrapSub, 10),
        T::Shl => (B::Shl, 9),
        T::Shr => (B::Shr, 9),
        T::Amp => (B::BitAnd, 8),
        T::Caret => (B::BitXor, 7),
        T::Bar => (B::BitOr, 6),
        T::DotDot => return Some((Infix::Range { inclusive: true }, RANGE)),
        T::Ellipsis => return Some((Infix::Range { inclusive: false }, RANGE)),
        T::EqEq => (B::Eq, COMPARISON),
        T::BangEq => (B::Ne, COMPARISON),
        T::Lt => (B::Lt, COMPARISON),
        T::LtEq => (B::Le, COMPARISON),
        T::Gt => (B::Gt, COMPARISON),
        T::GtEq => (B::Ge, COMPARISON),
        T::AmpAmp => (B::And, 3),
        T::BarBar => (B::Or, 2),
        _ => return None,
    };
    Some((Infix::Binary(op), level))
}

/// The operator of an assignment; `Some(None)` for a plain one.
fn assignment(kind: T) -> Option<Option<BinaryOp>> {
    use BinaryOp as B;
    Some(Some(match kind {
        T::Eq => return Some(None),
        T::PlusEq => B::Add,
        T::MinusEq => B::Sub,
        T::StarEq => B::Mul,
        T::SlashEq => B::Div,
        T::PercentEq => B::Rem,
        T::StarStarEq => B::Pow,
        T::AmpEq => B::BitAnd,
        T::BarEq => B::BitOr,
        T::CaretEq => B::BitXor,
        T::ShlEq => B::Shl,
        T::ShrEq => B::Shr,
        T::AmpAmpEq => B::And,
        T::BarBarEq => B::Or,
        T::WrapPlusEq => B::WrapAdd,
        T::WrapMinusEq => B::WrapSub,
        T::WrapStarEq => B::WrapMul,
        _ => return None,
    }))
}

impl Parser<'_> {
    pub(super) fn expr(&mut self) -> Expr {
        let saved = std::mem::take(&mut self.height);
        let expr = if self.enter() { self.assignment() } else { self.error_expr() };
        self.leave();
        self.height = saved.max(self.height + 1);
        expr
    }

    fn assignment(&mut self) -> Expr {
        let target = self.pipe();
        if self.at_line_start() {
            return target;
        }
        let Some(op) = assignment(self.kind()) else { return target };
        if !is_place(&target) {
            let span = target.span;
            self.push_error(SyntaxErrorKind::InvalidTarget, span);
        }
        let op_span = self.here();
        self.bump();
        let value = Box::new(self.expr());
        let span = target.span.to(value.span);
        Expr { kind: ExprKind::Assign { target: Box::new(target), op, value, op_span }, span }
    }

    fn pipe(&mut self) -> Expr {
        let mut value = self.conditional();
        while self.at(T::Pipe) && !self.stopped {
            self.bump();
            let target = Box::new(self.conditional());
            let span = value.span.to(target.span);
            value = Expr { kind: ExprKind::Pipe { value: Box::new(value), target }, span };
            self.grow();
        }
        value
    }

    fn conditional(&mut self) -> Expr {
        let condition = self.binary(0);
        if !self.at_same_line(T::Question) {
            return condition;
        }
        self.conditional_spacing();
        self.bump();
        let then = Box::new(self.branch());
        if self.at(T::Symbol) && !self.at_line_start() {
            // `a ? b :c`: the lexer took `:c` for a symbol.
            let span = self.here();
            self.push_error(SyntaxErrorKind::ConditionalSpacing, span);
            let token = self.bump();
            let name = self.name_of(token.start + 1, token.end);
            let span = condition.span.to(name.span);
            let otherwise = Box::new(Expr { span: name.span, kind: ExprKind::Name(name) });
            return Expr { kind: ExprKind::Conditional { condition: Box::new(condition), then, otherwise }, span };
        }
        let otherwise = if self.at_same_line(T::Colon) {
            self.conditional_spacing();
            self.bump();
            self.branch()
        } else {
            self.unexpected(Expected::Token(T::Colon));
            self.error_expr()
        };
        let span = condition.span.to(otherwise.span);
        Expr { kind: ExprKind::Conditional { condition: Box::new(condition), then, otherwise: Box::new(otherwise) }, span }
    }

    fn conditional_spacing(&mut self) {
        if !self.tok().space_before() || !self.nth(1).space_before() {
            let span = self.here();
            self.push_error(SyntaxErrorKind::ConditionalSpacing, span);
        }
    }

    fn branch(&mut self) -> Expr {
        let expr = if self.enter() { self.beside(|p| p.conditional()) } else { self.error_expr() };
        self.grow();
        self.leave();
        expr
    }

    fn binary(&mut self, min: u8) -> Expr {
        let saved = std::mem::take(&mut self.height);
        let expr = self.operands(min);
        self.height = saved.max(self.height);
        expr
    }

    /// Operands joined by operators that bind at least as tightly as `min`.
    fn operands(&mut self, min: u8) -> Expr {
        let before = self.pos;
        let mut left = self.unary();
        if self.pos == before {
            // No operand: an operator that follows is part of the same mistake.
            return left;
        }
        let mut comparison: Option<Span> = None;
        while !self.at_line_start() {
            let Some((op, level)) = infix(self.kind()) else { break };
            if level < min || self.stopped {
                break;
            }
            if self.at(T::Bar) && !(self.tok().space_before() && self.nth(1).space_before()) {
                let span = self.here();
                self.push_error(SyntaxErrorKind::BarSpacing, span);
            }
            let op_span = self.here();
            self.bump();
            let operand = self.pos;
            let op = match op {
                Infix::Binary(op) => op,
                Infix::Range { inclusive } => {
                    left = self.range(left, inclusive);
                    self.grow();
                    // Ranges do not chain: a second `..` is left for whoever expects the operand's end.
                    if matches!(self.kind(), T::DotDot | T::Ellipsis) {
                        break;
                    }
                    continue;
                }
            };
            let right = if level == POWER {
                let right = if self.enter() { self.binary(POWER) } else { self.error_expr() };
                self.leave();
                right
            } else {
                self.binary(level + 1)
            };
            if op.is_comparison()
                && let Some(first) = comparison.replace(op_span)
            {
                self.push_error(SyntaxErrorKind::ChainedComparison { first }, op_span);
            }
            let span = left.span.to(right.span);
            left = Expr { kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), op_span }, span };
            self.grow();
            if self.pos == operand {
                break;
            }
        }
        left
    }

    /// The rest of a range. Before a closing bracket or a comma its end is left out.
    fn range(&mut self, start: Expr, inclusive: bool) -> Expr {
        let open = self.in_brackets() && matches!(self.kind(), T::RParen | T::RBracket | T::Comma);
        let end = if open { None } else { Some(Box::new(self.binary(RANGE + 1))) };
        let span = self.span_from(start.span.start);
        Expr { kind: ExprKind::Range { start: Box::new(start), end, inclusive }, span }
    }

    fn unary(&mut self) -> Expr {
        let saved = std::mem::take(&mut self.height);
        let expr = self.signed();
        self.height = saved.max(self.height);
        expr
    }

    fn signed(&mut self) -> Expr {
        let op = match self.kind() {
            T::Minus => UnaryOp::Neg,
            T::Tilde => UnaryOp::BitNot,
            T::Bang => UnaryOp::Not,
            T::Amp => UnaryOp::Address,
            _ => return self.postfix(),
        };
        let op_span = self.here();
        self.bump();
        let operand = Box::new(if self.enter() { self.unary() } else { self.error_expr() });
        self.grow();
        self.leave();
        let span = op_span.to(operand.span);
        Expr { kind: ExprKind::Unary { op, operand, op_span }, span }
    }
}

/// Whether an expression can be assigned. Wrong ones that were reported already pass.
fn is_place(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_)
        | ExprKind::Field { .. }
        | ExprKind::SelfValue
        | ExprKind::SelfField(_)
        | ExprKind::Bracket { .. }
        | ExprKind::Error => true,
        ExprKind::Tuple(parts) => parts.iter().all(is_place),
        ExprKind::Paren(inner) => is_place(inner),
        _ => false,
    }
}
