//! The entry points that raise panics.
//!
//! A frame that an exception leaves must not be a Rust frame: each entry point is a few instructions of assembly that
//! call Rust for the exception, then the unwinder, then Rust again should the unwinder come back.

use aria_runtime_abi::{Location, OverflowOperator, StringObject};

use super::{Panic, Raising, prepare, prepare_again, raise_failed};
use crate::number::{wide, with_f64_text};
use crate::string::from_parts;

macro_rules! entry_points {
    ($($(#[$attribute:meta])* fn $name:ident($($parameter:ident: $type:ty),*) $prepare:ident $body:block)*) => {
        $(
            unsafe extern "C" fn $prepare($($parameter: $type),*) -> Raising $body

            $(#[$attribute])*
            #[unsafe(naked)]
            #[unsafe(no_mangle)]
            #[unsafe(link_section = "aria_rt_edge")]
            pub unsafe extern "C-unwind" fn $name($($parameter: $type),*) -> ! {
                #[cfg(target_arch = "x86_64")]
                core::arch::naked_asm!(
                    ".cfi_startproc",
                    "sub rsp, 8",
                    ".cfi_adjust_cfa_offset 8",
                    "call {prepare}",
                    "mov qword ptr [rsp], rax",
                    "mov rdi, rax",
                    "call rdx",
                    "mov rdi, qword ptr [rsp]",
                    "mov esi, eax",
                    "call {failed}",
                    "ud2",
                    ".cfi_endproc",
                    prepare = sym $prepare,
                    failed = sym raise_failed,
                );
                #[cfg(target_arch = "aarch64")]
                core::arch::naked_asm!(
                    ".cfi_startproc",
                    "stp x29, x30, [sp, #-32]!",
                    ".cfi_adjust_cfa_offset 32",
                    ".cfi_offset x29, -32",
                    ".cfi_offset x30, -24",
                    "mov x29, sp",
                    "bl {prepare}",
                    "str x0, [sp, #16]",
                    "blr x1",
                    "mov w1, w0",
                    "ldr x0, [sp, #16]",
                    "bl {failed}",
                    "brk #1",
                    ".cfi_endproc",
                    prepare = sym $prepare,
                    failed = sym raise_failed,
                );
            }
        )*
    };
}

/// # Safety
/// `text` is readable for `len` bytes, or `len` is 0.
unsafe fn text<'a>(text: *const u8, len: usize) -> &'a [u8] {
    // SAFETY: the caller's promise.
    if len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(text, len) } }
}

entry_points! {
    /// Panics with a message, which passes to the panic.
    ///
    /// # Safety
    /// Here and below: texts are readable, Strings are live, and `location` is null or a location in its place.
    fn aria_rt_panic(message: *mut StringObject, location: *const Location) prepare_message {
        prepare(message, location)
    }

    /// Panics with a copy of a text.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_str(message: *const u8, len: usize, location: *const Location) prepare_text {
        // SAFETY: the caller's promise.
        prepare(from_parts(&[unsafe { text(message, len) }]), location)
    }

    /// Panics because the result of an operator does not fit its type.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_overflow(operator: u32, location: *const Location) prepare_overflow {
        prepare(from_parts(&[b"integer overflow: `", OverflowOperator::text(operator).as_bytes(), b"`"]), location)
    }

    /// Panics because an index lies outside.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_bounds(index: i64, len: i64, location: *const Location) prepare_bounds {
        let (mut index_text, mut len_text) = (itoa::Buffer::new(), itoa::Buffer::new());
        let unit: &[u8] = if len == 1 { b" element" } else { b" elements" };
        let (index, len) = (index_text.format(index).as_bytes(), len_text.format(len).as_bytes());
        prepare(from_parts(&[b"index ", index, b" out of bounds: the array has ", len, unit]), location)
    }

    /// Panics because of a division by zero.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_div_zero(location: *const Location) prepare_div_zero {
        prepare(from_parts(&[b"division by zero"]), location)
    }

    /// Panics because a pointer is null where a value is needed.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_null(location: *const Location) prepare_null {
        prepare(from_parts(&[b"a null pointer where a value is needed"]), location)
    }

    /// Panics because an integer, given in two halves, does not fit the type named.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_int_range(low: u64, high: u64, name: *const u8, len: usize, location: *const Location) prepare_int_range {
        let mut value = itoa::Buffer::new();
        // SAFETY: the caller's promise.
        let name = unsafe { text(name, len) };
        prepare(from_parts(&[value.format(wide(low, high)).as_bytes(), b" is out of range for `", name, b"`"]), location)
    }

    /// Panics because a float does not fit the integer type named.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_float_range(value: f64, name: *const u8, len: usize, location: *const Location) prepare_float_range {
        // SAFETY: the caller's promise.
        let name = unsafe { text(name, len) };
        let message = with_f64_text(value, |value| from_parts(&[value, b" is out of range for `", name, b"`"]));
        prepare(message, location)
    }

    /// Panics because a String with a NUL inside goes where C would take the NUL for its end.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_nul_in_string(position: u64, location: *const Location) prepare_nul_in_string {
        let mut text = itoa::Buffer::new();
        let position = text.format(position).as_bytes();
        prepare(from_parts(&[b"the string has a NUL at byte ", position, b", which C would take for its end"]), location)
    }

    /// Panics because `e!` met a failure with this message, or, if it is null, nothing.
    ///
    /// # Safety
    /// See `aria_rt_panic`.
    fn aria_rt_panic_unwrap(message: *mut StringObject, location: *const Location) prepare_unwrap {
        let message = if message.is_null() { from_parts(&[b"`!` on a value that is absent"]) } else { message };
        prepare(message, location)
    }

    /// Raises a panic that was caught once more, as it was.
    ///
    /// # Safety
    /// The caller owns a count of `panic`, which passes on.
    fn aria_rt_panic_again(panic: *mut Panic) prepare_caught {
        // SAFETY: the caller's promise.
        unsafe { prepare_again(panic) }
    }
}
