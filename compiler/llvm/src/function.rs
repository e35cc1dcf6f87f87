//! One function: its slots and blocks, and the order in which its parts are emitted.

use std::cell::{Cell, RefCell};

use aria_mir::{BlockId, Body, BodyId, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use inkwell::basic_block::BasicBlock;
use inkwell::builder::Builder;
use inkwell::values::{FunctionValue, IntValue, PointerValue};

use crate::abi::{FnAbi, Pass};
use crate::debug_info::Scope;
use crate::error::CodegenError;
use crate::memory::{Address, Value};
use crate::module::ModuleCx;
use crate::origins::Origins;
use crate::unwind;

/// Where a local lives.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Slot<'c> {
    /// It has no bytes.
    Zero,
    Stack(Address<'c>),
}

/// The state of one function's emission.
pub(crate) struct FunctionCx<'m, 'c, 'p> {
    pub m: &'m ModuleCx<'c, 'p>,
    pub body: &'p Body,
    pub function: FunctionValue<'c>,
    pub b: &'m Builder<'c>,
    /// Stays at the end of the entry block, where stack slots are made.
    pub allocas: Builder<'c>,
    pub locals: Vec<Slot<'c>>,
    /// Which locals have had their address taken.
    pub addressed: Vec<bool>,
    /// What the pointers in locals point to.
    pub origins: Origins,
    pub blocks: Vec<BasicBlock<'c>>,
    /// The landing pad of each cleanup block that something unwinds to.
    pub pads: RefCell<Vec<Option<BasicBlock<'c>>>>,
    pub terminate: Cell<Option<BasicBlock<'c>>>,
    /// Where the exception in flight is kept.
    pub exception: Cell<Option<PointerValue<'c>>>,
    /// Which blocks may lead to a catch without leaving cleanup.
    pub catching: Vec<bool>,
    /// The block that is being emitted is a cleanup block.
    pub in_cleanup: Cell<bool>,
    pub scope: Option<Scope<'c>>,
}

impl<'m, 'c, 'p> FunctionCx<'m, 'c, 'p> {
    pub fn emit(m: &'m ModuleCx<'c, 'p>, id: BodyId, body: &'p Body) -> Result<(), CodegenError> {
        let (function, abi) = m.body(id)?;
        let entry = m.ctx.append_basic_block(function, "entry");
        let blocks: Vec<_> = (0..body.blocks.len()).map(|i| m.ctx.append_basic_block(function, &format!("bb{i}"))).collect();
        let allocas = m.ctx.create_builder();
        allocas.position_at_end(entry);
        m.builder.unset_current_debug_location();
        m.builder.position_at_end(entry);
        let mut cx = FunctionCx {
            m,
            body,
            function,
            b: &m.builder,
            allocas,
            locals: Vec::with_capacity(body.locals.len()),
            addressed: addressed(body),
            origins: Origins::of(m.layouts, body),
            blocks,
            pads: RefCell::new(vec![None; body.blocks.len()]),
            terminate: Cell::new(None),
            exception: Cell::new(None),
            catching: unwind::catching(body),
            in_cleanup: Cell::new(false),
            scope: m.debug.as_ref().and_then(|d| d.function(m, function, body)),
        };
        cx.slots(&abi)?;
        cx.declare_locals(entry)?;
        let reached = cx.reached();
        for (index, block) in body.blocks.iter().enumerate() {
            cx.b.position_at_end(cx.blocks[index]);
            if !reached[index] {
                cx.b.build_unreachable()?;
                continue;
            }
            cx.in_cleanup.set(block.cleanup);
            for statement in &block.statements {
                cx.set_span(statement.span);
                cx.statement(&statement.kind)?;
            }
            cx.set_span(block.terminator.span);
            cx.terminator(&abi, &block.terminator)?;
        }
        cx.allocas.build_unconditional_branch(cx.blocks[0])?;
        Ok(())
    }

    /// A function that no body describes; the builder goes to its beginning. `body` is the one that needs it.
    pub fn bare(m: &'m ModuleCx<'c, 'p>, body: &'p Body, function: FunctionValue<'c>) -> Self {
        let allocas = m.ctx.create_builder();
        m.builder.position_at_end(m.ctx.append_basic_block(function, "entry"));
        FunctionCx {
            m,
            body,
            function,
            b: &m.builder,
            allocas,
            locals: Vec::new(),
            addressed: Vec::new(),
            origins: Origins::default(),
            blocks: Vec::new(),
            pads: RefCell::default(),
            terminate: Cell::new(None),
            exception: Cell::new(None),
            catching: Vec::new(),
            in_cleanup: Cell::new(false),
            scope: None,
        }
    }

