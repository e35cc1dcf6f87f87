//! Definitions of the standard library that the language itself refers to (`@lang(string)` in `std/`).

use crate::defs::{AdtId, FnId, TraitId};

/// One such definition.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LangItem {
    Adt(AdtId),
    Fn(FnId),
    Trait(TraitId),
}

/// Those found, by the name in their annotation.
#[derive(Clone, Debug, Default)]
pub struct LangItems {
    items: Vec<(String, LangItem)>,
}

impl LangItems {
    /// Registers an item; the first of a name stays.
    pub fn add(&mut self, name: &str, item: LangItem) {
        if self.get(name).is_none() {
            self.items.push((name.to_owned(), item));
        }
    }

    pub fn get(&self, name: &str) -> Option<LangItem> {
        self.items.iter().find(|(n, _)| n == name).map(|(_, i)| *i)
    }

    pub fn adt(&self, name: &str) -> Option<AdtId> {
        match self.get(name) {
            Some(LangItem::Adt(id)) => Some(id),
            _ => None,
        }
    }

    pub fn function(&self, name: &str) -> Option<FnId> {
        match self.get(name) {
            Some(LangItem::Fn(id)) => Some(id),
            _ => None,
        }
    }

    pub fn trait_(&self, name: &str) -> Option<TraitId> {
        match self.get(name) {
            Some(LangItem::Trait(id)) => Some(id),
            _ => None,
        }
    }
}
