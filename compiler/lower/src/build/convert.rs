//! The conversions that checking decided on.

use aria_check::typed::{Conversion, Expr};
use aria_mir::{BinOp, CastKind, Const, LocalId, Operand, PanicKind, Rvalue, TerminatorKind};
use aria_types::Ty;

use super::Builder;
use crate::diagnostics::MissingLangItem;
use crate::facts::Number;

impl<'p> Builder<'p> {
    pub(super) fn convert(&mut self, destination: LocalId, conversion: Conversion, value: &'p Expr, to: &Ty) {
        let from = value.ty.clone();
        match conversion {
            Conversion::StringToCString => return self.string_to_pointer(destination, value, to, true),
            Conversion::StringToBytes => return self.string_to_pointer(destination, value, to, false),
            Conversion::Never => {
                let temp = self.temp(&from);
                self.fill(temp, value);
                self.terminate(TerminatorKind::Unreachable);
                return self.diverge();
            }
            _ => {}
        }
        let operand = self.plain(value);
        match conversion {
            Conversion::Lossless | Conversion::Wrapping | Conversion::Rounding => self.numeric(destination, operand, &from, to),
            Conversion::Checked => {
                self.check_range(&operand, &from, to);
                self.numeric(destination, operand, &from, to);
            }
            Conversion::Enum => self.cast(destination, CastKind::IntToInt, operand, to),
            Conversion::Pointer | Conversion::NullablePointer => self.cast(destination, CastKind::Reinterpret, operand, to),
            Conversion::PointerToInt => self.cast(destination, CastKind::PtrToInt, operand, to),
            Conversion::IntToPointer => self.cast(destination, CastKind::IntToPtr, operand, to),
            Conversion::CStringToString => {
                let pointer = Operand::Copy(self.in_local(operand, &from).into());
                self.check_not_null(pointer.clone(), &from);
                self.string_from_pointer(destination, pointer, &from);
            }
            Conversion::CStringToOptionString => self.optional_string(destination, operand, &from, to),
            Conversion::StringToCString | Conversion::StringToBytes | Conversion::Never => {}
        }
    }

    fn cast(&mut self, destination: LocalId, kind: CastKind, operand: Operand, to: &Ty) {
        self.assign(destination, Rvalue::Cast(kind, operand, to.clone()));
    }

    fn numeric(&mut self, destination: LocalId, operand: Operand, from: &Ty, to: &Ty) {
        if from == to {
            return self.assign(destination, Rvalue::Use(operand));
        }
        let kind = match (self.number(from), self.number(to)) {
            (Some(Number::Float { .. }), Some(Number::Float { .. })) => CastKind::FloatToFloat,
            (Some(Number::Float { .. }), _) => CastKind::FloatToInt,
            (_, Some(Number::Float { .. })) => CastKind::IntToFloat,
            (Some(Number::Pointer), _) | (_, Some(Number::Pointer)) => CastKind::Reinterpret,
            _ => CastKind::IntToInt,
        };
        self.cast(destination, kind, operand, to);
    }

    /// Panics unless the target has a value for this one.
    fn check_range(&mut self, value: &Operand, from: &Ty, to: &Ty) {
        let Some(Number::Int { bits, signed }) = self.number(to) else { return };
        let (low, high) = (minimum(bits, signed), maximum(bits, signed));
        match self.number(from) {
            Some(Number::Int { bits: from_bits, signed: from_signed }) => {
                let bound = |v: i128| Operand::Const(Const::Int(v, from.clone()));
                if minimum(from_bits, from_signed) < low {
                    self.require_range(BinOp::Ge, value, bound(low), to);
                }
                // The largest 128-bit value has no constant; nothing exceeds it.
                if let Some(high) = high.filter(|h| maximum(from_bits, from_signed).is_none_or(|m| m > *h)) {
                    self.require_range(BinOp::Le, value, bound(high), to);
                }
            }
            Some(Number::Float { bits: from_bits }) => {
                let bound = |v: f64| Operand::Const(Const::Float(v.to_bits(), from.clone()));
                // Truncation admits what lies above `low - 1`; where that has no exact float, nothing lies between.
                let mantissa = if from_bits <= 32 { 24 } else { 53 };
                let exact = bits <= mantissa;
                let (op, least) = if exact { (BinOp::Gt, low as f64 - 1.0) } else { (BinOp::Ge, low as f64) };
                // The comparisons are false for NaN.
                self.require_range(op, value, bound(least), to);
                let beyond = 2_f64.powi(i32::from(bits) - i32::from(signed));
                self.require_range(BinOp::Lt, value, bound(beyond), to);
            }
            _ => {}
        }
    }

    fn require_range(&mut self, op: BinOp, value: &Operand, bound: Operand, to: &Ty) {
        let fits = self.computed(&Ty::Bool, Rvalue::Binary(op, value.clone(), bound));
        self.assert(fits, true, PanicKind::Range { value: value.clone(), target: to.to_string().into() });
    }

    fn optional_string(&mut self, destination: LocalId, operand: Operand, from: &Ty, to: &Ty) {
        let pointer = Operand::Copy(self.in_local(operand, from).into());
        let option = self.cx.defs.lang.adt("option").map(|id| self.cx.defs.adt(id));
        let variants = option.and_then(|def| Some((def.variant("None")?.0 as u32, def.variant("Some")?.0 as u32)));
        let Some((none, some)) = variants else {
            self.cx.report(MissingLangItem { name: "option".into(), span: self.span });
            self.terminate(TerminatorKind::Unreachable);
            return self.diverge();
        };
        let null = self.is_null(pointer.clone(), from);
        let (absent, present) = self.branch(null);
        let join = self.new_block();
        self.current = absent;
        self.assign(destination, Rvalue::Variant(to.clone(), none, Vec::new()));
        self.goto(join);
        self.current = present;
        let string = self.temp(&self.cx.defs.string());
        self.string_from_pointer(string, pointer, from);
        self.assign(destination, Rvalue::Variant(to.clone(), some, vec![Operand::Move(string.into())]));
        self.goto(join);
        self.current = join;
    }
}

fn minimum(bits: u16, signed: bool) -> i128 {
    match (bits, signed) {
        (_, false) => 0,
        (128, true) => i128::MIN,
        (bits, true) => -(1_i128 << (bits - 1)),
    }
}

/// `None` for the one that is beyond `i128`.
fn maximum(bits: u16, signed: bool) -> Option<i128> {
    match (bits, signed) {
        (128, false) => None,
        (128, true) => Some(i128::MAX),
        (bits, true) => Some((1_i128 << (bits - 1)) - 1),
        (bits, false) => Some((1_i128 << bits) - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_of_integers() {
        assert_eq!((minimum(8, true), maximum(8, true)), (-128, Some(127)));
        assert_eq!((minimum(64, false), maximum(64, false)), (0, Some(i128::from(u64::MAX))));
        assert_eq!((minimum(128, true), maximum(128, true)), (i128::MIN, Some(i128::MAX)));
        assert_eq!(maximum(128, false), None);
        assert_eq!((minimum(1, false), maximum(1, false)), (0, Some(1)));
    }
}
