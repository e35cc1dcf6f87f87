//! Building the signature index: first every name, then every type and signature, then where the bodies are.

use std::collections::HashMap;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_source::{FileId, SourceMap, Span};
use aria_syntax::ast::{
    AliasDecl, Annotation, EnumDecl, ExternRecordDecl, Item, ItemKind, LetDecl, Member, Name, ParsedFile, PatternKind, Stmt,
    StmtKind,
};
use aria_types::{
    AdtDef, AdtId, AdtKind, Attributes, ConstDef, ConstId, Defs, FnDef, FnId, FnKind, FunctionFacts, ImportId, LangItem,
    TraitDef, TraitId, Ty,
};

use crate::derive::Derived;
use crate::diagnostics::{BuiltInType, DefinedTwice, NotSupportedYet};
use crate::exports::lane_annotations;
use crate::extern_types::ForeignDeclarations;
use crate::modules::{Drafts, FileIndex, ModuleFile, Place};
use crate::program::{BodySource, BodyText, Imported, Input, ResolvedProgram};
use crate::scope::{ModuleId, Scope, TypeName, ValueName};
use crate::signature::{self};
use crate::tests::{TestFn, TestMode};

/// Annotations whose meaning a program relies on, and which have none yet.
const LATER_ANNOTATIONS: [&str; 3] = ["export", "longjmps", "no_panic"];

/// Builds the signature index of a program with the standard library.
pub fn resolve(input: Input<'_>, sources: &SourceMap, diagnostics: &mut Diagnostics) -> ResolvedProgram {
    resolve_with_tests(input, TestMode::Leave, sources, diagnostics)
}

