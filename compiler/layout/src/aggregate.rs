//! Structs, tuples, unions and arrays: fields in the order of declaration, each at its natural alignment.

use aria_types::Ty;

use crate::data::{Layout, Repr, Shape};
use crate::error::LayoutError;
use crate::layouts::Layouts;

impl Layouts<'_> {
    /// Fields one after another, the first not before `start`.
    pub(crate) fn sequence(&self, ty: &Ty, start: u64, fields: &[Ty]) -> Result<Layout, LayoutError> {
        let mut end = start;
        let mut align = 1;
        let mut offsets = Vec::with_capacity(fields.len());
        for field in fields {
            let layout = self.layout_of(field)?;
            let offset = end.next_multiple_of(layout.align);
            offsets.push(offset);
            align = align.max(layout.align);
            end = offset.checked_add(layout.size).ok_or_else(|| LayoutError::TooLarge { ty: ty.clone() })?;
        }
        let size = end.checked_next_multiple_of(align).ok_or_else(|| LayoutError::TooLarge { ty: ty.clone() })?;
        Ok(Layout { size, align, repr: memory(size), shape: Shape::Fields(offsets) })
    }

    /// A struct or tuple of Aria's own: one whose only field with a size fills it travels as that field does.
    pub(crate) fn transparent(&self, ty: &Ty, fields: &[Ty]) -> Result<Layout, LayoutError> {
        let mut layout = self.sequence(ty, 0, fields)?;
        let mut sized = Vec::new();
        for field in fields {
            let inner = self.layout_of(field)?;
            if inner.size > 0 {
                sized.push(inner);
            }
        }
        if let [only] = &sized[..]
            && only.size == layout.size
        {
            layout.repr = only.repr;
        }
        Ok(layout)
    }

    pub(crate) fn union(&self, ty: &Ty, fields: &[Ty]) -> Result<Layout, LayoutError> {
        let (mut size, mut align) = (0, 1);
        for field in fields {
            let layout = self.layout_of(field)?;
            size = layout.size.max(size);
            align = layout.align.max(align);
        }
        let size = size.checked_next_multiple_of(align).ok_or_else(|| LayoutError::TooLarge { ty: ty.clone() })?;
        Ok(Layout { size, align, repr: memory(size), shape: Shape::Fields(vec![0; fields.len()]) })
    }

    pub(crate) fn array(&self, ty: &Ty, element: &Ty, count: u64) -> Result<Layout, LayoutError> {
        let layout = self.layout_of(element)?;
        let stride = layout.size.next_multiple_of(layout.align);
        let size = stride.checked_mul(count).ok_or_else(|| LayoutError::TooLarge { ty: ty.clone() })?;
        Ok(Layout { size, align: layout.align, repr: memory(size), shape: Shape::Elements { stride, count } })
    }
}

/// An aggregate's representation: none if it has no bytes.
pub(crate) fn memory(size: u64) -> Repr {
    if size == 0 { Repr::Zero } else { Repr::Memory }
}
