//! Enums: a tag at offset 0 and the payloads over one another behind it; or, for a single reference that may be
//! missing, the null pointer.

use aria_types::Ty;

use crate::aggregate::memory;
use crate::data::{Layout, Repr, Scalar, Shape, Variants};
use crate::error::LayoutError;
use crate::layouts::Layouts;

impl Layouts<'_> {
    pub(crate) fn enumeration(&self, ty: &Ty, count: usize) -> Result<Layout, LayoutError> {
        let payloads = (0..count as u32).map(|v| self.field_types(ty, Some(v))).collect::<Result<Vec<_>, _>>()?;
        if let Some(niche) = self.null_pointer(&payloads) {
            let pointer = self.scalar(Scalar::Pointer);
            return Ok(Layout { shape: Shape::Enum(niche), ..(*pointer).clone() });
        }
        let tag_bits: u16 = match count {
            0..=0x100 => 8,
            0x101..=0x1_0000 => 16,
            _ => 32,
        };
        let tag_size = u64::from(tag_bits) / 8;
        let (mut size, mut align) = (tag_size, tag_size);
        let mut fields = Vec::with_capacity(count);
        for payload in &payloads {
            let layout = self.sequence(ty, tag_size, payload)?;
            size = size.max(layout.size);
            align = align.max(layout.align);
            let Shape::Fields(offsets) = layout.shape else { continue };
            fields.push(offsets);
        }
        let size = size.checked_next_multiple_of(align).ok_or_else(|| LayoutError::TooLarge { ty: ty.clone() })?;
        let only_tag = size == tag_size;
        let repr = if only_tag { Repr::Scalar(Scalar::Int { bits: tag_bits, signed: false }) } else { memory(size) };
        Ok(Layout { size, align, repr, shape: Shape::Enum(Variants::Tagged { tag_offset: 0, tag_bits, fields }) })
    }

    /// The representation by the null pointer, for two variants of which one is empty and the other a single pointer
    /// that is never null by itself.
    fn null_pointer(&self, payloads: &[Vec<Ty>]) -> Option<Variants> {
        let never_null = |ty: &Ty| matches!(ty, Ty::Ptr(_) | Ty::CFn(_) | Ty::Fn(_)) || self.is_class(ty);
        match payloads {
            [a, b] if a.is_empty() && matches!(&b[..], [only] if never_null(only)) => {
                Some(Variants::NullPointer { null_variant: 0, payload_variant: 1 })
            }
            [a, b] if b.is_empty() && matches!(&a[..], [only] if never_null(only)) => {
                Some(Variants::NullPointer { null_variant: 1, payload_variant: 0 })
            }
            _ => None,
        }
    }
}