/// The same, with what becomes of `test` blocks.
pub fn resolve_with_tests(
    input: Input<'_>,
    test_mode: TestMode,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> ResolvedProgram {
    let runs_tests = matches!(test_mode, TestMode::Run(_));
    let files = std::iter::once(input.program.file).chain(input.files.iter().map(|f| f.tree.file));
    let files = files.map(|id| (id, sources.file(id))).collect();
    let types = |(i, lane): (usize, &&dyn aria_lane::Lane)| lane.types().iter().map(move |t| (i as u8, t));
    let mut collector = Collector {
        defs: Defs {
            target: Some(input.target.clone()),
            places: input.places.clone(),
            lane_types: input.lanes.iter().enumerate().flat_map(types).collect(),
            ..Defs::default()
        },
        bodies: HashMap::new(),
        constants: HashMap::new(),
        pending: Vec::new(),
        modules: Drafts::default(),
        module: ModuleId(0),
        main_file: input.program.file,
        sources,
        diagnostics,
        foreign: ForeignDeclarations::default(),
        in_std: true,
        lane_annotations: lane_annotations(input.lanes),
        derived: Vec::new(),
        test_mode,
        tests: Vec::new(),
    };
    // Every module is known before what any of them declares, so that files may import each other.
    let std = collector.modules.open(Place::File, None, None, true, "".into());
    let main = collector.modules.open(Place::File, Some(std), Some(input.program.file), false, "".into());
    let open = |f: &ModuleFile<'_>| collector.modules.open(Place::File, Some(std), Some(f.tree.file), f.in_std, f.path.clone());
    let modules_of_files: Vec<ModuleId> = input.files.iter().map(open).collect();
    let module = |imported: &Option<FileIndex>| match imported {
        Some(FileIndex::Program) => Some(main),
        Some(FileIndex::Module(index)) => modules_of_files.get(*index).copied(),
        None => None,
    };

    let mut std_scope = Scope::default();
    for file in input.std {
        collector.declare(&file.body, &mut std_scope);
    }
    collector.modules.close(std, std_scope);
    let imports: Vec<_> = input.imports.iter().map(module).collect();
    collector.declare_file(main, &input.program.body, &imports, input.imported, &input.overlays);
    let trees: Vec<&ParsedFile> = input.files.iter().map(|f| f.tree).collect();
    for (id, file) in modules_of_files.iter().zip(input.files) {
        let imports: Vec<_> = file.imports.iter().map(module).collect();
        collector.reject_statements(&file.tree.body, "a file that is imported");
        collector.declare_file(*id, &file.tree.body, &imports, file.imported, &input.overlays);
    }
    collector.modules.complete();

    let (library, own): (Vec<_>, Vec<_>) =
        std::mem::take(&mut collector.pending).into_iter().partition(|(m, _)| collector.modules.frame(*m).in_std);
    collector.define_all(library);
    let bodies: Vec<(ModuleId, &[Stmt])> = std::iter::once((main, input.program))
        .chain(modules_of_files.iter().copied().zip(trees))
        .map(|(m, f)| (m, &f.body[..]))
        .collect();
    collector.foreign_declarations(&bodies);
    collector.define_all(own);
    let scope = collector.enter(main);
    let entry = if runs_tests { collector.test_entry() } else { collector.entry(&input.program.body, &scope) };
    collector.exports(&input.program.body, &scope, input.lanes);
    collector.reject_ambiguous_signs();
    collector.find_mutating();
    collector.check_impls();
    collector.check_derived();
    collector.box_recursive_enums();
    collector.reject_infinite_structs();
    ResolvedProgram {
        files,
        defs: Arc::new(collector.defs),
        bodies: collector.bodies,
        constants: collector.constants,
        entry,
        scopes: collector.modules.scopes().to_vec(),
    }
}

/// A declaration whose name is known and whose insides are still to be read.
pub(crate) enum Pending {
    Fn(FnId, Arc<Item>),
    Record(AdtId, Arc<Item>),
    Enum(AdtId, Arc<Item>),
    Trait(TraitId, Arc<Item>),
    Impl(Arc<Item>),
    Alias(Arc<AliasDecl>),
}

pub(crate) struct Collector<'a> {
    pub defs: Defs,
    pub bodies: HashMap<FnId, BodySource>,
    constants: HashMap<ConstId, BodySource>,
    /// With the module that each stands in.
    pub pending: Vec<(ModuleId, Pending)>,
    pub modules: Drafts,
    /// The module that is being declared or defined.
    pub module: ModuleId,
    main_file: FileId,
    pub sources: &'a SourceMap,
    pub diagnostics: &'a mut Diagnostics,
    pub foreign: ForeignDeclarations,
    pub in_std: bool,
    /// What lanes' tables call a function that is exported to their world.
    pub lane_annotations: Vec<&'static str>,
    pub derived: Vec<Derived>,
    pub test_mode: TestMode,
    /// The tests found so far.
    pub tests: Vec<TestFn>,
}

