//! Literals. A number takes the type that its place asks for; without one it is `Int` or `Float`.

use std::sync::Arc;

use aria_foreign::CScalar;
use aria_source::Span;
use aria_syntax::ast::{self, NumberSuffix, StringPart};
use aria_types::{FloatTy, IntTy, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::LiteralRange;
use crate::numeric::{Number, bounds, number};
use crate::typed::{Expr, ExprKind};

/// Whether an expression is a number literal, perhaps negated or in parentheses: its type is its place's choice.
pub(crate) fn is_number_literal(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Int { suffix: None, .. } | ast::ExprKind::Float { suffix: None, .. } => true,
        ast::ExprKind::Paren(e) | ast::ExprKind::Unary { op: ast::UnaryOp::Neg, operand: e, .. } => is_number_literal(e),
        _ => false,
    }
}

/// Whether an expression is a float literal, perhaps negated or in parentheses.
pub(crate) fn is_float_literal(expr: &ast::Expr) -> bool {
    match &expr.kind {
        ast::ExprKind::Float { .. } => true,
        ast::ExprKind::Paren(e) | ast::ExprKind::Unary { op: ast::UnaryOp::Neg, operand: e, .. } => is_float_literal(e),
        _ => false,
    }
}

fn suffix_type(suffix: NumberSuffix) -> Ty {
    Ty::Int(match suffix {
        NumberSuffix::I8 => IntTy::I8,
        NumberSuffix::I16 => IntTy::I16,
        NumberSuffix::I32 => IntTy::I32,
        NumberSuffix::I64 => IntTy::I64,
        NumberSuffix::I128 => IntTy::I128,
        NumberSuffix::Isize => IntTy::ISize,
        NumberSuffix::U8 => IntTy::U8,
        NumberSuffix::U16 => IntTy::U16,
        NumberSuffix::U32 => IntTy::U32,
        NumberSuffix::U64 => IntTy::U64,
        NumberSuffix::U128 => IntTy::U128,
        NumberSuffix::Usize => IntTy::USize,
        NumberSuffix::F32 => return Ty::Float(FloatTy::F32),
        NumberSuffix::F64 => return Ty::FLOAT,
    })
}

impl BodyChecker<'_> {
    /// An integer literal, with its sign.
    pub(crate) fn integer(
        &mut self,
        value: u128,
        negative: bool,
        suffix: Option<NumberSuffix>,
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        let target = self.defs.target();
        let hint = hint.map(|h| self.infer.shallow(h)).filter(|h| number(h, &target).is_some());
        let ty = suffix.map(suffix_type).or(hint).unwrap_or(Ty::INT);
        let magnitude = i128::try_from(value).ok();
        let signed = magnitude.map(|v| if negative { -v } else { v }).or((negative && value == 1 << 127).then_some(i128::MIN));
        // The upper half of the widest unsigned integers is kept by its bits.
        if ty == Ty::Int(IntTy::U128) && !negative {
            return Expr { kind: ExprKind::Int(value as i128), ty, span };
        }
        match number(&ty, &target) {
            Some(Number::Float { .. }) => {
                let float = if negative { -(value as f64) } else { value as f64 };
                Expr { kind: ExprKind::Float(float), ty, span }
            }
            Some(Number::Int { bits, signed: is_signed }) => {
                let (low, high) = bounds(bits, is_signed);
                match signed {
                    Some(v) if v >= low && v <= high => Expr { kind: ExprKind::Int(v), ty, span },
                    _ => {
                        let value = format!("{}{value}", if negative { "-" } else { "" });
                        self.report(LiteralRange { value, ty: ty.to_string(), low, high, span });
                        Expr { kind: ExprKind::Error, ty, span }
                    }
                }
            }
            None => self.error(span),
        }
    }

    pub(crate) fn float(&mut self, value: f64, suffix: Option<NumberSuffix>, hint: Option<&Ty>, span: Span) -> Expr {
        let target = self.defs.target();
        let hint = hint.map(|h| self.infer.shallow(h)).filter(|h| matches!(number(h, &target), Some(Number::Float { .. })));
        let ty = suffix.map(suffix_type).or(hint).unwrap_or(Ty::FLOAT);
        Expr { kind: ExprKind::Float(value), ty, span }
    }

    /// `null` takes the pointer type that its place asks for.
    pub(crate) fn null(&mut self, hint: Option<&Ty>, span: Span) -> Expr {
        let ty = hint.map(|h| self.infer.shallow(h)).filter(|h| self.holds_null(h)).unwrap_or_else(|| Ty::void_pointer(false));
        Expr { kind: ExprKind::Null, ty, span }
    }

    /// Whether null is a value of the type.
    pub(crate) fn holds_null(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Ptr(_) | Ty::CFn(_) | Ty::RawPtr)
    }

    pub(crate) fn string_literal(&mut self, parts: &[StringPart], span: Span) -> Expr {
        let ty = self.string();
        let text = |text: &Arc<str>| Expr { kind: ExprKind::Str(text.clone()), ty: ty.clone(), span };
        match parts {
            [] => Expr { kind: ExprKind::Str("".into()), ty, span },
            [StringPart::Text(only)] => text(only),
            _ => {
                let mut out = Vec::with_capacity(parts.len());
                for part in parts {
                    out.push(match part {
                        StringPart::Text(t) => text(t),
                        StringPart::Interpolation { value, format } => {
                            let value = self.expr(value, None);
                            match format {
                                Some(format) => self.formatted(value, format),
                                None => self.display(value),
                            }
                        }
                    });
                }
                Expr { kind: ExprKind::Concat(out), ty, span }
            }
        }
    }

    pub(crate) fn character(&mut self, value: char, hint: Option<&Ty>, span: Span) -> Expr {
        // A character literal may stand for a C character or byte where one is wanted.
        let hint = hint.map(|h| self.infer.shallow(h));
        let ty = match hint {
            Some(ty @ (Ty::C(CScalar::Char | CScalar::UChar | CScalar::SChar) | Ty::Int(IntTy::U8))) if value.is_ascii() => ty,
            _ => Ty::Char,
        };
        Expr { kind: ExprKind::Int(i128::from(u32::from(value))), ty, span }
    }
}
