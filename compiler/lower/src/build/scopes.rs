//! Scopes: what dies when, in which order, and where a panic goes from each place.
//!
//! A scope is a list of entries in order of creation. Leaving a scope, by its end or by `break`, `next` and `return`,
//! runs its entries backwards. A panic runs the same entries as cleanup blocks: the chain for a place is the list of
//! all entries open there, folded from the outermost. Chains are shared by structure (an entry's block is keyed by the
//! block after it), so any change of the lists, also in the middle, simply yields another chain.
//!
//! Storage that is filled on some paths only (a temporary in one branch that lives until the end of the statement) is
//! zeroed where its scope begins: dropping zero bits does nothing.

use std::sync::Arc;

use aria_check::typed::Expr;
use aria_mir::{BlockId, Callee, LocalId, Operand, Place, StatementKind, Terminator, TerminatorKind, Unwind};
use aria_types::Ty;

use super::{Builder, OpenBlock};

/// Something to do at the end of a scope.
#[derive(Clone)]
pub(super) enum Entry<'p> {
    /// Destroys a local's value.
    Drop(LocalId),
    /// The local's storage is free again; nothing to do while unwinding.
    Storage(LocalId),
    /// Runs the body of a `defer`. The number tells lowerings of the same source apart.
    Defer(u32, &'p Expr),
    /// Calls a foreign function that ends what a crossing acquired.
    Release(Arc<str>, LocalId),
    /// Panics from further in go to this block instead of further out.
    Catch(BlockId),
}

#[derive(Clone)]
pub(super) struct Scope<'p> {
    pub entries: Vec<Entry<'p>>,
    /// Where the scope begins, to zero storage there.
    start: (BlockId, usize),
    conditional: u32,
    /// Locals that must be zeroed at the start.
    zero: Vec<LocalId>,
}

/// What a cleanup block does.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum ChainStep {
    Drop(LocalId),
    Defer(u32),
    Release(Arc<str>, LocalId),
}

impl<'p> Builder<'p> {
    pub(crate) fn needs_drop(&self, ty: &Ty) -> bool {
        self.cx.facts.needs_drop(ty)
    }

    pub(super) fn push_scope(&mut self) {
        let start = (self.current, self.blocks[self.current.0 as usize].statements.len());
        self.scopes.push(Scope { entries: Vec::new(), start, conditional: self.conditional, zero: Vec::new() });
    }

    /// Ends the innermost scope. `guard` holds an owned value that must be destroyed if anything here panics.
    pub(crate) fn pop_scope(&mut self, guard: Option<LocalId>) {
        let depth = self.scopes.len() - 1;
        if !self.dead {
            self.run_exits(depth, guard);
        }
        if let Some(scope) = self.scopes.pop() {
            let (block, at) = scope.start;
            self.zeroed_early.extend(scope.zero.into_iter().map(|local| (block, at, local)));
        }
    }

    /// Runs `f` in a scope that ends its temporaries.
    pub(super) fn with_temporaries<R>(&mut self, guard: impl FnOnce(&R) -> Option<LocalId>, f: impl FnOnce(&mut Self) -> R) -> R {
        self.push_scope();
        let saved = std::mem::replace(&mut self.temporaries, self.scopes.len() - 1);
        let result = f(self);
        self.temporaries = saved;
        let guard = guard(&result);
        self.pop_scope(guard);
        result
    }

    /// Emits what leaving all scopes further in than `depth` does. The scopes themselves stay open.
    pub(super) fn run_exits(&mut self, depth: usize, guard: Option<LocalId>) {
        if self.scopes[depth..].iter().all(|s| s.entries.is_empty()) {
            return;
        }
        let saved = self.scopes.clone();
        while self.scopes.len() > depth {
            let Some(entry) = self.scopes.last_mut().and_then(|s| s.entries.pop()) else {
                self.scopes.pop();
                continue;
            };
            // The value being carried out was created last, so a panic destroys it first.
            if let Some(guard) = guard {
                self.push_scope();
                self.schedule(Entry::Drop(guard));
            }
            match entry {
                Entry::Drop(local) => self.drop_place(local.into()),
                Entry::Storage(local) => self.push(StatementKind::StorageDead(local)),
                Entry::Defer(_, body) => self.run_defer(body),
                Entry::Release(symbol, local) => self.release(symbol, local),
                Entry::Catch(_) => {}
            }
            if guard.is_some() {
                self.scopes.pop();
            }
        }
        self.scopes = saved;
    }

