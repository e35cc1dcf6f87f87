//! Declarations of the runtime's and C's functions that generated code calls by itself.

use aria_runtime_abi::symbol;
use inkwell::attributes::AttributeLoc;
use inkwell::types::{BasicMetadataTypeEnum, FunctionType};
use inkwell::values::FunctionValue;

use crate::effects::{ARGUMENTS, ERRNO, INACCESSIBLE, READS_ARGUMENTS};
use crate::module::ModuleCx;

/// A function of the runtime, or of C where the runtime wants the plain one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Runtime {
    Malloc,
    Free,
    Alloc,
    AllocZeroed,
    OutOfMemory,
    RetainSlow,
    ReleaseSlow,
    ObjectFree,
    PanicStr,
    PanicOverflow,
    PanicBounds,
    PanicDivZero,
    PanicNull,
    PanicIntRange,
    PanicFloatRange,
    PanicNulInString,
    Personality,
    Catch,
    Resume,
    PanicInCleanup,
    Main,
}

impl Runtime {
    fn symbol(self) -> &'static str {
        match self {
            Self::Malloc => "malloc",
            Self::Free => "free",
            Self::Alloc => symbol::ALLOC,
            Self::AllocZeroed => symbol::ALLOC_ZEROED,
            Self::OutOfMemory => symbol::OUT_OF_MEMORY,
            Self::RetainSlow => symbol::RETAIN_SLOW,
            Self::ReleaseSlow => symbol::RELEASE_SLOW,
            Self::ObjectFree => symbol::OBJECT_FREE,
            Self::PanicStr => symbol::PANIC_STR,
            Self::PanicOverflow => symbol::PANIC_OVERFLOW,
            Self::PanicBounds => symbol::PANIC_BOUNDS,
            Self::PanicDivZero => symbol::PANIC_DIV_ZERO,
            Self::PanicNull => symbol::PANIC_NULL,
            Self::PanicIntRange => symbol::PANIC_INT_RANGE,
            Self::PanicFloatRange => symbol::PANIC_FLOAT_RANGE,
            Self::PanicNulInString => symbol::PANIC_NUL_IN_STRING,
            Self::Personality => symbol::PERSONALITY,
            Self::Catch => symbol::CATCH,
            Self::Resume => symbol::RESUME,
            Self::PanicInCleanup => symbol::PANIC_IN_CLEANUP,
            Self::Main => symbol::MAIN,
        }
    }

    /// Whether it leaves by an exception.
    fn unwinds(self) -> bool {
        self.is_panic() || self == Self::Resume
    }

    /// Whether it is called where things are not as they nearly always are.
    fn is_off_the_path(self) -> bool {
        let slow = [Self::RetainSlow, Self::ReleaseSlow, Self::ObjectFree, Self::OutOfMemory, Self::PanicInCleanup];
        self.is_panic() || slow.contains(&self)
    }

    /// Whether it begins a panic.
    fn is_panic(self) -> bool {
        matches!(
            self,
            Self::PanicStr
                | Self::PanicOverflow
                | Self::PanicBounds
                | Self::PanicDivZero
                | Self::PanicNull
                | Self::PanicIntRange
                | Self::PanicFloatRange
                | Self::PanicNulInString
        )
    }

    fn returns(self) -> bool {
        !(self.unwinds() || matches!(self, Self::OutOfMemory | Self::PanicInCleanup))
    }

    fn fn_type<'c>(self, m: &ModuleCx<'c, '_>) -> FunctionType<'c> {
        let (ptr, word, i32, i64) = (m.ptr, m.word, m.ctx.i32_type(), m.ctx.i64_type());
        let void = |params: &[BasicMetadataTypeEnum<'c>]| m.ctx.void_type().fn_type(params, false);
        match self {
            Self::Malloc => ptr.fn_type(&[word.into()], false),
            Self::Alloc | Self::AllocZeroed => ptr.fn_type(&[word.into(), word.into()], false),
            Self::Catch => ptr.fn_type(&[ptr.into()], false),
            Self::Free | Self::RetainSlow | Self::ObjectFree | Self::Resume | Self::PanicInCleanup => void(&[ptr.into()]),
            Self::OutOfMemory => void(&[word.into()]),
            Self::ReleaseSlow => m.ctx.bool_type().fn_type(&[ptr.into()], false),
            Self::PanicStr => void(&[ptr.into(), word.into(), ptr.into()]),
            Self::PanicOverflow => void(&[i32.into(), ptr.into()]),
            Self::PanicBounds => void(&[i64.into(), i64.into(), ptr.into()]),
            Self::PanicDivZero | Self::PanicNull => void(&[ptr.into()]),
            Self::PanicIntRange => void(&[i64.into(), i64.into(), ptr.into(), word.into(), ptr.into()]),
            Self::PanicFloatRange => void(&[m.ctx.f64_type().into(), ptr.into(), word.into(), ptr.into()]),
            Self::PanicNulInString => void(&[i64.into(), ptr.into()]),
            Self::Personality => i32.fn_type(&[], true),
            Self::Main => i32.fn_type(&[ptr.into(), i32.into(), ptr.into()], false),
        }
    }
}

impl<'c> ModuleCx<'c, '_> {
    pub fn runtime(&self, which: Runtime) -> (FunctionValue<'c>, FunctionType<'c>) {
        let ty = which.fn_type(self);
        if let Some(known) = self.module.get_function(which.symbol()) {
            return (known, ty);
        }
        let function = self.declare(which.symbol(), ty);
        let add = |name| function.add_attribute(AttributeLoc::Function, self.attribute(name, 0));
        if !which.unwinds() {
            add("nounwind");
        }
        if !which.returns() {
            add("noreturn");
        }
        if which.is_off_the_path() {
            // What is called when a check fails should not keep what is checked from being inlined.
            function.add_attribute(AttributeLoc::Function, self.ctx.create_string_attribute("call-inline-cost", "5"));
        }
        match which {
            Runtime::Malloc | Runtime::Alloc | Runtime::AllocZeroed => {
                function.add_attribute(AttributeLoc::Return, self.attribute("noalias", 0));
            }
            Runtime::Free | Runtime::Catch | Runtime::Main | Runtime::Personality => {}
            // The counting functions keep no reference of their own.
            Runtime::ObjectFree => function.add_attribute(AttributeLoc::Param(0), self.attribute("captures", 0)),
            Runtime::RetainSlow => {
                add("cold");
                add("willreturn");
                function.add_attribute(AttributeLoc::Param(0), self.attribute("captures", 0));
                function.add_attribute(AttributeLoc::Function, self.attribute("memory", ARGUMENTS));
            }
            Runtime::ReleaseSlow => {
                add("cold");
                function.add_attribute(AttributeLoc::Param(0), self.attribute("captures", 0));
                function.add_attribute(AttributeLoc::Return, self.attribute("zeroext", 0));
            }
            _ => {
                add("cold");
                // A panic that begins here changes nothing that the program can see before it arrives somewhere.
                if which.is_panic() {
                    function
                        .add_attribute(AttributeLoc::Function, self.attribute("memory", READS_ARGUMENTS | INACCESSIBLE | ERRNO));
                }
            }
        }
        (function, ty)
    }
}
