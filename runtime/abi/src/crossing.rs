//! How a reference that a value holds goes to another thread with it, for `aria_rt_cross`.

/// To an object that never changes: both threads keep it.
pub const SHARED: u32 = 0;
/// To an object that changes: nothing else may refer to it.
pub const MOVED: u32 = 1;
/// A weak reference to an object that changes: it must go along.
pub const WEAK: u32 = 2;
/// A weak reference to an object that never changes.
pub const WEAK_SHARED: u32 = 3;
