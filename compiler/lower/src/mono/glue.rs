//! Glue: the bodies that destroy and retain values of a type.
//!
//! Fields are dropped in reverse order of declaration. If one of them panics, the rest is still dropped before the
//! panic goes on; a second panic ends the program. The `Drop`s written here are expanded like all others.

use std::sync::Arc;

use aria_mir::{
    BinOp, Block, BlockId, Body, Callee, CastKind, Const, ExternFn, LocalDecl, LocalId, Operand, Place, Projection, Rvalue,
    Statement, StatementKind, Terminator, TerminatorKind, Unwind,
};
use aria_source::{FileId, Span};
use aria_types::{AdtKind, FnId, FnSig, IntTy, Ty};

use super::{dynamic, later};
use crate::build::closure;
use crate::context::{Context, GenericBody};
use crate::runtime;

/// The parameter of every glue function.
pub(super) const VALUE: LocalId = LocalId(1);

pub(super) struct Glue {
    locals: Vec<LocalDecl>,
    pub(super) blocks: Vec<Block>,
    pub(super) externs: Vec<ExternFn>,
    /// This runs while an object of a recursive type is dismantled.
    later: bool,
    span: Span,
}

/// Destroys the value behind a pointer. Where an object is dismantled, what is destroyed `later` comes last.
pub(super) fn drop(cx: &Context<'_>, ty: &Ty, later: bool) -> GenericBody {
    let mut glue = Glue::new(cx, ty, Ty::pointer(ty.clone(), false));
    glue.later = later;
    let place = Place::local(VALUE).deref();
    let (done, resume) = (glue.block(false, TerminatorKind::Return), glue.block(true, TerminatorKind::Resume));
    let start = match ty {
        Ty::Array(_, n) => glue.drop_elements(&place, *n, done, resume),
        Ty::Adt(adt, args) if cx.defs.adt(adt.id).kind == AdtKind::Enum => {
            let def = cx.defs.adt(adt.id);
            let mut cases = Vec::new();
            for v in 0..def.variants.len() as u32 {
                let fields = cx.facts.fields(ty, Some(v));
                if fields.iter().any(|f| cx.facts.needs_drop(f)) {
                    let payload = place.variant(v);
                    cases.push((i128::from(v), glue.drop_fields(cx, &payload, &fields, done, resume).0));
                }
            }
            let switch = glue.switch(&place, cases, done);
            glue.finalized(cx, def.finalize, args, &place, switch, Some(resume), None)
        }
        _ => {
            let (start, cleanup) = glue.drop_fields(cx, &place, &cx.facts.fields(ty, None), done, resume);
            match ty {
                Ty::Adt(adt, args) => glue.finalized(cx, cx.defs.adt(adt.id).finalize, args, &place, start, Some(cleanup), None),
                _ => start,
            }
        }
    };
    glue.finish(start)
}

/// Adds a count to everything counted behind a pointer.
pub(super) fn retain(cx: &Context<'_>, ty: &Ty) -> GenericBody {
    let mut glue = Glue::new(cx, ty, Ty::pointer(ty.clone(), false));
    let place = Place::local(VALUE).deref();
    let done = glue.block(false, TerminatorKind::Return);
    if let (Some(copy), Ty::Adt(_, args)) = (cx.defs.copy_hook(ty), ty) {
        let start = glue.copied(cx, copy, args, ty, place, done);
        return glue.finish(start);
    }
    let start = match ty {
        Ty::Array(_, n) => glue.retain_elements(&place, *n, done),
        Ty::Adt(adt, _) if cx.defs.adt(adt.id).kind == AdtKind::Enum => {
            let count = cx.defs.adt(adt.id).variants.len() as u32;
            let cases = (0..count)
                .map(|v| (i128::from(v), glue.retain_fields(cx, &place.variant(v), &cx.facts.fields(ty, Some(v)), done)));
            let cases = cases.collect();
            glue.switch(&place, cases, done)
        }
        _ => glue.retain_fields(cx, &place, &cx.facts.fields(ty, None), done),
    };
    glue.finish(start)
}

