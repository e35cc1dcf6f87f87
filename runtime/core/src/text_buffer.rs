//! Text that grows while it is written.

use core::fmt;

use crate::memory::{aria_rt_free, aria_rt_realloc};

/// Bytes on the heap; freed when it goes.
pub struct TextBuffer {
    start: *mut u8,
    len: usize,
    capacity: usize,
}

impl TextBuffer {
    pub const fn new() -> Self {
        Self { start: core::ptr::null_mut(), len: 0, capacity: 0 }
    }

    pub fn extend(&mut self, bytes: &[u8]) {
        let needed = self.len.saturating_add(bytes.len());
        if needed > self.capacity {
            let capacity = needed.max(self.capacity.saturating_mul(2)).max(64);
            // SAFETY: null, or this buffer's own block of `capacity` bytes.
            self.start = unsafe { aria_rt_realloc(self.start, self.capacity, capacity, 1) };
            self.capacity = capacity;
        }
        if !bytes.is_empty() {
            // SAFETY: there is room for `needed` bytes, and the block is this buffer's own.
            unsafe { core::ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.add(self.len), bytes.len()) };
        }
        self.len = needed;
    }

    pub fn push(&mut self, c: char) {
        self.extend(c.encode_utf8(&mut [0; 4]).as_bytes());
    }

    pub fn as_bytes(&self) -> &[u8] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: so many bytes were written.
        unsafe { core::slice::from_raw_parts(self.start, self.len) }
    }
}

impl fmt::Write for TextBuffer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.extend(text.as_bytes());
        Ok(())
    }
}

impl Drop for TextBuffer {
    fn drop(&mut self) {
        // SAFETY: null, or a block of the allocator that nobody else knows.
        unsafe { aria_rt_free(self.start) };
    }
}
