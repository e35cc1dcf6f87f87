//! How arguments and results travel: C's way for scalars, by pointer for everything else. Bodies, foreign functions
//! and adapters share it, so that any of them can stand behind a function pointer.

use aria_layout::{LayoutError, Layouts, Repr, Scalar};
use aria_types::Ty;
use inkwell::attributes::AttributeLoc;
use inkwell::types::{BasicMetadataTypeEnum, BasicType, FunctionType};

use crate::module::ModuleCx;

/// How one value travels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Pass {
    /// Not at all: it has no bytes.
    Ignore,
    Direct(Scalar),
    /// By pointer. A result's pointer is the first argument.
    Indirect {
        size: u64,
        align: u64,
    },
}

/// How a function's values travel.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct FnAbi {
    pub params: Vec<Pass>,
    pub result: Pass,
    pub variadic: bool,
}

impl Pass {
    fn of(ty: &Ty, layouts: &Layouts<'_>) -> Result<Pass, LayoutError> {
        if *ty == Ty::Void {
            return Ok(Pass::Ignore);
        }
        let layout = layouts.layout_of(ty)?;
        Ok(match layout.repr {
            Repr::Zero => Pass::Ignore,
            Repr::Scalar(scalar) if layout.crosses_directly() => Pass::Direct(scalar),
            _ => Pass::Indirect { size: layout.size, align: layout.align },
        })
    }
}

impl FnAbi {
    pub fn new<'t>(
        params: impl Iterator<Item = &'t Ty>,
        result: &Ty,
        variadic: bool,
        layouts: &Layouts<'_>,
    ) -> Result<FnAbi, LayoutError> {
        let params = params.map(|p| Pass::of(p, layouts)).collect::<Result<_, _>>()?;
        Ok(FnAbi { params, result: Pass::of(result, layouts)?, variadic })
    }

    pub fn indirect_result(&self) -> bool {
        matches!(self.result, Pass::Indirect { .. })
    }

    /// The index of a parameter among LLVM's parameters.
    pub fn llvm_index(&self, param: usize) -> u32 {
        let before = self.params[..param].iter().filter(|p| **p != Pass::Ignore).count();
        before as u32 + u32::from(self.indirect_result())
    }

    pub fn fn_type<'c>(&self, m: &ModuleCx<'c, '_>) -> FunctionType<'c> {
        let mut params: Vec<BasicMetadataTypeEnum<'c>> = Vec::with_capacity(self.params.len() + 1);
        if self.indirect_result() {
            params.push(m.ptr.into());
        }
        for pass in &self.params {
            match pass {
                Pass::Ignore => {}
                Pass::Direct(scalar) => params.push(m.scalar_type(*scalar).into()),
                Pass::Indirect { .. } => params.push(m.ptr.into()),
            }
        }
        match self.result {
            Pass::Direct(scalar) => m.scalar_type(scalar).fn_type(&params, self.variadic),
            _ => m.ctx.void_type().fn_type(&params, self.variadic),
        }
    }

    /// The extensions that C's ABI asks of narrow integers, at each place they belong to; for the declaration and
    /// for every call.
    pub fn extensions(&self) -> Vec<(AttributeLoc, &'static str)> {
        let extension = |pass: &Pass| match pass {
            Pass::Direct(Scalar::Bool) => Some("zeroext"),
            Pass::Direct(Scalar::Int { bits, signed }) if *bits < 32 => Some(if *signed { "signext" } else { "zeroext" }),
            _ => None,
        };
        let mut out = Vec::new();
        if let Some(word) = extension(&self.result) {
            out.push((AttributeLoc::Return, word));
        }
        for (i, pass) in self.params.iter().enumerate() {
            if let Some(word) = extension(pass) {
                out.push((AttributeLoc::Param(self.llvm_index(i)), word));
            }
        }
        out
    }
}
