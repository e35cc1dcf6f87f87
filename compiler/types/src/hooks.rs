//! Hooks: the methods by which a struct or enum says what copying, moving and destroying its values does, and whether they
//! may be copied at all; and which types their authors answer for where threads are concerned.

use std::collections::{HashMap, HashSet};

use crate::defs::{AdtId, Defs, FnId};
use crate::ty::Ty;

/// The `=copy` and `=sink` methods of structs and enums, and the types that are `@no_copy` or `@send`.
#[derive(Clone, Default, Debug)]
pub struct Hooks {
    copy: HashMap<AdtId, FnId>,
    sink: HashMap<AdtId, FnId>,
    no_copy: HashSet<AdtId>,
    send: HashSet<AdtId>,
}

impl Hooks {
    pub fn set_copy(&mut self, adt: AdtId, method: FnId) {
        self.copy.insert(adt, method);
    }

    /// Takes note of `@send`: values may be used by several threads at once, whatever they are made of.
    pub fn set_send(&mut self, adt: AdtId) {
        self.send.insert(adt);
    }

    pub fn is_send(&self, adt: AdtId) -> bool {
        self.send.contains(&adt)
    }

    pub fn set_sink(&mut self, adt: AdtId, method: FnId) {
        self.sink.insert(adt, method);
    }

    pub fn set_no_copy(&mut self, adt: AdtId) {
        self.no_copy.insert(adt);
    }

    /// Whether the type itself is declared `@no_copy`.
    pub fn is_no_copy(&self, adt: AdtId) -> bool {
        self.no_copy.contains(&adt)
    }

    /// Whether a function is the `=copy` of a type.
    pub fn is_copy(&self, function: FnId) -> bool {
        self.copy.values().any(|f| *f == function)
    }

    /// The structs and enums with a `=copy` or `=sink` of their own.
    pub fn hooked(&self) -> impl Iterator<Item = AdtId> + '_ {
        self.copy.keys().chain(self.sink.keys()).copied()
    }

    /// Whether values of any type of the program move instead of being copied.
    pub fn any_no_copy(&self) -> bool {
        !self.no_copy.is_empty()
    }

    /// Every `=copy` and `=sink` method, in the order of the types' definition.
    pub fn copies(&self) -> Vec<FnId> {
        let mut all: Vec<(AdtId, FnId)> = self.copy.iter().chain(&self.sink).map(|(adt, method)| (*adt, *method)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, method)| method).collect()
    }
}

impl Defs {
    /// What makes a value of its own out of a copied one, where the type says so itself.
    pub fn copy_hook(&self, ty: &Ty) -> Option<FnId> {
        match ty {
            Ty::Adt(adt, _) => self.hooks.copy.get(&adt.id).copied(),
            _ => None,
        }
    }

    /// What the value of a type becomes in its new place when it moves, where the type says so itself.
    pub fn sink_hook(&self, ty: &Ty) -> Option<FnId> {
        match ty {
            Ty::Adt(adt, _) => self.hooks.sink.get(&adt.id).copied(),
            _ => None,
        }
    }
}
