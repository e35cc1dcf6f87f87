//! Declarations of a foreign interface: functions, records, enumerations, globals, aliases.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::facts::{Fact, Facts};
use crate::ty::{ForeignType, FunctionType, TypeKey};

/// A place in a foreign file: what a diagnostic needs to show it. Line and column count from one (column in bytes).
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct ForeignPlace {
    pub path: Arc<str>,
    pub line: u32,
    pub column: u32,
}

/// Why a declaration or type has no Aria form. Reported when it is used, at the foreign place.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct Unavailable {
    pub reason: String,
    pub place: Option<ForeignPlace>,
}

/// Whether a declaration can be used.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Availability {
    Available,
    /// Usable, with a warning that carries the header's own message.
    Deprecated {
        message: Option<String>,
    },
    Unavailable(Unavailable),
}

/// How a function's code is reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Linkage {
    /// A symbol of some library.
    External,
    /// A symbol of some library that only the program itself declares: no foreign file says anything of it.
    Declared,
    /// Only in the foreign file (`static`, `inline`): an adapter carries the body into the program.
    Inline,
}

/// A calling convention by its Aria spelling (`extern "stdcall"`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum CallingConvention {
    C,
    /// C's, through which panics may unwind.
    CUnwind,
    Stdcall,
    Fastcall,
    Win64,
    SysV64,
}

/// A parameter: its type, its name if the foreign file gives one, and what is known about it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Parameter {
    pub name: Option<Arc<str>>,
    pub ty: ForeignType,
    pub facts: Facts,
}

/// A function.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ForeignFunction {
    pub name: Arc<str>,
    /// The symbol to link against (differs from the name under an asm label or a versioned redirect).
    pub symbol: Arc<str>,
    pub params: Vec<Parameter>,
    pub result: ForeignType,
    pub variadic: bool,
    /// The function never returns.
    pub noreturn: bool,
    pub convention: CallingConvention,
    pub linkage: Linkage,
    /// Facts about the function and its result.
    pub facts: Facts,
    pub availability: Availability,
    pub documentation: Option<Arc<str>>,
    pub place: Option<ForeignPlace>,
}

impl ForeignFunction {
    /// The function's type, without names and facts.
    pub fn function_type(&self) -> FunctionType {
        FunctionType {
            params: self.params.iter().map(|p| p.ty.clone()).collect(),
            result: self.result.clone(),
            variadic: self.variadic,
        }
    }

    /// Whether calls need an adapter: anything but an external function of scalars and pointers does.
    pub fn needs_adapter(&self) -> bool {
        self.linkage == Linkage::Inline
            || self.variadic
            || !matches!(self.convention, CallingConvention::C | CallingConvention::CUnwind)
            || !self.result.is_direct()
            || self.params.iter().any(|p| !p.ty.is_direct())
    }

    /// The facts of a parameter; none past the last.
    pub fn param_fact(&self, index: usize, wanted: impl Fn(&Fact) -> bool) -> bool {
        self.params.get(index).is_some_and(|p| p.facts.has(wanted))
    }
}

/// What kind of aggregate a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RecordKind {
    Struct,
    Union,
    /// Declared, never defined: only pointers to it exist.
    Opaque,
}

/// A field of a record. Offsets are the foreign compiler's own.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Field {
    /// Empty for an anonymous member, whose own fields are reached as if they were the outer record's.
    pub name: Arc<str>,
    pub ty: ForeignType,
    /// From the start of the record, in bits.
    pub offset_bits: u64,
    /// The width in bits, for a bit-field.
    pub bit_width: Option<u32>,
    pub documentation: Option<Arc<str>>,
}

/// A struct, union or opaque type. Size and alignment in bytes (zero for an opaque type).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Record {
    pub key: TypeKey,
    /// The tag, or the typedef's name for an untagged record.
    pub name: Arc<str>,
    /// How foreign source spells the type (`struct stat`), for adapters and messages.
    pub spelling: Arc<str>,
    pub kind: RecordKind,
    pub size: u64,
    pub align: u64,
    pub fields: Vec<Field>,
    pub facts: Facts,
    pub documentation: Option<Arc<str>>,
    pub place: Option<ForeignPlace>,
}

/// One name of an enumeration.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Enumerator {
    pub name: Arc<str>,
    pub value: i128,
}

/// An enumeration: an open set of integers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Enumeration {
    pub key: TypeKey,
    pub name: Arc<str>,
    pub spelling: Arc<str>,
    /// The integer type that represents it.
    pub underlying: ForeignType,
    pub enumerators: Vec<Enumerator>,
    pub documentation: Option<Arc<str>>,
    pub place: Option<ForeignPlace>,
}

/// A variable of the foreign program.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Global {
    pub name: Arc<str>,
    pub symbol: Arc<str>,
    pub ty: ForeignType,
    pub is_const: bool,
    pub thread_local: bool,
    /// `static` in the header: each importing program has its own copy.
    pub linkage: Linkage,
    pub availability: Availability,
    pub documentation: Option<Arc<str>>,
    pub place: Option<ForeignPlace>,
}

/// Anything that a name of a foreign interface can stand for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ForeignItem {
    Function(Arc<ForeignFunction>),
    Global(Arc<Global>),
    /// An enumerator: its value and the enumeration it belongs to.
    Enumerator {
        enumeration: TypeKey,
        value: i128,
    },
    /// A macro with no parameters; what it is must be asked ([`crate::ForeignInterface::constant`]).
    ObjectMacro {
        place: Option<ForeignPlace>,
    },
    /// A macro with parameters; instantiated from the argument types of a call.
    FunctionMacro {
        params: Vec<Arc<str>>,
        variadic: bool,
        place: Option<ForeignPlace>,
    },
    /// A name of a dynamic world, which is looked up when the program runs: what `module` calls by it is then a value
    /// of the lane's type `ty`.
    Dynamic {
        module: Arc<str>,
        ty: Arc<str>,
    },
    /// A type: a tag or a typedef.
    Type(ForeignType),
    Unavailable(Unavailable),
}
