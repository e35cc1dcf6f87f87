//! The values of constants, computed when they are defined: arithmetic on numbers and booleans, conversions between
//! integers, and joined text. What overflows, or divides by zero, is reported there.

use std::sync::Arc;

use aria_foreign::TargetData;
use aria_source::Span;
use aria_types::{FloatTy, Ty};

use crate::numeric::{Number, bounds, number};
use crate::typed::{BinaryOp, Conversion, Expr, ExprKind, Overflow, UnaryOp};

/// Why a constant has no value.
pub(crate) struct NoValue {
    pub why: String,
    pub span: Span,
}

/// A constant expression with its value in its place. What this does not compute stays as it is.
pub(crate) fn evaluate(mut expr: Expr, target: &TargetData) -> Result<Expr, NoValue> {
    let span = expr.span;
    let kind = match expr.kind {
        ExprKind::Unary { op, operand, overflow } => {
            let operand = evaluate(*operand, target)?;
            match unary(op, &operand, overflow, target, span)? {
                Some(kind) => kind,
                None => ExprKind::Unary { op, operand: Box::new(operand), overflow },
            }
        }
        ExprKind::Binary { op, left, right, overflow } => {
            let (left, right) = (evaluate(*left, target)?, evaluate(*right, target)?);
            match binary(op, &left, &right, overflow, target, span)? {
                Some(kind) => kind,
                None => ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), overflow },
            }
        }
        ExprKind::Logical { and, left, right } => {
            let (left, right) = (evaluate(*left, target)?, evaluate(*right, target)?);
            match (&left.kind, &right.kind) {
                (ExprKind::Bool(a), ExprKind::Bool(b)) => ExprKind::Bool(if and { *a && *b } else { *a || *b }),
                _ => ExprKind::Logical { and, left: Box::new(left), right: Box::new(right) },
            }
        }
        ExprKind::Convert { conversion, value } => {
            let value = evaluate(*value, target)?;
            match convert(conversion, &value, &expr.ty, target, span)? {
                Some(kind) => kind,
                None => ExprKind::Convert { conversion, value: Box::new(value) },
            }
        }
        ExprKind::Concat(parts) => {
            let parts = parts.into_iter().map(|p| evaluate(p, target)).collect::<Result<Vec<_>, _>>()?;
            let texts: Option<Vec<&str>> =
                parts.iter().map(|p| if let ExprKind::Str(text) = &p.kind { Some(&**text) } else { None }).collect();
            match texts {
                Some(texts) => ExprKind::Str(Arc::from(texts.concat())),
                None => ExprKind::Concat(parts),
            }
        }
        other => other,
    };
    expr.kind = kind;
    Ok(expr)
}

/// An integer as its type holds it: checked, or reduced to its bits.
fn fit(value: Option<i128>, ty: &Ty, overflow: Overflow, target: &TargetData, span: Span) -> Result<Option<ExprKind>, NoValue> {
    let Some(Number::Int { bits, signed }) = number(ty, target) else { return Ok(None) };
    // Beyond what a literal holds, only running the program tells.
    if bits == 128 && !signed {
        return Ok(None);
    }
    let (least, greatest) = bounds(bits, signed);
    match (value, overflow) {
        (Some(value), _) if (least..=greatest).contains(&value) => Ok(Some(ExprKind::Int(value))),
        (Some(value), Overflow::Wraps) if bits < 128 => {
            let low = value & ((1 << bits) - 1);
            Ok(Some(ExprKind::Int(if low > greatest { low - (1 << bits) } else { low })))
        }
        (None, Overflow::Wraps) => Ok(None),
        _ => Err(NoValue { why: format!("this does not fit `{ty}`, which goes from {least} to {greatest}"), span }),
    }
}

fn rounded(value: f64, ty: &Ty) -> ExprKind {
    ExprKind::Float(if *ty == Ty::Float(FloatTy::F32) { f64::from(value as f32) } else { value })
}

fn unary(op: UnaryOp, operand: &Expr, overflow: Overflow, target: &TargetData, span: Span) -> Result<Option<ExprKind>, NoValue> {
    Ok(match (op, &operand.kind) {
        (UnaryOp::Not, ExprKind::Bool(value)) => Some(ExprKind::Bool(!value)),
        (UnaryOp::Neg, ExprKind::Float(value)) => Some(ExprKind::Float(-value)),
        (UnaryOp::Neg, ExprKind::Int(value)) => fit(value.checked_neg(), &operand.ty, overflow, target, span)?,
        (UnaryOp::BitNot, ExprKind::Int(value)) => fit(Some(!value), &operand.ty, Overflow::Wraps, target, span)?,
        _ => None,
    })
}

