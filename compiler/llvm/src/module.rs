//! [`Codegen`], and the state that every function of a module shares.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::mem::ManuallyDrop;
use std::sync::Arc;

use aria_layout::{Layouts, Repr, Scalar};
use aria_mir::{Body, BodyId, Const, MirProgram, Operand};
use aria_source::SourceMap;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::targets::FileType;
use inkwell::types::{BasicTypeEnum, FloatType, FunctionType, IntType, PointerType};
use inkwell::values::{FunctionValue, GlobalValue};
use inkwell::{AddressSpace, GlobalVisibility};

use crate::abi::{FnAbi, Pass};
use crate::aliasing::Tags;
use crate::debug_info::DebugInfo;
use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::location::LocationKey;
use crate::options::{CodegenOptions, CodegenOutput, Sanitizer};
use crate::pending::Pending;
use crate::units::{self, Unit};
use crate::unwinding::unwinding;
use crate::{adapter, entry, passes, target, unwind};

/// A function that was declared, and how it is called.
pub(crate) type Declared<'c> = (FunctionValue<'c>, Arc<FnAbi>);

/// What every function of the module shares.
pub(crate) struct ModuleCx<'c, 'p> {
    pub ctx: &'c Context,
    pub module: Module<'c>,
    pub builder: Builder<'c>,
    pub program: &'p MirProgram,
    pub layouts: &'p Layouts<'p>,
    pub sources: &'p SourceMap,
    pub options: &'p CodegenOptions,
    pub ptr: PointerType<'c>,
    /// An integer as wide as a pointer.
    pub word: IntType<'c>,
    pub unit: &'p Unit,
    /// The bodies that are declared so far.
    bodies: RefCell<Vec<Option<Declared<'c>>>>,
    /// Those that the unit defines.
    defined: HashSet<BodyId>,
    /// Bodies that something other than a direct call may call.
    escaping: &'p HashSet<BodyId>,
    /// Which bodies may unwind.
    pub unwinds: &'p [bool],
    pub strings: RefCell<HashMap<Arc<str>, GlobalValue<'c>>>,
    pub texts: RefCell<HashMap<Vec<u8>, GlobalValue<'c>>>,
    pub locations: RefCell<HashMap<LocationKey, GlobalValue<'c>>>,
    pub tags: RefCell<Tags<'c>>,
    pub debug: Option<DebugInfo<'c>>,
    /// Some function resumes unwinding.
    pub resumes: Cell<bool>,
    pub pending: Pending<'c>,
}

/// Generates code for a program that fits in one unit.
///
/// # Errors
/// See [`CodegenError`].
pub fn compile(
    program: &MirProgram,
    layouts: &Layouts<'_>,
    sources: &SourceMap,
    options: &CodegenOptions,
) -> Result<CodegenOutput, CodegenError> {
    let unit = units::whole(program, options);
    Codegen::new(program, layouts, options)?.generate(&unit, layouts, sources)
}

/// A program that code can be generated for, unit by unit.
pub struct Codegen<'p> {
    pub(crate) program: &'p MirProgram,
    pub(crate) options: &'p CodegenOptions,
    pub(crate) escaping: HashSet<BodyId>,
    /// Which bodies may unwind.
    pub(crate) unwinds: Vec<bool>,
}

impl<'p> Codegen<'p> {
    /// Verifies a program.
    ///
    /// # Errors
    /// [`CodegenError::Mir`] and those about symbols.
    pub fn new(program: &'p MirProgram, layouts: &Layouts<'_>, options: &'p CodegenOptions) -> Result<Self, CodegenError> {
        let problems = aria_mir::verify(program, layouts);
        if !problems.is_empty() {
            return Err(CodegenError::Mir(problems));
        }
        check_symbols(program)?;
        Ok(Self { program, options, escaping: escaping(program), unwinds: unwinding(program, layouts, options) })
    }

