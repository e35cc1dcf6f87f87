//! Placeholder.
/// Placeholder until the crate lands.
pub struct Diagnostic;
