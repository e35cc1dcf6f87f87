//! A crossing plan's steps, expanded into MIR, in either direction.

use std::sync::Arc;

use aria_foreign::{Failure, LaneOperation, LaneType};
use aria_mir::{Callee, Const, Instance, LocalId, Operand, Place, Rvalue, TerminatorKind, UnOp, Unwind};
use aria_plan::{CallTarget, CrossingPlan, Direction, Step};
use aria_types::{FnSig, Ty};

use super::Builder;
use super::scopes::Entry;
use crate::runtime;

/// What a plan's call calls.
pub(super) enum Target {
    /// The function, adapter or operation with this symbol.
    Symbol(Arc<str>),
    /// The function pointer among the sources.
    Pointer,
    /// A function of the program.
    Instance(Instance),
}

/// What a planned call needs besides its operands.
pub(super) struct Crossing {
    pub target: Target,
    pub noreturn: bool,
    /// The type of what the call gives.
    pub result: Ty,
    /// The lane's type, where the plan works on its values.
    pub object: Ty,
}

/// Where a plan's source operands are.
pub(super) enum Sources {
    Values(Vec<(Operand, Ty)>),
    /// In an array of lent objects, which the other side passed with the number of its elements.
    Array {
        pointer: LocalId,
        count: LocalId,
        function: Arc<str>,
    },
}

impl<'p> Builder<'p> {
    /// Runs a verified plan on a stack of operands.
    pub(super) fn expand(&mut self, plan: &CrossingPlan, sources: &Sources, crossing: &Crossing, destination: LocalId) {
        let mut stack: Vec<(Operand, Ty)> = Vec::new();
        let mut slot = None;
        let mut guards: Vec<(Arc<str>, LocalId)> = Vec::new();
        let mut boundary = None;
        self.push_scope();
        for step in &plan.steps {
            match step {
                Step::Source(i) => stack.extend(self.source(*i, sources, crossing)),
                Step::Name(name) => stack.push(text(name)),
                Step::AddressOf => {
                    let Some((value, ty)) = stack.pop() else { continue };
                    let memory = self.in_local(value, &ty);
                    stack.push(self.address(memory, &ty));
                }
                Step::ResultSlot => {
                    let memory = self.temp(&crossing.result);
                    slot = Some(memory);
                    stack.push(self.address(memory, &crossing.result));
                }
                Step::LoadResult => {
                    stack.extend(slot.map(|s| (Operand::Copy(s.into()), crossing.result.clone())));
                }
                Step::Gather(count) => {
                    let parts = stack.split_off(stack.len().saturating_sub(*count as usize));
                    let array = self.gather(parts, &crossing.object);
                    stack.extend([array, (Self::int(i128::from(*count)), Ty::INT)]);
                }
                Step::Acquire { acquire, release, .. } => {
                    let Some((value, ty)) = stack.pop() else { continue };
                    let held = self.in_local(value, &ty);
                    self.declare_extern(acquire, vec![ty.clone()], Ty::Unit, false, false);
                    let unit = self.temp(&Ty::Unit);
                    let args = vec![Operand::Copy(held.into())];
                    self.emit_call(Callee::Extern(acquire.clone()), args, unit, true, Unwind::Never);
                    self.schedule(Entry::Release(release.clone(), held));
                    guards.push((release.clone(), held));
                    stack.push((Operand::Copy(held.into()), ty));
                }
                Step::Release { .. } => {
                    if let (Some(_), Some(scope)) = (guards.pop(), self.scopes.last_mut())
                        && let Some(Entry::Release(symbol, held)) = scope.entries.pop()
                    {
                        self.release(symbol, held);
                    }
                }
                Step::Lower { operation } => {
                    let Some(value) = stack.pop() else { continue };
                    stack.push(self.mapped_value(operation, value, &crossing.object));
                }
                Step::Lift { operation, to } => {
                    let Some(value) = stack.pop() else { continue };
                    let to = self.cx.defs.carried_ty(*to, &crossing.object);
                    stack.push(self.mapped_value(operation, value, &to));
                }
                Step::Check(failure) => {
                    let (Some((value, ty)), Some(table)) = (stack.last(), self.cx.defs.lane_type(&crossing.object)) else {
                        continue;
                    };
                    let failed = self.has_failed(value.clone(), &ty.clone(), *failure, table);
                    self.leave_if(failed, plan.direction, &crossing.object, table);
                }
                Step::Arity { wanted, operation } => {
                    let (Sources::Array { count, function, .. }, Some(table)) =
                        (sources, self.cx.defs.lane_type(&crossing.object))
                    else {
                        continue;
                    };
                    let given = (Operand::Copy((*count).into()), Ty::INT);
                    let wanted = (Self::int(i128::from(*wanted)), Ty::INT);
                    let right = self.operation(operation, vec![given, wanted, text(function)], &Ty::Bool);
                    let failed = self.has_failed(Operand::Copy(right.into()), &Ty::Bool, operation.failure, table);
                    self.leave_if(failed, plan.direction, &crossing.object, table);
                }
                Step::Boundary { raise } => boundary = Some((self.open_boundary(), raise.clone())),
                Step::Call { target, arguments, results } => {
                    let args = stack.split_off(stack.len().saturating_sub(*arguments as usize));
                    let pointer = if *target == CallTarget::Pointer { stack.pop() } else { None };
                    let unwind = if plan.may_unwind { self.unwind() } else { Unwind::Never };
                    let result = if *results == 0 { Ty::Unit } else { crossing.result.clone() };
                    let value = self.temp(if crossing.noreturn { &crossing.result } else { &result });
                    self.cross(args, pointer, crossing, &result, value, unwind);
                    if *results > 0 {
                        self.schedule_drop(self.scopes.len() - 1, value);
                        stack.push((Operand::Copy(value.into()), result));
                    }
                }
                Step::Return => {
                    if let Some((value, _)) = stack.pop() {
                        let value = self.given_away(value);
                        self.assign(destination, Rvalue::Use(value));
                    }
                }
            }
        }
        self.pop_scope(None);
        if let Some((pad, raise)) = boundary {
            self.close_boundary(pad, &raise, &crossing.object);
        }
    }

