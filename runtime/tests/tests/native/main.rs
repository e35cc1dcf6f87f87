//! Programs in LLVM IR, C and C++ against the built runtime: what generated code may rely on.

mod build;
mod counts_and_text;
mod faults;
mod linkage;
mod unwinding;
