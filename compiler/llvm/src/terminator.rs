//! Terminators.

use std::collections::HashSet;

use aria_mir::{Instance, InstanceKind, Operand, Place, Terminator, TerminatorKind, Unwind};
use aria_types::Ty;

use crate::abi::{FnAbi, Pass};
use crate::call::Target;
use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::unwinding::may_unwind;

impl FunctionCx<'_, '_, '_> {
    pub fn terminator(&self, abi: &FnAbi, terminator: &Terminator) -> Result<(), CodegenError> {
        let read: Vec<&Operand> = match &terminator.kind {
            TerminatorKind::Branch { condition: value, .. }
            | TerminatorKind::Switch { value, .. }
            | TerminatorKind::Assert { condition: value, .. } => vec![value],
            TerminatorKind::Call { args, .. } => args.iter().collect(),
            _ => Vec::new(),
        };
        if self.is_dead(&read)? {
            self.b.build_unreachable()?;
            return Ok(());
        }
        let unwinds = |unwind: Unwind| if self.leaves(&terminator.kind) { unwind } else { Unwind::Never };
        match &terminator.kind {
            TerminatorKind::Goto(block) => {
                self.b.build_unconditional_branch(self.block(*block))?;
            }
            TerminatorKind::Branch { condition, then, otherwise } => {
                let condition = self.bool_operand(condition)?;
                self.branch(condition, self.block(*then), self.block(*otherwise), None)?;
            }
            TerminatorKind::Switch { value, cases, otherwise } => self.switch(value, cases, *otherwise)?,
            TerminatorKind::Return => self.return_(abi)?,
            TerminatorKind::Unreachable => {
                self.b.build_unreachable()?;
            }
            TerminatorKind::Call { callee, args, destination, target, unwind } => {
                self.call(callee, args, destination, unwinds(*unwind))?;
                match target {
                    Some(target) => self.b.build_unconditional_branch(self.block(*target))?,
                    None => self.b.build_unreachable()?,
                };
            }
            TerminatorKind::Drop { place, target, unwind } => {
                self.drop_place(place, unwinds(*unwind))?;
                self.b.build_unconditional_branch(self.block(*target))?;
            }
            TerminatorKind::Assert { condition, expected, kind, target, unwind } => {
                let condition = self.bool_operand(condition)?;
                let failed = self.new_block("panic");
                let (then, otherwise) = if *expected { (self.block(*target), failed) } else { (failed, self.block(*target)) };
                self.branch(condition, then, otherwise, Some(*expected))?;
                self.b.position_at_end(failed);
                self.panic(kind, terminator.span, *unwind)?;
                self.b.build_unreachable()?;
            }
            TerminatorKind::Resume => self.resume()?,
            TerminatorKind::Catch { destination, target } => self.catch(destination, *target)?,
            TerminatorKind::Abort => {
                let abort = self.m.declare("abort", self.m.ctx.void_type().fn_type(&[], false));
                self.b.build_call(abort, &[], "")?;
                self.b.build_unreachable()?;
            }
        }
        Ok(())
    }

    /// Whether a terminator may unwind.
    fn leaves(&self, terminator: &TerminatorKind) -> bool {
        may_unwind(self.m.program, self.m.layouts, self.m.unwinds, self.body, terminator)
    }

    /// The blocks that can be reached: not the cleanup of what never unwinds.
    pub fn reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.body.blocks.len()];
        let mut todo = vec![aria_mir::BlockId(0)];
        while let Some(id) = todo.pop() {
            let Some(slot) = reached.get_mut(id.0 as usize) else { continue };
            if std::mem::replace(slot, true) {
                continue;
            }
            let terminator = &self.body.block(id).terminator.kind;
            let stays = match terminator {
                TerminatorKind::Call { unwind: Unwind::Cleanup(pad), .. }
                | TerminatorKind::Drop { unwind: Unwind::Cleanup(pad), .. }
                    if !self.leaves(terminator) =>
                {
                    Some(*pad)
                }
                _ => None,
            };
            todo.extend(terminator.successors().into_iter().filter(|next| Some(*next) != stays));
        }
        reached
    }

    fn switch(
        &self,
        value: &Operand,
        cases: &[(i128, aria_mir::BlockId)],
        otherwise: aria_mir::BlockId,
    ) -> Result<(), CodegenError> {
        let value = self.operand(value)?.int()?;
        let width = value.get_type().get_bit_width();
        let mut seen = HashSet::new();
        let mut llvm_cases = Vec::with_capacity(cases.len());
        for (case, block) in cases {
            let bits = if width < 128 { *case as u128 & ((1 << width) - 1) } else { *case as u128 };
            // The first of equal cases wins.
            if seen.insert(bits) {
                let words = [bits as u64, (bits >> 64) as u64];
                let words = if width > 64 { &words[..] } else { &words[..1] };
                llvm_cases.push((value.get_type().const_int_arbitrary_precision(words), self.block(*block)));
            }
        }
        self.b.build_switch(value, self.block(otherwise), &llvm_cases)?;
        Ok(())
    }

    fn return_(&self, abi: &FnAbi) -> Result<(), CodegenError> {
        if self.body.result_ty().is_never() {
            self.b.build_unreachable()?;
            return Ok(());
        }
        match abi.result {
            Pass::Direct(_) => {
                let result = self.operand(&Operand::Copy(Place::local(aria_mir::LocalId::RESULT)))?.scalar()?;
                self.b.build_return(Some(&result))?;
            }
            Pass::Ignore | Pass::Indirect { .. } => {
                self.b.build_return(None)?;
            }
        }
        Ok(())
    }

    /// Destroys the value in a place.
    fn drop_place(&self, place: &Place, unwind: Unwind) -> Result<(), CodegenError> {
        let (at, ty) = self.value_place(place)?;
        if !self.m.layouts.needs_drop(&ty) {
            return Ok(());
        }
        let glue = |kind, ty: Ty| {
            let (function, abi) = self.m.instance(&Instance { kind, args: [ty].into() })?;
            Ok::<_, CodegenError>(Target { ptr: function.as_global_value().as_pointer_value(), abi })
        };
        let counted = match self.optional_reference(&ty) {
            Some(class) => Some(class),
            None if self.is_counted(&ty) => Some(ty.clone()),
            None => None,
        };
        let Some(class) = counted else {
            self.emit_call(&glue(InstanceKind::DropGlue, ty)?, &[at.ptr.into()], unwind)?;
            return Ok(());
        };
        let object = self.load(at, &*self.layout(&ty)?)?.pointer()?;
        let last = self.release_count(object)?;
        let (destroy, kept) = (self.new_block("destroy"), self.new_block("kept"));
        self.branch(last, destroy, kept, None)?;
        self.b.position_at_end(destroy);
        self.emit_call(&glue(InstanceKind::DestroyGlue, class)?, &[object.into()], unwind)?;
        self.b.build_unconditional_branch(kept)?;
        self.b.position_at_end(kept);
        Ok(())
    }
}
