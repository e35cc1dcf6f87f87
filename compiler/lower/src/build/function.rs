//! Whole functions: from a typed body, or made from the signature (constructors, intrinsics, runtime functions).

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use aria_check::send::taken_arguments;
use aria_check::typed::{self, TypedBody};
use aria_mir::{BlockId, Body, Const, LocalDecl, LocalId, Operand, Place, Rvalue, StatementKind, TerminatorKind};
use aria_source::Span;
use aria_types::{FnDef, FnId, FnKind, ParamTy, Ty};

use super::scan::{assigned_locals, changes};
use super::scopes::Entry;
use super::{Builder, OpenBlock};
use crate::captures::Sharing;
use crate::context::{Context, GenericBody, Marks};
use crate::diagnostics::NoBody;

/// The generic body of a function.
pub(crate) fn function(cx: &Context<'_>, id: FnId) -> GenericBody {
    let def = cx.defs.function(id);
    let body = cx.program.bodies.get(&id);
    let mut builder = Builder::new(cx, def.span, body.map_or(&[], |b| &b.locals[..]));
    let lent = cx.lent_params(id);
    let closures = (0..lent.len() as u32).map(|k| lent_param(def, k));
    builder.function = Some((id, def.identity_args().iter().cloned().chain(closures).collect()));
    if let Some(body) = body {
        builder.shared = Rc::new(Sharing::of(cx, &body.value, &body.locals));
    }
    builder.declare_result(def.result.clone());
    let params = match (&def.kind, body) {
        (FnKind::Body | FnKind::Constructor(_), Some(body)) => builder.typed(body, &lent, def),
        (FnKind::Constructor(_), None) => builder.synthetic(def, |b, params| b.construct_from_params(def, params)),
        (FnKind::Intrinsic(name), _) => {
            let args = def.identity_args();
            builder.synthetic(def, |b, params| b.intrinsic(name, &args, params, def.result.clone(), LocalId::RESULT))
        }
        (FnKind::Runtime(symbol), _) => {
            let types = def.receiver.iter().chain(def.params.iter().map(|p| &p.ty)).cloned().collect();
            builder.synthetic(def, |b, params| b.runtime_call(symbol, types, params, &def.result, LocalId::RESULT))
        }
        _ => {
            cx.report(NoBody { name: cx.function_name(id).to_string(), span: def.name_span });
            builder.synthetic(def, |b, _| {
                b.terminate(TerminatorKind::Unreachable);
                b.diverge();
            })
        }
    };
    let inline = def.attributes.inline || !matches!(def.kind, FnKind::Body);
    let mut generic = builder.finish(cx.function_name(id), params, Some(body.map_or(def.span, |b| b.span)), inline);
    // Where an array grows is no part of what pushes onto it.
    generic.body.cold = cx.defs.lang.function("array_grow") == Some(id);
    generic
}

/// The type of a parameter through which closures are lent: whatever each caller gives.
fn lent_param(def: &FnDef, number: u32) -> Ty {
    Ty::Param(ParamTy { index: def.generics.len() as u32 + number, name: "closure".into() })
}

impl<'p> Builder<'p> {
    pub(crate) fn new(cx: &'p Context<'p>, span: Span, declared: &'p [typed::Local]) -> Self {
        let entry = OpenBlock { statements: Vec::new(), terminator: None, cleanup: false };
        let mut builder = Builder {
            cx,
            locals: Vec::new(),
            blocks: vec![entry],
            current: BlockId(0),
            dead: false,
            span,
            map: HashMap::new(),
            shared: Rc::default(),
            function: None,
            closures: Rc::default(),
            declared,
            scopes: Vec::new(),
            temporaries: 0,
            conditional: 0,
            extending: false,
            loops: Vec::new(),
            in_cleanup: false,
            chains: HashMap::new(),
            resume: None,
            next_defer: 0,
            zeroed_early: Vec::new(),
            caller: None,
            unit: None,
            constants: Vec::new(),
            externs: Vec::new(),
            globals: Vec::new(),
            adapters: Vec::new(),
            marks: Marks::default(),
        };
        builder.push_scope();
        builder
    }