    fn source(&mut self, index: u32, sources: &Sources, crossing: &Crossing) -> Option<(Operand, Ty)> {
        match sources {
            Sources::Values(values) => values.get(index as usize).cloned(),
            Sources::Array { pointer, .. } => {
                let ty = Ty::pointer(crossing.object.clone(), true);
                let element = self.temp(&ty);
                let pointer = Operand::Copy((*pointer).into());
                self.assign(element, Rvalue::Offset { pointer, index: Self::int(i128::from(index)) });
                Some((Operand::Copy(Place::local(element).deref()), crossing.object.clone()))
            }
        }
    }

    /// Operands, which stay whose they are, in an array of this frame; its address.
    fn gather(&mut self, parts: Vec<(Operand, Ty)>, object: &Ty) -> (Operand, Ty) {
        let pointer_ty = Ty::pointer(object.clone(), true);
        if parts.is_empty() {
            return (Operand::Const(Const::Null(pointer_ty.clone())), pointer_ty);
        }
        let array_ty = Ty::Array(object.clone().into(), parts.len() as u64);
        // Not scheduled: the array only borrows.
        let array = self.temp(&array_ty);
        let parts = parts.into_iter().map(|(operand, _)| operand).collect();
        self.assign(array, Rvalue::Aggregate(array_ty.clone(), parts));
        let whole_ty = Ty::pointer(array_ty, true);
        let whole = self.computed(&whole_ty, Rvalue::AddressOf(array.into()));
        let cast = Rvalue::Cast(aria_mir::CastKind::Reinterpret, whole, pointer_ty.clone());
        (self.computed(&pointer_ty, cast), pointer_ty)
    }

    /// A value on the other side, which the crossing destroys unless it is given away.
    fn mapped_value(&mut self, operation: &LaneOperation, value: (Operand, Ty), ty: &Ty) -> (Operand, Ty) {
        let made = self.operation(operation, vec![value], ty);
        self.schedule_drop(self.scopes.len() - 1, made);
        (Operand::Copy(made.into()), ty.clone())
    }

    /// Calls an operation of the lane's table.
    pub(super) fn operation(&mut self, operation: &LaneOperation, args: Vec<(Operand, Ty)>, result: &Ty) -> LocalId {
        let (operands, types): (Vec<Operand>, Vec<Ty>) = args.into_iter().unzip();
        let value = self.temp(result);
        self.declare_extern(operation.symbol, types, result.clone(), false, false);
        self.emit_call(Callee::Extern(operation.symbol.into()), operands, value, true, Unwind::Never);
        value
    }

    /// Whether an operation has failed, as a condition.
    pub(super) fn has_failed(&mut self, value: Operand, ty: &Ty, failure: Failure, table: &LaneType) -> Operand {
        match failure {
            Failure::Never => Operand::Const(Const::Bool(false)),
            Failure::Zero if *ty == Ty::Bool => self.computed(&Ty::Bool, Rvalue::Unary(UnOp::Not, value)),
            Failure::Zero => self.is_null(value, ty),
            Failure::Pending => {
                let failed = self.temp(&Ty::Bool);
                self.declare_extern(table.failed, Vec::new(), Ty::Bool, false, false);
                self.emit_call(Callee::Extern(table.failed.into()), Vec::new(), failed, true, Unwind::Never);
                Operand::Copy(failed.into())
            }
        }
    }

    fn leave_if(&mut self, failed: Operand, direction: Direction, object: &Ty, table: &LaneType) {
        let (failure, fine) = self.branch(failed);
        self.switch_to(failure);
        match direction {
            Direction::Outbound => self.panic_with_failure(table),
            Direction::Inbound => self.leave_with_failure(object),
        }
        self.switch_to(fine);
    }

