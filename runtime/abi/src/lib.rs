//! Layouts, symbol names and constants shared by the compiler and the native runtime: the one source of both.
//!
//! Nothing here runs. The compiler emits code from these numbers, the runtime is built from the same ones, and the
//! assertions at the end of each module stop the build when a layout drifts.
#![no_std]

pub mod backtrace;
pub mod crossing;
pub mod location;
pub mod object;
pub mod overflow;
pub mod symbol;
pub mod system;
pub mod unwind;

pub use location::Location;
pub use object::{ObjectHeader, StringObject};
pub use overflow::OverflowOperator;

/// The status a program ends with after a panic that nothing caught.
pub const PANIC_EXIT_STATUS: i32 = 101;

/// How many return addresses a panic keeps.
pub const MAX_BACKTRACE_FRAMES: usize = 64;
