//! Foreign records and enumerations: their own compiler's numbers, and their fields' types in Aria's terms.

use std::sync::Arc;

use aria_foreign::{CScalar, Enumeration, ForeignType, FunctionType, Record, RecordKind};
use aria_types::{ExternRef, FloatTy, FnSig, IntTy, PtrTy, Ty};

use crate::aggregate::memory;
use crate::data::{Layout, Repr, Shape};
use crate::error::LayoutError;
use crate::layouts::Layouts;

/// The offset of a bit-field: it has none in bytes, and is reached through an adapter.
const NO_BYTE_OFFSET: u64 = u64::MAX;

impl Layouts<'_> {
    pub(crate) fn foreign(&self, ty: &Ty, e: &ExternRef) -> Result<Layout, LayoutError> {
        let opaque = || LayoutError::Opaque { ty: ty.clone() };
        if e.is_enum {
            let underlying = self.enumeration_of(e).and_then(|found| self.foreign_ty(&found.underlying)).ok_or_else(opaque)?;
            return match self.layout_of(&underlying)?.as_ref() {
                layout @ Layout { repr: Repr::Scalar(_), .. } => Ok(layout.clone()),
                _ => Err(opaque()),
            };
        }
        let record = self.record_of(e).ok_or_else(opaque)?;
        if record.kind == RecordKind::Opaque || record.align == 0 || !record.align.is_power_of_two() {
            return Err(opaque());
        }
        let offset = |f: &aria_foreign::Field| match f.bit_width {
            None if f.offset_bits.is_multiple_of(8) => f.offset_bits / 8,
            _ => NO_BYTE_OFFSET,
        };
        let offsets = record.fields.iter().map(offset).collect();
        Ok(Layout { size: record.size, align: record.align, repr: memory(record.size), shape: Shape::Fields(offsets) })
    }

    /// The record behind a foreign type, from whichever import knows it.
    pub fn record_of(&self, e: &ExternRef) -> Option<Arc<Record>> {
        self.defs.imports.iter().find_map(|import| import.interface.record(e.key))
    }

    /// The enumeration behind a foreign type.
    pub fn enumeration_of(&self, e: &ExternRef) -> Option<Arc<Enumeration>> {
        self.defs.imports.iter().find_map(|import| import.interface.enumeration(e.key))
    }

    /// A field's type in Aria's terms; `None` where Aria has no form for it.
    pub(crate) fn foreign_ty(&self, ty: &ForeignType) -> Option<Ty> {
        Some(match ty.canonical() {
            ForeignType::Void => Ty::Void,
            ForeignType::Scalar(s) => Ty::C(*s),
            ForeignType::Integer { bits, signed } => Ty::Int(integer(*bits, *signed)?),
            ForeignType::Float { bits: 32 } => Ty::Float(FloatTy::F32),
            ForeignType::Float { bits: 64 } => Ty::Float(FloatTy::F64),
            ForeignType::Float { bits: 80 } => Ty::C(CScalar::LongDouble),
            ForeignType::Pointer(p) => match p.pointee.canonical() {
                ForeignType::Function(f) => Ty::CFn(Arc::new(self.function_sig(f)?)),
                // A pointer is a pointer, whatever Aria can say of what it points to.
                pointee => {
                    let pointee = self.foreign_ty(pointee).unwrap_or(Ty::Void);
                    Ty::Ptr(Arc::new(PtrTy { pointee, is_const: p.is_const, restrict: p.restrict }))
                }
            },
            ForeignType::Array { element, length, .. } => Ty::Array(Arc::new(self.foreign_ty(element)?), *length),
            ForeignType::Record(key) => {
                let name = self.defs.imports.iter().find_map(|i| i.interface.record(*key))?.name.clone();
                Ty::Extern(ExternRef { key: *key, name, is_enum: false })
            }
            ForeignType::Enum(key) => {
                let name = self.defs.imports.iter().find_map(|i| i.interface.enumeration(*key))?.name.clone();
                Ty::Extern(ExternRef { key: *key, name, is_enum: true })
            }
            _ => return None,
        })
    }

    fn function_sig(&self, f: &FunctionType) -> Option<FnSig> {
        let params = f.params.iter().map(|p| self.foreign_ty(p)).collect::<Option<_>>()?;
        let result = match f.result.canonical() {
            ForeignType::Void => Ty::Unit,
            other => self.foreign_ty(other)?,
        };
        Some(FnSig { params, result, variadic: f.variadic })
    }
}

fn integer(bits: u16, signed: bool) -> Option<IntTy> {
    let fixed =
        [IntTy::I8, IntTy::I16, IntTy::I32, IntTy::I64, IntTy::I128, IntTy::U8, IntTy::U16, IntTy::U32, IntTy::U64, IntTy::U128];
    fixed.into_iter().find(|i| i.bits(0) == bits && i.signed() == signed)
}
