//! The walk: every expression in the order in which it runs, with what is gone on the way.

use aria_source::Span;

use super::give::Taker;
use super::{Walk, join, rules, taken_arguments};
use crate::diagnostics::UsedAfterSend;
use crate::typed::{Block, Callee, Expr, ExprKind, LocalId, Pattern, PatternKind, Stmt, any, children_mut};

impl Walk<'_> {
    /// A use of a local, which must not be gone.
    pub(super) fn used(&mut self, local: LocalId, span: Span) {
        let Some(gone) = self.state.as_ref().and_then(|s| s.get(&local)).cloned() else { return };
        let ty = self.locals.get(local.0 as usize).map(|l| l.ty.clone());
        let clone = ty.is_some_and(|ty| self.has_clone(&ty));
        let (name, given, taker) = (self.name(local), gone.span, gone.taker);
        self.report(UsedAfterSend { name, span, given, taker, clone }, "E0531", span);
    }

    fn has_clone(&self, ty: &aria_types::Ty) -> bool {
        matches!(ty, aria_types::Ty::Adt(adt, _) if self.defs.adt(adt.id).methods.contains_key("clone"))
            || ["array", "dict", "set"].iter().any(|name| self.defs.as_lang(ty, name).is_some())
    }

    fn revive(&mut self, local: LocalId) {
        if let Some(state) = &mut self.state {
            state.remove(&local);
        }
    }

    pub(super) fn visit(&mut self, expr: &mut Expr) {
        let span = expr.span;
        match &mut expr.kind {
            ExprKind::Local(local) => self.used(*local, span),
            ExprKind::Call { args, .. } => {
                let order: Vec<usize> = (0..args.len()).collect();
                self.call(expr, &order);
            }
            ExprKind::Ordered { order, whole } => {
                let order: Vec<usize> = order.iter().map(|i| *i as usize).collect();
                match &mut whole.kind {
                    ExprKind::Call { .. } => self.call(whole, &order),
                    ExprKind::Construct(parts) | ExprKind::Variant { fields: parts, .. } => {
                        order.into_iter().for_each(|i| self.visit(&mut parts[i]));
                    }
                    _ => self.visit(whole),
                }
            }
            ExprKind::Assign { place, value } => {
                if let ExprKind::Local(local) = place.kind {
                    self.visit(value);
                    self.revive(local);
                } else {
                    self.visit(value);
                    self.visit(place);
                }
            }
            ExprKind::Logical { left, right, .. } => {
                self.visit(left);
                let before = self.state.clone();
                self.visit(right);
                self.state = join(before, self.state.take());
            }
            ExprKind::Loop { .. } => self.repeated(expr),
            ExprKind::Break(id) => {
                let now = self.state.take();
                let (breaks, _) = self.leaving.entry(*id).or_default();
                *breaks = join(breaks.take(), now);
            }
            ExprKind::Next(id) => {
                let now = self.state.take();
                let (_, nexts) = self.leaving.entry(*id).or_default();
                *nexts = join(nexts.take(), now);
            }
            ExprKind::Return(value) => {
                value.iter_mut().for_each(|v| self.visit(v));
                self.state = None;
            }
            ExprKind::Closure(closure) => self.closure_body(closure, Vec::new()),
            ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Block(_) | ExprKind::CatchPanic { .. } => {
                self.branching(expr, None);
            }
            _ => {
                children_mut(expr, &mut |e| {
                    self.visit(e);
                    false
                });
            }
        }
        if expr.ty.is_never() {
            self.state = None;
        }
    }

    /// An expression whose value is given away, whatever it is made of.
    pub(super) fn visit_giving_tail(&mut self, expr: &mut Expr, taker: &Taker) {
        match expr.kind {
            ExprKind::If { .. } | ExprKind::Match { .. } | ExprKind::Block(_) | ExprKind::CatchPanic { .. } => {
                self.branching(expr, Some(taker));
            }
            _ => self.visit(expr),
        }
    }

    fn tail(&mut self, expr: &mut Expr, taker: Option<&Taker>) {
        match taker {
            Some(taker) => self.give(expr, taker),
            None => self.visit(expr),
        }
    }

    fn branching(&mut self, expr: &mut Expr, taker: Option<&Taker>) {
        match &mut expr.kind {
            ExprKind::If { condition, then, otherwise } => {
                self.visit(condition);
                let before = self.state.clone();
                self.tail(then, taker);
                let after = std::mem::replace(&mut self.state, before);
                if let Some(otherwise) = otherwise {
                    self.tail(otherwise, taker);
                }
                self.state = join(after, self.state.take());
            }
            ExprKind::Match { scrutinee, arms } => {
                self.visit(scrutinee);
                let before = self.state.clone();
                let mut after = None;
                for arm in arms {
                    self.state = before.clone();
                    self.bound(&arm.pattern);
                    if let Some(guard) = &mut arm.guard {
                        self.visit(guard);
                    }
                    self.tail(&mut arm.body, taker);
                    after = join(after, self.state.take());
                }
                self.state = after;
            }
            ExprKind::Block(block) => self.block(block, taker),
            ExprKind::CatchPanic { body, rescue } => {
                let known = std::mem::take(&mut self.ever);
                self.tail(body, taker);
                let inside = std::mem::replace(&mut self.ever, known);
                let done = self.state.take();
                if let Some(rescue) = rescue {
                    // The panic may have come after any of it.
                    self.state = join(done.clone(), Some(inside.clone()));
                    self.tail(&mut rescue.body, taker);
                    self.state = join(done, self.state.take());
                } else {
                    self.state = join(done, Some(inside.clone()));
                }
                self.ever.extend(inside);
            }
            _ => {}
        }
    }

    /// The locals that a pattern binds hold something again.
    fn bound(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Binding(local) => self.revive(*local),
            PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => fields.iter().for_each(|(_, p)| self.bound(p)),
            PatternKind::Array { first, rest, last } => {
                first.iter().chain(last).for_each(|p| self.bound(p));
                rest.iter().flatten().for_each(|local| self.revive(*local));
            }
            PatternKind::Or(parts) => parts.iter().for_each(|p| self.bound(p)),
            _ => {}
        }
    }

    fn block(&mut self, block: &mut Block, taker: Option<&Taker>) {
        let known = std::mem::take(&mut self.ever);
        for statement in &mut block.statements {
            match statement {
                Stmt::Let { local, value, .. } => {
                    if let Some(value) = value {
                        self.visit(value);
                    }
                    self.revive(*local);
                }
                Stmt::Expr(e) => self.visit(e),
                Stmt::Defer { .. } => {}
            }
        }
        if let Some(value) = &mut block.value {
            self.tail(value, taker);
        }
        let inside = std::mem::replace(&mut self.ever, known);
        // A `defer` runs wherever the block is left.
        let after = self.state.take();
        for statement in block.statements.iter_mut().rev() {
            if let Stmt::Defer { body, .. } = statement {
                self.state = join(after.clone(), Some(inside.clone()));
                self.visit(body);
            }
        }
        self.state = after;
        self.ever.extend(inside);
    }

    /// A loop's body is walked twice, the second time with what the first turn gave away.
    fn repeated(&mut self, expr: &mut Expr) {
        let ExprKind::Loop { id, body } = &mut expr.kind else { return };
        let mut entry = self.state.clone();
        for _ in 0..2 {
            self.leaving.remove(id);
            self.state = entry.clone();
            self.visit(body);
            let (_, nexts) = self.leaving.get(id).cloned().unwrap_or_default();
            entry = join(entry, join(self.state.take(), nexts));
        }
        self.state = self.leaving.remove(id).unwrap_or_default().0;
    }

    /// A call whose arguments are evaluated in this order.
    fn call(&mut self, expr: &mut Expr, order: &[usize]) {
        let ExprKind::Call { callee, args } = &mut expr.kind else { return };
        let function = match callee {
            Callee::Function { function, .. } => Some(*function),
            Callee::Pointer(pointer) => {
                self.visit(pointer);
                None
            }
            Callee::TraitMethod { .. } => None,
        };
        if let (Some(take), [arg]) = (function, &mut args[..])
            && self.defs.lang.function("take") == Some(take)
            && let ExprKind::Local(local) = arg.kind
        {
            // Written here by an earlier walk.
            let known = self.ever.get(&local).cloned();
            self.used(local, arg.span);
            if let (Some(known), Some(state)) = (known, &mut self.state) {
                state.entry(local).or_insert(known);
            }
            return;
        }
        let taken = function.map_or(Vec::new(), |f| taken_arguments(self.defs, f));
        let rule = function.and_then(|f| rules::of(self.defs, f));
        let def = function.map(|f| self.defs.function(f));
        let name = def.map(|d| d.name.to_string());
        let crosses = def.is_some_and(|d| d.in_std);
        let last = args.len().saturating_sub(1);
        let before = self.state.clone();
        for &i in order {
            let arg = &mut args[i];
            match (rule, &name) {
                (Some(rule), Some(name)) if i == last => self.ruled_block(arg, rule, name),
                _ if taken.contains(&i) => self.give(arg, &Taker { name: name.clone(), crosses }),
                _ => self.visit(arg),
            }
        }
        if taken.is_empty() && rule.is_none() {
            return;
        }
        // What is lent to the call must not have been given away by a later argument.
        let new = |local: &LocalId| !before.as_ref().is_some_and(|b| b.contains_key(local));
        let gone: Vec<LocalId> = self.state.iter().flatten().map(|(local, _)| *local).filter(|l| new(l)).collect();
        for (_, arg) in args.iter().enumerate().filter(|(i, _)| !taken.contains(i) && (rule.is_none() || *i != last)) {
            let mut lent = Vec::new();
            any(arg, &mut |e| {
                if let ExprKind::Local(local) = e.kind
                    && gone.contains(&local)
                {
                    lent.push((local, e.span));
                }
                false
            });
            lent.into_iter().for_each(|(local, span)| self.used(local, span));
        }
    }
}
