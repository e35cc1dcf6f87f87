//! Layouts shared by the runtime and the compiler.
#![no_std]
