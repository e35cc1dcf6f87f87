//! [`Step`]: the instructions of a crossing, and how many operands each takes and leaves.

use std::sync::Arc;

use aria_foreign::{Carried, Failure, LaneOperation};

use crate::call::CallTarget;

/// Which side calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Aria calls foreign code.
    Outbound,
    /// Foreign code calls Aria.
    Inbound,
}

/// Something that a plan acquires and must release.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct GuardId(pub u32);

/// One instruction. The comment gives its arity: operands taken, operands left.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// `[0] => [1]` The value of a source operand of the call, by position.
    Source(u32),
    /// `[1] => [1]` Puts a value into memory of the caller's frame and leaves its address.
    AddressOf,
    /// `[0] => [1]` Memory of the caller's frame for the result; leaves its address. At most once.
    ResultSlot,
    /// `[1] => [1]` Calls the function `acquire` with the operand, which stays. From here until its [`Step::Release`]
    /// the guard is held, and an unwinding call releases it.
    Acquire { guard: GuardId, acquire: Arc<str>, release: Arc<str> },
    /// `[0] => [0]` Releases a guard, the last one held.
    Release { guard: GuardId },
    /// `[arguments (+ 1 for a pointer, below them)] => [results]` The call itself. Exactly once.
    Call { target: CallTarget, arguments: u32, results: u32 },
    /// `[0] => [1]` What the callee stored in the result slot.
    LoadResult,
    /// `[0] => [1]` A name as a pointer to its bytes and a NUL, which live as long as the program.
    Name(Arc<str>),
    /// `[count] => [2]` Puts operands into an array in the caller's frame; leaves its address and their number.
    Gather(u32),
    /// `[1] => [1]` Makes an object of a value of Aria, by an operation of the lane's table. The result belongs to the
    /// crossing, which destroys it at its end and wherever it is left early, unless it is returned.
    Lower { operation: LaneOperation },
    /// `[1] => [1]` Makes a value of Aria of an object, in the same way.
    Lift { operation: LaneOperation, to: Carried },
    /// `[1] => [1]` Leaves the crossing if the operation before has failed: with a panic that says why (outbound), or
    /// with the failure value, the failure being pending on the other side already (inbound). It stands directly
    /// behind every operation that can fail.
    Check(Failure),
    /// `[0] => [0]` Inbound: leaves with the failure value unless the caller gave as many arguments as wanted. No source
    /// may be read before it.
    Arity { wanted: u32, operation: LaneOperation },
    /// `[0] => [0]` Inbound: from here on a panic is caught, handed to `raise`, and leaves with the failure value.
    Boundary { raise: Arc<str> },
    /// `[1] => [0]` The result of the whole crossing.
    Return,
}

impl Step {
    /// Operands taken and left.
    pub fn arity(&self) -> (u32, u32) {
        match self {
            Step::Source(_) | Step::ResultSlot | Step::LoadResult | Step::Name(_) => (0, 1),
            Step::AddressOf | Step::Acquire { .. } | Step::Lower { .. } | Step::Lift { .. } | Step::Check(_) => (1, 1),
            Step::Release { .. } | Step::Arity { .. } | Step::Boundary { .. } => (0, 0),
            Step::Gather(count) => (*count, 2),
            Step::Call { target, arguments, results } => (arguments + u32::from(*target == CallTarget::Pointer), *results),
            Step::Return => (1, 0),
        }
    }
}

/// The steps of one crossing.
#[derive(Clone, PartialEq, Debug)]
pub struct CrossingPlan {
    pub direction: Direction,
    /// How many source operands it is given.
    pub sources: u32,
    pub steps: Vec<Step>,
    /// Whether the call in it may unwind, so that held guards must be released on that edge.
    pub may_unwind: bool,
    /// How the call in it fails, which a [`Step::Check`] behind it then looks at.
    pub failure: Failure,
}

impl CrossingPlan {
    /// Whether nothing happens around the call.
    pub fn is_plain(&self) -> bool {
        self.steps.iter().all(|s| matches!(s, Step::Source(_) | Step::Call { .. } | Step::Return))
    }
}
