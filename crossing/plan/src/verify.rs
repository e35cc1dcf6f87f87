//! The verifier: the steps of a plan fit together, and nothing acquired is forgotten.

use std::fmt;

use crate::step::{CrossingPlan, GuardId, Step};

/// What is wrong with a plan. Positions are indices of steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum InvalidPlan {
    /// A step takes more operands than there are.
    Underflow { step: usize },
    /// Operands are left at the end.
    Leftover { operands: u32 },
    /// A source operand that was not given.
    NoSuchSource { step: usize, source: u32 },
    /// A source operand that is never used: its value would be lost.
    UnusedSource { source: u32 },
    /// No call, or a second one.
    Calls { calls: u32 },
    /// The result slot is read without being there or before the call, or made twice.
    ResultSlot { step: usize },
    /// A guard is acquired again while it is held.
    AcquiredTwice { guard: GuardId },
    /// A release that is not of the last guard held.
    NotLastHeld { guard: GuardId },
    /// A guard is still held at the end.
    NotReleased { guard: GuardId },
    /// Something follows the return.
    AfterReturn { step: usize },
}

impl fmt::Display for InvalidPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Underflow { step } => write!(f, "step {step} takes more operands than there are"),
            Self::Leftover { operands } => write!(f, "{operands} operands are left over"),
            Self::NoSuchSource { step, source } => write!(f, "step {step} uses operand {source}, which was not given"),
            Self::UnusedSource { source } => write!(f, "operand {source} is never used"),
            Self::Calls { calls } => write!(f, "there are {calls} calls instead of one"),
            Self::ResultSlot { step } => write!(f, "step {step} misuses the result slot"),
            Self::AcquiredTwice { guard } => write!(f, "guard {} is acquired while it is held", guard.0),
            Self::NotLastHeld { guard } => write!(f, "guard {} is released out of order", guard.0),
            Self::NotReleased { guard } => write!(f, "guard {} is never released", guard.0),
            Self::AfterReturn { step } => write!(f, "step {step} follows the return"),
        }
    }
}

impl std::error::Error for InvalidPlan {}

