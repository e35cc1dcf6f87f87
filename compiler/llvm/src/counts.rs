//! Counted objects: making, retaining, releasing and freeing them, with the ordinary paths inline.

use std::mem::offset_of;

use aria_layout::Layouts;
use aria_mir::{Operand, Place};
use aria_runtime_abi::ObjectHeader;
use aria_runtime_abi::object::MALLOC_ALIGN;
use aria_types::Ty;
use inkwell::IntPredicate;
use inkwell::attributes::AttributeLoc;
use inkwell::basic_block::BasicBlock;
use inkwell::module::Linkage;
use inkwell::types::FunctionType;
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, InstructionValue, IntValue, PointerValue, ValueKind};

use crate::aliasing::Access;
use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Address, as_int};
use crate::runtime::Runtime;

/// The class in an enum that is a reference or null.
pub(crate) fn optional_reference(layouts: &Layouts<'_>, ty: &Ty) -> Option<Ty> {
    let layout = layouts.layout_of(ty).ok()?;
    let aria_layout::Shape::Enum(aria_layout::Variants::NullPointer { payload_variant, .. }) = layout.shape else {
        return None;
    };
    let payload = layouts.field_ty(ty, Some(payload_variant), 0).ok()?;
    (layouts.is_class(&payload) || matches!(payload, Ty::Fn(_))).then_some(payload)
}

const STRONG_OFFSET: u64 = offset_of!(ObjectHeader, strong) as u64;
const META_OFFSET: u64 = offset_of!(ObjectHeader, meta) as u64;
const HEADER: u64 = size_of::<ObjectHeader>() as u64;

impl<'c> FunctionCx<'_, 'c, '_> {
    /// Calls a runtime function that cannot unwind.
    pub fn call_runtime(
        &self,
        which: Runtime,
        args: &[BasicMetadataValueEnum<'c>],
    ) -> Result<Option<BasicValueEnum<'c>>, CodegenError> {
        let (function, _) = self.m.runtime(which);
        let call =
            self.b.build_indirect_call(self.m.runtime(which).1, function.as_global_value().as_pointer_value(), args, "")?;
        call.add_attribute(AttributeLoc::Function, self.m.attribute("nounwind", 0));
        if which == Runtime::ReleaseSlow {
            call.add_attribute(AttributeLoc::Return, self.m.attribute("zeroext", 0));
        }
        Ok(match call.try_as_basic_value() {
            ValueKind::Basic(v) => Some(v),
            ValueKind::Instruction(instruction) => {
                // (Releasing must stay behind every use of the object, whichever thread destroys it.)
                if which == Runtime::RetainSlow {
                    self.m.mark(instruction, Access::Header);
                }
                None
            }
        })
    }

