//! Emission: locals, blocks, statements and terminators; and the finished graph without its unreachable blocks.

use std::collections::HashMap;

use aria_mir::{
    Block, BlockId, Callee, Const, LocalDecl, LocalId, Operand, PanicKind, Place, Rvalue, Statement, StatementKind, Terminator,
    TerminatorKind, Unwind,
};
use aria_source::Span;
use aria_types::{IntTy, Ty};

use super::{Builder, OpenBlock};

impl<'p> Builder<'p> {
    /// A fresh temporary.
    pub(crate) fn temp(&mut self, ty: &Ty) -> LocalId {
        if *ty == Ty::Unit {
            if let Some(unit) = self.unit {
                return unit;
            }
            let unit = self.new_local(LocalDecl { ty: Ty::Unit, name: None, span: self.span });
            self.unit = Some(unit);
            return unit;
        }
        self.new_local(LocalDecl { ty: ty.clone(), name: None, span: self.span })
    }

    pub(crate) fn new_local(&mut self, declaration: LocalDecl) -> LocalId {
        self.locals.push(declaration);
        LocalId(self.locals.len() as u32 - 1)
    }

    pub(crate) fn local_ty(&self, local: LocalId) -> Ty {
        self.locals[local.0 as usize].ty.clone()
    }

    pub(crate) fn new_block(&mut self) -> BlockId {
        self.blocks.push(OpenBlock { statements: Vec::new(), terminator: None, cleanup: self.in_cleanup });
        BlockId(self.blocks.len() as u32 - 1)
    }

    /// Goes on in a block that can be reached.
    pub(crate) fn switch_to(&mut self, block: BlockId) {
        self.current = block;
        self.dead = false;
    }

    pub(crate) fn push(&mut self, kind: StatementKind) {
        let span = self.span;
        self.blocks[self.current.0 as usize].statements.push(Statement { kind, span });
    }

    pub(crate) fn assign(&mut self, place: impl Into<Place>, value: Rvalue) {
        self.push(StatementKind::Assign(place.into(), value));
    }

    /// A temporary of plain data with this value.
    pub(crate) fn computed(&mut self, ty: &Ty, value: Rvalue) -> Operand {
        let temp = self.temp(ty);
        self.assign(temp, value);
        Operand::Copy(temp.into())
    }

    /// Ends the current block.
    pub(crate) fn terminate(&mut self, kind: TerminatorKind) {
        let span = self.span;
        let block = &mut self.blocks[self.current.0 as usize];
        if block.terminator.is_none() {
            block.terminator = Some(Terminator { kind, span });
        }
    }

    pub(crate) fn goto(&mut self, target: BlockId) {
        self.terminate(TerminatorKind::Goto(target));
    }

    /// After a terminator that does not come back: what follows is thrown away.
    pub(crate) fn diverge(&mut self) {
        self.current = self.new_block();
        self.dead = true;
    }

    /// Calls, and goes on where the callee returns.
    pub(crate) fn emit_call(
        &mut self,
        callee: Callee,
        args: Vec<Operand>,
        destination: impl Into<Place>,
        returns: bool,
        unwind: Unwind,
    ) {
        let target = returns.then(|| self.new_block());
        self.terminate(TerminatorKind::Call { callee, args, destination: destination.into(), target, unwind });
        match target {
            Some(block) => self.current = block,
            None => self.diverge(),
        }
    }

    /// Panics unless the condition is as expected.
    pub(crate) fn assert(&mut self, condition: Operand, expected: bool, kind: PanicKind) {
        let target = self.new_block();
        let unwind = self.unwind();
        self.terminate(TerminatorKind::Assert { condition, expected, kind, target, unwind });
        self.current = target;
    }

    /// Branches to two new blocks and returns them.
    pub(crate) fn branch(&mut self, condition: Operand) -> (BlockId, BlockId) {
        let (then, otherwise) = (self.new_block(), self.new_block());
        self.terminate(TerminatorKind::Branch { condition, then, otherwise });
        (then, otherwise)
    }

    pub(crate) fn int(value: i128) -> Operand {
        Operand::Const(Const::Int(value, Ty::INT))
    }

    pub(crate) fn usize(value: u64) -> Operand {
        Operand::Const(Const::Int(i128::from(value), Ty::Int(IntTy::USize)))
    }

    /// Runs `f` with spans taken from a part of the source.
    pub(crate) fn at<R>(&mut self, span: Span, f: impl FnOnce(&mut Self) -> R) -> R {
        let saved = std::mem::replace(&mut self.span, span);
        let result = f(self);
        self.span = saved;
        result
    }

    /// The finished blocks: reachable ones only, in order of creation, the entry first.
    pub(crate) fn finish_blocks(&mut self) -> Vec<Block> {
        let mut early = std::mem::take(&mut self.zeroed_early);
        // Later places first, so that earlier ones stay where they are.
        early.sort_by_key(|(block, at, local)| (block.0, std::cmp::Reverse(*at), local.0));
        for (block, at, local) in early {
            let statements = &mut self.blocks[block.0 as usize].statements;
            let span = self.locals[local.0 as usize].span;
            let at = at.min(statements.len());
            statements.insert(at, Statement { kind: StatementKind::Zero(local.into()), span });
        }
        let span = self.span;
        let mut order = vec![0_usize];
        let mut number: HashMap<usize, u32> = HashMap::from([(0, 0)]);
        let mut todo = vec![0_usize];
        while let Some(block) = todo.pop() {
            let Some(terminator) = &self.blocks[block].terminator else { continue };
            for next in terminator.kind.successors() {
                if number.insert(next.0 as usize, 0).is_none() {
                    order.push(next.0 as usize);
                    todo.push(next.0 as usize);
                }
            }
        }
        order.sort_unstable();
        for (new, old) in order.iter().enumerate() {
            number.insert(*old, new as u32);
        }
        let renumber = |id: &mut BlockId| id.0 = number.get(&(id.0 as usize)).copied().unwrap_or(0);
        order
            .iter()
            .map(|&old| {
                let open = &mut self.blocks[old];
                let mut terminator = open.terminator.take().unwrap_or(Terminator { kind: TerminatorKind::Unreachable, span });
                retarget(&mut terminator.kind, &renumber);
                Block { statements: std::mem::take(&mut open.statements), terminator, cleanup: open.cleanup }
            })
            .collect()
    }
}

/// Maps every block that a terminator names.
pub(crate) fn retarget(kind: &mut TerminatorKind, map: &dyn Fn(&mut BlockId)) {
    let unwound = |unwind: &mut Unwind| {
        if let Unwind::Cleanup(block) = unwind {
            map(block);
        }
    };
    match kind {
        TerminatorKind::Goto(target) | TerminatorKind::Catch { target, .. } => map(target),
        TerminatorKind::Branch { then, otherwise, .. } => {
            map(then);
            map(otherwise);
        }
        TerminatorKind::Switch { cases, otherwise, .. } => {
            cases.iter_mut().for_each(|c| map(&mut c.1));
            map(otherwise);
        }
        TerminatorKind::Call { target, unwind, .. } => {
            target.iter_mut().for_each(map);
            unwound(unwind);
        }
        TerminatorKind::Drop { target, unwind, .. } | TerminatorKind::Assert { target, unwind, .. } => {
            map(target);
            unwound(unwind);
        }
        TerminatorKind::Return | TerminatorKind::Unreachable | TerminatorKind::Resume | TerminatorKind::Abort => {}
    }
}
