//! C's `main`, which hands the program's own to the runtime.

use inkwell::module::Linkage;

use crate::error::CodegenError;
use crate::module::ModuleCx;
use crate::runtime::Runtime;

pub(crate) fn emit(m: &ModuleCx<'_, '_>) -> Result<(), CodegenError> {
    let Some(entry) = m.program.entry else { return Ok(()) };
    if !m.unit.bodies.contains(&entry) {
        return Ok(());
    }
    let (function, _) = m.body(entry)?;
    let i32 = m.ctx.i32_type();
    // A call must have the exact type of its callee in WebAssembly, so C's `main` with parameters has a name of its own there.
    let symbol = if m.layouts.target().is_wasi() { "__main_argc_argv" } else { "main" };
    let main = m.module.add_function(symbol, i32.fn_type(&[i32.into(), m.ptr.into()], false), Some(Linkage::External));
    m.define_attributes(main);
    m.builder.unset_current_debug_location();
    m.builder.position_at_end(m.ctx.append_basic_block(main, "entry"));
    let param = |at| main.get_nth_param(at).ok_or(CodegenError::Kind("a parameter"));
    let (runtime, _) = m.runtime(Runtime::Main);
    let args = [function.as_global_value().as_pointer_value().into(), param(0)?.into(), param(1)?.into()];
    match m.builder.build_call(runtime, &args, "status")?.try_as_basic_value() {
        inkwell::values::ValueKind::Basic(status) => m.builder.build_return(Some(&status))?,
        inkwell::values::ValueKind::Instruction(_) => return Err(CodegenError::Kind("a status")),
    };
    Ok(())
}
