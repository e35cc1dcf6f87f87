//! Monomorphisation: from the entry and the exported functions, every instance that can be reached, with concrete
//! types only.

mod crossing;
mod dynamic;
mod glue;
mod later;
mod mangle;
mod resolve;
mod rewrite;
mod substitute;

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use aria_check::typed::any;
use aria_mir::{Block, Body, BodyId, Instance, InstanceKind, LocalDecl, MirProgram, Terminator, TerminatorKind};
use aria_source::{FileId, Span};
use aria_types::{FnId, FnKind, Ty};

use crate::build;
use crate::context::{Context, GenericBody, Marks};
use crate::diagnostics::EndlessInstances;
use crate::entry;
use crate::moves;
use mangle::Mangler;

/// Type arguments nested deeper than this come from a function that instantiates itself with ever larger types.
const DEEPEST_TYPE: u32 = 40;

/// So do type arguments that are larger than this, by the number of types they are made of.
const LARGEST_TYPES: usize = 2048;

pub(crate) struct Mono<'c, 'p> {
    cx: &'c Context<'p>,
    program: MirProgram,
    queue: VecDeque<(Instance, BodyId)>,
    mangler: Mangler,
    seen_adapters: HashSet<Arc<[u8]>>,
    /// What the locals of bodies are for values that move.
    marks: HashMap<BodyId, Marks>,
    /// A type whose glue leads to ever larger ones. A function that does so explains it better.
    endless_type: Option<EndlessInstances>,
}

/// Judges the moves of everything that can be reached, and of the program's own functions that have to do with values
/// that move.
pub(crate) fn check_moves(cx: &Context<'_>) {
    let mut ids: Vec<FnId> = cx.program.bodies.keys().copied().collect();
    ids.sort_unstable();
    let own = ids.into_iter().filter(|id| {
        let def = cx.defs.function(*id);
        let value = &cx.program.bodies[id].value;
        let moves = || any(value, &mut |e| cx.facts.no_copy(&e.ty).is_some());
        !def.in_std && def.generics.is_empty() && matches!(def.kind, FnKind::Body) && moves()
    });
    collect(cx, &own.collect::<Vec<_>>());
}

pub(crate) fn monomorphise(cx: &Context<'_>) -> MirProgram {
    collect(cx, &[])
}

/// Every instance that the entry, the exported functions and these reach.
fn collect(cx: &Context<'_>, roots: &[FnId]) -> MirProgram {
    let string_ty = Some(cx.defs.string()).filter(|ty| !ty.is_error());
    let program = MirProgram { string_ty, ..MirProgram::default() };
    let mut mono = Mono {
        cx,
        program,
        queue: VecDeque::new(),
        mangler: Mangler::new(cx),
        seen_adapters: HashSet::new(),
        marks: HashMap::new(),
        endless_type: None,
    };
    for function in &cx.options.exported {
        let instance = cx.instance(*function, [].into());
        let id = mono.request(instance);
        let body = &mut mono.program.bodies[id.0 as usize];
        body.exported = true;
        body.symbol = cx.defs.function(*function).name.clone();
    }
    for module in &cx.options.modules {
        for function in &module.functions {
            let instance = build::entry_instance(cx, module, function);
            let id = mono.reserve(mono.mangler.symbol(&instance), cx.function_name(function.function));
            mono.program.instances.insert(instance, id);
            mono.install(id, &build::entry_function(cx, module, function), &[]);
        }
        let id = mono.reserve(module.symbol.clone(), module.name.clone());
        mono.program.bodies[id.0 as usize].exported = true;
        mono.install(id, &build::initialiser(cx, module), &[]);
    }
    for function in roots {
        let instance = cx.instance(*function, [].into());
        mono.request(instance);
    }
    if let Some(main) = cx.program.entry {
        let body = entry::body(cx, main);
        let id = mono.reserve(body.body.symbol.clone(), body.body.name.clone());
        mono.install(id, &body, &[]);
        mono.program.entry = Some(id);
    }
    while let Some((instance, id)) = mono.queue.pop_front() {
        mono.instantiate(&instance, id);
    }
    if cx.follows_moves() {
        for id in moves::decide(cx, &mut mono.program, &mono.marks) {
            let body = mono.program.bodies[id.0 as usize].clone();
            mono.program.bodies[id.0 as usize] = rewrite::rewrite(&mut mono, &body, &[], None, false);
        }
        while let Some((instance, id)) = mono.queue.pop_front() {
            mono.instantiate(&instance, id);
        }
    }
    if let Some(endless) = mono.endless_type
        && !cx.has_errors()
    {
        cx.report(endless);
    }
    mono.program
}

