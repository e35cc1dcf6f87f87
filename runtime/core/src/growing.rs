//! A list that grows at its end, on C's heap: the runtime has no allocator of Rust's.

use core::mem::{align_of, size_of};
use core::ptr::null_mut;

use aria_runtime_abi::object::MALLOC_ALIGN;

use crate::memory::aria_rt_out_of_memory;

pub struct Growing<T: Copy> {
    items: *mut T,
    len: usize,
    room: usize,
}

impl<T: Copy> Growing<T> {
    pub const fn new() -> Self {
        const { assert!(align_of::<T>() <= MALLOC_ALIGN) };
        Self { items: null_mut(), len: 0, room: 0 }
    }

    pub fn push(&mut self, value: T) {
        if self.len == self.room {
            self.grow();
        }
        // SAFETY: there is room for one more.
        unsafe { self.items.add(self.len).write(value) };
        self.len += 1;
    }

    #[cold]
    fn grow(&mut self) {
        let room = if self.room == 0 { 64 } else { self.room * 2 };
        let size = room * size_of::<T>();
        // SAFETY: the block is ours or null.
        let items = unsafe { libc::realloc(self.items.cast(), size) };
        if items.is_null() {
            aria_rt_out_of_memory(size);
        }
        (self.items, self.room) = (items.cast(), room);
    }

    pub fn pop(&mut self) -> Option<T> {
        self.len = self.len.checked_sub(1)?;
        // SAFETY: the element was written.
        Some(unsafe { self.items.add(self.len).read() })
    }

    pub fn as_slice(&self) -> &[T] {
        if self.len == 0 {
            return &[];
        }
        // SAFETY: so many elements were written.
        unsafe { core::slice::from_raw_parts(self.items, self.len) }
    }

    pub fn as_mut_slice(&mut self) -> &mut [T] {
        if self.len == 0 {
            return &mut [];
        }
        // SAFETY: so many elements were written.
        unsafe { core::slice::from_raw_parts_mut(self.items, self.len) }
    }
}

impl<T: Copy> Drop for Growing<T> {
    fn drop(&mut self) {
        // SAFETY: the block is ours or null.
        unsafe { libc::free(self.items.cast()) };
    }
}
