//! The verifier: the steps of a plan fit together, and nothing acquired is forgotten.

use std::fmt;

use aria_foreign::Failure;

use crate::step::{CrossingPlan, Direction, GuardId, Step};

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
    /// An operation that can fail is not followed by a check of its way to fail, or a check follows something else.
    Unchecked { step: usize },
    /// A step of inbound crossings in an outbound one.
    NotInbound { step: usize },
    /// A panic of the call would cross into the other side, or a boundary is made twice.
    Boundary { step: usize },
    /// The number of arguments is looked at after the first of them was read, or twice.
    LateArity { step: usize },
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
            Self::Unchecked { step } => write!(f, "step {step} goes on whether or not the operation before it failed"),
            Self::NotInbound { step } => write!(f, "step {step} belongs to calls from outside"),
            Self::Boundary { step } => write!(f, "step {step} lets a panic cross, or stops it twice"),
            Self::LateArity { step } => write!(f, "step {step} counts arguments after one was read"),
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
    let (mut boundary, mut counted) = (false, false);
    // How the operation before this step fails.
    let mut unchecked = Failure::Never;
    for (i, step) in plan.steps.iter().enumerate() {
        if returned {
            return Err(InvalidPlan::AfterReturn { step: i });
        }
        let (takes, leaves) = step.arity();
        let failure = std::mem::replace(&mut unchecked, Failure::Never);
        match step {
            Step::Check(checked) if *checked == failure && failure != Failure::Never => {}
            _ if failure == Failure::Never && !matches!(step, Step::Check(_)) => {}
            _ => return Err(InvalidPlan::Unchecked { step: i }),
        }
        if plan.direction == Direction::Outbound && matches!(step, Step::Arity { .. } | Step::Boundary { .. }) {
            return Err(InvalidPlan::NotInbound { step: i });
        }
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
            Step::Call { .. } if plan.direction == Direction::Inbound && plan.may_unwind && !boundary => {
                return Err(InvalidPlan::Boundary { step: i });
            }
            Step::Call { .. } => {
                calls += 1;
                unchecked = plan.failure;
            }
            Step::Lower { operation } | Step::Lift { operation, .. } => unchecked = operation.failure,
            Step::Boundary { .. } if boundary => return Err(InvalidPlan::Boundary { step: i }),
            Step::Boundary { .. } => boundary = true,
            Step::Arity { .. } if counted || used.contains(&true) => return Err(InvalidPlan::LateArity { step: i }),
            Step::Arity { .. } => counted = true,
            Step::Return => returned = true,
            Step::AddressOf | Step::LoadResult | Step::Name(_) | Step::Gather(_) | Step::Check(_) => {}
        }
    }
    if unchecked != Failure::Never {
        return Err(InvalidPlan::Unchecked { step: plan.steps.len() });
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
    use aria_foreign::LaneOperation;

    use super::*;
    use crate::call::CallTarget;

    fn plan(sources: u32, steps: Vec<Step>) -> CrossingPlan {
        CrossingPlan { direction: Direction::Outbound, sources, steps, may_unwind: true, failure: Failure::Never }
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

    const FALLIBLE: LaneOperation =
        LaneOperation { symbol: "lower", failure: Failure::Pending, attaches: true, runs_code: false };

    fn lower() -> Step {
        Step::Lower { operation: FALLIBLE }
    }

    #[test]
    fn what_can_fail_is_checked_at_once_and_in_its_own_way() {
        let good = vec![Step::Source(0), lower(), Step::Check(Failure::Pending), call(1, 0)];
        assert_eq!(verify(&plan(1, good)), Ok(()));
        let forgotten = vec![Step::Source(0), lower(), call(1, 0)];
        assert_eq!(verify(&plan(1, forgotten)), Err(InvalidPlan::Unchecked { step: 2 }));
        let otherwise = vec![Step::Source(0), lower(), Step::Check(Failure::Zero), call(1, 0)];
        assert_eq!(verify(&plan(1, otherwise)), Err(InvalidPlan::Unchecked { step: 2 }));
        let stray = vec![Step::Source(0), Step::Check(Failure::Zero), call(1, 0)];
        assert_eq!(verify(&plan(1, stray)), Err(InvalidPlan::Unchecked { step: 1 }));
        let fails = |steps| CrossingPlan { failure: Failure::Zero, ..plan(0, steps) };
        assert_eq!(verify(&fails(vec![call(0, 1), Step::Check(Failure::Zero), Step::Return])), Ok(()));
        assert_eq!(verify(&fails(vec![call(0, 1), Step::Return])), Err(InvalidPlan::Unchecked { step: 1 }));
        assert_eq!(verify(&fails(vec![call(0, 0)])), Err(InvalidPlan::Unchecked { step: 1 }));
    }

    #[test]
    fn no_panic_leaves_an_inbound_call() {
        let inbound = |steps| CrossingPlan { direction: Direction::Inbound, ..plan(1, steps) };
        let boundary = || Step::Boundary { raise: "raise".into() };
        let arity = || Step::Arity { wanted: 1, operation: FALLIBLE };
        assert_eq!(verify(&inbound(vec![arity(), Step::Source(0), boundary(), call(1, 0)])), Ok(()));
        assert_eq!(verify(&inbound(vec![Step::Source(0), call(1, 0)])), Err(InvalidPlan::Boundary { step: 1 }));
        let twice = vec![boundary(), Step::Source(0), boundary(), call(1, 0)];
        assert_eq!(verify(&inbound(twice)), Err(InvalidPlan::Boundary { step: 2 }));
        let late = vec![Step::Source(0), arity(), boundary(), call(1, 0)];
        assert_eq!(verify(&inbound(late)), Err(InvalidPlan::LateArity { step: 1 }));
        assert_eq!(verify(&plan(1, vec![boundary(), Step::Source(0), call(1, 0)])), Err(InvalidPlan::NotInbound { step: 0 }));
    }
}
