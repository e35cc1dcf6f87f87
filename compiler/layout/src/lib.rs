//! Sizes, alignments and offsets of types. Code generation asks here and computes none itself; foreign records
//! answer with what their own compiler said.

mod aggregate;
mod data;
mod enums;
mod error;
mod fields;
mod foreign;
mod layouts;
mod ownership;

pub use data::{Layout, LayoutRef, Repr, Scalar, Shape, Variants};
pub use error::LayoutError;
pub use layouts::{Layouts, OBJECT_HEADER_SIZE};
