//! Adapters (C's are called shims): code from the foreign side that makes a call, a macro or a field access which
//! its ABI makes special look like a call of scalars and pointers.
//!
//! An adapter takes every argument that is not a direct scalar by pointer, and writes a result that is not by
//! pointer through its *first* parameter. It is made internal and inlined away.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::item::CallingConvention;
use crate::ty::ForeignType;

/// What to adapt.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum AdapterKind {
    /// A call of the named function.
    Function { name: Arc<str> },
    /// A call of a function that no foreign file declares: its first `fixed` parameters have the types given here, and
    /// so have further ones where it is variadic.
    Declared { symbol: Arc<str>, fixed: u32, variadic: bool, convention: CallingConvention },
    /// A call through a function pointer, given as the first argument.
    Pointer,
    /// An instantiation of the named macro; the arguments are expressions of the given types.
    Macro { name: Arc<str> },
    /// The value of a macro that is an expression but not a constant (`errno`).
    ObjectMacro { name: Arc<str> },
    /// A bit-field read: the argument is a pointer to the record.
    ReadField { record: Arc<str>, field: Arc<str> },
    /// A bit-field write: a pointer to the record, then the value.
    WriteField { record: Arc<str>, field: Arc<str> },
    /// The address of a `static` or thread-local global.
    Address { name: Arc<str> },
}

/// How an adapter receives one argument.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct AdapterParam {
    pub ty: ForeignType,
    /// By pointer rather than as a machine scalar; follows from [`ForeignType::is_direct`].
    pub indirect: bool,
}

/// A request for an adapter. Equal requests get the same code.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Adapter {
    pub kind: AdapterKind,
    /// The types the call passes, after promotion: for a variadic function more than the declaration has.
    pub params: Vec<AdapterParam>,
    pub result: ForeignType,
}

/// The adapter's code: a symbol, and the LLVM bitcode that defines it together with what it needs.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct AdapterCode {
    pub symbol: Arc<str>,
    pub bitcode: Arc<[u8]>,
}
