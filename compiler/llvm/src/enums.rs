//! Reading and writing which variant an enum is.

use aria_layout::{Shape, Variants};
use aria_mir::Place;
use aria_types::Ty;
use inkwell::values::{BasicValue, IntValue};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Address, as_int};

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn variant_of(&self, place: &Place) -> Result<IntValue<'c>, CodegenError> {
        let (at, ty) = self.value_place(place)?;
        let i64 = self.m.ctx.i64_type();
        match &self.layout(&ty)?.shape {
            Shape::Enum(Variants::Tagged { tag_offset, tag_bits, .. }) => {
                let at = self.at(at, *tag_offset)?;
                let tag = self.b.build_load(self.m.int_type(*tag_bits), at.ptr, "tag")?;
                if let Some(instruction) = tag.as_instruction_value() {
                    let _ = instruction.set_alignment(at.align.min(u64::from(*tag_bits) / 8) as u32);
                }
                let count = u64::from(self.m.layouts.variant_count(&ty));
                if count < 1 << tag_bits {
                    self.range(tag, count)?;
                }
                Ok(self.b.build_int_z_extend(as_int(tag)?, i64, "")?)
            }
            Shape::Enum(Variants::NullPointer { null_variant, payload_variant }) => {
                let ptr = self.load(at, &*self.layout(&ty)?)?.pointer()?;
                let null = self.b.build_is_null(ptr, "")?;
                let variant = |v: &u32| i64.const_int(u64::from(*v), false);
                as_int(self.b.build_select(null, variant(null_variant), variant(payload_variant), "")?)
            }
            _ => Err(CodegenError::Kind("an enum")),
        }
    }

    pub fn set_variant(&self, at: Address<'c>, ty: &Ty, variant: u32) -> Result<(), CodegenError> {
        match &self.layout(ty)?.shape {
            Shape::Enum(Variants::Tagged { tag_offset, tag_bits, .. }) => {
                let at = self.at(at, *tag_offset)?;
                let tag = self.m.int_type(*tag_bits).const_int(u64::from(variant), false);
                let store = self.b.build_store(at.ptr, tag)?;
                let _ = store.set_alignment(at.align.min(u64::from(*tag_bits) / 8) as u32);
                Ok(())
            }
            Shape::Enum(Variants::NullPointer { null_variant, .. }) => {
                // The other variant is there as soon as its pointer is.
                if variant == *null_variant {
                    self.store_scalar(at, self.m.ptr.const_null().into(), aria_layout::Scalar::Pointer, at.align)?;
                }
                Ok(())
            }
            _ => Err(CodegenError::Kind("an enum")),
        }
    }
}
