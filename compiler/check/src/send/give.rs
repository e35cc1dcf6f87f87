//! Giving away: what becomes of the expression that is given.

use aria_source::Span;
use aria_types::{Crossing, FnId, Ty};

use super::rules::{Rule, why_not};
use super::{Frame, Gone, Walk};
use crate::diagnostics::{CannotGive, NoThreadFact, NotSend, SharedVariable};
use crate::methods::plain_call;
use crate::typed::{Closure, Expr, ExprKind, LocalId, any};

/// Who takes what is given.
#[derive(Clone)]
pub(super) struct Taker {
    pub name: Option<String>,
    /// It brings values to other threads.
    pub crosses: bool,
}

impl Walk<'_> {
    /// Visits an expression whose value is given away. Locals in it are emptied.
    pub(super) fn give(&mut self, expr: &mut Expr, taker: &Taker) {
        let crossing = self.crossing(&expr.ty);
        if let (Crossing::Refused(part), true) = (&crossing, taker.crosses) {
            let (ty, part) = (expr.ty.to_string(), part.to_string());
            self.report(NoThreadFact { ty, part, span: expr.span }, "E0534", expr.span);
        }
        let shared = crossing == Crossing::Shared;
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Closure(closure) => self.give_closure(closure, span, taker),
            _ if shared => self.visit(expr),
            ExprKind::Local(local) => {
                let local = *local;
                self.visit(expr);
                if self.may_give(local, span) {
                    let ty = expr.ty.clone();
                    let Some(take) = self.take() else { return };
                    let whole = std::mem::replace(expr, Expr { kind: ExprKind::Unit, ty: Ty::Unit, span });
                    *expr = plain_call(take, vec![ty.clone()], vec![whole], ty, span);
                    self.gone(local, span, taker);
                }
            }
            ExprKind::Construct(parts) | ExprKind::Variant { fields: parts, .. } => {
                parts.iter_mut().for_each(|part| self.give(part, taker));
            }
            ExprKind::Ordered { order, whole } => match &mut whole.kind {
                ExprKind::Construct(parts) | ExprKind::Variant { fields: parts, .. } => {
                    order.iter().for_each(|i| self.give(&mut parts[*i as usize], taker));
                }
                _ => self.visit_giving_tail(expr, taker),
            },
            ExprKind::Field { .. } | ExprKind::Element { .. } | ExprKind::Deref { .. } | ExprKind::PointerElement { .. } => {
                self.visit(expr);
                let (what, why) = ("this".to_owned(), "what it lies in keeps it".to_owned());
                let help = "give a copy away (`.clone`), or what it lies in as a whole".to_owned();
                self.report(CannotGive { what, why, help, span, declared: None }, "E0533", span);
            }
            _ => self.visit_giving_tail(expr, taker),
        }
    }

    fn take(&self) -> Option<FnId> {
        self.defs.lang.function("take")
    }

    /// Notes that a local holds nothing any more.
    pub(super) fn gone(&mut self, local: LocalId, span: Span, taker: &Taker) {
        let gone = Gone { span, taker: taker.name.clone() };
        self.ever.entry(local).or_insert_with(|| gone.clone());
        if let Some(state) = &mut self.state {
            state.entry(local).or_insert(gone);
        }
    }

    /// Whether a local's value is this body's to give; else that is reported.
    fn may_give(&mut self, local: LocalId, span: Span) -> bool {
        let own = match self.frames.last() {
            Some(frame) => local.0 >= frame.start || frame.owned.contains(&local),
            None => true,
        };
        let name = self.name(local);
        let (why, help) = if !own {
            ("the block may run more than once, and does not own it", "give it away outside of the block".to_owned())
        } else if self.borrowed.contains(&local) {
            let ty = self.locals.get(local.0 as usize).map_or(&Ty::Error, |l| &l.ty);
            match (&*name, self.frames.is_empty()) {
                ("self", _) => ("its caller keeps it", "give away what it needs instead, from outside".to_owned()),
                (_, true) => ("its caller keeps it", format!("declare the parameter as `@transfer {name}: {ty}`")),
                (_, false) => ("whoever runs the block keeps it", "give a copy away (`.clone`)".to_owned()),
            }
        } else if self.shared.contains(&local) {
            ("a block shares the variable", format!("copy it into a variable of its own (`let moved = {name}`)"))
        } else {
            return true;
        };
        let (what, why, declared) = (format!("`{name}`"), why.to_owned(), self.declared(local));
        self.report(CannotGive { what, why, help, span, declared }, "E0533", span);
        false
    }

    /// A closure that goes to another thread: it takes along what it names, or shares what never changes.
    fn give_closure(&mut self, closure: &mut Closure, span: Span, taker: &Taker) {
        for local in closure.captured() {
            let mention = mention(closure, local).unwrap_or(span);
            self.used(local, mention);
            let ty = self.locals.get(local.0 as usize).map_or(Ty::Error, |l| l.ty.clone());
            if self.assigned.contains(&local) {
                let (name, declared) = (self.name(local), self.declared(local).unwrap_or(mention));
                self.report(SharedVariable { name, span: mention, declared }, "E0532", mention);
                continue;
            }
            match self.crossing(&ty) {
                Crossing::Shared => {}
                Crossing::Refused(part) => {
                    let (ty, part) = (ty.to_string(), part.to_string());
                    self.report(NoThreadFact { ty, part, span: mention }, "E0534", mention);
                }
                Crossing::Moved(_) => {
                    if self.may_give(local, mention) {
                        if !closure.moves.contains(&local) {
                            closure.moves.push(local);
                        }
                        self.gone(local, mention, taker);
                    }
                }
            }
        }
        let owned = if closure.once { closure.moves.clone() } else { Vec::new() };
        self.closure_body(closure, owned);
    }

    /// The block of a function with a rule.
    pub(super) fn ruled_block(&mut self, arg: &mut Expr, rule: Rule, name: &str) {
        let span = arg.span;
        let ExprKind::Closure(closure) = &mut arg.kind else {
            if rule == Rule::Once {
                return self.give(arg, &Taker { name: Some(name.to_owned()), crosses: true });
            }
            self.visit(arg);
            // The library passes its callers' blocks on, which were looked at there.
            if self.def.in_std {
                return;
            }
            let (ty, what, why) = (arg.ty.to_string(), format!("`{name}`"), "write the block here".to_owned());
            return self.report(NotSend { ty, what, why, span }, "E0535", span);
        };
        if let Crossing::Refused(part) = self.crossing(&closure.body.ty) {
            let (ty, part, span) = (closure.body.ty.to_string(), part.to_string(), closure.body.span);
            self.report(NoThreadFact { ty, part, span }, "E0534", span);
        }
        if rule == Rule::Once {
            closure.once = true;
            return self.give_closure(closure, span, &Taker { name: None, crosses: true });
        }
        for local in closure.captured() {
            let mention = mention(closure, local).unwrap_or(span);
            let ty = self.locals.get(local.0 as usize).map_or(Ty::Error, |l| l.ty.clone());
            if rule == Rule::AtOnce && self.assigned.contains(&local) {
                let (name, declared) = (self.name(local), self.declared(local).unwrap_or(mention));
                self.report(SharedVariable { name, span: mention, declared }, "E0532", mention);
                continue;
            }
            let what = match rule {
                Rule::Inside => format!("what the block of `{name}` names"),
                _ => format!("what the block of `{name}` shares"),
            };
            let Some(why) = why_not(self.defs, self.def, &ty) else { continue };
            self.report(NotSend { ty: ty.to_string(), what, why, span: mention }, "E0535", mention);
        }
        self.visit(arg);
    }

    /// Walks a closure's body, which runs later or elsewhere: nothing in it changes what is gone here.
    pub(super) fn closure_body(&mut self, closure: &mut Closure, owned: Vec<LocalId>) {
        self.borrowed.extend(closure.params.iter().copied());
        let outside = self.state.clone();
        // What it took along, it has.
        if let Some(state) = &mut self.state {
            owned.iter().for_each(|local| drop(state.remove(local)));
        }
        let leaving = std::mem::take(&mut self.leaving);
        self.frames.push(Frame { start: closure.own.start, owned });
        self.visit(&mut closure.body);
        self.frames.pop();
        self.leaving = leaving;
        self.state = outside;
    }
}

/// Where a closure first names a local.
fn mention(closure: &Closure, local: LocalId) -> Option<Span> {
    let mut found = None;
    any(&closure.body, &mut |e| {
        if matches!(e.kind, ExprKind::Local(l) if l == local) {
            found = Some(e.span);
        }
        found.is_some()
    });
    found
}
