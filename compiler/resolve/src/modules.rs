//! Modules: the files of a program, the `module`s in them, and what is declared inside types and functions. Each has
//! names of its own and sees those around it.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::{FileId, Span};
use aria_syntax::ast::{
    FnBody, FnDecl, ImportDecl, ImportPath, Item, ItemKind, Member, ModuleDecl, Name, ParsedFile, PatternKind, Stmt, StmtKind,
    TypeSegment, methods,
};
use aria_types::AdtId;

use crate::alike::most_alike;
use crate::collect::Collector;
use crate::diagnostics::{DefinedTwice, MisplacedDeclaration, NotInModule, PrivateToFile, StatementInModule, UnknownType};
use crate::imports::items;
use crate::program::Imported;
use crate::scope::{Frame, ModuleId, Modules, Names, Scope, Table, TypeName, ValueName};
use crate::types::TypeResolver;

/// A file beside the program's own: one that it imports, or a module of the standard library.
pub struct ModuleFile<'a> {
    pub tree: &'a ParsedFile,
    /// The names that lead to it, joined by dots, for messages and symbols: `shapes`, `lib.shapes`, `std.math`.
    pub path: Arc<str>,
    pub in_std: bool,
    /// The answers to its [`crate::import_requests`], in its order.
    pub imported: Vec<Imported>,
    /// For each of its [`file_imports`], in order, what is imported; `None` where nothing was found, which was reported.
    pub imports: Vec<Option<FileIndex>>,
}

/// A file of a program.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FileIndex {
    /// The file that the program begins in.
    Program,
    /// By its place in [`crate::Input::files`].
    Module(usize),
}

/// The imports of Aria files and modules at the top level of a file.
pub fn file_imports(file: &ParsedFile) -> impl Iterator<Item = &ImportDecl> {
    imports_of(&file.body)
}

fn imports_of(body: &[Stmt]) -> impl Iterator<Item = &ImportDecl> {
    items(body).filter_map(|item| if let ItemKind::Import(decl) = &item.kind { Some(decl) } else { None })
}

/// The name that an import is reached by, with its place.
pub fn import_name(decl: &ImportDecl) -> Option<Name> {
    if let Some(alias) = &decl.alias {
        return Some(alias.clone());
    }
    match &decl.path {
        ImportPath::Module(path) => path.last().cloned(),
        ImportPath::File(path) => path.as_str().rsplit('/').next().map(|last| Name::new(last, path.span)),
    }
}

/// The module of the standard library that an import means: what follows `std.`.
pub fn library_module(decl: &ImportDecl) -> Option<String> {
    let ImportPath::Module(path) = &decl.path else { return None };
    let (first, rest) = path.split_first()?;
    (first == "std").then(|| rest.iter().map(Name::as_str).collect::<Vec<_>>().join("."))
}

/// Whether a statement declares something that other files may use.
pub(crate) fn is_declaration(statement: &Stmt) -> bool {
    match &statement.kind {
        StmtKind::Item(_) | StmtKind::Error => true,
        StmtKind::Let(decl) => matches!(&decl.pattern.kind, PatternKind::Binding(n) if n.is_upper_case()),
        _ => false,
    }
}

/// What a module stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Place {
    File,
    Module,
    Type,
    Function,
}

/// The modules while they are being declared.
#[derive(Default)]
pub(crate) struct Drafts {
    frames: Vec<Frame>,
    places: Vec<Place>,
    of_types: HashMap<AdtId, ModuleId>,
    /// What is declared at the top of a function's body, by the place of its name.
    of_functions: HashMap<Span, ModuleId>,
    table: Modules,
    scopes: Vec<Arc<Scope>>,
}

impl Drafts {
    pub fn open(
        &mut self,
        place: Place,
        outer: Option<ModuleId>,
        file: Option<FileId>,
        in_std: bool,
        path: Arc<str>,
    ) -> ModuleId {
        self.frames.push(Frame { names: Arc::default(), outer, file, in_std, path });
        self.places.push(place);
        ModuleId(self.frames.len() as u32 - 1)
    }

    /// Gives a module its names.
    pub fn close(&mut self, module: ModuleId, scope: Scope) {
        self.frames[module.0 as usize].names = scope.own;
    }

    pub fn frame(&self, module: ModuleId) -> &Frame {
        &self.frames[module.0 as usize]
    }

    fn place(&self, module: ModuleId) -> Place {
        self.places[module.0 as usize]
    }

    /// Declares that every module has its names: from now on they are looked up.
    pub fn complete(&mut self) {
        let frames = self.frames.clone();
        self.table.complete(Table { frames, of_types: std::mem::take(&mut self.of_types) });
        self.scopes = (0..self.frames.len() as u32).map(|i| Arc::new(Scope::of(&self.table, ModuleId(i)))).collect();
    }

    /// The scope of a module, once all have their names.
    pub fn scope(&self, module: ModuleId) -> Arc<Scope> {
        self.scopes[module.0 as usize].clone()
    }

