//! The stages from a checked program to object code.

use aria_layout::Layouts;
use aria_llvm::{CodegenOptions, CodegenOutput};
use aria_lower::{InboundModule, LowerOptions};
use aria_mir::MirProgram;
use aria_run_manifest::Sanitizer;

use crate::diagnostics::CodegenFailed;
use crate::frontend::Checked;
use crate::options::{CompileOptions, Profile};
use crate::session::Session;

/// Lowers a program. `None` if something was reported.
pub(crate) fn lower(session: &mut Session<'_>, checked: &Checked, modules: Vec<InboundModule>) -> Option<MirProgram> {
    let overflow_checks = checked.overflow_checks;
    let lowered = aria_lower::lower(&checked.program, &LowerOptions { overflow_checks, modules, ..LowerOptions::default() });
    lowered.diagnostics.iter().for_each(|d| session.diagnostics.push(d.clone()));
    (!session.diagnostics.has_errors()).then_some(lowered.program)
}

/// Generates code. `None` if the compiler is at fault, which is reported.
pub(crate) fn generate(
    session: &mut Session<'_>,
    checked: &Checked,
    program: &MirProgram,
    options: &CompileOptions,
    emit: Emit,
) -> Option<CodegenOutput> {
    let layouts = Layouts::new(&checked.program.defs);
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
        emit_ir: emit == Emit::Ir,
        emit_assembly: emit == Emit::Assembly,
        ..CodegenOptions::default()
    };
    match aria_llvm::compile(program, &layouts, &session.sources, &codegen) {
        Ok(output) => Some(output),
        Err(error) => {
            session.diagnostics.push(CodegenFailed { what: error.to_string() });
            None
        }
    }
}

/// What to give beside the object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Emit {
    Object,
    Ir,
    Assembly,
}
