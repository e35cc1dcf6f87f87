//! Diagnostics: typed, coded findings, how they are declared, collected, rendered and written as JSON.
//!
//! A crate declares what it can say with [`diagnostics!`] in its own `diagnostics.rs`; this crate knows no entry.
//! Stages return their result *and* a [`Diagnostics`]; the driver renders them with [`render`] or [`to_json`].

mod code;
mod diagnostic;
mod entry;
pub mod explain;
mod json;
mod render;
mod sink;

pub use code::{Code, InvalidCode, Severity};
pub use diagnostic::{Diagnostic, Edit, Help, Label, Note};
pub use entry::{Entry, duplicate_codes};
pub use json::to_json;
pub use render::{RenderOptions, render};
pub use sink::{Diagnostics, Limited, limit};

/// What [`diagnostics!`] expands to; no other code needs it.
#[doc(hidden)]
pub mod macro_support {
    pub use crate::entry::place;
    pub use aria_source::Span;
}
