//! Defining traits and impls.

use std::collections::HashMap;

use aria_syntax::ast::{ImplDecl, Item, TraitDecl};
use aria_types::{GenericDef, ImplDef, MethodOwner, ParamTy, TraitId, TraitRef, Ty};

use crate::collect::Collector;
use crate::diagnostics::ImplForCName;
use crate::scope::Scope;
use crate::signature;
use crate::types::TypeResolver;

impl Collector<'_> {
    pub fn define_trait(&mut self, id: TraitId, decl: &TraitDecl, scope: &Scope) {
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

    pub fn define_impl(&mut self, item: &Item, decl: &ImplDecl, scope: &Scope) {
        let generics = signature::generics(&decl.generics, &[], &self.defs, scope, self.diagnostics);
        let target = self.resolve_type(&decl.target, scope, &generics, None);
        if matches!(target, Ty::C(_)) {
            // What such a name stands for differs between targets, so one `impl` would meet another's on some of them.
            let ty = target.to_string();
            return self.diagnostics.push(ImplForCName { ty, span: decl.target.span });
        }
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
        self.defs.impls.set_methods(index, methods);
    }
}
