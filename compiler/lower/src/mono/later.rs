//! Destruction without recursion: what an object of a recursive type leads to is not destroyed while the object is, but
//! put on a list that the outermost destruction works off ([`aria_mir::pending`]).

use aria_mir::{
    BlockId, Callee, ExternFn, Instance, InstanceKind, LocalId, Operand, Place, TerminatorKind, Unwind, pending,
};
use aria_types::{AdtKind, FnId, IntTy, Ty};

use super::glue::{Glue, VALUE};
use crate::build::closure;
use crate::context::{Context, GenericBody};

/// The declaration of one of the list's functions.
pub(super) fn external(symbol: &str) -> ExternFn {
    let (params, result) = match symbol {
        pending::ADD => (vec![Ty::RawPtr, closure::code_ty()], Ty::Unit),
        pending::OPEN => (vec![], Ty::Int(IntTy::U64)),
        pending::CLOSE => (vec![Ty::Int(IntTy::U64)], Ty::Unit),
        _ => (vec![], Ty::Unit),
    };
    ExternFn { symbol: symbol.into(), params, result, variadic: false, noreturn: false, unwinds: symbol == pending::RUN }
}

/// Whether a function is the `finalize` of one of the library's classes, for an object that can lead to itself. Such a
/// finalizer destroys elements, which are fields as far as the language is concerned.
pub(super) fn is_finalize_of_recursive(cx: &Context<'_>, function: FnId, args: &[Ty]) -> bool {
    let Some(receiver) = &cx.defs.function(function).receiver else { return false };
    let Ty::Adt(adt, _) = receiver else { return false };
    let def = cx.defs.adt(adt.id);
    def.in_std
        && def.kind == AdtKind::Class
        && def.finalize == Some(function)
        && cx.facts.is_recursive(&receiver.substitute(args))
}

/// Destroys an object of a recursive type with everything that nothing else refers to. After a panic the rest is still
/// destroyed, and a second panic ends the program.
pub(super) fn destroy(cx: &Context<'_>, ty: &Ty) -> GenericBody {
    let mut glue = Glue::new(cx, ty, ty.clone());
    let aside = glue.local(Ty::Int(IntTy::U64));
    let unit: Place = glue.local(Ty::Unit).into();
    for symbol in [pending::OPEN, pending::RUN, pending::CLOSE] {
        glue.externs.push(external(symbol));
    }
    let way = |glue: &mut Glue, cleanup: bool, unwind: Unwind| {
        let mut call = |symbol: &str, args: Vec<Operand>, target: BlockId, unwind: Unwind| {
            let callee = Callee::Extern(symbol.into());
            let kind = TerminatorKind::Call { callee, args, destination: unit.clone(), target: Some(target), unwind };
            glue.block(cleanup, kind)
        };
        let end = call(pending::CLOSE, vec![Operand::Copy(aside.into())], BlockId(0), Unwind::Never);
        let run = call(pending::RUN, vec![], end, unwind);
        let last = glue.block(cleanup, if cleanup { TerminatorKind::Resume } else { TerminatorKind::Return });
        if let TerminatorKind::Call { target, .. } = &mut glue.blocks[end.0 as usize].terminator.kind {
            *target = Some(last);
        }
        run
    };
    let unwinding = way(&mut glue, true, Unwind::Terminate);
    let run = way(&mut glue, false, Unwind::Cleanup(unwinding));
    let object: LocalId = VALUE;
    let first = glue.block(
        false,
        TerminatorKind::Call {
            callee: Callee::Instance(Instance { kind: InstanceKind::DismantleGlue, args: [ty.clone()].into() }),
            args: vec![Operand::Copy(object.into())],
            destination: unit,
            target: Some(run),
            unwind: Unwind::Cleanup(unwinding),
        },
    );
    let start = glue.block(
        false,
        TerminatorKind::Call {
            callee: Callee::Extern(pending::OPEN.into()),
            args: vec![],
            destination: aside.into(),
            target: Some(first),
            unwind: Unwind::Never,
        },
    );
    glue.finish(start)
}
