//! Adapters: foreign code as bitcode, linked into the module, made internal, and inlined where it is called.

use std::collections::HashSet;

use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::memory_buffer::MemoryBuffer;
use inkwell::module::{Linkage, Module};

use crate::error::CodegenError;
use crate::module::ModuleCx;

/// What would keep LLVM from inlining an adapter into code made for another processor or optimisation level.
const STRING_ATTRIBUTES: [&str; 3] = ["target-cpu", "target-features", "tune-cpu"];
const ENUM_ATTRIBUTES: [&str; 2] = ["noinline", "optnone"];

pub(crate) fn link(m: &ModuleCx<'_, '_>) -> Result<(), CodegenError> {
    let entries: HashSet<&str> = m.program.externs.iter().map(|e| &*e.symbol).collect();
    for (index, bitcode) in m.program.adapters.iter().enumerate() {
        let failed = |message: String| CodegenError::Adapter { index, message };
        let buffer = MemoryBuffer::create_from_memory_range_copy(bitcode, "adapter");
        let adapter = Module::parse_bitcode_from_buffer(&buffer, m.ctx).map_err(|e| failed(e.to_string()))?;
        adapter.set_triple(&m.module.get_triple());
        adapter.set_data_layout(&m.module.get_data_layout());
        if !m.options.debug_info {
            adapter.strip_debug_info();
        }
        let mut defined = Vec::new();
        for function in adapter.get_functions().filter(|f| f.count_basic_blocks() > 0) {
            let name = function.get_name().to_string_lossy().into_owned();
            for key in STRING_ATTRIBUTES {
                function.remove_string_attribute(AttributeLoc::Function, key);
            }
            for key in ENUM_ATTRIBUTES {
                function.remove_enum_attribute(AttributeLoc::Function, Attribute::get_named_enum_kind_id(key));
            }
            if entries.contains(&*name) {
                function.add_attribute(AttributeLoc::Function, m.attribute("alwaysinline", 0));
            }
            m.define_attributes(function);
            // Local names may change when they are linked in; they are internal already.
            if function.get_linkage() != Linkage::Internal && function.get_linkage() != Linkage::Private {
                defined.push(name);
            }
        }
        m.module.link_in_module(adapter).map_err(|e| failed(e.to_string()))?;
        for name in defined {
            if let Some(function) = m.module.get_function(&name) {
                function.set_linkage(Linkage::Internal);
            }
        }
    }
    Ok(())
}
