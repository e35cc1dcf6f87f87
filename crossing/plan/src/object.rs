//! The plan of an operation on values of a lane's own type: what a call means there is known only when it runs.

use aria_foreign::{Carried, Failure, LaneOperation, LaneType, ObjectOperation};

use crate::call::CallTarget;
use crate::step::{CrossingPlan, Direction, Step};

/// The lane has no operation for this.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NoMapping {
    /// What cannot be converted to or from the lane's type.
    pub carried: Carried,
}

/// The plan of an operation, and the operation of the table that its call is. `operands` says what each source is:
/// objects pass as they are, everything else is made an object first.
///
/// # Errors
/// If the lane's table has no mapping for an operand or the result.
pub fn object_operation(
    ty: &LaneType,
    operation: &ObjectOperation,
    operands: &[Carried],
) -> Result<(CrossingPlan, LaneOperation), NoMapping> {
    let mut steps = Vec::new();
    let (called, arguments) = match operation {
        ObjectOperation::Global { module, name } => {
            steps.extend([Step::Name(module.clone()), Step::Name(name.clone())]);
            (ty.global, 2)
        }
        ObjectOperation::Member(name) => {
            sources(ty, operands, &mut steps)?;
            steps.push(Step::Name(name.clone()));
            (ty.member, operands.len() as u32 + 1)
        }
        ObjectOperation::Call => {
            sources(ty, operands, &mut steps)?;
            steps.push(Step::Gather(operands.len().saturating_sub(1) as u32));
            (ty.call, 3)
        }
        ObjectOperation::Text => {
            sources(ty, operands, &mut steps)?;
            (ty.text, operands.len() as u32)
        }
        ObjectOperation::Lift(to) => {
            let mapping = ty.lift(*to).ok_or(NoMapping { carried: *to })?;
            sources(ty, operands, &mut steps)?;
            (mapping.operation, operands.len() as u32)
        }
    };
    steps.push(Step::Call { target: CallTarget::Direct, arguments, results: 1 });
    checked(called.failure, &mut steps);
    steps.push(Step::Return);
    let sources = if matches!(operation, ObjectOperation::Global { .. }) { 0 } else { operands.len() as u32 };
    // A failure comes back as a value; nothing unwinds through the lane's world.
    let plan = CrossingPlan { direction: Direction::Outbound, sources, steps, may_unwind: false, failure: called.failure };
    Ok((plan, called))
}

fn sources(ty: &LaneType, operands: &[Carried], steps: &mut Vec<Step>) -> Result<(), NoMapping> {
    for (i, carried) in operands.iter().enumerate() {
        steps.push(Step::Source(i as u32));
        if *carried != Carried::Object {
            let operation = ty.lower(*carried).ok_or(NoMapping { carried: *carried })?.operation;
            steps.push(Step::Lower { operation });
            checked(operation.failure, steps);
        }
    }
    Ok(())
}

pub(crate) fn checked(failure: Failure, steps: &mut Vec<Step>) {
    if failure != Failure::Never {
        steps.push(Step::Check(failure));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::TABLE;
    use crate::verify;

    #[test]
    fn every_operation_yields_a_plan_that_verifies() {
        let operations = [
            ObjectOperation::Global { module: "m".into(), name: "n".into() },
            ObjectOperation::Member("n".into()),
            ObjectOperation::Call,
            ObjectOperation::Text,
            ObjectOperation::Lift(Carried::Int),
        ];
        for operation in &operations {
            let operands: &[Carried] = match operation {
                ObjectOperation::Global { .. } => &[],
                ObjectOperation::Call => &[Carried::Object, Carried::Int, Carried::Object, Carried::Int],
                _ => &[Carried::Object],
            };
            let (plan, _) = object_operation(&TABLE, operation, operands).unwrap();
            assert_eq!(verify(&plan), Ok(()), "{operation:?}");
        }
    }

    #[test]
    fn arguments_are_lowered_and_checked_before_the_next_is_read() {
        let operands = [Carried::Object, Carried::Int];
        let (plan, called) = object_operation(&TABLE, &ObjectOperation::Call, &operands).unwrap();
        let lower = Step::Lower { operation: TABLE.lowers[0].operation };
        let call = Step::Call { target: CallTarget::Direct, arguments: 3, results: 1 };
        let (check, gather) = (Step::Check(Failure::Zero), Step::Gather(1));
        let expected = [Step::Source(0), Step::Source(1), lower, check.clone(), gather, call, check, Step::Return];
        assert_eq!(plan.steps, expected);
        assert_eq!(called.symbol, "call");
    }

    #[test]
    fn what_the_table_lacks_is_no_plan() {
        let lacking = NoMapping { carried: Carried::Text };
        let call = object_operation(&TABLE, &ObjectOperation::Call, &[Carried::Object, Carried::Text]);
        assert_eq!(call.unwrap_err(), lacking);
        let convert = object_operation(&TABLE, &ObjectOperation::Lift(Carried::Text), &[Carried::Object]);
        assert_eq!(convert.unwrap_err(), lacking);
    }
}
