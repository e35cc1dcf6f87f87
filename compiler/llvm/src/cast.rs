//! Conversions between scalars.

use aria_layout::{Repr, Scalar};
use aria_mir::{CastKind, Operand};
use aria_types::Ty;
use inkwell::IntPredicate;
use inkwell::values::BasicValueEnum;

use crate::error::CodegenError;
use crate::function::FunctionCx;

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn cast(&self, kind: CastKind, a: &Operand, to: &Ty) -> Result<BasicValueEnum<'c>, CodegenError> {
        let from = self.scalar_of(a)?;
        let Repr::Scalar(to) = self.layout(to)?.repr else { return Err(CodegenError::Kind("a scalar")) };
        let value = self.operand(a)?;
        let signed = |s: Scalar| matches!(s, Scalar::Int { signed: true, .. });
        Ok(match (kind, to) {
            (CastKind::IntToInt, Scalar::Bool) => {
                let value = value.int()?;
                self.b.build_int_compare(IntPredicate::NE, value, value.get_type().const_zero(), "")?.into()
            }
            (CastKind::IntToInt, Scalar::Int { bits, .. }) => {
                self.b.build_int_cast_sign_flag(value.int()?, self.m.int_type(bits), signed(from), "")?.into()
            }
            (CastKind::IntToFloat, Scalar::Float { bits }) if signed(from) => {
                self.b.build_signed_int_to_float(value.int()?, self.m.float_type(bits), "")?.into()
            }
            (CastKind::IntToFloat, Scalar::Float { bits }) => {
                self.b.build_unsigned_int_to_float(value.int()?, self.m.float_type(bits), "")?.into()
            }
            (CastKind::FloatToInt, Scalar::Int { bits, .. }) => {
                let name = if signed(to) { "llvm.fptosi.sat" } else { "llvm.fptoui.sat" };
                let value = value.float()?;
                self.intrinsic(name, &[self.m.int_type(bits).into(), value.get_type().into()], &[value.into()])?
            }
            (CastKind::FloatToFloat, Scalar::Float { bits }) => {
                let (value, ty) = (value.float()?, self.m.float_type(bits));
                let Scalar::Float { bits: width } = from else { return Err(CodegenError::Kind("a float")) };
                if bits > width {
                    self.b.build_float_ext(value, ty, "")?.into()
                } else if bits < width {
                    self.b.build_float_trunc(value, ty, "")?.into()
                } else {
                    value.into()
                }
            }
            (CastKind::Reinterpret, Scalar::Pointer) => value.pointer()?.into(),
            (CastKind::PtrToInt, Scalar::Int { bits, .. }) => {
                self.b.build_ptr_to_int(value.pointer()?, self.m.int_type(bits), "")?.into()
            }
            (CastKind::IntToPtr, Scalar::Pointer) => self.b.build_int_to_ptr(value.int()?, self.m.ptr, "")?.into(),
            _ => return Err(CodegenError::Kind("a conversion between these scalars")),
        })
    }
}
