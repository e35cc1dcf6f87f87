//! Hooks: the methods by which a struct or enum says what copying and destroying its values does.

use std::collections::HashMap;

use crate::defs::{AdtId, Defs, FnId};
use crate::ty::Ty;

/// The `=copy` methods of structs and enums.
#[derive(Clone, Default, Debug)]
pub struct Hooks {
    copy: HashMap<AdtId, FnId>,
}

impl Hooks {
    pub fn set_copy(&mut self, adt: AdtId, method: FnId) {
        self.copy.insert(adt, method);
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
