//! What LLVM may know of the runtime's allocator: that its memory is nobody else's, that memory which is not used need not be
//! allocated, and that there is a function for zeroed memory.

use aria_runtime_abi::symbol;
use inkwell::attributes::AttributeLoc;
use inkwell::values::FunctionValue;

use crate::module::ModuleCx;

/// Bits of LLVM's `allockind`.
const ALLOC: u64 = 1;
const FREE: u64 = 1 << 2;
const UNINITIALIZED: u64 = 1 << 3;
const ZEROED: u64 = 1 << 4;
const ALIGNED: u64 = 1 << 5;
/// Bits of LLVM's `memory`: what is reached through arguments, and what the program cannot reach, may be read and written.
const ARGUMENTS: u64 = 3;
const INACCESSIBLE: u64 = 3 << 2;
/// `allocsize` of argument 0 alone.
const SIZE_FIRST: u64 = 0xFFFF_FFFF;

impl ModuleCx<'_, '_> {
    /// Adds what holds for the allocator's functions.
    pub fn allocation_attributes(&self, function: FunctionValue<'_>, symbol: &str) {
        let kind = match symbol {
            symbol::ALLOC => ALLOC | UNINITIALIZED | ALIGNED,
            symbol::ALLOC_ZEROED => ALLOC | ZEROED | ALIGNED,
            symbol::FREE => FREE,
            _ => return,
        };
        let add = |place, name: &str, value| function.add_attribute(place, self.attribute(name, value));
        let on_function = AttributeLoc::Function;
        for (name, value) in [("nounwind", 0), ("willreturn", 0), ("mustprogress", 0), ("allockind", kind)] {
            add(on_function, name, value);
        }
        function.add_attribute(on_function, self.ctx.create_string_attribute("alloc-family", symbol::ALLOC));
        if kind == FREE {
            add(on_function, "memory", ARGUMENTS | INACCESSIBLE);
            add(AttributeLoc::Param(0), "allocptr", 0);
            add(AttributeLoc::Param(0), "captures", 0);
            return;
        }
        add(on_function, "memory", INACCESSIBLE);
        add(on_function, "allocsize", SIZE_FIRST);
        add(AttributeLoc::Return, "noalias", 0);
        add(AttributeLoc::Param(1), "allocalign", 0);
        if kind & UNINITIALIZED != 0 {
            let zeroed = self.ctx.create_string_attribute("alloc-variant-zeroed", symbol::ALLOC_ZEROED);
            function.add_attribute(on_function, zeroed);
        }
    }
}
