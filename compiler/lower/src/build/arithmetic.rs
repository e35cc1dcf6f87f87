//! Arithmetic with its checks.

use aria_check::typed::{BinaryOp, Expr, Overflow, UnaryOp};
use aria_foreign::ForeignType;
use aria_mir::{BinOp, CastKind, Const, LocalId, Operand, PanicKind, Place, Rvalue, UnOp};
use aria_types::{IntTy, Ty};

use super::Builder;
use crate::facts::{Number, number};

impl<'p> Builder<'p> {
    pub(super) fn number(&self, ty: &Ty) -> Option<Number> {
        if let Ty::Extern(e) = ty {
            let enumeration = self.cx.defs.imports.iter().find_map(|i| i.interface.enumeration(e.key));
            if let Some(enumeration) = enumeration.filter(|_| e.is_enum) {
                return match enumeration.underlying.canonical() {
                    ForeignType::Integer { bits, signed } => Some(Number::Int { bits: *bits, signed: *signed }),
                    ForeignType::Scalar(scalar) => number(&Ty::C(*scalar), &self.cx.target),
                    _ => None,
                };
            }
        }
        number(ty, &self.cx.target)
    }

    pub(super) fn unary(&mut self, destination: LocalId, op: UnaryOp, operand: &'p Expr, overflow: Overflow) {
        let ty = operand.ty.clone();
        let value = self.plain(operand);
        let integer = matches!(self.number(&ty), Some(Number::Int { .. }));
        match op {
            UnaryOp::Neg if integer && overflow == Overflow::Checked && self.cx.options.overflow_checks => {
                let zero = Operand::Const(Const::Int(0, ty.clone()));
                self.overflowing(destination, BinOp::Sub, zero, value, &ty, "-");
            }
            UnaryOp::Neg => self.assign(destination, Rvalue::Unary(UnOp::Neg, value)),
            UnaryOp::Not | UnaryOp::BitNot => self.assign(destination, Rvalue::Unary(UnOp::Not, value)),
        }
    }

    fn overflowing(&mut self, destination: LocalId, op: BinOp, left: Operand, right: Operand, ty: &Ty, sign: &'static str) {
        let pair = self.temp(&Ty::Tuple([ty.clone(), Ty::Bool].into()));
        self.assign(pair, Rvalue::Overflowing(op, left, right));
        let pair = Place::local(pair);
        self.assert(Operand::Copy(pair.field(1)), false, PanicKind::Overflow(sign));
        self.assign(destination, Rvalue::Use(Operand::Copy(pair.field(0))));
    }

    pub(super) fn binary(&mut self, destination: LocalId, op: BinaryOp, left: &'p Expr, right: &'p Expr, overflow: Overflow) {
        let (ty, amount_ty) = (left.ty.clone(), right.ty.clone());
        if self.needs_drop(&ty) {
            // Comparing references is comparing identities.
            let left = self.borrowed(left, &[right], true);
            let right = self.borrowed(right, &[], true);
            return self.assign(destination, Rvalue::Binary(bin_op(op), left, right));
        }
        let l = self.plain_before(left, &[right]);
        let r = self.plain(right);
        let integer = match self.number(&ty) {
            Some(Number::Int { bits, signed }) => Some((bits, signed)),
            _ => None,
        };
        let checked = overflow == Overflow::Checked && self.cx.options.overflow_checks;
        let mir = bin_op(op);
        match (op, integer) {
            (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul, Some(_)) if checked => {
                let sign = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Sub => "-",
                    _ => "*",
                };
                self.overflowing(destination, mir, l, r, &ty, sign);
            }
            (BinaryOp::Div | BinaryOp::Rem, Some((bits, signed))) => {
                self.check_divisor(op, &l, &r, &ty, bits, signed);
                self.assign(destination, Rvalue::Binary(mir, l, r));
            }
            (BinaryOp::Shl | BinaryOp::Shr, Some((bits, _))) => {
                let r = self.check_amount(r, &amount_ty, &ty, bits);
                self.assign(destination, Rvalue::Binary(mir, l, r));
            }
            _ => self.assign(destination, Rvalue::Binary(mir, l, r)),
        }
    }

    /// The divisor is not zero and, for signed types, the division is not `MIN / -1`.
    fn check_divisor(&mut self, op: BinaryOp, left: &Operand, right: &Operand, ty: &Ty, bits: u16, signed: bool) {
        let constant = |v: i128| Operand::Const(Const::Int(v, ty.clone()));
        let known = match right {
            Operand::Const(Const::Int(v, _)) => Some(*v),
            _ => None,
        };
        if known.is_none_or(|v| v == 0) {
            let zero = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Eq, right.clone(), constant(0)));
            self.assert(zero, false, PanicKind::DivisionByZero);
        }
        if signed && known.is_none_or(|v| v == -1) {
            let min = if bits >= 128 { i128::MIN } else { -(1_i128 << (bits - 1)) };
            let is_min = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Eq, left.clone(), constant(min)));
            let is_minus_one = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Eq, right.clone(), constant(-1)));
            let both = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::And, is_min, is_minus_one));
            self.assert(both, false, PanicKind::Overflow(if op == BinaryOp::Div { "/" } else { "%" }));
        }
    }

    /// The amount is below the width; then it is given in the type of the value.
    fn check_amount(&mut self, amount: Operand, amount_ty: &Ty, ty: &Ty, bits: u16) -> Operand {
        let known = match &amount {
            Operand::Const(Const::Int(v, _)) => Some(*v),
            _ => None,
        };
        if known.is_none_or(|v| v < 0 || v >= i128::from(bits)) {
            // As unsigned and wide, a negative amount is too large.
            let wide = Ty::Int(if matches!(self.number(amount_ty), Some(Number::Int { bits: 128, .. })) {
                IntTy::U128
            } else {
                IntTy::U64
            });
            let unsigned = self.computed(&wide, Rvalue::Cast(CastKind::IntToInt, amount.clone(), wide.clone()));
            let limit = Operand::Const(Const::Int(i128::from(bits), wide));
            let fits = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Lt, unsigned, limit));
            self.assert(fits, true, PanicKind::ShiftAmount);
        }
        if amount_ty == ty {
            return amount;
        }
        match known {
            Some(v) => Operand::Const(Const::Int(v, ty.clone())),
            None => self.computed(ty, Rvalue::Cast(CastKind::IntToInt, amount, ty.clone())),
        }
    }
}

fn bin_op(op: BinaryOp) -> BinOp {
    match op {
        BinaryOp::Add => BinOp::Add,
        BinaryOp::Sub => BinOp::Sub,
        BinaryOp::Mul => BinOp::Mul,
        BinaryOp::Div => BinOp::Div,
        BinaryOp::Rem => BinOp::Rem,
        BinaryOp::BitAnd => BinOp::And,
        BinaryOp::BitOr => BinOp::Or,
        BinaryOp::BitXor => BinOp::Xor,
        BinaryOp::Shl => BinOp::Shl,
        BinaryOp::Shr => BinOp::Shr,
        BinaryOp::Eq => BinOp::Eq,
        BinaryOp::Ne => BinOp::Ne,
        BinaryOp::Lt => BinOp::Lt,
        BinaryOp::Le => BinOp::Le,
        BinaryOp::Gt => BinOp::Gt,
        BinaryOp::Ge => BinOp::Ge,
    }
}