/// Ends an object whose last count was given back: its finalizer, its fields in reverse order, its memory. In an object
/// of a recursive type, fields that lead to such objects come after the others: what they refer to is destroyed later.
pub(super) fn dismantle(cx: &Context<'_>, ty: &Ty) -> GenericBody {
    let mut glue = Glue::new(cx, ty, ty.clone());
    let object = Place::local(VALUE);
    if let Ty::Fn(_) = ty {
        return glue.destroy_by(closure::object_ty(cx), closure::destroy_place);
    }
    if cx.defs.dyn_trait(ty).is_some() {
        return glue.destroy_by(dynamic::any_object_ty(cx), dynamic::destroy_place);
    }
    let Ty::Adt(adt, args) = ty else {
        let done = glue.block(false, TerminatorKind::Return);
        return glue.finish(done);
    };
    let free = StatementKind::FreeObject(Operand::Copy(object.clone()));
    let (done, resume) = (glue.block(false, TerminatorKind::Return), glue.block(true, TerminatorKind::Resume));
    if cx.defs.lang.adt("panic_object") == Some(adt.id) {
        // Made by the runtime, which knows what is in it.
        let start = glue.call_extern(runtime::PANIC_DESTROY, vec![(Operand::Copy(object), ty.clone())], Some(done));
        return glue.finish(start);
    }
    glue.later = cx.facts.is_recursive(ty);
    glue.push(done, free.clone());
    glue.push(resume, free);
    let link = if glue.later { later::link(cx, ty) } else { None };
    let first = glue.block(false, TerminatorKind::Unreachable);
    let mut fields = cx.facts.fields(ty, None);
    let last = match &link {
        Some(link) => {
            let follow = link.follow(&mut glue, ty, &object.deref(), first, done);
            // While unwinding it is a field like the others.
            let place = object.deref().field(link.field);
            let cleanup = glue.block(true, TerminatorKind::Drop { place, target: resume, unwind: Unwind::Terminate });
            fields[link.field as usize] = Ty::Unit;
            (follow, cleanup)
        }
        None => (done, resume),
    };
    let (fields, cleanup) = glue.drop_fields(cx, &object.deref(), &fields, last.0, last.1);
    let name = cx.defs.adt(adt.id).name.clone();
    let start = glue.finalized(cx, cx.defs.adt(adt.id).finalize, args, &object, fields, Some(cleanup), Some(&name));
    glue.terminate(first, TerminatorKind::Goto(start));
    glue.finish(first)
}

impl Glue {
    pub(super) fn new(cx: &Context<'_>, ty: &Ty, parameter: Ty) -> Self {
        let span = match ty {
            Ty::Adt(adt, _) => cx.defs.adt(adt.id).span,
            _ => Span::new(FileId(0), 0, 0),
        };
        let local = |ty, name: Option<&str>| LocalDecl { ty, name: name.map(Into::into), span };
        let mut glue = Glue {
            locals: vec![local(Ty::Unit, None), local(parameter, Some("value"))],
            blocks: Vec::new(),
            externs: Vec::new(),
            later: false,
            span,
        };
        // The entry; it is directed once the rest is there.
        glue.block(false, TerminatorKind::Unreachable);
        glue
    }

    pub(super) fn finish(mut self, start: BlockId) -> GenericBody {
        self.blocks[0].terminator.kind = TerminatorKind::Goto(start);
        let body = Body {
            symbol: "".into(),
            name: "".into(),
            params: 1,
            locals: self.locals,
            blocks: self.blocks,
            span: None,
            exported: false,
            inline: false,
            cold: false,
        };
        GenericBody {
            body,
            externs: self.externs,
            globals: Vec::new(),
            adapters: Vec::new(),
            closures: Vec::new(),
            marks: Default::default(),
        }
    }

    /// Replaces bits that were copied by what the type's own `=copy` makes of them.
    fn copied(&mut self, cx: &Context<'_>, copy: FnId, args: &Arc<[Ty]>, ty: &Ty, place: Place, done: BlockId) -> BlockId {
        let made = self.local(ty.clone());
        let store = self.block(false, TerminatorKind::Goto(done));
        self.assign(store, place.clone(), Rvalue::Use(Operand::Move(made.into())));
        let value = if cx.defs.function(copy).mutating { Operand::Copy(VALUE.into()) } else { Operand::Copy(place) };
        let callee = Callee::Instance(cx.instance(copy, args.clone()));
        let (destination, target) = (made.into(), Some(store));
        self.block(false, TerminatorKind::Call { callee, args: vec![value], destination, target, unwind: Unwind::Terminate })
    }

    /// Destroys a closure or a `dyn` value by the glue that its object names.
    fn destroy_by(mut self, object_ty: Ty, glue: fn(LocalId) -> Place) -> GenericBody {
        let sig = Arc::new(FnSig { params: vec![object_ty.clone()], result: Ty::Unit, variadic: false });
        let object = self.local(object_ty.clone());
        let ty = Ty::CFn(sig.clone());
        let code = self.local(ty.clone());
        let (unit, done) = (self.local(Ty::Unit), self.block(false, TerminatorKind::Return));
        let call = TerminatorKind::Call {
            callee: Callee::Pointer(Operand::Copy(code.into()), sig),
            args: vec![Operand::Copy(object.into())],
            destination: unit.into(),
            target: Some(done),
            unwind: Unwind::Continue,
        };
        let start = self.block(false, call);
        let value = Operand::Copy(VALUE.into());
        self.assign(start, object, Rvalue::Cast(CastKind::Reinterpret, value, object_ty));
        let stored = Operand::Copy(glue(object));
        self.assign(start, code, Rvalue::Cast(CastKind::Reinterpret, stored, ty));
        self.finish(start)
    }

