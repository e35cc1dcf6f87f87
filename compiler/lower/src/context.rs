//! [`Context`]: what lowering any body needs, and the generic bodies made so far.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use aria_check::typed::CheckedProgram;
use aria_diagnostics::{Diagnostic, Diagnostics};
use aria_foreign::TargetData;
use aria_mir::{Body, ExternFn, ExternGlobal, Instance, InstanceKind};
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
}

pub(crate) struct Context<'p> {
    pub program: &'p CheckedProgram,
    pub defs: &'p Defs,
    pub options: &'p LowerOptions,
    pub facts: TypeFacts<'p>,
    pub target: TargetData,
    diagnostics: RefCell<Diagnostics>,
    bodies: RefCell<HashMap<FnId, Rc<GenericBody>>>,
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
        }
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

    /// A function as people name it: `Database.open`.
    pub fn function_name(&self, function: FnId) -> Arc<str> {
        let def = self.defs.function(function);
        let owner = match &def.owner {
            Some(MethodOwner::Adt(id)) => self.defs.adt(*id).name.to_string(),
            Some(MethodOwner::Trait(id)) => self.defs.trait_(*id).name.to_string(),
            Some(MethodOwner::Impl(index)) => match self.defs.impls.get(*index as usize) {
                Some(imp) => match &imp.target {
                    Ty::Adt(adt, _) => adt.name.to_string(),
                    other => other.to_string(),
                },
                None => return def.name.clone(),
            },
            None => return def.name.clone(),
        };
        format!("{owner}.{}", def.name).into()
    }

    pub fn instance(&self, function: FnId, args: Arc<[Ty]>) -> Instance {
        Instance { kind: InstanceKind::Fn(function, self.function_name(function)), args }
    }
}
