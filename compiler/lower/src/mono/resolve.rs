//! Which function a trait's method is for a concrete type.

use aria_types::{Args, Defs, FnId, FnSig, ImplDef, Ty};

/// How deep bounds of bounds are followed.
const DEEPEST_BOUND: u32 = 16;

/// The function that a trait's method is for `self_ty`, with its type arguments. `args` are the trait's and then the
/// method's own, as the call gives them.
pub(super) fn method(defs: &Defs, trait_: aria_types::TraitId, method: FnId, self_ty: &Ty, args: &[Ty]) -> Option<(FnId, Args)> {
    let required = defs.function(method);
    let own_count = required.generics.len().saturating_sub(required.owner_generics as usize);
    let own = &args[args.len().saturating_sub(own_count)..];
    let of_trait = &args[..args.len() - own.len()];
    let (found, bound) = implementation(defs, trait_, of_trait, self_ty, 0)?;
    if let Some(function) = found.methods.get(&required.name) {
        return Some((*function, bound.iter().chain(own).cloned().collect()));
    }
    // A provided method: compiled for this type as `Self`, which is the first parameter.
    let mut all: Vec<Ty> = args.to_vec();
    if all.len() < required.generics.len() {
        all.insert(0, self_ty.clone());
    }
    Some((method, all.into()))
}

/// The implementation of a trait for a type, and what its parameters stand for. One for the very type goes before one
/// for all types.
fn implementation<'d>(
    defs: &'d Defs,
    trait_: aria_types::TraitId,
    of_trait: &[Ty],
    ty: &Ty,
    depth: u32,
) -> Option<(&'d ImplDef, Vec<Ty>)> {
    if depth > DEEPEST_BOUND {
        return None;
    }
    let stand_in = defs.stand_in(ty, trait_);
    let ty = stand_in.as_ref().unwrap_or(ty);
    let candidates = defs.impls.of_trait_about(trait_, ty);
    let mut fits: Vec<(&ImplDef, Vec<Ty>)> = candidates
        .filter_map(|imp| {
            let mut bound = vec![None; imp.generics.len()];
            if !unify(&imp.target, ty, &mut bound) {
                return None;
            }
            let impl_args = imp.trait_.as_ref().map_or(&[][..], |(_, args)| args);
            // `Self` may come first among the call's arguments.
            let given = &of_trait[of_trait.len().saturating_sub(impl_args.len())..];
            if given.len() == impl_args.len() && !impl_args.iter().zip(given).all(|(p, t)| unify(p, t, &mut bound)) {
                return None;
            }
            let bound: Vec<Ty> = bound.into_iter().map(|b| b.unwrap_or(Ty::Error)).collect();
            let holds = imp.generics.iter().zip(&bound).all(|(generic, ty)| {
                generic.bounds.iter().all(|b| {
                    ty.is_error()
                        || carries(defs, ty, b.trait_)
                        || defs.marker(b.trait_).is_some_and(|marker| defs.has_marker(ty, marker, &|_| false))
                        || implementation(defs, b.trait_, &b.substitute(&bound).args, ty, depth + 1).is_some()
                })
            });
            holds.then_some((imp, bound))
        })
        .collect();
    let specific = fits.iter().position(|(imp, _)| !matches!(imp.target, Ty::Param(_)));
    (!fits.is_empty()).then(|| fits.swap_remove(specific.unwrap_or(0)))
}

/// Whether a type is a `dyn` type whose values bring the trait's methods along.
fn carries(defs: &Defs, ty: &Ty, trait_: aria_types::TraitId) -> bool {
    defs.dyn_traits(ty).iter().any(|b| b.trait_ == trait_)
}

/// Matches a type against a pattern whose parameters are free.
fn unify(pattern: &Ty, ty: &Ty, bound: &mut [Option<Ty>]) -> bool {
    let mut all = |patterns: &[Ty], types: &[Ty]| {
        patterns.len() == types.len() && patterns.iter().zip(types).all(|(p, t)| unify(p, t, bound))
    };
    match (pattern, ty) {
        (Ty::Param(param), _) => match bound.get_mut(param.index as usize) {
            Some(Some(known)) => known == ty,
            Some(free) => {
                *free = Some(ty.clone());
                true
            }
            None => false,
        },
        (Ty::Adt(a, pattern_args), Ty::Adt(b, args)) => a == b && all(pattern_args, args),
        (Ty::Tuple(pattern_items), Ty::Tuple(items)) => all(pattern_items, items),
        (Ty::Ptr(p), Ty::Ptr(t)) => p.is_const == t.is_const && p.restrict == t.restrict && unify(&p.pointee, &t.pointee, bound),
        (Ty::Array(p, n), Ty::Array(t, m)) => n == m && unify(p, t, bound),
        (Ty::Fn(p), Ty::Fn(t)) | (Ty::CFn(p), Ty::CFn(t)) => unify_signatures(p, t, bound),
        _ => pattern == ty,
    }
}

fn unify_signatures(pattern: &FnSig, sig: &FnSig, bound: &mut [Option<Ty>]) -> bool {
    pattern.variadic == sig.variadic
        && pattern.params.len() == sig.params.len()
        && pattern.params.iter().zip(&sig.params).all(|(p, t)| unify(p, t, bound))
        && unify(&pattern.result, &sig.result, bound)
}