    pub(super) fn block(&mut self, cleanup: bool, kind: TerminatorKind) -> BlockId {
        self.blocks.push(Block { statements: Vec::new(), terminator: Terminator { kind, span: self.span }, cleanup });
        BlockId(self.blocks.len() as u32 - 1)
    }

    pub(super) fn push(&mut self, block: BlockId, kind: StatementKind) {
        let span = self.span;
        self.blocks[block.0 as usize].statements.push(Statement { kind, span });
    }

    pub(super) fn assign(&mut self, block: BlockId, place: impl Into<Place>, value: Rvalue) {
        self.push(block, StatementKind::Assign(place.into(), value));
    }

    pub(super) fn terminate(&mut self, block: BlockId, kind: TerminatorKind) {
        self.blocks[block.0 as usize].terminator.kind = kind;
    }

    pub(super) fn local(&mut self, ty: Ty) -> LocalId {
        self.locals.push(LocalDecl { ty, name: None, span: self.span });
        LocalId(self.locals.len() as u32 - 1)
    }

    /// Drops fields, the last one first. Returns where that begins, and where it begins while unwinding.
    fn drop_fields(
        &mut self,
        cx: &Context<'_>,
        inside: &Place,
        fields: &[Ty],
        done: BlockId,
        resume: BlockId,
    ) -> (BlockId, BlockId) {
        let (mut next, mut cleanup) = (done, resume);
        let destroyed_later = |field: &Ty| self.later && cx.facts.leads_to_recursive(field);
        // From the last one destroyed to the first. Those added to the list are destroyed in the opposite order.
        let indices = 0..fields.len();
        let (later, now): (Vec<usize>, Vec<usize>) = indices.partition(|i| destroyed_later(&fields[*i]));
        for i in later.into_iter().rev().chain(now) {
            let field = &fields[i];
            if cx.facts.needs_drop(field) {
                let place = inside.field(i as u32);
                // `cleanup` leads to what is left when this field's destructor panics.
                let unwind = Unwind::Cleanup(cleanup);
                next = self.block(false, TerminatorKind::Drop { place: place.clone(), target: next, unwind });
                cleanup = self.block(true, TerminatorKind::Drop { place, target: cleanup, unwind: Unwind::Terminate });
            }
        }
        (next, cleanup)
    }

    fn retain_fields(&mut self, cx: &Context<'_>, inside: &Place, fields: &[Ty], done: BlockId) -> BlockId {
        let block = self.block(false, TerminatorKind::Goto(done));
        for (i, field) in fields.iter().enumerate() {
            if cx.facts.needs_drop(field) {
                self.push(block, StatementKind::Retain(inside.field(i as u32)));
            }
        }
        block
    }

    pub(super) fn switch(&mut self, place: &Place, cases: Vec<(i128, BlockId)>, otherwise: BlockId) -> BlockId {
        let variant = self.local(Ty::INT);
        let block = self.block(false, TerminatorKind::Switch { value: Operand::Copy(variant.into()), cases, otherwise });
        self.assign(block, variant, Rvalue::VariantOf(place.clone()));
        block
    }

    /// A block that counts `index` down and goes to `step` with it, or to `done` below zero.
    pub(super) fn countdown(&mut self, cleanup: bool, index: LocalId, step: BlockId, done: BlockId) -> BlockId {
        let more = self.local(Ty::Bool);
        let (one, zero) = (Operand::Const(Const::Int(1, Ty::INT)), Operand::Const(Const::Int(0, Ty::INT)));
        let block =
            self.block(cleanup, TerminatorKind::Branch { condition: Operand::Copy(more.into()), then: step, otherwise: done });
        self.assign(block, index, Rvalue::Binary(BinOp::Sub, Operand::Copy(index.into()), one));
        self.assign(block, more, Rvalue::Binary(BinOp::Ge, Operand::Copy(index.into()), zero));
        block
    }

    fn drop_elements(&mut self, place: &Place, count: u64, done: BlockId, resume: BlockId) -> BlockId {
        let index = self.local(Ty::INT);
        let element = place.project(Projection::Index(index));
        let unwinding_step = self.block(true, TerminatorKind::Unreachable);
        let unwinding = self.countdown(true, index, unwinding_step, resume);
        self.terminate(
            unwinding_step,
            TerminatorKind::Drop { place: element.clone(), target: unwinding, unwind: Unwind::Terminate },
        );
        let step = self.block(false, TerminatorKind::Unreachable);
        let head = self.countdown(false, index, step, done);
        self.terminate(step, TerminatorKind::Drop { place: element, target: head, unwind: Unwind::Cleanup(unwinding) });
        let start = self.block(false, TerminatorKind::Goto(head));
        self.assign(start, index, Rvalue::Use(Operand::Const(Const::Int(i128::from(count), Ty::INT))));
        start
    }

