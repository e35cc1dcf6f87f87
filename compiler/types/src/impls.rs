//! [`Impls`]: every impl of a program, found by what its target looks like from outside.

use std::collections::HashMap;
use std::hash::Hash;
use std::mem::{Discriminant, discriminant};
use std::ops::Deref;
use std::sync::Arc;

use crate::defs::{FnId, ImplDef, TraitId};
use crate::ty::Ty;

/// The outside of a type. Types that an impl's target can match have the same, unless the target is a parameter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Head(Discriminant<Ty>, u64);

impl Head {
    fn of(ty: &Ty) -> Self {
        let detail = match ty {
            Ty::Adt(adt, _) => u64::from(adt.id.0),
            Ty::Int(int) => *int as u64,
            Ty::Tuple(parts) => parts.len() as u64,
            _ => 0,
        };
        Head(discriminant(ty), detail)
    }
}

/// Impls in the order in which they were declared. Reads as a slice.
#[derive(Clone, Default)]
pub struct Impls {
    all: Vec<ImplDef>,
    by_head: HashMap<Head, Vec<u32>>,
    /// Those for every type (`impl[T: Bound] Trait for T`).
    of_any: Vec<u32>,
    by_trait: HashMap<TraitId, Vec<u32>>,
}

impl Impls {
    /// Adds an impl, whose target and trait stay what they are.
    pub fn push(&mut self, imp: ImplDef) {
        let index = self.all.len() as u32;
        match &imp.target {
            Ty::Param(_) => self.of_any.push(index),
            target => self.by_head.entry(Head::of(target)).or_default().push(index),
        }
        if let Some((trait_, _)) = &imp.trait_ {
            self.by_trait.entry(*trait_).or_default().push(index);
        }
        self.all.push(imp);
    }

    pub fn set_methods(&mut self, index: u32, methods: HashMap<Arc<str>, FnId>) {
        self.all[index as usize].methods = methods;
    }

    /// The impls that may be about a type, in their order: every one whose target matches it is among them.
    pub fn about(&self, ty: &Ty) -> impl Iterator<Item = &ImplDef> {
        let own = self.by_head.get(&Head::of(ty)).map_or(&[][..], |own| own);
        Merged(own, &self.of_any).map(|index| &self.all[index as usize])
    }

    /// The impls of a trait, in their order.
    pub fn of_trait(&self, trait_: TraitId) -> impl Iterator<Item = &ImplDef> {
        let own = self.by_trait.get(&trait_).map_or(&[][..], |own| own);
        own.iter().map(|index| &self.all[*index as usize])
    }

    /// Those of both.
    pub fn of_trait_about(&self, trait_: TraitId, ty: &Ty) -> impl Iterator<Item = &ImplDef> {
        self.about(ty).filter(move |imp| imp.trait_.as_ref().is_some_and(|(t, _)| *t == trait_))
    }
}

impl Deref for Impls {
    type Target = [ImplDef];

    fn deref(&self) -> &[ImplDef] {
        &self.all
    }
}

impl<'i> IntoIterator for &'i Impls {
    type Item = &'i ImplDef;
    type IntoIter = std::slice::Iter<'i, ImplDef>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

/// Two ascending lists as one.
struct Merged<'i>(&'i [u32], &'i [u32]);

impl Iterator for Merged<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let from = match (self.0.first(), self.1.first()) {
            (Some(a), Some(b)) if b < a => &mut self.1,
            (None, Some(_)) => &mut self.1,
            _ => &mut self.0,
        };
        let (first, rest) = from.split_first()?;
        *from = rest;
        Some(*first)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use aria_source::{FileId, Span};

    use super::Impls;
    use crate::defs::{ImplDef, TraitId};
    use crate::ty::{ParamTy, Ty};

    fn imp(target: Ty, trait_: u32) -> ImplDef {
        let trait_ = Some((TraitId(trait_), Arc::from([])));
        ImplDef { generics: Vec::new(), trait_, target, methods: HashMap::new(), span: Span::new(FileId(0), 0, 0) }
    }

    #[test]
    fn what_is_about_a_type_comes_in_the_order_of_declaration() {
        let any = Ty::Param(ParamTy { index: 0, name: "T".into() });
        let pair = |a: Ty, b: Ty| Ty::Tuple(Arc::from([a, b]));
        let targets = [Ty::INT, any.clone(), pair(any.clone(), any.clone()), Ty::FLOAT, pair(Ty::INT, any.clone()), any];
        let mut impls = Impls::default();
        targets.iter().enumerate().for_each(|(i, target)| impls.push(imp(target.clone(), i as u32 % 2)));
        let traits = |found: Vec<&ImplDef>| -> Vec<usize> {
            found.iter().map(|f| impls.iter().position(|i| std::ptr::eq(i, *f)).unwrap()).collect()
        };
        assert_eq!(traits(impls.about(&pair(Ty::Bool, Ty::INT)).collect()), [1, 2, 4, 5]);
        assert_eq!(traits(impls.about(&Ty::INT).collect()), [0, 1, 5]);
        assert_eq!(traits(impls.about(&Ty::Bool).collect()), [1, 5]);
        assert_eq!(traits(impls.of_trait(TraitId(0)).collect()), [0, 2, 4]);
        assert_eq!(traits(impls.of_trait_about(TraitId(1), &Ty::INT).collect()), [1, 5]);
    }
}