    fn value_of(&self, which: Runtime, args: &[BasicMetadataValueEnum<'c>]) -> Result<BasicValueEnum<'c>, CodegenError> {
        self.call_runtime(which, args)?.ok_or(CodegenError::Kind("a value"))
    }

    pub fn new_object(&self, class: &Ty, tail: Option<&Operand>) -> Result<PointerValue<'c>, CodegenError> {
        let layout = self.m.layouts.object_layout(class)?;
        let fixed = self.m.word.const_int(layout.size, false);
        let size = match tail {
            Some(tail) => {
                let tail = self.operand(tail)?.int()?;
                self.check_size(tail)?;
                self.b.build_int_add(fixed, self.word(tail, false)?, "")?
            }
            None => fixed,
        };
        let ptr = if layout.align > MALLOC_ALIGN as u64 {
            let align = self.m.word.const_int(layout.align, false);
            crate::memory::as_pointer(self.value_of(Runtime::AllocZeroed, &[size.into(), align.into()])?)?
        } else {
            let ptr = crate::memory::as_pointer(self.value_of(Runtime::Malloc, &[size.into()])?)?;
            let (failed, made) = (self.new_block("exhausted"), self.new_block("made"));
            let null = self.b.build_is_null(ptr, "")?;
            self.branch(null, failed, made, Some(false))?;
            self.b.position_at_end(failed);
            self.call_runtime(Runtime::OutOfMemory, &[size.into()])?;
            self.b.build_unreachable()?;
            self.b.position_at_end(made);
            ptr
        };
        let object = Address::new(ptr, layout.align);
        let i32 = self.m.ctx.i32_type();
        self.store_header(ptr, STRONG_OFFSET, i32.const_int(1, false))?;
        self.store_header(ptr, META_OFFSET, i32.const_zero())?;
        self.zero_bytes(self.at(object, HEADER)?, layout.size - HEADER)?;
        Ok(ptr)
    }

    /// Ends the program if a size is wider than a pointer and does not fit half of the address space.
    fn check_size(&self, size: IntValue<'c>) -> Result<(), CodegenError> {
        let bits = self.m.word.get_bit_width();
        if size.get_type().get_bit_width() <= bits {
            return Ok(());
        }
        let (failed, fits) = (self.new_block("too.large"), self.new_block("fits"));
        let limit = size.get_type().const_int(1 << (bits - 1), false);
        let small = self.b.build_int_compare(IntPredicate::ULT, size, limit, "")?;
        self.branch(small, fits, failed, Some(true))?;
        self.b.position_at_end(failed);
        let most = self.m.word.const_all_ones();
        self.call_runtime(Runtime::OutOfMemory, &[most.into()])?;
        self.b.build_unreachable()?;
        self.b.position_at_end(fits);
        Ok(())
    }

    /// A conditional branch, with what is expected.
    pub fn branch(
        &self,
        condition: IntValue<'c>,
        then: BasicBlock<'c>,
        otherwise: BasicBlock<'c>,
        likely: Option<bool>,
    ) -> Result<(), CodegenError> {
        let branch = self.b.build_conditional_branch(condition, then, otherwise)?;
        if let Some(likely) = likely {
            let i32 = self.m.ctx.i32_type();
            let weight = |often: bool| i32.const_int(if often { 2000 } else { 1 }, false).into();
            let name = self.m.ctx.metadata_string("branch_weights").into();
            let node = self.m.ctx.metadata_node(&[name, weight(likely), weight(!likely)]);
            let _ = branch.set_metadata(node, self.m.ctx.get_kind_id("prof"));
        }
        Ok(())
    }

    /// Retains what is inside a place: a reference here, or whatever the type's glue finds.
    pub fn retain(&self, place: &Place) -> Result<(), CodegenError> {
        let (at, ty) = self.value_place(place)?;
        let layout = self.layout(&ty)?;
        if self.is_counted(&ty) {
            return self.retain_object(self.load(at, &layout)?.pointer()?);
        }
        if !self.m.layouts.needs_drop(&ty) {
            return Ok(());
        }
        let instance = aria_mir::Instance { kind: aria_mir::InstanceKind::RetainGlue, args: [ty].into() };
        let (function, abi) = self.m.instance(&instance)?;
        self.b.build_indirect_call(abi.fn_type(self.m), function.as_global_value().as_pointer_value(), &[at.ptr.into()], "")?;
        Ok(())
    }

    /// Whether a value is a single counted reference, or null.
    pub fn is_counted(&self, ty: &Ty) -> bool {
        if self.m.layouts.is_class(ty) || matches!(ty, Ty::Fn(_)) {
            return true;
        }
        self.optional_reference(ty).is_some()
    }

    /// The class in an enum that is a reference or null.
    pub fn optional_reference(&self, ty: &Ty) -> Option<Ty> {
        optional_reference(self.m.layouts, ty)
    }

    fn retain_object(&self, object: PointerValue<'c>) -> Result<(), CodegenError> {
        if self.m.options.debug_locals {
            let ty = self.m.ctx.void_type().fn_type(&[self.m.ptr.into()], false);
            self.counting("aria:retain", ty, object, |cx, object| {
                cx.retain_inline(object)?;
                Ok(cx.b.build_return(None)?)
            })?;
            return Ok(());
        }
        self.retain_inline(object)
    }

    /// Calls the module's own function that counts, made where it is first wanted: where nothing is optimised, code that is
    /// short to generate matters more than code that is quick.
    fn counting(
        &self,
        name: &str,
        ty: FunctionType<'c>,
        object: PointerValue<'c>,
        fill: impl FnOnce(&FunctionCx<'_, 'c, '_>, PointerValue<'c>) -> Result<InstructionValue<'c>, CodegenError>,
    ) -> Result<Option<BasicValueEnum<'c>>, CodegenError> {
        let function = match self.m.module.get_function(name) {
            Some(known) => known,
            None => {
                let function = self.m.module.add_function(name, ty, Some(Linkage::Internal));
                self.m.define_attributes(function);
                let (here, location) = (self.b.get_insert_block(), self.b.get_current_debug_location());
                self.b.unset_current_debug_location();
                let cx = FunctionCx::bare(self.m, self.body, function);
                let parameter = function.get_nth_param(0).ok_or(CodegenError::Kind("a parameter"))?;
                fill(&cx, crate::memory::as_pointer(parameter)?)?;
                if let Some(here) = here {
                    self.b.position_at_end(here);
                }
                if let Some(location) = location {
                    self.b.set_current_debug_location(location);
                }
                function
            }
        };
        let call = self.b.build_call(function, &[object.into()], "")?;
        call.add_attribute(AttributeLoc::Function, self.m.attribute("nounwind", 0));
        Ok(match call.try_as_basic_value() {
            ValueKind::Basic(value) => Some(value),
            ValueKind::Instruction(_) => None,
        })
    }

