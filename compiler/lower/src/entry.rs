//! The program's entry: runs `main` and makes an exit status of what it returns.

use aria_mir::{Callee, Const, LocalId, Operand, Place, Rvalue, TerminatorKind};
use aria_types::{FnId, IntTy, Ty};

use crate::build::Builder;
use crate::context::{Context, GenericBody};
use crate::runtime;

/// `fn aria_main() -> Int32`: 0, or 1 after reporting the error of a `main` that returns a `Result`.
pub(crate) fn body(cx: &Context<'_>, main: FnId) -> GenericBody {
    let def = cx.defs.function(main);
    let mut builder = Builder::new(cx, def.span, &[]);
    builder.declare_result(Ty::Int(IntTy::I32));
    builder.run_main(main, &def.result);
    builder.end_body();
    builder.finish(runtime::ENTRY.into(), 0, Some(def.span), false)
}

impl Builder<'_> {
    fn run_main(&mut self, main: FnId, result: &Ty) {
        let value = self.temp(result);
        let callee = Callee::Instance(self.cx.instance(main, [].into()));
        let unwind = self.unwind();
        self.emit_call(callee, Vec::new(), value, !result.is_never(), unwind);
        self.schedule_temp(value);
        self.set_status(0);
        let Some(args) = self.cx.defs.as_lang(result, "result") else { return };
        let failed = self.cx.defs.lang.adt("result").and_then(|id| self.cx.defs.adt(id).variant("Err")).map(|(v, _)| v as u32);
        let (Some(failed), Some(error)) = (failed, args.get(1)) else { return };
        let (failure, join) = (self.new_block(), self.new_block());
        let variant = self.computed(&Ty::INT, Rvalue::VariantOf(value.into()));
        self.terminate(TerminatorKind::Switch { value: variant, cases: vec![(i128::from(failed), failure)], otherwise: join });
        self.switch_to(failure);
        if let Some(report) = self.cx.defs.lang.function("report_main_error") {
            let callee = Callee::Instance(self.cx.instance(report, [error.clone()].into()));
            let unit = self.temp(&Ty::Unit);
            let unwind = self.unwind();
            let error = Operand::Copy(Place::local(value).variant(failed).field(0));
            self.emit_call(callee, vec![error], unit, true, unwind);
        }
        self.set_status(1);
        self.goto(join);
        self.switch_to(join);
    }

    fn set_status(&mut self, status: i128) {
        self.assign(LocalId::RESULT, Rvalue::Use(Operand::Const(Const::Int(status, Ty::Int(IntTy::I32)))));
    }
}
