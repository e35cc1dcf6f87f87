//! Rvalues: what a statement can compute without branching; and callees.

use std::sync::Arc;

use aria_types::{FnId, FnSig, TraitId, Ty};

use crate::place::{Operand, Place};
use crate::program::Instance;

/// A binary operation on scalars of one type. Comparisons give Bool.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinOp {
    /// Wraps.
    Add,
    /// Wraps.
    Sub,
    /// Wraps.
    Mul,
    /// Truncates toward zero; the divisor was checked (not zero, no overflow).
    Div,
    /// The remainder of `Div`.
    Rem,
    And,
    Or,
    Xor,
    /// The amount was checked to be below the width.
    Shl,
    /// Arithmetic for signed types; the amount was checked.
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnOp {
    /// Wraps for integers.
    Neg,
    /// Logical on Bool, bitwise on integers.
    Not,
}

/// A conversion between scalars that has no failing case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CastKind {
    /// Integer (or Char, Bool) to integer: extends by the source's sign, or truncates.
    IntToInt,
    /// By the source's sign.
    IntToFloat,
    /// Saturates; NaN is 0 (the checked conversion tests before).
    FloatToInt,
    FloatToFloat,
    /// Pointer to pointer, class reference to pointer and back: the bits stay.
    Reinterpret,
    PtrToInt,
    IntToPtr,
}

/// A computation.
#[derive(Clone, PartialEq, Debug)]
pub enum Rvalue {
    Use(Operand),
    Binary(BinOp, Operand, Operand),
    /// `Add`, `Sub` or `Mul` on integers with the wrapped result and whether it overflowed, as a tuple `(T, Bool)`.
    Overflowing(BinOp, Operand, Operand),
    Unary(UnOp, Operand),
    Cast(CastKind, Operand, Ty),
    /// The address of a place, as a pointer.
    AddressOf(Place),
    /// A struct, tuple, extern struct or `CArray` from its parts, in order.
    Aggregate(Ty, Vec<Operand>),
    /// An enum value: the variant and its payload.
    Variant(Ty, u32, Vec<Operand>),
    /// The variant index of an enum, as `Int`.
    VariantOf(Place),
    /// A new object of a class: count one, fields zero. `tail` extra bytes behind the fields. Aborts when memory is
    /// exhausted.
    NewObject {
        class: Ty,
        tail: Option<Operand>,
    },
    /// The address of the bytes behind an object's fields, as a pointer of the given type.
    Tail(Operand, Ty),
    /// The pointer `index` elements further (signed, `Int`).
    Offset {
        pointer: Operand,
        index: Operand,
    },
    SizeOf(Ty),
    AlignOf(Ty),
    /// Takes one count from a class reference; true if that was the last and the object must be destroyed. Null: false.
    ReleaseCount(Operand),
    /// Whether destroying a value of the type does anything.
    NeedsDrop(Ty),
}

/// What a call calls.
#[derive(Clone, PartialEq, Debug)]
pub enum Callee {
    /// An Aria function; generic until `mono`.
    Instance(Instance),
    /// A trait's method, resolved by `mono` from the type of `self`.
    TraitMethod { trait_: TraitId, method: FnId, self_ty: Ty, args: Vec<Ty> },
    /// A foreign, adapter or runtime function by its symbol, declared in [`crate::MirProgram::externs`]. Results and
    /// arguments that are not scalars go by pointer, the result's first.
    Extern(Arc<str>),
    /// A closure; resolved by `mono` from the operand's type.
    Closure(Operand, Arc<FnSig>),
    /// A C function pointer, with the same convention.
    Pointer(Operand, Arc<FnSig>),
}

/// Why an assertion panics. Operands are what the message shows.
#[derive(Clone, PartialEq, Debug)]
pub enum PanicKind {
    /// `+`, `-`, `*`, unary `-`, … by its spelling.
    Overflow(&'static str),
    DivisionByZero,
    /// The index and the length, both `Int`.
    Bounds {
        index: Operand,
        length: Operand,
    },
    /// A null pointer was followed.
    Null,
    /// A checked conversion: the value and the name of the type it does not fit.
    Range {
        value: Operand,
        target: Arc<str>,
    },
    /// A String with a NUL inside was passed where C wants a NUL-terminated one: the position, `Int`.
    NulInString {
        position: Operand,
    },
    ShiftAmount,
    /// `match` met a value outside an open set (cannot happen where exhaustiveness was proved).
    NoMatch,
}

impl Rvalue {
    /// The operands it reads, in order. (Places it reads by themselves are not among them.)
    pub fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Use(a) | Self::Unary(_, a) | Self::Cast(_, a, _) | Self::Tail(a, _) | Self::ReleaseCount(a) => vec![a],
            Self::Binary(_, a, b) | Self::Overflowing(_, a, b) | Self::Offset { pointer: a, index: b } => vec![a, b],
            Self::Aggregate(_, parts) | Self::Variant(_, _, parts) => parts.iter().collect(),
            Self::NewObject { tail, .. } => tail.iter().collect(),
            Self::AddressOf(_) | Self::VariantOf(_) | Self::SizeOf(_) | Self::AlignOf(_) | Self::NeedsDrop(_) => Vec::new(),
        }
    }
}
