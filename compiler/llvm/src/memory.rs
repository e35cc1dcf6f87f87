//! Values in registers and in memory: loading, storing, copying.

use aria_layout::{Layout, Repr, Scalar};
use aria_types::Ty;
use inkwell::types::BasicTypeEnum;
use inkwell::values::{BasicValue, BasicValueEnum, FloatValue, IntValue, PointerValue};

use crate::aliasing::Access;
use crate::error::CodegenError;
use crate::function::FunctionCx;

/// An address and the alignment it is known to have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Address<'c> {
    pub ptr: PointerValue<'c>,
    pub align: u64,
    /// What lies there, for alias analysis.
    pub access: Access,
}

impl<'c> Address<'c> {
    /// An address of ordinary values.
    pub fn new(ptr: PointerValue<'c>, align: u64) -> Self {
        Address { ptr, align, access: Access::Value }
    }
}

/// A value that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'c> {
    /// No bytes.
    Zero,
    /// In a register; a Bool is one bit.
    Scalar(BasicValueEnum<'c>),
    /// Still where it was.
    Memory(Address<'c>),
    /// All-zero bytes that are nowhere yet.
    Zeroed,
}

impl<'c> Value<'c> {
    pub fn scalar(self) -> Result<BasicValueEnum<'c>, CodegenError> {
        match self {
            Value::Scalar(v) => Ok(v),
            _ => Err(CodegenError::Kind("a scalar")),
        }
    }

    pub fn int(self) -> Result<IntValue<'c>, CodegenError> {
        as_int(self.scalar()?)
    }

    pub fn float(self) -> Result<FloatValue<'c>, CodegenError> {
        match self.scalar()? {
            BasicValueEnum::FloatValue(v) => Ok(v),
            _ => Err(CodegenError::Kind("a float")),
        }
    }

    pub fn pointer(self) -> Result<PointerValue<'c>, CodegenError> {
        as_pointer(self.scalar()?)
    }
}

