//! Constant values and constant data.

use std::sync::Arc;

use aria_layout::{Repr, Scalar};
use aria_mir::{Const, Instance};
use aria_runtime_abi::object::IMMORTAL;
use inkwell::module::Linkage;
use inkwell::values::{BasicValueEnum, FunctionValue, GlobalValue, PointerValue, UnnamedAddress};

use crate::abi::FnAbi;
use crate::error::CodegenError;
use crate::memory::Value;
use crate::module::ModuleCx;

impl<'c> ModuleCx<'c, '_> {
    pub fn constant(&self, c: &Const) -> Result<Value<'c>, CodegenError> {
        let scalar = |v: BasicValueEnum<'c>| Ok(Value::Scalar(v));
        match c {
            Const::Unit => Ok(Value::Zero),
            // Only a body can give a location its function's name.
            Const::Location(..) => Err(CodegenError::Kind("a constant outside a body")),
            Const::Bool(b) => scalar(self.ctx.bool_type().const_int(u64::from(*b), false).into()),
            Const::Str(text) => scalar(self.string(text).as_pointer_value().into()),
            Const::Bytes(bytes, _) => scalar(self.text(bytes).as_pointer_value().into()),
            Const::Address(address, _) => scalar(self.word.const_int(*address, false).const_to_pointer(self.ptr).into()),
            Const::Fn(instance, _) => scalar(self.instance(instance)?.0.as_global_value().as_pointer_value().into()),
            Const::ExternFn(symbol, _) => scalar(self.external(symbol)?.0.as_global_value().as_pointer_value().into()),
            Const::ExternGlobal(symbol, _) => scalar(self.global(symbol).into()),
            Const::Null(ty) | Const::Zeroed(ty) => Ok(match self.layouts.layout_of(ty)?.repr {
                Repr::Zero => Value::Zero,
                Repr::Scalar(s) => Value::Scalar(self.zero(s)),
                Repr::Memory => Value::Zeroed,
            }),
            Const::Int(value, ty) => match self.layouts.layout_of(ty)?.repr {
                Repr::Scalar(Scalar::Bool) => scalar(self.ctx.bool_type().const_int(u64::from(*value != 0), false).into()),
                Repr::Scalar(Scalar::Int { bits, .. }) => {
                    let words = [*value as u64, (*value >> 64) as u64];
                    let count = if bits == 128 { 2 } else { 1 };
                    scalar(self.int_type(bits).const_int_arbitrary_precision(&words[..count]).into())
                }
                Repr::Scalar(Scalar::Float { bits }) => scalar(self.float_type(bits).const_float(*value as f64).into()),
                Repr::Scalar(Scalar::Pointer) => {
                    scalar(self.word.const_int(*value as u64, true).const_to_pointer(self.ptr).into())
                }
                _ => Err(CodegenError::Kind("a scalar")),
            },
            Const::Float(bits, ty) => match self.layouts.layout_of(ty)?.repr {
                Repr::Scalar(Scalar::Float { bits: width }) => {
                    scalar(self.float_type(width).const_float(f64::from_bits(*bits)).into())
                }
                _ => Err(CodegenError::Kind("a float")),
            },
        }
    }

    pub fn zero(&self, scalar: Scalar) -> BasicValueEnum<'c> {
        match scalar {
            Scalar::Int { bits, .. } => self.int_type(bits).const_zero().into(),
            Scalar::Bool => self.ctx.bool_type().const_zero().into(),
            Scalar::Float { bits } => self.float_type(bits).const_zero().into(),
            Scalar::Pointer => self.ptr.const_null().into(),
        }
    }

    /// An immortal String object.
    fn string(&self, text: &Arc<str>) -> GlobalValue<'c> {
        if let Some(known) = self.strings.borrow().get(text) {
            return *known;
        }
        let i32 = self.ctx.i32_type();
        let fields: [BasicValueEnum<'c>; 4] = [
            i32.const_int(u64::from(IMMORTAL), false).into(),
            i32.const_zero().into(),
            self.ctx.i64_type().const_int(text.len() as u64, false).into(),
            self.ctx.const_string(text.as_bytes(), true).into(),
        ];
        let value = self.ctx.const_struct(&fields, false);
        let global = self.data(value.get_type().into(), "aria.string");
        global.set_initializer(&value);
        // Two equal texts may be one object, but objects have a header that is read: not a mergeable C string.
        global.set_alignment(8);
        self.strings.borrow_mut().insert(text.clone(), global);
        global
    }

    /// Constant bytes and a NUL.
    pub fn text(&self, bytes: &[u8]) -> GlobalValue<'c> {
        if let Some(known) = self.texts.borrow().get(bytes) {
            return *known;
        }
        let value = self.ctx.const_string(bytes, true);
        let global = self.data(value.get_type().into(), "aria.text");
        global.set_initializer(&value);
        global.set_alignment(1);
        self.texts.borrow_mut().insert(bytes.to_vec(), global);
        global
    }

    pub fn data(&self, ty: inkwell::types::BasicTypeEnum<'c>, name: &str) -> GlobalValue<'c> {
        let global = self.module.add_global(ty, None, name);
        global.set_linkage(Linkage::Private);
        global.set_unnamed_address(UnnamedAddress::Global);
        global.set_constant(true);
        global
    }

    fn global(&self, symbol: &str) -> PointerValue<'c> {
        if let Some(known) = self.module.get_global(symbol) {
            return known.as_pointer_value();
        }
        // The type does not matter: every access says its own.
        let global = self.module.add_global(self.ctx.i8_type(), None, symbol);
        global.set_alignment(1);
        global.set_thread_local(self.program.globals.iter().any(|g| &*g.symbol == symbol && g.thread_local));
        global.as_pointer_value()
    }

    pub fn instance(&self, instance: &Instance) -> Result<(FunctionValue<'c>, Arc<FnAbi>), CodegenError> {
        let id = self.program.instances.get(instance).ok_or(CodegenError::Unsupported("an instance without a body"))?;
        self.body(*id)
    }
}
