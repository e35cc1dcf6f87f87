//! The value of a foreign constant (an object-like macro, an enumerator).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ty::ForeignType;

/// A value that the foreign compiler computed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum ConstantValue {
    /// An integer, boolean or character constant of the given type.
    Integer { value: i128, ty: ForeignType },
    /// A floating constant; the bits of a binary64 (a `long double` is rounded).
    Float { bits: u64, ty: ForeignType },
    /// A string literal, without its NUL; bytes as the foreign compiler encodes them.
    String(Arc<[u8]>),
    /// The null pointer, or an integer cast to a pointer type (`SQLITE_TRANSIENT`).
    Pointer { address: u64, ty: ForeignType },
}
