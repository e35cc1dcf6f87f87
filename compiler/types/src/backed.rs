//! Enums whose variants are numbers: `enum Color: UInt8`.

use crate::defs::{AdtId, Defs};
use crate::ty::Ty;

/// The numbers of an enum's variants.
#[derive(Clone, Debug)]
pub struct Backing {
    pub ty: Ty,
    /// By variant.
    pub values: Vec<i128>,
}

impl Defs {
    /// The numbers of an enum's variants, if it was declared with a backing type or with numbers.
    pub fn backing(&self, adt: AdtId) -> Option<&Backing> {
        self.backings.get(&adt)
    }
}
