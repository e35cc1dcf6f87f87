//! LLVM's target machine for a target of ours.

use std::sync::Once;

use inkwell::OptimizationLevel;
use inkwell::targets::{CodeModel, InitializationConfig, RelocMode, Target, TargetMachine, TargetTriple};

use crate::error::CodegenError;
use crate::options::{CodegenOptions, Profile};

fn initialize() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let config = InitializationConfig::default();
        Target::initialize_x86(&config);
        Target::initialize_aarch64(&config);
        Target::initialize_webassembly(&config);
    });
}

/// The processor that code is made for: the oldest of its family. Never the empty name, with which LLVM would inline
/// nothing that was compiled for a named one.
fn cpu(triple: &str) -> &'static str {
    if triple.starts_with("x86_64") { "x86-64" } else { "generic" }
}

pub(crate) fn machine(triple: &str, options: &CodegenOptions) -> Result<TargetMachine, CodegenError> {
    initialize();
    let unknown = |message: String| CodegenError::UnknownTarget { triple: triple.to_owned(), message };
    let llvm_triple = TargetTriple::create(triple);
    let target = Target::from_triple(&llvm_triple).map_err(|e| unknown(e.to_string()))?;
    let level = match options.profile {
        _ if options.debug_locals => OptimizationLevel::None,
        Profile::Default => OptimizationLevel::Less,
        Profile::Release => OptimizationLevel::Default,
    };
    // The linker places a WebAssembly module's data once and for all.
    let relocation = if triple.starts_with("wasm32") { RelocMode::Static } else { RelocMode::PIC };
    // Small code and position independence: a program is an executable that can be loaded anywhere. (The model meant
    // for JITs is the large one, with slow calls.)
    target
        .create_target_machine(&llvm_triple, cpu(triple), "", level, relocation, CodeModel::Default)
        .ok_or_else(|| unknown("there is no code generator for it".into()))
}
