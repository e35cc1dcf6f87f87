//! Operations on values of a lane's own type.

use aria_check::typed::{Expr, ObjectCall};
use aria_foreign::Carried;
use aria_mir::LocalId;
use aria_plan::{object_operation, verify};
use aria_types::Ty;

use super::Builder;
use super::crossing::{Crossing, Sources, Target};
use crate::diagnostics::InvalidPlan;

impl<'p> Builder<'p> {
    pub(super) fn object_call(&mut self, destination: LocalId, call: &'p ObjectCall, result: &Ty) {
        let Some(table) = self.cx.defs.lane_type(&call.object) else { return self.cannot() };
        let carried: Option<Vec<Carried>> = call.args.iter().map(|a| self.cx.defs.carried(&a.ty)).collect();
        let planned = carried.and_then(|operands| object_operation(table, &call.operation, &operands).ok());
        let Some((plan, operation)) = planned else {
            // Checking lets only operands through that the table lowers.
            let reason = "an operand has no form on the other side".to_owned();
            self.cx.report(InvalidPlan { reason, span: self.span });
            return self.cannot();
        };
        if let Err(invalid) = verify(&plan) {
            self.cx.report(InvalidPlan { reason: invalid.to_string(), span: self.span });
            return self.cannot();
        }
        let args: Vec<&Expr> = call.args.iter().collect();
        // Code of that world may call back into Aria and assign what an operand was read from.
        let operands = self.arguments(&args, !operation.runs_code);
        let sources = operands.into_iter().zip(args.iter().map(|a| a.ty.clone())).collect();
        let crossing = Crossing {
            target: Target::Symbol(operation.symbol.into()),
            noreturn: false,
            result: result.clone(),
            object: call.object.clone(),
        };
        self.expand(&plan, &Sources::Values(sources), &crossing, destination);
    }
}
