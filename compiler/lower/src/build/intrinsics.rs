//! The intrinsics of `std`, by name: one arm each. Operands are borrowed; results are owned.

use aria_mir::{
    BinOp, Callee, CastKind, Instance, InstanceKind, LocalId, Operand, Place, Rvalue, StatementKind, TerminatorKind, Unwind,
};
use aria_types::Ty;

use super::Builder;
use crate::diagnostics::UnknownIntrinsic;
use crate::runtime;

impl<'p> Builder<'p> {
    /// `name[types](operands)` into `destination`.
    pub(super) fn intrinsic(&mut self, name: &str, types: &[Ty], operands: Vec<Operand>, result: Ty, destination: LocalId) {
        let of = |i: usize| types.get(i).cloned().unwrap_or(Ty::Error);
        let [a, b, c] = {
            let mut operands = operands.into_iter();
            [operands.next(), operands.next(), operands.next()]
        };
        match (name, a, b, c) {
            // Types.
            ("size_of", None, ..) => self.assign(destination, Rvalue::SizeOf(of(0))),
            ("align_of", None, ..) => self.assign(destination, Rvalue::AlignOf(of(0))),
            ("needs_drop", None, ..) => self.assign(destination, Rvalue::NeedsDrop(of(0))),
            // Memory. A pointer owns nothing; what it points to does.
            ("ptr_offset", Some(pointer), Some(index), None) => self.assign(destination, Rvalue::Offset { pointer, index }),
            ("ptr_read", Some(pointer), None, _) => {
                let place = self.behind(pointer, of(0));
                self.assign(destination, Rvalue::Use(Operand::Move(place)));
            }
            ("ptr_write", Some(pointer), Some(value), None) => {
                let place = self.behind(pointer, of(0));
                let own = self.in_local(value, &of(0));
                self.retain(own);
                self.assign(place, Rvalue::Use(Operand::Move(own.into())));
            }
            ("ptr_drop", Some(pointer), None, _) => {
                let place = self.behind(pointer, of(0));
                if self.needs_drop(&of(0)) {
                    self.drop_place(place);
                }
            }
            ("ptr_copy", Some(to), Some(from), Some(count)) => self.move_elements(&of(0), to, from, count),
            ("ptr_cast", Some(pointer), None, _) => {
                self.assign(destination, Rvalue::Cast(CastKind::Reinterpret, pointer, result))
            }
            // Objects.
            ("object_new_tail", Some(bytes), None, _) => {
                self.assign(destination, Rvalue::NewObject { class: of(0), tail: Some(bytes) });
            }
            ("object_tail", Some(object), None, _) => self.assign(destination, Rvalue::Tail(object, result)),
            ("object_address" | "object_at", Some(object), None, _) => {
                self.assign(destination, Rvalue::Cast(CastKind::Reinterpret, object, result))
            }
            // Giving away.
            ("take", Some(Operand::Copy(place)), None, _) => {
                self.assign(destination, Rvalue::Use(Operand::Move(place.clone())));
                self.push(StatementKind::Zero(place));
            }
            ("take", Some(constant), None, _) => self.assign(destination, Rvalue::Use(constant)),
            ("cross", Some(value), Some(walk), None) => self.tell_walk(value, walk, &of(0), destination),
            ("caller_place", None, ..) => {
                let place = self.location();
                self.assign(destination, Rvalue::Cast(CastKind::Reinterpret, place, result));
            }
            ("same_object", Some(a), Some(b), None) => self.assign(destination, Rvalue::Binary(BinOp::Eq, a, b)),
            ("panic", Some(message), None, _) => {
                let string = self.cx.defs.string();
                self.runtime_call(runtime::PANIC, vec![string], vec![message], &Ty::Never, destination);
            }
            _ => {
                self.cx.report(UnknownIntrinsic { name: name.to_owned(), span: self.span });
                self.terminate(TerminatorKind::Unreachable);
                self.diverge();
            }
        }
    }

    /// Tells a walk of what a value holds. A closure that is lent is known by its place.
    fn tell_walk(&mut self, value: Operand, walk: Operand, ty: &Ty, destination: LocalId) {
        let place = match value {
            Operand::Copy(place) => place,
            other => self.in_local(other, ty).into(),
        };
        let ty = if place.path.is_empty() { self.local_ty(place.local) } else { ty.clone() };
        let pointer = self.computed(&Ty::pointer(ty.clone(), false), Rvalue::AddressOf(place));
        let callee = Callee::Instance(Instance { kind: InstanceKind::CrossGlue, args: [ty].into() });
        self.emit_call(callee, vec![pointer, walk], destination, true, Unwind::Never);
    }

    fn behind(&mut self, pointer: Operand, pointee: Ty) -> Place {
        match pointer {
            Operand::Copy(place) if place.path.is_empty() => place.deref(),
            _ => Place::local(self.in_local(pointer, &Ty::pointer(pointee, false))).deref(),
        }
    }

    /// `memmove` of `count` elements.
    fn move_elements(&mut self, element: &Ty, to: Operand, from: Operand, count: Operand) {
        let (target, source) = (Ty::void_pointer(false), Ty::void_pointer(true));
        let to = self.computed(&target, Rvalue::Cast(CastKind::Reinterpret, to, target.clone()));
        let from = self.computed(&source, Rvalue::Cast(CastKind::Reinterpret, from, source.clone()));
        let size = self.computed(&Ty::INT, Rvalue::SizeOf(element.clone()));
        let bytes = self.computed(&Ty::INT, Rvalue::Binary(BinOp::Mul, count, size));
        let bytes = self.as_integer(bytes, &Ty::INT, &Ty::USIZE);
        self.declare_extern(runtime::MEMMOVE, vec![target.clone(), source, Ty::USIZE], target.clone(), false, false);
        let returned = self.temp(&target);
        self.emit_call(Callee::Extern(runtime::MEMMOVE.into()), vec![to, from, bytes], returned, true, Unwind::Never);
    }
}
