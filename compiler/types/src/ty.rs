//! [`Ty`]: a type. Structural values with shared children, so that two threads can build equal types without a
//! common table.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use aria_foreign::{CScalar, TypeKey};
use serde::{Deserialize, Serialize};

use crate::defs::{AdtId, FnId};

/// Type arguments.
pub type Args = Arc<[Ty]>;

/// An integer of fixed or pointer width.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum IntTy {
    I8,
    I16,
    I32,
    /// Also `Int`.
    I64,
    I128,
    ISize,
    U8,
    U16,
    U32,
    /// Also `UInt`.
    U64,
    U128,
    USize,
}

/// A binary float; `F64` is also `Float`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum FloatTy {
    F32,
    F64,
}

/// A struct, class or enum by its index, with its name so that a type can be printed without the tables.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AdtRef {
    pub id: AdtId,
    pub name: Arc<str>,
}

/// A foreign record or enumeration by its key, with its name for printing.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExternRef {
    pub key: TypeKey,
    pub name: Arc<str>,
    /// An enumeration rather than a record: a value of it is an integer.
    pub is_enum: bool,
}

/// A generic parameter: its index among the parameters in scope (the owner's first), and its name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ParamTy {
    pub index: u32,
    pub name: Arc<str>,
}

/// A C pointer: `CPtr[T]`, with `.const` and `.restrict`.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct PtrTy {
    pub pointee: Ty,
    pub is_const: bool,
    pub restrict: bool,
}

/// The signature of a closure or C function pointer.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct FnSig {
    pub params: Vec<Ty>,
    pub result: Ty,
    pub variadic: bool,
}

/// A closure that is written as the argument of a function which only calls it. The value is the address of a
/// `LentClosure` in the caller's frame; the type says which code it is, so that the callee's instance calls it directly.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct LentTy {
    pub function: FnId,
    /// Its number among the closures of the function.
    pub number: u32,
    /// The function's name, for printing.
    pub name: Arc<str>,
    /// The function's type arguments.
    pub args: Args,
}

/// A type yet unknown inside one body.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub struct InferVar(pub u32);

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Ty {
    /// Stands where a type could not be had and an error was already reported; fits everything.
    Error,
    Never,
    Unit,
    Bool,
    Char,
    Int(IntTy),
    Float(FloatTy),
    /// An arithmetic type under C's name.
    C(CScalar),
    /// What a `CVoidPtr` points to; no value has this type.
    Void,
    /// An address without a pointee type (`RawPtr`), for arithmetic in `unsafe`.
    RawPtr,
    Ptr(Arc<PtrTy>),
    /// `CArray[T, N]`.
    Array(Arc<Ty>, u64),
    /// A foreign record or enumeration.
    Extern(ExternRef),
    /// A type of a lane's own world, by the lane's index and the name in its table.
    Foreign(u8, Arc<str>),
    Adt(AdtRef, Args),
    Tuple(Args),
    Fn(Arc<FnSig>),
    CFn(Arc<FnSig>),
    /// A closure that its caller lends; only while programs are lowered.
    Lent(Arc<LentTy>),
    Param(ParamTy),
    Infer(InferVar),
}

macro_rules! identity_by {
    ($type:ident, $field:ident) => {
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.$field == other.$field
            }
        }
        impl Eq for $type {}
        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.$field.hash(state);
            }
        }
    };
}
identity_by!(AdtRef, id);
identity_by!(ExternRef, key);
identity_by!(ParamTy, index);

impl IntTy {
    pub const ALL: [IntTy; 12] = [
        Self::I8,
        Self::I16,
        Self::I32,
        Self::I64,
        Self::I128,
        Self::ISize,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::U128,
        Self::USize,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::I8 => "Int8",
            Self::I16 => "Int16",
            Self::I32 => "Int32",
            Self::I64 => "Int",
            Self::I128 => "Int128",
            Self::ISize => "ISize",
            Self::U8 => "UInt8",
            Self::U16 => "UInt16",
            Self::U32 => "UInt32",
            Self::U64 => "UInt",
            Self::U128 => "UInt128",
            Self::USize => "USize",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "Int64" => Some(Self::I64),
            "UInt64" => Some(Self::U64),
            _ => Self::ALL.into_iter().find(|i| i.name() == name),
        }
    }

    pub const fn signed(self) -> bool {
        matches!(self, Self::I8 | Self::I16 | Self::I32 | Self::I64 | Self::I128 | Self::ISize)
    }

    /// The width in bits where a pointer has `pointer_bits`.
    pub const fn bits(self, pointer_bits: u16) -> u16 {
        match self {
            Self::I8 | Self::U8 => 8,
            Self::I16 | Self::U16 => 16,
            Self::I32 | Self::U32 => 32,
            Self::I64 | Self::U64 => 64,
            Self::I128 | Self::U128 => 128,
            Self::ISize | Self::USize => pointer_bits,
        }
    }
}

impl Ty {
    pub const INT: Ty = Ty::Int(IntTy::I64);
    pub const FLOAT: Ty = Ty::Float(FloatTy::F64);
    pub const USIZE: Ty = Ty::Int(IntTy::USize);

    /// `CPtr[pointee]`, const or not.
    pub fn pointer(pointee: Ty, is_const: bool) -> Ty {
        Ty::Ptr(Arc::new(PtrTy { pointee, is_const, restrict: false }))
    }

    /// `CString`: a pointer to characters. C's `char *` and `const char *` differ only in the flag.
    pub fn c_string(is_const: bool) -> Ty {
        Ty::pointer(Ty::C(CScalar::Char), is_const)
    }

    pub fn void_pointer(is_const: bool) -> Ty {
        Ty::pointer(Ty::Void, is_const)
    }

    pub fn is_error(&self) -> bool {
        matches!(self, Ty::Error)
    }

    pub fn is_never(&self) -> bool {
        matches!(self, Ty::Never)
    }

    pub fn as_ptr(&self) -> Option<&PtrTy> {
        match self {
            Ty::Ptr(p) => Some(p),
            _ => None,
        }
    }

    /// Whether the type, or a part of it, satisfies a predicate.
    pub fn any(&self, wanted: &mut dyn FnMut(&Ty) -> bool) -> bool {
        if wanted(self) {
            return true;
        }
        match self {
            Ty::Ptr(p) => p.pointee.any(wanted),
            Ty::Array(element, _) => element.any(wanted),
            Ty::Adt(_, args) | Ty::Tuple(args) => args.iter().any(|a| a.any(wanted)),
            Ty::Lent(lent) => lent.args.iter().any(|a| a.any(wanted)),
            Ty::Fn(sig) | Ty::CFn(sig) => sig.params.iter().any(|p| p.any(wanted)) || sig.result.any(wanted),
            _ => false,
        }
    }

    /// Whether generic parameters occur in the type.
    pub fn is_generic(&self) -> bool {
        self.any(&mut |t| matches!(t, Ty::Param(_)))
    }
}
