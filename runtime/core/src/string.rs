//! Making String objects.

use aria_runtime_abi::object::{ObjectHeader, STRING_BYTES_OFFSET, StringObject};
use core::ffi::{CStr, c_char};

use crate::memory::{aria_rt_alloc, aria_rt_out_of_memory, aria_rt_realloc};

/// A new String of `len` bytes, which are still to be written; the NUL behind them is in place.
pub fn with_len(len: usize) -> *mut StringObject {
    let Some(size) = len.checked_add(STRING_BYTES_OFFSET + 1) else { aria_rt_out_of_memory(len) };
    let string = aria_rt_alloc(size, 1).cast::<StringObject>();
    // SAFETY: the block holds the header and `len + 1` bytes.
    unsafe {
        (*string).header = ObjectHeader { strong: 1, meta: 0 };
        (*string).len = len as u64;
        bytes_start(string).add(len).write(0);
    }
    string
}

/// The first byte.
pub fn bytes_start(string: *mut StringObject) -> *mut u8 {
    string.cast::<u8>().wrapping_add(STRING_BYTES_OFFSET)
}

/// The bytes without the NUL.
///
/// # Safety
/// `string` is a String that lives as long as the result is used.
pub unsafe fn bytes<'a>(string: *const StringObject) -> &'a [u8] {
    // SAFETY: the caller's promise.
    unsafe { core::slice::from_raw_parts(string.cast::<u8>().add(STRING_BYTES_OFFSET), (*string).len as usize) }
}

/// A new String of the parts behind one another.
pub fn from_parts(parts: &[&[u8]]) -> *mut StringObject {
    let len = parts.iter().fold(0_usize, |sum, part| sum.saturating_add(part.len()));
    let string = with_len(len);
    let mut end = bytes_start(string);
    for part in parts {
        // SAFETY: the String has room for all parts, and is new, so they do not overlap.
        unsafe {
            core::ptr::copy_nonoverlapping(part.as_ptr(), end, part.len());
            end = end.add(part.len());
        }
    }
    string
}

/// Counts a String once more.
///
/// # Safety
/// `string` is a live String.
pub unsafe fn retain(string: *mut StringObject) {
    // SAFETY: the caller's promise.
    unsafe {
        let strong = (*string).header.strong;
        if strong as i32 > 0 {
            (*string).header.strong = strong.wrapping_add(1);
        } else {
            crate::object::aria_rt_retain_slow(string.cast());
        }
    }
}

/// Counts a String once less; it is freed with the last count.
///
/// # Safety
/// The caller owns a count.
pub unsafe fn release(string: *mut StringObject) {
    // SAFETY: the caller's promise; Strings have no fields to drop.
    unsafe {
        let strong = (*string).header.strong;
        let dead = if strong as i32 > 0 {
            (*string).header.strong = strong - 1;
            strong == 1
        } else {
            crate::object::aria_rt_release_slow(string.cast())
        };
        if dead {
            crate::object::aria_rt_object_free(string.cast());
        }
    }
}

/// A String of `len` bytes of UTF-8, copied.
///
/// # Safety
/// `bytes` is readable for `len` bytes; it may be null if `len` is 0.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_string_new(bytes: *const u8, len: usize) -> *mut StringObject {
    let string = with_len(len);
    if len != 0 {
        // SAFETY: the caller promises the source; the destination is new and has room.
        unsafe { core::ptr::copy_nonoverlapping(bytes, bytes_start(string), len) };
    }
    string
}

/// A String from a C string; bytes that are not UTF-8 become U+FFFD.
///
/// # Safety
/// `text` is not null and ends in a NUL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_string_from_c_lossy(text: *const c_char) -> *mut StringObject {
    const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();
    // SAFETY: the caller's promise.
    let bytes = unsafe { CStr::from_ptr(text) }.to_bytes();
    let mut len = 0;
    for chunk in bytes.utf8_chunks() {
        len += chunk.valid().len() + if chunk.invalid().is_empty() { 0 } else { REPLACEMENT.len() };
    }
    let string = with_len(len);
    let mut end = bytes_start(string);
    for chunk in bytes.utf8_chunks() {
        let replacement = if chunk.invalid().is_empty() { &[][..] } else { REPLACEMENT };
        for part in [chunk.valid().as_bytes(), replacement] {
            // SAFETY: the sum of all parts is the String's length.
            unsafe {
                core::ptr::copy_nonoverlapping(part.as_ptr(), end, part.len());
                end = end.add(part.len());
            }
        }
    }
    string
}

/// The lengths of Strings, added up.
///
/// # Safety
/// `parts` is an array of `count` live Strings.
unsafe fn length_of_all(parts: *const *const StringObject, count: usize) -> usize {
    // SAFETY: the caller's promise.
    (0..count).fold(0, |sum: usize, index| sum.saturating_add(unsafe { bytes(*parts.add(index)) }.len()))
}

/// Copies Strings behind one another.
///
/// # Safety
/// `parts` is an array of `count` live Strings, and there is room for all of them from `end` on.
unsafe fn copy_all(mut end: *mut u8, parts: *const *const StringObject, count: usize) {
    for index in 0..count {
        // SAFETY: the caller's promise; what is written to is none of the parts.
        unsafe {
            let part = bytes(*parts.add(index));
            core::ptr::copy_nonoverlapping(part.as_ptr(), end, part.len());
            end = end.add(part.len());
        }
    }
}

/// The given Strings behind one another, as a new one.
///
/// # Safety
/// `parts` is an array of `count` live Strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_string_concat_n(parts: *const *const StringObject, count: usize) -> *mut StringObject {
    // SAFETY: the caller's promise; the String has room for all parts.
    unsafe {
        let string = with_len(length_of_all(parts, count));
        copy_all(bytes_start(string), parts, count);
        string
    }
}

/// A String with others behind it. It grows where it is if this is its only count; then it gets more room than it needs,
/// so that growing step by step takes time for what is added.
///
/// # Safety
/// The caller owns a count of `string`, which passes over; `parts` is an array of `count` live Strings.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_string_append_n(
    string: *mut StringObject,
    parts: *const *const StringObject,
    count: usize,
) -> *mut StringObject {
    // SAFETY: the caller's promise. An ordinary count of 1 without weak references says that nobody else refers to the
    // String, unless one of the parts is it, and that it came from `malloc`.
    unsafe {
        let old_len = (*string).len as usize;
        let len = old_len.saturating_add(length_of_all(parts, count));
        let is_part = (0..count).any(|index| core::ptr::eq(*parts.add(index), string));
        if (*string).header.strong != 1 || (*string).header.meta != 0 || is_part {
            let joined = with_len(len);
            core::ptr::copy_nonoverlapping(bytes_start(string), bytes_start(joined), old_len);
            copy_all(bytes_start(joined).add(old_len), parts, count);
            release(string);
            return joined;
        }
        let Some(needed) = len.checked_add(STRING_BYTES_OFFSET + 1) else { aria_rt_out_of_memory(len) };
        let room = libc::malloc_usable_size(string.cast());
        let grown = if needed <= room {
            string
        } else {
            aria_rt_realloc(string.cast(), room, needed.max(room.saturating_add(room / 2)), 1).cast()
        };
        copy_all(bytes_start(grown).add(old_len), parts, count);
        bytes_start(grown).add(len).write(0);
        (*grown).len = len as u64;
        grown
    }
}