    fn retain_inline(&self, object: PointerValue<'c>) -> Result<(), CodegenError> {
        let [some, fast, slow, done] = ["retain", "retain.fast", "retain.slow", "retained"].map(|n| self.new_block(n));
        let null = self.b.build_is_null(object, "")?;
        self.branch(null, done, some, None)?;
        self.b.position_at_end(some);
        let count = self.load_header(object, STRONG_OFFSET)?;
        let zero = count.get_type().const_zero();
        let ordinary = self.b.build_int_compare(IntPredicate::SGT, count, zero, "")?;
        self.branch(ordinary, fast, slow, Some(true))?;
        self.b.position_at_end(fast);
        // Wraps: the largest count becomes the immortal one.
        let more = self.b.build_int_add(count, count.get_type().const_int(1, false), "")?;
        self.store_header(object, STRONG_OFFSET, more)?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(slow);
        self.call_runtime(Runtime::RetainSlow, &[object.into()])?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(done);
        Ok(())
    }

    /// Takes one count away; whether it was the last.
    pub fn release_count(&self, object: PointerValue<'c>) -> Result<IntValue<'c>, CodegenError> {
        if self.m.options.debug_locals {
            let ty = self.m.ctx.bool_type().fn_type(&[self.m.ptr.into()], false);
            let last = self.counting("aria:release", ty, object, |cx, object| {
                let last = cx.release_inline(object)?;
                Ok(cx.b.build_return(Some(&last))?)
            })?;
            return as_int(last.ok_or(CodegenError::Kind("a value"))?);
        }
        self.release_inline(object)
    }

    fn release_inline(&self, object: PointerValue<'c>) -> Result<IntValue<'c>, CodegenError> {
        let bool = self.m.ctx.bool_type();
        let [some, fast, slow, done] = ["release", "release.fast", "release.slow", "released"].map(|n| self.new_block(n));
        let start = self.b.get_insert_block().ok_or(CodegenError::Kind("a block"))?;
        let null = self.b.build_is_null(object, "")?;
        self.branch(null, done, some, None)?;
        self.b.position_at_end(some);
        let count = self.load_header(object, STRONG_OFFSET)?;
        let zero = count.get_type().const_zero();
        let ordinary = self.b.build_int_compare(IntPredicate::SGT, count, zero, "")?;
        self.branch(ordinary, fast, slow, Some(true))?;
        self.b.position_at_end(fast);
        let less = self.b.build_int_sub(count, count.get_type().const_int(1, false), "")?;
        self.store_header(object, STRONG_OFFSET, less)?;
        let last = self.b.build_int_compare(IntPredicate::EQ, less, zero, "")?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(slow);
        let slow_last = as_int(self.value_of(Runtime::ReleaseSlow, &[object.into()])?)?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(done);
        let phi = self.b.build_phi(bool, "last")?;
        phi.add_incoming(&[(&bool.const_zero(), start), (&last, fast), (&slow_last, slow)]);
        as_int(phi.as_basic_value())
    }

    /// Gives an object's memory back; the runtime does it if weak references or other threads may hold it.
    pub fn free_object(&self, object: PointerValue<'c>) -> Result<(), CodegenError> {
        let [plain, slow, done] = ["free", "free.slow", "freed"].map(|n| self.new_block(n));
        let meta = self.load_header(object, META_OFFSET)?;
        let unshared = self.b.build_int_compare(IntPredicate::EQ, meta, meta.get_type().const_zero(), "")?;
        self.branch(unshared, plain, slow, Some(true))?;
        self.b.position_at_end(plain);
        self.call_runtime(Runtime::Free, &[object.into()])?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(slow);
        self.store_header(object, STRONG_OFFSET, meta.get_type().const_zero())?;
        self.call_runtime(Runtime::ObjectFree, &[object.into()])?;
        self.b.build_unconditional_branch(done)?;
        self.b.position_at_end(done);
        Ok(())
    }
}
