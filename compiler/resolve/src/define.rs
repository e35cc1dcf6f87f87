//! Defining what was declared: fields, variants, signatures, methods and constructors.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{EnumDecl, FieldDecl, FnDecl, Item, ItemKind, Member, TypeDecl, methods};
use aria_types::{
    AdtId, AdtKind, Attributes, Backing, FieldDef, FnDef, FnId, FnKind, GenericDef, LangItem, MethodOwner, ParamDef, Ty,
    VariantDef,
};

use crate::collect::{Collector, Pending, placeholder};
use crate::diagnostics::{CopySignature, DefinedTwice, DestroyedButCopied, EnumeratorValue, InitSignature, NoCopyMisplaced};
use crate::mentions::instance_methods;
use crate::program::{BodySource, BodyText};
use crate::scope::{ModuleId, Scope};
use crate::signature::{self, Context};
use crate::types::TypeResolver;

impl Collector<'_> {
    pub fn define_all(&mut self, pending: Vec<(ModuleId, Pending)>) {
        // Generic parameters first: every later type may name them by position.
        for (module, entry) in &pending {
            let scope = &self.enter(*module);
            if let Pending::Record(id, item) | Pending::Enum(id, item) = entry {
                let params = match &item.kind {
                    ItemKind::Struct(d) | ItemKind::Class(d) => &d.generics[..],
                    ItemKind::Enum(d) => &d.generics[..],
                    _ => &[],
                };
                self.defs.adts[id.0 as usize].generics = signature::generics(params, &[], &self.defs, scope, self.diagnostics);
            }
        }
        for (module, entry) in &pending {
            let scope = &self.enter(*module);
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
        for (module, entry) in &pending {
            let scope = &self.enter(*module);
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
        for (module, entry) in &pending {
            let scope = &self.enter(*module);
            self.define_derived(entry, scope);
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
        self.define_backing(id, decl, scope);
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

    /// The numbers of the variants, where the enum has a backing type or gives any.
    fn define_backing(&mut self, id: AdtId, decl: &EnumDecl, scope: &Scope) {
        let backing = match &decl.backing {
            Some(backing) => (self.resolve_type(backing, scope, &[], None), backing.span),
            None if decl.variants.iter().any(|v| v.discriminant.is_some()) => (Ty::INT, decl.name.span),
            None => return,
        };
        let target = self.defs.target();
        let (_, numbers) = crate::extern_enums::read(decl, Some(backing.clone()), &target, self.sources, self.diagnostics);
        for (i, (number, variant)) in numbers.iter().zip(&decl.variants).enumerate() {
            if let Some(first) = numbers[..i].iter().find(|n| n.value == number.value && n.name != number.name) {
                let why = format!("{} is the number of `{}` already", number.value, first.name);
                self.diagnostics.push(EnumeratorValue { name: number.name.to_string(), why, span: variant.span });
            } else if i64::try_from(number.value).is_err() {
                let why = format!("{} does not fit `Int`", number.value);
                self.diagnostics.push(EnumeratorValue { name: number.name.to_string(), why, span: variant.span });
            }
        }
        let values = numbers.iter().map(|n| n.value).collect();
        self.defs.backings.insert(id, Backing { ty: backing.0, values });
    }

    pub fn resolve_type(
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

    fn set_fn(&mut self, id: FnId, def: FnDef, decl: &Arc<FnDecl>, self_ty: Option<Ty>) {
        if matches!(def.kind, FnKind::Body) {
            let text = BodyText::Function(decl.clone());
            let module = self.modules.of_function(decl).unwrap_or(self.module);
            self.bodies.insert(id, BodySource { text, self_ty, in_std: self.in_std, module });
        }
        self.defs.fns[id.0 as usize] = def;
    }

    /// Declares and defines the methods among `members`; yields them by name.
    pub fn members(
        &mut self,
        members: &[Member],
        owner: &MethodOwner,
        generics: &[GenericDef],
        self_ty: &Ty,
        scope: &Scope,
    ) -> HashMap<Arc<str>, FnId> {
        let all: Vec<(&Arc<Item>, &Arc<FnDecl>)> = methods(members).collect();
        let decls: Vec<&FnDecl> = all.iter().map(|(_, d)| &***d).collect();
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
        let is_class = self.defs.adt(id).kind == AdtKind::Class;
        let mut methods = methods;
        if let Some(copy) = methods.get("=copy").copied() {
            self.copy_hook(id, copy, &self_ty);
            // What a class's copy is, `.clone` gives.
            if is_class && !methods.contains_key("clone") {
                methods.insert("clone".into(), copy);
            }
        }
        if let Some(init) = methods.remove("init") {
            self.define_init(id, init, &self_ty, members);
            methods.entry("new".into()).or_insert(init);
        }
        if let Some(sink) = methods.get("=sink").copied() {
            self.sink_hook(id, sink, &self_ty);
        }
        let finalize = methods.get("finalize").or_else(|| methods.get("=destroy")).copied();
        if let Some(hook) = finalize
            && !is_class
            && !methods.contains_key("=copy")
            && !self.defs.hooks.is_no_copy(id)
        {
            let (span, name) = (self.defs.function(hook).name_span, self.defs.adt(id).name.to_string());
            self.diagnostics.push(DestroyedButCopied { name, span });
        }
        let def = &mut self.defs.adts[id.0 as usize];
        def.finalize = finalize;
        def.methods = methods;
    }

    /// Makes `fn init(…)` the type's `new`, which returns the object instead of nothing.
    fn define_init(&mut self, id: AdtId, init: FnId, self_ty: &Ty, members: &[Member]) {
        let def = self.defs.function(init);
        let (name, span) = (self.defs.adt(id).name.to_string(), def.name_span);
        let result = match self.defs.as_lang(&def.result, "result").map(|args| args.to_vec()) {
            _ if def.result == Ty::Unit => self_ty.clone(),
            Some(args) if args[0] == Ty::Unit => self.defs.lang_ty("result", &[self_ty.clone(), args[1].clone()]),
            _ => {
                let found = def.result.to_string();
                self.diagnostics.push(InitSignature { name: name.clone(), found: Some(found), span });
                self_ty.clone()
            }
        };
        if self.defs.adt(id).kind != AdtKind::Class {
            self.diagnostics.push(InitSignature { name, found: None, span });
        }
        let fields = &self.defs.adt(id).fields;
        let default_of = |name: &str| aria_syntax::ast::fields(members).find(|d| d.name == *name).and_then(|d| d.default.clone());
        let defaults: Arc<[_]> = fields.iter().map(|f| default_of(&f.name)).collect();
        if let Some(BodySource { text: BodyText::Function(decl), .. }) = self.bodies.get(&init).cloned() {
            let source = BodySource {
                text: BodyText::Init(decl, defaults),
                self_ty: Some(self_ty.clone()),
                in_std: self.in_std,
                module: self.module,
            };
            self.bodies.insert(init, source);
        }
        let def = &mut self.defs.fns[init.0 as usize];
        (def.name, def.receiver, def.result) = ("new".into(), None, result);
    }

    /// Takes note of `=copy(self) -> Self`.
    fn copy_hook(&mut self, id: AdtId, method: FnId, self_ty: &Ty) {
        let def = self.defs.function(method);
        if def.result != *self_ty || !def.params.is_empty() {
            let (name, ty, span) = (self.defs.adt(id).name.to_string(), self_ty.to_string(), def.name_span);
            self.diagnostics.push(CopySignature { hook: "=copy".into(), name, ty, span });
            return;
        }
        if self.defs.hooks.is_no_copy(id) {
            let (name, span) = (self.defs.adt(id).name.to_string(), def.name_span);
            self.diagnostics.push(NoCopyMisplaced { what: format!("`{name}` is `@no_copy`, and says how it is copied"), span });
        }
        if self.defs.adt(id).kind != AdtKind::Class {
            self.defs.hooks.set_copy(id, method);
        }
    }

    /// Takes note of `=sink(self) -> Self`.
    fn sink_hook(&mut self, id: AdtId, method: FnId, self_ty: &Ty) {
        let def = self.defs.function(method);
        let (name, span) = (self.defs.adt(id).name.to_string(), def.name_span);
        if def.result != *self_ty || !def.params.is_empty() {
            let ty = self_ty.to_string();
            return self.diagnostics.push(CopySignature { hook: "=sink".into(), name, ty, span });
        }
        if self.defs.adt(id).kind == AdtKind::Class {
            let what = format!("`{name}` is a class: its objects do not move, only references to them are handed on");
            return self.diagnostics.push(NoCopyMisplaced { what, span });
        }
        self.defs.hooks.set_sink(id, method);
    }

    /// Reports `@no_copy` on what is neither a struct nor an enum.
    pub(crate) fn refuse_no_copy(&mut self, annotations: &[aria_syntax::ast::Annotation]) {
        for annotation in annotations.iter().filter(|a| &a.name == "no_copy") {
            let what = "`@no_copy` belongs to structs and enums".to_owned();
            self.diagnostics.push(NoCopyMisplaced { what, span: annotation.span });
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
        let text = BodyText::Fields(defaults);
        self.bodies.insert(fn_id, BodySource { text, self_ty, in_std: self.in_std, module: self.module });
        self.defs.adts[id.0 as usize].methods.insert(name, fn_id);
    }
}
