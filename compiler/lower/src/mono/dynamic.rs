//! `dyn` values: objects of `DynObject[(code, …), T]`, which hold the glue that destroys them, the code of each method
//! of their trait for `T`, and the value. A `dyn` type itself is a class of which only the first is known.

use std::sync::Arc;

use aria_mir::{
    Block, Body, Callee, CastKind, Const, Instance, InstanceKind, LocalDecl, LocalId, Operand, Place, Rvalue, Statement,
    StatementKind, Terminator, TerminatorKind, Unwind,
};
use aria_types::{FnId, FnSig, TraitRef, Ty};

use crate::build::closure;
use crate::context::{Context, GenericBody};

/// Fields of `DynObject` in `std`.
const DESTROY: u32 = 0;
pub(super) const CROSS: u32 = 1;
const METHODS: u32 = 2;
pub(super) const VALUE: u32 = 3;

/// The class of the objects that hold a `T` as a value of a `dyn` type.
fn object_ty(cx: &Context<'_>, dyn_ty: &Ty, value: Ty) -> Ty {
    let codes: Vec<Ty> = cx.defs.dyn_slots(dyn_ty).iter().map(|_| closure::code_ty()).collect();
    let codes = if codes.is_empty() { Ty::Unit } else { Ty::Tuple(codes.into()) };
    cx.defs.lang_ty("dyn_object", &[codes, value])
}

/// What the destroying glue of a `dyn` value is called with.
pub(super) fn any_object_ty(cx: &Context<'_>) -> Ty {
    cx.defs.lang_ty("dyn_object", &[Ty::Unit, Ty::Unit])
}

pub(super) fn destroy_place(object: LocalId) -> Place {
    Place::local(object).deref().field(DESTROY)
}

/// The parameters and the result of a method as every `dyn` value of the type takes them, without `self`.
fn signature(cx: &Context<'_>, dyn_ty: &Ty, trait_: &TraitRef, method: FnId) -> (Vec<Ty>, Ty) {
    let (def, args) = (cx.defs.function(method), trait_.with_self(dyn_ty));
    (def.params.iter().map(|p| p.ty.substitute(&args)).collect(), def.result.substitute(&args))
}

struct Maker<'c, 'p> {
    cx: &'c Context<'p>,
    method: FnId,
    locals: Vec<LocalDecl>,
    statements: Vec<Statement>,
}

impl Maker<'_, '_> {
    fn local(&mut self, ty: Ty) -> LocalId {
        let span = self.cx.defs.function(self.method).name_span;
        self.locals.push(LocalDecl { ty, name: None, span });
        LocalId(self.locals.len() as u32 - 1)
    }

    fn push(&mut self, kind: StatementKind) {
        let span = self.cx.defs.function(self.method).name_span;
        self.statements.push(Statement { kind, span });
    }

    fn assign(&mut self, place: impl Into<Place>, value: Rvalue) {
        self.push(StatementKind::Assign(place.into(), value));
    }

    fn finish(self, params: u32, end: TerminatorKind) -> GenericBody {
        let span = self.cx.defs.function(self.method).name_span;
        let block = |statements, kind| Block { statements, terminator: Terminator { kind, span }, cleanup: false };
        let mut blocks = vec![block(self.statements, end)];
        if let TerminatorKind::Call { .. } = blocks[0].terminator.kind {
            blocks.push(block(Vec::new(), TerminatorKind::Return));
        }
        let body = Body {
            symbol: "".into(),
            name: "".into(),
            params,
            locals: self.locals,
            blocks,
            span: None,
            exported: false,
            inline: true,
            cold: false,
        };
        GenericBody {
            body,
            externs: Vec::new(),
            globals: Vec::new(),
            adapters: Vec::new(),
            closures: Vec::new(),
            marks: Default::default(),
        }
    }
}

