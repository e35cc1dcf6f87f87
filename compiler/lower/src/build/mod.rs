//! One typed body → one generic MIR body.
//!
//! [`Builder`] holds the graph under construction. Its parts: `scopes` (what dies when, and where panics go), `value`
//! (expressions into storage), `operand` (expressions as operands: owned, borrowed or plain), `place`, `arithmetic`,
//! `convert`, `control`, `matching`, `call`, `array`, `closure`, `foreign`, `object`, `crossing` (plans, expanded), `entry`, `string`, `intrinsics`, and `scan` (questions about a tree).

mod arithmetic;
mod array;
mod binding;
mod call;
pub(crate) mod closure;
mod control;
mod convert;
mod crossing;
mod emit;
mod entry;
mod foreign;
mod function;
mod intrinsics;
mod matching;
mod object;
mod operand;
mod place;
pub(crate) mod scan;
mod scopes;
mod string;
mod value;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use aria_check::typed;
use aria_mir::{BlockId, ExternFn, ExternGlobal, LocalDecl, LocalId, Place, Statement, Terminator};
use aria_source::Span;
use aria_types::{Args, FnId};

use crate::captures::Sharing;
use crate::context::{Context, GenericBody, Marks};

pub(crate) use entry::{entry_function, entry_instance, initialiser};
pub(crate) use function::function;
use scopes::{ChainStep, Scope};

/// A block that may still lack its terminator.
struct OpenBlock {
    statements: Vec<Statement>,
    terminator: Option<Terminator>,
    cleanup: bool,
}

/// A loop that is being lowered.
struct LoopFrame {
    id: typed::LoopId,
    head: BlockId,
    after: BlockId,
    /// How many scopes are open around it.
    depth: usize,
    /// A `break` leaves it.
    left: bool,
}

pub(crate) struct Builder<'p> {
    pub(crate) cx: &'p Context<'p>,
    locals: Vec<LocalDecl>,
    blocks: Vec<OpenBlock>,
    current: BlockId,
    /// The current block cannot be reached; what is put into it is thrown away.
    dead: bool,
    span: Span,
    /// The storage of each typed local that is in scope.
    map: HashMap<typed::LocalId, Place>,
    /// How the locals that closures share with this body are stored.
    shared: Rc<Sharing>,
    /// The function being lowered, with its own parameters as type arguments.
    function: Option<(FnId, Args)>,
    /// The closures of the function so far, those inside closures among them.
    closures: Rc<RefCell<Vec<Rc<GenericBody>>>>,
    /// Declarations of the typed locals.
    declared: &'p [typed::Local],
    scopes: Vec<Scope<'p>>,
    /// Where temporaries are dropped: an index into `scopes`.
    temporaries: usize,
    /// The value being computed outlives its statement (`p = s.to_c_string`).
    extending: bool,
    /// How many conditional regions (branches, arms) enclose the current place.
    conditional: u32,
    loops: Vec<LoopFrame>,
    /// Code that runs while unwinding is being lowered.
    in_cleanup: bool,
    chains: HashMap<(Option<BlockId>, ChainStep), BlockId>,
    resume: Option<BlockId>,
    next_defer: u32,
    /// Locals to be zeroed at a place (block, statement index): storage that is filled on some paths only.
    zeroed_early: Vec<(BlockId, usize, LocalId)>,
    /// The place of the call that runs this body, as a hidden last parameter: where its panics are reported.
    caller: Option<LocalId>,
    unit: Option<LocalId>,
    /// Constants whose values are being lowered, to find cycles.
    constants: Vec<aria_types::ConstId>,
    externs: Vec<ExternFn>,
    globals: Vec<ExternGlobal>,
    adapters: Vec<Arc<[u8]>>,
    marks: Marks,
}
