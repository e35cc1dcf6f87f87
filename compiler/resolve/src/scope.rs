//! Names at the top level and what they stand for.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::AliasDecl;
use aria_types::{AdtId, ConstId, ExternRef, FnId, ImportId, TraitId};

/// What a type name stands for.
#[derive(Clone, Debug)]
pub enum TypeName {
    Adt(AdtId),
    Trait(TraitId),
    Alias(Arc<AliasDecl>),
    /// A type that the program declares as a foreign world has it.
    Extern(ExternRef),
}

/// What a value name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueName {
    Fn(FnId),
    Const(ConstId),
    /// A foreign namespace (`C`).
    Namespace(ImportId),
}

/// The names of one file.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub types: HashMap<Arc<str>, (TypeName, Span)>,
    pub values: HashMap<Arc<str>, (ValueName, Span)>,
    /// Imports in the order of their declaration: types of headers are visible unqualified.
    pub imports: Vec<ImportId>,
}

/// A file's names, and behind them the standard library's.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub own: Names,
    pub outer: Option<Arc<Scope>>,
}

impl Scope {
    pub fn type_name(&self, name: &str) -> Option<&TypeName> {
        self.own.types.get(name).map(|(t, _)| t).or_else(|| self.outer.as_ref()?.type_name(name))
    }

    pub fn value_name(&self, name: &str) -> Option<ValueName> {
        self.own.values.get(name).map(|(v, _)| *v).or_else(|| self.outer.as_ref()?.value_name(name))
    }

    /// Every value name visible here, for suggestions.
    pub fn value_names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.own.values.keys().cloned().collect();
        if let Some(outer) = &self.outer {
            names.extend(outer.value_names());
        }
        names.sort();
        names
    }

    /// Every type name visible here, for suggestions.
    pub fn type_names(&self) -> Vec<Arc<str>> {
        let mut names: Vec<Arc<str>> = self.own.types.keys().cloned().collect();
        if let Some(outer) = &self.outer {
            names.extend(outer.type_names());
        }
        names.sort();
        names
    }
}
