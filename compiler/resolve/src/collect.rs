//! Building the signature index: first every name, then every type and signature, then where the bodies are.

use std::collections::HashMap;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_source::{SourceMap, Span};
use aria_syntax::ast::{
    AliasDecl, Annotation, EnumDecl, FieldDecl, FnDecl, ImplDecl, Item, ItemKind, Member, Name, PatternKind, Stmt, StmtKind,
    TraitDecl, TypeDecl, methods,
};
use aria_types::{
    AdtDef, AdtId, AdtKind, Attributes, ConstDef, ConstId, Defs, FieldDef, FnDef, FnId, FnKind, GenericDef, ImplDef, LangItem,
    MethodOwner, ParamDef, ParamTy, TraitDef, TraitId, TraitRef, Ty, VariantDef,
};

use crate::diagnostics::{BuiltInType, DefinedTwice, NotSupportedYet};
use crate::exports::{lane_annotations, only_module};
use crate::extern_types::ForeignDeclarations;
use crate::mentions::instance_methods;
use crate::program::{BodySource, BodyText, Input, ResolvedProgram};
use crate::scope::{Scope, TypeName, ValueName};
use crate::signature::{self, Context};
use crate::types::TypeResolver;

/// Annotations whose meaning a program relies on, and which have none yet.
const LATER_ANNOTATIONS: [&str; 4] = ["export", "longjmps", "no_copy", "no_panic"];

/// Builds the signature index of a program with the standard library.
pub fn resolve(input: Input<'_>, sources: &SourceMap, diagnostics: &mut Diagnostics) -> ResolvedProgram {
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
        None => collector.entry(&input.program.body, &scope),
    };
    collector.reject_ambiguous_signs(&scope);
    collector.find_mutating();
    collector.check_impls();
    collector.box_recursive_enums();
    collector.reject_infinite_structs();
    ResolvedProgram {
        defs: collector.defs,
        bodies: collector.bodies,
        constants: collector.constants,
        entry,
        std_scope,
        program_scope: scope,
    }
}

/// A declaration whose name is known and whose insides are still to be read.
enum Pending {
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
    pending: Vec<Pending>,
    pub sources: &'a SourceMap,
    pub diagnostics: &'a mut Diagnostics,
    pub foreign: ForeignDeclarations,
    in_std: bool,
    /// What lanes' tables call a function that is exported to their world.
    lane_annotations: Vec<&'static str>,
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
        let derives = match &item.kind {
            ItemKind::Struct(decl) | ItemKind::Class(decl) => decl.derives.first(),
            ItemKind::Enum(decl) => decl.derives.first(),
            _ => None,
        };
        if let Some(derived) = derives {
            self.unsupported("derived traits", derived.span);
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
                self.defs.traits.push(def);
                self.type_name(&decl.name, TypeName::Trait(id), scope);
                self.lang(&item.annotations, LangItem::Trait(id));
                self.pending.push(Pending::Trait(id, shared()));
            }
            ItemKind::Impl(_) => self.pending.push(Pending::Impl(shared())),
            ItemKind::Alias(decl) => self.declare_alias(decl, scope),
            ItemKind::ExternImport(_) | ItemKind::ExternBlock(_) => {}
            ItemKind::Module(decl) => self.unsupported("modules beside other declarations", decl.name.span),
            ItemKind::Import(_) => self.unsupported("imports of Aria files and modules", item.span),
            ItemKind::Test(decl) => self.unsupported("`test` blocks", decl.name.span),
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

