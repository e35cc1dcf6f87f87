//! Turns addresses into function names, files and lines by reading debug information.
//!
//! It is a shared library of its own, loaded only when a report is printed: it needs Rust's standard library, and most
//! programs never need it.

use aria_runtime_abi::backtrace::{FrameCallback, ResolvedFrame};
use std::ffi::c_void;
use std::os::unix::ffi::OsStrExt;

mod removed_program;

/// The function that the compiler makes around a program's `main`.
const ENTRY: &str = "aria_main";

/// Calls back once for every function, inlined ones first, that `address` lies in.
///
/// # Safety
/// `callback` can be called with `context`, and does not unwind.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_backtrace_symbolize(address: usize, callback: FrameCallback, context: *mut u8) {
    let found = |name: &str, file: &[u8], line: Option<u32>, column: Option<u32>| {
        // Paths are recorded from the folder `.`, and the frame that calls `main` is nobody's code.
        let file = file.strip_prefix(b"./").unwrap_or(file);
        if name == ENTRY || (name.is_empty() && file.is_empty()) {
            return;
        }
        let frame = ResolvedFrame {
            function: name.as_ptr(),
            function_len: name.len(),
            file: file.as_ptr(),
            file_len: file.len(),
            line: line.unwrap_or_default(),
            column: column.unwrap_or_default(),
        };
        // SAFETY: the caller promises the callback; the texts live until it returns.
        unsafe { callback(context, &raw const frame) };
    };
    let removed = removed_program::each_function(address, &mut |function| {
        found(&function.name, function.file.unwrap_or_default().as_bytes(), function.line, function.column);
    });
    if removed {
        return;
    }
    // `resolve` takes a return address and looks one byte before it.
    backtrace::resolve((address + 1) as *mut c_void, |symbol| {
        let name = symbol.name().map(|name| name.to_string()).unwrap_or_default();
        let file = symbol.filename().map(|path| path.as_os_str().as_bytes()).unwrap_or_default();
        found(&name, file, symbol.lineno(), symbol.colno());
    });
}
