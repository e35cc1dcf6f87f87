//! What closures capture, and how: which locals they share with the body around them, and which closures end before
//! the call that they are given to, because the callee only calls them.
//!
//! A closure captures variables. One that nothing assigns after its declaration is copied into the closure. One that
//! is assigned is shared: by its address where every closure that names it ends with the call it is given to, else it
//! lives in a counted cell.

use std::collections::{HashMap, HashSet};

use aria_check::typed::{Callee, Closure, Expr, ExprKind, Local, LocalId, any};
use aria_types::{FnId, FnKind, TraitId, Ty};

use crate::build::scan::assigned_locals;
use crate::context::Context;

/// How a local is shared with closures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Shared {
    /// In a counted cell.
    Cell,
    /// In this frame; closures have its address.
    Frame,
}

/// The locals of a body that closures share with it.
#[derive(Default, Debug)]
pub(crate) struct Sharing {
    locals: HashMap<LocalId, Shared>,
    /// Those that are shared only because their values cannot be copied.
    unassigned: HashSet<LocalId>,
}

impl Sharing {
    pub fn of(cx: &Context<'_>, body: &Expr, locals: &[Local]) -> Sharing {
        let mut closures: Vec<&Closure> = Vec::new();
        each_closure(body, &mut |closure| closures.push(closure));
        let mut sharing = Sharing::default();
        if closures.is_empty() {
            return sharing;
        }
        let assigned = assigned_locals(body, &|e| cx.facts.is_class(&e.ty));
        let lent = lent_closures(cx, body);
        for closure in closures {
            for local in closure.captured() {
                if !assigned.contains(&local) {
                    if locals.get(local.0 as usize).is_none_or(|l| cx.facts.no_copy(&l.ty).is_none()) {
                        continue;
                    }
                    sharing.unassigned.insert(local);
                }
                let how = if lent.contains(&address(closure)) { Shared::Frame } else { Shared::Cell };
                let known = sharing.locals.entry(local).or_insert(how);
                if how == Shared::Cell {
                    *known = Shared::Cell;
                }
            }
        }
        sharing
    }

    pub fn get(&self, local: LocalId) -> Option<Shared> {
        self.locals.get(&local).copied()
    }

    /// Whether closures have the local's address in this frame, and only look at it.
    pub fn is_shown(&self, local: LocalId) -> bool {
        self.unassigned.contains(&local) && self.get(local) == Some(Shared::Frame)
    }

    pub fn is_shared(&self, local: LocalId) -> bool {
        self.locals.contains_key(&local)
    }
}

fn address(closure: &Closure) -> *const Closure {
    closure
}

fn each_closure<'e>(expr: &'e Expr, visit: &mut dyn FnMut(&'e Closure)) {
    any(expr, &mut |e| {
        if let ExprKind::Closure(closure) = &e.kind {
            visit(closure);
        }
        false
    });
}

/// The closures that are written as arguments of functions which do not keep them.
fn lent_closures(cx: &Context<'_>, body: &Expr) -> HashSet<*const Closure> {
    let mut lent = HashSet::new();
    any(body, &mut |e| {
        if let ExprKind::Call { callee, args } = &e.kind {
            for (i, arg) in args.iter().enumerate() {
                if let ExprKind::Closure(closure) = &arg.kind
                    && !keeps(cx, callee, i)
                {
                    lent.insert(address(closure));
                }
            }
        }
        false
    });
    lent
}

/// The parameters of a function, by position, through which callers lend closures. Each adds a type argument to the
/// function's instances, behind its own: what the caller gives.
pub(crate) fn lent_params(cx: &Context<'_>, function: FnId) -> Vec<usize> {
    if !matches!(cx.defs.function(function).kind, FnKind::Body) {
        return Vec::new();
    }
    let Some(body) = cx.program.bodies.get(&function) else { return Vec::new() };
    let is_closure = |i: &usize| body.locals.get(body.params[*i].0 as usize).is_some_and(|l| matches!(l.ty, Ty::Fn(_)));
    (0..body.params.len()).filter(|i| is_closure(i) && !function_keeps(cx, function, *i)).collect()
}

/// Whether what is called may keep the closure that it is given as an argument beyond the call.
pub(crate) fn keeps(cx: &Context<'_>, callee: &Callee, arg: usize) -> bool {
    match callee {
        Callee::Function { function, .. } => function_keeps(cx, *function, arg),
        Callee::TraitMethod { trait_, method, .. } => method_keeps(cx, *trait_, *method, arg),
        Callee::Pointer(_) => true,
    }
}

/// Whether any implementation of a trait's method does.
fn method_keeps(cx: &Context<'_>, trait_: TraitId, method: FnId, arg: usize) -> bool {
    let name = &cx.defs.function(method).name;
    let impls = cx.defs.impls.of_trait(trait_);
    let own = !matches!(cx.defs.function(method).kind, FnKind::Required) && function_keeps(cx, method, arg);
    own || impls.filter_map(|i| i.methods.get(name)).any(|f| function_keeps(cx, *f, arg))
}

fn function_keeps(cx: &Context<'_>, function: FnId, arg: usize) -> bool {
    let def = cx.defs.function(function);
    if matches!(&def.kind, FnKind::Intrinsic(name) if &**name == "cross") {
        return false;
    }
    let Some(body) = cx.program.bodies.get(&function).filter(|_| matches!(def.kind, FnKind::Body)) else { return true };
    if let Some(known) = cx.keeps.borrow().get(&(function, arg)) {
        return *known;
    }
    // Met again inside itself, it keeps nothing beyond what is found elsewhere.
    cx.keeps.borrow_mut().insert((function, arg), false);
    let answer = body.params.get(arg).is_none_or(|param| body_keeps(cx, &body.value, *param));
    cx.keeps.borrow_mut().insert((function, arg), answer);
    answer
}

/// Whether a body does anything with a parameter but call it, or lend it to others that only call it.
fn body_keeps(cx: &Context<'_>, body: &Expr, param: LocalId) -> bool {
    let lent = lent_closures(cx, body);
    let mut mentions = 0_usize;
    let mut harmless = 0_usize;
    let mut captured_for_good = false;
    let is_param = |e: &Expr| matches!(e.kind, ExprKind::Local(l) if l == param);
    any(body, &mut |e| {
        match &e.kind {
            ExprKind::Local(l) if *l == param => mentions += 1,
            ExprKind::Closure(closure) if !lent.contains(&address(closure)) => {
                captured_for_good |= any(&closure.body, &mut |e| is_param(e));
            }
            ExprKind::Call { callee, args } => {
                harmless += usize::from(matches!(callee, Callee::Pointer(f) if is_param(f)));
                harmless += args.iter().enumerate().filter(|(i, a)| is_param(a) && !keeps(cx, callee, *i)).count();
            }
            _ => {}
        }
        false
    });
    captured_for_good || mentions != harmless
}
