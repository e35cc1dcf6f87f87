//! DWARF: files, functions, lines and the locals' places.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use aria_mir::Body;
use aria_source::{FileId, SourceMap, Span};
use aria_types::Ty;
use inkwell::basic_block::BasicBlock;
use inkwell::context::Context;
use inkwell::debug_info::{
    AsDIScope, DICompileUnit, DIFile, DIFlags, DIFlagsConstants, DISubprogram, DIType, DWARFEmissionKind, DWARFSourceLanguage,
    DebugInfoBuilder,
};
use inkwell::module::{FlagBehavior, Module};
use inkwell::values::{AsValueRef, FunctionValue};

use crate::error::CodegenError;
use crate::function::{FunctionCx, Slot};
use crate::module::ModuleCx;
use crate::options::{CodegenOptions, Profile};

/// The directory that all names are relative to, the same wherever a program is compiled.
const DIRECTORY: &str = ".";

/// What the module's debug information shares.
pub(crate) struct DebugInfo<'c> {
    pub builder: DebugInfoBuilder<'c>,
    pub unit: DICompileUnit<'c>,
    optimised: bool,
    files: RefCell<HashMap<FileId, DIFile<'c>>>,
    pub types: RefCell<HashMap<Ty, DIType<'c>>>,
    /// How many types deep the description is.
    pub depth: Cell<u32>,
}

/// A function's scope.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'c> {
    pub subprogram: DISubprogram<'c>,
    pub file: FileId,
}

impl<'c> DebugInfo<'c> {
    pub fn new(ctx: &'c Context, module: &Module<'c>, unit: &str, options: &CodegenOptions) -> Self {
        let i32 = ctx.i32_type();
        // Version 4: Debian's valgrind cannot read 5.
        for (name, value) in [("Debug Info Version", 3), ("Dwarf Version", 4)] {
            module.add_basic_value_flag(name, FlagBehavior::Warning, i32.const_int(value, false));
        }
        let optimised = options.profile == Profile::Release;
        let (builder, unit) = module.create_debug_info_builder(
            true,
            DWARFSourceLanguage::C,
            unit,
            DIRECTORY,
            "aria",
            optimised,
            "",
            0,
            "",
            DWARFEmissionKind::Full,
            0,
            false,
            false,
            "",
            "",
        );
        Self { builder, unit, optimised, files: RefCell::default(), types: RefCell::default(), depth: Cell::new(0) }
    }

    pub fn finish(&self) {
        self.builder.finalize();
    }

    fn file(&self, sources: &SourceMap, id: FileId) -> DIFile<'c> {
        *self.files.borrow_mut().entry(id).or_insert_with(|| self.builder.create_file(&sources.file(id).name, DIRECTORY))
    }

    /// Describes a function; what no source line made has no description, and is named by its symbol alone.
    pub fn function(&self, m: &ModuleCx<'c, '_>, function: FunctionValue<'c>, body: &Body) -> Option<Scope<'c>> {
        let span = body.span?;
        let file = self.file(m.sources, span.file);
        let line = m.sources.start(span).line;
        let params: Vec<_> = match describes_locals(m.options) {
            true => body.param_types().map(|ty| self.ty(m, ty)).collect(),
            false => Vec::new(),
        };
        let result = match body.result_ty() {
            Ty::Unit | Ty::Never => None,
            ty => describes_locals(m.options).then(|| self.ty(m, ty)),
        };
        let ty = self.builder.create_subroutine_type(file, result, &params, DIFlags::ZERO);
        let subprogram = self.builder.create_function(
            self.unit.as_debug_info_scope(),
            &body.name,
            // Debuggers would show the symbol instead of the name.
            None,
            file,
            line,
            ty,
            !body.exported,
            true,
            line,
            DIFlags::ZERO,
            self.optimised,
        );
        function.set_subprogram(subprogram);
        Some(Scope { subprogram, file: span.file })
    }
}

/// Whether a debugger is told of values. What is optimised a little and run at once has functions and lines only, for
/// backtraces and profilers: to follow values through registers is an eighth of the time.
fn describes_locals(options: &CodegenOptions) -> bool {
    options.debug_locals || options.profile == Profile::Release
}

impl<'c> FunctionCx<'_, 'c, '_> {
    /// Says which source text the next instructions are for.
    pub fn set_span(&self, span: Span) {
        let (Some(debug), Some(scope)) = (&self.m.debug, &self.scope) else { return };
        // Text of another file (an inlined default value, say) is shown as the function's own line.
        let at = match span.file == scope.file {
            true => self.m.sources.start(span),
            false => match self.body.span {
                Some(own) => self.m.sources.start(own),
                None => return,
            },
        };
        let scope = scope.subprogram.as_debug_info_scope();
        let location = debug.builder.create_debug_location(self.m.ctx, at.line, at.column, scope, None);
        self.b.set_current_debug_location(location);
    }

    /// Tells the debugger where the named locals are.
    pub fn declare_locals(&self, entry: BasicBlock<'c>) -> Result<(), CodegenError> {
        let (Some(debug), Some(scope)) = (&self.m.debug, &self.scope) else { return Ok(()) };
        if !describes_locals(self.m.options) {
            return Ok(());
        }
        for (index, local) in self.body.locals.iter().enumerate() {
            let (Some(name), Slot::Stack(slot)) = (&local.name, self.locals[index]) else { continue };
            let ty = debug.ty(self.m, &local.ty);
            let file = debug.file(self.m.sources, scope.file);
            let own = self.body.span.filter(|_| local.span.file != scope.file);
            let at = self.m.sources.start(own.unwrap_or(local.span));
            let in_scope = scope.subprogram.as_debug_info_scope();
            let keep = self.m.options.debug_locals;
            let variable = if (1..=self.body.params as usize).contains(&index) {
                debug.builder.create_parameter_variable(in_scope, name, index as u32, file, at.line, ty, keep, DIFlags::ZERO)
            } else {
                debug.builder.create_auto_variable(in_scope, name, file, at.line, ty, keep, DIFlags::ZERO, 0)
            };
            let location = debug.builder.create_debug_location(self.m.ctx, at.line, at.column, in_scope, None);
            let expression = debug.builder.create_expression(Vec::new());
            // (inkwell's own function takes the record for an instruction.)
            // SAFETY: every argument belongs to this module's context, and the block is open.
            unsafe {
                inkwell::llvm_sys::debuginfo::LLVMDIBuilderInsertDeclareRecordAtEnd(
                    debug.builder.as_mut_ptr(),
                    slot.ptr.as_value_ref(),
                    variable.as_mut_ptr(),
                    expression.as_mut_ptr(),
                    location.as_mut_ptr(),
                    entry.as_mut_ptr(),
                );
            }
        }
        Ok(())
    }
}