impl Mono<'_, '_> {
    /// The body that an instance becomes; it is made later.
    fn request(&mut self, instance: Instance) -> BodyId {
        if let Some(known) = self.program.instances.get(&instance) {
            return *known;
        }
        let symbol = self.mangler.symbol(&instance);
        let name = match &instance.kind {
            InstanceKind::Fn(_, name) | InstanceKind::Entry(_, name) | InstanceKind::DynMethod(_, name) => name.clone(),
            InstanceKind::Closure(_, _, name) => format!("{name} (closure)").into(),
            InstanceKind::DropGlue
            | InstanceKind::DropLaterGlue
            | InstanceKind::RetainGlue
            | InstanceKind::DestroyGlue
            | InstanceKind::DismantleGlue
            | InstanceKind::CrossGlue
            | InstanceKind::CrossFields => symbol.clone(),
        };
        let id = self.reserve(symbol, name);
        self.program.instances.insert(instance.clone(), id);
        self.queue.push_back((instance, id));
        id
    }

    fn reserve(&mut self, symbol: Arc<str>, name: Arc<str>) -> BodyId {
        let span = Span::new(FileId(0), 0, 0);
        let result = LocalDecl { ty: Ty::Never, name: None, span };
        let unreachable = Terminator { kind: TerminatorKind::Unreachable, span };
        let blocks = vec![Block { statements: Vec::new(), terminator: unreachable, cleanup: false }];
        let body = Body {
            symbol,
            name,
            params: 0,
            locals: vec![result],
            blocks,
            span: None,
            exported: false,
            inline: false,
            cold: false,
        };
        self.program.bodies.push(body);
        BodyId(self.program.bodies.len() as u32 - 1)
    }

    fn instantiate(&mut self, instance: &Instance, id: BodyId) {
        if too_large(&instance.args) {
            if let InstanceKind::Fn(function, name) = &instance.kind {
                let span = self.cx.defs.function(*function).name_span;
                return self.cx.report(EndlessInstances { name: name.to_string(), span });
            }
            if let Some((name, span)) = self.growing_type(&instance.args) {
                self.endless_type = Some(EndlessInstances { name, span });
                return;
            }
        }
        match &instance.kind {
            InstanceKind::Fn(function, _) if self.cx.defs.lang.function("make_dyn") == Some(*function) => {
                if let [value, dyn_ty] = &instance.args[..] {
                    let body = dynamic::make(self.cx, *function, value, dyn_ty);
                    self.install(id, &body, &[]);
                }
            }
            InstanceKind::DynMethod(method, _) => {
                if let [value, dyn_ty] = &instance.args[..]
                    && let Some(body) = dynamic::method(self.cx, *method, value, dyn_ty)
                {
                    self.install(id, &body, &[]);
                }
            }
            InstanceKind::Fn(function, _) => {
                let body = self.cx.body(*function);
                let later = later::is_finalize_of_recursive(self.cx, *function, &instance.args);
                self.install_glue(id, &body, &instance.args, later);
            }
            InstanceKind::Closure(function, number, _) => {
                let body = self.cx.body(*function);
                if let Some(closure) = body.closures.get(*number as usize) {
                    self.install(id, closure, &instance.args);
                }
            }
            kind => {
                let Some(ty) = instance.args.first() else { return };
                let body = match kind {
                    InstanceKind::RetainGlue => glue::retain(self.cx, ty),
                    InstanceKind::DestroyGlue if self.cx.facts.is_recursive(ty) => later::destroy(self.cx, ty),
                    InstanceKind::DestroyGlue | InstanceKind::DismantleGlue => glue::dismantle(self.cx, ty),
                    InstanceKind::CrossGlue => crossing::value(self.cx, ty),
                    InstanceKind::CrossFields => crossing::fields(self.cx, ty),
                    _ => glue::drop(self.cx, ty, *kind == InstanceKind::DropLaterGlue),
                };
                let later = match kind {
                    InstanceKind::DropLaterGlue => true,
                    InstanceKind::DismantleGlue => self.cx.facts.is_recursive(ty),
                    _ => false,
                };
                self.install_glue(id, &body, &[], later);
            }
        }
    }

