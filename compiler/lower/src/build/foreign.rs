//! Calls into a foreign world: what is called, and the code that adapts it.

use std::sync::Arc;

use aria_check::typed::{Expr, ForeignCall, ForeignTarget};
use aria_foreign::{
    Adapter, AdapterCode, AdapterKind, CallingConvention, Fact, ForeignFunction, ForeignItem, ForeignType, Linkage, NameSpace,
};
use aria_mir::{Callee, Const, LocalId, Operand, Rvalue, TerminatorKind, Unwind};
use aria_plan::{CallShape, outbound, verify};
use aria_types::{ImportId, Ty};

use super::Builder;
use super::crossing::{Crossing, Sources, Target};
use crate::diagnostics::{InvalidPlan, NoAdapter};

impl<'p> Builder<'p> {
    pub(super) fn foreign_call(&mut self, destination: LocalId, call: &'p ForeignCall, result: &Ty) {
        let (kind, function) = match &call.target {
            ForeignTarget::Function(f) if f.linkage == Linkage::Declared => (
                AdapterKind::Declared {
                    symbol: f.symbol.clone(),
                    fixed: f.params.len() as u32,
                    variadic: f.variadic,
                    convention: f.convention,
                },
                Some(f),
            ),
            ForeignTarget::Function(f) => (AdapterKind::Function { name: f.name.clone() }, Some(f)),
            ForeignTarget::Pointer(_) => (AdapterKind::Pointer, None),
            ForeignTarget::Macro(name) => (AdapterKind::Macro { name: name.clone() }, None),
            ForeignTarget::ObjectMacro(name) => (AdapterKind::ObjectMacro { name: name.clone() }, None),
            ForeignTarget::ReadField { record, field } => {
                (AdapterKind::ReadField { record: record.clone(), field: field.clone() }, None)
            }
            ForeignTarget::WriteField { record, field } => {
                (AdapterKind::WriteField { record: record.clone(), field: field.clone() }, None)
            }
        };
        let params: Vec<ForeignType> = call.args.iter().map(|a| a.ty.clone()).collect();
        let shape = CallShape {
            kind: &kind,
            adapted: function.is_some_and(|f| f.needs_adapter()),
            params: &params,
            result: &call.result,
            variadic_after: match (&call.target, function) {
                (ForeignTarget::Pointer(Expr { ty: Ty::CFn(sig), .. }), _) if sig.variadic => Some(sig.params.len()),
                (_, Some(f)) if f.variadic => Some(f.params.len()),
                _ => None,
            },
            may_unwind: match (function, &call.target) {
                (Some(f), _) => calls_back(f),
                (None, ForeignTarget::ReadField { .. } | ForeignTarget::WriteField { .. } | ForeignTarget::ObjectMacro(_)) => {
                    false
                }
                (None, _) => true,
            },
            noreturn: function.is_some_and(|f| f.noreturn) || result.is_never(),
        };
        let (plan, adapter) = outbound(&shape);
        if let Err(invalid) = verify(&plan) {
            self.cx.report(InvalidPlan { reason: invalid.to_string(), span: self.span });
            return self.cannot();
        }
        let symbol = match (adapter, function) {
            (Some(adapter), _) => match self.adapter(call.import, &adapter) {
                Some(symbol) => Some(symbol),
                None => return self.cannot(),
            },
            (None, Some(f)) => Some(f.symbol.clone()),
            (None, None) => None,
        };
        let mut sources: Vec<&'p Expr> = Vec::with_capacity(call.args.len() + 1);
        if let ForeignTarget::Pointer(pointer) = &call.target {
            sources.push(pointer);
        }
        sources.extend(call.args.iter().map(|a| &a.value));
        let operands = self.arguments(&sources, !plan.may_unwind);
        let operands = operands.into_iter().zip(sources.iter().map(|s| s.ty.clone())).collect();
        let crossing = Crossing {
            target: symbol.map_or(Target::Pointer, Target::Symbol),
            noreturn: shape.noreturn,
            result: result.clone(),
            object: Ty::Error,
        };
        self.expand(&plan, &Sources::Values(operands), &crossing, destination);
    }

