//! The types of fields, with generics substituted.

use aria_types::{AdtKind, FieldDef, Ty};

use crate::data::{Layout, Shape, Variants};
use crate::error::LayoutError;
use crate::layouts::Layouts;

impl Layouts<'_> {
    /// The types of a type's fields: those of a struct, union, tuple, class (its object's) or foreign record; with a
    /// variant, those of an enum's payload. A foreign field that Aria has no form for is [`Ty::Error`].
    ///
    /// # Errors
    /// If the type has no fields to name.
    pub fn field_types(&self, ty: &Ty, variant: Option<u32>) -> Result<Vec<Ty>, LayoutError> {
        let none = || LayoutError::NoSuchField { ty: ty.clone(), variant, index: 0 };
        match (ty, variant) {
            (Ty::Tuple(items), None) => Ok(items.to_vec()),
            (Ty::Extern(e), None) if !e.is_enum => {
                let record = self.record_of(e).ok_or_else(|| LayoutError::Opaque { ty: ty.clone() })?;
                Ok(record.fields.iter().map(|f| self.foreign_ty(&f.ty).unwrap_or(Ty::Error)).collect())
            }
            (Ty::Adt(adt, args), _) => {
                let def = self.defs.adts.get(adt.id.0 as usize).ok_or_else(none)?;
                let substituted = |fields: &[FieldDef]| fields.iter().map(|f| f.ty.substitute(args)).collect();
                match (def.kind, variant) {
                    (AdtKind::Enum, Some(v)) => Ok(substituted(&def.variants.get(v as usize).ok_or_else(none)?.fields)),
                    (AdtKind::Enum, None) | (_, Some(_)) => Err(none()),
                    _ => Ok(substituted(&def.fields)),
                }
            }
            _ => Err(none()),
        }
    }

    /// The type of one field; see [`Layouts::field_types`].
    ///
    /// # Errors
    /// If there is no such field.
    pub fn field_ty(&self, ty: &Ty, variant: Option<u32>, index: u32) -> Result<Ty, LayoutError> {
        let missing = || LayoutError::NoSuchField { ty: ty.clone(), variant, index };
        match (ty, variant) {
            (Ty::Tuple(items), None) => items.get(index as usize).cloned().ok_or_else(missing),
            (Ty::Adt(adt, args), _) => {
                let def = self.defs.adts.get(adt.id.0 as usize).ok_or_else(missing)?;
                let fields = match variant {
                    Some(v) => &def.variants.get(v as usize).ok_or_else(missing)?.fields,
                    None => &def.fields,
                };
                fields.get(index as usize).map(|f| f.ty.substitute(args)).ok_or_else(missing)
            }
            _ => self.field_types(ty, variant)?.get(index as usize).cloned().ok_or_else(missing),
        }
    }

    /// The number of variants of an enum, 0 for anything else.
    pub fn variant_count(&self, ty: &Ty) -> u32 {
        match ty {
            Ty::Adt(adt, _) => self.defs.adts.get(adt.id.0 as usize).map_or(0, |d| d.variants.len() as u32),
            _ => 0,
        }
    }
}

impl Layout {
    /// The byte offset of a field; with a variant, of a field of an enum's payload. `None` if there is none, as for
    /// a bit-field.
    pub fn field_offset(&self, variant: Option<u32>, index: u32) -> Option<u64> {
        let offset = match (&self.shape, variant) {
            (Shape::Fields(offsets), None) => offsets.get(index as usize).copied(),
            (Shape::Enum(Variants::Tagged { fields, .. }), Some(v)) => fields.get(v as usize)?.get(index as usize).copied(),
            (Shape::Enum(Variants::NullPointer { payload_variant, .. }), Some(v)) => {
                (v == *payload_variant && index == 0).then_some(0)
            }
            _ => None,
        };
        offset.filter(|o| *o != u64::MAX)
    }
}
