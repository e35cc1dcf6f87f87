//! Sizes, alignments and offsets of types. Code generation asks here and computes none itself; foreign records
//! answer with what their own compiler said.

mod data;

pub use data::{Layout, Repr, Scalar, Shape, Variants};
