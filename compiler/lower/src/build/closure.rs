//! Closures: making their objects, lowering their bodies, calling them.
//!
//! A value of type `Fn` refers to an object whose class is `Closure[(captures)]`: its code, the glue that destroys it,
//! what it captured. The code takes the object first. A closure that ends with the call it is given to is built in the
//! frame instead, with a count that never changes.

use std::sync::Arc;

use aria_check::send::taken_arguments;
use aria_check::typed::{self, Closure, Expr};
use aria_mir::{
    Callee as MirCallee, CastKind, Const, Instance, InstanceKind, LocalDecl, LocalId, Operand, Place, Rvalue, StatementKind,
};
use aria_runtime_abi::object::IMMORTAL;
use aria_types::{FnSig, IntTy, LentTy, Ty};

use super::Builder;
use super::operand::Owned;
use crate::captures::{Shared, keeps};
use crate::context::Context;
use crate::diagnostics::{KeepsReceiver, MissingLangItem};

/// Fields of `Closure` in `std`.
pub(crate) const CODE: u32 = 0;
const DESTROY: u32 = 1;
pub(crate) const CROSS: u32 = 2;
pub(crate) const CAPTURES: u32 = 3;

/// Where the fields of a closure begin in one that is lent: behind its header.
pub(crate) const LENT: u32 = 1;

/// The class of a closure's object whose captures are not known.
pub(crate) fn object_ty(cx: &Context<'_>) -> Ty {
    cx.defs.lang_ty("closure", &[Ty::Unit])
}

/// The place of the destroying glue in a closure's object.
pub(crate) fn destroy_place(object: LocalId) -> Place {
    Place::local(object).deref().field(DESTROY)
}

/// How code addresses are stored.
pub(crate) fn code_ty() -> Ty {
    Ty::CFn(Arc::new(FnSig { params: Vec::new(), result: Ty::Unit, variadic: false }))
}

/// A capture: the local, its form in the closure.
struct Capture {
    local: typed::LocalId,
    shared: Option<Shared>,
    ty: Ty,
}

impl<'p> Builder<'p> {
    /// A new cell that takes a local's first value, if closures share the local that way: the cell, which the caller
    /// schedules to be dropped.
    pub(super) fn in_cell(&mut self, declared: typed::LocalId, value: LocalId) -> Option<LocalId> {
        let cell = self.empty_cell(declared)?;
        self.assign(Place::local(cell).deref().field(0), Rvalue::Use(Operand::Move(value.into())));
        Some(cell)
    }

    pub(super) fn empty_cell(&mut self, declared: typed::LocalId) -> Option<LocalId> {
        if self.shared.get(declared) != Some(Shared::Cell) {
            return None;
        }
        let local = self.declared.get(declared.0 as usize)?;
        let class = self.cx.defs.lang_ty("cell", std::slice::from_ref(&local.ty));
        let declaration = LocalDecl { ty: class.clone(), name: (!local.hidden).then(|| local.name.clone()), span: local.span };
        let cell = self.new_local(declaration);
        self.assign(cell, Rvalue::NewObject { class, tail: None });
        self.map.insert(declared, Place::local(cell).deref().field(0));
        Some(cell)
    }

    fn captures(&mut self, closure: &Closure) -> Vec<Capture> {
        closure
            .captured()
            .into_iter()
            .map(|local| {
                let ty = self.declared.get(local.0 as usize).map_or(Ty::Error, |l| l.ty.clone());
                let shared = self.shared.get(local);
                // A closure that was lent to this function has the type that its caller gave it.
                let ty = match self.mapped(local) {
                    Place { local, path } if path.is_empty() => self.local_ty(local),
                    _ => ty,
                };
                let ty = match shared {
                    Some(Shared::Cell) => self.cx.defs.lang_ty("cell", &[ty]),
                    Some(Shared::Frame) => Ty::pointer(ty, false),
                    None => ty,
                };
                Capture { local, shared, ty }
            })
            .collect()
    }

