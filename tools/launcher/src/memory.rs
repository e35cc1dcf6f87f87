//! The memory functions that compiled code may call on its own. They usually come from the C library, which is not there.
//! Written as single instructions or with volatile accesses, so that the compiler cannot turn them into calls of themselves.
#![allow(clippy::missing_safety_doc)]

use core::arch::global_asm;

#[cfg(target_arch = "x86_64")]
use core::arch::asm;

// Otherwise a linker may export these names, and call them through a table that only the dynamic loader would fill.
global_asm!(".hidden memcpy", ".hidden memmove", ".hidden memset", ".hidden memcmp", ".hidden bcmp", ".hidden strlen");

/// # Safety
/// As in C: `count` bytes can be read at `from` and written at `to`, and the two do not overlap.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    // SAFETY: the caller's promise is that of the instruction.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!("rep movsb", inout("rcx") count => _, inout("rdi") to => _, inout("rsi") from => _, options(nostack, preserves_flags));
    }
    #[cfg(not(target_arch = "x86_64"))]
    for index in 0..count {
        // SAFETY: `index < count`, and the caller promises that many bytes on both sides.
        unsafe { to.wrapping_add(index).write_volatile(from.wrapping_add(index).read_volatile()) };
    }
    to
}

/// # Safety
/// As in C: `count` bytes can be read at `from` and written at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    if (to as usize).wrapping_sub(from as usize) >= count {
        // SAFETY: going forwards never overwrites what is still to be read, which is all that `memcpy` above relies on.
        return unsafe { memcpy(to, from, count) };
    }
    let mut index = count;
    while index > 0 {
        index = index.wrapping_sub(1);
        // SAFETY: `index < count`, and the caller promises that many bytes on both sides.
        unsafe { to.wrapping_add(index).write_volatile(from.wrapping_add(index).read_volatile()) };
    }
    to
}

/// # Safety
/// As in C: `count` bytes can be written at `to`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memset(to: *mut u8, byte: i32, count: usize) -> *mut u8 {
    // SAFETY: the caller's promise is that of the instruction.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        asm!("rep stosb", inout("rcx") count => _, inout("rdi") to => _, in("al") byte as u8, options(nostack, preserves_flags));
    }
    #[cfg(not(target_arch = "x86_64"))]
    for index in 0..count {
        // SAFETY: `index < count`, and the caller promises that many bytes.
        unsafe { to.wrapping_add(index).write_volatile(byte as u8) };
    }
    to
}

/// # Safety
/// As in C: `count` bytes can be read at `left` and at `right`.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    let mut index = 0;
    while index < count {
        // SAFETY: `index < count`, and the caller promises that many bytes on both sides.
        let (one, other) = unsafe { (left.wrapping_add(index).read_volatile(), right.wrapping_add(index).read_volatile()) };
        if one != other {
            return i32::from(one).wrapping_sub(i32::from(other));
        }
        index = index.wrapping_add(1);
    }
    0
}

/// # Safety
/// As `memcmp`.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    // SAFETY: the caller's promise is the same.
    unsafe { memcmp(left, right, count) }
}

/// # Safety
/// As in C: `text` points to bytes that end with a NUL.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(text: *const u8) -> usize {
    let mut length: usize = 0;
    // SAFETY: no byte in front of the NUL was one, so this one still belongs to the text.
    while unsafe { text.wrapping_add(length).read_volatile() } != 0 {
        length = length.wrapping_add(1);
    }
    length
}
