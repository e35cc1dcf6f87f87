//! Bounds: whether the type arguments of what is called implement the traits that are asked of them, and what such a
//! trait's own arguments then are.

use std::collections::HashMap;

use aria_source::Span;
use aria_types::{GenericDef, TraitId, TraitRef, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::{BoundNotMet, NotSend};
use crate::methods::matches;
use crate::send::{has_marker, why_not};

/// A type must implement a trait; asked when the type is known.
pub(crate) struct Obligation {
    ty: Ty,
    bound: TraitRef,
    span: Span,
    /// The generic parameter with the bound.
    declared: Span,
}

impl BodyChecker<'_> {
    pub(crate) fn require_bounds(&mut self, generics: &[GenericDef], args: &[Ty], span: Span) {
        for (generic, ty) in generics.iter().zip(args) {
            for bound in &generic.bounds {
                let bound = bound.substitute(args);
                if !bound.args.is_empty() {
                    self.undecided.push((ty.clone(), bound.clone()));
                }
                self.obligations.push(Obligation { ty: ty.clone(), bound, span, declared: generic.span });
            }
        }
    }

    /// Lets the bounds whose types are known decide the arguments of their traits, each once. What is reported is asked at
    /// the end, when everything is known.
    pub(crate) fn infer_from_bounds(&mut self) {
        for (ty, bound) in std::mem::take(&mut self.undecided) {
            // Where all of them are known, nothing is left to decide.
            if !bound.args.iter().any(|arg| self.infer.is_open(arg)) {
                continue;
            }
            let known = self.infer.deep(&ty);
            if known.any(&mut |t| matches!(t, Ty::Infer(_))) {
                self.undecided.push((ty, bound));
                continue;
            }
            if let [one] = &self.implemented(&known, bound.trait_)[..] {
                for (wanted, found) in bound.args.iter().zip(one.args.iter()) {
                    self.infer.unify(wanted, found);
                }
            }
        }
    }

    pub(crate) fn check_obligations(&mut self) {
        self.infer_from_bounds();
        for Obligation { ty, bound, span, declared } in std::mem::take(&mut self.obligations) {
            let ty = self.infer.deep(&ty);
            let bound = TraitRef { trait_: bound.trait_, args: bound.args.iter().map(|a| self.infer.deep(a)).collect() };
            if self.defs.lang.trait_("send") == Some(bound.trait_)
                && let Some(why) = why_not(self.defs, self.def, &ty)
            {
                self.report(NotSend { ty: ty.to_string(), what: "this".into(), why, span });
            } else if !self.implements(&ty, &bound) {
                let plain = bound.args.iter().all(|a| *a == ty);
                let shown = self.show_trait(&bound, &ty);
                let help = match plain {
                    true => self.implementing_help(&ty, bound.trait_),
                    false => format!("write `impl {shown} for {ty}`"),
                };
                self.report(BoundNotMet { ty: ty.to_string(), bound: shown, help, span, declared });
            }
        }
    }

    /// A trait as it is written for a type: arguments that are the type itself are left out at the end.
    fn show_trait(&self, bound: &TraitRef, ty: &Ty) -> String {
        let name = self.defs.trait_(bound.trait_).name.to_string();
        let shown = bound.args.iter().rposition(|a| a != ty).map_or(0, |i| i + 1);
        let args: Vec<String> = bound.args[..shown].iter().map(ToString::to_string).collect();
        if args.is_empty() { name } else { format!("{name}[{}]", args.join(", ")) }
    }

    /// The bounds of a generic parameter here, with the traits that these extend.
    pub(crate) fn bounds_of(&self, param: u32, ty: &Ty) -> Vec<TraitRef> {
        let Some(generic) = self.generics().get(param as usize) else { return Vec::new() };
        generic.bounds.iter().flat_map(|b| self.defs.with_supertraits(b, ty)).collect()
    }

    /// The forms in which a type implements a trait.
    pub(crate) fn implemented(&self, ty: &Ty, trait_: TraitId) -> Vec<TraitRef> {
        if let Ty::Param(param) = ty {
            return self.bounds_of(param.index, ty).into_iter().filter(|b| b.trait_ == trait_).collect();
        }
        if let Some(marker) = self.defs.marker(trait_) {
            let has = has_marker(self.defs, self.def, ty, marker);
            return has.then(|| TraitRef { trait_, args: [].into() }).into_iter().collect();
        }
        let carried: Vec<TraitRef> = self.defs.dyn_traits(ty).into_iter().filter(|b| b.trait_ == trait_).collect();
        if !carried.is_empty() {
            return carried;
        }
        let stand_in = self.defs.stand_in(ty, trait_);
        let ty = stand_in.as_ref().unwrap_or(ty);
        let found = self.defs.impls.of_trait_about(trait_, ty).filter_map(|imp| {
            let (_, args) = imp.trait_.as_ref()?;
            let mut bindings = HashMap::new();
            if !matches(&imp.target, ty, &mut bindings) {
                return None;
            }
            let own: Vec<Ty> = (0..imp.generics.len() as u32).map(|i| bindings.get(&i).cloned().unwrap_or(Ty::Error)).collect();
            let holds =
                imp.generics.iter().zip(&own).all(|(generic, ty)| {
                    generic.bounds.iter().all(|b| ty.is_error() || self.implements(ty, &b.substitute(&own)))
                });
            holds.then(|| TraitRef { trait_, args: args.iter().map(|a| a.substitute(&own)).collect() })
        });
        found.collect()
    }

    /// Whether a type implements a trait, by an impl whose own bounds hold or because it is a parameter with that bound.
    pub(crate) fn implements(&self, ty: &Ty, bound: &TraitRef) -> bool {
        // Something else was reported about these.
        if matches!(ty, Ty::Error | Ty::Infer(_) | Ty::Never) {
            return true;
        }
        let unknown = |a: &Ty| a.any(&mut |t| matches!(t, Ty::Error | Ty::Infer(_)));
        let fits = |form: &TraitRef| form.args.iter().zip(bound.args.iter()).all(|(a, b)| a == b || unknown(a) || unknown(b));
        self.implemented(ty, bound.trait_).iter().any(fits)
    }
}