    /// Generates code for one of the program's units.
    ///
    /// # Errors
    /// See [`CodegenError`].
    pub fn generate(&self, unit: &Unit, layouts: &Layouts<'_>, sources: &SourceMap) -> Result<CodegenOutput, CodegenError> {
        generate(self, unit, layouts, sources)
    }
}

fn generate(
    codegen: &Codegen<'_>,
    unit: &Unit,
    layouts: &Layouts<'_>,
    sources: &SourceMap,
) -> Result<CodegenOutput, CodegenError> {
    let Codegen { program, options, escaping, unwinds } = codegen;
    let machine = target::machine(&layouts.target().triple, options)?;
    // A compiler generates a small program and ends: to take the module apart would be time for nothing.
    let ctx = ManuallyDrop::new(Context::create());
    let module = ctx.create_module(&unit.name);
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    let debug = options.debug_info.then(|| DebugInfo::new(&ctx, &module, &unit.name, options));
    let word = if layouts.target().pointer_bits == 32 { ctx.i32_type() } else { ctx.i64_type() };
    let cx = ManuallyDrop::new(ModuleCx {
        ctx: &ctx,
        builder: ctx.create_builder(),
        program,
        layouts,
        sources,
        options,
        ptr: ctx.ptr_type(AddressSpace::default()),
        word,
        unit,
        bodies: RefCell::new(vec![None; program.bodies.len()]),
        defined: unit.bodies.iter().copied().collect(),
        escaping,
        unwinds,
        strings: RefCell::default(),
        texts: RefCell::default(),
        locations: RefCell::default(),
        tags: RefCell::default(),
        debug,
        resumes: Cell::new(false),
        pending: Pending::default(),
        module,
    });
    for id in &unit.bodies {
        cx.body(*id)?;
    }
    for id in &unit.bodies {
        FunctionCx::emit(&cx, *id, program.body(*id))?;
    }
    entry::emit(&cx)?;
    cx.define_pending()?;
    unwind::define_resume(&cx)?;
    if let Some(debug) = &cx.debug {
        debug.finish();
    }
    if unit.adapters {
        adapter::link(&cx)?;
    }
    if cfg!(debug_assertions) {
        cx.module.verify().map_err(|e| CodegenError::Invalid(e.to_string()))?;
    }
    passes::run(&cx.module, &machine, options)?;
    let ir = options.emit_ir.then(|| cx.module.print_to_string().to_string());
    let emit = |kind| machine.write_to_memory_buffer(&cx.module, kind).map_err(|e| CodegenError::Emit(e.to_string()));
    // Emitting changes the module, so that a second emission works on a copy read back from bitcode.
    let assembly = match options.emit_assembly {
        true => {
            let copy = cx.module.write_bitcode_to_memory();
            let copy = Module::parse_bitcode_from_buffer(&copy, &*ctx).map_err(|e| CodegenError::Emit(e.to_string()))?;
            let text =
                machine.write_to_memory_buffer(&copy, FileType::Assembly).map_err(|e| CodegenError::Emit(e.to_string()))?;
            Some(String::from_utf8_lossy(text.as_slice()).trim_end_matches('\0').to_owned())
        }
        false => None,
    };
    let object = emit(FileType::Object)?.as_slice().to_vec();
    if unit.bodies.len() < program.bodies.len() {
        // Other units come, and take the memory.
        drop(ManuallyDrop::into_inner(cx));
        drop(ManuallyDrop::into_inner(ctx));
    }
    Ok(CodegenOutput { object, ir, assembly })
}

