//! How a foreign world enters the program: a function for each exported one, and one that makes the module.

use std::sync::Arc;

use aria_foreign::LaneEntry;
use aria_mir::{Const, Instance, InstanceKind, LocalDecl, LocalId, Operand, Rvalue};
use aria_plan::verify;
use aria_types::{FnSig, Ty};

use super::Builder;
use super::crossing::{Crossing, Sources, Target, text};
use crate::context::{Context, GenericBody};
use crate::diagnostics::InvalidPlan;
use crate::{InboundFunction, InboundModule};

/// What stands for an exported function's entry among instances.
pub(crate) fn entry_instance(cx: &Context<'_>, module: &InboundModule, function: &InboundFunction) -> Instance {
    let name = cx.function_name(function.function);
    Instance { kind: InstanceKind::Entry(function.function, name), args: [module.object.clone()].into() }
}

/// The entry of an exported function: `Object (void *context, const Object *arguments, Int count)`.
pub(crate) fn entry_function(cx: &Context<'_>, module: &InboundModule, function: &InboundFunction) -> GenericBody {
    let def = cx.defs.function(function.function);
    let mut builder = Builder::new(cx, def.name_span, &[]);
    builder.declare_result(module.object.clone());
    let [_, pointer, count] = builder.entry_params(module);
    match verify(&function.plan) {
        Err(invalid) => {
            cx.report(InvalidPlan { reason: invalid.to_string(), span: def.name_span });
            builder.cannot();
        }
        Ok(()) => {
            let crossing = Crossing {
                target: Target::Instance(cx.instance(function.function, [].into())),
                noreturn: def.result.is_never(),
                result: def.result.clone(),
                object: module.object.clone(),
            };
            let sources = Sources::Array { pointer, count, function: function.name.clone() };
            builder.expand(&function.plan, &sources, &crossing, LocalId::RESULT);
        }
    }
    builder.end_body();
    builder.finish(cx.function_name(function.function), 3, Some(def.name_span), false)
}

/// The function by which the other side makes the module: `Object (void)`.
pub(crate) fn initialiser(cx: &Context<'_>, module: &InboundModule) -> GenericBody {
    let mut builder = Builder::new(cx, module.span, &[]);
    builder.declare_result(module.object.clone());
    builder.make_module(module, module.entry);
    builder.end_body();
    builder.finish(module.symbol.clone(), 0, Some(module.span), false)
}

/// The signature of entries.
fn entry_sig(module: &InboundModule) -> FnSig {
    let params = vec![Ty::void_pointer(false), Ty::pointer(module.object.clone(), true), Ty::INT];
    FnSig { params, result: module.object.clone(), variadic: false }
}

impl Builder<'_> {
    fn entry_params(&mut self, module: &InboundModule) -> [LocalId; 3] {
        let span = self.span;
        let mut names = ["context", "arguments", "count"].into_iter();
        let params = entry_sig(module).params.into_iter();
        let mut declare = |b: &mut Self, ty| b.new_local(LocalDecl { ty, name: names.next().map(Arc::from), span });
        let ids: Vec<LocalId> = params.map(|ty| declare(self, ty)).collect();
        [ids[0], ids[1], ids[2]]
    }

    fn make_module(&mut self, module: &InboundModule, entry: &LaneEntry) {
        self.push_scope();
        let made = self.operation(&entry.module, vec![text(&module.name), text(&module.documentation)], &module.object);
        let Some(table) = self.cx.defs.lane_type(&module.object) else { return self.cannot() };
        let failed = self.has_failed(Operand::Copy(made.into()), &module.object, entry.module.failure, table);
        self.leave_on(failed, &module.object);
        self.schedule_drop(self.scopes.len() - 1, made);
        let code_ty = Ty::CFn(entry_sig(module).into());
        for function in &module.functions {
            let instance = entry_instance(self.cx, module, function);
            let code = self.computed(&code_ty, Rvalue::Use(Operand::Const(Const::Fn(instance, code_ty.clone()))));
            let object = (Operand::Copy(made.into()), module.object.clone());
            let args = vec![object, text(&function.name), text(&function.documentation), (code, code_ty.clone())];
            let added = self.operation(&entry.function, args, &Ty::Bool);
            let failed = self.has_failed(Operand::Copy(added.into()), &Ty::Bool, entry.function.failure, table);
            self.leave_on(failed, &module.object);
        }
        self.unschedule(made);
        self.assign(LocalId::RESULT, Rvalue::Use(Operand::Move(made.into())));
        self.pop_scope(None);
    }

    fn leave_on(&mut self, failed: Operand, object: &Ty) {
        let (failure, fine) = self.branch(failed);
        self.switch_to(failure);
        self.leave_with_failure(object);
        self.switch_to(fine);
    }
}
