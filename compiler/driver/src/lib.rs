//! Placeholder.

pub mod cache;
pub mod platform;