    /// Makes the locals' slots, and puts the parameters there.
    fn slots(&mut self, abi: &FnAbi) -> Result<(), CodegenError> {
        let written = written(self.body);
        for (index, local) in self.body.locals.iter().enumerate() {
            let layout = self.layout(&local.ty)?;
            let name = local.name.as_deref().unwrap_or("");
            let is_param = (1..=self.body.params as usize).contains(&index);
            let pass = if index == 0 { Some(abi.result) } else { is_param.then(|| abi.params[index - 1]) };
            let param = |at: u32| self.function.get_nth_param(at).ok_or(CodegenError::Kind("a parameter"));
            let slot = match pass {
                _ if layout.repr == aria_layout::Repr::Zero => Slot::Zero,
                Some(Pass::Indirect { align, .. }) if index == 0 => {
                    Slot::Stack(Address::new(crate::memory::as_pointer(param(0)?)?, align))
                }
                Some(Pass::Indirect { align, .. }) => {
                    let from = Address::new(crate::memory::as_pointer(param(abi.llvm_index(index - 1))?)?, align);
                    if written[index] || self.addressed[index] {
                        let slot = self.temporary(&layout)?;
                        self.copy(slot, from, layout.size)?;
                        Slot::Stack(slot)
                    } else {
                        Slot::Stack(from)
                    }
                }
                _ => {
                    let slot = self.slot(self.m.slot_type(layout.repr, layout.size), layout.align, name)?;
                    if is_param {
                        let value = Value::Scalar(param(abi.llvm_index(index - 1))?);
                        self.store(slot, value, &layout)?;
                    }
                    Slot::Stack(slot)
                }
            };
            self.locals.push(slot);
        }
        Ok(())
    }

    pub fn block(&self, id: BlockId) -> BasicBlock<'c> {
        self.blocks[id.0 as usize]
    }

    /// A block of our own making, behind the others.
    pub fn new_block(&self, name: &str) -> BasicBlock<'c> {
        self.m.ctx.append_basic_block(self.function, name)
    }

    /// An integer as wide as a pointer.
    pub fn word(&self, value: IntValue<'c>, signed: bool) -> Result<IntValue<'c>, CodegenError> {
        Ok(self.b.build_int_cast_sign_flag(value, self.m.word, signed, "")?)
    }

    pub fn local_slot(&self, local: LocalId) -> Slot<'c> {
        self.locals.get(local.0 as usize).copied().unwrap_or(Slot::Zero)
    }
}

fn addressed(body: &Body) -> Vec<bool> {
    let mut out = vec![false; body.locals.len()];
    for block in &body.blocks {
        for statement in &block.statements {
            if let StatementKind::Assign(_, Rvalue::AddressOf(place)) = &statement.kind {
                mark(&mut out, place);
            }
        }
    }
    out
}

/// Which locals are written to in any way, or moved out of.
fn written(body: &Body) -> Vec<bool> {
    let mut out = vec![false; body.locals.len()];
    for block in &body.blocks {
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Assign(place, _) | StatementKind::SetVariant(place, _) | StatementKind::Zero(place) => {
                    mark(&mut out, place);
                }
                _ => {}
            }
        }
        match &block.terminator.kind {
            TerminatorKind::Call { destination, .. } | TerminatorKind::Catch { destination, .. } => mark(&mut out, destination),
            // Glue may leave anything behind.
            TerminatorKind::Drop { place, .. } => mark(&mut out, place),
            _ => {}
        }
    }
    out
}

fn mark(out: &mut [bool], place: &Place) {
    // What lies behind a reference is not the local.
    if !place.path.contains(&Projection::Deref)
        && let Some(slot) = out.get_mut(place.local.0 as usize)
    {
        *slot = true;
    }
}

/// The local that an operand reads, if it is not a constant.
pub(crate) fn read_local(operand: &Operand) -> Option<LocalId> {
    match operand {
        Operand::Copy(p) | Operand::Move(p) => Some(p.local),
        Operand::Const(_) => None,
    }
}