    fn lang(&mut self, annotations: &[Annotation], item: LangItem) {
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

    fn define_all(&mut self, scope: &Arc<Scope>) {
        let pending = std::mem::take(&mut self.pending);
        // Generic parameters first: every later type may name them by position.
        for entry in &pending {
            if let Pending::Record(id, item) | Pending::Enum(id, item) = entry {
                let params = match &item.kind {
                    ItemKind::Struct(d) | ItemKind::Class(d) => &d.generics[..],
                    ItemKind::Enum(d) => &d.generics[..],
                    _ => &[],
                };
                self.defs.adts[id.0 as usize].generics = signature::generics(params, &[], &self.defs, scope, self.diagnostics);
            }
        }
        for entry in &pending {
            match entry {
                Pending::Record(id, item) => self.define_fields(*id, item, scope),
                Pending::Enum(id, item) => {
                    if let ItemKind::Enum(decl) = &item.kind {
                        self.define_variants(*id, decl, scope);
                    }
                }
                _ => {}
            }
        }
        for entry in &pending {
            // What an alias stands for is resolved where it is used; here only for its mistakes.
            if let Pending::Alias(decl) = entry
                && let Some(target) = decl.target.as_ref().filter(|_| decl.generics.is_empty())
            {
                self.resolve_type(target, scope, &[], None);
            }
            match entry {
                Pending::Fn(id, item) => self.define_fn(*id, item, scope),
                Pending::Record(id, item) => match &item.kind {
                    ItemKind::Struct(decl) | ItemKind::Class(decl) => {
                        self.define_methods(*id, &decl.members, scope);
                        self.define_constructor(*id, item, decl);
                        self.reject_members(&decl.members);
                    }
                    _ => {}
                },
                Pending::Enum(id, item) => {
                    if let ItemKind::Enum(decl) = &item.kind {
                        self.define_methods(*id, &decl.members, scope);
                    }
                }
                Pending::Trait(id, item) => {
                    if let ItemKind::Trait(decl) = &item.kind {
                        self.define_trait(*id, decl, scope);
                    }
                }
                Pending::Impl(item) => {
                    if let ItemKind::Impl(decl) = &item.kind {
                        self.define_impl(item, decl, scope);
                    }
                }
                Pending::Alias(_) => {}
            }
        }
    }

    fn define_fields(&mut self, id: AdtId, item: &Item, scope: &Scope) {
        let members = match &item.kind {
            ItemKind::Struct(d) | ItemKind::Class(d) => &d.members[..],
            _ => return,
        };
        let def = self.defs.adt(id);
        let generics = def.generics.clone();
        let self_ty = self.defs.adt_ty(id, def.identity_args());
        let mut fields: Vec<FieldDef> = Vec::new();
        for field in aria_syntax::ast::fields(members) {
            let ty = self.resolve_type(&field.ty, scope, &generics, Some(&self_ty));
            if let Some(first) = fields.iter().find(|f| f.name == field.name.text) {
                let name = field.name.text.to_string();
                self.diagnostics.push(DefinedTwice { name, span: field.name.span, first: first.span });
                continue;
            }
            fields.push(FieldDef {
                name: field.name.text.clone(),
                ty,
                private: field.is_private,
                readonly: field.is_let,
                span: field.span,
            });
        }
        self.defs.adts[id.0 as usize].fields = fields;
    }

    fn define_variants(&mut self, id: AdtId, decl: &EnumDecl, scope: &Scope) {
        let def = self.defs.adt(id);
        let generics = def.generics.clone();
        let self_ty = self.defs.adt_ty(id, def.identity_args());
        if let Some(backing) = &decl.backing {
            self.unsupported("enums with a backing type", backing.span);
        }
        let mut variants = Vec::new();
        for variant in &decl.variants {
            let mut fields = Vec::new();
            for (i, payload) in variant.payload.iter().enumerate() {
                let ty = self.resolve_type(&payload.ty, scope, &generics, Some(&self_ty));
                let name = payload.name.as_ref().map_or_else(|| i.to_string().into(), |n| n.text.clone());
                fields.push(FieldDef { name, ty, private: false, readonly: false, span: payload.span });
            }
            if let Some(first) = variants.iter().find(|v: &&VariantDef| v.name == variant.name.text) {
                let name = variant.name.text.to_string();
                self.diagnostics.push(DefinedTwice { name, span: variant.name.span, first: first.span });
                continue;
            }
            variants.push(VariantDef { name: variant.name.text.clone(), fields, span: variant.span });
        }
        self.defs.adts[id.0 as usize].variants = variants;
    }

    fn resolve_type(
        &mut self,
        ty: &aria_syntax::ast::TypeExpr,
        scope: &Scope,
        generics: &[GenericDef],
        self_ty: Option<&Ty>,
    ) -> Ty {
        TypeResolver { defs: &self.defs, scope, generics, self_ty, opaque: None, diagnostics: self.diagnostics }.resolve(ty)
    }

    fn define_fn(&mut self, id: FnId, item: &Item, scope: &Scope) {
        let ItemKind::Fn(decl) = &item.kind else { return };
        let context = Context {
            defs: &self.defs,
            scope,
            owner: None,
            owner_generics: &[],
            self_ty: None,
            instance: false,
            required: false,
            in_std: self.in_std,
            lane_annotations: &self.lane_annotations,
        };
        let def = signature::function(item, decl, &context, self.diagnostics);
        self.set_fn(id, def, decl, None);
    }

    fn set_fn(&mut self, id: FnId, def: FnDef, decl: &FnDecl, self_ty: Option<Ty>) {
        if matches!(def.kind, FnKind::Body) {
            let text = BodyText::Function(Arc::new(decl.clone()));
            self.bodies.insert(id, BodySource { text, self_ty, in_std: self.in_std });
        }
        self.defs.fns[id.0 as usize] = def;
    }

    /// Declares and defines the methods among `members`; yields them by name.
    fn members(
        &mut self,
        members: &[Member],
        owner: &MethodOwner,
        generics: &[GenericDef],
        self_ty: &Ty,
        scope: &Scope,
    ) -> HashMap<Arc<str>, FnId> {
        let all: Vec<(&Item, &FnDecl)> = methods(members).collect();
        let decls: Vec<&FnDecl> = all.iter().map(|(_, d)| *d).collect();
        let instance = instance_methods(&decls);
        let in_trait = matches!(owner, MethodOwner::Trait(_));
        let explicit = in_trait || matches!(owner, MethodOwner::Impl(_));
        let mut out: HashMap<Arc<str>, FnId> = HashMap::new();
        for (item, decl) in all {
            if let Some(first) = out.get(&decl.name.text) {
                let first = self.defs.function(*first).name_span;
                self.diagnostics.push(DefinedTwice { name: decl.name.text.to_string(), span: decl.name.span, first });
                continue;
            }
            let is_instance = if explicit { decl.params.iter().any(|p| p.is_self()) } else { instance.contains(&decl.name.text) };
            let context = Context {
                defs: &self.defs,
                scope,
                owner: Some(owner.clone()),
                owner_generics: generics,
                self_ty: Some(self_ty),
                instance: is_instance,
                required: in_trait && matches!(decl.body, aria_syntax::ast::FnBody::None),
                in_std: self.in_std,
                lane_annotations: &self.lane_annotations,
            };
            let def = signature::function(item, decl, &context, self.diagnostics);
            let id = self.new_fn(placeholder(&decl.name, self.in_std));
            self.lang(&item.annotations, LangItem::Fn(id));
            self.set_fn(id, def, decl, Some(self_ty.clone()));
            out.insert(decl.name.text.clone(), id);
        }
        out
    }

    fn define_methods(&mut self, id: AdtId, members: &[Member], scope: &Scope) {
        let def = self.defs.adt(id);
        let generics = def.generics.clone();
        let self_ty = self.defs.adt_ty(id, def.identity_args());
        let methods = self.members(members, &MethodOwner::Adt(id), &generics, &self_ty, scope);
        for hook in ["=copy", "=sink", "init"] {
            if let Some(method) = methods.get(hook) {
                let span = self.defs.function(*method).name_span;
                self.unsupported(&format!("`{hook}` methods"), span);
            }
        }
        let finalize = methods.get("finalize").or_else(|| methods.get("=destroy")).copied();
        if let Some(hook) = finalize
            && self.defs.adt(id).kind != AdtKind::Class
        {
            let span = self.defs.function(hook).name_span;
            self.unsupported("destructors of structs and enums", span);
        }
        let def = &mut self.defs.adts[id.0 as usize];
        def.finalize = finalize;
        def.methods = methods;
    }

    fn reject_members(&mut self, members: &[Member]) {
        for member in members {
            match member {
                Member::Item(item) if !matches!(item.kind, ItemKind::Fn(_)) => {
                    self.unsupported("declarations inside a type", item.span)
                }
                Member::Let(decl) => self.unsupported("constants inside a type", decl.span),
                _ => {}
            }
        }
    }

    fn define_constructor(&mut self, id: AdtId, item: &Item, decl: &TypeDecl) {
        let fields: Vec<&FieldDecl> = decl.fields().collect();
        self.constructor(id, &fields, item.span);
    }

    /// `Type.new(field: value, …)`, or `build` where the type has its own `new`.
    fn constructor(&mut self, id: AdtId, decls: &[&FieldDecl], span: Span) {
        let def = self.defs.adt(id);
        let name: Arc<str> = if def.methods.contains_key("new") { "build".into() } else { "new".into() };
        if def.methods.contains_key(&name) {
            return;
        }
        let default_of = |name: &str| decls.iter().find(|d| d.name == *name).and_then(|d| d.default.clone());
        let defaults: Arc<[_]> = def.fields.iter().map(|f| default_of(&f.name)).collect();
        let params = def.fields.iter().zip(defaults.iter()).map(|(f, default)| ParamDef {
            name: f.name.clone(),
            ty: f.ty.clone(),
            has_default: default.is_some(),
            facts: Default::default(),
            span: f.span,
        });
        let constructor = FnDef {
            name: name.clone(),
            owner: Some(MethodOwner::Adt(id)),
            generics: def.generics.clone(),
            owner_generics: def.generics.len() as u32,
            receiver: None,
            mutating: false,
            params: params.collect(),
            result: self.defs.adt_ty(id, def.identity_args()),
            kind: FnKind::Constructor(id),
            attributes: Attributes { private: def.fields.iter().any(|f| f.private), inline: true, ..Attributes::default() },
            convention: None,
            span,
            name_span: def.span,
            in_std: self.in_std,
        };
        let self_ty = Some(constructor.result.clone());
        let fn_id = self.new_fn(constructor);
        self.bodies.insert(fn_id, BodySource { text: BodyText::Fields(defaults), self_ty, in_std: self.in_std });
        self.defs.adts[id.0 as usize].methods.insert(name, fn_id);
    }

    fn define_trait(&mut self, id: TraitId, decl: &TraitDecl, scope: &Scope) {
        // Inside a trait, `Self` is its first generic parameter.
        let self_ty = Ty::Param(ParamTy { index: 0, name: "Self".into() });
        let own = |(i, g): (usize, &GenericDef)| Ty::Param(ParamTy { index: i as u32 + 1, name: g.name.clone() });
        let args = self.defs.trait_(id).generics.iter().enumerate().map(own).collect();
        let bounds = vec![TraitRef { trait_: id, args }];
        let mut generics = vec![GenericDef { name: "Self".into(), bounds, span: decl.name.span }];
        generics.extend(signature::generics(&decl.generics, &generics, &self.defs, scope, self.diagnostics));
        let mut resolver = TypeResolver {
            defs: &self.defs,
            scope,
            generics: &generics,
            self_ty: Some(&self_ty),
            opaque: None,
            diagnostics: self.diagnostics,
        };
        let parents = decl.supertraits.iter().filter_map(|t| signature::trait_ref(t, &self_ty, &mut resolver)).collect();
        self.defs.traits[id.0 as usize].supertraits = parents;
        self.defs.traits[id.0 as usize].generics = generics[1..].to_vec();
        let methods = self.members(&decl.members, &MethodOwner::Trait(id), &generics, &self_ty, scope);
        self.defs.traits[id.0 as usize].methods = methods;
    }

    fn define_impl(&mut self, item: &Item, decl: &ImplDecl, scope: &Scope) {
        let generics = signature::generics(&decl.generics, &[], &self.defs, scope, self.diagnostics);
        let target = self.resolve_type(&decl.target, scope, &generics, None);
        let trait_ = match &decl.trait_ {
            None => None,
            Some(ty) => {
                let mut resolver = TypeResolver {
                    defs: &self.defs,
                    scope,
                    generics: &generics,
                    self_ty: Some(&target),
                    opaque: None,
                    diagnostics: self.diagnostics,
                };
                let Some(named) = signature::trait_ref(ty, &target, &mut resolver) else { return };
                Some((named.trait_, named.args))
            }
        };
        let index = self.defs.impls.len() as u32;
        self.defs.impls.push(ImplDef {
            generics: generics.clone(),
            trait_,
            target: target.clone(),
            methods: HashMap::new(),
            span: item.span,
        });
        let methods = self.members(&decl.members, &MethodOwner::Impl(index), &generics, &target, scope);
        self.defs.impls[index as usize].methods = methods;
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