/// Symbols go through C strings, and each names one thing.
fn check_symbols(program: &MirProgram) -> Result<(), CodegenError> {
    let bodies = program.bodies.iter().map(|b| &b.symbol);
    let others = program.externs.iter().map(|e| &e.symbol).chain(program.globals.iter().map(|g| &g.symbol));
    for symbol in bodies.clone().chain(others.clone()) {
        if symbol.is_empty() || symbol.contains('\0') {
            return Err(CodegenError::BadSymbol(symbol.clone()));
        }
    }
    let taken: HashSet<&str> = others.map(|s| &**s).collect();
    for symbol in bodies {
        let main = program.entry.is_some() && &**symbol == "main";
        if main || taken.contains(&**symbol) || symbol.starts_with("llvm.") {
            return Err(CodegenError::SymbolClash(symbol.clone()));
        }
    }
    Ok(())
}

/// Bodies that are exported, the entry, or have their address taken.
fn escaping(program: &MirProgram) -> HashSet<BodyId> {
    let mut out: HashSet<BodyId> = program.entry.into_iter().collect();
    for body in &program.bodies {
        units::operands(body, &mut |operand| {
            if let Operand::Const(Const::Fn(instance, _)) = operand {
                out.extend(program.instances.get(instance).copied());
            }
        });
    }
    let exported = program.bodies.iter().enumerate().filter(|(_, b)| b.exported);
    out.extend(exported.map(|(i, _)| BodyId(i as u32)));
    out
}

