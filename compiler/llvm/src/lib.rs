//! From MIR to object code: the only crate that knows LLVM, and the linker inside the process.
//!
//! One [`aria_mir::MirProgram`] becomes one LLVM module, or several where it is large ([`units`]): bodies as functions,
//! adapters linked in, then passes, then an object. The output is a function of the input alone: no path, time or address
//! of the compiling process is in it.

mod abi;
mod adapter;
mod aliasing;
mod arithmetic;
mod call;
mod cast;
mod constants;
mod counts;
mod debug_info;
mod debug_types;
mod effects;
mod entry;
mod enums;
mod error;
mod fingerprint;
mod function;
mod link;
mod location;
mod memory;
mod module;
mod options;
mod origins;
mod panics;
mod passes;
mod pending;
mod place;
mod runtime;
mod rvalue;
mod statement;
mod target;
mod terminator;
mod units;
mod unwind;
mod unwinding;

pub use error::CodegenError;
pub use link::{LinkError, Linker, UndefinedSymbol, link};
pub use module::{Codegen, compile};
pub use options::{CodegenOptions, CodegenOutput, Profile, Sanitizer};
pub use units::{Unit, units};
