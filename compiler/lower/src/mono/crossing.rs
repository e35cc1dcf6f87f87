//! Glue that tells a walk of the references in a value, when it goes to another thread.
//!
//! A reference is told to the runtime together with the glue for the object's own fields, so that objects are visited
//! one after the other and never inside each other. Values that lie in one another are walked in place.

use std::sync::Arc;

use aria_check::NoThreadFact;
use aria_mir::{
    BinOp, BlockId, Callee, CastKind, Const, Instance, InstanceKind, LocalId, Operand, Place, Projection, Rvalue, TerminatorKind,
    Unwind,
};
use aria_runtime_abi::crossing::{MOVED, SHARED, WEAK, WEAK_SHARED};
use aria_types::{AdtKind, Crossing, FnId, IntTy, LentTy, PARTS_METHOD, Ty};

use super::dynamic;
use super::glue::{Glue, VALUE};
use crate::build::closure;
use crate::context::{Context, GenericBody};
use crate::runtime;

/// The walk: the second parameter.
const WALK: LocalId = LocalId(2);

/// How a reference is held.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    Strong,
    Weak,
    /// By a closure, which shares the variable with the function around it.
    Variable,
}

fn new(cx: &Context<'_>, ty: &Ty, parameter: Ty) -> Glue {
    let mut glue = Glue::new(cx, ty, parameter);
    glue.local(Ty::void_pointer(false));
    glue
}

fn finish(glue: Glue, start: BlockId) -> GenericBody {
    let mut body = glue.finish(start);
    body.body.params = 2;
    body
}

/// Tells of what is inside the value behind a pointer.
pub(super) fn value(cx: &Context<'_>, ty: &Ty) -> GenericBody {
    if let Crossing::Refused(part) = cx.defs.concrete_crossing(ty)
        && !cx.has_errors()
    {
        let span = match &part {
            Ty::Adt(adt, _) => cx.defs.adt(adt.id).span,
            _ => cx.program.entry.map_or(cx.defs.fns[0].span, |f| cx.defs.function(f).name_span),
        };
        cx.report(NoThreadFact { ty: ty.to_string(), part: part.to_string(), span });
    }
    let mut glue = new(cx, ty, Ty::pointer(ty.clone(), false));
    let done = glue.block(false, TerminatorKind::Return);
    let start = glue.cross_value(cx, &Place::local(VALUE).deref(), ty, done);
    finish(glue, start)
}

/// Tells of the fields of an object, or of a closure that lies in its caller's frame.
pub(super) fn fields(cx: &Context<'_>, ty: &Ty) -> GenericBody {
    let lent = cx.defs.as_lang(ty, "lent_closure").is_some();
    let mut glue = new(cx, ty, if lent { Ty::pointer(ty.clone(), false) } else { ty.clone() });
    let done = glue.block(false, TerminatorKind::Return);
    let start = glue.cross_fields(cx, ty, lent, done);
    finish(glue, start)
}

/// The method by which a type of the library tells of what it holds.
fn parts(cx: &Context<'_>, ty: &Ty) -> Option<FnId> {
    let Ty::Adt(adt, _) = ty else { return None };
    let def = cx.defs.adt(adt.id);
    def.in_std.then(|| def.methods.get(PARTS_METHOD).copied()).flatten()
}

impl Glue {
    /// The captures that a closure's body finds in its object.
    fn cross_captures(&mut self, cx: &Context<'_>, captures: &Ty, at: &Place, lent: bool, done: BlockId) -> BlockId {
        let Ty::Tuple(items) = captures else { return done };
        let mut next = done;
        for (i, ty) in items.iter().enumerate().rev() {
            let place = at.field(i as u32);
            next = match ty {
                // A variable of the frame around it.
                Ty::Ptr(p) if lent => self.cross_value(cx, &place.deref(), &p.pointee, next),
                _ if cx.defs.as_lang(ty, "cell").is_some() => self.cross_reference(cx, place, ty, Hold::Variable, next),
                _ => self.cross_hidden(cx, &place, ty, next),
            };
        }
        next
    }

    /// What a closure or a `dyn` value holds: nothing was said of its type where it was given away.
    fn cross_hidden(&mut self, cx: &Context<'_>, place: &Place, ty: &Ty, done: BlockId) -> BlockId {
        let Crossing::Refused(part) = cx.defs.concrete_crossing(ty) else { return self.cross_value(cx, place, ty, done) };
        let name = part.to_string();
        let (text, length) = name_operands(&name);
        let walk = (Operand::Copy(WALK.into()), Ty::void_pointer(false));
        self.call_extern(runtime::CROSS_REFUSED, vec![walk, text, length], Some(done))
    }

