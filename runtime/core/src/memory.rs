//! Allocation from the C library's heap, which never returns null, and the way to end a program that cannot go on.

use aria_runtime_abi::object::MALLOC_ALIGN;
use core::ffi::c_void;
use core::mem::MaybeUninit;

use crate::panic::{Backtrace, write_backtrace};
use crate::stderr_writer::StderrWriter;

/// How many of the frames that asked for too much memory are shown.
const SHOWN_FRAMES: usize = 16;

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

/// Reports that `size` bytes were not to be had and where they were asked for, and aborts.
#[cold]
#[inline(never)]
#[unsafe(no_mangle)]
#[unsafe(link_section = "aria_rt_edge")]
pub extern "C" fn aria_rt_out_of_memory(size: usize) -> ! {
    // What the program printed comes first.
    // SAFETY: null stands for all streams of the C library.
    unsafe { libc::fflush(core::ptr::null_mut()) };
    let mut out = StderrWriter::new();
    for part in [b"fatal error: out of memory: ".as_slice(), itoa::Buffer::new().format(size).as_bytes(), b" bytes\n"] {
        out.write(part);
    }
    out.flush();
    // Finding names takes some memory: where there is none left, the C library says so in its own way.
    let mut backtrace = MaybeUninit::<Backtrace>::uninit();
    // SAFETY: the backtrace is written before it is read; there is no location.
    unsafe {
        Backtrace::capture_into(backtrace.as_mut_ptr());
        let walked = Backtrace::addresses(backtrace.as_ptr());
        write_backtrace(walked.get(..SHOWN_FRAMES).unwrap_or(walked), core::ptr::null());
    }
    abort_with(&[])
}

/// Memory of `size` bytes whose address is a multiple of `align`, a power of two; null if there is none.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_try_alloc(size: usize, align: usize) -> *mut u8 {
    // SAFETY: both functions accept any size; aligned_alloc gets a power of two and a multiple of it.
    let pointer = unsafe {
        if align <= MALLOC_ALIGN {
            // malloc(0) may return null, which is no failure.
            libc::malloc(size.max(1))
        } else {
            match size.checked_next_multiple_of(align) {
                Some(rounded) => libc::aligned_alloc(align, rounded),
                None => core::ptr::null_mut(),
            }
        }
    };
    pointer.cast()
}

/// Memory of `size` bytes whose address is a multiple of `align`, a power of two.
#[unsafe(no_mangle)]
#[unsafe(link_section = "aria_rt_edge")]
pub extern "C" fn aria_rt_alloc(size: usize, align: usize) -> *mut u8 {
    or_out_of_memory(aria_rt_try_alloc(size, align).cast(), size)
}

/// As `aria_rt_alloc`, with every byte zero.
#[unsafe(no_mangle)]
#[unsafe(link_section = "aria_rt_edge")]
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
#[unsafe(link_section = "aria_rt_edge")]
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
