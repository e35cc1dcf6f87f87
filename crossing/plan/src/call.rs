//! The plan of a call out of Aria, from the foreign types of what is passed and returned.

use aria_foreign::{Adapter, AdapterKind, AdapterParam, Failure, ForeignType};

use crate::step::{CrossingPlan, Direction, Step};

/// How the code that is called is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CallTarget {
    /// Its own symbol.
    Direct,
    /// A function pointer: the operand below the arguments.
    Pointer,
    /// An adapter that the foreign compiler makes.
    Adapter,
}

/// What is known about a call before it is planned.
#[derive(Clone, Copy, Debug)]
pub struct CallShape<'a> {
    /// What would have to be adapted: the function, macro, field or pointer.
    pub kind: &'a AdapterKind,
    /// The declaration itself asks for an adapter ([`aria_foreign::ForeignFunction::needs_adapter`]).
    pub adapted: bool,
    /// The types passed, after promotion; without the function pointer.
    pub params: &'a [ForeignType],
    pub result: &'a ForeignType,
    /// Of a variadic callee: how many parameters it declares.
    pub variadic_after: Option<usize>,
    /// The callee may unwind: it calls back into Aria.
    pub may_unwind: bool,
    /// The callee does not return.
    pub noreturn: bool,
}

/// The plan of a call out of Aria, and the adapter it needs. Source operands are the arguments in order; of a call
/// through a pointer, the pointer comes first.
pub fn outbound(shape: &CallShape<'_>) -> (CrossingPlan, Option<Adapter>) {
    let through_pointer = *shape.kind == AdapterKind::Pointer;
    let scalars = shape.variadic_after.is_none() && shape.result.is_direct() && shape.params.iter().all(ForeignType::is_direct);
    let target = match shape.kind {
        AdapterKind::Function { .. } | AdapterKind::Declared { .. } if !shape.adapted && scalars => CallTarget::Direct,
        AdapterKind::Pointer if !shape.adapted && scalars => CallTarget::Pointer,
        _ => CallTarget::Adapter,
    };
    let mut steps = Vec::with_capacity(shape.params.len() + 4);
    let indirect_result = !shape.result.is_direct();
    if indirect_result {
        steps.push(Step::ResultSlot);
    }
    let mut sources = 0;
    let mut source = |steps: &mut Vec<Step>| {
        steps.push(Step::Source(sources));
        sources += 1;
    };
    if through_pointer {
        source(&mut steps);
    }
    for param in shape.params {
        source(&mut steps);
        if !param.is_direct() {
            steps.push(Step::AddressOf);
        }
    }
    let is_void = matches!(shape.result.canonical(), ForeignType::Void);
    let results = u32::from(!is_void && !indirect_result && !shape.noreturn);
    let below = u32::from(through_pointer && target == CallTarget::Adapter);
    let arguments = shape.params.len() as u32 + u32::from(indirect_result) + below;
    steps.push(Step::Call { target, arguments, results });
    if indirect_result && !shape.noreturn {
        steps.push(Step::LoadResult);
    }
    if !is_void && !shape.noreturn {
        steps.push(Step::Return);
    }
    let adapter = (target == CallTarget::Adapter).then(|| Adapter {
        kind: shape.kind.clone(),
        params: adapter_params(shape, through_pointer),
        result: shape.result.clone(),
    });
    let plan =
        CrossingPlan { direction: Direction::Outbound, sources, steps, may_unwind: shape.may_unwind, failure: Failure::Never };
    (plan, adapter)
}

fn adapter_params(shape: &CallShape<'_>, through_pointer: bool) -> Vec<AdapterParam> {
    let function = ForeignType::Function(std::sync::Arc::new(aria_foreign::FunctionType {
        params: shape.params[..shape.variadic_after.unwrap_or(usize::MAX).min(shape.params.len())].to_vec(),
        result: shape.result.clone(),
        variadic: shape.variadic_after.is_some(),
    }));
    let pointer = through_pointer.then(|| AdapterParam { ty: ForeignType::pointer(function, false), indirect: false });
    let params = shape.params.iter().map(|ty| AdapterParam { ty: ty.clone(), indirect: !ty.is_direct() });
    pointer.into_iter().chain(params).collect()
}

#[cfg(test)]
mod tests {
    use aria_foreign::{CScalar, TypeKey};

    use super::*;
    use crate::verify;

    const INT: ForeignType = ForeignType::Scalar(CScalar::Int);
    const RECORD: ForeignType = ForeignType::Record(TypeKey(7));

    fn named() -> AdapterKind {
        AdapterKind::Function { name: "f".into() }
    }

    fn shape<'a>(kind: &'a AdapterKind, params: &'a [ForeignType], result: &'a ForeignType) -> CallShape<'a> {
        CallShape { kind, adapted: false, params, result, variadic_after: None, may_unwind: false, noreturn: false }
    }

    #[test]
    fn a_call_of_scalars_is_plain() {
        let (plan, adapter) = outbound(&shape(&named(), &[INT, INT], &INT));
        assert!(plan.is_plain());
        assert!(adapter.is_none());
        assert_eq!(verify(&plan), Ok(()));
    }

    #[test]
    fn a_record_goes_by_address_through_an_adapter() {
        let (plan, adapter) = outbound(&shape(&named(), &[INT, RECORD], &RECORD));
        assert_eq!(verify(&plan), Ok(()));
        assert!(!plan.is_plain());
        let indirect: Vec<bool> = adapter.unwrap().params.iter().map(|p| p.indirect).collect();
        assert_eq!(indirect, [false, true]);
        assert!(plan.steps.contains(&Step::Call { target: CallTarget::Adapter, arguments: 3, results: 0 }));
    }

    #[test]
    fn a_variadic_pointer_is_called_as_what_it_is() {
        let call = CallShape { variadic_after: Some(1), ..shape(&AdapterKind::Pointer, &[INT, INT], &INT) };
        let adapter = outbound(&call).1.unwrap();
        let ForeignType::Pointer(pointer) = &adapter.params[0].ty else { panic!("no pointer comes first") };
        let ForeignType::Function(function) = &pointer.pointee else { panic!("to no function") };
        assert_eq!((function.params.len(), function.variadic), (1, true));
        assert_eq!(adapter.params.len(), 3);
    }

    #[test]
    fn every_shape_of_call_yields_a_plan_that_verifies() {
        let kinds = [named(), AdapterKind::Pointer, AdapterKind::Macro { name: "M".into() }];
        for kind in &kinds {
            for params in [&[][..], &[INT], &[RECORD], &[RECORD, INT, RECORD]] {
                for result in [&ForeignType::Void, &INT, &RECORD] {
                    for bits in 0..8 {
                        let (adapted, may_unwind, noreturn) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
                        let (plan, _) =
                            outbound(&CallShape { kind, adapted, params, result, variadic_after: None, may_unwind, noreturn });
                        assert_eq!(verify(&plan), Ok(()), "{kind:?} {params:?} {result:?} {bits}");
                    }
                }
            }
        }
    }
}