    /// What cannot be lowered was reported; the program is not run.
    pub(super) fn cannot(&mut self) {
        self.terminate(TerminatorKind::Unreachable);
        self.diverge();
    }

    /// The symbol of an adapter, whose code becomes part of the program.
    fn adapter(&mut self, import: ImportId, request: &Adapter) -> Option<Arc<str>> {
        match self.cx.defs.import(import).interface.adapter(request) {
            Ok(AdapterCode { symbol, bitcode }) => {
                if !self.adapters.contains(&bitcode) {
                    self.adapters.push(bitcode);
                }
                Some(symbol)
            }
            Err(unavailable) => {
                let what = adapter_name(&request.kind);
                self.cx.report(NoAdapter { what, reason: unavailable.reason, span: self.span });
                None
            }
        }
    }

    /// The address of a variable or function that exists only in the foreign file. `None` if it has a symbol.
    pub(super) fn adapted_address(&mut self, import: ImportId, name: &Arc<str>, ty: &Ty) -> Option<Operand> {
        let foreign = match self.cx.defs.import(import).interface.lookup(name, NameSpace::Values)? {
            ForeignItem::Global(global) if global.linkage == Linkage::Inline => global.ty.clone(),
            ForeignItem::Function(function) if function.linkage == Linkage::Inline => {
                ForeignType::Function(Arc::new(function.function_type()))
            }
            _ => return None,
        };
        let kind = AdapterKind::Address { name: name.clone() };
        let request = Adapter { kind, params: Vec::new(), result: ForeignType::pointer(foreign, false) };
        let symbol = self.adapter(import, &request)?;
        self.declare_extern(&symbol, Vec::new(), ty.clone(), false, false);
        let pointer = self.temp(ty);
        self.emit_call(Callee::Extern(symbol), Vec::new(), pointer, true, Unwind::Never);
        Some(Operand::Copy(pointer.into()))
    }

    pub(super) fn foreign_function_pointer(
        &mut self,
        destination: LocalId,
        import: ImportId,
        function: &ForeignFunction,
        ty: &Ty,
    ) {
        let value = match function.linkage {
            Linkage::Inline => self.adapted_address(import, &function.name, ty),
            Linkage::External | Linkage::Declared => {
                if let Ty::CFn(sig) = ty {
                    self.declare_extern(
                        &function.symbol,
                        sig.params.clone(),
                        sig.result.clone(),
                        function.noreturn,
                        calls_back(function),
                    );
                }
                Some(Operand::Const(Const::ExternFn(function.symbol.clone(), ty.clone())))
            }
        };
        match value {
            Some(value) => self.assign(destination, Rvalue::Use(value)),
            None => self.cannot(),
        }
    }
}

/// Whether a panic of a callback may come out of a call.
fn calls_back(function: &ForeignFunction) -> bool {
    let is_callback = |ty: &ForeignType| match ty.canonical() {
        ForeignType::Pointer(p) => matches!(p.pointee.canonical(), ForeignType::Function(_)),
        _ => false,
    };
    function.convention == CallingConvention::CUnwind
        || function.params.iter().any(|p| is_callback(&p.ty) || p.facts.has(|f| matches!(f, Fact::Callback { .. })))
}

fn adapter_name(kind: &AdapterKind) -> String {
    match kind {
        AdapterKind::Function { name }
        | AdapterKind::Macro { name }
        | AdapterKind::ObjectMacro { name }
        | AdapterKind::Address { name }
        | AdapterKind::Declared { symbol: name, .. } => name.to_string(),
        AdapterKind::Pointer => "this function pointer".to_owned(),
        AdapterKind::ReadField { record, field } | AdapterKind::WriteField { record, field } => format!("{record}.{field}"),
    }
}
