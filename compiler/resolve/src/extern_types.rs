//! Types that the program declares as a foreign world has them: `extern struct`, `extern union` and `extern enum`, and
//! the types and aliases in `extern` blocks. They become types of the model, laid out by C's rules.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use aria_bind::foreign_type;
use aria_foreign::{
    CScalar, DeclaredNames, DeclaredTypes, Enumeration, Field, ForeignInterface, ForeignItem, ForeignType, NothingForeign,
    Record, RecordKind, Tags, TypeKey, WithDeclared, lay_out, size_and_align, unread_record,
};
use aria_source::Span;
use aria_syntax::ast::{self, AliasDecl, EnumDecl, ExternRecordDecl, Item, ItemKind, Member, Name, TypeExpr};
use aria_types::{ExternRef, Import, ImportId, Ty};

use crate::collect::Collector;
use crate::diagnostics::{DefinedTwice, FieldNotForeign, NotAForeignType, RecursiveValue};
use crate::scope::{ModuleId, Scope, TypeName};
use crate::types::{TypeResolver, opaque_key};

/// What the program declares of foreign worlds.
#[derive(Default)]
pub(crate) struct ForeignDeclarations {
    pending: Vec<PendingType>,
    types: DeclaredTypes,
    names: HashMap<ImportId, DeclaredNames>,
    /// Where each value of a namespace is declared.
    values: HashMap<(ImportId, Arc<str>), Span>,
    /// The lanes' own interfaces, by import.
    lanes: Vec<Arc<dyn ForeignInterface>>,
    /// The first declaration.
    first: Option<Span>,
}

/// A type whose insides are still to be read.
struct PendingType {
    item: Arc<Item>,
    /// The namespace whose `extern` block it stands in.
    import: Option<ImportId>,
    module: ModuleId,
}

