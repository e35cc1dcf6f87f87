//! Calls: arguments and results by the callee's convention, and the edge that is taken when it unwinds.

use std::sync::Arc;

use aria_layout::Layout;
use aria_mir::{Callee, Operand, Place, Unwind};
use inkwell::attributes::AttributeLoc;
use inkwell::types::FunctionType;
use inkwell::values::{BasicMetadataValueEnum, BasicValueEnum, FunctionValue, PointerValue, ValueKind};

use crate::abi::{FnAbi, Pass};
use crate::error::CodegenError;
use crate::function::{FunctionCx, read_local};
use crate::memory::{Address, Value};
use crate::module::ModuleCx;
use crate::unwind::Edge;

impl<'c> ModuleCx<'c, '_> {
    /// A function of [`aria_mir::MirProgram::externs`], declared when it is first used.
    pub fn external(&self, symbol: &str) -> Result<(FunctionValue<'c>, Arc<FnAbi>), CodegenError> {
        let e = self.program.external(symbol).ok_or(CodegenError::Unsupported("a function that is not declared"))?;
        let abi = FnAbi::new(e.params.iter(), &e.result, e.variadic, self.layouts)?;
        let known = self.module.get_function(symbol).is_some();
        let function = self.declare(symbol, abi.fn_type(self));
        if !known {
            for (place, word) in abi.extensions() {
                function.add_attribute(place, self.attribute(word, 0));
            }
            let add = |name| function.add_attribute(AttributeLoc::Function, self.attribute(name, 0));
            if !e.unwinds {
                add("nounwind");
            }
            if e.noreturn {
                add("noreturn");
                add("cold");
            }
            self.effects_of_runtime(function, symbol);
        }
        Ok((function, Arc::new(abi)))
    }
}

/// What a call needs to know of its callee.
pub(crate) struct Target<'c> {
    pub ptr: PointerValue<'c>,
    pub abi: Arc<FnAbi>,
}

impl<'c> FunctionCx<'_, 'c, '_> {
    fn target(&self, callee: &Callee) -> Result<Target<'c>, CodegenError> {
        let of =
            |(function, abi): (FunctionValue<'c>, Arc<FnAbi>)| Target { ptr: function.as_global_value().as_pointer_value(), abi };
        match callee {
            Callee::Instance(instance) => self.m.instance(instance).map(of),
            Callee::Extern(symbol) => self.m.external(symbol).map(of),
            Callee::Pointer(operand, sig) => {
                let ptr = self.operand(operand)?.pointer()?;
                let abi = FnAbi::new(sig.params.iter(), &sig.result, sig.variadic, self.m.layouts)?;
                Ok(Target { ptr, abi: Arc::new(abi) })
            }
            Callee::TraitMethod { .. } | Callee::Closure(..) => {
                Err(CodegenError::Unsupported("a call that mono has not resolved"))
            }
        }
    }

    pub fn call(&self, callee: &Callee, args: &[Operand], destination: &Place, unwind: Unwind) -> Result<(), CodegenError> {
        if let Callee::Extern(symbol) = callee
            && self.pending_call(symbol, args, destination, unwind)?
        {
            return Ok(());
        }
        let target = self.target(callee)?;
        let mut values: Vec<BasicValueEnum<'c>> = Vec::with_capacity(args.len() + 1);
        for (i, arg) in args.iter().enumerate() {
            let ty = self.operand_ty(arg)?;
            let layout = self.layout(&ty)?;
            let pass = match target.abi.params.get(i) {
                Some(pass) => *pass,
                // A variadic argument, which the caller has promoted.
                None => match layout.repr {
                    aria_layout::Repr::Scalar(s) => Pass::Direct(s),
                    _ => return Err(CodegenError::Unsupported("a variadic argument that is not a scalar")),
                },
            };
            match pass {
                Pass::Ignore => {}
                Pass::Direct(_) => values.push(self.operand(arg)?.scalar()?),
                Pass::Indirect { .. } => values.push(self.by_pointer(arg, &layout)?.ptr.into()),
            }
        }
        let (at, ty) = self.value_place(destination)?;
        let layout = self.layout(&ty)?;
        let mut beside = None;
        if let Pass::Indirect { .. } = target.abi.result {
            let result = if self.result_in_place(destination, args, &ty, unwind) {
                at
            } else {
                let slot = self.temporary(&layout)?;
                beside = Some(slot);
                slot
            };
            values.insert(0, result.ptr.into());
        }
        let result = self.emit_call(&target, &values, unwind)?;
        match (result, target.abi.result) {
            (Some(value), Pass::Direct(_)) => self.store(at, Value::Scalar(value), &layout),
            _ => match beside {
                Some(slot) if layout.repr == aria_layout::Repr::Memory => self.copy(at, slot, layout.size),
                Some(slot) => self.store(at, self.load(slot, &layout)?, &layout),
                None => Ok(()),
            },
        }
    }

    /// An argument's address. The callee may take it that nobody writes there while it runs.
    fn by_pointer(&self, arg: &Operand, layout: &Layout) -> Result<Address<'c>, CodegenError> {
        let value = self.operand(arg)?;
        if let Value::Memory(at) = value
            && at.align >= layout.align
            && !self.may_change(arg)
        {
            return Ok(at);
        }
        let slot = self.temporary(layout)?;
        self.store(slot, value, layout)?;
        Ok(slot)
    }

    /// Whether a callee can build its result in the destination: nobody else sees that storage meanwhile, also not a
    /// cleanup that would find half a value there.
    fn result_in_place(&self, destination: &Place, args: &[Operand], ty: &aria_types::Ty, unwind: Unwind) -> bool {
        let seen_on_unwind = matches!(unwind, Unwind::Cleanup(_)) && self.m.layouts.needs_drop(ty);
        !self.is_shared(destination) && !seen_on_unwind && args.iter().all(|a| read_local(a) != Some(destination.local))
    }

    /// Emits a call or invoke and goes on behind it.
    pub fn emit_call(
        &self,
        target: &Target<'c>,
        args: &[BasicValueEnum<'c>],
        unwind: Unwind,
    ) -> Result<Option<BasicValueEnum<'c>>, CodegenError> {
        let ty: FunctionType<'c> = target.abi.fn_type(self.m);
        let call = match self.edge(unwind)? {
            Edge::Plain { never } => {
                let args: Vec<BasicMetadataValueEnum<'c>> = args.iter().map(|a| (*a).into()).collect();
                let call = self.b.build_indirect_call(ty, target.ptr, &args, "")?;
                if never {
                    call.add_attribute(AttributeLoc::Function, self.m.attribute("nounwind", 0));
                }
                call
            }
            Edge::Pad(pad) => {
                let next = self.new_block("next");
                let call = self.b.build_indirect_invoke(ty, target.ptr, args, next, pad, "")?;
                self.b.position_at_end(next);
                call
            }
        };
        for (place, word) in target.abi.extensions() {
            call.add_attribute(place, self.m.attribute(word, 0));
        }
        Ok(match call.try_as_basic_value() {
            ValueKind::Basic(value) => Some(value),
            ValueKind::Instruction(_) => None,
        })
    }
}
