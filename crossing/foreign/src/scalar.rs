//! C's arithmetic type names, and the widths that a target gives them.

use serde::{Deserialize, Serialize};

/// An arithmetic type of C under its own name. The name survives import, inference, messages and generated headers;
/// its width is the target's business ([`TargetData`]).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum CScalar {
    Bool,
    Char,
    SChar,
    UChar,
    Short,
    UShort,
    Int,
    UInt,
    Long,
    ULong,
    LongLong,
    ULongLong,
    Size,
    SSize,
    PtrDiff,
    WChar,
    Float,
    Double,
    LongDouble,
}

/// What a scalar is for the machine: enough to convert, compare and pass it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum ScalarKind {
    Bool,
    Integer {
        bits: u16,
        signed: bool,
    },
    /// 16, 32, 64, 80 (x87 extended) or 128 bits.
    Float {
        bits: u16,
    },
}

/// The choices of a target's C ABI that the model and the layouts depend on.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub struct TargetData {
    /// The LLVM triple.
    pub triple: String,
    pub pointer_bits: u16,
    pub long_bits: u16,
    pub char_signed: bool,
    pub wchar_bits: u16,
    pub wchar_signed: bool,
    pub long_double_bits: u16,
}

impl TargetData {
    /// x86-64 Linux with glibc (System V ABI, AMD64 supplement, table 3.1).
    pub fn x86_64_linux() -> Self {
        Self {
            triple: "x86_64-unknown-linux-gnu".into(),
            pointer_bits: 64,
            long_bits: 64,
            char_signed: true,
            wchar_bits: 32,
            wchar_signed: true,
            long_double_bits: 80,
        }
    }

    /// WebAssembly with WASI preview 1 (WebAssembly tool conventions, `BasicCABI.md`).
    pub fn wasi() -> Self {
        Self {
            triple: "wasm32-unknown-wasip1".into(),
            pointer_bits: 32,
            long_bits: 32,
            char_signed: true,
            wchar_bits: 32,
            wchar_signed: true,
            long_double_bits: 128,
        }
    }

    /// Whether panics unwind the stack: without an unwinder they end the program where they happen.
    pub fn unwinds(&self) -> bool {
        !self.is_wasi()
    }

    /// Whether this is [`TargetData::wasi`].
    pub fn is_wasi(&self) -> bool {
        self.triple == "wasm32-unknown-wasip1"
    }

    /// The pointer's size in bytes, which is also `size_t`'s.
    pub const fn pointer_bytes(&self) -> u64 {
        self.pointer_bits as u64 / 8
    }
}

impl CScalar {
    pub const ALL: [CScalar; 19] = [
        Self::Bool,
        Self::Char,
        Self::SChar,
        Self::UChar,
        Self::Short,
        Self::UShort,
        Self::Int,
        Self::UInt,
        Self::Long,
        Self::ULong,
        Self::LongLong,
        Self::ULongLong,
        Self::Size,
        Self::SSize,
        Self::PtrDiff,
        Self::WChar,
        Self::Float,
        Self::Double,
        Self::LongDouble,
    ];

    /// The name in Aria.
    pub const fn aria_name(self) -> &'static str {
        match self {
            Self::Bool => "CBool",
            Self::Char => "CChar",
            Self::SChar => "CSChar",
            Self::UChar => "CUChar",
            Self::Short => "CShort",
            Self::UShort => "CUShort",
            Self::Int => "CInt",
            Self::UInt => "CUInt",
            Self::Long => "CLong",
            Self::ULong => "CULong",
            Self::LongLong => "CLongLong",
            Self::ULongLong => "CULongLong",
            Self::Size => "CSize",
            Self::SSize => "CSSize",
            Self::PtrDiff => "CPtrDiff",
            Self::WChar => "CWChar",
            Self::Float => "CFloat",
            Self::Double => "CDouble",
            Self::LongDouble => "CLongDouble",
        }
    }

    /// The name in C, for generated headers and shims.
    pub const fn c_name(self) -> &'static str {
        match self {
            Self::Bool => "_Bool",
            Self::Char => "char",
            Self::SChar => "signed char",
            Self::UChar => "unsigned char",
            Self::Short => "short",
            Self::UShort => "unsigned short",
            Self::Int => "int",
            Self::UInt => "unsigned int",
            Self::Long => "long",
            Self::ULong => "unsigned long",
            Self::LongLong => "long long",
            Self::ULongLong => "unsigned long long",
            Self::Size => "__SIZE_TYPE__",
            Self::SSize => "__PTRDIFF_TYPE__",
            Self::PtrDiff => "__PTRDIFF_TYPE__",
            Self::WChar => "__WCHAR_TYPE__",
            Self::Float => "float",
            Self::Double => "double",
            Self::LongDouble => "long double",
        }
    }

    /// The scalar that an Aria name stands for.
    pub fn from_aria_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.aria_name() == name)
    }

    /// Width and signedness on a target.
    pub const fn kind(self, target: &TargetData) -> ScalarKind {
        const fn int(bits: u16, signed: bool) -> ScalarKind {
            ScalarKind::Integer { bits, signed }
        }
        match self {
            Self::Bool => ScalarKind::Bool,
            Self::Char => int(8, target.char_signed),
            Self::SChar => int(8, true),
            Self::UChar => int(8, false),
            Self::Short => int(16, true),
            Self::UShort => int(16, false),
            Self::Int => int(32, true),
            Self::UInt => int(32, false),
            Self::Long => int(target.long_bits, true),
            Self::ULong => int(target.long_bits, false),
            Self::LongLong => int(64, true),
            Self::ULongLong => int(64, false),
            Self::Size => int(target.pointer_bits, false),
            Self::SSize | Self::PtrDiff => int(target.pointer_bits, true),
            Self::WChar => int(target.wchar_bits, target.wchar_signed),
            Self::Float => ScalarKind::Float { bits: 32 },
            Self::Double => ScalarKind::Float { bits: 64 },
            Self::LongDouble => ScalarKind::Float { bits: target.long_double_bits },
        }
    }
}
