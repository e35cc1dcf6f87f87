//! The enumerators of an `extern enum`: whole numbers, each one more than the last unless it says otherwise.

use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_foreign::{CScalar, Enumerator, ForeignType, ScalarKind, TargetData};
use aria_source::{SourceMap, Span};
use aria_syntax::ast::{EnumDecl, Expr, ExprKind, UnaryOp};
use aria_types::Ty;

use crate::diagnostics::{DefinedTwice, EnumeratorValue, NotAType};

/// The integer type and the enumerators; those that cannot be read are reported, and count on.
pub(crate) fn read(
    decl: &EnumDecl,
    backing: Option<(Ty, Span)>,
    target: &TargetData,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> (ForeignType, Vec<Enumerator>) {
    let backing = backing.and_then(|(ty, span)| match (&ty, aria_bind::foreign_type(&ty)) {
        (Ty::Int(_) | Ty::C(_), Some(foreign)) if range(&foreign, target).is_some() => Some(foreign),
        (Ty::Error, _) => None,
        _ => {
            let what = format!("`{ty}` is no integer type");
            diagnostics.push(NotAType { what, wanted: "an integer type", span });
            None
        }
    });
    let allowed = match &backing {
        Some(ty) => range(ty, target).unwrap_or((i128::MIN, i128::MAX)),
        None => (i128::from(i64::MIN), i128::from(u64::MAX)),
    };
    let mut out: Vec<Enumerator> = Vec::new();
    let mut next = 0i128;
    for variant in &decl.variants {
        let name: Arc<str> = variant.name.text.clone();
        if let Some(first) = decl.variants.iter().find(|v| v.name.text == name)
            && first.name.span != variant.name.span
        {
            let first = first.name.span;
            diagnostics.push(DefinedTwice { name: name.to_string(), span: variant.name.span, first });
        }
        let mut refuse = |why: String, span: Span| {
            diagnostics.push(EnumeratorValue { name: name.to_string(), why, span });
        };
        if let Some(payload) = variant.payload.first() {
            refuse("it is a number and holds nothing".into(), payload.span);
        }
        let value = match &variant.discriminant {
            None => next,
            Some(value) => number(value, &out).unwrap_or_else(|| {
                refuse(format!("`{}` is no whole number that is known here", sources.snippet(value.span)), value.span);
                next
            }),
        };
        if value < allowed.0 || value > allowed.1 {
            let span = variant.discriminant.as_ref().map_or(variant.name.span, |e| e.span);
            refuse(format!("{value} is beyond its integer type"), span);
        }
        next = value.saturating_add(1);
        out.push(Enumerator { name, value });
    }
    let underlying = backing.unwrap_or_else(|| fitting(&out));
    (underlying, out)
}

/// The type that C compilers choose: `unsigned int`, or `int` if a value is negative; wider only where it must be.
fn fitting(enumerators: &[Enumerator]) -> ForeignType {
    let low = enumerators.iter().map(|e| e.value).min().unwrap_or(0);
    let high = enumerators.iter().map(|e| e.value).max().unwrap_or(0);
    ForeignType::Scalar(match low < 0 {
        true if low >= i128::from(i32::MIN) && high <= i128::from(i32::MAX) => CScalar::Int,
        true => CScalar::Long,
        false if high <= i128::from(u32::MAX) => CScalar::UInt,
        false => CScalar::ULong,
    })
}

/// The least and greatest value of an integer type.
fn range(ty: &ForeignType, target: &TargetData) -> Option<(i128, i128)> {
    let (bits, signed) = match ty.canonical() {
        ForeignType::Scalar(scalar) => match scalar.kind(target) {
            ScalarKind::Integer { bits, signed } => (bits, signed),
            _ => return None,
        },
        ForeignType::Integer { bits, signed } => (*bits, *signed),
        _ => return None,
    };
    match (bits, signed) {
        (128, _) => Some((i128::MIN, i128::MAX)),
        (_, true) => Some((-(1 << (bits - 1)), (1 << (bits - 1)) - 1)),
        (_, false) => Some((0, (1 << bits) - 1)),
    }
}

fn number(expr: &Expr, before: &[Enumerator]) -> Option<i128> {
    let expr = expr.without_parens();
    match &expr.kind {
        ExprKind::Int { value, .. } => i128::try_from(*value).ok(),
        ExprKind::Unary { op: UnaryOp::Neg, operand, .. } => number(operand, before)?.checked_neg(),
        ExprKind::Unary { op: UnaryOp::BitNot, operand, .. } => Some(!number(operand, before)?),
        ExprKind::Name(name) => before.iter().find(|e| e.name == name.text).map(|e| e.value),
        ExprKind::Binary { op, left, right, .. } => {
            use aria_syntax::ast::BinaryOp as Op;
            let (left, right) = (number(left, before)?, number(right, before)?);
            match op {
                Op::Add => left.checked_add(right),
                Op::Sub => left.checked_sub(right),
                Op::BitOr => Some(left | right),
                Op::BitAnd => Some(left & right),
                Op::Shl => u32::try_from(right).ok().filter(|n| *n < 64).and_then(|n| left.checked_mul(1 << n)),
                _ => None,
            }
        }
        _ => None,
    }
}