    pub fn scopes(&self) -> &[Arc<Scope>] {
        &self.scopes
    }

    /// The module of what a function declares in its body, if it does.
    pub fn of_function(&self, decl: &FnDecl) -> Option<ModuleId> {
        self.of_functions.get(&decl.name.span).copied()
    }
}

impl Collector<'_> {
    /// The path of something inside the current module.
    fn path_to(&self, name: &str) -> Arc<str> {
        let path = &self.modules.frame(self.module).path;
        if path.is_empty() { name.into() } else { format!("{path}.{name}").into() }
    }

    /// Declares names in a module inside the current one.
    fn inside(&mut self, place: Place, name: &str, declare: impl FnOnce(&mut Self, &mut Scope)) -> ModuleId {
        let outer = self.modules.frame(self.module);
        let (file, in_std, path) = (outer.file, outer.in_std, self.path_to(name));
        let id = self.modules.open(place, Some(self.module), file, in_std, path);
        let around = std::mem::replace(&mut self.module, id);
        let mut scope = Scope::default();
        declare(self, &mut scope);
        self.module = around;
        self.modules.close(id, scope);
        id
    }

    /// `module Name … end`.
    pub fn declare_module(&mut self, item: &Item, decl: &ModuleDecl, scope: &mut Scope) {
        let id = self.inside(Place::Module, decl.name.as_str(), |this, scope| {
            this.reject_statements(&decl.body, "a module");
            this.declare(&decl.body, scope);
        });
        self.name_module(&decl.name, id, scope);
        self.note_private(item.private, &decl.name, scope);
    }

    fn name_module(&mut self, name: &Name, id: ModuleId, scope: &mut Scope) {
        match (scope.own.values.get(&name.text), scope.own.types.get(&name.text)) {
            // A file may be imported twice under one name.
            (Some((ValueName::Module(known), _)), _) if *known == id => {}
            (None, Some((_, first))) => {
                self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first: *first });
            }
            _ => self.value(name, ValueName::Module(id), scope),
        }
    }

    /// Makes the files known that a file imports.
    pub fn declare_imports(&mut self, body: &[Stmt], imports: &[Option<ModuleId>], scope: &mut Scope) {
        for (decl, id) in imports_of(body).zip(imports) {
            if let (Some(name), Some(id)) = (import_name(decl), id) {
                self.name_module(&name, *id, scope);
            }
        }
    }

    /// A file or module that is not the program's own only declares.
    pub fn reject_statements(&mut self, body: &[Stmt], inside: &'static str) {
        for statement in body.iter().filter(|s| !is_declaration(s)) {
            self.diagnostics.push(StatementInModule { inside, span: statement.span });
        }
    }

    /// What is declared inside a type; yields the module in which its members are to be defined.
    pub fn declare_members(&mut self, id: AdtId, name: &Name, members: &[Member]) -> ModuleId {
        for (_, method) in methods(members) {
            self.declare_local_items(method);
        }
        let declares = |m: &Member| match m {
            Member::Item(item) => !matches!(item.kind, ItemKind::Fn(_)),
            Member::Let(_) => true,
            _ => false,
        };
        if !members.iter().any(declares) {
            return self.module;
        }
        let module = self.inside(Place::Type, name.as_str(), |this, scope| {
            for member in members.iter().filter(|m| declares(m)) {
                match member {
                    Member::Item(item) => this.declare_item(item, scope),
                    Member::Let(decl) => this.declare_constant(decl, scope),
                    _ => {}
                }
            }
        });
        self.modules.of_types.insert(id, module);
        module
    }

    /// What the methods of a trait or `impl` declare in their bodies; nothing else can be declared there.
    pub fn declare_in_methods(&mut self, members: &[Member]) {
        for member in members {
            match member {
                Member::Let(decl) => self.unsupported("constants inside a trait or `impl`", decl.span),
                Member::Item(item) => match &item.kind {
                    ItemKind::Fn(method) => self.declare_local_items(method),
                    // A part of the trait itself.
                    ItemKind::Alias(_) => {}
                    _ => self.unsupported("declarations inside a trait or `impl`", item.span),
                },
                Member::Field(_) | Member::Error(_) => {}
            }
        }
    }

    /// The declarations at the top of a function's body.
    pub fn declare_local_items(&mut self, decl: &FnDecl) {
        if let FnBody::Block(block) = &decl.body
            && let Some(module) = self.declare_items_of(decl.name.as_str(), &block.statements)
        {
            self.modules.of_functions.insert(decl.name.span, module);
        }
    }

    /// The declarations among a body's statements; yields their module, which the body stands in, if there are any.
    pub fn declare_items_of(&mut self, name: &str, statements: &[Stmt]) -> Option<ModuleId> {
        let here = |s: &Stmt| if let StmtKind::Item(item) = &s.kind { Some(item.clone()) } else { None };
        let local: Vec<Arc<Item>> = statements.iter().filter_map(here).collect();
        if local.is_empty() {
            return None;
        }
        Some(self.inside(Place::Function, name, |this, scope| {
            for item in &local {
                scope.own_mut().local_items.insert(item.span);
                this.declare_item(item, scope);
            }
        }))
    }

    /// Reports a declaration that can only stand at the top level of a file.
    pub fn is_misplaced(&mut self, item: &Item) -> bool {
        let inside = match self.modules.place(self.module) {
            Place::File => return false,
            Place::Module => "a module",
            Place::Type => "a type",
            Place::Function => "a function",
        };
        let what = match &item.kind {
            ItemKind::Import(_) => "an import",
            ItemKind::ExternImport(_) => "a foreign import",
            ItemKind::ExternBlock(_) => "an `extern` block",
            ItemKind::ExternRecord(_) | ItemKind::ExternEnum(_) => "a foreign type",
            ItemKind::Module(_) if inside != "a module" => "a module",
            _ => return false,
        };
        self.diagnostics.push(MisplacedDeclaration { what, inside, span: item.span });
        true
    }

    /// Remembers that other files do not see a name.
    pub fn note_private(&mut self, private: Option<Span>, name: &Name, scope: &mut Scope) {
        if private.is_some() {
            scope.own_mut().private.entry(name.text.clone()).or_insert(name.span);
        }
    }
}

