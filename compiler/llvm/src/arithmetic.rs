//! Arithmetic and comparisons.

use aria_layout::{Repr, Scalar};
use aria_mir::{BinOp, Operand, UnOp};
use inkwell::intrinsics::Intrinsic;
use inkwell::values::{BasicValueEnum, FloatValue, IntValue, ValueKind};
use inkwell::{FloatPredicate, IntPredicate};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::as_int;

fn int_predicate(op: BinOp, signed: bool) -> Option<IntPredicate> {
    Some(match (op, signed) {
        (BinOp::Eq, _) => IntPredicate::EQ,
        (BinOp::Ne, _) => IntPredicate::NE,
        (BinOp::Lt, true) => IntPredicate::SLT,
        (BinOp::Le, true) => IntPredicate::SLE,
        (BinOp::Gt, true) => IntPredicate::SGT,
        (BinOp::Ge, true) => IntPredicate::SGE,
        (BinOp::Lt, false) => IntPredicate::ULT,
        (BinOp::Le, false) => IntPredicate::ULE,
        (BinOp::Gt, false) => IntPredicate::UGT,
        (BinOp::Ge, false) => IntPredicate::UGE,
        _ => return None,
    })
}

/// NaN equals nothing, itself included, and is in no order.
fn float_predicate(op: BinOp) -> Option<FloatPredicate> {
    Some(match op {
        BinOp::Eq => FloatPredicate::OEQ,
        BinOp::Ne => FloatPredicate::UNE,
        BinOp::Lt => FloatPredicate::OLT,
        BinOp::Le => FloatPredicate::OLE,
        BinOp::Gt => FloatPredicate::OGT,
        BinOp::Ge => FloatPredicate::OGE,
        _ => return None,
    })
}

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn scalar_of(&self, operand: &Operand) -> Result<Scalar, CodegenError> {
        match self.layout(&self.operand_ty(operand)?)?.repr {
            Repr::Scalar(s) => Ok(s),
            _ => Err(CodegenError::Kind("a scalar")),
        }
    }

    pub fn binary(&self, op: BinOp, a: &Operand, b: &Operand) -> Result<BasicValueEnum<'c>, CodegenError> {
        let scalar = self.scalar_of(a)?;
        let (x, y) = (self.operand(a)?.scalar()?, self.operand(b)?.scalar()?);
        match (x, y) {
            (BasicValueEnum::FloatValue(x), BasicValueEnum::FloatValue(y)) => self.float_binary(op, x, y),
            (BasicValueEnum::PointerValue(x), BasicValueEnum::PointerValue(y)) => {
                let predicate = int_predicate(op, false).ok_or(CodegenError::Unsupported("arithmetic on pointers"))?;
                Ok(self.b.build_int_compare(predicate, x, y, "")?.into())
            }
            (BasicValueEnum::IntValue(x), BasicValueEnum::IntValue(y)) => {
                let signed = matches!(scalar, Scalar::Int { signed: true, .. });
                if let Some(predicate) = int_predicate(op, signed) {
                    return Ok(self.b.build_int_compare(predicate, x, y, "")?.into());
                }
                Ok(self.int_binary(op, x, y, signed)?.into())
            }
            _ => Err(CodegenError::Kind("two scalars of one type")),
        }
    }

    fn int_binary(&self, op: BinOp, x: IntValue<'c>, y: IntValue<'c>, signed: bool) -> Result<IntValue<'c>, CodegenError> {
        let b = self.b;
        let amount = || b.build_int_cast_sign_flag(y, x.get_type(), false, "");
        Ok(match op {
            BinOp::Add => b.build_int_add(x, y, "")?,
            BinOp::Sub => b.build_int_sub(x, y, "")?,
            BinOp::Mul => b.build_int_mul(x, y, "")?,
            BinOp::Div if signed => b.build_int_signed_div(x, y, "")?,
            BinOp::Div => b.build_int_unsigned_div(x, y, "")?,
            BinOp::Rem if signed => b.build_int_signed_rem(x, y, "")?,
            BinOp::Rem => b.build_int_unsigned_rem(x, y, "")?,
            BinOp::And => b.build_and(x, y, "")?,
            BinOp::Or => b.build_or(x, y, "")?,
            BinOp::Xor => b.build_xor(x, y, "")?,
            BinOp::Shl => b.build_left_shift(x, amount()?, "")?,
            BinOp::Shr => b.build_right_shift(x, amount()?, signed, "")?,
            BinOp::Eq | BinOp::Ne | BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge => {
                return Err(CodegenError::Kind("arithmetic"));
            }
        })
    }

    fn float_binary(&self, op: BinOp, x: FloatValue<'c>, y: FloatValue<'c>) -> Result<BasicValueEnum<'c>, CodegenError> {
        if let Some(predicate) = float_predicate(op) {
            return Ok(self.b.build_float_compare(predicate, x, y, "")?.into());
        }
        let value = match op {
            BinOp::Add => self.b.build_float_add(x, y, "")?,
            BinOp::Sub => self.b.build_float_sub(x, y, "")?,
            BinOp::Mul => self.b.build_float_mul(x, y, "")?,
            BinOp::Div => self.b.build_float_div(x, y, "")?,
            BinOp::Rem => self.b.build_float_rem(x, y, "")?,
            _ => return Err(CodegenError::Unsupported("a bitwise operation on floats")),
        };
        Ok(value.into())
    }

    pub fn unary(&self, op: UnOp, a: &Operand) -> Result<BasicValueEnum<'c>, CodegenError> {
        match (op, self.operand(a)?.scalar()?) {
            (UnOp::Neg, BasicValueEnum::FloatValue(x)) => Ok(self.b.build_float_neg(x, "")?.into()),
            (UnOp::Neg, BasicValueEnum::IntValue(x)) => Ok(self.b.build_int_neg(x, "")?.into()),
            (UnOp::Not, BasicValueEnum::IntValue(x)) => Ok(self.b.build_not(x, "")?.into()),
            _ => Err(CodegenError::Kind("a number")),
        }
    }

    /// The wrapped result, and whether it wrapped.
    pub fn overflowing(
        &self,
        op: BinOp,
        a: &Operand,
        b: &Operand,
    ) -> Result<(BasicValueEnum<'c>, BasicValueEnum<'c>), CodegenError> {
        let Scalar::Int { signed, .. } = self.scalar_of(a)? else { return Err(CodegenError::Kind("an integer")) };
        let (x, y) = (self.operand(a)?.int()?, self.operand(b)?.int()?);
        let name = match (op, signed) {
            (BinOp::Add, true) => "llvm.sadd.with.overflow",
            (BinOp::Add, false) => "llvm.uadd.with.overflow",
            (BinOp::Sub, true) => "llvm.ssub.with.overflow",
            (BinOp::Sub, false) => "llvm.usub.with.overflow",
            (BinOp::Mul, true) => "llvm.smul.with.overflow",
            (BinOp::Mul, false) => "llvm.umul.with.overflow",
            _ => return Err(CodegenError::Unsupported("an overflow check of this operation")),
        };
        let BasicValueEnum::StructValue(pair) = self.intrinsic(name, &[x.get_type().into()], &[x.into(), y.into()])? else {
            return Err(CodegenError::Kind("a pair"));
        };
        Ok((self.b.build_extract_value(pair, 0, "")?, self.b.build_extract_value(pair, 1, "")?))
    }

    /// Calls an intrinsic that gives a value.
    pub fn intrinsic(
        &self,
        name: &str,
        types: &[inkwell::types::BasicTypeEnum<'c>],
        args: &[inkwell::values::BasicMetadataValueEnum<'c>],
    ) -> Result<BasicValueEnum<'c>, CodegenError> {
        let function = Intrinsic::find(name)
            .and_then(|i| i.get_declaration(&self.m.module, types))
            .ok_or(CodegenError::Unsupported("an intrinsic that this LLVM lacks"))?;
        match self.b.build_call(function, args, "")?.try_as_basic_value() {
            ValueKind::Basic(value) => Ok(value),
            ValueKind::Instruction(_) => Err(CodegenError::Kind("a value")),
        }
    }

    pub fn bool_operand(&self, operand: &Operand) -> Result<IntValue<'c>, CodegenError> {
        as_int(self.operand(operand)?.scalar()?)
    }
}
