//! Foreign functions that the program declares itself, and the facts that it adds to a header's.

use std::sync::Arc;

use aria_foreign::CallingConvention;
use aria_syntax::ast::{ExternAbi, ExternMember, FnDecl, Item, ItemKind, Stmt};

use crate::collect::Collector;
use crate::facts::function_facts;
use crate::scope::{Scope, ValueName};
use crate::signature;

impl Collector<'_> {
    pub fn foreign_declarations(&mut self, body: &[Stmt], scope: &Scope) {
        for item in crate::imports::items(body) {
            match &item.kind {
                ItemKind::ExternImport(import) => {
                    let name = import.alias.as_ref().map_or(import.lane.text.clone(), |a| a.text.clone());
                    let Some(ValueName::Namespace(id)) = scope.value_name(&name) else { continue };
                    for (member, decl) in extern_functions(&import.body) {
                        let facts =
                            function_facts(member, decl, &aria_foreign::FactOrigin::Program, self.sources, self.diagnostics);
                        self.defs.imports[id.0 as usize].facts.insert(decl.name.text.clone(), Arc::new(facts));
                    }
                }
                ItemKind::ExternBlock(block) => {
                    let convention = match &block.abi {
                        ExternAbi::Named(abi) => signature::convention(&abi.value),
                        ExternAbi::Lane(_) => CallingConvention::C,
                    };
                    // Every ABI of a lane shares the lane's namespace, which the request for it opened.
                    let Some((_, id)) = scope.own.values.values().find_map(|(v, span)| match v {
                        ValueName::Namespace(id) => Some((span, *id)),
                        _ => None,
                    }) else {
                        continue;
                    };
                    let id = scope
                        .own
                        .imports
                        .iter()
                        .copied()
                        .find(|i| &*self.defs.import(*i).namespace == self.defs.import(*i).lane)
                        .unwrap_or(id);
                    for (member, decl) in extern_functions(&block.members) {
                        let declared =
                            signature::foreign(member, decl, convention, &self.defs, scope, self.sources, self.diagnostics);
                        if let Some(function) = declared {
                            self.defs.imports[id.0 as usize].declared.insert(decl.name.text.clone(), Arc::new(function));
                        }
                    }
                    self.reject_extern_members(&block.members);
                }
                _ => {}
            }
        }
    }

    fn reject_extern_members(&mut self, members: &[ExternMember]) {
        for member in members {
            match member {
                ExternMember::Item(item) if !matches!(item.kind, ItemKind::Fn(_)) => {
                    self.unsupported("types declared in `extern` blocks", item.span);
                }
                ExternMember::Global(global) => self.unsupported("globals declared in `extern` blocks", global.span),
                _ => {}
            }
        }
    }
}

fn extern_functions(members: &[ExternMember]) -> impl Iterator<Item = (&Item, &FnDecl)> {
    members.iter().filter_map(|m| match m {
        ExternMember::Item(item) => match &item.kind {
            ItemKind::Fn(decl) => Some((&**item, decl)),
            _ => None,
        },
        _ => None,
    })
}
