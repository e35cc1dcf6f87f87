//! Building the signature index: first every name, then every type and signature, then where the bodies are.

use std::collections::HashMap;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_source::{SourceMap, Span};
use aria_syntax::ast::{AliasDecl, Annotation, Item, ItemKind, Name, PatternKind, Stmt, StmtKind};
use aria_types::{
    AdtDef, AdtId, AdtKind, Attributes, ConstDef, ConstId, Defs, FnDef, FnId, FnKind, LangItem, TraitDef, TraitId, Ty,
};

use crate::derive::Derived;
use crate::diagnostics::{BuiltInType, DefinedTwice, NotSupportedYet};
use crate::exports::{lane_annotations, only_module};
use crate::extern_types::ForeignDeclarations;
use crate::program::{BodySource, BodyText, Input, ResolvedProgram};
use crate::scope::{Scope, TypeName, ValueName};
use crate::signature::{self};
use crate::tests::{TestFn, TestMode};

/// Annotations whose meaning a program relies on, and which have none yet.
const LATER_ANNOTATIONS: [&str; 4] = ["export", "longjmps", "no_copy", "no_panic"];

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
    let mut collector = Collector {
        defs: Defs { target: Some(input.target.clone()), places: input.places.clone(), ..Defs::default() },
        bodies: HashMap::new(),
        constants: HashMap::new(),
        pending: Vec::new(),
        sources,
        diagnostics,
        foreign: ForeignDeclarations::default(),
        in_std: true,
        lane_annotations: lane_annotations(input.lanes),
        derived: Vec::new(),
        test_mode,
        tests: Vec::new(),
    };
    let mut std_scope = Scope::default();
    for file in input.std {
        collector.declare(&file.body, &mut std_scope);
    }
    let std_scope = Arc::new(std_scope);
    collector.define_all(&std_scope);

    collector.in_std = false;
    let types = |(i, lane): (usize, &&dyn aria_lane::Lane)| lane.types().iter().map(move |t| (i as u8, t));
    collector.defs.lane_types = input.lanes.iter().enumerate().flat_map(types).collect();
    let module = only_module(&input.program.body);
    let mut scope = Scope { outer: Some(std_scope.clone()), ..Scope::default() };
    for imported in input.imported {
        let id = aria_types::ImportId(collector.defs.imports.len() as u32);
        scope.own.values.insert(imported.namespace.clone(), (ValueName::Namespace(id), imported.span));
        scope.own.imports.push(id);
        let mut import = imported.into_import();
        import.facts.clone_from(&input.overlays);
        collector.defs.imports.push(import);
    }
    match module {
        Some((_, decl)) => collector.declare_module(decl, &mut scope),
        None => collector.declare(&input.program.body, &mut scope),
    }
    collector.declare_foreign(&input.program.body, &mut scope);
    let scope = Arc::new(scope);
    collector.foreign_declarations(&input.program.body, &scope);
    collector.define_all(&scope);
    let entry = match module {
        Some((item, decl)) => {
            collector.exports(item, decl, &scope, input.lanes);
            None
        }
        None if runs_tests => collector.test_entry(),
        None => collector.entry(&input.program.body, &scope),
    };
    collector.reject_ambiguous_signs(&scope);
    collector.find_mutating();
    collector.check_impls();
    collector.check_derived();
    collector.box_recursive_enums();
    collector.reject_infinite_structs();
    let files = std::iter::once(input.program.file).map(|id| (id, sources.file(id))).collect();
    ResolvedProgram {
        files,
        defs: collector.defs,
        bodies: collector.bodies,
        constants: collector.constants,
        entry,
        std_scope,
        program_scope: scope,
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
    pub pending: Vec<Pending>,
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
    pub fn declare(&mut self, body: &[Stmt], scope: &mut Scope) {
        for stmt in body {
            match &stmt.kind {
                StmtKind::Item(item) => self.declare_item(item, scope),
                StmtKind::Let(decl) => {
                    if let PatternKind::Binding(name) = &decl.pattern.kind
                        && name.is_upper_case()
                        && let Some(value) = &decl.value
                    {
                        let id = ConstId(self.defs.consts.len() as u32);
                        self.defs.consts.push(ConstDef { name: name.text.clone(), ty: None, span: name.span });
                        let text = BodyText::Value(Arc::new(value.clone()));
                        self.constants.insert(id, BodySource { text, self_ty: None, in_std: self.in_std });
                        self.value(name, ValueName::Const(id), scope);
                    }
                }
                StmtKind::Var(_) | StmtKind::Expr(_) | StmtKind::Defer(_) | StmtKind::Error => {}
            }
        }
    }

    fn declare_item(&mut self, item: &Item, scope: &mut Scope) {
        for annotation in &item.annotations {
            if LATER_ANNOTATIONS.contains(&annotation.name.as_str()) {
                self.unsupported(&format!("`@{}` annotations", annotation.name.text), annotation.span);
            }
        }
        let shared = || Arc::new(item.clone());
        match &item.kind {
            ItemKind::Fn(decl) => {
                let id = self.new_fn(placeholder(&decl.name, self.in_std));
                self.value(&decl.name, ValueName::Fn(id), scope);
                self.lang(&item.annotations, LangItem::Fn(id));
                self.pending.push(Pending::Fn(id, shared()));
            }
            ItemKind::Struct(decl) => self.declare_adt(item, &decl.name, AdtKind::Struct, scope, Pending::Record),
            ItemKind::Class(decl) => self.declare_adt(item, &decl.name, AdtKind::Class, scope, Pending::Record),
            ItemKind::ExternRecord(_) | ItemKind::ExternEnum(_) => self.declare_foreign_type(item, None, scope),
            ItemKind::Enum(decl) => self.declare_adt(item, &decl.name, AdtKind::Enum, scope, Pending::Enum),
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
                self.lang(&item.annotations, LangItem::Trait(id));
                self.pending.push(Pending::Trait(id, shared()));
            }
            ItemKind::Impl(_) => self.pending.push(Pending::Impl(shared())),
            ItemKind::Alias(decl) => self.declare_alias(decl, scope),
            ItemKind::ExternImport(_) | ItemKind::ExternBlock(_) => {}
            ItemKind::Module(decl) => self.unsupported("modules beside other declarations", decl.name.span),
            ItemKind::Import(_) => self.unsupported("imports of Aria files and modules", item.span),
            ItemKind::Test(decl) => self.declare_test(decl),
        }
    }

    fn declare_alias(&mut self, decl: &AliasDecl, scope: &mut Scope) {
        let decl = Arc::new(decl.clone());
        self.pending.push(Pending::Alias(decl.clone()));
        self.type_name(&decl.name, TypeName::Alias(decl.clone()), scope);
    }

    fn declare_adt(
        &mut self,
        item: &Item,
        name: &Name,
        kind: AdtKind,
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
        self.lang(&item.annotations, LangItem::Adt(id));
        self.pending.push(pending(id, Arc::new(item.clone())));
    }

    fn value(&mut self, name: &Name, value: ValueName, scope: &mut Scope) {
        if let Some((_, first)) = scope.own.values.get(&name.text) {
            self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first: *first });
        } else {
            scope.own.values.insert(name.text.clone(), (value, name.span));
        }
    }

    pub fn type_name(&mut self, name: &Name, ty: TypeName, scope: &mut Scope) {
        if crate::reserved::is_built_in(name.as_str()) {
            self.diagnostics.push(BuiltInType { name: name.text.to_string(), span: name.span });
        }
        if let Some((_, first)) = scope.own.types.get(&name.text) {
            self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first: *first });
        } else {
            scope.own.types.insert(name.text.clone(), (ty, name.span));
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
