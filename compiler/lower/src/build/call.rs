//! Calls inside Aria, of the runtime, and through function pointers.

use std::sync::Arc;

use aria_check::typed::{Callee, Expr, ExprKind};
use aria_mir::{Callee as MirCallee, Const, ExternFn, LocalId, Operand, Rvalue, Unwind};
use aria_types::{FnKind, Ty};

use super::Builder;
use crate::runtime;

impl<'p> Builder<'p> {
    /// A call, or a value made of parts, whose arguments are evaluated in an order of their own.
    pub(super) fn ordered(&mut self, destination: LocalId, order: &'p [u32], whole: &'p Expr) {
        match &whole.kind {
            ExprKind::Call { callee, args } => self.call(destination, callee, args, Some(order), whole),
            ExprKind::Construct(fields) => {
                let fields: Vec<&Expr> = fields.iter().collect();
                let operands = self.all_owned(&fields, Some(order));
                self.aggregate(&whole.ty, operands, destination);
            }
            ExprKind::Variant { variant, fields } => {
                let fields: Vec<&Expr> = fields.iter().collect();
                let operands = self.all_owned(&fields, Some(order));
                self.assign(destination, Rvalue::Variant(whole.ty.clone(), *variant, operands));
            }
            _ => self.fill(destination, whole),
        }
    }

    pub(super) fn call(
        &mut self,
        destination: LocalId,
        callee: &'p Callee,
        args: &'p [Expr],
        order: Option<&[u32]>,
        expr: &'p Expr,
    ) {
        let args: Vec<&Expr> = args.iter().collect();
        let returns = !expr.ty.is_never();
        match callee {
            Callee::Function { function, args: type_args } => match &self.cx.defs.function(*function).kind {
                FnKind::Constructor(_) if !self.cx.program.bodies.contains_key(function) => {
                    let fields = self.all_owned(&args, order);
                    self.aggregate(&expr.ty, fields, destination);
                }
                FnKind::Intrinsic(name) => {
                    let operands = self.arguments_in(&args, order, true);
                    self.intrinsic(name, type_args, operands, expr.ty.clone(), destination);
                }
                FnKind::Runtime(symbol) => {
                    let operands = self.arguments_in(&args, order, true);
                    let types = args.iter().map(|a| a.ty.clone()).collect();
                    self.runtime_call(symbol, types, operands, &expr.ty, destination);
                }
                _ => {
                    let mut operands = self.arguments_to(callee, &args, order);
                    if self.cx.defs.function(*function).attributes.caller_location {
                        operands.push(self.location());
                    }
                    let callee = MirCallee::Instance(self.cx.instance(*function, type_args[..].into()));
                    let unwind = self.unwind();
                    self.emit_call(callee, operands, destination, returns, unwind);
                }
            },
            Callee::TraitMethod { trait_, method, self_ty, args: type_args } => {
                let operands = self.arguments_to(callee, &args, order);
                let callee = MirCallee::TraitMethod {
                    trait_: *trait_,
                    method: *method,
                    self_ty: self_ty.clone(),
                    args: type_args.clone(),
                };
                let unwind = self.unwind();
                self.emit_call(callee, operands, destination, returns, unwind);
            }
            Callee::Pointer(pointer) if matches!(pointer.ty, Ty::Fn(_)) => {
                self.call_closure(destination, pointer, &args, returns);
            }
            Callee::Pointer(pointer) => {
                let function = self.plain_before(pointer, &args);
                let operands = self.arguments(&args, false);
                let Ty::CFn(sig) = &pointer.ty else {
                    // There was an error.
                    self.terminate(aria_mir::TerminatorKind::Unreachable);
                    return self.diverge();
                };
                let unwind = self.unwind();
                self.emit_call(MirCallee::Pointer(function, sig.clone()), operands, destination, returns, unwind);
            }
        }
    }

    /// A call of a runtime function by its symbol.
    pub(super) fn runtime_call(
        &mut self,
        symbol: &str,
        mut types: Vec<Ty>,
        mut args: Vec<Operand>,
        result: &Ty,
        destination: LocalId,
    ) {
        if runtime::CONSUMES_FIRST.contains(&symbol) {
            self.give_away(&mut args, &types);
        }
        if runtime::LOCATED.contains(&symbol) && args.len() == 1 {
            args.push(self.location());
            types.push(Ty::void_pointer(true));
        }
        let (unwinds, noreturn) = (symbol.starts_with(runtime::PANIC_PREFIX), result.is_never());
        self.declare_extern(symbol, types, result.clone(), noreturn, unwinds);
        let unwind = if unwinds { self.unwind() } else { Unwind::Never };
        self.emit_call(MirCallee::Extern(symbol.into()), args, destination, !noreturn, unwind);
    }

    /// Where a panic here is reported: at the call of this function, if it asks for that, else right here.
    pub(super) fn location(&self) -> Operand {
        match self.caller {
            Some(caller) => Operand::Copy(caller.into()),
            None => Operand::Const(Const::Location(self.span, Ty::void_pointer(true))),
        }
    }

    /// Arguments are borrowed; a callee that keeps its first one gets a count of its own.
    fn give_away(&mut self, args: &mut [Operand], types: &[Ty]) {
        let (Some(first), Some(ty)) = (args.first_mut(), types.first()) else { return };
        if let Operand::Copy(place) | Operand::Move(place) = first {
            let own = self.temp(ty);
            self.assign(own, Rvalue::Use(Operand::Copy(place.clone())));
            self.retain(own);
            *first = Operand::Move(own.into());
        }
    }

    /// Declares a function that other object code defines. The first declaration of a symbol stays.
    pub(super) fn declare_extern(&mut self, symbol: &str, params: Vec<Ty>, result: Ty, noreturn: bool, unwinds: bool) {
        if self.externs.iter().all(|e| &*e.symbol != symbol) {
            let symbol: Arc<str> = symbol.into();
            self.externs.push(ExternFn { symbol, params, result, variadic: false, noreturn, unwinds });
        }
    }
}