    pub(crate) fn declare_result(&mut self, ty: Ty) {
        let span = self.span;
        self.new_local(LocalDecl { ty, name: None, span });
    }

    /// The statements of a checked body; the number of parameters.
    fn typed(&mut self, body: &'p TypedBody, lent: &[usize], def: &FnDef) -> u32 {
        let caller_location = def.attributes.caller_location;
        for (i, param) in body.params.iter().enumerate() {
            let local = &self.declared[param.0 as usize];
            let ty = match lent.iter().position(|l| *l == i) {
                Some(k) => lent_param(def, k as u32),
                None => local.ty.clone(),
            };
            let declaration = LocalDecl { ty, name: (!local.hidden).then(|| local.name.clone()), span: local.span };
            let id = self.new_local(declaration);
            self.map.insert(*param, id.into());
        }
        if caller_location {
            let declaration = LocalDecl { ty: Ty::void_pointer(true), name: None, span: self.span };
            self.caller = Some(self.new_local(declaration));
        }
        // Parameters are the caller's. One that is assigned, or whose address is taken, becomes a local with a value of
        // its own.
        let assigned: HashSet<typed::LocalId> = assigned_locals(&body.value, &|e| self.cx.facts.is_class(&e.ty));
        let taken = taken_arguments(self.cx.defs, body.function);
        for (_, param) in body.params.iter().enumerate().filter(|(i, _)| taken.contains(i)) {
            self.take_parameter(*param);
        }
        let lent = body.params.iter().enumerate().filter(|(i, _)| !taken.contains(i)).map(|(_, p)| p);
        for param in lent.filter(|p| assigned.contains(p)) {
            // A copy that runs code of the program is made only where it is needed: `=copy` itself may assign through
            // what its value refers to.
            let cx = self.cx;
            let copies = cx.defs.copy_hook(&self.declared[param.0 as usize].ty).is_some();
            if !copies || changes(&body.value, *param, &|e| cx.facts.is_class(&e.ty)) {
                self.own_parameter(*param);
            }
        }
        // One whose value may move is given an owner, which is there in vain where the body only looks at it.
        if self.cx.follows_moves() {
            for param in body.params.iter().filter(|p| !assigned.contains(p)) {
                if self.cx.facts.may_move(&self.declared[param.0 as usize].ty)
                    && let Some(given) = self.map.get(param).cloned()
                {
                    self.own_parameter(*param);
                    let own = LocalId(self.locals.len() as u32 - 1);
                    if self.map.get(param).is_some_and(|own_place| *own_place == Place::local(own)) {
                        self.marks.owners.push((own, given.local));
                    }
                }
            }
        }
        self.in_terminating_scope(LocalId::RESULT, &body.value);
        self.end_body();
        body.params.len() as u32 + u32::from(caller_location)
    }

    /// Gives a parameter that is assigned a value of its own.
    pub(super) fn own_parameter(&mut self, param: typed::LocalId) {
        self.parameter_as_local(param, false);
    }

    /// Makes a parameter that the function takes over its own: the caller gave its count along.
    fn take_parameter(&mut self, param: typed::LocalId) {
        self.parameter_as_local(param, true);
    }

    fn parameter_as_local(&mut self, param: typed::LocalId, taken: bool) {
        let Some(given) = self.map.get(&param).cloned() else { return };
        let own = self.new_local(self.locals[given.local.0 as usize].clone());
        if taken {
            self.assign(own, Rvalue::Use(Operand::Move(given)));
        } else {
            self.assign(own, Rvalue::Use(Operand::Copy(given)));
            self.retain(own);
        }
        if let Some(cell) = self.in_cell(param, own) {
            return self.schedule_drop(0, cell);
        }
        self.schedule_drop(0, own);
        self.map.insert(param, own.into());
    }

