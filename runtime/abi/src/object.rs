//! The header of every counted object, the rules of its counts, and the layout of String objects.
//!
//! The compiler emits the ordinary path inline, on plain (not atomic) integers:
//!
//! ```text
//! retain(o):   if (i32)o.strong > 0 { o.strong += 1 } else { aria_rt_retain_slow(o) }
//! release(o):  if (i32)o.strong > 0 { o.strong -= 1; if o.strong == 0 { destroy(o) } }
//!              else if aria_rt_release_slow(o) { destroy(o) }
//! ```
//!
//! The increment must wrap: a count of `i32::MAX` turns into [`IMMORTAL`], so an overflow leaks and never frees early.
//! `destroy` is the class's own glue: it sets `strong` to 1 around `finalize`, aborts through
//! `aria_rt_abort_resurrected` if a reference was left behind, drops the fields, sets `strong` to 0 and gives the memory
//! back through `aria_rt_object_free`, or with plain `free` for a class of which no weak reference can exist.
//! Between its last release and its destruction, an object that no weak reference and no other thread looks at has a
//! link in place of its header.

use core::mem::{offset_of, size_of};

/// What every counted object begins with.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct ObjectHeader {
    /// Read as `i32`: positive is an ordinary count; 0 is an object being destroyed or already destroyed;
    /// negative is a shared object, whose count is `-strong` and changes atomically; [`IMMORTAL`] never changes.
    pub strong: u32,
    /// Weak references in the bits of [`WEAK_COUNT_MASK`]; [`DESTROYED_BIT`]; [`SHARED_BIT`].
    pub meta: u32,
}

/// The `strong` of objects in read-only memory, such as string literals, which are never counted nor freed.
pub const IMMORTAL: u32 = i32::MIN as u32;

/// The bits of `meta` that count weak references.
pub const WEAK_COUNT_MASK: u32 = (1 << 30) - 1;

/// The bit of `meta` set when the fields were dropped while weak references remained: the last of them frees the memory.
pub const DESTROYED_BIT: u32 = 1 << 30;

/// The bit of `meta` that says that other threads may hold the object: both of its counts are then atomic.
pub const SHARED_BIT: u32 = 1 << 31;

/// How many bits of a word hold an address where a dead object's header links it to the next one that is to be
/// dismantled (see ADR 0016). The C library's heap lies below that on every target.
pub const PENDING_ADDRESS_BITS: u64 = 48;

/// A String: the header, the number of bytes, the bytes, and a NUL that the length does not count.
///
/// The bytes are UTF-8. They begin at [`STRING_BYTES_OFFSET`] and never change.
#[repr(C)]
#[derive(Debug)]
pub struct StringObject {
    pub header: ObjectHeader,
    /// The number of bytes without the NUL behind them.
    pub len: u64,
    /// The first of `len + 1` bytes.
    pub bytes: [u8; 0],
}

/// Where a String's bytes begin.
pub const STRING_BYTES_OFFSET: usize = offset_of!(StringObject, bytes);

/// The alignment of every object that `aria_rt_alloc` or `malloc` returns without being asked for more.
pub const MALLOC_ALIGN: usize = 16;

const _: () = {
    assert!(size_of::<ObjectHeader>() == 8);
    assert!(offset_of!(ObjectHeader, strong) == 0);
    assert!(offset_of!(ObjectHeader, meta) == 4);
    assert!(offset_of!(StringObject, len) == 8);
    assert!(STRING_BYTES_OFFSET == 16);
};