    /// The program's own generic type in what became too large. The library's do not grow by themselves: a function
    /// that makes them larger is reported for its own sake.
    fn growing_type(&self, types: &[Ty]) -> Option<(String, Span)> {
        let mut found = None;
        let mut own = |ty: &Ty| {
            if let Ty::Adt(adt, args) = ty
                && !args.is_empty()
            {
                found = Some(self.cx.defs.adt(adt.id)).filter(|def| !def.in_std);
            }
            found.is_some()
        };
        types.iter().any(|ty| ty.any(&mut own));
        found.map(|def| (def.name.to_string(), def.span))
    }

    /// Fills a reserved body with a generic one for these type arguments.
    fn install(&mut self, id: BodyId, generic: &GenericBody, args: &[Ty]) {
        self.install_glue(id, generic, args, false);
    }

    /// The same, for a body that may run while an object is dismantled: `later` says that it does.
    fn install_glue(&mut self, id: BodyId, generic: &GenericBody, args: &[Ty], later: bool) {
        let marks = self.cx.follows_moves().then_some(&generic.marks);
        let body = rewrite::rewrite(self, &generic.body, args, marks, later);
        if marks.is_some() {
            self.marks.insert(id, generic.marks.clone());
        }
        let slot = &mut self.program.bodies[id.0 as usize];
        let (symbol, name, exported) = (slot.symbol.clone(), slot.name.clone(), slot.exported);
        *slot = Body { symbol, name, exported, ..body };
        for external in &generic.externs {
            if self.program.external(&external.symbol).is_none() {
                let mut external = external.clone();
                external.params.iter_mut().for_each(|p| *p = p.substitute(args));
                external.result = external.result.substitute(args);
                self.program.externs.push(external);
            }
        }
        for global in &generic.globals {
            if !self.program.globals.contains(global) {
                self.program.globals.push(global.clone());
            }
        }
        for adapter in &generic.adapters {
            if self.seen_adapters.insert(adapter.clone()) {
                self.program.adapters.push(adapter.clone());
            }
        }
    }
}

/// Whether types are larger than those of any program that does not make ever larger ones.
pub(crate) fn too_large(types: &[Ty]) -> bool {
    types.iter().any(|ty| depth(ty) > DEEPEST_TYPE) || size(types, LARGEST_TYPES) > LARGEST_TYPES
}

/// How many types some types are made of; counting ends soon after `limit`.
fn size(types: &[Ty], limit: usize) -> usize {
    let mut left: Vec<&Ty> = types.iter().collect();
    let mut count = 0;
    while let Some(ty) = left.pop() {
        count += 1;
        if count > limit {
            break;
        }
        match ty {
            Ty::Ptr(p) => left.push(&p.pointee),
            Ty::Array(element, _) => left.push(element),
            Ty::Adt(_, args) | Ty::Tuple(args) => left.extend(args.iter()),
            Ty::Lent(lent) => left.extend(lent.args.iter()),
            Ty::Fn(sig) | Ty::CFn(sig) => left.extend(sig.params.iter().chain([&sig.result])),
            _ => {}
        }
    }
    count
}

fn depth(ty: &Ty) -> u32 {
    let deepest = |items: &mut dyn Iterator<Item = &Ty>| items.map(depth).max().unwrap_or(0) + 1;
    match ty {
        Ty::Ptr(p) => depth(&p.pointee) + 1,
        Ty::Array(element, _) => depth(element) + 1,
        Ty::Adt(_, args) | Ty::Tuple(args) => deepest(&mut args.iter()),
        Ty::Lent(lent) => deepest(&mut lent.args.iter()),
        Ty::Fn(sig) | Ty::CFn(sig) => deepest(&mut sig.params.iter().chain([&sig.result])),
        _ => 1,
    }
}
