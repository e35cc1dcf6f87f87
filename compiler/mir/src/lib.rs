//! MIR: the program as control-flow graphs, with destruction, unwinding and crossings explicit.
//!
//! A [`Body`] is generic until `mono` (in `lower`) has copied it for the type arguments in use; what the code
//! generator gets is a [`MirProgram`] of concrete bodies. Places and rvalues are typed by [`aria_types::Ty`]; sizes
//! and offsets are `layout`'s.
//!
//! Ownership at this level: a value of a counted type owns one count. `Copy` and `Move` both copy bits; retaining is
//! an explicit [`StatementKind::Retain`], destruction an explicit [`TerminatorKind::Drop`]. All-zero bits are an
//! empty value of every type that needs destruction, and dropping that does nothing; so "maybe initialised" storage
//! is zeroed storage. Parameters are borrowed (the caller keeps its count); results are owned.

mod body;
mod constant;
pub mod pending;
mod place;
mod program;
mod rvalue;
pub mod text;
mod typing;
mod verify;

pub use body::{Block, BlockId, Body, BodyId, LocalDecl, LocalId, Statement, StatementKind, Terminator, TerminatorKind, Unwind};
pub use constant::Const;
pub use place::{Operand, Place, Projection};
pub use program::{ExternFn, ExternGlobal, Instance, InstanceKind, MirProgram};
pub use rvalue::{BinOp, Callee, CastKind, PanicKind, Rvalue, UnOp};
pub use typing::{PlaceTy, TypeProblem};
pub use verify::{VerifyError, VerifyProblem, verify};
