//! The native runtime of Aria programs: memory and counts, strings, text forms of numbers, printing, panics and their reports,
//! and the system layer of the library.
//!
//! Programs link it as `libaria_rt.so` (`aria run`) or `libaria_rt.a` (`aria build`). It is built without std and adds
//! no shared library but the C library to a program; the unwinder and the symbolizer are loaded when a panic needs them.
//! Names, signatures and layouts come from `aria-runtime-abi`.
#![no_std]

mod atomic;
mod crossing;
mod format;
mod growing;
mod main_program;
mod memory;
mod monitor;
mod number;
mod object;
mod panic;
mod print;
mod stack_overflow;
mod stderr_writer;
mod string;
mod system;
mod text;
mod text_buffer;
mod thread;
mod unwind;

/// Rust's own panics are bugs of the runtime: nothing here is meant to reach them, and there is nobody to tell.
#[panic_handler]
fn rust_panic(_: &core::panic::PanicInfo<'_>) -> ! {
    memory::abort_with(&[b"fatal error: the Aria runtime failed\n"])
}