pub(crate) fn as_int(v: BasicValueEnum<'_>) -> Result<IntValue<'_>, CodegenError> {
    match v {
        BasicValueEnum::IntValue(v) => Ok(v),
        _ => Err(CodegenError::Kind("an integer")),
    }
}

pub(crate) fn as_pointer(v: BasicValueEnum<'_>) -> Result<PointerValue<'_>, CodegenError> {
    match v {
        BasicValueEnum::PointerValue(v) => Ok(v),
        _ => Err(CodegenError::Kind("a pointer")),
    }
}

impl<'c> FunctionCx<'_, 'c, '_> {
    /// A stack slot that lives as long as the function.
    pub fn slot(&self, ty: BasicTypeEnum<'c>, align: u64, name: &str) -> Result<Address<'c>, CodegenError> {
        let ptr = self.allocas.build_alloca(ty, name)?;
        if let Some(instruction) = ptr.as_instruction() {
            let _ = instruction.set_alignment(align as u32);
        }
        Ok(Address::new(ptr, align))
    }

    pub fn temporary(&self, layout: &Layout) -> Result<Address<'c>, CodegenError> {
        self.slot(self.m.slot_type(layout.repr, layout.size), layout.align, "")
    }

    pub fn load_scalar(&self, from: Address<'c>, scalar: Scalar, align: u64) -> Result<BasicValueEnum<'c>, CodegenError> {
        let loaded = self.b.build_load(self.m.memory_type(scalar), from.ptr, "")?;
        if let Some(instruction) = loaded.as_instruction_value() {
            let _ = instruction.set_alignment(from.align.min(align) as u32);
            self.m.mark(instruction, from.access);
            if scalar == Scalar::Bool {
                self.range(loaded, 2)?;
            }
        }
        if scalar == Scalar::Bool {
            return Ok(self.b.build_int_truncate(as_int(loaded)?, self.m.ctx.bool_type(), "")?.into());
        }
        Ok(loaded)
    }

    /// Says that a loaded integer is below `end`.
    pub fn range(&self, loaded: BasicValueEnum<'c>, end: u64) -> Result<(), CodegenError> {
        let ty = as_int(loaded)?.get_type();
        let node = self.m.ctx.metadata_node(&[ty.const_zero().into(), ty.const_int(end, false).into()]);
        if let Some(instruction) = loaded.as_instruction_value() {
            let _ = instruction.set_metadata(node, self.m.ctx.get_kind_id("range"));
        }
        Ok(())
    }

    pub fn store_scalar(
        &self,
        to: Address<'c>,
        value: BasicValueEnum<'c>,
        scalar: Scalar,
        align: u64,
    ) -> Result<(), CodegenError> {
        let value = match scalar {
            Scalar::Bool => self.b.build_int_z_extend(as_int(value)?, self.m.ctx.i8_type(), "")?.into(),
            _ => value,
        };
        let store = self.b.build_store(to.ptr, value)?;
        let _ = store.set_alignment(to.align.min(align) as u32);
        self.m.mark(store, to.access);
        Ok(())
    }

    /// What lies at an address, as a value of a layout.
    pub fn load(&self, from: Address<'c>, layout: &Layout) -> Result<Value<'c>, CodegenError> {
        Ok(match layout.repr {
            Repr::Zero => Value::Zero,
            Repr::Scalar(scalar) => Value::Scalar(self.load_scalar(from, scalar, layout.align)?),
            Repr::Memory => Value::Memory(from),
        })
    }

    pub fn store(&self, to: Address<'c>, value: Value<'c>, layout: &Layout) -> Result<(), CodegenError> {
        match (layout.repr, value) {
            (Repr::Zero, _) | (_, Value::Zero) => Ok(()),
            (Repr::Scalar(scalar), Value::Scalar(v)) => self.store_scalar(to, v, scalar, layout.align),
            (_, Value::Zeroed) => self.zero_bytes(to, layout.size),
            (_, Value::Memory(from)) => self.copy(to, from, layout.size),
            (Repr::Memory, Value::Scalar(_)) => Err(CodegenError::Kind("a value in memory")),
        }
    }

    pub fn copy(&self, to: Address<'c>, from: Address<'c>, size: u64) -> Result<(), CodegenError> {
        if to.ptr == from.ptr || size == 0 {
            return Ok(());
        }
        let size = self.m.word.const_int(size, false);
        self.b.build_memcpy(to.ptr, to.align as u32, from.ptr, from.align as u32, size)?;
        Ok(())
    }

    pub fn zero_bytes(&self, to: Address<'c>, size: u64) -> Result<(), CodegenError> {
        if size > 0 {
            let size = self.m.word.const_int(size, false);
            self.b.build_memset(to.ptr, to.align as u32, self.m.ctx.i8_type().const_zero(), size)?;
        }
        Ok(())
    }

    /// The address some bytes further. The bytes between belong to the same object.
    pub fn at(&self, base: Address<'c>, offset: u64) -> Result<Address<'c>, CodegenError> {
        if offset == 0 {
            return Ok(base);
        }
        let index = self.m.word.const_int(offset, false);
        let ptr = self.gep(self.m.ctx.i8_type().into(), base.ptr, index, true)?;
        let align = base.align.min(1 << offset.trailing_zeros());
        Ok(Address { ptr, align, ..base })
    }

    /// The element `index` of a type behind a pointer; `nuw` if the index is not negative.
    pub fn gep(
        &self,
        element: BasicTypeEnum<'c>,
        ptr: PointerValue<'c>,
        index: IntValue<'c>,
        nuw: bool,
    ) -> Result<PointerValue<'c>, CodegenError> {
        use inkwell::llvm_sys::{LLVMGEPFlagInBounds, LLVMGEPFlagNUW, core::LLVMBuildGEPWithNoWrapFlags};
        use inkwell::types::AsTypeRef;
        use inkwell::values::AsValueRef;
        if self.b.get_insert_block().is_none() {
            return Err(inkwell::builder::BuilderError::UnsetPosition.into());
        }
        let flags = if nuw { LLVMGEPFlagInBounds | LLVMGEPFlagNUW } else { LLVMGEPFlagInBounds };
        let mut indices = [index.as_value_ref()];
        // SAFETY: the builder is positioned, type, pointer and index belong to its context, and the result of
        // building an address from a pointer is a pointer.
        Ok(unsafe {
            PointerValue::new(LLVMBuildGEPWithNoWrapFlags(
                self.b.as_mut_ptr(),
                element.as_type_ref(),
                ptr.as_value_ref(),
                indices.as_mut_ptr(),
                1,
                c"".as_ptr(),
                flags,
            ))
        })
    }

    pub fn layout(&self, ty: &Ty) -> Result<aria_layout::LayoutRef, CodegenError> {
        Ok(self.m.layouts.layout_of(ty)?)
    }
}
