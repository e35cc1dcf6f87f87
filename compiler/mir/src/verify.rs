//! The verifier: whether a program is what code generation may take for granted. Every pass's output must satisfy it.

mod body;
mod rvalue;
mod same;

use std::fmt;
use std::sync::Arc;

use aria_layout::Layouts;
use aria_types::Ty;

use crate::body::{BlockId, Body, BodyId};
use crate::program::{Instance, MirProgram};
use crate::typing::TypeProblem;

/// A fault and where it is.
#[derive(Clone, PartialEq, Debug)]
pub struct VerifyError {
    /// `None` for what concerns the program as a whole.
    pub body: Option<BodyId>,
    pub symbol: Arc<str>,
    pub block: Option<BlockId>,
    /// The statement's index in the block; the terminator's is the number of statements.
    pub statement: Option<usize>,
    pub problem: VerifyProblem,
}

/// What is wrong.
#[derive(Clone, PartialEq, Debug)]
pub enum VerifyProblem {
    Type(TypeProblem),
    /// A value of one type where another is needed.
    Mismatch {
        expected: Ty,
        found: Ty,
    },
    /// A type of another kind is needed.
    Kind {
        expected: &'static str,
        found: Ty,
    },
    /// The number of arguments, fields or locals.
    Arity {
        expected: usize,
        found: usize,
    },
    NoSuchBlock(BlockId),
    NoSuchBody(BodyId),
    NoBlocks,
    UnknownExtern(Arc<str>),
    UnknownInstance(Instance),
    /// Something that `mono` resolves is left.
    Generic,
    /// An edge between ordinary and cleanup blocks that is neither unwinding nor a catch.
    CleanupEdge(BlockId),
    /// The unwind edge leads to an ordinary block.
    NotCleanup(BlockId),
    ReturnInCleanup,
    /// `resume` or `catch` outside a cleanup block.
    OutsideCleanup,
    /// Two bodies with one symbol.
    DuplicateSymbol,
    /// `Overflowing` takes only addition, subtraction and multiplication.
    NoOverflow,
    /// The entry has parameters, or its result is not `Int32`.
    BadEntry,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.symbol)?;
        if let Some(block) = self.block {
            write!(f, " {block}")?;
        }
        if let Some(statement) = self.statement {
            write!(f, "[{statement}]")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl fmt::Display for VerifyProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(p) => write!(f, "{p}"),
            Self::Mismatch { expected, found } => write!(f, "a value of {expected} is needed, this is {found}"),
            Self::Kind { expected, found } => write!(f, "{expected} is needed, this is {found}"),
            Self::Arity { expected, found } => write!(f, "{expected} are needed, these are {found}"),
            Self::NoSuchBlock(b) => write!(f, "there is no block {b}"),
            Self::NoSuchBody(b) => write!(f, "there is no body {b}"),
            Self::NoBlocks => f.write_str("there are no blocks"),
            Self::UnknownExtern(s) => write!(f, "no function `{s}` is declared"),
            Self::UnknownInstance(i) => write!(f, "there is no body for {i:?}"),
            Self::Generic => f.write_str("a generic callee is left"),
            Self::CleanupEdge(b) => write!(f, "the edge to {b} joins cleanup and ordinary blocks"),
            Self::NotCleanup(b) => write!(f, "{b} is not a cleanup block"),
            Self::ReturnInCleanup => f.write_str("a cleanup block cannot return"),
            Self::OutsideCleanup => f.write_str("only a cleanup block can end so"),
            Self::DuplicateSymbol => f.write_str("another body has the same symbol"),
            Self::NoOverflow => f.write_str("this operation does not report overflow"),
            Self::BadEntry => f.write_str("the entry takes no parameters and gives Int32"),
        }
    }
}

impl From<TypeProblem> for VerifyProblem {
    fn from(p: TypeProblem) -> Self {
        Self::Type(p)
    }
}

impl From<aria_layout::LayoutError> for VerifyProblem {
    fn from(e: aria_layout::LayoutError) -> Self {
        Self::Type(TypeProblem::Layout(e))
    }
}

/// Every fault of a program; none if code can be generated from it.
pub fn verify(program: &MirProgram, layouts: &Layouts<'_>) -> Vec<VerifyError> {
    let mut errors = Vec::new();
    let mut symbols = std::collections::HashSet::new();
    for (index, body) in program.bodies.iter().enumerate() {
        let id = BodyId(index as u32);
        if !symbols.insert(&body.symbol) {
            errors.push(whole(Some(id), body.symbol.clone(), VerifyProblem::DuplicateSymbol));
        }
        body::BodyVerifier { program, layouts, body, id, block: None, statement: None, errors: &mut errors }.run();
    }
    for (instance, id) in &program.instances {
        if program.bodies.get(id.0 as usize).is_none() {
            let problem = VerifyProblem::NoSuchBody(*id);
            errors.push(whole(None, format!("{instance:?}").into(), problem));
        }
    }
    if let Some(entry) = program.entry {
        let fits = |b: &Body| b.params == 0 && b.result_ty() == &Ty::Int(aria_types::IntTy::I32);
        match program.bodies.get(entry.0 as usize) {
            None => errors.push(whole(None, "entry".into(), VerifyProblem::NoSuchBody(entry))),
            Some(b) if b.locals.is_empty() || !fits(b) => {
                errors.push(whole(Some(entry), b.symbol.clone(), VerifyProblem::BadEntry))
            }
            Some(_) => {}
        }
    }
    errors
}

fn whole(body: Option<BodyId>, symbol: Arc<str>, problem: VerifyProblem) -> VerifyError {
    VerifyError { body, symbol, block: None, statement: None, problem }
}
