//! Blocks: bytes from the heap that the caller of an entry point frees, with a NUL behind them.

use core::ffi::c_char;

use crate::memory::aria_rt_realloc;

/// A block that grows; it is given back to the heap unless somebody takes it.
pub struct Block {
    start: *mut u8,
    len: usize,
    capacity: usize,
}

impl Block {
    pub const fn new() -> Self {
        Self { start: core::ptr::null_mut(), len: 0, capacity: 0 }
    }

    /// Room for at least `more` bytes, behind those that are there; [`Block::grow`] says how many were written.
    pub fn room(&mut self, more: usize) -> (*mut u8, usize) {
        let needed = self.len.saturating_add(more);
        if needed > self.capacity {
            let capacity = needed.max(self.capacity.saturating_mul(2)).max(64);
            // SAFETY: the block came from the same function, or is null.
            self.start = unsafe { aria_rt_realloc(self.start, self.capacity, capacity, 1) };
            self.capacity = capacity;
        }
        (self.start.wrapping_add(self.len), self.capacity - self.len)
    }

    /// # Safety
    /// So many bytes were written to what [`Block::room`] gave.
    pub unsafe fn grow(&mut self, written: usize) {
        self.len += written;
    }

    pub fn push(&mut self, bytes: &[u8]) {
        let (room, _) = self.room(bytes.len());
        // SAFETY: there is room, and nobody else has the block.
        unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), room, bytes.len()) };
        self.len += bytes.len();
    }

    /// Hands the block over and returns its length.
    ///
    /// # Safety
    /// `out` can be written.
    pub unsafe fn give(mut self, out: *mut *mut c_char) -> i64 {
        let (end, _) = self.room(1);
        // SAFETY: there is room for the NUL; the caller promises `out`.
        unsafe {
            end.write(0);
            out.write(self.start.cast());
        }
        let len = self.len;
        core::mem::forget(self);
        len as i64
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        // SAFETY: the block is the heap's, or null.
        unsafe { libc::free(self.start.cast()) }
    }
}

/// Hands over a block that holds these bytes.
///
/// # Safety
/// `out` can be written.
pub unsafe fn give(bytes: &[u8], out: *mut *mut c_char) -> i64 {
    let mut block = Block::new();
    block.push(bytes);
    // SAFETY: the caller's promise.
    unsafe { block.give(out) }
}
