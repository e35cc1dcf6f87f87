//! Destruction without recursion: what an object of a recursive type leads to is not destroyed while the object is, but
//! put on a list that the outermost destruction works off ([`aria_mir::pending`]).

use aria_mir::{
    BlockId, Callee, ExternFn, Instance, InstanceKind, LocalId, Operand, Place, Rvalue, StatementKind, TerminatorKind, Unwind,
    pending,
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

/// The field through which objects of a class form lists: what it refers to is dismantled next, in the same turn.
pub(super) struct Link {
    pub field: u32,
    /// The variant and field that hold the reference, if the link is an enum.
    payload: Option<(u32, u32)>,
}

/// The last field that is destroyed later, if it refers to an object of the class itself, and to nothing else.
pub(super) fn link(cx: &Context<'_>, class: &Ty) -> Option<Link> {
    let fields = cx.facts.fields(class, None);
    let (i, field) = fields.iter().enumerate().rfind(|(_, field)| cx.facts.leads_to_recursive(field))?;
    let payload = if field == class { None } else { Some(only_reference(cx, field, class)?) };
    Some(Link { field: i as u32, payload })
}

/// Where the class is referred to in an enum that owns nothing else.
fn only_reference(cx: &Context<'_>, ty: &Ty, class: &Ty) -> Option<(u32, u32)> {
    let Ty::Adt(adt, _) = ty else { return None };
    let def = cx.defs.adt(adt.id);
    if def.kind != AdtKind::Enum || def.finalize.is_some() {
        return None;
    }
    let mut found = None;
    for v in 0..def.variants.len() as u32 {
        for (i, field) in cx.facts.fields(ty, Some(v)).iter().enumerate() {
            if cx.facts.needs_drop(field) {
                if found.is_some() || field != class {
                    return None;
                }
                found = Some((v, i as u32));
            }
        }
    }
    found
}

impl Link {
    /// Takes what the link of an object refers to in its place, if this was the last reference, frees the object and
    /// goes to `start`; else goes to `done`.
    pub fn follow(&self, glue: &mut Glue, class: &Ty, object: &Place, start: BlockId, done: BlockId) -> BlockId {
        let (next, last) = (glue.local(class.clone()), glue.local(Ty::Bool));
        let link = object.field(self.field);
        let reference = match self.payload {
            Some((variant, field)) => link.variant(variant).field(field),
            None => link.clone(),
        };
        let again = glue.block(false, TerminatorKind::Goto(start));
        glue.push(again, StatementKind::FreeObject(Operand::Copy(VALUE.into())));
        glue.assign(again, VALUE, Rvalue::Use(Operand::Copy(next.into())));
        let condition = Operand::Copy(last.into());
        let release = glue.block(false, TerminatorKind::Branch { condition, then: again, otherwise: done });
        glue.assign(release, next, Rvalue::Use(Operand::Move(reference)));
        glue.assign(release, last, Rvalue::ReleaseCount(Operand::Copy(next.into())));
        match self.payload {
            None => release,
            Some((variant, _)) => glue.switch(&link, vec![(i128::from(variant), release)], done),
        }
    }
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
