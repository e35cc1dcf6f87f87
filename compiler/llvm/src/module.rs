//! [`compile`], and the state that every function of a module shares.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aria_layout::{Layouts, Repr, Scalar};
use aria_mir::{Body, BodyId, Callee, Const, MirProgram, Operand, StatementKind, TerminatorKind};
use aria_source::SourceMap;
use inkwell::AddressSpace;
use inkwell::attributes::{Attribute, AttributeLoc};
use inkwell::builder::Builder;
use inkwell::context::Context;
use inkwell::module::{Linkage, Module};
use inkwell::targets::FileType;
use inkwell::types::{BasicTypeEnum, FloatType, FunctionType, IntType, PointerType};
use inkwell::values::{FunctionValue, GlobalValue};

use crate::abi::{FnAbi, Pass};
use crate::debug_info::DebugInfo;
use crate::error::CodegenError;
use crate::function::FunctionCx;
use crate::location::LocationKey;
use crate::options::{CodegenOptions, CodegenOutput, Sanitizer};
use crate::pending::Pending;
use crate::{adapter, entry, passes, target, unwind};

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
    pub bodies: RefCell<Vec<(FunctionValue<'c>, Arc<FnAbi>)>>,
    /// Bodies that something other than a direct call may call.
    pub escaping: HashSet<BodyId>,
    pub strings: RefCell<HashMap<Arc<str>, GlobalValue<'c>>>,
    pub texts: RefCell<HashMap<Vec<u8>, GlobalValue<'c>>>,
    pub locations: RefCell<HashMap<LocationKey, GlobalValue<'c>>>,
    pub debug: Option<DebugInfo<'c>>,
    /// Some function resumes unwinding.
    pub resumes: Cell<bool>,
    pub pending: Pending<'c>,
}

/// Generates code for a program.
///
/// # Errors
/// See [`CodegenError`].
pub fn compile(
    program: &MirProgram,
    layouts: &Layouts<'_>,
    sources: &SourceMap,
    options: &CodegenOptions,
) -> Result<CodegenOutput, CodegenError> {
    let problems = aria_mir::verify(program, layouts);
    if !problems.is_empty() {
        return Err(CodegenError::Mir(problems));
    }
    check_symbols(program)?;
    let machine = target::machine(&layouts.target().triple, options)?;
    let ctx = Context::create();
    let module = ctx.create_module(&options.unit);
    module.set_triple(&machine.get_triple());
    module.set_data_layout(&machine.get_target_data().get_data_layout());
    let debug = options.debug_info.then(|| DebugInfo::new(&ctx, &module, options));
    let word = if layouts.target().pointer_bits == 32 { ctx.i32_type() } else { ctx.i64_type() };
    let cx = ModuleCx {
        ctx: &ctx,
        builder: ctx.create_builder(),
        program,
        layouts,
        sources,
        options,
        ptr: ctx.ptr_type(AddressSpace::default()),
        word,
        bodies: RefCell::default(),
        escaping: escaping(program),
        strings: RefCell::default(),
        texts: RefCell::default(),
        locations: RefCell::default(),
        debug,
        resumes: Cell::new(false),
        pending: Pending::default(),
        module,
    };
    cx.declare_bodies()?;
    for (index, body) in program.bodies.iter().enumerate() {
        FunctionCx::emit(&cx, BodyId(index as u32), body)?;
    }
    entry::emit(&cx)?;
    cx.define_pending()?;
    unwind::define_resume(&cx)?;
    if let Some(debug) = &cx.debug {
        debug.finish();
    }
    adapter::link(&cx)?;
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
            let copy = Module::parse_bitcode_from_buffer(&copy, &ctx).map_err(|e| CodegenError::Emit(e.to_string()))?;
            let text =
                machine.write_to_memory_buffer(&copy, FileType::Assembly).map_err(|e| CodegenError::Emit(e.to_string()))?;
            Some(String::from_utf8_lossy(text.as_slice()).trim_end_matches('\0').to_owned())
        }
        false => None,
    };
    let object = emit(FileType::Object)?.as_slice().to_vec();
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
    let mut operand = |o: &Operand| {
        if let Operand::Const(Const::Fn(instance, _)) = o {
            out.extend(program.instances.get(instance).copied());
        }
    };
    for body in &program.bodies {
        for block in &body.blocks {
            for statement in &block.statements {
                if let StatementKind::Assign(_, rvalue) = &statement.kind {
                    rvalue.operands().into_iter().for_each(&mut operand);
                }
            }
            if let TerminatorKind::Call { callee, args, .. } = &block.terminator.kind {
                args.iter().for_each(&mut operand);
                if let Callee::Pointer(pointer, _) = callee {
                    operand(pointer);
                }
            }
        }
    }
    let exported = program.bodies.iter().enumerate().filter(|(_, b)| b.exported);
    out.extend(exported.map(|(i, _)| BodyId(i as u32)));
    out
}

impl<'c, 'p> ModuleCx<'c, 'p> {
    fn declare_bodies(&self) -> Result<(), CodegenError> {
        for (index, body) in self.program.bodies.iter().enumerate() {
            let abi = FnAbi::new(body.param_types(), body.result_ty(), false, self.layouts)?;
            let linkage = if body.exported { Linkage::External } else { Linkage::Internal };
            let function = self.module.add_function(&body.symbol, abi.fn_type(self), Some(linkage));
            self.define_attributes(function);
            self.body_attributes(function, body, &abi, self.escaping.contains(&BodyId(index as u32)));
            self.bodies.borrow_mut().push((function, Arc::new(abi)));
        }
        Ok(())
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
