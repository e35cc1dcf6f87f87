//! Walking the typed tree: the expressions directly inside one, in the order in which they run. Whoever looks for
//! something, or replaces something, adds only what it does at each.

use super::{Block, Callee, Expr, ExprKind, ForeignTarget, LocalId, Pattern, PatternKind, Stmt};

/// The same walk over shared and over exclusive references. `each` says whether to stop; so does the walk.
macro_rules! walk {
    ($children:ident, $block:ident, $pattern:ident, $iter:ident, $as_ref:ident, $as_deref:ident $(, $mutable:tt)?) => {
        /// Shows `each` the expressions directly inside one, until it says that this is enough; whether it did.
        pub fn $children<'e>(expr: &'e $($mutable)? Expr, each: &mut dyn FnMut(&'e $($mutable)? Expr) -> bool) -> bool {
            match &$($mutable)? expr.kind {
                ExprKind::Field { base: e, .. }
                | ExprKind::Deref { pointer: e, .. }
                | ExprKind::AddressOf(e)
                | ExprKind::Unary { operand: e, .. }
                | ExprKind::Convert { value: e, .. }
                | ExprKind::Ordered { whole: e, .. }
                | ExprKind::Loop { body: e, .. } => each(e),
                ExprKind::Element { array: a, index: b, .. }
                | ExprKind::PointerElement { pointer: a, index: b }
                | ExprKind::Binary { left: a, right: b, .. }
                | ExprKind::Logical { left: a, right: b, .. }
                | ExprKind::Assign { place: a, value: b } => each(a) || each(b),
                ExprKind::Call { callee, args } => {
                    let through = match callee {
                        Callee::Pointer(e) => each(e),
                        Callee::Function { .. } | Callee::TraitMethod { .. } => false,
                    };
                    through || args.$iter().any(each)
                }
                ExprKind::ForeignCall(call) => {
                    let through = match &$($mutable)? call.target {
                        ForeignTarget::Pointer(e) => each(e),
                        _ => false,
                    };
                    through || call.args.$iter().any(|a| each(&$($mutable)? a.value))
                }
                ExprKind::ObjectCall(call) => call.args.$iter().any(each),
                ExprKind::Construct(parts) | ExprKind::Concat(parts) | ExprKind::Variant { fields: parts, .. } => {
                    parts.$iter().any(each)
                }
                ExprKind::If { condition, then, otherwise } => {
                    each(condition) || each(then) || otherwise.$as_deref().is_some_and(each)
                }
                ExprKind::Match { scrutinee, arms } => {
                    each(scrutinee)
                        || arms.$iter().any(|arm| {
                            $pattern(&$($mutable)? arm.pattern, each)
                                || arm.guard.$as_ref().is_some_and(&mut *each)
                                || each(&$($mutable)? arm.body)
                        })
                }
                ExprKind::Return(value) => value.$as_deref().is_some_and(each),
                ExprKind::Block(block) => $block(block, each),
                ExprKind::Closure(closure) => each(&$($mutable)? closure.body),
                ExprKind::CatchPanic { body, rescue } => {
                    each(body) || rescue.$as_ref().is_some_and(|r| each(&$($mutable)? r.body))
                }
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

        fn $block<'e>(block: &'e $($mutable)? Block, each: &mut dyn FnMut(&'e $($mutable)? Expr) -> bool) -> bool {
            let stopped = block.statements.$iter().any(|statement| match statement {
                Stmt::Let { value, .. } => value.$as_ref().is_some_and(&mut *each),
                Stmt::Expr(e) | Stmt::Defer { body: e, .. } => each(e),
            });
            stopped || block.value.$as_deref().is_some_and(each)
        }

        fn $pattern<'e>(pattern: &'e $($mutable)? Pattern, each: &mut dyn FnMut(&'e $($mutable)? Expr) -> bool) -> bool {
            match &$($mutable)? pattern.kind {
                PatternKind::Scalar(e) => each(e),
                PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => {
                    fields.$iter().any(|field| $pattern(&$($mutable)? field.1, each))
                }
                PatternKind::Or(parts) => parts.$iter().any(|p| $pattern(p, each)),
                PatternKind::Array { first, last, .. } => {
                    first.$iter().any(|p| $pattern(p, each)) || last.$iter().any(|p| $pattern(p, each))
                }
                PatternKind::Wildcard
                | PatternKind::Binding(_)
                | PatternKind::Str(_)
                | PatternKind::Range { .. }
                | PatternKind::Null => false,
            }
        }
    };
}

walk!(children, children_of_block, children_of_pattern, iter, as_ref, as_deref);
walk!(children_mut, children_of_block_mut, children_of_pattern_mut, iter_mut, as_mut, as_deref_mut, mut);

/// Visits an expression and everything in it, outermost first, until `found` says yes.
pub fn any<'e>(expr: &'e Expr, found: &mut dyn FnMut(&'e Expr) -> bool) -> bool {
    found(expr) || children(expr, &mut |e| any(e, found))
}

/// The local whose own storage a place lies in: reached through values only, not through an object (which `is_class`
/// tells by its expression) or a pointer.
pub fn root(place: &Expr, is_class: &dyn Fn(&Expr) -> bool) -> Option<LocalId> {
    match &place.kind {
        ExprKind::Local(local) => Some(*local),
        ExprKind::Field { base, .. } if !is_class(base) => root(base, is_class),
        ExprKind::Element { array, .. } => root(array, is_class),
        _ => None,
    }
}

/// Whether an expression may change a local's storage: by assigning it, or by letting its address out.
pub fn touches(expr: &Expr, local: LocalId) -> bool {
    any(expr, &mut |e| match &e.kind {
        ExprKind::Assign { place, .. } | ExprKind::AddressOf(place) => root(place, &|_| false) == Some(local),
        _ => false,
    })
}
