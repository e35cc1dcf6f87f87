//! Allocation from the C library's heap, which never returns null, and the way to end a program that cannot go on.

use aria_runtime_abi::object::MALLOC_ALIGN;
use core::ffi::c_void;

use crate::stderr_writer::StderrWriter;

/// Prints the parts to the standard error stream and aborts.
#[cold]
#[inline(never)]
pub fn abort_with(parts: &[&[u8]]) -> ! {
    let mut out = StderrWriter::new();
    for part in parts {
        out.write(part);
    }
    out.flush();
    // SAFETY: abort has no preconditions.
    unsafe { libc::abort() }
}

fn or_out_of_memory(pointer: *mut c_void, size: usize) -> *mut u8 {
    if pointer.is_null() {
        aria_rt_out_of_memory(size);
    }
    pointer.cast()
}

/// Reports that `size` bytes were not to be had, and aborts.
#[cold]
#[inline(never)]
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_out_of_memory(size: usize) -> ! {
    abort_with(&[b"out of memory: ", itoa::Buffer::new().format(size).as_bytes(), b" bytes\n"])
}

/// Memory of `size` bytes whose address is a multiple of `align`, a power of two.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_alloc(size: usize, align: usize) -> *mut u8 {
    // SAFETY: both functions accept any size; aligned_alloc gets a power of two and a multiple of it.
    let pointer = unsafe {
        if align <= MALLOC_ALIGN {
            libc::malloc(size)
        } else {
            match size.checked_next_multiple_of(align) {
                Some(rounded) => libc::aligned_alloc(align, rounded),
                None => core::ptr::null_mut(),
            }
        }
    };
    or_out_of_memory(pointer, size)
}

/// As `aria_rt_alloc`, with every byte zero.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_alloc_zeroed(size: usize, align: usize) -> *mut u8 {
    if align <= MALLOC_ALIGN {
        // SAFETY: calloc accepts any size.
        return or_out_of_memory(unsafe { libc::calloc(1, size) }, size);
    }
    let pointer = aria_rt_alloc(size, align);
    // SAFETY: the block has `size` bytes.
    unsafe { pointer.write_bytes(0, size) };
    pointer
}

/// Moves a block to a new size, keeping what fits.
///
/// # Safety
/// `old` is null, or a block of `old_size` bytes from this module with the same `align`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_realloc(old: *mut u8, old_size: usize, new_size: usize, align: usize) -> *mut u8 {
    if align <= MALLOC_ALIGN {
        // realloc(p, 0) frees and returns null, which is no failure.
        let size = new_size.max(1);
        // SAFETY: the caller promises that the block came from malloc.
        return or_out_of_memory(unsafe { libc::realloc(old.cast(), size) }, size);
    }
    let new = aria_rt_alloc(new_size, align);
    if !old.is_null() {
        // SAFETY: both blocks have at least the smaller size, and are distinct.
        unsafe {
            core::ptr::copy_nonoverlapping(old, new, old_size.min(new_size));
            libc::free(old.cast());
        }
    }
    new
}

/// Gives a block back.
///
/// # Safety
/// `pointer` is null or a block from this module or from `malloc`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_free(pointer: *mut u8) {
    // SAFETY: the caller's promise is free's.
    unsafe { libc::free(pointer.cast()) }
}
