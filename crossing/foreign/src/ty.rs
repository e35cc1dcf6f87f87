//! [`ForeignType`]: a foreign type as the model holds it, before `bind` gives it its Aria form.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::item::Unavailable;
use crate::scalar::CScalar;

/// The identity of a record or enumeration across imports: a hash of its unified symbol resolution (clang's USR, or
/// a lane's own qualified name) and of its layout. A header imported twice yields equal keys; the same header under
/// defines that change the layout yields another key, and so another type.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct TypeKey(pub u64);

/// A foreign type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ForeignType {
    Void,
    /// An arithmetic type under C's name.
    Scalar(CScalar),
    /// An integer of fixed width (`int32_t`, `__int128`).
    Integer {
        bits: u16,
        signed: bool,
    },
    /// A binary float that has no C scalar name here (`_Float16`, `__float128`).
    Float {
        bits: u16,
    },
    Pointer(Arc<PointerType>),
    /// A fixed-size array. Length 0 with `flexible` is a flexible array member.
    Array {
        element: Arc<ForeignType>,
        length: u64,
        flexible: bool,
    },
    /// A function type; behind a pointer it is a callback or function pointer.
    Function(Arc<FunctionType>),
    /// A struct, union or opaque type, found through [`crate::ForeignInterface::record`].
    Record(TypeKey),
    /// An enumeration, found through [`crate::ForeignInterface::enumeration`].
    Enum(TypeKey),
    /// A typedef: its name is kept, `target` is what it stands for.
    Alias {
        name: Arc<str>,
        target: Arc<ForeignType>,
    },
    /// A type that values can have but Aria has no form for (complex, vectors); it still has a size, so that
    /// pointers to it and records that contain it work.
    Opaque {
        spelling: Arc<str>,
        size: u64,
        align: u64,
    },
    /// A type of a lane's own world (a dynamic object, say), named by the lane's table.
    Lane {
        name: Arc<str>,
    },
    /// Text in Aria's own form, its String; only in exported interfaces.
    Text,
    Unavailable(Arc<Unavailable>),
}

/// A pointer and its qualifiers. `nullable` is `None` where nothing is known.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PointerType {
    pub pointee: ForeignType,
    pub is_const: bool,
    pub is_volatile: bool,
    pub restrict: bool,
    pub nullable: Option<bool>,
}

/// Parameters and result of a function type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FunctionType {
    pub params: Vec<ForeignType>,
    pub result: ForeignType,
    pub variadic: bool,
}

impl ForeignType {
    /// The type behind typedefs.
    pub fn canonical(&self) -> &ForeignType {
        let mut ty = self;
        while let ForeignType::Alias { target, .. } = ty {
            ty = target;
        }
        ty
    }

    /// A pointer without qualifiers beyond `const`.
    pub fn pointer(pointee: ForeignType, is_const: bool) -> ForeignType {
        ForeignType::Pointer(Arc::new(PointerType { pointee, is_const, is_volatile: false, restrict: false, nullable: None }))
    }

    /// Whether a call can pass a value of this type directly, as one machine scalar, with no adapter.
    /// (C's ABI for anything else is its own compiler's business.)
    pub fn is_direct(&self) -> bool {
        match self.canonical() {
            ForeignType::Void | ForeignType::Pointer(_) | ForeignType::Enum(_) => true,
            ForeignType::Integer { bits, .. } => *bits <= 64,
            ForeignType::Scalar(s) => *s != CScalar::LongDouble,
            _ => false,
        }
    }
}