    /// A body made from the signature: `fill` computes the result from the parameters.
    fn synthetic(&mut self, def: &FnDef, fill: impl FnOnce(&mut Self, Vec<Operand>)) -> u32 {
        let types = def.receiver.iter().map(|ty| ("self".into(), ty)).chain(def.params.iter().map(|p| (p.name.clone(), &p.ty)));
        let mut params = Vec::new();
        for (name, ty) in types {
            let name: Arc<str> = name;
            let local = self.new_local(LocalDecl { ty: ty.clone(), name: Some(name), span: def.span });
            params.push(Operand::Copy(local.into()));
        }
        let count = params.len() as u32;
        fill(self, params);
        self.end_body();
        count
    }

    pub(crate) fn end_body(&mut self) {
        self.pop_scope(Some(LocalId::RESULT).filter(|l| self.needs_drop(&self.local_ty(*l))));
        self.terminate(TerminatorKind::Return);
    }

    /// `Type.new`: the parameters are borrowed, so each field takes a count of its own.
    fn construct_from_params(&mut self, def: &FnDef, params: Vec<Operand>) {
        let mut fields = Vec::new();
        for param in params {
            let Operand::Copy(place) = param else { continue };
            let own = self.temp(&self.local_ty(place.local));
            self.assign(own, Rvalue::Use(Operand::Copy(place)));
            self.retain(own);
            fields.push(Operand::Move(own.into()));
        }
        self.aggregate(&def.result, fields, LocalId::RESULT);
    }

    /// Adds a count to what a local holds, if it holds any.
    pub(super) fn retain(&mut self, local: LocalId) {
        if self.needs_drop(&self.local_ty(local)) {
            self.push(StatementKind::Retain(local.into()));
        }
    }

    /// The storage of a typed local. One that was never declared (after an error) is made up.
    pub(super) fn mapped(&mut self, local: typed::LocalId) -> Place {
        if let Some(known) = self.map.get(&local) {
            return known.clone();
        }
        self.declare(local).into()
    }

    /// A new MIR local for a declaration.
    pub(super) fn declare(&mut self, local: typed::LocalId) -> LocalId {
        let declaration = match self.declared.get(local.0 as usize) {
            Some(l) => LocalDecl { ty: l.ty.clone(), name: (!l.hidden).then(|| l.name.clone()), span: l.span },
            None => LocalDecl { ty: Ty::Error, name: None, span: self.span },
        };
        let id = self.new_local(declaration);
        self.map.insert(local, id.into());
        id
    }

    /// The statements of a closure, whose parameters are declared.
    pub(super) fn closure_statements(&mut self, closure: &'p typed::Closure) {
        let assigned: HashSet<typed::LocalId> = assigned_locals(&closure.body, &|e| self.cx.facts.is_class(&e.ty));
        closure.params.iter().filter(|p| assigned.contains(p)).for_each(|p| self.own_parameter(*p));
        self.in_terminating_scope(LocalId::RESULT, &closure.body);
        self.end_body();
    }

    pub(super) fn schedule_storage(&mut self, local: LocalId) {
        self.push(StatementKind::StorageLive(local));
        self.schedule(Entry::Storage(local));
    }

    /// A closure's body; the closures inside it are the function's.
    pub(super) fn finish_closure(mut self, name: Arc<str>, params: u32, span: Span) -> GenericBody {
        self.closures = Rc::default();
        self.finish(name, params, Some(span), false)
    }

    pub(crate) fn finish(mut self, name: Arc<str>, params: u32, span: Option<Span>, inline: bool) -> GenericBody {
        let blocks = self.finish_blocks();
        let symbol = name.clone();
        let body = Body { symbol, name, params, locals: self.locals, blocks, span, exported: false, inline, cold: false };
        let closures = self.closures.take();
        GenericBody { body, externs: self.externs, globals: self.globals, adapters: self.adapters, closures, marks: self.marks }
    }

    /// The constant `()`.
    pub(super) fn unit_value(&mut self) -> Operand {
        Operand::Const(Const::Unit)
    }
}