    /// A closure with a count of its own.
    pub(super) fn closure(&mut self, destination: LocalId, closure: &'p Closure) {
        let captures = self.captures(closure);
        let receiver = |c: &&Capture| {
            self.declared.get(c.local.0 as usize).is_some_and(|l| &*l.name == "self" && matches!(l.ty, Ty::Ptr(_)))
        };
        if captures.iter().any(|c| receiver(&c)) {
            self.cx.report(KeepsReceiver { span: self.span });
        }
        let class = self.cx.defs.lang_ty("closure", &[tuple(&captures)]);
        if class.is_error() {
            self.cx.report(MissingLangItem { name: "closure".into(), span: self.span });
        }
        let object = self.temp(&class);
        self.assign(object, Rvalue::NewObject { class: class.clone(), tail: None });
        let at = Place::local(object).deref();
        let destroy = Instance { kind: InstanceKind::DismantleGlue, args: [class.clone()].into() };
        self.assign(at.field(DESTROY), Rvalue::Use(Operand::Const(Const::Fn(destroy, code_ty()))));
        self.assign(at.field(CROSS), Rvalue::Use(crossing_code(self.cx, class)));
        self.fill_closure(closure, &captures, at.field(CODE), &at.field(CAPTURES), true);
        let ty = self.local_ty(destination);
        self.assign(destination, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(object.into()), ty));
    }

    /// A closure in this frame, for a callee that does not keep it.
    fn lent_closure(&mut self, closure: &'p Closure) -> Operand {
        let captures = self.captures(closure);
        let ty = self.cx.defs.lang_ty("lent_closure", &[tuple(&captures)]);
        let object = self.new_local(LocalDecl { ty: ty.clone(), name: None, span: self.span });
        let at = Place::local(object);
        let header = Operand::Const(Const::Int(i128::from(IMMORTAL), Ty::Int(IntTy::U64)));
        self.assign(at.field(0), Rvalue::Use(header));
        self.assign(at.field(LENT + DESTROY), Rvalue::Use(Operand::Const(Const::Null(code_ty()))));
        self.assign(at.field(LENT + CROSS), Rvalue::Use(crossing_code(self.cx, ty.clone())));
        let instance = self.fill_closure(closure, &captures, at.field(LENT + CODE), &at.field(LENT + CAPTURES), false);
        let pointer = self.computed(&Ty::pointer(ty, false), Rvalue::AddressOf(at));
        let InstanceKind::Closure(function, number, name) = instance.kind else { return pointer };
        let lent = Ty::Lent(Arc::new(LentTy { function, number, name, args: instance.args }));
        self.computed(&lent, Rvalue::Cast(CastKind::Reinterpret, pointer, lent.clone()))
    }

    fn fill_closure(&mut self, closure: &'p Closure, captures: &[Capture], code: Place, at: &Place, owned: bool) -> Instance {
        let instance = self.closure_body(closure, captures, owned);
        self.assign(code, Rvalue::Use(Operand::Const(Const::Fn(instance.clone(), code_ty()))));
        for (i, capture) in captures.iter().enumerate() {
            let storage = self.mapped(capture.local);
            let field = at.field(i as u32);
            match capture.shared {
                Some(Shared::Frame) => self.assign(field, Rvalue::AddressOf(storage)),
                Some(Shared::Cell) => {
                    self.assign(field.clone(), Rvalue::Use(Operand::Copy(storage.local.into())));
                    if owned {
                        self.push(StatementKind::Retain(field));
                    }
                }
                None if owned && closure.moves.contains(&capture.local) => {
                    self.assign(field, Rvalue::Use(Operand::Move(storage.clone())));
                    self.push(StatementKind::Zero(storage));
                }
                None => {
                    self.assign(field.clone(), Rvalue::Use(Operand::Copy(storage)));
                    if owned && self.needs_drop(&capture.ty) {
                        self.push(StatementKind::Retain(field));
                    }
                }
            }
        }
        instance
    }

    /// Lowers a closure's body as a function of its own.
    fn closure_body(&mut self, closure: &'p Closure, captures: &[Capture], owned: bool) -> Instance {
        let (function, args) = match &self.function {
            Some((function, args)) => (*function, args.clone()),
            None => (aria_types::FnId(0), [].into()),
        };
        let name = self.cx.function_name(function);
        let captures_ty = tuple(captures);
        let mut inner = Builder::new(self.cx, closure.body.span, self.declared);
        inner.shared = self.shared.clone();
        inner.function = Some((function, args.clone()));
        inner.closures = self.closures.clone();
        inner.declare_result(closure.body.ty.clone());
        let (class, offset) = if owned {
            (self.cx.defs.lang_ty("closure", &[captures_ty]), CAPTURES)
        } else {
            (Ty::pointer(self.cx.defs.lang_ty("lent_closure", &[captures_ty]), false), LENT + CAPTURES)
        };
        let object = inner.new_local(LocalDecl { ty: class, name: None, span: closure.body.span });
        for param in &closure.params {
            inner.declare(*param);
        }
        for (i, capture) in captures.iter().enumerate() {
            let field = Place::local(object).deref().field(offset).field(i as u32);
            let owned = owned && closure.once && closure.moves.contains(&capture.local);
            inner.take_capture(capture, field, owned);
        }
        inner.closure_statements(closure);
        let count = closure.params.len() as u32 + 1;
        let closures = self.closures.clone();
        let body = inner.finish_closure(format!("{name} (closure)").into(), count, closure.body.span);
        let number = closures.borrow().len() as u32;
        closures.borrow_mut().push(body.into());
        Instance { kind: InstanceKind::Closure(function, number, name), args }
    }

    /// Makes a capture reachable under its local. The object keeps it while the body runs, unless the body is its owner.
    fn take_capture(&mut self, capture: &Capture, field: Place, owned: bool) {
        let name = self.declared.get(capture.local.0 as usize).filter(|l| !l.hidden).map(|l| l.name.clone());
        let local = self.new_local(LocalDecl { ty: capture.ty.clone(), name, span: self.span });
        if owned {
            self.assign(local, Rvalue::Use(Operand::Move(field.clone())));
            self.push(StatementKind::Zero(field));
            self.schedule_drop(0, local);
        } else {
            self.assign(local, Rvalue::Use(Operand::Copy(field)));
        }
        let place = match capture.shared {
            Some(Shared::Cell) => Place::local(local).deref().field(0),
            Some(Shared::Frame) => Place::local(local).deref(),
            None => local.into(),
        };
        self.map.insert(capture.local, place);
    }

    /// The operands of a call of a function of the program.
    pub(super) fn arguments_to(&mut self, callee: &typed::Callee, args: &[&'p Expr], order: Option<&[u32]>) -> Vec<Operand> {
        let taken = match callee {
            typed::Callee::Function { function, .. } => taken_arguments(self.cx.defs, *function),
            _ => Vec::new(),
        };
        // What is taken over is the callee's from the call on; until then it is dropped here if anything panics.
        let one = |this: &mut Self, i: usize, args: &[&'p Expr], turn: usize| match &args[turn].kind {
            _ if taken.contains(&i) => this.owned(args[turn], &args[turn + 1..]),
            typed::ExprKind::Closure(closure) if !keeps(this.cx, callee, i) => {
                Owned::plain(this.at(args[turn].span, |b| b.lent_closure(closure)))
            }
            _ => Owned::plain(this.argument(args, turn, false)),
        };
        let values = self.in_order(args, order, one);
        values.into_iter().map(|value| self.consume(value)).collect()
    }

    /// Calls a closure, which is borrowed like the arguments.
    pub(super) fn call_closure(&mut self, destination: LocalId, callee: &'p Expr, args: &[&'p Expr], returns: bool) {
        let Ty::Fn(sig) = &callee.ty else { return };
        let closure = self.borrowed(callee, args, false);
        let operands = self.arguments(args, false);
        let unwind = self.unwind();
        self.emit_call(MirCallee::Closure(closure, sig.clone()), operands, destination, returns, unwind);
    }
}

fn tuple(captures: &[Capture]) -> Ty {
    Ty::Tuple(captures.iter().map(|c| c.ty.clone()).collect())
}

/// The code by which a closure or a `dyn` value tells of what it holds; null in programs that never ask.
pub(crate) fn crossing_code(cx: &Context<'_>, class: Ty) -> Operand {
    let asked = cx.defs.lang.function("crossing").is_some_and(|f| cx.program.bodies.contains_key(&f));
    Operand::Const(match asked {
        true => Const::Fn(Instance { kind: InstanceKind::CrossFields, args: [class].into() }, code_ty()),
        false => Const::Null(code_ty()),
    })
}
