//! Which types own something, so that destroying their values does something.

use aria_types::{AdtKind, Ty};

use crate::data::{Layout, Repr, Scalar};
use crate::layouts::Layouts;

impl Layouts<'_> {
    /// Whether destroying a value of the type does anything: it is a class reference or closure, has a destructor, or
    /// contains such a value. Pointers own nothing, whatever they point to.
    pub fn needs_drop(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Fn(_) => true,
            Ty::Foreign(..) => self.defs.lane_type(ty).is_some(),
            Ty::Array(element, n) => *n > 0 && self.needs_drop(element),
            Ty::Tuple(items) => items.iter().any(|i| self.needs_drop(i)),
            Ty::Adt(adt, _) => {
                let Some(def) = self.defs.adts.get(adt.id.0 as usize) else { return false };
                if def.kind == AdtKind::Class || def.finalize.is_some() || self.defs.copy_hook(ty).is_some() {
                    return true;
                }
                if let Some(known) = self.drops.borrow().get(ty) {
                    // A type met inside itself adds nothing new.
                    return known.unwrap_or(false);
                }
                if self.is_endless(ty) {
                    return false;
                }
                self.drops.borrow_mut().insert(ty.clone(), None);
                self.depth.set(self.depth.get() + 1);
                let variants: Vec<Option<u32>> = match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).map(Some).collect(),
                    _ => vec![None],
                };
                let owns =
                    |v: &Option<u32>| self.field_types(ty, *v).is_ok_and(|fields| fields.iter().any(|f| self.needs_drop(f)));
                let answer = variants.iter().any(owns);
                self.depth.set(self.depth.get() - 1);
                self.drops.borrow_mut().insert(ty.clone(), Some(answer));
                answer
            }
            _ => false,
        }
    }
}

impl Layout {
    /// Whether a call of foreign code passes a value directly, as one machine scalar of at most 64 bits; everything
    /// else goes by pointer. The same rule as the model's `ForeignType::is_direct`.
    pub fn crosses_directly(&self) -> bool {
        match self.repr {
            Repr::Zero => true,
            Repr::Scalar(Scalar::Int { bits, .. } | Scalar::Float { bits }) => bits <= 64,
            Repr::Scalar(Scalar::Bool | Scalar::Pointer) => true,
            Repr::Memory => false,
        }
    }
}
