//! Impls keep the promise of their trait: every required method is there, with the signature the trait declares, and a
//! type implements a trait once.

use std::sync::Arc;

use aria_types::{FnDef, FnKind, ImplDef, ParamTy, TraitRef, Ty};

use crate::collect::Collector;
use crate::diagnostics::{ImplementedTwice, MethodMissing, MethodNotInTrait, SignatureDiffers, SupertraitMissing};

impl Collector<'_> {
    pub fn check_impls(&mut self) {
        for index in 0..self.defs.impls.len() {
            let imp = self.defs.impls[index].clone();
            let Some((trait_id, trait_args)) = &imp.trait_ else { continue };
            let trait_ = self.defs.trait_(*trait_id).clone();
            let earlier = self.defs.impls[..index].iter();
            let same = |i: &&ImplDef| i.target == imp.target && i.trait_.as_ref() == imp.trait_.as_ref();
            if let Some(first) = earlier.filter(|i| !i.target.is_error()).find(same).map(|i| i.span) {
                let (name, ty) = (trait_.name.to_string(), imp.target.to_string());
                self.diagnostics.push(ImplementedTwice { trait_: name, ty, span: imp.span, first });
            }
            let own = TraitRef { trait_: *trait_id, args: trait_args.clone() };
            for parent in self.defs.with_supertraits(&own, &imp.target).iter().skip(1) {
                if !self.has_impl(parent, &imp.target) {
                    let (name, parent) = (trait_.name.to_string(), self.defs.trait_(parent.trait_).name.to_string());
                    let ty = imp.target.to_string();
                    self.diagnostics.push(SupertraitMissing { trait_: name, parent, ty, span: imp.span, declared: trait_.span });
                }
            }
            let mut promised: Vec<_> = trait_.methods.iter().collect();
            promised.sort_by_key(|(_, id)| **id);
            for (name, id) in promised {
                let wanted = self.defs.function(*id).clone();
                match imp.methods.get(name) {
                    Some(method) => {
                        let method = self.defs.function(*method).clone();
                        self.compare(&wanted, &method, &imp);
                    }
                    None if matches!(wanted.kind, FnKind::Required) => {
                        let (trait_, method) = (trait_.name.to_string(), name.to_string());
                        let ty = imp.target.to_string();
                        self.diagnostics.push(MethodMissing { trait_, method, ty, span: imp.span, declared: wanted.name_span });
                    }
                    None => {}
                }
            }
            let mut own: Vec<_> = imp.methods.iter().collect();
            own.sort_by_key(|(_, id)| **id);
            for (name, id) in own {
                if !trait_.methods.contains_key(name) {
                    let span = self.defs.function(*id).name_span;
                    let (trait_, method) = (trait_.name.to_string(), name.to_string());
                    self.diagnostics.push(MethodNotInTrait { trait_, method, span });
                }
            }
        }
    }

    /// Whether there is an impl of a trait for a type, or for all types of its kind.
    fn has_impl(&self, wanted: &TraitRef, ty: &Ty) -> bool {
        self.defs.impls.iter().any(|imp| {
            let fits = match (&imp.target, ty) {
                (Ty::Adt(a, _), Ty::Adt(b, _)) => a == b,
                (Ty::Param(_), _) => true,
                (target, _) => target == ty,
            };
            fits && imp.trait_.as_ref().is_some_and(|(t, _)| *t == wanted.trait_)
        })
    }

    /// Compares a method of an impl with what its trait declares.
    fn compare(&mut self, wanted: &FnDef, method: &FnDef, imp: &ImplDef) {
        // `Self` becomes the impl's target, the method's own parameters come behind the impl's.
        let own = wanted.generics.iter().skip(wanted.owner_generics as usize).enumerate();
        let behind = |(i, g): (usize, &aria_types::GenericDef)| {
            Ty::Param(ParamTy { index: imp.generics.len() as u32 + i as u32, name: g.name.clone() })
        };
        let of_trait = imp.trait_.iter().flat_map(|(_, args)| args.iter().cloned());
        let args: Vec<Ty> = std::iter::once(imp.target.clone()).chain(of_trait).chain(own.map(behind)).collect();
        let expected = signature(wanted, &args);
        let found = signature(method, &[]);
        let count = |f: &FnDef| f.generics.len() - f.owner_generics as usize;
        let same = count(wanted) == count(method)
            && wanted.receiver.is_some() == method.receiver.is_some()
            && wanted.mutating == method.mutating
            && expected.len() == found.len()
            && expected.iter().zip(&found).all(|(a, b)| alike(a, b));
        if !same {
            let name = method.name.to_string();
            let (expected, found) = (show(wanted, &expected), show(method, &found));
            let (span, declared) = (method.name_span, wanted.name_span);
            let inout = method.mutating && !wanted.mutating;
            self.diagnostics.push(SignatureDiffers { name, expected, found, inout, span, declared });
        }
    }
}

/// Parameter types, then the result.
fn signature(f: &FnDef, args: &[Ty]) -> Vec<Ty> {
    let types = f.params.iter().map(|p| &p.ty).chain([&f.result]);
    if args.is_empty() { types.cloned().collect() } else { types.map(|t| t.substitute(args)).collect() }
}

/// Equal, whatever generic parameters are called; what could not be resolved was reported.
fn alike(a: &Ty, b: &Ty) -> bool {
    let nameless = |ty: &Ty| {
        ty.map(&mut |t| match t {
            Ty::Param(p) => Some(Ty::Param(ParamTy { index: p.index, name: Arc::from("") })),
            _ => None,
        })
    };
    a.any(&mut |t| t.is_error()) || b.any(&mut |t| t.is_error()) || nameless(a) == nameless(b)
}

fn show(f: &FnDef, types: &[Ty]) -> String {
    let (result, params) = types.split_last().map_or((Ty::Unit, &[][..]), |(r, p)| (r.clone(), p));
    let receiver = f.receiver.is_some().then(|| if f.mutating { "@inout self" } else { "self" }.to_owned());
    let params: Vec<String> = receiver.into_iter().chain(params.iter().map(ToString::to_string)).collect();
    format!("({}) -> {result}", params.join(", "))
}
