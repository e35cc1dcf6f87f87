//! Numbers: which types are numeric, and which convert into which without loss.

use aria_foreign::{CScalar, ScalarKind, TargetData};
use aria_types::{FloatTy, IntTy, Ty};

/// A numeric type, by what the machine sees.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    Int { bits: u16, signed: bool },
    Float { bits: u16 },
}

/// What number a type holds on a target, if it is one.
pub(crate) fn number(ty: &Ty, target: &TargetData) -> Option<Number> {
    Some(match ty {
        Ty::Int(int) => Number::Int { bits: int.bits(target.pointer_bits), signed: int.signed() },
        Ty::Float(FloatTy::F32) => Number::Float { bits: 32 },
        Ty::Float(FloatTy::F64) => Number::Float { bits: 64 },
        Ty::C(c) => match c.kind(target) {
            ScalarKind::Bool => return None,
            ScalarKind::Integer { bits, signed } => Number::Int { bits, signed },
            ScalarKind::Float { bits } => Number::Float { bits },
        },
        _ => return None,
    })
}

/// The widths that a type may have over all supported targets: (least, most) bits, and whether it may be signed or
/// unsigned. Conversions must be lossless on every target, not just this one.
fn range(ty: &Ty) -> Option<(u16, u16, bool, bool)> {
    let fixed = |bits: u16, signed: bool| Some((bits, bits, signed, !signed));
    match ty {
        Ty::Int(IntTy::ISize) => Some((32, 64, true, false)),
        Ty::Int(IntTy::USize) => Some((32, 64, false, true)),
        Ty::Int(int) => fixed(int.bits(64), int.signed()),
        Ty::C(c) => match c {
            CScalar::Char => Some((8, 8, true, true)),
            CScalar::SChar => fixed(8, true),
            CScalar::UChar => fixed(8, false),
            CScalar::Short => fixed(16, true),
            CScalar::UShort => fixed(16, false),
            CScalar::Int => fixed(32, true),
            CScalar::UInt => fixed(32, false),
            CScalar::Long | CScalar::SSize | CScalar::PtrDiff => Some((32, 64, true, false)),
            CScalar::ULong | CScalar::Size => Some((32, 64, false, true)),
            CScalar::LongLong => fixed(64, true),
            CScalar::ULongLong => fixed(64, false),
            CScalar::WChar => Some((16, 32, true, true)),
            CScalar::Bool | CScalar::Float | CScalar::Double | CScalar::LongDouble => None,
        },
        _ => None,
    }
}

/// The bits of a float's significand over all targets (least).
fn significand(ty: &Ty) -> Option<(u16, u8)> {
    Some(match ty {
        Ty::Float(FloatTy::F32) | Ty::C(CScalar::Float) => (24, 0),
        Ty::Float(FloatTy::F64) | Ty::C(CScalar::Double) => (53, 1),
        // At least a double on every target.
        Ty::C(CScalar::LongDouble) => (53, 2),
        _ => return None,
    })
}

/// Whether every value of `from` is a value of `to` on every supported target.
pub(crate) fn lossless(from: &Ty, to: &Ty) -> bool {
    if from == to {
        return true;
    }
    let same_width = |a: &Ty, b: &Ty| {
        matches!((a, b), (Ty::Int(IntTy::USize), Ty::C(CScalar::Size)) | (Ty::C(CScalar::Size), Ty::Int(IntTy::USize)))
            || matches!(
                (a, b),
                (Ty::Int(IntTy::ISize), Ty::C(CScalar::SSize | CScalar::PtrDiff))
                    | (Ty::C(CScalar::SSize | CScalar::PtrDiff), Ty::Int(IntTy::ISize))
            )
    };
    if same_width(from, to) {
        return true;
    }
    match (range(from), range(to), significand(from), significand(to)) {
        (Some((_, from_most, from_signed, from_unsigned)), Some((to_least, _, to_signed, to_unsigned)), _, _) => {
            let signed_fits = !from_signed || (to_signed && !to_unsigned && from_most <= to_least);
            let unsigned_fits = !from_unsigned
                || (to_unsigned && !to_signed && from_most <= to_least)
                || (to_signed && !to_unsigned && from_most < to_least);
            signed_fits && unsigned_fits
        }
        (Some((_, most, signed, _)), None, _, Some((digits, _))) => most - u16::from(signed) <= digits,
        (None, None, Some((_, from)), Some((_, to))) => from <= to,
        _ => false,
    }
}

/// The smallest and greatest value of an integer type on a target; an unsigned 128-bit maximum is cut to `i128::MAX`.
pub(crate) fn bounds(bits: u16, signed: bool) -> (i128, i128) {
    match (bits, signed) {
        (128, true) => (i128::MIN, i128::MAX),
        (128, false) => (0, i128::MAX),
        (_, true) => (-(1 << (bits - 1)), (1 << (bits - 1)) - 1),
        (_, false) => (0, (1 << bits) - 1),
    }
}

/// The type in which two numbers meet, if one of them converts into the other without loss.
pub(crate) fn common(a: &Ty, b: &Ty) -> Option<Ty> {
    if lossless(a, b) {
        Some(b.clone())
    } else if lossless(b, a) {
        Some(a.clone())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use aria_foreign::CScalar;
    use aria_types::{FloatTy, IntTy, Ty};

    use super::lossless;

    #[test]
    fn widening_is_lossless_on_every_target_or_not_at_all() {
        let c = Ty::C;
        assert!(lossless(&c(CScalar::Int), &Ty::INT));
        assert!(lossless(&Ty::Int(IntTy::I32), &c(CScalar::Int)));
        assert!(!lossless(&Ty::INT, &c(CScalar::Long)), "a C long has 32 bits on some targets");
        assert!(lossless(&c(CScalar::Long), &Ty::INT));
        assert!(!lossless(&c(CScalar::Char), &Ty::Int(IntTy::I8)), "char is unsigned on some targets");
        assert!(lossless(&c(CScalar::Char), &Ty::Int(IntTy::I16)));
        assert!(!lossless(&Ty::Int(IntTy::U64), &Ty::INT));
        assert!(lossless(&Ty::Int(IntTy::U32), &Ty::INT));
        assert!(!lossless(&Ty::Int(IntTy::I32), &Ty::Int(IntTy::U64)));
        assert!(lossless(&Ty::Int(IntTy::USize), &c(CScalar::Size)));
        assert!(lossless(&Ty::Int(IntTy::I32), &Ty::FLOAT));
        assert!(!lossless(&Ty::INT, &Ty::FLOAT));
        assert!(lossless(&Ty::Float(FloatTy::F32), &c(CScalar::Double)));
        assert!(!lossless(&c(CScalar::LongDouble), &Ty::FLOAT));
    }
}
