//! Control flow: blocks, conditions, loops, jumps, `defer` and `catch_panic`.

use aria_check::typed::{self, Block, Expr, ExprKind, LoopId, Rescue, Stmt, UnaryOp};
use aria_mir::{BlockId, Const, LocalId, Operand, Rvalue, StatementKind, TerminatorKind};
use aria_types::Ty;

use super::scopes::Entry;
use super::{Builder, LoopFrame};
use crate::diagnostics::{MissingLangItem, NothingToCatch};

impl<'p> Builder<'p> {
    /// The local, if destroying it does anything.
    pub(super) fn guard(&self, local: LocalId) -> Option<LocalId> {
        Some(local).filter(|l| self.needs_drop(&self.local_ty(*l)))
    }

    /// Evaluates the last expression of a region. Its temporaries end with the region, unless the value may point
    /// into them: then they live as long as the enclosing statement's.
    pub(super) fn in_terminating_scope(&mut self, destination: LocalId, expr: &'p Expr) {
        if self.cx.facts.may_borrow(&expr.ty) && !self.scopes.is_empty() {
            return self.fill(destination, expr);
        }
        let guard = self.guard(destination);
        self.with_temporaries(|_| guard, |b| b.fill(destination, expr));
    }

    /// The same for code that runs on some paths only.
    pub(super) fn conditionally(&mut self, destination: LocalId, expr: &'p Expr) {
        self.conditional += 1;
        self.in_terminating_scope(destination, expr);
        self.conditional -= 1;
    }

    pub(super) fn block(&mut self, destination: LocalId, block: &'p Block) {
        self.push_scope();
        let literal = self.is_literal(block);
        for (number, statement) in block.statements.iter().enumerate() {
            if self.dead {
                break;
            }
            match statement {
                Stmt::Expr(push) if literal => self.at(push.span, |b| b.literal_element(push, number - 1)),
                _ => self.statement(statement),
            }
        }
        if let (Some(value), false) = (&block.value, self.dead) {
            self.in_terminating_scope(destination, value);
        }
        let guard = self.guard(destination).filter(|_| block.value.is_some());
        self.pop_scope(guard);
    }

    fn statement(&mut self, statement: &'p Stmt) {
        match statement {
            Stmt::Let { local, value: None, span } => self.at(*span, |b| {
                if let Some(cell) = b.empty_cell(*local) {
                    return b.schedule_drop(b.scopes.len() - 1, cell);
                }
                let local = b.declare(*local);
                b.schedule_storage(local);
                if b.needs_drop(&b.local_ty(local)) {
                    b.push(StatementKind::Zero(local.into()));
                }
                b.schedule_drop(b.scopes.len() - 1, local);
            }),
            Stmt::Let { local, value: Some(value), span } => self.at(*span, |b| b.let_(*local, value)),
            Stmt::Expr(expr) => self.at(expr.span, |b| b.discard(expr)),
            Stmt::Defer { body, .. } => {
                let number = self.next_defer;
                self.next_defer += 1;
                self.schedule(Entry::Defer(number, body));
            }
        }
    }

    fn let_(&mut self, declared: typed::LocalId, value: &'p Expr) {
        let scope = self.scopes.len() - 1;
        // The name becomes visible after its value.
        let before = self.map.get(&declared).cloned();
        let local = self.declare(declared);
        if let Some(before) = before {
            self.map.insert(declared, before);
        }
        self.schedule_storage(local);
        if self.declared.get(declared.0 as usize).is_some_and(|l| l.lent) {
            self.mark_binding(declared, local);
        }
        let initialise = |b: &mut Self| {
            b.fill(local, value);
            if let Some(cell) = b.in_cell(declared, local) {
                return b.schedule_drop(scope, cell);
            }
            b.map.insert(declared, local.into());
            // While the temporaries end, the local already holds its value.
            b.schedule_drop(scope, local);
        };
        if self.extended(value) {
            let saved = (std::mem::replace(&mut self.temporaries, scope), std::mem::replace(&mut self.extending, true));
            initialise(self);
            (self.temporaries, self.extending) = saved;
        } else {
            self.with_temporaries(|()| None, initialise);
        }
    }

    pub(super) fn if_(&mut self, destination: LocalId, condition: &'p Expr, then: &'p Expr, otherwise: Option<&'p Expr>) {
        let (yes, no) = (self.new_block(), self.new_block());
        self.condition(condition, yes, no);
        let dead = self.dead;
        let join = self.new_block();
        self.switch_to(yes);
        self.dead = dead;
        self.conditionally(destination, then);
        let mut all_dead = self.dead;
        self.goto(join);
        self.switch_to(no);
        self.dead = dead;
        if let Some(otherwise) = otherwise {
            self.conditionally(destination, otherwise);
        }
        all_dead &= self.dead;
        self.goto(join);
        self.switch_to(join);
        self.dead = all_dead;
    }

