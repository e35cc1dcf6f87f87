//! One body: its blocks, edges, statements and calls.

use aria_layout::{Layouts, Scalar};
use aria_types::Ty;

use super::{VerifyError, VerifyProblem};
use crate::body::{Block, BlockId, Body, BodyId, StatementKind, TerminatorKind, Unwind};
use crate::constant::Const;
use crate::place::{Operand, Place, Projection};
use crate::program::{Instance, MirProgram};
use crate::rvalue::{Callee, PanicKind, Rvalue};

pub(super) struct BodyVerifier<'p, 'a> {
    pub program: &'p MirProgram,
    pub layouts: &'p Layouts<'a>,
    pub body: &'p Body,
    pub id: BodyId,
    pub block: Option<BlockId>,
    pub statement: Option<usize>,
    pub errors: &'p mut Vec<VerifyError>,
}

impl BodyVerifier<'_, '_> {
    /// Records a problem here. Gives `None`, of any type, so that it can end a computation.
    pub(super) fn report<T>(&mut self, problem: VerifyProblem) -> Option<T> {
        let (block, statement) = (self.block, self.statement);
        self.errors.push(VerifyError { body: Some(self.id), symbol: self.body.symbol.clone(), block, statement, problem });
        None
    }

    pub(super) fn run(&mut self) {
        if self.body.blocks.is_empty() {
            self.report::<()>(VerifyProblem::NoBlocks);
        }
        if self.body.locals.len() <= self.body.params as usize {
            let (expected, found) = (self.body.params as usize + 1, self.body.locals.len());
            self.report::<()>(VerifyProblem::Arity { expected, found });
            return;
        }
        for local in &self.body.locals {
            if let Err(e) = self.layouts.layout_of(&local.ty) {
                self.report::<()>(e.into());
            }
        }
        if self.body.blocks.first().is_some_and(|b| b.cleanup) {
            self.report::<()>(VerifyProblem::CleanupEdge(BlockId(0)));
        }
        for (index, block) in self.body.blocks.iter().enumerate() {
            self.block = Some(BlockId(index as u32));
            for (i, statement) in block.statements.iter().enumerate() {
                self.statement = Some(i);
                self.statement(&statement.kind);
            }
            self.statement = Some(block.statements.len());
            self.edges(block);
            self.terminator(&block.terminator.kind, block.cleanup);
        }
    }

    fn place(&mut self, place: &Place) -> Option<Ty> {
        for step in &place.path {
            if let Projection::Index(local) = step {
                match self.body.locals.get(local.0 as usize) {
                    Some(decl) => self.kind(&decl.ty, "an integer", |s| matches!(s, Scalar::Int { .. })),
                    None => return self.report(crate::TypeProblem::NoSuchLocal(*local).into()),
                }
            }
        }
        match place.ty(self.body, self.layouts) {
            Ok(ty) => Some(ty),
            Err(problem) => self.report(problem.into()),
        }
    }

    fn statement(&mut self, statement: &StatementKind) {
        match statement {
            StatementKind::Assign(place, rvalue) => {
                let Some(destination) = self.place(place) else { return };
                self.constants(rvalue);
                if let Some(found) = self.rvalue(rvalue, &destination) {
                    self.fits(&destination, &found);
                }
            }
            StatementKind::SetVariant(place, variant) => {
                if let Some(ty) = self.place(place)
                    && *variant >= self.layouts.variant_count(&ty)
                {
                    self.report::<()>(VerifyProblem::Kind { expected: "an enum with that variant", found: ty });
                }
            }
            StatementKind::Retain(place) | StatementKind::Zero(place) => drop(self.place(place)),
            StatementKind::FreeObject(o) => {
                if let Some(ty) = self.operand(o) {
                    self.kind(&ty, "a class reference", |s| s == Scalar::Pointer);
                }
            }
            StatementKind::StorageLive(local) | StatementKind::StorageDead(local) => drop(self.place(&Place::local(*local))),
        }
    }

    fn constants(&mut self, rvalue: &Rvalue) {
        let Rvalue::Use(Operand::Const(c)) = rvalue else { return };
        match c {
            Const::Fn(instance, _) => drop(self.instance(instance)),
            Const::ExternFn(symbol, _) if self.program.external(symbol).is_none() => {
                self.report::<()>(VerifyProblem::UnknownExtern(symbol.clone()));
            }
            Const::ExternGlobal(symbol, _) if !self.program.globals.iter().any(|g| g.symbol == *symbol) => {
                self.report::<()>(VerifyProblem::UnknownExtern(symbol.clone()));
            }
            _ => {}
        }
    }

    /// The body of an instance.
    fn instance(&mut self, instance: &Instance) -> Option<&Body> {
        let Some(id) = self.program.instances.get(instance) else {
            return self.report(VerifyProblem::UnknownInstance(instance.clone()));
        };
        let program = self.program;
        match program.bodies.get(id.0 as usize) {
            Some(body) if body.locals.len() > body.params as usize => Some(body),
            _ => self.report(VerifyProblem::NoSuchBody(*id)),
        }
    }

