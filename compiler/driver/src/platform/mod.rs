//! The host: everything that depends on the operating system. Paths, permissions, processes, the linker's world. Linux on x86-64 first.

mod environment;
pub mod files;

pub use environment::Environment;
