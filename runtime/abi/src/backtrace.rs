//! The interface between the runtime and the library that turns addresses into names, loaded when a report is printed.

/// The file name of the library; it is looked for beside `libaria_rt.so`, beside the executable, then by the loader.
pub const LIBRARY: &str = "libaria_backtrace.so";

/// The library's one entry point, of type [`Symbolize`].
pub const SYMBOLIZE: &str = "aria_backtrace_symbolize";

/// A name found for an address. Texts are not terminated by NUL; an unknown one has length 0.
#[repr(C)]
#[derive(Debug)]
pub struct ResolvedFrame {
    pub function: *const u8,
    pub function_len: usize,
    pub file: *const u8,
    pub file_len: usize,
    /// 0 if unknown.
    pub line: u32,
    /// 0 if unknown.
    pub column: u32,
}

/// Receives one frame; inlined functions come first, the function that contains them last.
pub type FrameCallback = unsafe extern "C" fn(context: *mut u8, frame: *const ResolvedFrame);

/// Calls back once for every function, inlined ones included, that `address` lies in; not at all if nothing is known.
pub type Symbolize = unsafe extern "C" fn(address: usize, callback: FrameCallback, context: *mut u8);
