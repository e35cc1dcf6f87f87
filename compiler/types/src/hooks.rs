//! Hooks: the methods by which a struct or enum says what copying and destroying its values does; and which types their
//! authors answer for where threads are concerned.

use std::collections::{HashMap, HashSet};

use crate::defs::{AdtId, Defs, FnId};
use crate::ty::Ty;

/// The `=copy` methods of structs and enums, and the types declared `@send`.
#[derive(Clone, Default, Debug)]
pub struct Hooks {
    copy: HashMap<AdtId, FnId>,
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

    /// Every `=copy` method, in the order of the types' definition.
    pub fn copies(&self) -> Vec<FnId> {
        let mut all: Vec<(AdtId, FnId)> = self.copy.iter().map(|(adt, method)| (*adt, *method)).collect();
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
}
