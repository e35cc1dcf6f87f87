//! Which types may stand for one another at this level: those whose values have the same bits and the same ownership.

use aria_layout::{Layouts, Repr, Scalar};
use aria_types::Ty;

/// Whether a value of `found` can be stored where `expected` is needed.
pub(super) fn same(expected: &Ty, found: &Ty, layouts: &Layouts<'_>) -> bool {
    if expected == found || found.is_never() || expected.is_error() || found.is_error() {
        return true;
    }
    match (expected, found) {
        (Ty::Unit, Ty::Void) | (Ty::Void, Ty::Unit) => true,
        (Ty::Adt(a, xs), Ty::Adt(b, ys)) => a == b && all(xs, ys, layouts),
        (Ty::Tuple(xs), Ty::Tuple(ys)) => all(xs, ys, layouts),
        (Ty::Array(x, n), Ty::Array(y, m)) => n == m && same(x, y, layouts),
        (Ty::Fn(_), Ty::Fn(_)) => true,
        _ => match (plain(expected, layouts), plain(found, layouts)) {
            (Some(Scalar::Int { bits: a, .. }), Some(Scalar::Int { bits: b, .. })) => a == b,
            (Some(a), Some(b)) => a == b,
            _ => false,
        },
    }
}

fn all(xs: &[Ty], ys: &[Ty], layouts: &Layouts<'_>) -> bool {
    xs.len() == ys.len() && xs.iter().zip(ys).all(|(x, y)| same(x, y, layouts))
}

/// The scalar of a type that owns nothing and has no insides: C's and Aria's names for one scalar are the same here.
fn plain(ty: &Ty, layouts: &Layouts<'_>) -> Option<Scalar> {
    if matches!(ty, Ty::Adt(..) | Ty::Tuple(_) | Ty::Fn(_)) {
        return None;
    }
    scalar(ty, layouts)
}

/// The scalar that values of a type are.
pub(super) fn scalar(ty: &Ty, layouts: &Layouts<'_>) -> Option<Scalar> {
    match layouts.layout_of(ty).ok()?.repr {
        Repr::Scalar(s) => Some(s),
        _ => None,
    }
}
