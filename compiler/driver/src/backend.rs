//! The stages from a checked program to object code.

use std::sync::Arc;

use aria_llvm::CodegenOptions;
use aria_lower::{InboundModule, LowerOptions};
use aria_mir::MirProgram;
use aria_run_manifest::Sanitizer;

use crate::diagnostics::CodegenFailed;
use crate::frontend::Checked;
use crate::objects;
use crate::options::{CompileOptions, Profile};
use crate::progress::Stage;
use crate::session::Session;

/// Lowers a program. `None` if something was reported.
pub(crate) fn lower(session: &mut Session<'_>, checked: &Checked, modules: Vec<InboundModule>) -> Option<MirProgram> {
    session.progress.enter(Stage::Lowering);
    let overflow_checks = checked.overflow_checks;
    let lowered = aria_lower::lower(&checked.program, &LowerOptions { overflow_checks, modules, ..LowerOptions::default() });
    lowered.diagnostics.iter().for_each(|d| session.diagnostics.push(d.clone()));
    (!session.diagnostics.has_errors()).then_some(lowered.program)
}

/// Generates the program's objects. `None` if the compiler is at fault, which is reported.
pub(crate) fn generate(
    session: &mut Session<'_>,
    checked: &Checked,
    program: &MirProgram,
    options: &CompileOptions,
) -> Option<Vec<Arc<[u8]>>> {
    session.progress.enter(Stage::Generating);
    let codegen = CodegenOptions {
        profile: match options.profile {
            Profile::Release => aria_llvm::Profile::Release,
            Profile::Run | Profile::Debug => aria_llvm::Profile::Default,
        },
        sanitizer: match options.sanitizer {
            None => aria_llvm::Sanitizer::None,
            Some(Sanitizer::Address) => aria_llvm::Sanitizer::Address,
            Some(Sanitizer::Thread) => aria_llvm::Sanitizer::Thread,
        },
        debug_locals: options.profile == Profile::Debug,
        unit: session.sources.file(checked.file.file).name.clone(),
        ..CodegenOptions::default()
    };
    match objects::generate(program, &checked.program.defs, &session.sources, &codegen, session.cache.as_deref()) {
        Ok(objects) => Some(objects),
        Err(error) => {
            session.diagnostics.push(CodegenFailed { what: error.to_string() });
            None
        }
    }
}