    fn cross_fields(&mut self, cx: &Context<'_>, ty: &Ty, lent: bool, done: BlockId) -> BlockId {
        let object = Place::local(VALUE).deref();
        if let Some(args) = cx.defs.as_lang(ty, if lent { "lent_closure" } else { "closure" }) {
            let first = if lent { closure::LENT } else { 0 };
            return self.cross_captures(cx, &args[0], &object.field(first + closure::CAPTURES), lent, done);
        }
        if let Some(args) = cx.defs.as_lang(ty, "dyn_object") {
            return self.cross_hidden(cx, &object.field(dynamic::VALUE), &args[1], done);
        }
        if let Some(method) = parts(cx, ty) {
            return self.call_parts(cx, method, ty, Operand::Copy(VALUE.into()), done);
        }
        self.cross_all(cx, &object, &cx.facts.fields(ty, None), done)
    }

    fn cross_all(&mut self, cx: &Context<'_>, inside: &Place, fields: &[Ty], done: BlockId) -> BlockId {
        let last_first = fields.iter().enumerate().rev();
        last_first.fold(done, |next, (i, field)| self.cross_value(cx, &inside.field(i as u32), field, next))
    }

    /// Where telling of the references in a place begins; it goes on to `done`.
    fn cross_value(&mut self, cx: &Context<'_>, place: &Place, ty: &Ty, done: BlockId) -> BlockId {
        if let Ty::Lent(lent) = ty {
            return self.cross_lent(cx, place, lent, done);
        }
        if !cx.facts.needs_drop(ty) {
            return done;
        }
        if cx.facts.is_class(ty) || matches!(ty, Ty::Fn(_)) {
            return self.cross_reference(cx, place.clone(), ty, Hold::Strong, done);
        }
        if let Some(args) = cx.defs.as_lang(ty, "weak") {
            let object = self.local(args[0].clone());
            let next = self.cross_reference(cx, object.into(), &args[0], Hold::Weak, done);
            let start = self.block(false, TerminatorKind::Goto(next));
            let address = Operand::Copy(place.field(0));
            self.assign(start, object, Rvalue::Cast(CastKind::Reinterpret, address, args[0].clone()));
            return start;
        }
        if let Some(method) = parts(cx, ty) {
            return self.call_parts(cx, method, ty, Operand::Copy(place.clone()), done);
        }
        match ty {
            Ty::Array(element, count) => self.cross_elements(cx, place, element, *count, done),
            Ty::Adt(adt, _) if cx.defs.adt(adt.id).kind == AdtKind::Enum => {
                let mut cases = Vec::new();
                for v in 0..cx.defs.adt(adt.id).variants.len() as u32 {
                    let start = self.cross_all(cx, &place.variant(v), &cx.facts.fields(ty, Some(v)), done);
                    if start != done {
                        cases.push((i128::from(v), start));
                    }
                }
                self.switch(place, cases, done)
            }
            _ => self.cross_all(cx, place, &cx.facts.fields(ty, None), done),
        }
    }

    fn cross_elements(&mut self, cx: &Context<'_>, place: &Place, element: &Ty, count: u64, done: BlockId) -> BlockId {
        let index = self.local(Ty::INT);
        let head = self.block(false, TerminatorKind::Unreachable);
        let step = self.cross_value(cx, &place.project(Projection::Index(index)), element, head);
        let countdown = self.countdown(false, index, step, done);
        self.terminate(head, TerminatorKind::Goto(countdown));
        let start = self.block(false, TerminatorKind::Goto(head));
        self.assign(start, index, Rvalue::Use(Operand::Const(Const::Int(i128::from(count), Ty::INT))));
        start
    }

