//! What LLVM may know of the runtime's functions: which memory they touch. What the program knows of its objects outlives
//! a call that only prints; memory of the allocator is nobody else's, and need not be allocated if it is not used.

use aria_runtime_abi::symbol;
use inkwell::attributes::AttributeLoc;
use inkwell::values::FunctionValue;

use crate::module::ModuleCx;

/// LLVM's `memory`: two bits each, for reading and writing, for what arguments point to, for what the program cannot
/// reach, and for `errno`.
pub(crate) const ARGUMENTS: u64 = 3;
pub(crate) const READS_ARGUMENTS: u64 = 1;
pub(crate) const INACCESSIBLE: u64 = 3 << 2;
pub(crate) const ERRNO: u64 = 3 << 4;

/// Bits of LLVM's `allockind`.
const ALLOC: u64 = 1;
const FREE: u64 = 1 << 2;
const UNINITIALIZED: u64 = 1 << 3;
const ZEROED: u64 = 1 << 4;
const ALIGNED: u64 = 1 << 5;
/// `allocsize` of argument 0 alone.
const SIZE_FIRST: u64 = 0xFFFF_FFFF;

/// They write to C's streams, whose buffers are C's.
const PRINTING: [&str; 4] = [symbol::PRINT, symbol::PRINTLN, symbol::EPRINT, symbol::EPRINTLN];

/// They make a new text from numbers.
const SHOWING: [&str; 6] = [
    symbol::I64_TO_STRING,
    symbol::U64_TO_STRING,
    symbol::I128_TO_STRING,
    symbol::U128_TO_STRING,
    symbol::F64_TO_STRING,
    symbol::F32_TO_STRING,
];

impl ModuleCx<'_, '_> {
    /// Adds what holds for a function of the runtime.
    pub fn effects_of_runtime(&self, function: FunctionValue<'_>, symbol: &str) {
        let memory = |bits| function.add_attribute(AttributeLoc::Function, self.attribute("memory", bits));
        if PRINTING.contains(&symbol) {
            function.add_attribute(AttributeLoc::Param(0), self.attribute("captures", 0));
            memory(READS_ARGUMENTS | INACCESSIBLE | ERRNO);
        } else if SHOWING.contains(&symbol) {
            memory(INACCESSIBLE | ERRNO);
        } else {
            self.allocation_attributes(function, symbol);
        }
    }

    fn allocation_attributes(&self, function: FunctionValue<'_>, symbol: &str) {
        let kind = match symbol {
            symbol::ALLOC => ALLOC | UNINITIALIZED | ALIGNED,
            symbol::ALLOC_ZEROED => ALLOC | ZEROED | ALIGNED,
            symbol::FREE => FREE,
            _ => return,
        };
        let add = |place, name: &str, value| function.add_attribute(place, self.attribute(name, value));
        let on_function = AttributeLoc::Function;
        for (name, value) in [("willreturn", 0), ("mustprogress", 0), ("allockind", kind)] {
            add(on_function, name, value);
        }
        function.add_attribute(on_function, self.ctx.create_string_attribute("alloc-family", symbol::ALLOC));
        if kind == FREE {
            add(on_function, "memory", ARGUMENTS | INACCESSIBLE);
            add(AttributeLoc::Param(0), "allocptr", 0);
            add(AttributeLoc::Param(0), "captures", 0);
            return;
        }
        add(on_function, "memory", INACCESSIBLE | ERRNO);
        add(on_function, "allocsize", SIZE_FIRST);
        add(AttributeLoc::Return, "noalias", 0);
        add(AttributeLoc::Param(1), "allocalign", 0);
        if kind & UNINITIALIZED != 0 {
            let zeroed = self.ctx.create_string_attribute("alloc-variant-zeroed", symbol::ALLOC_ZEROED);
            function.add_attribute(on_function, zeroed);
        }
    }
}
