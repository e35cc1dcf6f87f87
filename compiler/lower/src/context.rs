//! [`Context`]: what lowering any body needs, and the generic bodies made so far.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use aria_check::typed::CheckedProgram;
use aria_diagnostics::{Diagnostic, Diagnostics};
use aria_foreign::TargetData;
use aria_mir::{Body, ExternFn, ExternGlobal, Instance, InstanceKind, LocalId};
use aria_types::{Defs, FnId, MethodOwner, Ty};

use crate::LowerOptions;
use crate::build;
use crate::facts::TypeFacts;

/// A body whose types may name generic parameters, with what it needs declared.
#[derive(Clone, Debug)]
pub(crate) struct GenericBody {
    pub body: Body,
    pub externs: Vec<ExternFn>,
    pub globals: Vec<ExternGlobal>,
    /// LLVM bitcode of the adapters it calls.
    pub adapters: Vec<Arc<[u8]>>,
    /// The closures in it, by number.
    pub closures: Vec<Rc<GenericBody>>,
    pub marks: Marks,
}

/// What a body's locals are for values that move instead of being copied; see [`crate::moves`].
#[derive(Clone, Default, Debug)]
pub(crate) struct Marks {
    /// Names of parts of what was matched, and the elements that a `for` stands at: they own nothing.
    pub bindings: HashSet<LocalId>,
    /// Locals that own a parameter's value, should the body take it: the local, the parameter.
    pub owners: Vec<(LocalId, LocalId)>,
    /// Locals whose address only closures have that never change them.
    pub shown: HashSet<LocalId>,
}

pub(crate) struct Context<'p> {
    pub program: &'p CheckedProgram,
    pub defs: &'p Defs,
    pub options: &'p LowerOptions,
    pub facts: TypeFacts<'p>,
    pub target: TargetData,
    diagnostics: RefCell<Diagnostics>,
    bodies: RefCell<HashMap<FnId, Rc<GenericBody>>>,
    lent: RefCell<HashMap<FnId, Rc<[usize]>>>,
    /// Whether a function keeps a closure that it is given, by the parameter's position; see [`crate::captures`].
    pub keeps: RefCell<HashMap<(FnId, usize), bool>>,
}

impl<'p> Context<'p> {
    pub fn new(program: &'p CheckedProgram, options: &'p LowerOptions) -> Self {
        let defs = &*program.defs;
        Context {
            program,
            defs,
            options,
            facts: TypeFacts::new(defs),
            target: defs.target(),
            diagnostics: RefCell::default(),
            bodies: RefCell::default(),
            keeps: RefCell::default(),
            lent: RefCell::default(),
        }
    }

    /// Whether values of some type move instead of being copied, or say what moving them does, so that moves are followed.
    pub fn follows_moves(&self) -> bool {
        self.defs.hooks.any_no_copy() || self.defs.hooks.hooked().any(|adt| !self.defs.adt(adt).in_std)
    }

    pub fn has_errors(&self) -> bool {
        self.diagnostics.borrow().has_errors()
    }

    pub fn report(&self, diagnostic: impl Into<Diagnostic>) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    pub fn into_diagnostics(self) -> Diagnostics {
        self.diagnostics.into_inner()
    }

    /// The generic body of a function, lowered when it is first asked for.
    pub fn body(&self, function: FnId) -> Rc<GenericBody> {
        if let Some(body) = self.bodies.borrow().get(&function) {
            return body.clone();
        }
        let body = Rc::new(build::function(self, function));
        self.bodies.borrow_mut().insert(function, body.clone());
        body
    }

    /// The parameters through which callers lend closures; see [`crate::captures::lent_params`].
    pub fn lent_params(&self, function: FnId) -> Rc<[usize]> {
        if let Some(known) = self.lent.borrow().get(&function) {
            return known.clone();
        }
        let found: Rc<[usize]> = crate::captures::lent_params(self, function).into();
        self.lent.borrow_mut().insert(function, found.clone());
        found
    }

    /// The type of a parameter of a function with a body, `self` counted.
    pub fn param_ty(&self, function: FnId, position: usize) -> Ty {
        let Some(body) = self.program.bodies.get(&function) else { return Ty::Error };
        body.params.get(position).and_then(|p| body.locals.get(p.0 as usize)).map_or(Ty::Error, |l| l.ty.clone())
    }

    /// A function as people name it: `Database.open`, in another module than the program's own file `sql.Database.open`.
    pub fn function_name(&self, function: FnId) -> Arc<str> {
        let def = self.defs.function(function);
        let homes = &self.defs.homes;
        let (home, owner) = match &def.owner {
            None => (homes.functions.get(&function), None),
            Some(MethodOwner::Adt(id)) => (homes.adts.get(id), Some(self.defs.adt(*id).name.to_string())),
            Some(MethodOwner::Trait(id)) => (homes.traits.get(id), Some(self.defs.trait_(*id).name.to_string())),
            Some(MethodOwner::Impl(index)) => match self.defs.impls.get(*index as usize).map(|imp| &imp.target) {
                Some(Ty::Adt(adt, _)) => (homes.adts.get(&adt.id), Some(adt.name.to_string())),
                Some(other) => (None, Some(other.to_string())),
                None => (None, None),
            },
        };
        let names = [home.map(|h| &**h), owner.as_deref(), Some(&*def.name)];
        names.into_iter().flatten().collect::<Vec<_>>().join(".").into()
    }

    pub fn instance(&self, function: FnId, args: Arc<[Ty]>) -> Instance {
        Instance { kind: InstanceKind::Fn(function, self.function_name(function)), args }
    }
}
