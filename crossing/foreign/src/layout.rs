//! Layouts by C's rules, of records that only a program declares: each member at the next offset that its alignment
//! allows, the whole as aligned as its strictest member (C11 6.7.2.1 §15; System V ABI, AMD64, 3.1.2).

use std::sync::Arc;

use crate::item::{Enumeration, Record, RecordKind};
use crate::scalar::{ScalarKind, TargetData};
use crate::ty::{ForeignType, TypeKey};

/// Where the records and enumerations are that a type names.
pub trait Tags {
    fn record(&self, key: TypeKey) -> Option<Arc<Record>>;
    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>>;
}

/// Size and alignment in bytes; `None` for a type that no value has.
pub fn size_and_align(ty: &ForeignType, target: &TargetData, tags: &dyn Tags) -> Option<(u64, u64)> {
    let same = |bytes: u64| Some((bytes, bytes));
    match ty.canonical() {
        ForeignType::Scalar(scalar) => same(match scalar.kind(target) {
            ScalarKind::Bool => 1,
            // The x87 format fills 16 bytes.
            ScalarKind::Float { bits: 80 } => 16,
            ScalarKind::Integer { bits, .. } | ScalarKind::Float { bits } => u64::from(bits) / 8,
        }),
        ForeignType::Integer { bits, .. } | ForeignType::Float { bits } => same(u64::from(*bits) / 8),
        ForeignType::Pointer(_) => same(target.pointer_bytes()),
        ForeignType::Array { element, length, .. } => {
            let (size, align) = size_and_align(element, target, tags)?;
            Some((size.checked_mul(*length)?, align))
        }
        ForeignType::Record(key) => {
            tags.record(*key).filter(|r| r.kind != RecordKind::Opaque && r.align > 0).map(|r| (r.size, r.align))
        }
        ForeignType::Enum(key) => size_and_align(&tags.enumeration(*key)?.underlying, target, tags),
        ForeignType::Opaque { size, align, .. } if *align > 0 => Some((*size, *align)),
        _ => None,
    }
}

/// Gives a record's fields their offsets, and the record its size and alignment. `None` if a field has no size.
pub fn lay_out(record: &mut Record, target: &TargetData, tags: &dyn Tags) -> Option<()> {
    let (mut end, mut align) = (0u64, 1);
    for field in &mut record.fields {
        let (size, field_align) = size_and_align(&field.ty, target, tags)?;
        let offset = if record.kind == RecordKind::Union { 0 } else { end.checked_next_multiple_of(field_align)? };
        field.offset_bits = offset.checked_mul(8)?;
        end = end.max(offset.checked_add(size)?);
        align = align.max(field_align);
    }
    record.size = end.checked_next_multiple_of(align)?;
    record.align = align;
    Some(())
}
