//! Type arguments put into every part of MIR that names a type.

use aria_mir::{Callee, Const, Instance, Operand, PanicKind, Rvalue};
use aria_types::Ty;

pub(super) fn instance(instance: &Instance, args: &[Ty]) -> Instance {
    Instance { kind: instance.kind.clone(), args: instance.args.iter().map(|a| a.substitute(args)).collect() }
}

fn constant(constant: &Const, args: &[Ty]) -> Const {
    let ty = |ty: &Ty| ty.substitute(args);
    match constant {
        Const::Unit | Const::Bool(_) | Const::Str(_) => constant.clone(),
        Const::Int(v, t) => Const::Int(*v, ty(t)),
        Const::Float(v, t) => Const::Float(*v, ty(t)),
        Const::Bytes(v, t) => Const::Bytes(v.clone(), ty(t)),
        Const::Null(t) => Const::Null(ty(t)),
        Const::Zeroed(t) => Const::Zeroed(ty(t)),
        Const::Address(v, t) => Const::Address(*v, ty(t)),
        Const::Location(v, t) => Const::Location(*v, ty(t)),
        Const::Fn(i, t) => Const::Fn(instance(i, args), ty(t)),
        Const::ExternFn(v, t) => Const::ExternFn(v.clone(), ty(t)),
        Const::ExternGlobal(v, t) => Const::ExternGlobal(v.clone(), ty(t)),
    }
}

pub(super) fn operand(operand: &Operand, args: &[Ty]) -> Operand {
    match operand {
        Operand::Const(c) => Operand::Const(constant(c, args)),
        Operand::Copy(_) | Operand::Move(_) => operand.clone(),
    }
}

pub(super) fn rvalue(rvalue: &Rvalue, args: &[Ty]) -> Rvalue {
    let o = |operand_: &Operand| operand(operand_, args);
    let t = |ty: &Ty| ty.substitute(args);
    let all = |operands: &[Operand]| operands.iter().map(o).collect();
    match rvalue {
        Rvalue::Use(a) => Rvalue::Use(o(a)),
        Rvalue::Binary(op, a, b) => Rvalue::Binary(*op, o(a), o(b)),
        Rvalue::Overflowing(op, a, b) => Rvalue::Overflowing(*op, o(a), o(b)),
        Rvalue::Unary(op, a) => Rvalue::Unary(*op, o(a)),
        Rvalue::Cast(kind, a, ty) => Rvalue::Cast(*kind, o(a), t(ty)),
        Rvalue::AddressOf(place) => Rvalue::AddressOf(place.clone()),
        Rvalue::Aggregate(ty, parts) => Rvalue::Aggregate(t(ty), all(parts)),
        Rvalue::Variant(ty, variant, parts) => Rvalue::Variant(t(ty), *variant, all(parts)),
        Rvalue::VariantOf(place) => Rvalue::VariantOf(place.clone()),
        Rvalue::NewObject { class, tail } => Rvalue::NewObject { class: t(class), tail: tail.as_ref().map(o) },
        Rvalue::Tail(a, ty) => Rvalue::Tail(o(a), t(ty)),
        Rvalue::Offset { pointer, index } => Rvalue::Offset { pointer: o(pointer), index: o(index) },
        Rvalue::SizeOf(ty) => Rvalue::SizeOf(t(ty)),
        Rvalue::AlignOf(ty) => Rvalue::AlignOf(t(ty)),
        Rvalue::ReleaseCount(a) => Rvalue::ReleaseCount(o(a)),
        Rvalue::NeedsDrop(ty) => Rvalue::NeedsDrop(t(ty)),
    }
}

pub(super) fn panic_kind(kind: &PanicKind, args: &[Ty]) -> PanicKind {
    let o = |a: &Operand| operand(a, args);
    match kind {
        PanicKind::Bounds { index, length } => PanicKind::Bounds { index: o(index), length: o(length) },
        PanicKind::Range { value, target } => PanicKind::Range { value: o(value), target: target.clone() },
        PanicKind::NulInString { position } => PanicKind::NulInString { position: o(position) },
        PanicKind::Overflow(_) | PanicKind::DivisionByZero | PanicKind::Null | PanicKind::ShiftAmount | PanicKind::NoMatch => {
            kind.clone()
        }
    }
}

pub(super) fn callee(callee: &Callee, args: &[Ty]) -> Callee {
    match callee {
        Callee::Instance(i) => Callee::Instance(instance(i, args)),
        Callee::TraitMethod { trait_, method, self_ty, args: own } => Callee::TraitMethod {
            trait_: *trait_,
            method: *method,
            self_ty: self_ty.substitute(args),
            args: own.iter().map(|a| a.substitute(args)).collect(),
        },
        Callee::Extern(symbol) => Callee::Extern(symbol.clone()),
        Callee::Closure(closure, sig) => Callee::Closure(
            operand(closure, args),
            sig.map(&mut |t| matches!(t, Ty::Param(_)).then(|| t.substitute(args))).into(),
        ),
        Callee::Pointer(pointer, sig) => Callee::Pointer(
            operand(pointer, args),
            sig.map(&mut |t| matches!(t, Ty::Param(_)).then(|| t.substitute(args))).into(),
        ),
    }
}
