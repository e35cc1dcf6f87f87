//! The `aria` executable. `aria run FILE` with nothing changed since the last time executes the cached program at once; everything
//! else is handed to the compiler with the same arguments.
//!
//! It starts thousands of times more often than the compiler does, so it pays for nothing it does not use: no C library, no dynamic
//! loader, no start-up of Rust's `std` (which is linked only because a binary without it needs `panic = "abort"`), no allocation.
#![no_main]

mod cached;
mod compiler;
mod memory;
mod path;
mod start;
mod system;

use system::Process;

/// What the launcher does once the process is set up; there is no way back out of it.
fn launch(process: Process) -> ! {
    let compiler = compiler::find();
    if let Some(compiler) = &compiler {
        cached::execute(&process, compiler);
        // Not in the cache, or something about it was odd: the compiler finds out what.
        system::execute(compiler.as_c_str(), process.arguments(0), process.environment());
    }
    system::complain(b"aria: error: the compiler `aria-compiler` is missing or cannot be executed; it belongs beside `aria` or into `../lib/aria`\n");
    system::exit(127)
}
