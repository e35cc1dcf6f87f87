//! Loops. `while` and `for` become the one loop there is; `next` never skips the step of a `for`.

use aria_source::Span;
use aria_syntax::ast::{self, Condition, ExprKind as Syn};
use aria_types::Ty;

use crate::body::{BodyChecker, LoopFrame};
use crate::call::Given;
use crate::diagnostics::{LeavesDefer, LoopWithoutValue, OutsideLoop};
use crate::operator::binary;
use crate::typed::{Arm, BinaryOp, Block, Expr, ExprKind, LocalId, LoopId, Overflow, Pattern, PatternKind, Stmt};

/// What the values of a loop's `break`s become.
pub(crate) struct LoopValue {
    /// The type that the loop's place asks for.
    wanted: Option<Ty>,
    /// Holds the value, once a `break` gave one.
    local: Option<LocalId>,
    /// A `break` without a value.
    bare: Option<Span>,
}

impl BodyChecker<'_> {
    /// Checks a loop's inside; returns it with whether a `break` leaves the loop.
    fn in_loop(&mut self, id: LoopId, inside: impl FnOnce(&mut Self) -> Expr) -> (Expr, LoopFrame) {
        self.in_loop_for(id, None, inside)
    }

    /// The same, with what becomes of the values of `break`.
    fn in_loop_for(&mut self, id: LoopId, value: Option<LoopValue>, inside: impl FnOnce(&mut Self) -> Expr) -> (Expr, LoopFrame) {
        let frame = |left, defers, value| LoopFrame { id, left, defers, unassigned_at_breaks: Default::default(), value };
        self.loops.push(frame(false, self.defers, value));
        let body = inside(self);
        let frame = self.loops.pop().unwrap_or(frame(true, 0, None));
        (body, frame)
    }

    fn loop_node(&mut self, id: LoopId, body: Expr, never_ends: bool, span: Span) -> Expr {
        let body = self.discard(body);
        let ty = if never_ends { Ty::Never } else { Ty::Unit };
        Expr { kind: ExprKind::Loop { id, body: Box::new(body) }, ty, span }
    }

    /// `loop`, whose value is that of the `break` which leaves it.
    pub(crate) fn endless_loop(&mut self, body: &ast::Block, hint: Option<&Ty>, span: Span) -> Expr {
        let id = self.new_loop();
        let value = LoopValue { wanted: hint.cloned(), local: None, bare: None };
        let (body, frame) = self.in_loop_for(id, Some(value), |this| this.block(body, None));
        if frame.left {
            self.unassigned = frame.unassigned_at_breaks;
        }
        let looping = self.loop_node(id, body, !frame.left, span);
        let Some(LoopValue { local: Some(local), bare, .. }) = frame.value else { return looping };
        let value = self.local_expr(local, span);
        if let Some(bare) = bare {
            self.mismatch(&Ty::Unit, &value.ty, bare);
        }
        let ty = value.ty.clone();
        let statements = vec![Stmt::Let { local, value: None, span }, Stmt::Expr(looping)];
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(value)) }), ty, span }
    }

    pub(crate) fn while_loop(&mut self, condition: &Condition, body: &ast::Block, span: Span) -> Expr {
        let id = self.new_loop();
        // The body may not run at all.
        let before = self.unassigned.clone();
        let (inside, _) = self.in_loop(id, |this| match condition {
            Condition::Expr(condition) => {
                let condition = this.expr_to(condition, &Ty::Bool);
                let body = this.block(body, None);
                let body = this.discard(body);
                let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
                let kind =
                    ExprKind::If { condition: Box::new(condition), then: Box::new(body), otherwise: Some(Box::new(leave)) };
                Expr { kind, ty: Ty::Unit, span }
            }
            Condition::Let { pattern, value, .. } => {
                let value = this.expr(value, None);
                let (pattern, body) = this.scoped(|this| {
                    let pattern = this.pattern(pattern, &value.ty);
                    let body = this.block(body, None);
                    (pattern, this.discard(body))
                });
                let rest = Pattern { kind: PatternKind::Wildcard, ty: value.ty.clone(), span };
                let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
                let arms = vec![Arm { pattern, guard: None, body }, Arm { pattern: rest, guard: None, body: leave }];
                Expr { kind: ExprKind::Match { scrutinee: Box::new(value), arms }, ty: Ty::Unit, span }
            }
        });
        self.unassigned = before;
        self.loop_node(id, inside, false, span)
    }

    pub(crate) fn for_loop(&mut self, pattern: &ast::Pattern, iterable: &ast::Expr, body: &ast::Block, span: Span) -> Expr {
        let before = self.unassigned.clone();
        let out = match &iterable.without_parens().kind {
            Syn::Range { start, end: Some(end), inclusive } => self.for_range(pattern, (start, end, *inclusive), body, span),
            Syn::Range { start, end: None, .. } => self.for_endless(pattern, start, body, span),
            _ => self.for_each(pattern, iterable, body, span),
        };
        self.unassigned = before;
        out
    }

    /// `for i in a..b`: a hidden counter, so that assigning the variable does not change the course.
    fn for_range(
        &mut self,
        pattern: &ast::Pattern,
        range: (&ast::Expr, &ast::Expr, bool),
        body: &ast::Block,
        span: Span,
    ) -> Expr {
        let (start, end, inclusive) = range;
        let start = self.expr(start, None);
        let end_hint = self.infer.shallow(&start.ty);
        let end = self.expr(end, Some(&end_hint));
        if end_hint == Ty::Char {
            let characters = self.char_range(start, end, inclusive, span);
            let Some(iterator) = self.iterator(&characters) else { return self.error(span) };
            return self.for_iterator(pattern, iterator, body, span);
        }
        let end_ty = self.infer.shallow(&end.ty);
        let Some(ty) = crate::numeric::common(&end_hint, &end_ty) else {
            if !end_hint.is_error() {
                self.mismatch(&end_ty, &end_hint, end.span);
            }
            return self.error(span);
        };
        if !matches!(crate::numeric::number(&ty, &self.defs.target()), Some(crate::numeric::Number::Int { .. })) {
            let at = start.span.to(end.span);
            let range = self.range_of(start, end, inclusive, &ty, at);
            return self.for_value(pattern, range, body, span);
        }
        let (start, end) = (self.coerce(start, &ty), self.coerce(end, &ty));
        let (counter, last) = (self.hidden(ty.clone(), span), self.hidden(ty.clone(), span));
        let id = self.new_loop();
        // An inclusive range may end at the type's greatest value, so the test comes before the step.
        let more = if inclusive { BinaryOp::Le } else { BinaryOp::Lt };
        let (inside, _) = self.in_loop(id, |this| {
            let condition = this.compare(more, counter, last, span);
            let this_turn = this.local_expr(counter, span);
            let one = Expr { kind: ExprKind::Int(1), ty: ty.clone(), span };
            let next = binary(BinaryOp::Add, this.local_expr(counter, span), one, Overflow::Wraps, ty.clone(), span);
            let mut statements = Vec::new();
            let body = this.scoped(|this| {
                this.bind_pattern(pattern, this_turn, true, &mut statements);
                let step = this.store(this.local_expr(counter, span), next, span);
                statements.push(Stmt::Expr(step));
                let body = this.block(body, None);
                this.discard(body)
            });
            let before_body = Block { statements, value: Some(Box::new(body)) };
            let turn = Expr { kind: ExprKind::Block(before_body), ty: Ty::Unit, span };
            let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
            let kind = ExprKind::If { condition: Box::new(condition), then: Box::new(turn), otherwise: Some(Box::new(leave)) };
            Expr { kind, ty: Ty::Unit, span }
        });
        let inside = if inclusive { self.stop_at_last(inside, (counter, last), id, span) } else { inside };
        let looping = self.loop_node(id, inside, false, span);
        let statements = vec![
            Stmt::Let { local: counter, value: Some(start), span },
            Stmt::Let { local: last, value: Some(end), span },
            Stmt::Expr(looping),
        ];
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    /// `for i in a..`: a counter that only a `break` stops.
    fn for_endless(&mut self, pattern: &ast::Pattern, start: &ast::Expr, body: &ast::Block, span: Span) -> Expr {
        let start = self.expr(start, None);
        let ty = self.infer.shallow(&start.ty);
        if !matches!(crate::numeric::number(&ty, &self.defs.target()), Some(crate::numeric::Number::Int { .. })) {
            if !ty.is_error() {
                self.mismatch(&ty, &Ty::INT, start.span);
            }
            return self.error(span);
        }
        let counter = self.hidden(ty.clone(), span);
        let id = self.new_loop();
        let (inside, frame) = self.in_loop(id, |this| {
            let this_turn = this.local_expr(counter, span);
            let one = Expr { kind: ExprKind::Int(1), ty: ty.clone(), span };
            let next = binary(BinaryOp::Add, this.local_expr(counter, span), one, Overflow::Checked, ty.clone(), span);
            let mut statements = Vec::new();
            let body = this.scoped(|this| {
                this.bind_pattern(pattern, this_turn, true, &mut statements);
                let step = this.store(this.local_expr(counter, span), next, span);
                statements.push(Stmt::Expr(step));
                let body = this.block(body, None);
                this.discard(body)
            });
            Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(body)) }), ty: Ty::Unit, span }
        });
        let looping = self.loop_node(id, inside, !frame.left, span);
        let ty = looping.ty.clone();
        let statements = vec![Stmt::Let { local: counter, value: Some(start), span }];
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(looping)) }), ty, span }
    }

    /// An inclusive range whose end is the type's greatest value would never pass it: the counter wraps to the least
    /// one. So a turn that ran at the end is followed by leaving.
    fn stop_at_last(&mut self, inside: Expr, (counter, last): (LocalId, LocalId), id: LoopId, span: Span) -> Expr {
        let ExprKind::If { condition, then, otherwise } = inside.kind else { return inside };
        let ExprKind::Block(mut turn) = then.kind else { return Expr { kind: ExprKind::Error, ..inside } };
        // Statements: bind the variable, step the counter. Whether this is the last turn is asked before the step.
        let done = self.hidden(Ty::Bool, span);
        let is_last = self.compare(BinaryOp::Eq, counter, last, span);
        turn.statements.insert(0, Stmt::Let { local: done, value: Some(is_last), span });
        if let Some(body) = turn.value.take() {
            turn.statements.push(Stmt::Expr(*body));
        }
        let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
        let test = Box::new(self.local_expr(done, span));
        let kind = ExprKind::If { condition: test, then: Box::new(leave), otherwise: None };
        turn.statements.push(Stmt::Expr(Expr { kind, ty: Ty::Unit, span }));
        let then = Expr { kind: ExprKind::Block(turn), ty: Ty::Unit, span };
        Expr { kind: ExprKind::If { condition, then: Box::new(then), otherwise }, ty: Ty::Unit, span }
    }

    fn compare(&self, op: BinaryOp, left: LocalId, right: LocalId, span: Span) -> Expr {
        binary(op, self.local_expr(left, span), self.local_expr(right, span), Overflow::Wraps, Ty::Bool, span)
    }

    /// `for x in xs` over anything with `len` and `at`; the length is read again each turn.
    fn for_each(&mut self, pattern: &ast::Pattern, iterable: &ast::Expr, body: &ast::Block, span: Span) -> Expr {
        let collection = self.expr(iterable, None);
        self.for_value(pattern, collection, body, span)
    }

    fn for_value(&mut self, pattern: &ast::Pattern, collection: Expr, body: &ast::Block, span: Span) -> Expr {
        let at = collection.span;
        let ty = self.infer.shallow(&collection.ty);
        if ty.is_error() {
            return self.error(span);
        }
        if let Ty::Array(element, length) = &ty {
            let (element, length) = ((**element).clone(), *length);
            return self.for_c_array(pattern, collection, (element, length), body, span);
        }
        if let Some(iterator) = self.iterator(&collection) {
            return self.for_iterator(pattern, iterator, body, span);
        }
        if self.defs.as_lang(&ty, "range").is_some() {
            // What it cannot count through was reported.
            return self.error(span);
        }
        let (Some(len), Some(element)) = (self.find_method(&ty, "len"), self.find_method(&ty, "at")) else {
            return self.unsupported(&format!("loops over values of type `{}`", self.show(&ty)), at);
        };
        let (held, index) = (self.hidden(ty, span), self.hidden(Ty::INT, span));
        let id = self.new_loop();
        let (inside, _) = self.in_loop(id, |this| {
            let length = this.call_method(len, this.local_expr(held, span), &[], span, span);
            let condition = binary(BinaryOp::Lt, this.local_expr(index, span), length, Overflow::Wraps, Ty::Bool, span);
            let given = [Given::Typed(this.local_expr(index, span))];
            let item = this.call_method(element, this.local_expr(held, span), &given, span, span);
            this.turn(pattern, condition, item, index, body, id, span)
        });
        let looping = self.loop_node(id, inside, false, span);
        let zero = Expr { kind: ExprKind::Int(0), ty: Ty::INT, span };
        let statements = vec![
            Stmt::Let { local: held, value: Some(collection), span },
            Stmt::Let { local: index, value: Some(zero), span },
            Stmt::Expr(looping),
        ];
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    /// The iterator that a loop over a value uses: the value itself, or what its `iter` gives.
    fn iterator(&mut self, value: &Expr) -> Option<Expr> {
        let trait_ = self.defs.lang.trait_("iterator")?;
        let ty = self.infer.deep(&value.ty);
        // Arrays are walked by their index.
        if self.defs.as_lang(&ty, "array").is_some() {
            return None;
        }
        if !self.implemented(&ty, trait_).is_empty() {
            return Some(value.clone());
        }
        let found = self.find_method(&ty, "iter").filter(|f| f.instance && f.params == 0)?;
        let iterator = self.call_method(found, value.clone(), &[], value.span, value.span);
        let ty = self.infer.deep(&iterator.ty);
        (!self.implemented(&ty, trait_).is_empty()).then_some(iterator)
    }

    /// `for x in iterator`: asks for the next item until there is none.
    fn for_iterator(&mut self, pattern: &ast::Pattern, iterator: Expr, body: &ast::Block, span: Span) -> Expr {
        let ty = self.infer.deep(&iterator.ty);
        let Some(next) = self.find_method(&ty, "next") else { return self.error(span) };
        let held = self.hidden(ty, span);
        let id = self.new_loop();
        let (inside, _) = self.in_loop(id, |this| {
            let item = this.call_method(next, this.local_expr(held, span), &[], span, span);
            let item_ty = this.infer.shallow(&item.ty);
            let Some([inner]) = this.defs.as_lang(&item_ty, "option").map(|a| [a[0].clone()]) else { return this.error(span) };
            let (some, bound) = this.variant_pattern(&item, this.variant_index("option", "Some"), Some(&inner), span);
            let mut statements = Vec::new();
            let turn = this.scoped(|this| {
                let bound = bound.unwrap_or_else(|| this.error(span));
                this.bind_pattern(pattern, bound, true, &mut statements);
                let body = this.block(body, None);
                this.discard(body)
            });
            let turn = Block { statements, value: Some(Box::new(turn)) };
            let turn = Expr { kind: ExprKind::Block(turn), ty: Ty::Unit, span };
            let rest = Pattern { kind: PatternKind::Wildcard, ty: item_ty, span };
            let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
            let arms = vec![Arm { pattern: some, guard: None, body: turn }, Arm { pattern: rest, guard: None, body: leave }];
            Expr { kind: ExprKind::Match { scrutinee: Box::new(item), arms }, ty: Ty::Unit, span }
        });
        let looping = self.loop_node(id, inside, false, span);
        let statements = vec![Stmt::Let { local: held, value: Some(iterator), span }, Stmt::Expr(looping)];
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    fn for_c_array(
        &mut self,
        pattern: &ast::Pattern,
        array: Expr,
        (element, length): (Ty, u64),
        body: &ast::Block,
        span: Span,
    ) -> Expr {
        let index = self.hidden(Ty::INT, span);
        let id = self.new_loop();
        let (inside, _) = self.in_loop(id, |this| {
            let length = Expr { kind: ExprKind::Int(i128::from(length)), ty: Ty::INT, span };
            let condition = binary(BinaryOp::Lt, this.local_expr(index, span), length, Overflow::Wraps, Ty::Bool, span);
            let at = Box::new(this.local_expr(index, span));
            let item = Expr { kind: ExprKind::Element { array: Box::new(array), index: at, checked: false }, ty: element, span };
            this.turn(pattern, condition, item, index, body, id, span)
        });
        let looping = self.loop_node(id, inside, false, span);
        let zero = Expr { kind: ExprKind::Int(0), ty: Ty::INT, span };
        let statements = vec![Stmt::Let { local: index, value: Some(zero), span }, Stmt::Expr(looping)];
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    /// One turn: bind the item, step the index, run the body; or leave.
    #[allow(clippy::too_many_arguments)]
    fn turn(
        &mut self,
        pattern: &ast::Pattern,
        condition: Expr,
        item: Expr,
        index: LocalId,
        body: &ast::Block,
        id: LoopId,
        span: Span,
    ) -> Expr {
        let one = Expr { kind: ExprKind::Int(1), ty: Ty::INT, span };
        let next = binary(BinaryOp::Add, self.local_expr(index, span), one, Overflow::Wraps, Ty::INT, span);
        let mut statements = Vec::new();
        let body = self.scoped(|this| {
            this.bind_pattern(pattern, item, true, &mut statements);
            for statement in &statements {
                if let Stmt::Let { local, .. } = statement {
                    this.locals[local.0 as usize].lent = true;
                }
            }
            let step = this.store(this.local_expr(index, span), next, span);
            statements.push(Stmt::Expr(step));
            let body = this.block(body, None);
            this.discard(body)
        });
        let turn = Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(body)) }), ty: Ty::Unit, span };
        let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
        let kind = ExprKind::If { condition: Box::new(condition), then: Box::new(turn), otherwise: Some(Box::new(leave)) };
        Expr { kind, ty: Ty::Unit, span }
    }

    pub(crate) fn break_expr(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        let stored = value.and_then(|value| self.break_value(value, span));
        let Some(id) = self.leave("break", span) else { return self.error(span) };
        let unassigned = self.unassigned.clone();
        if let Some(frame) = self.loops.last_mut() {
            frame.left = true;
            frame.unassigned_at_breaks.extend(unassigned);
            if let (None, Some(wanted)) = (value, &mut frame.value) {
                wanted.bare.get_or_insert(span);
            }
        }
        let leave = Expr { kind: ExprKind::Break(id), ty: Ty::Never, span };
        let Some(stored) = stored else { return leave };
        let block = Block { statements: vec![Stmt::Expr(stored)], value: Some(Box::new(leave)) };
        Expr { kind: ExprKind::Block(block), ty: Ty::Never, span }
    }

    /// Stores the value of a `break` where the loop's value is.
    fn break_value(&mut self, value: &ast::Expr, span: Span) -> Option<Expr> {
        let wanted = match self.loops.last().map(|f| &f.value) {
            Some(Some(LoopValue { local: Some(local), .. })) => Some(self.locals[local.0 as usize].ty.clone()),
            Some(Some(LoopValue { wanted, .. })) => wanted.clone(),
            Some(None) => {
                self.report(LoopWithoutValue { word: "break".into(), span: value.span });
                None
            }
            None => None,
        };
        let value = match &wanted {
            Some(wanted) => self.expr_to(value, wanted),
            None => self.expr(value, None),
        };
        let ty = self.local_type(&value);
        let known = self.loops.last()?.value.as_ref()?.local;
        let local = match known {
            Some(local) => local,
            None => {
                let local = self.hidden(ty, span);
                self.loops.last_mut()?.value.as_mut()?.local = Some(local);
                local
            }
        };
        let place = self.local_expr(local, span);
        Some(self.store(place, value, span))
    }

    pub(crate) fn next_expr(&mut self, value: Option<&ast::Expr>, span: Span) -> Expr {
        if self.loops.is_empty() && !self.closures.is_empty() {
            return self.leave_closure(value, span);
        }
        if let Some(value) = value {
            self.expr(value, None);
            if !self.loops.is_empty() {
                self.report(LoopWithoutValue { word: "next".into(), span: value.span });
            }
        }
        let Some(id) = self.leave("next", span) else { return self.error(span) };
        Expr { kind: ExprKind::Next(id), ty: Ty::Never, span }
    }

    fn leave(&mut self, word: &str, span: Span) -> Option<LoopId> {
        let frame = self.loops.last().map(|f| (f.id, f.defers));
        match frame {
            None => {
                self.report(OutsideLoop { word: word.into(), span });
                None
            }
            Some((_, defers)) if defers < self.defers => {
                self.report(LeavesDefer { word: word.into(), span });
                None
            }
            Some((id, _)) => Some(id),
        }
    }
}