    /// Branches on a condition. Its temporaries end before the branches begin.
    pub(super) fn condition(&mut self, expr: &'p Expr, yes: BlockId, no: BlockId) {
        match &expr.kind {
            ExprKind::Logical { and, left, right } => {
                let middle = self.new_block();
                if *and {
                    self.condition(left, middle, no)
                } else {
                    self.condition(left, yes, middle)
                }
                let dead = self.dead;
                self.switch_to(middle);
                self.dead = dead;
                self.conditional += 1;
                self.condition(right, yes, no);
                self.conditional -= 1;
            }
            ExprKind::Unary { op: UnaryOp::Not, operand, .. } if operand.ty == Ty::Bool => self.condition(operand, no, yes),
            _ => {
                let value = match self.constant_operand(expr) {
                    Some(Operand::Const(Const::Bool(known))) => return self.goto(if known { yes } else { no }),
                    Some(constant) => constant,
                    None => {
                        let temp = self.temp(&Ty::Bool);
                        self.with_temporaries(|()| None, |b| b.fill(temp, expr));
                        Operand::Copy(temp.into())
                    }
                };
                self.at(expr.span, |b| b.terminate(TerminatorKind::Branch { condition: value, then: yes, otherwise: no }));
            }
        }
    }

    pub(super) fn logical(&mut self, destination: LocalId, expr: &'p Expr) {
        let (yes, no, join) = (self.new_block(), self.new_block(), self.new_block());
        self.condition(expr, yes, no);
        let dead = self.dead;
        for (block, value) in [(yes, true), (no, false)] {
            self.switch_to(block);
            self.assign(destination, Rvalue::Use(Operand::Const(Const::Bool(value))));
            self.goto(join);
        }
        self.switch_to(join);
        self.dead = dead;
    }

    pub(super) fn loop_(&mut self, id: LoopId, body: &'p Expr) {
        let (head, after) = (self.new_block(), self.new_block());
        self.goto(head);
        self.current = head;
        self.loops.push(LoopFrame { id, head, after, depth: self.scopes.len(), left: false });
        let unit = self.temp(&body.ty);
        self.conditional += 1;
        self.with_temporaries(|()| None, |b| b.fill(unit, body));
        self.conditional -= 1;
        self.goto(head);
        let left = self.loops.pop().is_some_and(|l| l.left);
        self.switch_to(after);
        self.dead = !left;
    }

    pub(super) fn break_(&mut self, id: LoopId) {
        let dead = self.dead;
        let Some(frame) = self.loops.iter_mut().rev().find(|l| l.id == id) else { return self.diverge() };
        frame.left |= !dead;
        let (depth, after) = (frame.depth, frame.after);
        self.jump(depth, after);
    }

    pub(super) fn next(&mut self, id: LoopId) {
        let Some(frame) = self.loops.iter().rev().find(|l| l.id == id) else { return self.diverge() };
        let (depth, head) = (frame.depth, frame.head);
        self.jump(depth, head);
    }

    fn jump(&mut self, depth: usize, target: BlockId) {
        if !self.dead {
            self.run_exits(depth, None);
        }
        self.goto(target);
        self.diverge();
    }

    pub(super) fn return_(&mut self, value: Option<&'p Expr>) {
        let result = LocalId::RESULT;
        match value {
            // The result's storage is written last: the value may still be read from what `return` destroys.
            Some(value) => self.fill(result, value),
            None => {
                let unit = self.unit_value();
                if self.local_ty(result) == Ty::Unit {
                    self.assign(result, Rvalue::Use(unit));
                }
            }
        }
        if !self.dead {
            let guard = self.guard(result).filter(|_| value.is_some());
            self.run_exits(0, guard);
        }
        self.terminate(TerminatorKind::Return);
        self.diverge();
    }

    pub(super) fn catch_panic(&mut self, destination: LocalId, body: &'p Expr, rescue: Option<&'p Rescue>) {
        if !self.cx.target.unwinds() {
            self.cx.report(NothingToCatch { span: self.span });
        }
        let saved = std::mem::replace(&mut self.in_cleanup, true);
        let pad = self.new_block();
        self.in_cleanup = saved;
        let join = self.new_block();

        self.push_scope();
        self.schedule(Entry::Catch(pad));
        let guard = self.guard(destination);
        self.conditionally(destination, body);
        self.pop_scope(None);
        let body_dead = self.dead;
        self.goto(join);

        let declared = rescue.and_then(|r| r.local);
        let panic = match declared {
            Some(local) => self.declare(local),
            None => {
                let ty = self.cx.defs.lang_ty("panic_object", &[]);
                if ty.is_error() {
                    self.cx.report(MissingLangItem { name: "panic_object".into(), span: self.span });
                }
                self.temp(&ty)
            }
        };
        let caught = self.new_block();
        self.current = pad;
        self.terminate(TerminatorKind::Catch { destination: panic.into(), target: caught });
        self.switch_to(caught);
        self.push_scope();
        self.schedule_drop(self.scopes.len() - 1, panic);
        if let Some(rescue) = rescue {
            self.conditionally(destination, &rescue.body);
        }
        self.pop_scope(guard.filter(|_| rescue.is_some()));
        let rescue_dead = self.dead;
        self.goto(join);
        self.switch_to(join);
        self.dead = body_dead && rescue_dead;
    }
}
