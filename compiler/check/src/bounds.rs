//! Bounds: whether the type arguments of what is called implement the traits that are asked of them.

use std::collections::HashMap;

use aria_source::Span;
use aria_types::{GenericDef, TraitId, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::BoundNotMet;
use crate::methods::matches;

/// A type must implement a trait; asked when the body's types are known.
pub(crate) struct Obligation {
    ty: Ty,
    bound: TraitId,
    span: Span,
    /// The generic parameter with the bound.
    declared: Span,
}

impl BodyChecker<'_> {
    pub(crate) fn require_bounds(&mut self, generics: &[GenericDef], args: &[Ty], span: Span) {
        for (generic, ty) in generics.iter().zip(args) {
            let obligation = |bound: &TraitId| Obligation { ty: ty.clone(), bound: *bound, span, declared: generic.span };
            self.obligations.extend(generic.bounds.iter().map(obligation));
        }
    }

    pub(crate) fn check_obligations(&mut self) {
        for Obligation { ty, bound, span, declared } in std::mem::take(&mut self.obligations) {
            let ty = self.infer.deep(&ty);
            if !self.implements(&ty, bound) {
                let bound = self.defs.trait_(bound).name.to_string();
                self.report(BoundNotMet { ty: ty.to_string(), bound, span, declared });
            }
        }
    }

    /// Whether a type implements a trait, by an impl whose own bounds hold or because it is a parameter with that bound.
    fn implements(&self, ty: &Ty, bound: TraitId) -> bool {
        match ty {
            // Something else was reported about these.
            Ty::Error | Ty::Infer(_) | Ty::Never => true,
            Ty::Param(param) => self.generics().get(param.index as usize).is_some_and(|g| g.bounds.contains(&bound)),
            _ => self.defs.impls.iter().any(|imp| {
                let mut bindings = HashMap::new();
                imp.trait_.as_ref().is_some_and(|(t, _)| *t == bound)
                    && matches(&imp.target, ty, &mut bindings)
                    && imp.generics.iter().enumerate().all(|(i, generic)| {
                        let bound_to = bindings.get(&(i as u32));
                        generic.bounds.iter().all(|b| bound_to.is_none_or(|ty| self.implements(ty, *b)))
                    })
            }),
        }
    }
}