    /// A closure that its caller lends: its type says which it is, and so what it captured.
    fn cross_lent(&mut self, cx: &Context<'_>, place: &Place, lent: &Arc<LentTy>, done: BlockId) -> BlockId {
        let body = cx.body(lent.function);
        let Some(closure) = body.closures.get(lent.number as usize) else { return done };
        let object = closure.body.locals[1].ty.substitute(&lent.args);
        let captures = match &object {
            Ty::Ptr(p) => cx.defs.as_lang(&p.pointee, "lent_closure").map(|args| args[0].clone()),
            _ => None,
        };
        let Some(captures) = captures else { return done };
        let at = self.local(object.clone());
        let inside = Place::local(at).deref().field(closure::LENT + closure::CAPTURES);
        let next = self.cross_captures(cx, &captures, &inside, true, done);
        let start = self.block(false, TerminatorKind::Goto(next));
        self.assign(start, at, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(place.clone()), object));
        start
    }

    fn call_parts(&mut self, cx: &Context<'_>, method: FnId, ty: &Ty, value: Operand, done: BlockId) -> BlockId {
        let Ty::Adt(_, args) = ty else { return done };
        let unit = self.local(Ty::Unit);
        self.block(
            false,
            TerminatorKind::Call {
                callee: Callee::Instance(cx.instance(method, args.clone())),
                args: vec![value, Operand::Copy(WALK.into())],
                destination: unit.into(),
                target: Some(done),
                unwind: Unwind::Terminate,
            },
        )
    }

    /// One counted reference.
    fn cross_reference(&mut self, cx: &Context<'_>, place: Place, ty: &Ty, hold: Hold, done: BlockId) -> BlockId {
        let shared = hold != Hold::Variable && cx.defs.concrete_crossing(ty) == Crossing::Shared;
        let kind = match (shared, hold) {
            (true, Hold::Weak) => WEAK_SHARED,
            (true, _) => SHARED,
            (false, Hold::Weak) => WEAK,
            (false, _) => MOVED,
        };
        let name = match (hold, ty) {
            (Hold::Variable, _) => "a variable".to_owned(),
            (_, Ty::Fn(_)) => "a closure".to_owned(),
            _ => ty.to_string(),
        };
        let object = self.local(ty.clone());
        let address = self.local(Ty::void_pointer(false));
        let code = self.local(closure::code_ty());
        let dynamic = match ty {
            Ty::Fn(_) => Some((closure::object_ty(cx), closure::CROSS)),
            _ if cx.defs.dyn_trait(ty).is_some() => Some((dynamic::any_object_ty(cx), dynamic::CROSS)),
            _ => None,
        };
        let (text, length) = name_operands(&name);
        let u32_ty = Ty::Int(IntTy::U32);
        let args = vec![
            (Operand::Copy(WALK.into()), Ty::void_pointer(false)),
            (Operand::Copy(address.into()), Ty::void_pointer(false)),
            (Operand::Copy(code.into()), closure::code_ty()),
            (Operand::Const(Const::Int(i128::from(kind), u32_ty.clone())), u32_ty),
            text,
            length,
        ];
        let call = self.call_extern(runtime::CROSS, args, Some(done));
        let there = self.block(false, TerminatorKind::Goto(call));
        let cast = Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(object.into()), Ty::void_pointer(false));
        self.assign(there, address, cast);
        match dynamic {
            Some((class, field)) => {
                let holder = self.local(class.clone());
                self.assign(there, holder, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(object.into()), class));
                self.assign(there, code, Rvalue::Use(Operand::Copy(Place::local(holder).deref().field(field))));
            }
            None => {
                let glue = match has_fields(cx, ty) {
                    true => {
                        Const::Fn(Instance { kind: InstanceKind::CrossFields, args: [ty.clone()].into() }, closure::code_ty())
                    }
                    false => Const::Null(closure::code_ty()),
                };
                self.assign(there, code, Rvalue::Use(Operand::Const(glue)));
            }
        }
        let null = self.local(Ty::Bool);
        let start =
            self.block(false, TerminatorKind::Branch { condition: Operand::Copy(null.into()), then: done, otherwise: there });
        self.assign(start, object, Rvalue::Use(Operand::Copy(place)));
        let nothing = Operand::Const(Const::Null(ty.clone()));
        self.assign(start, null, Rvalue::Binary(BinOp::Eq, Operand::Copy(object.into()), nothing));
        start
    }
}

/// Whether an object of a class may hold references.
fn has_fields(cx: &Context<'_>, class: &Ty) -> bool {
    parts(cx, class).is_some() || cx.facts.fields(class, None).iter().any(|f| cx.facts.needs_drop(f))
}

fn name_operands(name: &str) -> ((Operand, Ty), (Operand, Ty)) {
    let text = Operand::Const(Const::Bytes(name.as_bytes().into(), Ty::c_string(true)));
    let length = Operand::Const(Const::Int(name.len() as i128, Ty::USIZE));
    ((text, Ty::c_string(true)), (length, Ty::USIZE))
}