    /// Adds to the innermost scope.
    pub(super) fn schedule(&mut self, entry: Entry<'p>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.entries.push(entry);
        }
    }

    /// Adds the end of a local to a scope, if it has one.
    pub(super) fn schedule_drop(&mut self, scope: usize, local: LocalId) {
        if !self.needs_drop(&self.local_ty(local)) {
            return;
        }
        let conditional = self.conditional;
        let scope = &mut self.scopes[scope];
        scope.entries.push(Entry::Drop(local));
        if conditional > scope.conditional {
            scope.zero.push(local);
        }
    }

    /// Schedules a temporary's end: with the statement, or with whatever borrows from it.
    pub(crate) fn schedule_temp(&mut self, local: LocalId) {
        self.schedule_drop(self.temporaries, local);
    }

    /// The local's value has been moved elsewhere.
    pub(super) fn unschedule(&mut self, local: LocalId) {
        for scope in self.scopes.iter_mut().rev() {
            if let Some(at) = scope.entries.iter().rposition(|e| matches!(e, Entry::Drop(l) if *l == local)) {
                scope.entries.remove(at);
                scope.zero.retain(|l| *l != local);
                return;
            }
        }
    }

    /// Destroys what a place holds, now.
    pub(super) fn drop_place(&mut self, place: Place) {
        let target = self.new_block();
        let unwind = self.unwind();
        self.terminate(TerminatorKind::Drop { place, target, unwind });
        self.current = target;
    }

    /// Where a panic goes from here.
    pub(crate) fn unwind(&mut self) -> Unwind {
        if self.in_cleanup {
            return Unwind::Terminate;
        }
        // Code that is thrown away needs no chain.
        if self.dead {
            return Unwind::Continue;
        }
        let entries: Vec<Entry<'p>> = self.scopes.iter().flat_map(|s| s.entries.iter().cloned()).collect();
        let mut next: Option<BlockId> = None;
        for entry in &entries {
            next = match entry {
                Entry::Storage(_) => next,
                Entry::Catch(block) => Some(*block),
                Entry::Drop(local) => Some(self.chain(next, ChainStep::Drop(*local), None)),
                Entry::Defer(number, body) => Some(self.chain(next, ChainStep::Defer(*number), Some(body))),
                Entry::Release(symbol, local) => Some(self.chain(next, ChainStep::Release(symbol.clone(), *local), None)),
            };
        }
        next.map_or(Unwind::Continue, Unwind::Cleanup)
    }

    /// The cleanup block that does one step and goes on to `next`.
    fn chain(&mut self, next: Option<BlockId>, step: ChainStep, body: Option<&'p Expr>) -> BlockId {
        if let Some(known) = self.chains.get(&(next, step.clone())) {
            return *known;
        }
        let saved = (self.current, self.dead, self.in_cleanup, self.temporaries, self.conditional);
        self.in_cleanup = true;
        let after = match next {
            Some(block) => block,
            None => self.resume_block(),
        };
        let block = self.new_block();
        self.switch_to(block);
        match &step {
            ChainStep::Drop(local) => {
                self.terminate(TerminatorKind::Drop { place: (*local).into(), target: after, unwind: Unwind::Terminate });
            }
            ChainStep::Defer(_) => {
                // A `defer` cannot leave its body, so what is open around it does not matter.
                let scopes = std::mem::take(&mut self.scopes);
                let loops = std::mem::take(&mut self.loops);
                if let Some(body) = body {
                    self.run_defer(body);
                }
                self.goto(after);
                self.scopes = scopes;
                self.loops = loops;
            }
            ChainStep::Release(symbol, local) => {
                self.release(symbol.clone(), *local);
                self.goto(after);
            }
        }
        (self.current, self.dead, self.in_cleanup, self.temporaries, self.conditional) = saved;
        self.chains.insert((next, step), block);
        block
    }

    fn resume_block(&mut self) -> BlockId {
        if let Some(block) = self.resume {
            return block;
        }
        let kind = TerminatorKind::Resume;
        self.blocks.push(OpenBlock {
            statements: Vec::new(),
            terminator: Some(Terminator { kind, span: self.span }),
            cleanup: true,
        });
        let block = BlockId(self.blocks.len() as u32 - 1);
        self.resume = Some(block);
        block
    }

    /// Lowers the body of a `defer` once more. Its locals are new each time.
    fn run_defer(&mut self, body: &'p Expr) {
        let map = self.map.clone();
        self.discard(body);
        self.map = map;
    }

    pub(super) fn release(&mut self, symbol: Arc<str>, local: LocalId) {
        let unit = self.temp(&Ty::Unit);
        let ty = self.local_ty(local);
        self.declare_extern(&symbol, vec![ty], Ty::Unit, false, false);
        self.emit_call(Callee::Extern(symbol), vec![Operand::Copy(local.into())], unit, true, Unwind::Never);
    }
}