impl Collector<'_> {
    /// Makes the name of a foreign type known. Its insides are read by [`Collector::define_foreign_types`].
    pub fn declare_foreign_type(&mut self, item: &Item, import: Option<ImportId>, scope: &mut Scope) {
        let name = match &item.kind {
            ItemKind::ExternRecord(decl) => &decl.name,
            ItemKind::ExternEnum(decl) => &decl.name,
            ItemKind::Alias(decl) => &decl.name,
            _ => return self.unsupported("such declarations in `extern` blocks", item.span),
        };
        let is_new = !scope.own.types.contains_key(&name.text);
        let key = self.declared_key(name.as_str());
        let (ty, declared) = match &item.kind {
            ItemKind::Alias(decl) => (TypeName::Alias(Arc::new(decl.clone())), None),
            kind => {
                let is_enum = matches!(kind, ItemKind::ExternEnum(_));
                let reference = ExternRef { key, name: name.text.clone(), is_enum };
                let declared = if is_enum { ForeignType::Enum(key) } else { ForeignType::Record(key) };
                (TypeName::Extern(reference), Some(declared))
            }
        };
        self.type_name(name, ty, scope);
        if !is_new {
            return;
        }
        match declared {
            Some(ForeignType::Enum(_)) => {
                let enumeration = Enumeration {
                    key,
                    name: name.text.clone(),
                    spelling: name.text.clone(),
                    underlying: ForeignType::Scalar(CScalar::Int),
                    enumerators: Vec::new(),
                    documentation: item.doc.as_ref().map(|d| d.text.clone()),
                    place: None,
                };
                self.foreign.types.enumerations.insert(key, Arc::new(enumeration));
            }
            Some(_) => {
                self.foreign.types.records.insert(key, Arc::new(unread_record(key, name.text.clone())));
            }
            None => {}
        }
        if let (Some(import), Some(declared)) = (import, declared) {
            self.foreign_names(import).types.insert(name.text.clone(), declared);
        }
        self.foreign.first.get_or_insert(name.span);
        self.foreign.pending.push(PendingType { item: Arc::new(item.clone()), import, module: self.module });
    }

    /// The interface as its lane read it.
    pub(crate) fn foreign_lane(&self, import: ImportId) -> Arc<dyn ForeignInterface> {
        self.foreign.lanes[import.0 as usize].clone()
    }

    fn foreign_names(&mut self, import: ImportId) -> &mut DeclaredNames {
        self.foreign.names.entry(import).or_default()
    }

    /// Adds a value to a namespace.
    pub(crate) fn foreign_value_name(&mut self, import: ImportId, name: &Name, item: ForeignItem) {
        if let Some(first) = self.foreign.values.insert((import, name.text.clone()), name.span) {
            self.diagnostics.push(DefinedTwice { name: name.text.to_string(), span: name.span, first });
        }
        self.foreign.first.get_or_insert(name.span);
        self.foreign_names(import).values.insert(name.text.clone(), item);
    }

    /// The key of a type that the current file declares; equal names in other files are other types.
    fn declared_key(&self, name: &str) -> TypeKey {
        let path = &self.modules.frame(self.module).path;
        TypeKey(if path.is_empty() { opaque_key(name) } else { opaque_key(&format!("{path}.{name}")) })
    }

    /// Reads the foreign types that were declared.
    pub fn define_foreign_types(&mut self) {
        self.foreign.lanes = self.defs.imports.iter().map(|i| i.interface.clone()).collect();
        self.install_foreign();
        let pending = std::mem::take(&mut self.foreign.pending);
        for PendingType { item, import, module } in &pending {
            let scope = &self.enter(*module);
            match &item.kind {
                ItemKind::ExternEnum(decl) => self.define_foreign_enum(decl, *import, scope),
                ItemKind::Alias(decl) => self.define_foreign_alias(decl, *import, scope),
                _ => {}
            }
        }
        self.install_foreign();
        let mut unlaid = Vec::new();
        for PendingType { item, import, module } in &pending {
            let scope = &self.enter(*module);
            if let ItemKind::ExternRecord(decl) = &item.kind {
                unlaid.extend(self.define_foreign_record(item, decl, *import, scope));
            }
        }
        while let Some(record) = unlaid.pop() {
            self.lay_out_record(record, &mut unlaid, &mut Vec::new());
        }
        self.install_foreign();
    }

    /// Puts what is declared so far before what the lanes imported.
    pub(crate) fn install_foreign(&mut self) {
        let Some(span) = &self.foreign.first else { return };
        if self.foreign.lanes.is_empty() {
            // Types that no import knows still need a place to be found in.
            let nothing: Arc<dyn ForeignInterface> = Arc::new(NothingForeign { target: self.defs.target() });
            self.foreign.lanes.push(nothing.clone());
            self.defs.imports.push(Import {
                namespace: "".into(),
                lane: "",
                lane_index: u8::MAX,
                interface: nothing,
                declared: HashMap::new(),
                facts: HashMap::new(),
                span: *span,
            });
        }
        let types = Arc::new(self.foreign.types.clone());
        for (index, inner) in self.foreign.lanes.iter().enumerate() {
            let names = self.foreign.names.get(&ImportId(index as u32)).cloned().unwrap_or_default();
            self.defs.imports[index].interface = Arc::new(WithDeclared { inner: inner.clone(), types: types.clone(), names });
        }
    }

    /// A type in a foreign declaration. In an `extern` block what it points to may be unknown, and is opaque then.
    pub(crate) fn foreign_declared_type(&mut self, ty: &TypeExpr, import: Option<ImportId>, scope: &Scope) -> Ty {
        let opaque = RefCell::new(Vec::new());
        let resolved = TypeResolver {
            defs: &self.defs,
            scope,
            generics: &[],
            self_ty: None,
            opaque: import.is_some().then_some(&opaque),
            diagnostics: self.diagnostics,
        }
        .resolve(ty);
        if let Some(import) = import {
            self.add_opaque(import, opaque.into_inner());
        }
        resolved
    }

    /// Records that are only known by a name behind `CPtr[…]`.
    pub(crate) fn add_opaque(&mut self, import: ImportId, found: Vec<ExternRef>) {
        for ExternRef { key, name, .. } in found {
            self.foreign.first.get_or_insert(self.defs.import(import).span);
            self.foreign.types.records.entry(key).or_insert_with(|| Arc::new(unread_record(key, name.clone())));
            self.foreign_names(import).types.entry(name).or_insert(ForeignType::Record(key));
        }
    }

    fn define_foreign_alias(&mut self, decl: &AliasDecl, import: Option<ImportId>, scope: &Scope) {
        let (Some(import), Some(target)) = (import, &decl.target) else { return };
        if let Some(generic) = decl.generics.first() {
            return self.unsupported("generic aliases in `extern` blocks", generic.span);
        }
        let resolved = self.foreign_declared_type(target, Some(import), scope);
        if resolved.is_error() {
            return;
        }
        match foreign_type(&resolved) {
            Some(ty) => {
                let alias = ForeignType::Alias { name: decl.name.text.clone(), target: Arc::new(ty) };
                self.foreign_names(import).types.insert(decl.name.text.clone(), alias);
            }
            None => self.diagnostics.push(NotAForeignType { ty: resolved.to_string(), span: target.span }),
        }
    }

    fn define_foreign_enum(&mut self, decl: &EnumDecl, import: Option<ImportId>, scope: &Scope) {
        let backing = decl.backing.as_ref().map(|backing| (self.foreign_declared_type(backing, None, scope), backing.span));
        let (underlying, enumerators) =
            crate::extern_enums::read(decl, backing, &self.defs.target(), self.sources, self.diagnostics);
        if let Some(member) = decl.members.first() {
            self.unsupported("methods of `extern enum`s", member_span(member));
        }
        let key = self.declared_key(decl.name.as_str());
        if let Some(import) = import {
            for (variant, enumerator) in decl.variants.iter().zip(&enumerators) {
                let item = ForeignItem::Enumerator { enumeration: key, value: enumerator.value };
                self.foreign_value_name(import, &variant.name, item);
            }
        }
        if let Some(known) = self.foreign.types.enumerations.get_mut(&key) {
            *known = Arc::new(Enumeration { underlying, enumerators, ..Enumeration::clone(known) });
        }
    }

    /// Reads the fields of a record; yields it for laying out, unless it is opaque.
    fn define_foreign_record(
        &mut self,
        item: &Item,
        decl: &ExternRecordDecl,
        import: Option<ImportId>,
        scope: &Scope,
    ) -> Option<UnlaidRecord> {
        if let Some(derived) = decl.derives.first() {
            self.unsupported("derived traits", derived.span);
        }
        for member in decl.members.iter().filter(|m| !matches!(m, Member::Field(_) | Member::Error(_))) {
            self.unsupported("methods and declarations inside an `extern struct` or `extern union`", member_span(member));
        }
        let facts = crate::facts::read(&item.annotations, &aria_foreign::FactOrigin::Program, self.sources, self.diagnostics);
        let mut record = Record {
            facts,
            documentation: item.doc.as_ref().map(|d| d.text.clone()),
            ..unread_record(self.declared_key(decl.name.as_str()), decl.name.text.clone())
        };
        if !decl.has_body {
            self.foreign.types.records.insert(record.key, Arc::new(record));
            return None;
        }
        record.kind = match decl.kind {
            ast::RecordKind::Struct => RecordKind::Struct,
            ast::RecordKind::Union => RecordKind::Union,
        };
        let mut types: Vec<(Span, String)> = Vec::new();
        let mut seen: HashMap<Arc<str>, Span> = HashMap::new();
        for field in decl.fields() {
            if let Some(first) = seen.insert(field.name.text.clone(), field.name.span) {
                self.diagnostics.push(DefinedTwice { name: field.name.text.to_string(), span: field.name.span, first });
                continue;
            }
            if let Some(default) = &field.default {
                self.unsupported("default values in an `extern struct`", default.span);
            }
            if field.is_let || field.is_private {
                self.unsupported("private and constant fields in an `extern struct`", field.span);
            }
            let resolved = self.foreign_declared_type(&field.ty, import, scope);
            let ty = match foreign_type(&resolved) {
                Some(ty) if !matches!(ty, ForeignType::Void) => ty,
                _ => {
                    if !resolved.is_error() {
                        self.field_not_foreign(&record.name, field.name.as_str(), resolved.to_string(), field.ty.span);
                    }
                    no_bytes()
                }
            };
            types.push((field.ty.span, resolved.to_string()));
            record.fields.push(Field {
                name: field.name.text.clone(),
                ty,
                offset_bits: 0,
                bit_width: None,
                documentation: field.doc.as_ref().map(|d| d.text.clone()),
            });
        }
        Some(UnlaidRecord { record, types, span: decl.name.span })
    }

    fn field_not_foreign(&mut self, record: &str, field: &str, ty: String, span: Span) {
        self.diagnostics.push(FieldNotForeign { record: record.to_owned(), field: field.to_owned(), ty, span });
    }

    /// Lays out a record, before it those that it contains.
    fn lay_out_record(&mut self, mut unlaid: UnlaidRecord, others: &mut Vec<UnlaidRecord>, around: &mut Vec<TypeKey>) {
        around.push(unlaid.record.key);
        for (index, (span, ty)) in unlaid.types.iter().enumerate() {
            let Some(key) = contained(&unlaid.record.fields[index].ty) else { continue };
            if around.contains(&key) {
                self.diagnostics.push(RecursiveValue {
                    name: unlaid.record.name.to_string(),
                    way_out: "put the inner one behind a `CPtr`",
                    span: unlaid.span,
                });
                unlaid.record.fields[index].ty = no_bytes();
                continue;
            }
            if let Some(inner) = others.iter().position(|o| o.record.key == key) {
                let inner = others.swap_remove(inner);
                self.lay_out_record(inner, others, around);
            }
            if size_and_align(&unlaid.record.fields[index].ty, &self.defs.target(), &self.foreign).is_none() {
                self.field_not_foreign(&unlaid.record.name, &unlaid.record.fields[index].name.clone(), ty.clone(), *span);
                unlaid.record.fields[index].ty = no_bytes();
            }
        }
        around.pop();
        let target = self.defs.target();
        if lay_out(&mut unlaid.record, &target, &self.foreign).is_none() {
            self.unsupported("records of this size", unlaid.span);
            unlaid.record.fields.clear();
            unlaid.record.align = 1;
        }
        self.foreign.types.records.insert(unlaid.record.key, Arc::new(unlaid.record));
    }
}

