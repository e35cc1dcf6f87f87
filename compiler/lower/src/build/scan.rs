//! Questions about a typed tree that decide how it is lowered: what it assigns, whether it is simple.

use std::collections::HashSet;

use aria_check::typed::{Callee, Expr, ExprKind, LocalId, any, root};
use aria_types::FnId;

/// All locals whose storage an expression may change. What is reached through an object (`is_class` tells) is not in it:
/// a method that assigns its object's fields leaves `self` alone, and needs no count for it.
pub(crate) fn assigned_locals(expr: &Expr, is_class: &dyn Fn(&Expr) -> bool) -> HashSet<LocalId> {
    let mut found = HashSet::new();
    any(expr, &mut |e| {
        if let ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) = &e.kind {
            found.extend(root(place, is_class));
        }
        false
    });
    found
}

/// Whether an expression may change a local's own storage, for certain: what is reached through an object is not in it.
pub(super) fn changes(expr: &Expr, local: LocalId, is_class: &dyn Fn(&Expr) -> bool) -> bool {
    any(expr, &mut |e| match &e.kind {
        ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) => root(place, is_class) == Some(local),
        _ => false,
    })
}

/// Whether an expression takes a local's value away.
pub(super) fn empties(expr: &Expr, local: LocalId, take: Option<FnId>) -> bool {
    any(expr, &mut |e| match &e.kind {
        ExprKind::Closure(closure) => closure.moves.contains(&local),
        ExprKind::Call { callee: Callee::Function { function, .. }, args } if Some(*function) == take => {
            matches!(&args[..], [Expr { kind: ExprKind::Local(l), .. }] if *l == local)
        }
        _ => false,
    })
}

/// Whether evaluating an expression runs no code that could be seen elsewhere: no calls, assignments or jumps.
/// It may still panic.
pub(super) fn simple(expr: &Expr) -> bool {
    !any(expr, &mut |e| {
        let empties = matches!(&e.kind, ExprKind::Closure(closure) if !closure.moves.is_empty());
        empties
            || matches!(
                e.kind,
                ExprKind::Call { .. }
                    | ExprKind::ForeignCall(_)
                    | ExprKind::ObjectCall(_)
                    | ExprKind::Assign { .. }
                    | ExprKind::Loop { .. }
                    | ExprKind::Break(_)
                    | ExprKind::Next(_)
                    | ExprKind::Return(_)
                    | ExprKind::Block(_)
                    | ExprKind::Match { .. }
                    | ExprKind::CatchPanic { .. }
                    | ExprKind::Constant(_)
                    | ExprKind::Error
            )
    })
}
