//! [`Body`]: one function's control-flow graph.

use std::sync::Arc;

use aria_source::Span;
use aria_types::Ty;

use crate::place::{Operand, Place};
use crate::rvalue::{Callee, PanicKind, Rvalue};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }
    };
}
index!(
    /// A local: 0 is the result, then the parameters, then the rest.
    LocalId, "_"
);
index!(
    /// A basic block.
    BlockId, "bb"
);
index!(
    /// A body of a [`crate::MirProgram`].
    BodyId, "f"
);

/// A local's declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct LocalDecl {
    pub ty: Ty,
    /// The name in the source, for debuggers; temporaries have none.
    pub name: Option<Arc<str>>,
    pub span: Span,
}

/// One function.
#[derive(Clone, PartialEq, Debug)]
pub struct Body {
    /// The linker symbol.
    pub symbol: Arc<str>,
    /// The name that people see in backtraces and debuggers (`Database.open`).
    pub name: Arc<str>,
    /// The number of parameters: locals `1..=params`. Parameters are borrowed.
    pub params: u32,
    pub locals: Vec<LocalDecl>,
    pub blocks: Vec<Block>,
    /// The whole declaration, for debug information. `None` for code that no source line made (drop glue).
    pub span: Option<Span>,
    /// Reachable from foreign code under its symbol, with the C calling convention.
    pub exported: bool,
    /// Worth inlining always (accessors, thin wrappers of `std`).
    pub inline: bool,
    /// Kept out of line (destroy glue, panics).
    pub cold: bool,
}

/// Statements, then one terminator.
#[derive(Clone, PartialEq, Debug)]
pub struct Block {
    pub statements: Vec<Statement>,
    pub terminator: Terminator,
    /// Runs while unwinding. Calls in it that unwind again abort the program.
    pub cleanup: bool,
}

/// One step that always goes on to the next.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    pub kind: StatementKind,
    pub span: Span,
}

#[derive(Clone, PartialEq, Debug)]
pub enum StatementKind {
    Assign(Place, Rvalue),
    /// Writes the tag of an enum; the payload fields are assigned separately.
    SetVariant(Place, u32),
    /// Adds one count to every counted value inside; nothing for plain data, nothing for zero. Generic types are
    /// resolved by `mono`, after which only class references are left.
    Retain(Place),
    /// Fills a local or field with zero bits.
    Zero(Place),
    /// Frees the storage of an object whose fields have been dropped.
    FreeObject(Operand),
    /// The local's storage holds nothing of interest before or after (for stack slots to be shared).
    StorageLive(LocalId),
    StorageDead(LocalId),
}

/// The end of a block.
#[derive(Clone, PartialEq, Debug)]
pub struct Terminator {
    pub kind: TerminatorKind,
    pub span: Span,
}

/// Where a panic goes from here.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unwind {
    /// Out of the function: there is nothing to clean up.
    Continue,
    /// To this cleanup block.
    Cleanup(BlockId),
    /// Nothing can unwind here; if something does, the program aborts (also inside cleanup blocks).
    Terminate,
    /// The callee is known not to unwind (a C function, a runtime function).
    Never,
}

#[derive(Clone, PartialEq, Debug)]
pub enum TerminatorKind {
    Goto(BlockId),
    /// On a Bool.
    Branch {
        condition: Operand,
        then: BlockId,
        otherwise: BlockId,
    },
    /// On an integer or character.
    Switch {
        value: Operand,
        cases: Vec<(i128, BlockId)>,
        otherwise: BlockId,
    },
    Return,
    Unreachable,
    Call {
        callee: Callee,
        args: Vec<Operand>,
        destination: Place,
        /// `None` when the callee never returns.
        target: Option<BlockId>,
        unwind: Unwind,
    },
    /// Destroys the value in a place. After it the place holds nothing.
    Drop {
        place: Place,
        target: BlockId,
        unwind: Unwind,
    },
    /// Goes on if `condition` equals `expected`; else panics as `kind` says, at the terminator's span.
    Assert {
        condition: Operand,
        expected: bool,
        kind: PanicKind,
        target: BlockId,
        unwind: Unwind,
    },
    /// Goes on unwinding, at the end of cleanup.
    Resume,
    /// Ends unwinding: stores the panic (an owned `Panic`) and goes on normally. Only in a cleanup block.
    Catch {
        destination: Place,
        target: BlockId,
    },
    /// Aborts the program: a panic met another while unwinding.
    Abort,
}

impl Body {
    pub fn local(&self, id: LocalId) -> &LocalDecl {
        &self.locals[id.0 as usize]
    }

    pub fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    pub fn result_ty(&self) -> &Ty {
        &self.locals[0].ty
    }

    /// The types of the parameters.
    pub fn param_types(&self) -> impl Iterator<Item = &Ty> {
        self.locals[1..=self.params as usize].iter().map(|l| &l.ty)
    }
}

impl LocalId {
    /// Where the result is built.
    pub const RESULT: LocalId = LocalId(0);
}

impl TerminatorKind {
    /// The operands it reads, callees and what a panic shows included. (What it drops is not among them.)
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Branch { condition: value, .. } | Self::Switch { value, .. } => vec![value],
            Self::Call { callee, args, .. } => {
                let pointer = match callee {
                    Callee::Closure(pointer, _) | Callee::Pointer(pointer, _) => Some(pointer),
                    _ => None,
                };
                pointer.into_iter().chain(args).collect()
            }
            Self::Assert { condition, kind, .. } => {
                let mut all = vec![condition];
                match kind {
                    PanicKind::Bounds { index, length } => all.extend([index, length]),
                    PanicKind::Range { value, .. } => all.push(value),
                    PanicKind::NulInString { position } => all.push(position),
                    _ => {}
                }
                all
            }
            _ => Vec::new(),
        }
    }

    /// Every block that may follow, cleanup included.
    pub fn successors(&self) -> Vec<BlockId> {
        let mut out = Vec::new();
        let mut unwound = Unwind::Never;
        match self {
            Self::Goto(b) | Self::Catch { target: b, .. } => out.push(*b),
            Self::Branch { then, otherwise, .. } => out.extend([*then, *otherwise]),
            Self::Switch { cases, otherwise, .. } => {
                out.extend(cases.iter().map(|c| c.1));
                out.push(*otherwise);
            }
            Self::Call { target, unwind, .. } => {
                out.extend(*target);
                unwound = *unwind;
            }
            Self::Drop { target, unwind, .. } | Self::Assert { target, unwind, .. } => {
                out.push(*target);
                unwound = *unwind;
            }
            Self::Return | Self::Unreachable | Self::Resume | Self::Abort => {}
        }
        if let Unwind::Cleanup(b) = unwound {
            out.push(b);
        }
        out
    }
}