/// A record whose fields are read.
struct UnlaidRecord {
    record: Record,
    /// Where each field's type is written, and what it is.
    types: Vec<(Span, String)>,
    span: Span,
}

/// What stands for a field that cannot be, so that the others can be checked.
fn no_bytes() -> ForeignType {
    ForeignType::Array { element: Arc::new(ForeignType::Scalar(CScalar::Char)), length: 0, flexible: false }
}

/// The record that lies inside a field of this type.
fn contained(ty: &ForeignType) -> Option<TypeKey> {
    match ty.canonical() {
        ForeignType::Record(key) => Some(*key),
        ForeignType::Array { element, .. } => contained(element),
        _ => None,
    }
}

impl Tags for ForeignDeclarations {
    fn record(&self, key: TypeKey) -> Option<Arc<Record>> {
        self.types.records.get(&key).cloned().or_else(|| self.lanes.iter().find_map(|lane| lane.record(key)))
    }

    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>> {
        self.types.enumerations.get(&key).cloned().or_else(|| self.lanes.iter().find_map(|lane| lane.enumeration(key)))
    }
}

fn member_span(member: &Member) -> Span {
    match member {
        Member::Field(field) => field.span,
        Member::Item(item) => item.span,
        Member::Let(decl) => decl.span,
        Member::Error(span) => *span,
    }
}
