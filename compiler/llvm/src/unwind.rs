//! Landing pads, and how unwinding goes on or ends.

use aria_mir::{BlockId, Body, Place, TerminatorKind, Unwind};
use aria_runtime_abi::unwind::CLEANUP_SELECTOR;
use inkwell::IntPredicate;
use inkwell::basic_block::BasicBlock;
use inkwell::module::Linkage;
use inkwell::types::{BasicTypeEnum, StructType};
use inkwell::values::{BasicValueEnum, FunctionValue, PointerValue, StructValue};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::memory::{Value, as_int};
use crate::module::ModuleCx;
use crate::runtime::Runtime;

/// Where a call goes when it unwinds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Edge<'c> {
    /// Out of the function, or nowhere.
    Plain {
        never: bool,
    },
    Pad(BasicBlock<'c>),
}

/// Which blocks may lead to a catch within cleanup.
pub(crate) fn catching(body: &Body) -> Vec<bool> {
    let mut out: Vec<bool> = body.blocks.iter().map(|b| matches!(b.terminator.kind, TerminatorKind::Catch { .. })).collect();
    loop {
        let mut changed = false;
        for (i, block) in body.blocks.iter().enumerate() {
            let leads = || block.terminator.kind.successors().iter().any(|s| out.get(s.0 as usize) == Some(&true));
            if block.cleanup && !out[i] && leads() {
                out[i] = true;
                changed = true;
            }
        }
        if !changed {
            return out;
        }
    }
}

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn edge(&self, unwind: Unwind) -> Result<Edge<'c>, CodegenError> {
        Ok(match unwind {
            Unwind::Never => Edge::Plain { never: true },
            _ if !self.m.layouts.target().unwinds() => Edge::Plain { never: true },
            _ if self.in_cleanup.get() => Edge::Pad(self.terminate_pad()?),
            Unwind::Continue => Edge::Plain { never: false },
            Unwind::Cleanup(block) => Edge::Pad(self.cleanup_pad(block)?),
            Unwind::Terminate => Edge::Pad(self.terminate_pad()?),
        })
    }

    fn exception_type(&self) -> StructType<'c> {
        self.m.ctx.struct_type(&[self.m.ptr.into(), self.m.ctx.i32_type().into()], false)
    }

    /// The personality routine, which a function needs for its pads, and for a `resume` even if no pad leads to it.
    fn personality(&self) -> FunctionValue<'c> {
        let (personality, _) = self.m.runtime(Runtime::Personality);
        self.function.set_personality_function(personality);
        personality
    }

    fn exception_slot(&self) -> Result<PointerValue<'c>, CodegenError> {
        if let Some(slot) = self.exception.get() {
            return Ok(slot);
        }
        self.personality();
        let slot = self.slot(BasicTypeEnum::StructType(self.exception_type()), 8, "exception")?.ptr;
        self.exception.set(Some(slot));
        Ok(slot)
    }

    /// Begins a block with a landing pad; the builder goes there.
    fn landing_pad(&self, name: &str, cleanup: bool, catch: bool) -> Result<(BasicBlock<'c>, StructValue<'c>), CodegenError> {
        let personality = self.personality();
        let pad = self.new_block(name);
        self.b.position_at_end(pad);
        let clauses: &[BasicValueEnum<'c>] = if catch { &[self.m.ptr.const_null().into()] } else { &[] };
        match self.b.build_landing_pad(self.exception_type(), personality, clauses, cleanup, "")? {
            BasicValueEnum::StructValue(exception) => Ok((pad, exception)),
            _ => Err(CodegenError::Kind("an exception")),
        }
    }

    fn cleanup_pad(&self, block: BlockId) -> Result<BasicBlock<'c>, CodegenError> {
        if let Some(Some(pad)) = self.pads.borrow().get(block.0 as usize) {
            return Ok(*pad);
        }
        let here = self.b.get_insert_block();
        let (pad, exception) = self.landing_pad("pad", true, self.catching[block.0 as usize])?;
        self.b.build_store(self.exception_slot()?, exception)?;
        self.b.build_unconditional_branch(self.block(block))?;
        self.pads.borrow_mut()[block.0 as usize] = Some(pad);
        if let Some(here) = here {
            self.b.position_at_end(here);
        }
        Ok(pad)
    }

    /// The pad of what must not unwind: the program ends there.
    fn terminate_pad(&self) -> Result<BasicBlock<'c>, CodegenError> {
        if let Some(pad) = self.terminate.get() {
            return Ok(pad);
        }
        let here = self.b.get_insert_block();
        let (pad, exception) = self.landing_pad("terminate", false, true)?;
        let exception = self.b.build_extract_value(exception, 0, "")?;
        self.call_runtime(Runtime::PanicInCleanup, &[exception.into()])?;
        self.b.build_unreachable()?;
        self.terminate.set(Some(pad));
        if let Some(here) = here {
            self.b.position_at_end(here);
        }
        Ok(pad)
    }

    fn current_exception(&self) -> Result<StructValue<'c>, CodegenError> {
        match self.b.build_load(self.exception_type(), self.exception_slot()?, "")? {
            BasicValueEnum::StructValue(exception) => Ok(exception),
            _ => Err(CodegenError::Kind("an exception")),
        }
    }

    pub fn resume(&self) -> Result<(), CodegenError> {
        if !self.m.layouts.target().unwinds() {
            self.b.build_unreachable()?;
            return Ok(());
        }
        self.m.resumes.set(true);
        let exception = self.current_exception()?;
        self.b.build_resume(exception)?;
        Ok(())
    }

    /// Ends the exception and stores its panic; a foreign exception goes on.
    pub fn catch(&self, destination: &Place, target: BlockId) -> Result<(), CodegenError> {
        if !self.m.layouts.target().unwinds() {
            self.b.build_unreachable()?;
            return Ok(());
        }
        let exception = self.current_exception()?;
        let selector = as_int(self.b.build_extract_value(exception, 1, "")?)?;
        let passing = selector.get_type().const_int(CLEANUP_SELECTOR as u64, true);
        let passes = self.b.build_int_compare(IntPredicate::EQ, selector, passing, "")?;
        let (pass, caught) = (self.new_block("pass"), self.new_block("caught"));
        self.branch(passes, pass, caught, Some(false))?;
        self.b.position_at_end(pass);
        self.m.resumes.set(true);
        self.b.build_resume(exception)?;
        self.b.position_at_end(caught);
        let pointer = self.b.build_extract_value(exception, 0, "")?;
        let panic = self.call_runtime(Runtime::Catch, &[pointer.into()])?.ok_or(CodegenError::Kind("a panic"))?;
        let (at, ty) = self.value_place(destination)?;
        self.store(at, Value::Scalar(panic), &*self.layout(&ty)?)?;
        self.b.build_unconditional_branch(self.block(target))?;
        Ok(())
    }
}

