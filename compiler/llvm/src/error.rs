//! Why code generation failed.

use std::fmt;
use std::sync::Arc;

use aria_layout::LayoutError;
use aria_mir::{TypeProblem, VerifyError};
use inkwell::builder::BuilderError;

/// Why code generation failed. All but the target and adapter errors mean that an earlier stage broke its promise.
#[derive(Debug)]
pub enum CodegenError {
    /// LLVM does not know the target, in its own words.
    UnknownTarget {
        triple: String,
        message: String,
    },
    /// The MIR does not verify.
    Mir(Vec<VerifyError>),
    Type(TypeProblem),
    /// A function is defined twice, or under the name of a function of C or the runtime that the program uses.
    SymbolClash(Arc<str>),
    /// A symbol that no object file can hold.
    BadSymbol(Arc<str>),
    /// An adapter's bitcode could not be read or linked, in LLVM's words.
    Adapter {
        index: usize,
        message: String,
    },
    /// Something that MIR can say and this stage has no code for.
    Unsupported(&'static str),
    /// A value was not of the kind that its layout says.
    Kind(&'static str),
    /// LLVM's builder refused.
    Builder(BuilderError),
    /// The module does not verify, in LLVM's words.
    Invalid(String),
    /// A pass failed, in LLVM's words.
    Passes(String),
    /// The object could not be written, in LLVM's words.
    Emit(String),
}

impl fmt::Display for CodegenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownTarget { triple, message } => write!(f, "LLVM does not know the target `{triple}`: {message}"),
            Self::Mir(errors) => {
                f.write_str("the MIR is wrong")?;
                errors.iter().try_for_each(|e| write!(f, "\n{e}"))
            }
            Self::Type(e) => write!(f, "{e}"),
            Self::SymbolClash(s) => write!(f, "the symbol `{s}` is taken"),
            Self::BadSymbol(s) => write!(f, "`{}` cannot be a symbol", s.escape_debug()),
            Self::Adapter { index, message } => write!(f, "adapter {index}: {message}"),
            Self::Unsupported(what) => write!(f, "no code can be generated for {what}"),
            Self::Kind(what) => write!(f, "{what} is needed"),
            Self::Builder(e) => write!(f, "{e}"),
            Self::Invalid(m) => write!(f, "the module is invalid: {m}"),
            Self::Passes(m) => write!(f, "a pass failed: {m}"),
            Self::Emit(m) => write!(f, "no object could be written: {m}"),
        }
    }
}

impl std::error::Error for CodegenError {}

impl From<BuilderError> for CodegenError {
    fn from(e: BuilderError) -> Self {
        Self::Builder(e)
    }
}

impl From<TypeProblem> for CodegenError {
    fn from(e: TypeProblem) -> Self {
        Self::Type(e)
    }
}

impl From<LayoutError> for CodegenError {
    fn from(e: LayoutError) -> Self {
        Self::Type(TypeProblem::Layout(e))
    }
}
