//! Powers: `base ** exponent`.

use aria_foreign::CScalar;
use aria_source::Span;
use aria_types::{FloatTy, IntTy, Ty};

use crate::body::BodyChecker;
use crate::convert::convert;
use crate::diagnostics::NegativePower;
use crate::numeric::{Number, bounds, lossless, number};
use crate::typed::{Conversion, Expr, ExprKind};

/// The type of Aria that is the same number as one of C's.
fn own_type(ty: &Ty, number: Number) -> Option<Ty> {
    if !matches!(ty, Ty::C(_)) {
        return Some(ty.clone());
    }
    Some(match number {
        Number::Int { bits, signed } => Ty::Int(match (bits, signed) {
            (8, true) => IntTy::I8,
            (16, true) => IntTy::I16,
            (32, true) => IntTy::I32,
            (64, true) => IntTy::I64,
            (8, false) => IntTy::U8,
            (16, false) => IntTy::U16,
            (32, false) => IntTy::U32,
            (64, false) => IntTy::U64,
            _ => return None,
        }),
        Number::Float { bits: 32 } => Ty::Float(FloatTy::F32),
        Number::Float { .. } if *ty == Ty::C(CScalar::LongDouble) => return None,
        Number::Float { .. } => Ty::FLOAT,
    })
}

impl BodyChecker<'_> {
    /// A power of a number; None where the base is none, or the two do not go together.
    pub(crate) fn power(&mut self, base: &Expr, exponent: &Expr, span: Span) -> Option<Expr> {
        let target = self.defs.target();
        let (base_ty, exponent_ty) = (self.infer.deep(&base.ty), self.infer.deep(&exponent.ty));
        let (of, by) = (number(&base_ty, &target)?, number(&exponent_ty, &target)?);
        let own = own_type(&base_ty, of)?;
        let exponent = match (of, by) {
            (Number::Int { bits, signed }, Number::Int { .. }) => {
                if let Some(constant) = self.constant_power(base, exponent, (bits, signed), span) {
                    return Some(constant);
                }
                whole_exponent(exponent.clone(), &exponent_ty)
            }
            (Number::Float { .. }, Number::Int { .. }) => convert(Conversion::Rounding, exponent.clone(), own.clone()),
            (Number::Float { .. }, Number::Float { .. }) if lossless(&exponent_ty, &own) => {
                if exponent_ty == own {
                    exponent.clone()
                } else {
                    convert(Conversion::Lossless, exponent.clone(), own.clone())
                }
            }
            _ => return None,
        };
        let found = self.find_method(&own, "pow")?;
        let base = if own == base_ty { base.clone() } else { convert(Conversion::Lossless, base.clone(), own.clone()) };
        let args = [crate::call::Given::Typed(exponent)];
        let power = self.call_method(found, base, &args, span, span);
        Some(if own == base_ty { power } else { convert(Conversion::Lossless, power, base_ty) })
    }

    /// The value of a power of literals, so that constants may be powers. What does not fit is left to the program.
    fn constant_power(&mut self, base: &Expr, exponent: &Expr, (bits, signed): (u16, bool), span: Span) -> Option<Expr> {
        let ExprKind::Int(exponent_value) = exponent.kind else { return None };
        if exponent_value < 0 {
            self.report(NegativePower { span: exponent.span });
            return Some(self.error(span));
        }
        let ExprKind::Int(base_value) = base.kind else { return None };
        let value = base_value.checked_pow(u32::try_from(exponent_value).ok()?)?;
        let (low, high) = bounds(bits, signed);
        (low..=high).contains(&value).then(|| Expr { kind: ExprKind::Int(value), ty: base.ty.clone(), span })
    }
}

/// An exponent as an `Int`.
fn whole_exponent(exponent: Expr, ty: &Ty) -> Expr {
    if *ty == Ty::INT {
        return exponent;
    }
    let conversion = if lossless(ty, &Ty::INT) { Conversion::Lossless } else { Conversion::Checked };
    convert(conversion, exponent, Ty::INT)
}
