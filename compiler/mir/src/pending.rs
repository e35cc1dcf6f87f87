//! The functions by which destruction goes on without recursion: externs that code generation emits itself.
//!
//! Each thread has a list of objects whose last count was given back and that are still to be dismantled. Glue that
//! destroys an object whose type can lead to itself opens a list, dismantles the object, runs the list until it is
//! empty, and closes it. What dismantles such an object adds to the list instead of destroying what it finds.

/// `UInt ()`: puts the thread's list aside and begins an empty one. The result is what `CLOSE` takes.
pub const OPEN: &str = "aria.pending.open";
/// `Unit (RawPtr object, code)`: adds an object whose last count was given back. The code is a constant
/// [`crate::Const::Fn`] of its type's [`crate::InstanceKind::DismantleGlue`]. Never unwinds.
pub const ADD: &str = "aria.pending.add";
/// `Unit ()`: dismantles what is on the list, the last added first, until it is empty. When it unwinds, what is left is
/// still on the list.
pub const RUN: &str = "aria.pending.run";
/// `Unit (UInt)`: puts the list back that was put aside. The present one is empty.
pub const CLOSE: &str = "aria.pending.close";
