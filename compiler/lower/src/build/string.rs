//! Strings: joined, and lent to C. A String object is its length, then its bytes, then a NUL.

use aria_check::typed::{Expr, ExprKind};
use aria_mir::{BinOp, Callee, CastKind, Const, LocalId, Operand, PanicKind, Place, Rvalue, Unwind};
use aria_types::Ty;

use super::Builder;
use super::operand::is_place;
use super::scan::assigned_locals;
use crate::runtime;

impl<'p> Builder<'p> {
    /// The number of bytes of a String, and the type in which `std` keeps it.
    pub(super) fn string_length(&mut self, string: Operand) -> (Operand, Ty) {
        let string_ty = self.cx.defs.string();
        let ty = self.cx.facts.fields(&string_ty, None).first().cloned().unwrap_or(Ty::INT);
        let place = match string {
            Operand::Copy(place) | Operand::Move(place) => place,
            Operand::Const(_) => Place::local(self.in_local(string, &string_ty)),
        };
        (Operand::Copy(place.deref().field(0)), ty)
    }

    /// The parts, joined: the runtime is given an array of borrowed parts.
    pub(super) fn concat(&mut self, destination: LocalId, parts: &'p [Expr]) {
        let string = self.cx.defs.string();
        let parts: Vec<&Expr> = parts.iter().collect();
        match parts[..] {
            [] => return self.assign(destination, Rvalue::Use(Operand::Const(Const::Str("".into())))),
            [only] => return self.fill(destination, only),
            _ => {}
        }
        let (pointer, pointer_ty, count) = self.borrowed_parts(&parts);
        self.declare_extern(runtime::STRING_CONCAT_N, vec![pointer_ty, Ty::USIZE], string, false, false);
        let callee = Callee::Extern(runtime::STRING_CONCAT_N.into());
        self.emit_call(callee, vec![pointer, count], destination, true, Unwind::Never);
    }

    /// An array of Strings that only borrows them: a pointer to it, the pointer's type, and how many there are.
    fn borrowed_parts(&mut self, parts: &[&'p Expr]) -> (Operand, Ty, Operand) {
        let string = self.cx.defs.string();
        let operands = self.arguments(parts, false);
        let count = operands.len() as u64;
        let array_ty = Ty::Array(string.clone().into(), count);
        // Not scheduled: the array only borrows.
        let array = self.temp(&array_ty);
        self.assign(array, Rvalue::Aggregate(array_ty.clone(), operands));
        let whole_ty = Ty::pointer(array_ty, true);
        let whole = self.computed(&whole_ty, Rvalue::AddressOf(array.into()));
        let pointer_ty = Ty::pointer(string, true);
        let pointer = self.computed(&pointer_ty, Rvalue::Cast(CastKind::Reinterpret, whole, pointer_ty.clone()));
        (pointer, pointer_ty, Self::usize(count))
    }

    /// `text = text + …` on a local: the runtime may append in place where nothing else refers to the String, so that
    /// a loop that adds to a text takes time for what it adds. Gives whether the assignment was one of these.
    pub(super) fn append(&mut self, place: &'p Expr, value: &'p Expr) -> bool {
        let (ExprKind::Local(local), ExprKind::Concat(parts)) = (&place.kind, &value.kind) else { return false };
        let Some((first, rest)) = parts.split_first().filter(|(_, rest)| !rest.is_empty()) else { return false };
        let same = matches!(first.kind, ExprKind::Local(other) if other == *local);
        // The first part is the value from before the others ran.
        if !same || rest.iter().any(|part| assigned_locals(part, &|e| self.cx.facts.is_class(&e.ty)).contains(local)) {
            return false;
        }
        let target = self.place(place);
        // What closures share may change while the other parts run.
        if !target.path.is_empty() {
            return false;
        }
        let string = self.cx.defs.string();
        let rest: Vec<&Expr> = rest.iter().collect();
        let (pointer, pointer_ty, count) = self.borrowed_parts(&rest);
        let old = self.temp(&string);
        self.assign(old, Rvalue::Use(Operand::Move(target.clone())));
        let longer = self.temp(&string);
        self.declare_extern(runtime::STRING_APPEND_N, vec![string.clone(), pointer_ty, Ty::USIZE], string, false, false);
        let callee = Callee::Extern(runtime::STRING_APPEND_N.into());
        self.emit_call(callee, vec![Operand::Move(old.into()), pointer, count], longer, true, Unwind::Never);
        self.assign(target, Rvalue::Use(Operand::Move(longer.into())));
        true
    }

    /// A pointer to a String's bytes, which the String keeps alive.
    pub(super) fn string_to_pointer(&mut self, destination: LocalId, value: &'p Expr, ty: &Ty, nul_terminated: bool) {
        if let ExprKind::Str(text) = &value.kind
            && (!nul_terminated || !text.contains('\0'))
        {
            return self.assign(destination, Rvalue::Use(Operand::Const(Const::Bytes(text.as_bytes().into(), ty.clone()))));
        }
        // A pointer that outlives its statement must not depend on a place that may be assigned or end before.
        let string = if self.extending && is_place(value) {
            let place = self.place(value);
            let temp = self.copied(place, &value.ty);
            self.schedule_temp(temp);
            Operand::Copy(temp.into())
        } else {
            self.borrowed(value, &[], false)
        };
        self.assign(destination, Rvalue::Tail(string.clone(), ty.clone()));
        if nul_terminated {
            self.check_no_nul(string, destination, ty);
        }
    }

    /// The first NUL is the one behind the bytes.
    fn check_no_nul(&mut self, string: Operand, pointer: LocalId, ty: &Ty) {
        let chars = Ty::c_string(true);
        let bytes = match *ty == chars {
            true => Operand::Copy(pointer.into()),
            false => self.computed(&chars, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(pointer.into()), chars.clone())),
        };
        let found = self.temp(&Ty::USIZE);
        self.declare_extern(runtime::STRLEN, vec![chars], Ty::USIZE, false, false);
        self.emit_call(Callee::Extern(runtime::STRLEN.into()), vec![bytes], found, true, Unwind::Never);
        let (length, length_ty) = self.string_length(string);
        let length = self.as_integer(length, &length_ty, &Ty::USIZE);
        let whole = self.computed(&Ty::Bool, Rvalue::Binary(BinOp::Eq, Operand::Copy(found.into()), length));
        let position = self.as_integer(Operand::Copy(found.into()), &Ty::USIZE, &Ty::INT);
        self.assert(whole, true, PanicKind::NulInString { position });
    }

    pub(super) fn as_integer(&mut self, value: Operand, from: &Ty, to: &Ty) -> Operand {
        if from == to {
            return value;
        }
        self.computed(to, Rvalue::Cast(CastKind::IntToInt, value, to.clone()))
    }

    /// A copy of what a pointer from C points to.
    pub(super) fn string_from_pointer(&mut self, destination: LocalId, pointer: Operand, ty: &Ty) {
        let string = self.cx.defs.string();
        self.declare_extern(runtime::STRING_FROM_C_LOSSY, vec![ty.clone()], string, false, false);
        self.emit_call(Callee::Extern(runtime::STRING_FROM_C_LOSSY.into()), vec![pointer], destination, true, Unwind::Never);
    }
}
