//! What a layout says.

use std::sync::Arc;

/// How the machine holds a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scalar {
    /// 8, 16, 32, 64 or 128 bits. `signed` decides extension at a C call and comparisons.
    Int {
        bits: u16,
        signed: bool,
    },
    /// One byte in memory, 0 or 1.
    Bool,
    /// 16, 32, 64, 80 or 128 bits.
    Float {
        bits: u16,
    },
    Pointer,
}

/// How a value travels: in registers or through memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Repr {
    /// No bytes (Unit, Never, an empty struct).
    Zero,
    Scalar(Scalar),
    Memory,
}

/// The insides of a type.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// No fields to name.
    Plain,
    /// Byte offsets, in the order of declaration. For a class this describes the object (behind `Deref`), the header
    /// included in the offsets. Fields of a union all lie at 0.
    Fields(Vec<u64>),
    /// A `CArray`: the distance between elements in bytes.
    Elements {
        stride: u64,
        count: u64,
    },
    Enum(Variants),
}

/// How an enum tells its variants apart.
#[derive(Clone, PartialEq, Debug)]
pub enum Variants {
    /// An unsigned integer tag at an offset, its value the variant's index; each variant's payload offsets.
    Tagged { tag_offset: u64, tag_bits: u16, fields: Vec<Vec<u64>> },
    /// Two variants, of which one has no payload and is the null pointer, the other a single pointer-like field at
    /// offset 0 (`Option` of a class reference or C pointer).
    NullPointer { null_variant: u32, payload_variant: u32 },
}

/// A type's layout, in bytes.
#[derive(Clone, PartialEq, Debug)]
pub struct Layout {
    pub size: u64,
    pub align: u64,
    pub repr: Repr,
    pub shape: Shape,
}

/// Layouts are shared.
pub type LayoutRef = Arc<Layout>;
