//! The inverted plan: a foreign world calls an exported function.

use aria_foreign::{Carried, Failure, LaneEntry};

use crate::call::CallTarget;
use crate::object::checked;
use crate::step::{CrossingPlan, Direction, Step};

/// An exported function as operations of lanes carry its values.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntryShape {
    pub params: Vec<Carried>,
    pub result: Carried,
}

/// A parameter or result that cannot cross.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotCarried {
    /// The parameter, by position.
    Param(usize),
    Result,
}

/// The plan of a call into Aria: the arguments are counted and lifted, the function runs behind a boundary that no
/// panic crosses, and its result is lowered. Sources are the arguments as the other side passes them, lent.
///
/// # Errors
/// Which parameter or result the lane's table has no mapping for.
pub fn inbound(entry: &LaneEntry, shape: &EntryShape) -> Result<CrossingPlan, NotCarried> {
    let ty = entry.object;
    let wanted = shape.params.len() as u32;
    let mut steps = vec![Step::Arity { wanted, operation: entry.arity }, Step::Boundary { raise: entry.raise.into() }];
    for (i, param) in shape.params.iter().enumerate() {
        steps.push(Step::Source(i as u32));
        if *param != Carried::Object {
            let operation = ty.lift(*param).ok_or(NotCarried::Param(i))?.operation;
            steps.push(Step::Lift { operation, to: *param });
            checked(operation.failure, &mut steps);
        }
    }
    steps.push(Step::Call { target: CallTarget::Direct, arguments: wanted, results: 1 });
    if shape.result != Carried::Object {
        let operation = ty.lower(shape.result).ok_or(NotCarried::Result)?.operation;
        steps.push(Step::Lower { operation });
        checked(operation.failure, &mut steps);
    }
    steps.push(Step::Return);
    Ok(CrossingPlan { direction: Direction::Inbound, sources: wanted, steps, may_unwind: true, failure: Failure::Never })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::ENTRY;
    use crate::verify;

    #[test]
    fn an_exported_function_is_entered_by_a_plan_that_verifies() {
        for params in [&[][..], &[Carried::Int], &[Carried::Int, Carried::Object, Carried::Int]] {
            for result in [Carried::Int, Carried::Object] {
                let plan = inbound(&ENTRY, &EntryShape { params: params.to_vec(), result }).unwrap();
                assert_eq!(verify(&plan), Ok(()), "{params:?} {result:?}");
                assert!(matches!(plan.steps[0], Step::Arity { .. }));
            }
        }
    }

    #[test]
    fn what_the_table_lacks_is_named() {
        let shape = |params: &[Carried], result| EntryShape { params: params.to_vec(), result };
        assert_eq!(inbound(&ENTRY, &shape(&[Carried::Int, Carried::Text], Carried::Int)), Err(NotCarried::Param(1)));
        assert_eq!(inbound(&ENTRY, &shape(&[], Carried::Text)), Err(NotCarried::Result));
    }
}
