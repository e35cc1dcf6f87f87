//! `dyn Trait`: each trait has a class without fields that stands for the objects which carry its methods along.

use std::collections::HashMap;

use crate::defs::{AdtId, Defs, FnId, TraitId, TraitRef};
use crate::ty::Ty;

/// The classes that stand for `dyn` types, by trait and back.
#[derive(Clone, Default, Debug)]
pub struct DynTypes {
    classes: HashMap<TraitId, AdtId>,
    traits: HashMap<AdtId, TraitId>,
}

impl DynTypes {
    pub fn add(&mut self, trait_: TraitId, class: AdtId) {
        self.classes.insert(trait_, class);
        self.traits.insert(class, trait_);
    }
}

/// Why values of a trait cannot be `dyn`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDyn {
    /// The method has no `self`, so no value says whose it is.
    WithoutSelf(FnId),
    /// The method has type parameters of its own.
    Generic(FnId),
    /// The method takes or returns `Self`.
    MentionsSelf(FnId),
}

impl Defs {
    /// `dyn Trait[args]`.
    pub fn dyn_ty(&self, trait_: &TraitRef) -> Ty {
        self.dyn_types.classes.get(&trait_.trait_).map_or(Ty::Error, |id| self.adt_ty(*id, trait_.args.clone()))
    }

    /// The trait of a `dyn` type.
    pub fn dyn_trait(&self, ty: &Ty) -> Option<TraitRef> {
        let Ty::Adt(adt, args) = ty else { return None };
        let trait_ = *self.dyn_types.traits.get(&adt.id)?;
        Some(TraitRef { trait_, args: args.clone() })
    }

    /// The traits that a `dyn` type implements by carrying their methods: its own, and those that this one extends.
    pub fn dyn_traits(&self, ty: &Ty) -> Vec<TraitRef> {
        self.dyn_trait(ty).map_or(Vec::new(), |bound| self.with_supertraits(&bound, ty))
    }

    /// The methods that a `dyn` value carries, in the order of its slots, each with its trait.
    pub fn dyn_slots(&self, ty: &Ty) -> Vec<(TraitRef, FnId)> {
        let mut slots = Vec::new();
        for bound in self.dyn_traits(ty) {
            let mut methods: Vec<FnId> = self.trait_(bound.trait_).methods.values().copied().collect();
            methods.sort_unstable();
            slots.extend(methods.into_iter().map(|method| (bound.clone(), method)));
        }
        slots
    }

    /// Why a trait has no `dyn` values, if it has none.
    pub fn not_dyn(&self, ty: &Ty) -> Option<NotDyn> {
        self.dyn_slots(ty).into_iter().find_map(|(_, id)| {
            let method = self.function(id);
            let mentions = |ty: &Ty| ty.any(&mut |t| matches!(t, Ty::Param(p) if p.index == 0));
            if method.receiver.is_none() {
                Some(NotDyn::WithoutSelf(id))
            } else if method.generics.len() > method.owner_generics as usize {
                Some(NotDyn::Generic(id))
            } else if method.params.iter().any(|p| mentions(&p.ty)) || mentions(&method.result) {
                Some(NotDyn::MentionsSelf(id))
            } else {
                None
            }
        })
    }
}

impl TraitRef {
    /// The trait's arguments as its methods count them: `Self` first.
    pub fn with_self(&self, self_ty: &Ty) -> Vec<Ty> {
        std::iter::once(self_ty.clone()).chain(self.args.iter().cloned()).collect()
    }
}