impl<'c, 'p> ModuleCx<'c, 'p> {
    /// The function of a body, declared when it is first asked for.
    pub fn body(&self, id: BodyId) -> Result<Declared<'c>, CodegenError> {
        let known = self.bodies.borrow().get(id.0 as usize).cloned();
        let known = known.ok_or(CodegenError::Unsupported("an instance without a body"))?;
        if let Some(known) = known {
            return Ok(known);
        }
        let body = self.program.body(id);
        let abi = Arc::new(FnAbi::new(body.param_types(), body.result_ty(), false, self.layouts)?);
        let defined = self.defined.contains(&id);
        // (What only this module sees would be inlined where it is called once, however large it is.)
        let local = defined && !body.exported && !self.unit.shared.contains(&id) && !self.unit.large.contains(&id);
        let linkage = if local { Linkage::Internal } else { Linkage::External };
        let function = self.module.add_function(&body.symbol, abi.fn_type(self), Some(linkage));
        if !local && !body.exported {
            // Another unit of the same program.
            function.as_global_value().set_visibility(GlobalVisibility::Hidden);
        }
        if defined {
            self.define_attributes(function);
        }
        self.body_attributes(function, body, &abi, self.escaping.contains(&id));
        if let Some(slot) = self.bodies.borrow_mut().get_mut(id.0 as usize) {
            *slot = Some((function, abi.clone()));
        }
        Ok((function, abi))
    }

    fn body_attributes(&self, function: FunctionValue<'c>, body: &Body, abi: &FnAbi, escapes: bool) {
        for (place, word) in abi.extensions() {
            function.add_attribute(place, self.attribute(word, 0));
        }
        if body.inline {
            function.add_attribute(AttributeLoc::Function, self.attribute("alwaysinline", 0));
        } else if body.cold {
            function.add_attribute(AttributeLoc::Function, self.attribute("cold", 0));
            function.add_attribute(AttributeLoc::Function, self.attribute("noinline", 0));
        }
        if body.result_ty().is_never() {
            function.add_attribute(AttributeLoc::Function, self.attribute("noreturn", 0));
        }
        // A direct caller passes storage that nothing else writes during the call, and the callee copies what it
        // would write itself; a caller behind a function pointer promises neither.
        if escapes {
            return;
        }
        if let Pass::Indirect { size, align } = abi.result {
            for (word, value) in [("noalias", 0), ("align", align), ("dereferenceable", size)] {
                function.add_attribute(AttributeLoc::Param(0), self.attribute(word, value));
            }
        }
        for (i, pass) in abi.params.iter().enumerate() {
            let Pass::Indirect { size, align } = *pass else { continue };
            let words = [("noalias", 0), ("readonly", 0), ("captures", 0), ("align", align), ("dereferenceable", size)];
            for (word, value) in words {
                function.add_attribute(AttributeLoc::Param(abi.llvm_index(i)), self.attribute(word, value));
            }
        }
    }

    /// What every function that is defined here has.
    pub fn define_attributes(&self, function: FunctionValue<'c>) {
        let add = |attribute| function.add_attribute(AttributeLoc::Function, attribute);
        add(self.attribute("uwtable", 2));
        // A frame larger than a page touches each of its pages in turn, so that none jumps over the guard page.
        add(self.ctx.create_string_attribute("probe-stack", "inline-asm"));
        match self.options.sanitizer {
            Sanitizer::None => {}
            Sanitizer::Address => add(self.attribute("sanitize_address", 0)),
            Sanitizer::Thread => add(self.attribute("sanitize_thread", 0)),
        }
        if self.options.frame_pointers || self.options.sanitizer != Sanitizer::None {
            add(self.ctx.create_string_attribute("frame-pointer", "all"));
        }
    }

    /// An attribute by the name LLVM's assembly gives it.
    pub fn attribute(&self, name: &str, value: u64) -> Attribute {
        self.ctx.create_enum_attribute(Attribute::get_named_enum_kind_id(name), value)
    }

    /// A function that other object code defines. The first declaration of a symbol stays; calls bring their own type.
    pub fn declare(&self, symbol: &str, ty: FunctionType<'c>) -> FunctionValue<'c> {
        if let Some(known) = self.module.get_function(symbol) {
            return known;
        }
        let function = self.module.add_function(symbol, ty, None);
        // A direct call through the global offset table, resolved when the program is loaded.
        function.add_attribute(AttributeLoc::Function, self.attribute("nonlazybind", 0));
        function
    }

    /// The type that a scalar has in a register.
    pub fn scalar_type(&self, scalar: Scalar) -> BasicTypeEnum<'c> {
        match scalar {
            Scalar::Int { bits, .. } => self.int_type(bits).into(),
            Scalar::Bool => self.ctx.bool_type().into(),
            Scalar::Float { bits } => self.float_type(bits).into(),
            Scalar::Pointer => self.ptr.into(),
        }
    }

    /// The type that a scalar has in memory: a Bool is a byte there.
    pub fn memory_type(&self, scalar: Scalar) -> BasicTypeEnum<'c> {
        match scalar {
            Scalar::Bool => self.ctx.i8_type().into(),
            other => self.scalar_type(other),
        }
    }

    /// The type of a stack slot.
    pub fn slot_type(&self, repr: Repr, size: u64) -> BasicTypeEnum<'c> {
        match repr {
            Repr::Scalar(scalar) => self.memory_type(scalar),
            _ => self.bytes_type(size),
        }
    }

    pub fn bytes_type(&self, size: u64) -> BasicTypeEnum<'c> {
        // LLVM's C interface counts an array's elements in 32 bits; larger ones are rows of 2^20.
        let bytes = self.ctx.i8_type();
        match u32::try_from(size) {
            Ok(size) => bytes.array_type(size).into(),
            Err(_) => bytes.array_type(1 << 20).array_type((size >> 20) as u32 + 1).into(),
        }
    }

    pub fn int_type(&self, bits: u16) -> IntType<'c> {
        match bits {
            1 => self.ctx.bool_type(),
            8 => self.ctx.i8_type(),
            16 => self.ctx.i16_type(),
            32 => self.ctx.i32_type(),
            128 => self.ctx.i128_type(),
            _ => self.ctx.i64_type(),
        }
    }

    pub fn float_type(&self, bits: u16) -> FloatType<'c> {
        match bits {
            16 => self.ctx.f16_type(),
            32 => self.ctx.f32_type(),
            80 => self.ctx.x86_f80_type(),
            128 => self.ctx.f128_type(),
            _ => self.ctx.f64_type(),
        }
    }
}
