//! One generic body for concrete types: parameters substituted, trait methods resolved, retains and drops expanded
//! until only class references are left.

mod parts;

use std::sync::Arc;

use aria_mir::{
    Block, BlockId, Body, Callee, CastKind, Const, ExternFn, Instance, InstanceKind, LocalDecl, LocalId, Operand, PanicKind,
    Place, Projection, Rvalue, Statement, StatementKind, Terminator, TerminatorKind, Unwind, pending,
};
use aria_source::Span;
use aria_types::{AdtKind, FnSig, Ty};

use super::dynamic::DynCall;
use super::{Mono, later, resolve, substitute};
use crate::build::closure;
use crate::context::Marks;
use crate::diagnostics::NoImplementation;

/// Structs with at most this many counted leaves are retained and dropped in line.
const FEW: usize = 6;

/// A closure that is lent to a function which lends it on inside another one, and so forth, becomes an ordinary one
/// beyond this depth: a function that calls itself that way has a limited number of instances.
const DEEPEST_LENT: u32 = 3;

fn lent_depth(ty: &Ty) -> u32 {
    match ty {
        Ty::Lent(lent) => 1 + lent.args.iter().map(lent_depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// What becomes of a count or drop.
enum Followed {
    /// It stays as it is for now.
    Yes,
    No,
    /// It goes: the local was to own a parameter that is only looked at.
    InVain,
}

struct Rewriter<'m, 'c, 'p> {
    mono: &'m mut Mono<'c, 'p>,
    /// `None` where all moves are decided.
    marks: Option<&'m Marks>,
    args: &'m [Ty],
    locals: Vec<LocalDecl>,
    blocks: Vec<Option<Block>>,
    /// The block being filled.
    current: usize,
    cleanup: bool,
    /// The body runs while an object of a recursive type is dismantled: what is recursive is destroyed later.
    later: bool,
    statements: Vec<Statement>,
    span: Span,
}

pub(super) fn rewrite(mono: &mut Mono<'_, '_>, body: &Body, args: &[Ty], marks: Option<&Marks>, later: bool) -> Body {
    let locals = body.locals.iter().map(|l| LocalDecl { ty: l.ty.substitute(args), ..l.clone() }).collect();
    let span = body.locals.first().map_or(Span::new(aria_source::FileId(0), 0, 0), |l| l.span);
    let blocks = vec![None; body.blocks.len()];
    let mut rewriter =
        Rewriter { mono, marks, args, locals, blocks, current: 0, cleanup: false, later, statements: Vec::new(), span };
    for (i, block) in body.blocks.iter().enumerate() {
        rewriter.block(i, block);
    }
    let unreachable =
        || Block { statements: Vec::new(), terminator: Terminator { kind: TerminatorKind::Unreachable, span }, cleanup: false };
    let blocks = rewriter.blocks.into_iter().map(|b| b.unwrap_or_else(unreachable)).collect();
    Body { locals: rewriter.locals, blocks, ..body.clone() }
}

impl Rewriter<'_, '_, '_> {
    fn block(&mut self, index: usize, block: &Block) {
        self.current = index;
        self.cleanup = block.cleanup;
        let mut statements = block.statements.iter().peekable();
        while let Some(statement) = statements.next() {
            self.span = statement.span;
            if statements.peek().is_some_and(|next| self.copies_instead(&statement.kind, &next.kind)) {
                statements.next();
                continue;
            }
            self.statement(&statement.kind);
        }
        self.span = block.terminator.span;
        self.terminator(&block.terminator.kind);
    }

    /// A value is taken out of its place, which is emptied. Where a type says itself what its destruction does, zero bits
    /// are not nothing: such a value is copied.
    fn copies_instead(&mut self, taken: &StatementKind, emptied: &StatementKind) -> bool {
        let (StatementKind::Assign(to, Rvalue::Use(Operand::Move(from))), StatementKind::Zero(place)) = (taken, emptied) else {
            return false;
        };
        let ty = self.place_ty(from);
        let facts = &self.mono.cx.facts;
        if place != from || facts.no_copy(&ty).is_some() || !facts.ends_by_hook(&ty) {
            return false;
        }
        self.push(StatementKind::Assign(to.clone(), Rvalue::Use(Operand::Copy(from.clone()))));
        self.retain(to, &ty);
        true
    }

    fn push(&mut self, kind: StatementKind) {
        self.statements.push(Statement { kind, span: self.span });
    }

    /// Ends the block being filled.
    fn end(&mut self, kind: TerminatorKind) {
        let terminator = Terminator { kind, span: self.span };
        let statements = std::mem::take(&mut self.statements);
        self.blocks[self.current] = Some(Block { statements, terminator, cleanup: self.cleanup });
    }

    fn fresh(&mut self) -> BlockId {
        self.blocks.push(None);
        BlockId(self.blocks.len() as u32 - 1)
    }

    fn temp(&mut self, ty: Ty) -> LocalId {
        self.locals.push(LocalDecl { ty, name: None, span: self.span });
        LocalId(self.locals.len() as u32 - 1)
    }

    fn statement(&mut self, kind: &StatementKind) {
        match kind {
            StatementKind::Retain(place) => {
                let ty = self.place_ty(place);
                match self.followed(place, &ty) {
                    // What does not own never counts.
                    Followed::InVain => {}
                    Followed::Yes => {
                        if let (Some(sink), Ty::Adt(_, args)) = (self.mono.cx.defs.sink_hook(&ty), &ty) {
                            self.mono.request(self.mono.cx.instance(sink, args.clone()));
                        }
                        self.push(kind.clone());
                    }
                    Followed::No => self.retain(place, &ty),
                }
            }
            StatementKind::Assign(place, Rvalue::NeedsDrop(ty)) => {
                let answer = self.mono.cx.facts.needs_drop(&ty.substitute(self.args));
                self.push(StatementKind::Assign(place.clone(), Rvalue::Use(Operand::Const(Const::Bool(answer)))));
            }
            StatementKind::Assign(place, rvalue) => {
                let rvalue = substitute::rvalue(rvalue, self.args);
                let rvalue = match rvalue {
                    Rvalue::Use(operand) => Rvalue::Use(self.operand(&operand)),
                    other => other,
                };
                self.push(StatementKind::Assign(place.clone(), rvalue));
            }
            StatementKind::FreeObject(operand) => self.push(StatementKind::FreeObject(substitute::operand(operand, self.args))),
            StatementKind::SetVariant(..)
            | StatementKind::Zero(_)
            | StatementKind::StorageLive(_)
            | StatementKind::StorageDead(_) => {
                self.push(kind.clone());
            }
        }
    }

    fn terminator(&mut self, kind: &TerminatorKind) {
        let args = self.args;
        let kind = match kind {
            TerminatorKind::Drop { place, target, unwind } => {
                let ty = self.place_ty(place);
                match self.followed(place, &ty) {
                    Followed::InVain => return self.end(TerminatorKind::Goto(*target)),
                    Followed::Yes if !place.path.contains(&Projection::Deref) => {
                        self.mono.request(Instance { kind: InstanceKind::DropGlue, args: [ty].into() });
                        return self.end(kind.clone());
                    }
                    Followed::Yes | Followed::No => return self.drop(place, &ty, *target, *unwind),
                }
            }
            TerminatorKind::Call { callee, args: operands, destination, target, unwind } => {
                let mut args = operands.iter().map(|o| self.operand(o)).collect();
                let callee = self.callee(callee, &mut args);
                TerminatorKind::Call { callee, args, destination: destination.clone(), target: *target, unwind: *unwind }
            }
            TerminatorKind::Branch { condition, then, otherwise } => {
                TerminatorKind::Branch { condition: self.operand(condition), then: *then, otherwise: *otherwise }
            }
            TerminatorKind::Switch { value, cases, otherwise } => {
                TerminatorKind::Switch { value: self.operand(value), cases: cases.clone(), otherwise: *otherwise }
            }
            TerminatorKind::Assert { condition, expected, kind, target, unwind } => {
                let kind: PanicKind = substitute::panic_kind(kind, args);
                TerminatorKind::Assert {
                    condition: self.operand(condition),
                    expected: *expected,
                    kind,
                    target: *target,
                    unwind: *unwind,
                }
            }
            other => other.clone(),
        };
        self.end(kind);
    }

    fn operand(&mut self, operand: &Operand) -> Operand {
        let mut operand = substitute::operand(operand, self.args);
        if let Operand::Const(Const::Fn(instance, _)) = &mut operand {
            *instance = self.complete(instance.clone(), &mut []);
            self.mono.request(instance.clone());
        }
        operand
    }

    /// An instance with the type arguments that stand for the closures which the call lends. Where there is no call,
    /// they are ordinary closures.
    fn complete(&mut self, instance: Instance, operands: &mut [Operand]) -> Instance {
        let InstanceKind::Fn(function, _) = instance.kind else { return instance };
        let cx = self.mono.cx;
        let lent = cx.lent_params(function);
        if lent.is_empty() || instance.args.len() > cx.defs.function(function).generics.len() {
            return instance;
        }
        let mut args = instance.args.to_vec();
        for i in lent.iter().copied() {
            let given = operands.get(i).map(|o| self.operand_ty(o));
            args.push(match given {
                Some(ty @ Ty::Lent(_)) if lent_depth(&ty) <= DEEPEST_LENT => ty,
                given => {
                    let ty = cx.param_ty(function, i).substitute(&instance.args);
                    if let Some(Ty::Lent(_)) = given {
                        let whole = self.temp(ty.clone());
                        let cast = Rvalue::Cast(CastKind::Reinterpret, operands[i].clone(), ty.clone());
                        self.push(StatementKind::Assign(whole.into(), cast));
                        operands[i] = Operand::Copy(whole.into());
                    }
                    ty
                }
            });
        }
        Instance { kind: instance.kind, args: args.into() }
    }

    fn operand_ty(&self, operand: &Operand) -> Ty {
        match operand {
            Operand::Copy(place) | Operand::Move(place) => self.place_ty(place),
            Operand::Const(c) => c.ty().unwrap_or(Ty::Error),
        }
    }

    /// Calls a closure: directly if its type says which it is, else by the code that its object names.
    fn closure(&mut self, closure: Operand, sig: &FnSig, operands: &mut Vec<Operand>) -> Callee {
        if let Ty::Lent(lent) = self.operand_ty(&closure) {
            let kind = InstanceKind::Closure(lent.function, lent.number, lent.name.clone());
            let instance = Instance { kind, args: lent.args.clone() };
            operands.insert(0, closure);
            self.mono.request(instance.clone());
            return Callee::Instance(instance);
        }
        let object_ty = closure::object_ty(self.mono.cx);
        let object = self.temp(object_ty.clone());
        self.push(StatementKind::Assign(object.into(), Rvalue::Cast(CastKind::Reinterpret, closure, object_ty.clone())));
        let stored = Operand::Copy(Place::local(object).deref().field(closure::CODE));
        let params = std::iter::once(object_ty).chain(sig.params.iter().cloned()).collect();
        let sig = Arc::new(FnSig { params, result: sig.result.clone(), variadic: false });
        let ty = Ty::CFn(sig.clone());
        let code = self.temp(ty.clone());
        self.push(StatementKind::Assign(code.into(), Rvalue::Cast(CastKind::Reinterpret, stored, ty)));
        operands.insert(0, Operand::Copy(object.into()));
        Callee::Pointer(Operand::Copy(code.into()), sig)
    }

    /// Calls a method by the code that a `dyn` value carries.
    fn dyn_call(&mut self, call: &DynCall, operands: &mut [Operand]) -> Callee {
        for (operand, wanted) in operands.iter_mut().zip(&call.sig.params).skip(1) {
            if let Ty::Lent(_) = self.operand_ty(operand) {
                let whole = self.temp(wanted.clone());
                let cast = Rvalue::Cast(CastKind::Reinterpret, operand.clone(), wanted.clone());
                self.push(StatementKind::Assign(whole.into(), cast));
                *operand = Operand::Copy(whole.into());
            }
        }
        let object = self.temp(call.object.clone());
        if let Some(receiver) = operands.first_mut() {
            let given = match &*receiver {
                Operand::Copy(place) | Operand::Move(place) if call.by_pointer => Operand::Copy(place.deref()),
                given => given.clone(),
            };
            let cast = Rvalue::Cast(CastKind::Reinterpret, given, call.object.clone());
            self.push(StatementKind::Assign(object.into(), cast));
            *receiver = Operand::Copy(object.into());
        }
        let ty = Ty::CFn(call.sig.clone());
        let code = self.temp(ty.clone());
        let stored = Operand::Copy(call.code(object));
        self.push(StatementKind::Assign(code.into(), Rvalue::Cast(CastKind::Reinterpret, stored, ty)));
        Callee::Pointer(Operand::Copy(code.into()), call.sig.clone())
    }

    fn callee(&mut self, callee: &Callee, operands: &mut Vec<Operand>) -> Callee {
        let callee = substitute::callee(callee, self.args);
        let instance = match callee {
            Callee::Instance(instance) => instance,
            Callee::Closure(closure, sig) => return self.closure(closure, &sig, operands),
            Callee::TraitMethod { trait_, method, self_ty, args } => {
                let cx = self.mono.cx;
                if let Some(call) = DynCall::of(cx, method, &self_ty) {
                    return self.dyn_call(&call, operands);
                }
                match resolve::method(cx.defs, trait_, method, &self_ty, &args) {
                    Some((function, args)) => {
                        // Who reports its panics at the call is given the place of the call, which is known only now.
                        if cx.defs.function(function).attributes.caller_location {
                            operands.push(Operand::Const(Const::Location(self.span, Ty::void_pointer(true))));
                        }
                        cx.instance(function, args)
                    }
                    None => {
                        let method_name = cx.function_name(method).to_string();
                        cx.report(NoImplementation { method: method_name, ty: self_ty.to_string(), span: self.span });
                        // Not requested: that the trait's own method has no code is the same mistake.
                        return Callee::Instance(cx.instance(method, args.into()));
                    }
                }
            }
            other => return other,
        };
        let instance = self.complete(instance, operands);
        self.mono.request(instance.clone());
        Callee::Instance(instance)
    }

    fn place_ty(&self, place: &Place) -> Ty {
        self.mono.cx.facts.place_ty(&self.locals, place)
    }

    fn needs_drop(&self, ty: &Ty) -> bool {
        self.mono.cx.facts.needs_drop(ty)
    }

    /// A class reference or a closure: what has a count itself.
    fn is_counted(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Fn(_)) || self.mono.cx.facts.is_class(ty)
    }

    /// Whether counts and drops of a place are decided once all moves are known.
    fn followed(&self, place: &Place, ty: &Ty) -> Followed {
        let Some(marks) = self.marks else { return Followed::No };
        let moves = self.mono.cx.facts.is_followed(ty);
        let owner = place.path.is_empty() && marks.owners.iter().any(|(own, _)| *own == place.local);
        match (moves, owner) {
            (true, _) => Followed::Yes,
            (false, true) => Followed::InVain,
            (false, false) => Followed::No,
        }
    }

    fn is_enum(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.mono.cx.defs.adt(adt.id).kind == AdtKind::Enum)
    }

    fn has_finalizer(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.mono.cx.defs.adt(adt.id).finalize.is_some())
    }

    /// Adds or takes away a count by the lane's own operation, which null does nothing to.
    fn count_object(&mut self, symbol: &str, place: &Place, ty: &Ty, target: BlockId) {
        let symbol: Arc<str> = symbol.into();
        if self.mono.program.external(&symbol).is_none() {
            let (params, result) = (vec![ty.clone()], Ty::Unit);
            let symbol = symbol.clone();
            self.mono.program.externs.push(ExternFn { symbol, params, result, variadic: false, noreturn: false, unwinds: false });
        }
        let unit = self.temp(Ty::Unit);
        self.end(TerminatorKind::Call {
            callee: Callee::Extern(symbol),
            args: vec![Operand::Copy(place.clone())],
            destination: unit.into(),
            target: Some(target),
            unwind: Unwind::Never,
        });
    }

    /// How many retains it takes in line; `None` if that needs branches or loops.
    fn leaves(&self, ty: &Ty) -> Option<usize> {
        if !self.needs_drop(ty) {
            return Some(0);
        }
        if self.is_counted(ty) {
            return Some(1);
        }
        if self.is_enum(ty) || matches!(ty, Ty::Array(..)) || self.mono.cx.defs.copy_hook(ty).is_some() {
            return None;
        }
        self.mono.cx.facts.fields(ty, None).iter().map(|f| self.leaves(f)).sum()
    }

    /// The only payload that matters in an enum like `Option[Node]`: variant, field.
    fn single_reference(&self, ty: &Ty) -> Option<(u32, u32)> {
        let Ty::Adt(adt, _) = ty else { return None };
        let def = self.mono.cx.defs.adt(adt.id);
        if def.kind != AdtKind::Enum || def.finalize.is_some() || self.mono.cx.defs.copy_hook(ty).is_some() {
            return None;
        }
        let mut found = None;
        for v in 0..def.variants.len() as u32 {
            for (i, field) in self.mono.cx.facts.fields(ty, Some(v)).iter().enumerate() {
                if self.needs_drop(field) {
                    if found.is_some() || !self.is_counted(field) {
                        return None;
                    }
                    found = Some((v, i as u32));
                }
            }
        }
        found
    }

    fn retain(&mut self, place: &Place, ty: &Ty) {
        if !self.needs_drop(ty) {
            return;
        }
        if self.is_counted(ty) {
            return self.push(StatementKind::Retain(place.clone()));
        }
        if let Some(table) = self.mono.cx.defs.lane_type(ty) {
            let target = self.fresh();
            self.count_object(table.retain, place, ty, target);
            self.current = target.0 as usize;
            return;
        }
        if self.mono.cx.defs.copy_hook(ty).is_some() {
            let target = self.fresh();
            // Copies are made where no panic can be told apart: one from `=copy` aborts.
            self.call_glue(InstanceKind::RetainGlue, place, ty, target, Unwind::Never);
            self.current = target.0 as usize;
            return;
        }
        if let Some((variant, field)) = self.single_reference(ty) {
            let (there, join) = (self.fresh(), self.fresh());
            self.switch_on(place, variant, there, join);
            self.current = there.0 as usize;
            self.push(StatementKind::Retain(place.variant(variant).field(field)));
            self.end(TerminatorKind::Goto(join));
            self.current = join.0 as usize;
            return;
        }
        if self.leaves(ty).is_some_and(|n| n <= FEW) {
            for (i, field) in self.mono.cx.facts.fields(ty, None).iter().enumerate() {
                self.retain(&place.field(i as u32), field);
            }
            return;
        }
        let target = self.fresh();
        self.call_glue(InstanceKind::RetainGlue, place, ty, target, Unwind::Never);
        self.current = target.0 as usize;
    }

    fn switch_on(&mut self, place: &Place, variant: u32, there: BlockId, otherwise: BlockId) {
        let found = self.temp(Ty::INT);
        self.push(StatementKind::Assign(found.into(), Rvalue::VariantOf(place.clone())));
        let value = Operand::Copy(found.into());
        self.end(TerminatorKind::Switch { value, cases: vec![(i128::from(variant), there)], otherwise });
    }

    fn drop(&mut self, place: &Place, ty: &Ty, target: BlockId, unwind: Unwind) {
        if !self.needs_drop(ty) {
            return self.end(TerminatorKind::Goto(target));
        }
        if self.is_counted(ty) {
            if self.later && self.mono.cx.facts.is_recursive(ty) {
                return self.drop_later(place, ty, target);
            }
            self.mono.request(Instance { kind: InstanceKind::DestroyGlue, args: [ty.clone()].into() });
            return self.end(TerminatorKind::Drop { place: place.clone(), target, unwind });
        }
        if let Some(table) = self.mono.cx.defs.lane_type(ty) {
            return self.count_object(table.release, place, ty, target);
        }
        if let Some((variant, field)) = self.single_reference(ty) {
            let there = self.fresh();
            self.switch_on(place, variant, there, target);
            self.current = there.0 as usize;
            let payload = place.variant(variant).field(field);
            let payload_ty = self.place_ty(&payload);
            return self.drop(&payload, &payload_ty, target, unwind);
        }
        let mut parts = Vec::new();
        if self.parts(place, ty, &mut parts) && parts.len() <= FEW {
            return self.drop_parts(&parts, target, unwind);
        }
        let later = self.later && self.mono.cx.facts.leads_to_recursive(ty);
        let kind = if later { InstanceKind::DropLaterGlue } else { InstanceKind::DropGlue };
        self.call_glue(kind, place, ty, target, unwind);
    }

    /// Adds the object that a place refers to to the list of what is to be dismantled, if this was its last count.
    fn drop_later(&mut self, place: &Place, ty: &Ty, target: BlockId) {
        let (object, last, address) = (self.temp(ty.clone()), self.temp(Ty::Bool), self.temp(Ty::RawPtr));
        self.push(StatementKind::Assign(object.into(), Rvalue::Use(Operand::Move(place.clone()))));
        self.push(StatementKind::Assign(last.into(), Rvalue::ReleaseCount(Operand::Copy(object.into()))));
        let add = self.fresh();
        self.end(TerminatorKind::Branch { condition: Operand::Copy(last.into()), then: add, otherwise: target });
        self.current = add.0 as usize;
        let cast = Rvalue::Cast(CastKind::Reinterpret, Operand::Copy(object.into()), Ty::RawPtr);
        self.push(StatementKind::Assign(address.into(), cast));
        let instance = Instance { kind: InstanceKind::DismantleGlue, args: [ty.clone()].into() };
        self.mono.request(instance.clone());
        if self.mono.program.external(pending::ADD).is_none() {
            self.mono.program.externs.push(later::external(pending::ADD));
        }
        let unit = self.temp(Ty::Unit);
        self.end(TerminatorKind::Call {
            callee: Callee::Extern(pending::ADD.into()),
            args: vec![Operand::Copy(address.into()), Operand::Const(Const::Fn(instance, closure::code_ty()))],
            destination: unit.into(),
            target: Some(target),
            unwind: Unwind::Never,
        });
    }

    fn call_glue(&mut self, kind: InstanceKind, place: &Place, ty: &Ty, target: BlockId, unwind: Unwind) {
        let pointer = self.temp(Ty::pointer(ty.clone(), false));
        self.push(StatementKind::Assign(pointer.into(), Rvalue::AddressOf(place.clone())));
        let instance = Instance { kind, args: [ty.clone()].into() };
        self.mono.request(instance.clone());
        let unit = self.temp(Ty::Unit);
        self.end(TerminatorKind::Call {
            callee: Callee::Instance(instance),
            args: vec![Operand::Copy(pointer.into())],
            destination: unit.into(),
            target: Some(target),
            unwind,
        });
    }
}