/// The body of `make_dyn[T, D](value: T) -> D`.
pub(super) fn make(cx: &Context<'_>, function: FnId, value: &Ty, dyn_ty: &Ty) -> GenericBody {
    let mut maker = Maker { cx, method: function, locals: Vec::new(), statements: Vec::new() };
    let class = object_ty(cx, dyn_ty, value.clone());
    let result = maker.local(dyn_ty.clone());
    let given = maker.local(value.clone());
    let own = maker.local(value.clone());
    let object = maker.local(class.clone());
    maker.assign(own, Rvalue::Use(Operand::Copy(given.into())));
    maker.push(StatementKind::Retain(own.into()));
    maker.assign(object, Rvalue::NewObject { class: class.clone(), tail: None });
    let at = Place::local(object).deref();
    let code = |instance| Rvalue::Use(Operand::Const(Const::Fn(instance, closure::code_ty())));
    let destroy = Instance { kind: InstanceKind::DismantleGlue, args: [class.clone()].into() };
    maker.assign(at.field(DESTROY), code(destroy));
    maker.assign(at.field(CROSS), Rvalue::Use(closure::crossing_code(cx, class)));
    for (i, (_, method)) in cx.defs.dyn_slots(dyn_ty).into_iter().enumerate() {
        let kind = InstanceKind::DynMethod(method, cx.function_name(method));
        let instance = Instance { kind, args: [value.clone(), dyn_ty.clone()].into() };
        maker.assign(at.field(METHODS).field(i as u32), code(instance));
    }
    maker.assign(at.field(VALUE), Rvalue::Use(Operand::Move(own.into())));
    maker.assign(result, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(object.into()), dyn_ty.clone()));
    maker.finish(1, TerminatorKind::Return)
}

/// What a slot holds: takes the object, and calls the method for the value in it.
pub(super) fn method(cx: &Context<'_>, method: FnId, value: &Ty, dyn_ty: &Ty) -> Option<GenericBody> {
    let (trait_, _) = cx.defs.dyn_slots(dyn_ty).into_iter().find(|(_, m)| *m == method)?;
    let (params, result) = signature(cx, dyn_ty, &trait_, method);
    let mut maker = Maker { cx, method, locals: Vec::new(), statements: Vec::new() };
    let returns = !result.is_never();
    let destination = maker.local(result);
    let object = maker.local(object_ty(cx, dyn_ty, value.clone()));
    let given: Vec<LocalId> = params.into_iter().map(|ty| maker.local(ty)).collect();
    let place = Place::local(object).deref().field(VALUE);
    let receiver = if cx.defs.function(method).mutating {
        let pointer = maker.local(Ty::pointer(value.clone(), false));
        maker.assign(pointer, Rvalue::AddressOf(place));
        Operand::Copy(pointer.into())
    } else {
        Operand::Copy(place)
    };
    let count = given.len() as u32 + 1;
    let callee = Callee::TraitMethod { trait_: trait_.trait_, method, self_ty: value.clone(), args: trait_.with_self(value) };
    let args = std::iter::once(receiver).chain(given.into_iter().map(|l| Operand::Copy(l.into()))).collect();
    let target = returns.then_some(aria_mir::BlockId(1));
    let call = TerminatorKind::Call { callee, args, destination: destination.into(), target, unwind: Unwind::Continue };
    Some(maker.finish(count, call))
}

/// A call through a `dyn` value.
pub(super) struct DynCall {
    /// What the receiver is seen as.
    pub object: Ty,
    /// Where its code lies in the object.
    pub slot: u32,
    pub sig: Arc<FnSig>,
    /// `self` is given by its address.
    pub by_pointer: bool,
}

impl DynCall {
    /// How a trait's method is called on this type, if it is a `dyn` type that carries the method.
    pub fn of(cx: &Context<'_>, method: FnId, self_ty: &Ty) -> Option<DynCall> {
        let slots = cx.defs.dyn_slots(self_ty);
        let slot = slots.iter().position(|(_, m)| *m == method)?;
        let (params, result) = signature(cx, self_ty, &slots[slot].0, method);
        let object = object_ty(cx, self_ty, Ty::Unit);
        let params = std::iter::once(object.clone()).chain(params).collect();
        let sig = Arc::new(FnSig { params, result, variadic: false });
        Some(DynCall { object, slot: slot as u32, sig, by_pointer: cx.defs.function(method).mutating })
    }

    /// The place of the code.
    pub fn code(&self, object: LocalId) -> Place {
        Place::local(object).deref().field(METHODS).field(self.slot)
    }
}
