//! Questions about a typed tree that decide how it is lowered: what it assigns, whether it is simple.

use std::collections::HashSet;

use aria_check::typed::{Callee, Expr, ExprKind, ForeignTarget, LocalId, Pattern, PatternKind, Stmt};

/// Visits an expression and everything in it, outermost first, until `found` says yes.
pub(crate) fn any<'e>(expr: &'e Expr, found: &mut dyn FnMut(&'e Expr) -> bool) -> bool {
    if found(expr) {
        return true;
    }
    let mut each = |e: &'e Expr| any(e, found);
    match &expr.kind {
        ExprKind::Field { base, .. } => each(base),
        ExprKind::Deref { pointer, .. } => each(pointer),
        ExprKind::Element { array, index, .. } => each(array) || each(index),
        ExprKind::PointerElement { pointer, index } => each(pointer) || each(index),
        ExprKind::AddressOf(e) => each(e),
        ExprKind::Call { callee, args } => {
            let through = match callee {
                Callee::Pointer(e) => each(e),
                Callee::Function { .. } | Callee::TraitMethod { .. } => false,
            };
            through || args.iter().any(each)
        }
        ExprKind::ForeignCall(call) => {
            let through = matches!(&call.target, ForeignTarget::Pointer(e) if each(e));
            through || call.args.iter().any(|a| each(&a.value))
        }
        ExprKind::ObjectCall(call) => call.args.iter().any(each),
        ExprKind::Construct(parts) | ExprKind::Concat(parts) | ExprKind::Variant { fields: parts, .. } => parts.iter().any(each),
        ExprKind::Unary { operand, .. } => each(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::Logical { left, right, .. } => each(left) || each(right),
        ExprKind::Convert { value, .. } => each(value),
        ExprKind::If { condition, then, otherwise } => each(condition) || each(then) || otherwise.as_deref().is_some_and(each),
        ExprKind::Match { scrutinee, arms } => {
            each(scrutinee)
                || arms.iter().any(|arm| {
                    any_pattern(&arm.pattern, &mut each) || arm.guard.as_ref().is_some_and(&mut each) || each(&arm.body)
                })
        }
        ExprKind::Loop { body, .. } => each(body),
        ExprKind::Return(value) => value.as_deref().is_some_and(each),
        ExprKind::Assign { place, value } => each(place) || each(value),
        ExprKind::Block(block) => {
            let statement = |s: &'e Stmt| match s {
                Stmt::Let { value, .. } => value.as_ref().is_some_and(&mut each),
                Stmt::Expr(e) | Stmt::Defer { body: e, .. } => each(e),
            };
            block.statements.iter().any(statement) || block.value.as_deref().is_some_and(each)
        }
        ExprKind::Closure(closure) => each(&closure.body),
        ExprKind::CatchPanic { body, rescue } => each(body) || rescue.as_ref().is_some_and(|r| each(&r.body)),
        ExprKind::Unit
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Float(_)
        | ExprKind::Str(_)
        | ExprKind::CBytes(_)
        | ExprKind::Null
        | ExprKind::Address(_)
        | ExprKind::Zeroed
        | ExprKind::Constant(_)
        | ExprKind::Local(_)
        | ExprKind::ForeignGlobal { .. }
        | ExprKind::FunctionPointer { .. }
        | ExprKind::ForeignFunctionPointer { .. }
        | ExprKind::Break(_)
        | ExprKind::Next(_)
        | ExprKind::Error => false,
    }
}

fn any_pattern<'e>(pattern: &'e Pattern, each: &mut dyn FnMut(&'e Expr) -> bool) -> bool {
    match &pattern.kind {
        PatternKind::Scalar(e) => each(e),
        PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => fields.iter().any(|(_, p)| any_pattern(p, each)),
        PatternKind::Or(parts) => parts.iter().any(|p| any_pattern(p, each)),
        _ => false,
    }
}

/// The local whose own storage a place lies in: reached through values only, not through an object or pointer.
pub(super) fn root(place: &Expr, is_class: &dyn Fn(&Expr) -> bool) -> Option<LocalId> {
    match &place.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::Field { base, .. } if !is_class(base) => root(base, is_class),
        ExprKind::Element { array, .. } => root(array, is_class),
        _ => None,
    }
}

/// Whether an expression may change a local's storage: by assigning it, or by letting its address out.
pub(super) fn touches(expr: &Expr, local: LocalId) -> bool {
    any(expr, &mut |e| match &e.kind {
        ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) => root(place, &|_| false) == Some(local),
        _ => false,
    })
}

/// All locals whose storage an expression may change.
pub(crate) fn assigned_locals(expr: &Expr) -> HashSet<LocalId> {
    let mut found = HashSet::new();
    any(expr, &mut |e| {
        if let ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) = &e.kind {
            // A path through an object does not change the local, but taking it for one that does is only slower.
            found.extend(root(place, &|_| false));
        }
        false
    });
    found
}

/// Whether evaluating an expression runs no code that could be seen elsewhere: no calls, assignments or jumps.
/// It may still panic.
pub(super) fn simple(expr: &Expr) -> bool {
    !any(expr, &mut |e| {
        matches!(
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
