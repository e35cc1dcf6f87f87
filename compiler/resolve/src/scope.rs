//! Names and what they stand for: those of a file or module, those around it, and those inside of others.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use aria_source::{FileId, Span};
use aria_syntax::ast::AliasDecl;
use aria_types::{AdtId, ConstId, ExternRef, FnId, ImportId, TraitId};

/// A file of the program or the library, a `module` in one, or what is declared inside a type or function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct ModuleId(pub u32);

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
    /// An imported file, or a module inside one.
    Module(ModuleId),
}

/// The names of one file, or of one module inside it.
#[derive(Clone, Debug, Default)]
pub struct Names {
    pub types: HashMap<Arc<str>, (TypeName, Span)>,
    pub values: HashMap<Arc<str>, (ValueName, Span)>,
    /// Imports in the order of their declaration: types of headers are visible unqualified.
    pub imports: Vec<ImportId>,
    /// The names that other files do not see, with the places of their declarations.
    pub private: HashMap<Arc<str>, Span>,
    /// The declarations at the top of a function's body, if these are their names.
    pub local_items: HashSet<Span>,
}

/// The names of a module, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub names: Arc<Names>,
    /// What it stands in, whose names are visible inside it; the library for a file.
    pub outer: Option<ModuleId>,
    /// Its file; none for the library's prelude, which is several.
    pub file: Option<FileId>,
    pub in_std: bool,
    /// The names that lead to it, for messages and symbols; empty for the program's own file.
    pub path: Arc<str>,
}

#[derive(Debug, Default)]
pub(crate) struct Table {
    pub frames: Vec<Frame>,
    /// What is declared inside types.
    pub of_types: HashMap<AdtId, ModuleId>,
}

/// Every module of a program. It is complete before anything is looked up in it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Modules(Arc<OnceLock<Table>>);

impl Modules {
    /// Only the first call has an effect.
    pub fn complete(&self, table: Table) {
        let _ = self.0.set(table);
    }

    fn frame(&self, module: ModuleId) -> Option<&Frame> {
        self.0.get()?.frames.get(module.0 as usize)
    }
}

/// A declaration that the file which asks for it does not see.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Hidden {
    pub declared: Span,
}

/// A module's names, and behind them those around it, the standard library's last.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    pub own: Arc<Names>,
    pub outer: Option<Arc<Scope>>,
    pub module: ModuleId,
    modules: Modules,
}

impl Scope {
    pub(crate) fn of(modules: &Modules, module: ModuleId) -> Scope {
        let frame = modules.frame(module);
        let outer = frame.and_then(|f| f.outer).filter(|o| *o != module).map(|o| Arc::new(Self::of(modules, o)));
        Scope { own: frame.map(|f| f.names.clone()).unwrap_or_default(), outer, module, modules: modules.clone() }
    }

    /// What is being declared may be added to.
    pub(crate) fn own_mut(&mut self) -> &mut Names {
        Arc::make_mut(&mut self.own)
    }

    pub fn type_name(&self, name: &str) -> Option<&TypeName> {
        self.type_with_home(name).map(|(t, _)| t)
    }

    /// What a type name stands for, and the scope that it was found in.
    pub fn type_with_home(&self, name: &str) -> Option<(&TypeName, &Scope)> {
        match self.own.types.get(name) {
            Some((found, _)) => Some((found, self)),
            None => self.outer.as_ref()?.type_with_home(name),
        }
    }

    pub fn value_name(&self, name: &str) -> Option<ValueName> {
        self.own.values.get(name).map(|(v, _)| *v).or_else(|| self.outer.as_ref()?.value_name(name))
    }

    /// The foreign namespaces whose types are visible unqualified.
    pub fn imports(&self) -> Vec<ImportId> {
        let mut all = self.own.imports.clone();
        all.extend(self.outer.iter().flat_map(|outer| outer.imports()));
        all
    }

    /// A value of a module, seen from here.
    ///
    /// # Errors
    /// If it is private to another file.
    pub fn value_in(&self, module: ModuleId, name: &str) -> Result<Option<ValueName>, Hidden> {
        let Some(frame) = self.modules.frame(module) else { return Ok(None) };
        let Some((value, _)) = frame.names.values.get(name) else { return Ok(None) };
        match value {
            // What a file imports is its own affair.
            ValueName::Namespace(_) => return Ok(None),
            ValueName::Module(inner) if self.modules.frame(*inner).is_none_or(|f| f.outer != Some(module)) => return Ok(None),
            _ => {}
        }
        self.visible(frame, name)?;
        Ok(Some(*value))
    }

    /// A type of a module, seen from here.
    ///
    /// # Errors
    /// If it is private to another file.
    pub fn type_in(&self, module: ModuleId, name: &str) -> Result<Option<TypeName>, Hidden> {
        let Some(frame) = self.modules.frame(module) else { return Ok(None) };
        let Some((ty, _)) = frame.names.types.get(name) else { return Ok(None) };
        self.visible(frame, name)?;
        Ok(Some(ty.clone()))
    }

    fn visible(&self, frame: &Frame, name: &str) -> Result<(), Hidden> {
        match frame.names.private.get(name) {
            Some(declared) if !self.is_of(frame.file, frame.in_std) => Err(Hidden { declared: *declared }),
            _ => Ok(()),
        }
    }

    fn is_of(&self, file: Option<FileId>, in_std: bool) -> bool {
        let Some(own) = self.modules.frame(self.module) else { return true };
        if in_std { own.in_std } else { own.file == file }
    }

    /// Whether what stands in a file (or, `in_std`, in the library) may be used here although it is private to it.
    pub fn shares_file(&self, file: FileId, in_std: bool) -> bool {
        self.is_of(Some(file), in_std)
    }

    /// What is declared inside a type.
    pub fn inside_type(&self, id: AdtId) -> Option<ModuleId> {
        self.modules.0.get()?.of_types.get(&id).copied()
    }

    /// The scope of another module.
    pub fn of_module(&self, module: ModuleId) -> Scope {
        Self::of(&self.modules, module)
    }

    /// The names that lead to a module, joined by dots; empty for the program's own file.
    pub fn path_of(&self, module: ModuleId) -> Arc<str> {
        self.modules.frame(module).map_or_else(|| "".into(), |f| f.path.clone())
    }

    /// The names that this scope sees in a module, for suggestions.
    pub fn names_in(&self, module: ModuleId) -> Vec<Arc<str>> {
        let Some(frame) = self.modules.frame(module) else { return Vec::new() };
        let values = frame.names.values.keys().filter(|n| matches!(self.value_in(module, n), Ok(Some(_))));
        let types = frame.names.types.keys().filter(|n| matches!(self.type_in(module, n), Ok(Some(_))));
        let mut names: Vec<Arc<str>> = values.chain(types).cloned().collect();
        names.sort();
        names
    }

    /// Whether a declaration in a function's body is one of those at its top.
    pub fn is_local_item(&self, item: Span) -> bool {
        self.own.local_items.contains(&item)
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
