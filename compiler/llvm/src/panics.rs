//! What a failed assertion calls.

use aria_layout::Scalar;
use aria_mir::{Operand, PanicKind, Unwind};
use aria_runtime_abi::OverflowOperator;
use aria_source::Span;
use inkwell::values::{BasicValueEnum, IntValue, PointerValue};

use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::runtime::Runtime;
use crate::unwind::Edge;

fn operator(spelling: &str) -> OverflowOperator {
    match spelling {
        "-" | "-=" => OverflowOperator::Sub,
        "*" => OverflowOperator::Mul,
        "/" => OverflowOperator::Div,
        "%" => OverflowOperator::Rem,
        "unary -" => OverflowOperator::Neg,
        "<<" => OverflowOperator::Shl,
        ">>" => OverflowOperator::Shr,
        "**" => OverflowOperator::Pow,
        "abs" => OverflowOperator::Abs,
        _ => OverflowOperator::Add,
    }
}

impl<'c> FunctionCx<'_, 'c, '_> {
    pub fn panic(&self, kind: &PanicKind, span: Span, unwind: Unwind) -> Result<(), CodegenError> {
        let location = self.m.location(span, &self.body.name).as_pointer_value();
        let text =
            |text: &str| (self.m.text(text.as_bytes()).as_pointer_value(), self.m.word.const_int(text.len() as u64, false));
        let message = |what: &str| {
            let (ptr, len) = text(what);
            (Runtime::PanicStr, vec![ptr.into(), len.into(), location.into()])
        };
        let (which, args): (Runtime, Vec<BasicValueEnum<'c>>) = match kind {
            PanicKind::Overflow(spelling) => {
                let operator = self.m.ctx.i32_type().const_int(operator(spelling) as u64, false);
                (Runtime::PanicOverflow, vec![operator.into(), location.into()])
            }
            PanicKind::DivisionByZero => (Runtime::PanicDivZero, vec![location.into()]),
            PanicKind::Null => (Runtime::PanicNull, vec![location.into()]),
            PanicKind::Bounds { index, length } => {
                (Runtime::PanicBounds, vec![self.i64(index)?.into(), self.i64(length)?.into(), location.into()])
            }
            PanicKind::NulInString { position } => (Runtime::PanicNulInString, vec![self.i64(position)?.into(), location.into()]),
            PanicKind::Range { value, target } => self.range_panic(value, text(target), location)?,
            PanicKind::ShiftAmount => message("the shift amount is not below the width of the type"),
            PanicKind::NoMatch => message("no branch of `match` fits the value"),
        };
        let (function, ty) = self.m.runtime(which);
        let ptr = function.as_global_value().as_pointer_value();
        // A panic always unwinds, also where no callee was expected to.
        let unwind = if unwind == Unwind::Never { Unwind::Continue } else { unwind };
        match self.edge(unwind)? {
            Edge::Plain { .. } => {
                let args: Vec<_> = args.into_iter().map(Into::into).collect();
                self.b.build_indirect_call(ty, ptr, &args, "")?;
            }
            Edge::Pad(pad) => {
                let next = self.new_block("unreachable");
                self.b.build_indirect_invoke(ty, ptr, &args, next, pad, "")?;
                self.b.position_at_end(next);
            }
        }
        Ok(())
    }

    fn i64(&self, operand: &Operand) -> Result<IntValue<'c>, CodegenError> {
        let signed = matches!(self.scalar_of(operand)?, Scalar::Int { signed: true, .. });
        let value = self.operand(operand)?.int()?;
        Ok(self.b.build_int_cast_sign_flag(value, self.m.ctx.i64_type(), signed, "")?)
    }

    fn range_panic(
        &self,
        value: &Operand,
        (target, len): (PointerValue<'c>, IntValue<'c>),
        location: PointerValue<'c>,
    ) -> Result<(Runtime, Vec<BasicValueEnum<'c>>), CodegenError> {
        let (i64, i128) = (self.m.ctx.i64_type(), self.m.ctx.i128_type());
        match self.scalar_of(value)? {
            Scalar::Float { bits } => {
                let value = self.operand(value)?.float()?;
                let f64 = self.m.ctx.f64_type();
                let value = match bits {
                    64 => value,
                    16 | 32 => self.b.build_float_ext(value, f64, "")?,
                    _ => self.b.build_float_trunc(value, f64, "")?,
                };
                Ok((Runtime::PanicFloatRange, vec![value.into(), target.into(), len.into(), location.into()]))
            }
            scalar => {
                let signed = matches!(scalar, Scalar::Int { signed: true, .. });
                let wide = self.b.build_int_cast_sign_flag(self.operand(value)?.int()?, i128, signed, "")?;
                let low = self.b.build_int_truncate(wide, i64, "")?;
                let high = self.b.build_right_shift(wide, i128.const_int(64, false), false, "")?;
                let high = self.b.build_int_truncate(high, i64, "")?;
                Ok((Runtime::PanicIntRange, vec![low.into(), high.into(), target.into(), len.into(), location.into()]))
            }
        }
    }
}
