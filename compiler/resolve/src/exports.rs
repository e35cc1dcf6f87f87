//! What the modules of a program offer to foreign worlds.

use std::sync::Arc;

use aria_foreign::LaneEntry;
use aria_lane::Lane;
use aria_syntax::ast::{Item, ItemKind, ModuleDecl, Stmt};
use aria_types::ExportedModule;

use crate::collect::Collector;
use crate::facts::reject_unknown;
use crate::imports::{items, string_literal};
use crate::scope::{Scope, ValueName};

/// The entry tables of the lanes that let their world call into Aria.
fn entries<'l>(lanes: &'l [&dyn Lane]) -> impl Iterator<Item = (u8, &'static LaneEntry)> + 'l {
    lanes.iter().enumerate().filter_map(|(i, lane)| Some((i as u8, lane.emitter()?.entry())))
}

/// The annotations by which functions are exported.
pub(crate) fn lane_annotations(lanes: &[&dyn Lane]) -> Vec<&'static str> {
    entries(lanes).map(|(_, entry)| entry.function_annotation).collect()
}

impl Collector<'_> {
    /// What the annotations of a file's modules offer to foreign worlds.
    pub fn exports(&mut self, body: &[Stmt], scope: &Scope, lanes: &[&dyn Lane]) {
        for item in items(body) {
            if let ItemKind::Module(decl) = &item.kind
                && let Some((ValueName::Module(id), _)) = scope.own.values.get(&decl.name.text)
            {
                let scope = self.modules.scope(*id);
                self.exports_of(item, decl, &scope, lanes);
            }
        }
    }

    fn exports_of(&mut self, item: &Item, decl: &ModuleDecl, scope: &Scope, lanes: &[&dyn Lane]) {
        let known: Vec<&str> = entries(lanes).map(|(_, entry)| entry.module_annotation).collect();
        reject_unknown(&item.annotations, &known, self.diagnostics);
        for (lane, entry) in entries(lanes) {
            let Some(annotation) = item.annotations.iter().find(|a| a.name == *entry.module_annotation) else { continue };
            let name = annotation.labelled("name").and_then(string_literal);
            let name = name.map_or_else(|| decl.name.text.clone(), Arc::from);
            let offered = items(&decl.body).filter_map(|function| {
                let ItemKind::Fn(f) = &function.kind else { return None };
                function.annotations.iter().find(|a| a.name == *entry.function_annotation)?;
                let Some((ValueName::Fn(id), _)) = scope.own.values.get(&f.name.text) else { return None };
                Some((*id, function.doc.as_ref().map(|d| Arc::from(&*d.text))))
            });
            self.defs.exports.push(ExportedModule {
                lane,
                name,
                documentation: item.doc.as_ref().map(|d| Arc::from(&*d.text)),
                functions: offered.collect(),
                span: decl.name.span,
            });
        }
    }
}
