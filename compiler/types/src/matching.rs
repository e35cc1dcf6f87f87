//! Which impls are about a type.

use std::collections::HashMap;

use aria_foreign::{ForeignType, ScalarKind};

use crate::defs::{Defs, FnId, GenericDef, TraitId};
use crate::ty::{FloatTy, IntTy, Ty};

/// What the library knows of plain values, by the names of the language's items.
const VALUE_TRAITS: [&str; 6] = ["eq", "ord", "hash", "clone", "debug", "display"];

/// How deep bounds of bounds are followed.
const DEEPEST_BOUND: u32 = 16;

/// One-way matching of an impl's target against a type; binds the impl's parameters.
pub fn matches(pattern: &Ty, ty: &Ty, bindings: &mut HashMap<u32, Ty>) -> bool {
    match (pattern, ty) {
        (Ty::Param(p), _) => match bindings.get(&p.index) {
            Some(bound) => bound == ty,
            None => {
                bindings.insert(p.index, ty.clone());
                true
            }
        },
        (Ty::Adt(a, xs), Ty::Adt(b, ys)) => {
            a == b && xs.len() == ys.len() && xs.iter().zip(ys.iter()).all(|(x, y)| matches(x, y, bindings))
        }
        (Ty::Tuple(xs), Ty::Tuple(ys)) => xs.len() == ys.len() && xs.iter().zip(ys.iter()).all(|(x, y)| matches(x, y, bindings)),
        (Ty::Fn(x), Ty::Fn(y)) => {
            x.params.len() == y.params.len()
                && x.params.iter().zip(&y.params).all(|(x, y)| matches(x, y, bindings))
                && matches(&x.result, &y.result, bindings)
        }
        (Ty::Ptr(x), Ty::Ptr(y)) => x.is_const == y.is_const && matches(&x.pointee, &y.pointee, bindings),
        _ => pattern == ty,
    }
}

impl Defs {
    /// Whether a type implements a trait in any of its forms: by an impl whose bounds hold, or as one of `generics` with
    /// that bound.
    pub fn implements(&self, ty: &Ty, trait_: TraitId, generics: &[GenericDef]) -> bool {
        self.implements_within(ty, trait_, generics, 0)
    }

    fn implements_within(&self, ty: &Ty, trait_: TraitId, generics: &[GenericDef], depth: u32) -> bool {
        match ty {
            // Something else was, or will be, reported about these.
            Ty::Error | Ty::Never | Ty::Infer(_) => return true,
            Ty::Param(param) => {
                let bounds = generics.get(param.index as usize).map_or(&[][..], |g| &g.bounds);
                return bounds.iter().any(|b| self.with_supertraits(b, ty).iter().any(|b| b.trait_ == trait_));
            }
            _ => {}
        }
        let stand_in = self.stand_in(ty, trait_);
        let ty = stand_in.as_ref().unwrap_or(ty);
        self.impls.of_trait_about(trait_, ty).any(|imp| {
            let mut bindings = HashMap::new();
            matches(&imp.target, ty, &mut bindings)
                && imp.generics.iter().enumerate().all(|(i, generic)| match bindings.get(&(i as u32)) {
                    Some(ty) => generic
                        .bounds
                        .iter()
                        .all(|b| depth < DEEPEST_BOUND && self.implements_within(ty, b.trait_, generics, depth + 1)),
                    None => true,
                })
        })
    }

    /// The type whose impl serves where a number has one of C's names or is one of C's enumerations, which have no impls of their own: the library's
    /// traits of values see the same bits in both.
    pub fn stand_in(&self, ty: &Ty, trait_: TraitId) -> Option<Ty> {
        if !VALUE_TRAITS.iter().any(|name| self.lang.trait_(name) == Some(trait_)) {
            return None;
        }
        let underlying = match ty {
            Ty::C(scalar) => ForeignType::Scalar(*scalar),
            Ty::Extern(e) if e.is_enum => self.imports.iter().find_map(|i| i.interface.enumeration(e.key))?.underlying.clone(),
            _ => return None,
        };
        let kind = match underlying.canonical() {
            ForeignType::Scalar(scalar) => scalar.kind(&self.target()),
            ForeignType::Integer { bits, signed } => ScalarKind::Integer { bits: *bits, signed: *signed },
            _ => return None,
        };
        match kind {
            ScalarKind::Bool => Some(Ty::Bool),
            ScalarKind::Integer { bits, signed } => {
                let fixed = |int: &IntTy| !matches!(int, IntTy::ISize | IntTy::USize) && int.bits(0) == bits;
                IntTy::ALL.into_iter().find(|int| fixed(int) && int.signed() == signed).map(Ty::Int)
            }
            ScalarKind::Float { bits: 32 } => Some(Ty::Float(FloatTy::F32)),
            ScalarKind::Float { bits: 64 } => Some(Ty::FLOAT),
            ScalarKind::Float { .. } => None,
        }
    }

    /// The traits of values with a method of this name, by which a number with one of C's names has it.
    pub fn value_trait_with(&self, method: &str) -> Option<(TraitId, FnId)> {
        VALUE_TRAITS.iter().find_map(|name| {
            let trait_ = self.lang.trait_(name)?;
            Some((trait_, *self.trait_(trait_).methods.get(method)?))
        })
    }

    /// Whether an impl of a trait is about the type, whatever its bounds say.
    pub fn has_impl_about(&self, ty: &Ty, trait_: TraitId) -> bool {
        self.impls.of_trait_about(trait_, ty).any(|imp| matches(&imp.target, ty, &mut HashMap::new()))
    }

    /// The part of a type because of which the type does not implement a trait; it may be the type itself.
    pub fn lacking(&self, ty: &Ty, trait_: TraitId, generics: &[GenericDef]) -> Option<Ty> {
        if self.implements(ty, trait_, generics) {
            return None;
        }
        let parts = match ty {
            Ty::Adt(_, parts) | Ty::Tuple(parts) if self.has_impl_about(ty, trait_) => &parts[..],
            _ => &[],
        };
        Some(parts.iter().find_map(|p| self.lacking(p, trait_, generics)).unwrap_or_else(|| ty.clone()))
    }
}