/// Gives the module its own `_Unwind_Resume`, which LLVM calls for `resume`: the runtime finds the unwinder's when it
/// is needed, so that programs start without its library.
pub(crate) fn define_resume(m: &ModuleCx<'_, '_>) -> Result<(), CodegenError> {
    if !m.resumes.get() {
        return Ok(());
    }
    let (resume, ty) = m.runtime(Runtime::Resume);
    let function = m.module.add_function("_Unwind_Resume", ty, Some(Linkage::Internal));
    m.define_attributes(function);
    for name in ["noreturn", "cold", "noinline"] {
        function.add_attribute(inkwell::attributes::AttributeLoc::Function, m.attribute(name, 0));
    }
    m.builder.unset_current_debug_location();
    m.builder.position_at_end(m.ctx.append_basic_block(function, "entry"));
    let exception = function.get_nth_param(0).ok_or(CodegenError::Kind("a parameter"))?;
    m.builder.build_call(resume, &[exception.into()], "")?;
    m.builder.build_unreachable()?;
    // The code generator refers to it only after the passes have run.
    let used = m.ptr.const_array(&[function.as_global_value().as_pointer_value()]);
    let list = m.module.add_global(used.get_type(), None, "llvm.used");
    list.set_linkage(Linkage::Appending);
    list.set_section(Some("llvm.metadata"));
    list.set_initializer(&used);
    Ok(())
}
