//! The limits that keep every input, however hostile, within bounded stack and memory.

/// How deep brackets, blocks, types and operands may nest.
pub const MAX_NESTING: u32 = 256;

/// How high one expression's tree may grow, counting operators and calls chained without brackets.
/// Bounds the recursion of every later stage and of dropping the tree.
pub const MAX_HEIGHT: u32 = 768;

/// How many errors of one file are kept.
pub const MAX_ERRORS: usize = 200;
