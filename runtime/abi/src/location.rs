//! The place of a panic, as the compiler emits it: one read-only constant per site, free of dynamic relocations.
//!
//! Pointers in constant data would cost a program one relocation each at load time, so a location refers to its
//! texts by distance: each `_distance` field holds `text - address of the field itself`, in LLVM's terms
//! `trunc (sub (ptrtoint @text, ptrtoint (gep @location, field))) to i32`. The texts are private `unnamed_addr`
//! constants ending in NUL, so that the linker merges equal ones. 0 stands for an absent text.

use core::mem::{offset_of, size_of};

/// Where a panic comes from.
#[repr(C)]
#[derive(Debug)]
pub struct Location {
    /// The source file's path, as diagnostics show it.
    pub file_distance: i32,
    /// The function in Aria's terms, such as `Stack.push`.
    pub function_distance: i32,
    /// The text of the source line, without its line break.
    pub text_distance: i32,
    /// The line, counted from 1; 0 means that there is no source position.
    pub line: u32,
    /// The column of the first character, counted in characters from 1.
    pub column: u32,
    /// The column behind the last character; on a span of several lines, behind the first line's last one.
    pub end_column: u32,
}

impl Location {
    /// The address a distance field refers to, or null if it is 0.
    ///
    /// # Safety
    /// `field` must point to a distance field inside a location the compiler emitted, in its original place: a copied
    /// location refers to nothing.
    #[must_use]
    pub unsafe fn resolve(field: *const i32) -> *const u8 {
        // SAFETY: the caller promises that the field can be read.
        let distance = unsafe { *field };
        if distance == 0 { core::ptr::null() } else { field.cast::<u8>().wrapping_offset(distance as isize) }
    }
}

const _: () = {
    assert!(size_of::<Location>() == 24);
    assert!(offset_of!(Location, file_distance) == 0);
    assert!(offset_of!(Location, function_distance) == 4);
    assert!(offset_of!(Location, text_distance) == 8);
    assert!(offset_of!(Location, line) == 12);
    assert!(offset_of!(Location, column) == 16);
    assert!(offset_of!(Location, end_column) == 20);
};