    /// Panics with the message of the failure that is pending.
    fn panic_with_failure(&mut self, table: &LaneType) {
        let string = self.cx.defs.string();
        self.push_scope();
        let message = self.temp(&string);
        self.declare_extern(table.take_failure, Vec::new(), string.clone(), false, false);
        self.emit_call(Callee::Extern(table.take_failure.into()), Vec::new(), message, true, Unwind::Never);
        self.schedule_drop(self.scopes.len() - 1, message);
        let never = self.temp(&Ty::Never);
        self.runtime_call(runtime::PANIC, vec![string], vec![Operand::Copy(message.into())], &Ty::Never, never);
        self.pop_scope(None);
    }

    /// Returns the value that means failure to the caller on the other side.
    pub(super) fn leave_with_failure(&mut self, object: &Ty) {
        let null = Operand::Const(Const::Null(object.clone()));
        self.run_exits(0, None);
        self.assign(LocalId::RESULT, Rvalue::Use(null));
        self.terminate(TerminatorKind::Return);
        self.diverge();
    }

    /// A block to which panics from here on go.
    fn open_boundary(&mut self) -> aria_mir::BlockId {
        let saved = std::mem::replace(&mut self.in_cleanup, true);
        let pad = self.new_block();
        self.in_cleanup = saved;
        self.schedule(Entry::Catch(pad));
        pad
    }

    /// What happens to a panic that reached the boundary.
    fn close_boundary(&mut self, pad: aria_mir::BlockId, raise: &str, object: &Ty) {
        let (current, dead) = (self.current, self.dead);
        let (panic_ty, string) = (self.cx.defs.lang_ty("panic_object", &[]), self.cx.defs.string());
        let panic = self.temp(&panic_ty);
        let caught = self.new_block();
        self.current = pad;
        self.terminate(TerminatorKind::Catch { destination: panic.into(), target: caught });
        self.switch_to(caught);
        self.push_scope();
        self.schedule_drop(self.scopes.len() - 1, panic);
        let message = self.temp(&string);
        let args = vec![Operand::Copy(panic.into())];
        self.declare_extern(runtime::PANIC_MESSAGE, vec![panic_ty], string.clone(), false, false);
        self.emit_call(Callee::Extern(runtime::PANIC_MESSAGE.into()), args, message, true, Unwind::Never);
        self.schedule_drop(self.scopes.len() - 1, message);
        let unit = self.temp(&Ty::Unit);
        self.declare_extern(raise, vec![string], Ty::Unit, false, false);
        self.emit_call(Callee::Extern(raise.into()), vec![Operand::Copy(message.into())], unit, true, Unwind::Never);
        self.leave_with_failure(object);
        self.scopes.pop();
        (self.current, self.dead) = (current, dead);
    }

    /// An operand moved out of the crossing, which no longer destroys it.
    fn given_away(&mut self, value: Operand) -> Operand {
        match value {
            Operand::Copy(place) | Operand::Move(place) if place.path.is_empty() => {
                self.unschedule(place.local);
                Operand::Move(place)
            }
            other => other,
        }
    }

    fn cross(
        &mut self,
        args: Vec<(Operand, Ty)>,
        pointer: Option<(Operand, Ty)>,
        crossing: &Crossing,
        result: &Ty,
        value: LocalId,
        unwind: Unwind,
    ) {
        let returns = !crossing.noreturn;
        let (operands, types): (Vec<Operand>, Vec<Ty>) = args.into_iter().unzip();
        let callee = match (pointer, &crossing.target) {
            (Some((pointer, ty)), _) => {
                let sig = match ty {
                    Ty::CFn(sig) => sig,
                    _ => Arc::new(FnSig { params: types, result: result.clone(), variadic: false }),
                };
                Callee::Pointer(pointer, sig)
            }
            (None, Target::Symbol(symbol)) => {
                self.declare_extern(symbol, types, result.clone(), crossing.noreturn, unwind != Unwind::Never);
                Callee::Extern(symbol.clone())
            }
            (None, Target::Instance(instance)) => Callee::Instance(instance.clone()),
            (None, Target::Pointer) => return self.cannot(),
        };
        self.emit_call(callee, operands, value, returns, unwind);
    }

    fn address(&mut self, memory: LocalId, ty: &Ty) -> (Operand, Ty) {
        let pointer = Ty::pointer(ty.clone(), false);
        (self.computed(&pointer, Rvalue::AddressOf(memory.into())), pointer)
    }
}

/// A text that lives as long as the program, as a pointer to its bytes and a NUL.
pub(super) fn text(text: &str) -> (Operand, Ty) {
    let ty = Ty::c_string(true);
    (Operand::Const(Const::Bytes(text.as_bytes().into(), ty.clone())), ty)
}
