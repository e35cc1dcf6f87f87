//! Why a type has no layout.

use std::fmt;

use aria_types::Ty;

/// Why a type has no layout.
#[derive(Clone, PartialEq, Debug)]
pub enum LayoutError {
    /// The type, or a part of it, is larger than an object can be.
    TooLarge { ty: Ty },
    /// A value of the type would contain itself.
    Recursive { ty: Ty },
    /// Its foreign side has not said what is inside.
    Opaque { ty: Ty },
    /// No value has this type (`Void`).
    Unsized { ty: Ty },
    /// A generic parameter or an unknown type is left in it.
    NotConcrete { ty: Ty },
    /// A class was asked for where only a class has an answer, or a field that does not exist.
    NoSuchField { ty: Ty, variant: Option<u32>, index: u32 },
    /// An object layout was asked of something that is not a class.
    NotAClass { ty: Ty },
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { ty } => write!(f, "`{ty}` is too large"),
            Self::Recursive { ty } => write!(f, "`{ty}` contains itself"),
            Self::Opaque { ty } => write!(f, "the insides of `{ty}` are not known"),
            Self::Unsized { ty } => write!(f, "`{ty}` has no size"),
            Self::NotConcrete { ty } => write!(f, "`{ty}` is not a concrete type"),
            Self::NoSuchField { ty, variant: None, index } => write!(f, "`{ty}` has no field {index}"),
            Self::NoSuchField { ty, variant: Some(v), index } => write!(f, "variant {v} of `{ty}` has no field {index}"),
            Self::NotAClass { ty } => write!(f, "`{ty}` is not a class"),
        }
    }
}

impl std::error::Error for LayoutError {}