fn binary(
    op: BinaryOp,
    left: &Expr,
    right: &Expr,
    overflow: Overflow,
    target: &TargetData,
    span: Span,
) -> Result<Option<ExprKind>, NoValue> {
    match (&left.kind, &right.kind) {
        (ExprKind::Int(a), ExprKind::Int(b)) => {
            let (a, b) = (*a, *b);
            if let Some(answer) = compare(op, a.partial_cmp(&b)) {
                return Ok(Some(answer));
            }
            let value = match op {
                BinaryOp::Add => a.checked_add(b),
                BinaryOp::Sub => a.checked_sub(b),
                BinaryOp::Mul => a.checked_mul(b),
                BinaryOp::Div | BinaryOp::Rem if b == 0 => {
                    return Err(NoValue { why: "this divides by zero".into(), span });
                }
                BinaryOp::Div => a.checked_div(b),
                // As the quotient does not fit, neither does the division that would yield this.
                BinaryOp::Rem => {
                    fit(a.checked_div(b), &left.ty, Overflow::Checked, target, span)?;
                    a.checked_rem(b)
                }
                BinaryOp::BitAnd => Some(a & b),
                BinaryOp::BitOr => Some(a | b),
                BinaryOp::BitXor => Some(a ^ b),
                BinaryOp::Shl | BinaryOp::Shr => {
                    let Some(Number::Int { bits, .. }) = number(&left.ty, target) else { return Ok(None) };
                    if !(0..i128::from(bits)).contains(&b) {
                        let why = format!("this shifts a value of {bits} bits by {b}");
                        return Err(NoValue { why, span });
                    }
                    let shifted = if op == BinaryOp::Shl { a.checked_shl(b as u32) } else { a.checked_shr(b as u32) };
                    // Bits that leave a shifted value are gone.
                    return fit(
                        shifted.filter(|_| bits < 128 && a.unsigned_abs() < 1 << 63),
                        &left.ty,
                        Overflow::Wraps,
                        target,
                        span,
                    );
                }
                _ => return Ok(None),
            };
            let overflow = if matches!(op, BinaryOp::Div) { Overflow::Checked } else { overflow };
            fit(value, &left.ty, overflow, target, span)
        }
        (ExprKind::Float(a), ExprKind::Float(b)) => {
            let (a, b) = (*a, *b);
            if let Some(answer) = compare(op, a.partial_cmp(&b)) {
                return Ok(Some(answer));
            }
            Ok(match op {
                BinaryOp::Add => Some(rounded(a + b, &left.ty)),
                BinaryOp::Sub => Some(rounded(a - b, &left.ty)),
                BinaryOp::Mul => Some(rounded(a * b, &left.ty)),
                BinaryOp::Div => Some(rounded(a / b, &left.ty)),
                _ => None,
            })
        }
        (ExprKind::Bool(a), ExprKind::Bool(b)) => Ok(match op {
            BinaryOp::BitAnd => Some(ExprKind::Bool(a & b)),
            BinaryOp::BitOr => Some(ExprKind::Bool(a | b)),
            BinaryOp::BitXor | BinaryOp::Ne => Some(ExprKind::Bool(a ^ b)),
            BinaryOp::Eq => Some(ExprKind::Bool(a == b)),
            _ => None,
        }),
        _ => Ok(None),
    }
}

/// What a comparison says; `order` is none where one side is not a number.
fn compare(op: BinaryOp, order: Option<std::cmp::Ordering>) -> Option<ExprKind> {
    Some(ExprKind::Bool(match op {
        BinaryOp::Eq => order.is_some_and(|o| o.is_eq()),
        BinaryOp::Ne => order.is_none_or(|o| o.is_ne()),
        BinaryOp::Lt => order.is_some_and(|o| o.is_lt()),
        BinaryOp::Le => order.is_some_and(|o| o.is_le()),
        BinaryOp::Gt => order.is_some_and(|o| o.is_gt()),
        BinaryOp::Ge => order.is_some_and(|o| o.is_ge()),
        _ => return None,
    }))
}

fn convert(conversion: Conversion, value: &Expr, to: &Ty, target: &TargetData, span: Span) -> Result<Option<ExprKind>, NoValue> {
    let whole = |ty: &Ty| matches!(number(ty, target), Some(Number::Int { .. }));
    match (&value.kind, conversion) {
        (ExprKind::Int(v), Conversion::Lossless | Conversion::Checked) if whole(&value.ty) && whole(to) => {
            fit(Some(*v), to, Overflow::Checked, target, span)
        }
        (ExprKind::Int(v), Conversion::Wrapping) if whole(&value.ty) && whole(to) => {
            fit(Some(*v), to, Overflow::Wraps, target, span)
        }
        _ => Ok(None),
    }
}