impl TypeResolver<'_> {
    /// What the type stands for that is named after those that it is inside of: `geo.Circle`, `Outer.Inner`. With it
    /// the scope in which it was declared. What is not there is reported.
    pub(crate) fn qualified<'s>(
        &mut self,
        segments: &'s [TypeSegment],
        arity: &mut dyn FnMut(&mut Self, &TypeSegment),
    ) -> Option<(TypeName, Scope, &'s TypeSegment)> {
        let [first, middle @ .., last] = segments else { return None };
        let name = first.name.as_str();
        let mut module = match (self.scope.value_name(name), self.scope.type_name(name)) {
            (Some(ValueName::Module(id)), _) => Some(id),
            (_, Some(TypeName::Adt(id))) => {
                let inside = self.scope.inside_type(*id);
                if inside.is_none() {
                    let module = format!("the type `{name}`");
                    self.diagnostics.push(NotInModule {
                        module,
                        name: segments[1].name.text.to_string(),
                        span: segments[1].name.span,
                        similar: None,
                    });
                    return None;
                }
                inside
            }
            _ => None,
        };
        if module.is_none() {
            let similar = most_alike(name, self.module_names());
            self.diagnostics.push(UnknownType { name: name.to_owned(), span: first.name.span, similar });
            return None;
        }
        arity(self, first);
        for segment in middle {
            arity(self, segment);
            module =
                match (self.scope.value_in(module?, segment.name.as_str()), self.scope.type_in(module?, segment.name.as_str())) {
                    (Ok(Some(ValueName::Module(id))), _) => Some(id),
                    (_, Ok(Some(TypeName::Adt(id)))) if self.scope.inside_type(id).is_some() => self.scope.inside_type(id),
                    (Err(hidden), _) | (_, Err(hidden)) => {
                        self.hidden(&segment.name, hidden.declared);
                        return None;
                    }
                    _ => {
                        self.not_in(module?, &segment.name);
                        return None;
                    }
                };
        }
        match self.scope.type_in(module?, last.name.as_str()) {
            Ok(Some(ty)) => Some((ty, self.scope.of_module(module?), last)),
            Ok(None) => {
                self.not_in(module?, &last.name);
                None
            }
            Err(hidden) => {
                self.hidden(&last.name, hidden.declared);
                None
            }
        }
    }

    fn module_names(&self) -> Vec<Arc<str>> {
        let module = |n: &Arc<str>| matches!(self.scope.value_name(n), Some(ValueName::Module(_) | ValueName::Namespace(_)));
        self.scope.value_names().into_iter().filter(module).chain(self.scope.type_names()).collect()
    }

    fn not_in(&mut self, module: ModuleId, name: &Name) {
        self.diagnostics.push(not_in_module(self.scope, module, name));
    }

    fn hidden(&mut self, name: &Name, declared: Span) {
        self.diagnostics.push(PrivateToFile { name: name.text.to_string(), span: name.span, declared });
    }
}

/// A module without such a name, with the one that may be meant.
pub fn not_in_module(scope: &Scope, module: ModuleId, name: &Name) -> NotInModule {
    let path = scope.path_of(module);
    let shown = if path.is_empty() { "the program's own file".to_owned() } else { format!("`{path}`") };
    let similar = most_alike(name.as_str(), scope.names_in(module));
    NotInModule { module: shown, name: name.text.to_string(), span: name.span, similar }
}

/// The names that a scope declares itself, for the passes over all of them.
pub(crate) fn own_names(scopes: &[Arc<Scope>]) -> impl Iterator<Item = &Names> {
    scopes.iter().map(|s| &*s.own)
}
