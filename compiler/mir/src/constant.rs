//! Constants.

use std::sync::Arc;

use aria_types::Ty;

use crate::program::Instance;

/// A constant operand.
#[derive(Clone, PartialEq, Debug)]
pub enum Const {
    Unit,
    Bool(bool),
    /// An integer, character or C scalar of this type.
    Int(i128, Ty),
    /// The bits of a binary64; converted if the type is narrower or wider.
    Float(u64, Ty),
    /// An immortal `String` object.
    Str(Arc<str>),
    /// The address of constant bytes followed by a NUL, as a pointer of this type.
    Bytes(Arc<[u8]>, Ty),
    /// The null pointer, or a null class reference inside an enum.
    Null(Ty),
    /// All-zero bits.
    Zeroed(Ty),
    /// An integer address as a pointer (`SQLITE_TRANSIENT`).
    Address(u64, Ty),
    /// The address of a static panic location for this span, as a pointer of this type.
    Location(aria_source::Span, Ty),
    /// The code address of an Aria function (as a `CFn`).
    Fn(Instance, Ty),
    /// The code address of a foreign or runtime function, by symbol (as a `CFn`).
    ExternFn(Arc<str>, Ty),
    /// The address of a foreign variable, by symbol (as a pointer).
    ExternGlobal(Arc<str>, Ty),
}

impl Const {
    /// The constant's type; strings are given the type of the language item by the caller.
    pub fn ty(&self) -> Option<Ty> {
        Some(match self {
            Self::Unit => Ty::Unit,
            Self::Bool(_) => Ty::Bool,
            Self::Str(_) => return None,
            Self::Int(_, ty)
            | Self::Float(_, ty)
            | Self::Bytes(_, ty)
            | Self::Null(ty)
            | Self::Zeroed(ty)
            | Self::Address(_, ty)
            | Self::Location(_, ty)
            | Self::Fn(_, ty)
            | Self::ExternFn(_, ty)
            | Self::ExternGlobal(_, ty) => ty.clone(),
        })
    }
}