    fn retain_elements(&mut self, place: &Place, count: u64, done: BlockId) -> BlockId {
        let index = self.local(Ty::INT);
        let step = self.block(false, TerminatorKind::Unreachable);
        let head = self.countdown(false, index, step, done);
        self.push(step, StatementKind::Retain(place.project(Projection::Index(index))));
        self.terminate(step, TerminatorKind::Goto(head));
        let start = self.block(false, TerminatorKind::Goto(head));
        self.assign(start, index, Rvalue::Use(Operand::Const(Const::Int(i128::from(count), Ty::INT))));
        start
    }

    /// Runs a finalizer, if there is one, before `next`; `cleanup` is what is left if it panics, and is not given where
    /// this already runs while unwinding.
    ///
    /// An object (named by `class`) has a count of one meanwhile, so that counting it is harmless; any other count
    /// afterwards means that a reference was left behind, and ends the program.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn finalized(
        &mut self,
        cx: &Context<'_>,
        finalize: Option<FnId>,
        args: &Arc<[Ty]>,
        value: &Place,
        next: BlockId,
        cleanup: Option<BlockId>,
        class: Option<&Arc<str>>,
    ) -> BlockId {
        let Some(finalize) = finalize else { return next };
        let unit = self.local(Ty::Unit);
        let pointer = Ty::pointer(Ty::Int(IntTy::U32), false);
        let count = class.map(|class| (self.local(pointer.clone()), class));
        let unwind = match (cleanup, count) {
            (None, _) => Unwind::Terminate,
            (Some(block), None) => Unwind::Cleanup(block),
            (Some(block), Some((count, class))) => Unwind::Cleanup(self.verified(true, count, class, block)),
        };
        let target = match count {
            Some((count, class)) => self.verified(cleanup.is_none(), count, class, next),
            None => next,
        };
        // A struct's destructor may change the value, and is then given its address.
        let by_pointer = class.is_none() && cx.defs.function(finalize).mutating;
        let given = if by_pointer { Operand::Copy(VALUE.into()) } else { Operand::Copy(value.clone()) };
        let call = self.block(
            cleanup.is_none(),
            TerminatorKind::Call {
                callee: Callee::Instance(cx.instance(finalize, args.clone())),
                args: vec![given],
                destination: unit.into(),
                target: Some(target),
                unwind,
            },
        );
        if let Some((count, _)) = count {
            self.assign(call, count, Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(value.clone()), pointer));
            self.assign(call, Place::local(count).deref(), Rvalue::Use(count_of(1)));
        }
        call
    }

    /// Goes on to `next` if the count is what it was set to. The count of an object being destroyed is zero.
    fn verified(&mut self, cleanup: bool, count: LocalId, class: &Arc<str>, next: BlockId) -> BlockId {
        let name = Operand::Const(Const::Bytes(class.as_bytes().into(), Ty::c_string(true)));
        let length = Operand::Const(Const::Int(class.len() as i128, Ty::USIZE));
        let abort = self.call_extern(runtime::ABORT_RESURRECTED, vec![(name, Ty::c_string(true)), (length, Ty::USIZE)], None);
        self.blocks[abort.0 as usize].cleanup = cleanup;
        let alone = self.local(Ty::Bool);
        let sound = self.block(cleanup, TerminatorKind::Goto(next));
        self.assign(sound, Place::local(count).deref(), Rvalue::Use(count_of(0)));
        let block =
            self.block(cleanup, TerminatorKind::Branch { condition: Operand::Copy(alone.into()), then: sound, otherwise: abort });
        let now = Operand::Copy(Place::local(count).deref());
        self.assign(block, alone, Rvalue::Binary(BinOp::Eq, now, count_of(1)));
        block
    }

    pub(super) fn call_extern(&mut self, symbol: &str, args: Vec<(Operand, Ty)>, target: Option<BlockId>) -> BlockId {
        let (operands, params): (Vec<Operand>, Vec<Ty>) = args.into_iter().unzip();
        let result = if target.is_some() { Ty::Unit } else { Ty::Never };
        let destination = self.local(result.clone());
        self.externs.push(ExternFn {
            symbol: symbol.into(),
            params,
            result,
            variadic: false,
            noreturn: target.is_none(),
            unwinds: false,
        });
        let callee = Callee::Extern(symbol.into());
        self.block(
            false,
            TerminatorKind::Call { callee, args: operands, destination: destination.into(), target, unwind: Unwind::Never },
        )
    }
}

fn count_of(count: i128) -> Operand {
    Operand::Const(Const::Int(count, Ty::Int(IntTy::U32)))
}