/// Proves that a plan can be expanded.
///
/// On an unwind edge of the call, exactly the guards held there are released, last first; since every guard acquired
/// must have been released at the end in that order, none is released twice or forgotten on either edge.
///
/// # Errors
/// The first thing found wrong.
pub fn verify(plan: &CrossingPlan) -> Result<(), InvalidPlan> {
    let mut depth = 0_u32;
    let mut held: Vec<GuardId> = Vec::new();
    let mut used = vec![false; plan.sources as usize];
    let (mut calls, mut slot, mut returned) = (0, false, false);
    for (i, step) in plan.steps.iter().enumerate() {
        if returned {
            return Err(InvalidPlan::AfterReturn { step: i });
        }
        let (takes, leaves) = step.arity();
        depth = depth.checked_sub(takes).ok_or(InvalidPlan::Underflow { step: i })? + leaves;
        match step {
            Step::Source(source) => match used.get_mut(*source as usize) {
                Some(u) => *u = true,
                None => return Err(InvalidPlan::NoSuchSource { step: i, source: *source }),
            },
            Step::ResultSlot if slot || calls > 0 => return Err(InvalidPlan::ResultSlot { step: i }),
            Step::ResultSlot => slot = true,
            Step::LoadResult if !slot || calls == 0 => return Err(InvalidPlan::ResultSlot { step: i }),
            Step::Acquire { guard, .. } if held.contains(guard) => return Err(InvalidPlan::AcquiredTwice { guard: *guard }),
            Step::Acquire { guard, .. } => held.push(*guard),
            Step::Release { guard } if held.last() == Some(guard) => {
                held.pop();
            }
            Step::Release { guard } => return Err(InvalidPlan::NotLastHeld { guard: *guard }),
            Step::Call { .. } => calls += 1,
            Step::Return => returned = true,
            Step::AddressOf | Step::LoadResult => {}
        }
    }
    if calls != 1 {
        return Err(InvalidPlan::Calls { calls });
    }
    if depth != 0 {
        return Err(InvalidPlan::Leftover { operands: depth });
    }
    if let Some(guard) = held.last() {
        return Err(InvalidPlan::NotReleased { guard: *guard });
    }
    match used.iter().position(|u| !u) {
        Some(source) => Err(InvalidPlan::UnusedSource { source: source as u32 }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::CallTarget;
    use crate::step::Direction;

    fn plan(sources: u32, steps: Vec<Step>) -> CrossingPlan {
        CrossingPlan { direction: Direction::Outbound, sources, steps, may_unwind: true }
    }

    fn call(arguments: u32, results: u32) -> Step {
        Step::Call { target: CallTarget::Direct, arguments, results }
    }

    fn acquire(guard: u32) -> Step {
        Step::Acquire { guard: GuardId(guard), acquire: "pin".into(), release: "unpin".into() }
    }

    fn release(guard: u32) -> Step {
        Step::Release { guard: GuardId(guard) }
    }

    #[test]
    fn guards_nest_around_the_call() {
        let steps = vec![Step::Source(0), acquire(0), Step::Source(1), acquire(1), call(2, 0), release(1), release(0)];
        assert_eq!(verify(&plan(2, steps)), Ok(()));
    }

    #[test]
    fn a_guard_must_be_released_once_and_in_order() {
        let forgotten = vec![Step::Source(0), acquire(0), call(1, 0)];
        assert_eq!(verify(&plan(1, forgotten)), Err(InvalidPlan::NotReleased { guard: GuardId(0) }));
        let twice = vec![Step::Source(0), acquire(0), call(1, 0), release(0), release(0)];
        assert_eq!(verify(&plan(1, twice)), Err(InvalidPlan::NotLastHeld { guard: GuardId(0) }));
        let crossed = vec![Step::Source(0), acquire(0), acquire(1), call(1, 0), release(0), release(1)];
        assert_eq!(verify(&plan(1, crossed)), Err(InvalidPlan::NotLastHeld { guard: GuardId(0) }));
        let again = vec![Step::Source(0), acquire(0), acquire(0), call(1, 0), release(0), release(0)];
        assert_eq!(verify(&plan(1, again)), Err(InvalidPlan::AcquiredTwice { guard: GuardId(0) }));
    }

    #[test]
    fn operands_are_neither_missing_nor_left() {
        assert_eq!(verify(&plan(1, vec![Step::Source(0), call(2, 0)])), Err(InvalidPlan::Underflow { step: 1 }));
        assert_eq!(verify(&plan(1, vec![Step::Source(0), call(1, 1)])), Err(InvalidPlan::Leftover { operands: 1 }));
        assert_eq!(verify(&plan(1, vec![Step::Source(1), call(1, 0)])), Err(InvalidPlan::NoSuchSource { step: 0, source: 1 }));
        assert_eq!(verify(&plan(1, vec![call(0, 0)])), Err(InvalidPlan::UnusedSource { source: 0 }));
        assert_eq!(verify(&plan(0, vec![])), Err(InvalidPlan::Calls { calls: 0 }));
        assert_eq!(verify(&plan(0, vec![call(0, 1), Step::Return, call(0, 0)])), Err(InvalidPlan::AfterReturn { step: 2 }));
    }

    #[test]
    fn the_result_slot_is_filled_before_it_is_read() {
        let early = vec![Step::ResultSlot, Step::LoadResult, call(2, 0)];
        assert_eq!(verify(&plan(0, early)), Err(InvalidPlan::ResultSlot { step: 1 }));
        let missing = vec![call(0, 0), Step::LoadResult, Step::Return];
        assert_eq!(verify(&plan(0, missing)), Err(InvalidPlan::ResultSlot { step: 1 }));
        let good = vec![Step::ResultSlot, call(1, 0), Step::LoadResult, Step::Return];
        assert_eq!(verify(&plan(0, good)), Ok(()));
    }
}
