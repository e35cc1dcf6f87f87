//! The first instructions of the process: the kernel leaves the arguments on the stack, and `enter` is called with their address.

use crate::system::Process;
use core::arch::global_asm;

#[cfg(target_arch = "x86_64")]
global_asm!(
    ".globl _start",
    ".type _start,@function",
    "_start:",
    "xor ebp, ebp",
    "mov rdi, rsp",
    "and rsp, -16",
    "call {enter}",
    "ud2",
    enter = sym enter,
);

#[cfg(target_arch = "aarch64")]
global_asm!(
    ".globl _start",
    ".type _start,@function",
    "_start:",
    "mov x29, #0",
    "mov x30, #0",
    "mov x0, sp",
    "bl {enter}",
    "brk #1",
    enter = sym enter,
);

// Not plain "C": that would guard against unwinding, of which there is none.
extern "C-unwind" fn enter(stack: *const usize) -> ! {
    // SAFETY: `_start` passes the stack pointer that the kernel gave to the process.
    crate::launch(unsafe { Process::from_stack(stack) })
}
