//! What the program declares in `extern` blocks: foreign functions, globals and types of its own, and what it adds to a
//! header's declarations by restating them.

use std::cell::RefCell;
use std::sync::Arc;

use aria_bind::foreign_type;
use aria_foreign::{
    Availability, CallingConvention, DeclarationFilter, FactOrigin, ForeignItem, ForeignType, Global, Linkage, NameSpace,
};
use aria_syntax::ast::{
    ExternAbi, ExternBlockDecl, ExternImportDecl, ExternMember, ExternSource, FnDecl, Item, ItemKind, Name, Stmt, VarDecl,
};
use aria_types::ImportId;

use crate::alike::most_alike;
use crate::collect::Collector;
use crate::diagnostics::{NotAForeignType, NotInHeader};
use crate::facts::function_facts;
use crate::scope::{ModuleId, Scope, ValueName};
use crate::signature;

impl Collector<'_> {
    /// Makes the names of the types known that `extern` blocks declare.
    pub fn declare_foreign(&mut self, body: &[Stmt], scope: &mut Scope) {
        for item in crate::imports::items(body) {
            let ItemKind::ExternBlock(block) = &item.kind else { continue };
            let import = self.block_import(block, scope);
            for member in &block.members {
                if let ExternMember::Item(member) = member
                    && !matches!(member.kind, ItemKind::Fn(_))
                {
                    self.declare_foreign_type(member, import, scope);
                }
            }
        }
    }

    /// Reads what `extern` blocks declare and restate.
    pub fn foreign_declarations(&mut self, files: &[(ModuleId, &[Stmt])]) {
        self.define_foreign_types();
        for (module, body) in files {
            let scope = &self.enter(*module);
            for item in crate::imports::items(body) {
                match &item.kind {
                    ItemKind::ExternImport(import) => self.restated(import, scope),
                    ItemKind::ExternBlock(block) => self.declared(block, scope),
                    _ => {}
                }
            }
        }
        self.install_foreign();
    }

    /// The namespace that a block's declarations are reached through; the request for it opened it.
    fn block_import(&self, block: &ExternBlockDecl, scope: &Scope) -> Option<ImportId> {
        let own = |import: &ImportId| {
            let import = self.defs.import(*import);
            let named = match &block.abi {
                ExternAbi::Lane(name) => *name.text == *import.lane,
                ExternAbi::Named(_) => true,
            };
            named && &*import.namespace == import.lane
        };
        scope.own.imports.iter().copied().find(own)
    }

    fn declared(&mut self, block: &ExternBlockDecl, scope: &Scope) {
        // A lane that nobody knows was reported with its request.
        let Some(import) = self.block_import(block, scope) else { return };
        let convention = match &block.abi {
            ExternAbi::Named(abi) => signature::convention(&abi.value),
            ExternAbi::Lane(_) => CallingConvention::C,
        };
        for (member, decl) in extern_functions(&block.members) {
            let opaque = RefCell::new(Vec::new());
            let context = signature::Foreign { defs: &self.defs, scope, sources: self.sources, opaque: &opaque };
            let declared = signature::foreign(member, decl, convention, &context, self.diagnostics);
            if let Some(function) = declared {
                self.defs.imports[import.0 as usize].declared.insert(decl.name.text.clone(), Arc::new(function));
            }
            self.add_opaque(import, opaque.into_inner());
        }
        for member in &block.members {
            if let ExternMember::Global(global) = member {
                self.declared_global(global, import, scope);
            }
        }
    }

    fn declared_global(&mut self, global: &VarDecl, import: ImportId, scope: &Scope) {
        if let Some(value) = &global.value {
            self.unsupported("values of foreign globals", value.span);
        }
        let resolved = self.foreign_declared_type(&global.ty, Some(import), scope);
        if resolved.is_error() {
            return;
        }
        let Some(ty) = foreign_type(&resolved).filter(|ty| *ty != ForeignType::Void) else {
            self.diagnostics.push(NotAForeignType { ty: resolved.to_string(), span: global.ty.span });
            return;
        };
        let name = global.name.text.clone();
        let item = ForeignItem::Global(Arc::new(Global {
            name: name.clone(),
            symbol: name,
            ty,
            is_const: false,
            thread_local: false,
            linkage: Linkage::Declared,
            availability: Availability::Available,
            documentation: global.doc.as_ref().map(|d| d.text.clone()),
            place: None,
        }));
        self.foreign_value_name(import, &global.name, item);
    }

    /// Facts that a program adds to what is imported. What it restates must be there.
    fn restated(&mut self, import: &ExternImportDecl, scope: &Scope) {
        let name = match (&import.alias, &import.source) {
            (Some(alias), _) => &alias.text,
            (None, ExternSource::Path(path)) => path.last().map_or(&import.lane.text, |last| &last.text),
            (None, ExternSource::Files { .. }) => &import.lane.text,
        };
        let Some(ValueName::Namespace(id)) = scope.value_name(name) else { return };
        for member in &import.body {
            match member {
                ExternMember::Item(item) => match &item.kind {
                    ItemKind::Fn(decl) => {
                        let facts = function_facts(item, decl, &FactOrigin::Program, self.sources, self.diagnostics);
                        self.defs.imports[id.0 as usize].facts.insert(decl.name.text.clone(), Arc::new(facts));
                        self.must_be_imported(id, import, &decl.name, "function", NameSpace::Values);
                    }
                    ItemKind::ExternRecord(decl) => {
                        self.must_be_imported(id, import, &decl.name, "type", NameSpace::Types);
                    }
                    ItemKind::ExternEnum(decl) => self.must_be_imported(id, import, &decl.name, "type", NameSpace::Types),
                    ItemKind::Alias(decl) => self.must_be_imported(id, import, &decl.name, "type", NameSpace::Types),
                    _ => self.unsupported("such declarations in `extern` blocks", item.span),
                },
                ExternMember::Global(global) => {
                    self.must_be_imported(id, import, &global.name, "variable", NameSpace::Values);
                }
                ExternMember::Directive(_) | ExternMember::Error(_) => {}
            }
        }
    }

    fn must_be_imported(&mut self, id: ImportId, import: &ExternImportDecl, name: &Name, what: &'static str, space: NameSpace) {
        let interface = &self.foreign_lane(id);
        let there = interface.lookup(name.as_str(), space).is_some()
            || (space == NameSpace::Types && interface.lookup(name.as_str(), NameSpace::Tags).is_some());
        if there {
            return;
        }
        let (files, imported) = match &import.source {
            ExternSource::Files { files, span } => {
                (files.iter().map(|f| format!("`{}`", f.value)).collect::<Vec<_>>().join(" and "), *span)
            }
            ExternSource::Path(path) => {
                let text = path.iter().map(Name::as_str).collect::<Vec<_>>().join(".");
                (format!("`{text}`"), path.last().map_or(import.span, |last| last.span))
            }
        };
        let text = name.as_str();
        let start = text[..text.floor_char_boundary(3)].to_owned();
        let names = interface.names(&DeclarationFilter { own_only: false, contains: Some(start) });
        let similar = most_alike(text, names.iter().map(|n| n.to_string()).filter(|n| n != text));
        self.diagnostics.push(NotInHeader { what, name: text.to_owned(), files, span: name.span, imported, similar });
    }
}

fn extern_functions(members: &[ExternMember]) -> impl Iterator<Item = (&Item, &FnDecl)> {
    members.iter().filter_map(|m| match m {
        ExternMember::Item(item) => match &item.kind {
            ItemKind::Fn(decl) => Some((&**item, &**decl)),
            _ => None,
        },
        _ => None,
    })
}
