//! Assignments.

use aria_layout::{Repr, Shape};
use aria_mir::{Operand, Place, Rvalue};
use aria_types::Ty;

use crate::error::CodegenError;
use crate::function::{FunctionCx, read_local};
use crate::memory::{Address, Value};

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn assign(&self, place: &Place, rvalue: &Rvalue) -> Result<(), CodegenError> {
        if self.is_dead(&rvalue.operands())? {
            return Ok(());
        }
        match rvalue {
            Rvalue::Overflowing(op, a, b) => {
                let (value, overflowed) = self.overflowing(*op, a, b)?;
                let (at, ty) = self.value_place(place)?;
                let layout = self.layout(&ty)?;
                for (i, part) in [value, overflowed].into_iter().enumerate() {
                    let field = self.layout(&self.m.layouts.field_ty(&ty, None, i as u32)?)?;
                    let offset = layout.field_offset(None, i as u32).ok_or(CodegenError::Kind("a pair"))?;
                    self.store(self.at(at, offset)?, Value::Scalar(part), &field)?;
                }
                Ok(())
            }
            Rvalue::Aggregate(ty, parts) => self.build(place, ty, None, parts),
            Rvalue::Variant(ty, variant, parts) => self.build(place, ty, Some(*variant), parts),
            _ => {
                let value = self.rvalue(rvalue)?;
                let (at, ty) = self.value_place(place)?;
                self.store(at, value, &*self.layout(&ty)?)
            }
        }
    }

    fn rvalue(&self, rvalue: &Rvalue) -> Result<Value<'c>, CodegenError> {
        let word = |n: u64| Ok(Value::Scalar(self.m.ctx.i64_type().const_int(n, false).into()));
        match rvalue {
            Rvalue::Use(o) => self.operand(o),
            Rvalue::Binary(op, a, b) => Ok(Value::Scalar(self.binary(*op, a, b)?)),
            Rvalue::Unary(op, a) => Ok(Value::Scalar(self.unary(*op, a)?)),
            Rvalue::Cast(kind, a, to) => Ok(Value::Scalar(self.cast(*kind, a, to)?)),
            Rvalue::AddressOf(place) => Ok(Value::Scalar(self.place(place)?.0.ptr.into())),
            Rvalue::VariantOf(place) => Ok(Value::Scalar(self.variant_of(place)?.into())),
            Rvalue::NewObject { class, tail } => Ok(Value::Scalar(self.new_object(class, tail.as_ref())?.into())),
            Rvalue::Tail(object, _) => {
                let layout = self.m.layouts.object_layout(&self.operand_ty(object)?)?;
                let ptr = self.operand(object)?.pointer()?;
                let end = self.at(Address::new(ptr, layout.align), layout.size)?;
                Ok(Value::Scalar(end.ptr.into()))
            }
            Rvalue::Offset { pointer, index } => {
                let stride = match self.operand_ty(pointer)? {
                    Ty::Ptr(p) if p.pointee != Ty::Void => {
                        let layout = self.layout(&p.pointee)?;
                        layout.size.next_multiple_of(layout.align)
                    }
                    // An address without a type counts bytes.
                    _ => 1,
                };
                let ptr = self.operand(pointer)?.pointer()?;
                let index = self.word(self.operand(index)?.int()?, true)?;
                Ok(Value::Scalar(self.gep(self.m.bytes_type(stride), ptr, index, false)?.into()))
            }
            Rvalue::SizeOf(ty) => word(self.layout(ty)?.size),
            Rvalue::AlignOf(ty) => word(self.layout(ty)?.align),
            Rvalue::ReleaseCount(o) => Ok(Value::Scalar(self.release_count(self.operand(o)?.pointer()?)?.into())),
            Rvalue::NeedsDrop(ty) => {
                let needed = u64::from(self.m.layouts.needs_drop(ty));
                Ok(Value::Scalar(self.m.ctx.bool_type().const_int(needed, false).into()))
            }
            Rvalue::Overflowing(..) | Rvalue::Aggregate(..) | Rvalue::Variant(..) => Err(CodegenError::Kind("a single value")),
        }
    }

    /// Builds an aggregate in place. Parts may come from the destination itself: scalars are read first, and if a part
    /// lies in the destination's memory, the whole is built beside it.
    fn build(&self, place: &Place, ty: &Ty, variant: Option<u32>, parts: &[Operand]) -> Result<(), CodegenError> {
        let layout = self.layout(ty)?;
        let values = parts.iter().map(|p| self.operand(p)).collect::<Result<Vec<_>, _>>()?;
        let (at, _) = self.value_place(place)?;
        let overlaps = |(value, part): (&Value<'c>, &Operand)| {
            matches!(value, Value::Memory(_))
                && (read_local(part) == Some(place.local) || (self.is_shared(place) && self.may_change(part)))
        };
        let beside = values.iter().zip(parts).any(overlaps);
        let target = if beside { self.temporary(&layout)? } else { at };
        if let Some(variant) = variant {
            self.set_variant(target, ty, variant)?;
        }
        for (i, value) in values.into_iter().enumerate() {
            let (field_ty, offset) = match (&layout.shape, ty) {
                (Shape::Elements { stride, .. }, Ty::Array(element, _)) => ((**element).clone(), stride * i as u64),
                _ => {
                    let field = self.m.layouts.field_ty(ty, variant, i as u32)?;
                    let offset = layout.field_offset(variant, i as u32);
                    (field, offset.ok_or(CodegenError::Unsupported("a bit-field in an aggregate"))?)
                }
            };
            let field = self.layout(&field_ty)?;
            if field.repr != Repr::Zero {
                self.store(self.at(target, offset)?, value, &field)?;
            }
        }
        if beside { self.copy(at, target, layout.size) } else { Ok(()) }
    }
}
