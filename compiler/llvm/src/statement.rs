//! Statements.

use aria_mir::StatementKind;
use inkwell::intrinsics::Intrinsic;

use crate::error::CodegenError;
use crate::function::{FunctionCx, Slot};

impl FunctionCx<'_, '_, '_> {
    pub fn statement(&self, statement: &StatementKind) -> Result<(), CodegenError> {
        match statement {
            StatementKind::Assign(place, rvalue) => self.assign(place, rvalue),
            StatementKind::SetVariant(place, variant) => {
                let (at, ty) = self.value_place(place)?;
                self.set_variant(at, &ty, *variant)
            }
            StatementKind::Retain(place) => self.retain(place),
            StatementKind::Zero(place) => {
                let (at, ty) = self.value_place(place)?;
                let layout = self.layout(&ty)?;
                match layout.repr {
                    aria_layout::Repr::Zero => Ok(()),
                    aria_layout::Repr::Scalar(s) => self.store_scalar(at, self.m.zero(s), s, layout.align),
                    aria_layout::Repr::Memory => self.zero_bytes(at, layout.size),
                }
            }
            StatementKind::FreeObject(object) => self.free_object(self.operand(object)?.pointer()?),
            StatementKind::StorageLive(local) => self.lifetime("llvm.lifetime.start", *local),
            StatementKind::StorageDead(local) => self.lifetime("llvm.lifetime.end", *local),
        }
    }

    fn lifetime(&self, intrinsic: &str, local: aria_mir::LocalId) -> Result<(), CodegenError> {
        let Slot::Stack(slot) = self.local_slot(local) else { return Ok(()) };
        // Parameters and results have no slot of their own, and a debugger wants to see the dead too.
        let is_slot = slot.ptr.as_instruction().is_some_and(|i| i.get_opcode() == inkwell::values::InstructionOpcode::Alloca);
        if !is_slot || self.m.options.debug_locals {
            return Ok(());
        }
        let function = Intrinsic::find(intrinsic).and_then(|i| i.get_declaration(&self.m.module, &[self.m.ptr.into()]));
        if let Some(function) = function {
            self.b.build_call(function, &[slot.ptr.into()], "")?;
        }
        Ok(())
    }
}