impl Collector<'_> {
    /// Declares what a file does, and the foreign namespaces that it opens.
    fn declare_file(
        &mut self,
        id: ModuleId,
        body: &[Stmt],
        imports: &[Option<ModuleId>],
        imported: Vec<Imported>,
        overlays: &HashMap<Arc<str>, Arc<FunctionFacts>>,
    ) {
        self.module = id;
        self.in_std = self.modules.frame(id).in_std;
        let mut scope = Scope::default();
        for imported in imported {
            let id = ImportId(self.defs.imports.len() as u32);
            scope.own_mut().values.insert(imported.namespace.clone(), (ValueName::Namespace(id), imported.span));
            scope.own_mut().imports.push(id);
            let mut import = imported.into_import();
            import.facts.clone_from(overlays);
            self.defs.imports.push(import);
        }
        self.declare_imports(body, imports, &mut scope);
        self.declare(body, &mut scope);
        self.declare_foreign(body, &mut scope);
        self.modules.close(id, scope);
    }

    /// What is defined from now on stands in this module.
    pub fn enter(&mut self, module: ModuleId) -> Arc<Scope> {
        self.module = module;
        self.in_std = self.modules.frame(module).in_std;
        self.modules.scope(module)
    }

    pub fn declare(&mut self, body: &[Stmt], scope: &mut Scope) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Item(item) => self.declare_item(item, scope),
                StmtKind::Let(decl) => self.declare_constant(decl, scope),
                StmtKind::Var(_) | StmtKind::Expr(_) | StmtKind::Defer(_) | StmtKind::Error => {}
            }
        }
    }

    pub fn declare_constant(&mut self, decl: &LetDecl, scope: &mut Scope) {
        if let PatternKind::Binding(name) = &decl.pattern.kind
            && name.is_upper_case()
            && let Some(value) = &decl.value
        {
            let id = ConstId(self.defs.consts.len() as u32);
            self.defs.consts.push(ConstDef { name: name.text.clone(), ty: None, span: name.span });
            let text = BodyText::Value(Arc::new(value.clone()));
            let source = BodySource { text, self_ty: None, in_std: self.in_std, module: self.module };
            self.constants.insert(id, source);
            self.value(name, ValueName::Const(id), scope);
            self.note_private(decl.private, name, scope);
        }
    }

    /// Leaves the insides of a declaration for when all names are known.
    pub fn later(&mut self, pending: Pending) {
        self.pending.push((self.module, pending));
    }

    pub fn declare_item(&mut self, item: &Arc<Item>, scope: &mut Scope) {
        if self.is_misplaced(item) {
            return;
        }
        for annotation in &item.annotations {
            if LATER_ANNOTATIONS.contains(&annotation.name.as_str()) {
                self.unsupported(&format!("`@{}` annotations", annotation.name.text), annotation.span);
            }
        }
        if !matches!(item.kind, ItemKind::Struct(_) | ItemKind::Enum(_)) {
            self.refuse_no_copy(&item.annotations);
        }
        let shared = || item.clone();
        match &item.kind {
            ItemKind::Fn(decl) => {
                let id = self.new_fn(placeholder(&decl.name, self.in_std));
                self.value(&decl.name, ValueName::Fn(id), scope);
                self.note_private(item.private, &decl.name, scope);
                self.lang(&item.annotations, LangItem::Fn(id));
                self.defs.homes.function(id, &self.modules.frame(self.module).path);
                self.declare_local_items(decl);
                self.later(Pending::Fn(id, shared()));
            }
            ItemKind::Struct(decl) => self.declare_adt(item, &decl.name, AdtKind::Struct, &decl.members, scope, Pending::Record),
            ItemKind::Class(decl) => self.declare_adt(item, &decl.name, AdtKind::Class, &decl.members, scope, Pending::Record),
            ItemKind::ExternRecord(ExternRecordDecl { name, .. }) | ItemKind::ExternEnum(EnumDecl { name, .. }) => {
                self.declare_foreign_type(item, None, scope);
                self.note_private(item.private, name, scope);
            }
            ItemKind::Enum(decl) => self.declare_adt(item, &decl.name, AdtKind::Enum, &decl.members, scope, Pending::Enum),
            ItemKind::Trait(decl) => {
                let id = TraitId(self.defs.traits.len() as u32);
                let def = TraitDef {
                    name: decl.name.text.clone(),
                    generics: decl.generics.iter().map(signature::bare_generic).collect(),
                    supertraits: Vec::new(),
                    methods: HashMap::new(),
                    span: decl.name.span,
                };
                let class = AdtDef {
                    name: format!("dyn {}", decl.name.text).into(),
                    kind: AdtKind::Class,
                    generics: def.generics.clone(),
                    fields: Vec::new(),
                    variants: Vec::new(),
                    methods: HashMap::new(),
                    finalize: None,
                    span: decl.name.span,
                    in_std: self.in_std,
                };
                self.defs.traits.push(def);
                self.defs.dyn_types.add(id, AdtId(self.defs.adts.len() as u32));
                self.defs.adts.push(class);
                self.type_name(&decl.name, TypeName::Trait(id), scope);
                self.note_private(item.private, &decl.name, scope);
                self.lang(&item.annotations, LangItem::Trait(id));
                self.defs.homes.trait_(id, &self.modules.frame(self.module).path);
                self.declare_in_methods(&decl.members);
                self.later(Pending::Trait(id, shared()));
            }
            ItemKind::Impl(decl) => {
                self.declare_in_methods(&decl.members);
                self.later(Pending::Impl(shared()));
            }
            ItemKind::Alias(decl) => {
                self.declare_alias(decl, scope);
                self.note_private(item.private, &decl.name, scope);
            }
            ItemKind::ExternImport(_) | ItemKind::ExternBlock(_) | ItemKind::Import(_) => {}
            ItemKind::Module(decl) => self.declare_module(item, decl, scope),
            // The tests of other files are theirs to run.
            ItemKind::Test(_) if self.modules.frame(self.module).file != Some(self.main_file) => {}
            ItemKind::Test(decl) => self.declare_test(decl),
        }
    }

    fn declare_alias(&mut self, decl: &AliasDecl, scope: &mut Scope) {
        let decl = Arc::new(decl.clone());
        self.later(Pending::Alias(decl.clone()));
        self.type_name(&decl.name, TypeName::Alias(decl.clone()), scope);
    }

    fn declare_adt(
        &mut self,
        item: &Item,
        name: &Name,
        kind: AdtKind,
        members: &[Member],
        scope: &mut Scope,
        pending: fn(AdtId, Arc<Item>) -> Pending,
    ) {
        let id = AdtId(self.defs.adts.len() as u32);
        self.defs.adts.push(AdtDef {
            name: name.text.clone(),
            kind,
            generics: Vec::new(),
            fields: Vec::new(),
            variants: Vec::new(),
            methods: HashMap::new(),
            finalize: None,
            span: name.span,
            in_std: self.in_std,
        });
        self.type_name(name, TypeName::Adt(id), scope);
        self.note_private(item.private, name, scope);
        self.lang(&item.annotations, LangItem::Adt(id));
        if item.annotations.iter().any(|a| &a.name == "send") {
            self.defs.hooks.set_send(id);
        }
        if kind != AdtKind::Class && item.annotations.iter().any(|a| &a.name == "no_copy") {
            self.defs.hooks.set_no_copy(id);
        }
        self.defs.homes.adt(id, &self.modules.frame(self.module).path);
        // Inside a type, what it declares is seen.
        let module = self.declare_members(id, name, members);
        self.pending.push((module, pending(id, Arc::new(item.clone()))));
    }

    pub fn value(&mut self, name: &Name, value: ValueName, scope: &mut Scope) {
        if let Some((_, first)) = scope.own.values.get(&name.text) {
            self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first: *first });
        } else {
            scope.own_mut().values.insert(name.text.clone(), (value, name.span));
        }
    }

    pub fn type_name(&mut self, name: &Name, ty: TypeName, scope: &mut Scope) {
        if crate::reserved::is_built_in(name.as_str()) {
            self.diagnostics.push(BuiltInType { name: name.text.to_string(), span: name.span });
        }
        let module = scope.own.values.get(&name.text).filter(|(v, _)| matches!(v, ValueName::Module(_))).map(|(_, span)| *span);
        if let Some(first) = scope.own.types.get(&name.text).map(|(_, first)| *first).or(module) {
            self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first });
        } else {
            scope.own_mut().types.insert(name.text.clone(), (ty, name.span));
        }
    }

    pub fn lang(&mut self, annotations: &[Annotation], item: LangItem) {
        if !self.in_std {
            return;
        }
        for annotation in annotations.iter().filter(|a| &a.name == "lang") {
            if let Some(name) = annotation.positional().next().and_then(crate::imports::string_literal) {
                self.defs.lang.add(&name, item);
            }
        }
    }

    pub fn unsupported(&mut self, what: &str, span: Span) {
        self.diagnostics.push(NotSupportedYet { what: what.into(), span });
    }

    pub fn new_fn(&mut self, def: FnDef) -> FnId {
        self.defs.fns.push(def);
        FnId(self.defs.fns.len() as u32 - 1)
    }
}

/// A function whose signature is still to be read.
pub(crate) fn placeholder(name: &Name, in_std: bool) -> FnDef {
    FnDef {
        name: name.text.clone(),
        owner: None,
        generics: Vec::new(),
        owner_generics: 0,
        receiver: None,
        mutating: false,
        params: Vec::new(),
        result: Ty::Unit,
        kind: FnKind::Body,
        attributes: Attributes::default(),
        convention: None,
        span: name.span,
        name_span: name.span,
        in_std,
    }
}
