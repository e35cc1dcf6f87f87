//! Which LLVM passes run.

use inkwell::module::Module;
use inkwell::passes::PassBuilderOptions;
use inkwell::targets::TargetMachine;

use crate::error::CodegenError;
use crate::options::{CodegenOptions, Profile, Sanitizer};

/// Locals into registers, then callees into callers from the leaves up, each caller tidied before it is looked at
/// itself. About a fifth of `O2`'s time; without the inlining, iterator chains are twenty times slower.
const DEFAULT: &str = "always-inline,function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg),\
    cgscc(inline,function(sroa<modify-cfg>,early-cse<memssa>,instcombine<no-verify-fixpoint>,simplifycfg)),globaldce";

/// Locals stay in memory, where debuggers look for them.
const DEBUG: &str = "always-inline,globaldce";

pub(crate) fn run(module: &Module<'_>, machine: &TargetMachine, options: &CodegenOptions) -> Result<(), CodegenError> {
    let mut pipeline = match options.profile {
        _ if options.debug_locals => DEBUG.to_owned(),
        Profile::Default => DEFAULT.to_owned(),
        Profile::Release => "default<O3>".to_owned(),
    };
    pipeline.push_str(match options.sanitizer {
        Sanitizer::None => "",
        Sanitizer::Address => ",asan",
        Sanitizer::Thread => ",tsan-module,function(tsan)",
    });
    module.run_passes(&pipeline, machine, PassBuilderOptions::create()).map_err(|e| CodegenError::Passes(e.to_string()))
}