    fn edges(&mut self, block: &Block) {
        let kind = &block.terminator.kind;
        for next in kind.successors() {
            if self.body.blocks.get(next.0 as usize).is_none() {
                self.report::<()>(VerifyProblem::NoSuchBlock(next));
                return;
            }
        }
        let unwound = match kind {
            TerminatorKind::Call { unwind, .. } | TerminatorKind::Drop { unwind, .. } | TerminatorKind::Assert { unwind, .. } => {
                *unwind
            }
            _ => Unwind::Never,
        };
        let mut ordinary = kind.successors();
        if let Unwind::Cleanup(pad) = unwound {
            // The unwind edge is the last successor.
            ordinary.pop();
            if !self.body.block(pad).cleanup {
                self.report::<()>(VerifyProblem::NotCleanup(pad));
            }
        }
        let catches = matches!(kind, TerminatorKind::Catch { .. });
        for next in ordinary {
            if self.body.block(next).cleanup != (block.cleanup && !catches) {
                self.report::<()>(VerifyProblem::CleanupEdge(next));
            }
        }
    }

    fn bool(&mut self, operand: &Operand) {
        if let Some(ty) = self.operand(operand) {
            self.kind(&ty, "a Bool", |s| s == Scalar::Bool);
        }
    }

    fn terminator(&mut self, kind: &TerminatorKind, cleanup: bool) {
        match kind {
            TerminatorKind::Goto(_) | TerminatorKind::Unreachable | TerminatorKind::Abort => {}
            TerminatorKind::Branch { condition, .. } => self.bool(condition),
            TerminatorKind::Switch { value, .. } => {
                if let Some(ty) = self.operand(value) {
                    self.kind(&ty, "an integer", |s| matches!(s, Scalar::Int { .. }));
                }
            }
            TerminatorKind::Return => {
                if cleanup {
                    self.report::<()>(VerifyProblem::ReturnInCleanup);
                }
            }
            TerminatorKind::Resume => self.only_in_cleanup(cleanup),
            TerminatorKind::Catch { destination, .. } => {
                self.only_in_cleanup(cleanup);
                if let Some(ty) = self.place(destination) {
                    self.kind(&ty, "a class reference", |s| s == Scalar::Pointer);
                }
            }
            TerminatorKind::Drop { place, .. } => drop(self.place(place)),
            TerminatorKind::Assert { condition, kind, .. } => {
                self.bool(condition);
                self.panic_operands(kind);
            }
            TerminatorKind::Call { callee, args, destination, target, .. } => {
                self.call(callee, args, destination, target.is_some())
            }
        }
    }

    fn only_in_cleanup(&mut self, cleanup: bool) {
        if !cleanup {
            self.report::<()>(VerifyProblem::OutsideCleanup);
        }
    }

    fn panic_operands(&mut self, kind: &PanicKind) {
        let integers: &[&Operand] = match kind {
            PanicKind::Bounds { index, length } => &[index, length],
            PanicKind::NulInString { position } => &[position],
            PanicKind::Range { value, .. } => {
                if let Some(ty) = self.operand(value) {
                    self.kind(&ty, "a number", |s| matches!(s, Scalar::Int { .. } | Scalar::Float { .. }));
                }
                &[]
            }
            _ => &[],
        };
        for operand in integers {
            if let Some(ty) = self.operand(operand) {
                self.kind(&ty, "an integer", |s| matches!(s, Scalar::Int { .. }));
            }
        }
    }

    fn call(&mut self, callee: &Callee, args: &[Operand], destination: &Place, returns: bool) {
        let Some(destination) = self.place(destination) else { return };
        let (params, result, variadic): (Vec<Ty>, Ty, bool) = match callee {
            Callee::Instance(instance) => {
                let Some(body) = self.instance(instance) else { return };
                (body.param_types().cloned().collect(), body.result_ty().clone(), false)
            }
            Callee::TraitMethod { .. } | Callee::Closure(..) => return self.report(VerifyProblem::Generic).unwrap_or_default(),
            Callee::Extern(symbol) => match self.program.external(symbol) {
                Some(e) => (e.params.clone(), e.result.clone(), e.variadic),
                None => return self.report(VerifyProblem::UnknownExtern(symbol.clone())).unwrap_or_default(),
            },
            Callee::Pointer(pointer, sig) => {
                if let Some(ty) = self.operand(pointer) {
                    self.kind(&ty, "a pointer", |s| s == Scalar::Pointer);
                }
                (sig.params.clone(), sig.result.clone(), sig.variadic)
            }
        };
        if args.len() < params.len() || (args.len() > params.len() && !variadic) {
            self.report::<()>(VerifyProblem::Arity { expected: params.len(), found: args.len() });
            return;
        }
        for (i, arg) in args.iter().enumerate() {
            let found = self.operand(arg);
            if let (Some(found), Some(param)) = (found, params.get(i)) {
                self.fits(param, &found);
            }
        }
        if returns {
            self.fits(&destination, &result);
        }
    }
}
