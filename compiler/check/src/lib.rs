//! Types of bodies.
pub mod typed;
