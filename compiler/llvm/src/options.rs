//! What code generation can be asked for, and what it gives.

/// How much work goes into the code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Profile {
    /// A short pipeline with inlining: quick to compile, quick enough to run.
    #[default]
    Default,
    /// LLVM's `O3`.
    Release,
}

/// Checks that a sanitizer's runtime library makes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Sanitizer {
    #[default]
    None,
    Address,
    Thread,
}

/// What to generate. The target is the one of the layouts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodegenOptions {
    pub profile: Profile,
    pub sanitizer: Sanitizer,
    /// Emit DWARF.
    pub debug_info: bool,
    /// Keep every local where a debugger finds it at any line: nothing is optimised but what must be inlined.
    pub debug_locals: bool,
    /// Keep frame pointers, for profilers. Sanitizers always have them.
    pub frame_pointers: bool,
    /// The name of the unit in debug information; the main source file's, usually.
    pub unit: String,
    /// Also give the optimised module as text.
    pub emit_ir: bool,
    /// Also give the assembly as text.
    pub emit_assembly: bool,
}

impl Default for CodegenOptions {
    fn default() -> Self {
        Self {
            profile: Profile::Default,
            sanitizer: Sanitizer::None,
            debug_info: true,
            debug_locals: false,
            frame_pointers: true,
            unit: "program.aria".into(),
            emit_ir: false,
            emit_assembly: false,
        }
    }
}

/// Generated code.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodegenOutput {
    /// A relocatable object file of the target.
    pub object: Vec<u8>,
    /// The optimised module, if it was asked for.
    pub ir: Option<String>,
    /// The assembly, if it was asked for.
    pub assembly: Option<String>,
}
