//! Names for the addresses of a backtrace, from the library that reads debug information, loaded for the occasion, or
//! else from the dynamic symbols that the loader knows.

use aria_runtime_abi::Location;
use aria_runtime_abi::backtrace::{LIBRARY, ResolvedFrame, SYMBOLIZE, Symbolize};
use core::ffi::{CStr, c_char};
use core::mem::{MaybeUninit, transmute};

use super::report::location_text;
use crate::stderr_writer::StderrWriter;

const PATH_CAPACITY: usize = 4096;

/// The path of a library, built in place.
struct LibraryPath {
    bytes: [u8; PATH_CAPACITY],
}

impl LibraryPath {
    /// The library's name behind the folder of `beside`, ending in NUL; none if there is no folder or it is too long.
    fn beside(beside: &[u8]) -> Option<Self> {
        let folder = beside.get(..=beside.iter().rposition(|&byte| byte == b'/')?)?;
        let mut bytes = [0; PATH_CAPACITY];
        let (start, rest) = bytes.split_at_mut_checked(folder.len())?;
        start.copy_from_slice(folder);
        let name = rest.get_mut(..LIBRARY.len())?;
        name.copy_from_slice(LIBRARY.as_bytes());
        // The array was zero, so the NUL is there if there is room for it.
        (folder.len() + LIBRARY.len() < PATH_CAPACITY).then_some(Self { bytes })
    }
}

/// What turns addresses into names.
pub struct Symbolizer {
    symbolize: Option<Symbolize>,
}

impl Symbolizer {
    /// Loads the library: from beside the runtime, from beside the executable, or from where the loader finds it, which
    /// includes the executable's run path.
    pub fn load() -> Self {
        let library = Self::load_beside_runtime()
            .or_else(Self::load_beside_executable)
            .or_else(|| Self::open(LIBRARY_NAME.as_ptr().cast()));
        let symbolize = library.and_then(|library| {
            // SAFETY: the handle is open, and the name ends in NUL; the symbol has the type that the interface says.
            unsafe {
                let found = libc::dlsym(library, SYMBOLIZE_NAME.as_ptr().cast());
                (!found.is_null()).then(|| transmute::<*mut libc::c_void, Symbolize>(found))
            }
        });
        Self { symbolize }
    }

    fn open(path: *const c_char) -> Option<*mut libc::c_void> {
        // SAFETY: the path ends in NUL. The library stays loaded.
        let library = unsafe { libc::dlopen(path, libc::RTLD_NOW | libc::RTLD_LOCAL) };
        (!library.is_null()).then_some(library)
    }

    fn load_beside_runtime() -> Option<*mut libc::c_void> {
        let module = module_of(Self::load_beside_runtime as fn() -> Option<*mut libc::c_void> as usize)?;
        // SAFETY: the loader's file names end in NUL.
        let path = LibraryPath::beside(unsafe { CStr::from_ptr(module.dli_fname) }.to_bytes())?;
        Self::open(path.bytes.as_ptr().cast())
    }

    fn load_beside_executable() -> Option<*mut libc::c_void> {
        let mut executable = [0_u8; PATH_CAPACITY];
        // SAFETY: the buffer is writable for its length.
        let len = unsafe { libc::readlink(c"/proc/self/exe".as_ptr(), executable.as_mut_ptr().cast(), executable.len()) };
        let path = LibraryPath::beside(executable.get(..usize::try_from(len).ok()?)?)?;
        Self::open(path.bytes.as_ptr().cast())
    }

    /// Calls back with every function that the address lies in, the innermost first; at least once.
    fn each_function(&self, address: usize, callback: &mut dyn FnMut(&ResolvedFrame)) {
        unsafe extern "C" fn forward(context: *mut u8, frame: *const ResolvedFrame) {
            // SAFETY: the context is what is passed below, the frame is valid during the call.
            unsafe {
                let state = &mut *context.cast::<State<'_>>();
                state.found = true;
                (state.callback)(&*frame);
            }
        }
        struct State<'a> {
            callback: &'a mut dyn FnMut(&ResolvedFrame),
            found: bool,
        }
        let mut state = State { callback, found: false };
        if let Some(symbolize) = self.symbolize {
            // SAFETY: the state lives as long as the call.
            unsafe { symbolize(address, forward, (&raw mut state).cast()) };
        }
        if !state.found {
            (state.callback)(&frame_from_loader(address));
        }
    }

    /// The name of the innermost function at an address.
    pub fn with_innermost_name(&self, address: usize, use_name: &mut dyn FnMut(&[u8])) {
        let mut first = true;
        self.each_function(address, &mut |frame| {
            if core::mem::take(&mut first) {
                // SAFETY: a frame's texts are valid while it is.
                use_name(unsafe { text(frame.function, frame.function_len) });
            }
        });
    }
}

/// The library's name ending in NUL.
static LIBRARY_NAME: [u8; LIBRARY.len() + 1] = with_nul(LIBRARY);
static SYMBOLIZE_NAME: [u8; SYMBOLIZE.len() + 1] = with_nul(SYMBOLIZE);

const fn with_nul<const LEN: usize>(text: &str) -> [u8; LEN] {
    let mut out = [0; LEN];
    let mut index = 0;
    while index < text.len() {
        out[index] = text.as_bytes()[index];
        index += 1;
    }
    out
}

fn module_of(address: usize) -> Option<libc::Dl_info> {
    let mut info = MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: `info` is writable, and all zero is a valid value of it.
    unsafe {
        let found = libc::dladdr(address as *const _, info.as_mut_ptr()) != 0;
        let info = info.assume_init();
        (found && !info.dli_fname.is_null()).then_some(info)
    }
}

fn frame_from_loader(address: usize) -> ResolvedFrame {
    let mut frame =
        ResolvedFrame { function: core::ptr::null(), function_len: 0, file: core::ptr::null(), file_len: 0, line: 0, column: 0 };
    if let Some(name) = module_of(address).map(|module| module.dli_sname).filter(|name| !name.is_null()) {
        frame.function = name.cast();
        // SAFETY: the loader's names end in NUL.
        frame.function_len = unsafe { libc::strlen(name) };
    }
    frame
}

/// # Safety
/// `text` is readable for `len` bytes, or `len` is 0.
unsafe fn text<'a>(text: *const u8, len: usize) -> &'a [u8] {
    // SAFETY: the caller's promise.
    if len == 0 { &[] } else { unsafe { core::slice::from_raw_parts(text, len) } }
}

/// Prints the frames, numbered. The panic's own place names the function where nothing else does.
///
/// # Safety
/// `location` is null or in its place.
pub unsafe fn write_backtrace(addresses: &[usize], location: *const Location) {
    if addresses.is_empty() {
        return;
    }
    let symbolizer = Symbolizer::load();
    let mut folder = [0_u8; PATH_CAPACITY];
    // SAFETY: the buffer is writable for its length; the result is null or a text in it that ends in NUL.
    let folder = unsafe {
        let current = libc::getcwd(folder.as_mut_ptr().cast(), folder.len());
        if current.is_null() { &[][..] } else { CStr::from_ptr(current).to_bytes() }
    };
    let mut out = StderrWriter::new();
    out.write(b"backtrace:\n");
    let mut number = 0_u64;
    for &address in addresses {
        symbolizer.each_function(address, &mut |frame| {
            // SAFETY: a frame's texts are valid while it is; the caller promises the location.
            unsafe {
                write_frame(&mut out, number, address, frame, folder, if number == 0 { location } else { core::ptr::null() })
            };
            number += 1;
        });
    }
    out.flush();
}

/// A path as seen from a folder, if it lies in it.
fn relative_to<'a>(path: &'a [u8], folder: &[u8]) -> &'a [u8] {
    match path.strip_prefix(folder) {
        Some([b'/', rest @ ..]) if !folder.is_empty() => rest,
        _ => path,
    }
}

/// # Safety
/// The frame's texts are readable; `location` is null or in its place.
unsafe fn write_frame(
    out: &mut StderrWriter,
    number: u64,
    address: usize,
    frame: &ResolvedFrame,
    folder: &[u8],
    location: *const Location,
) {
    // SAFETY: the caller's promise.
    let (mut function, mut file) = unsafe { (text(frame.function, frame.function_len), text(frame.file, frame.file_len)) };
    let mut line = frame.line;
    if !location.is_null() && file.is_empty() {
        // SAFETY: the caller's promise.
        unsafe {
            function = location_text(&raw const (*location).function_distance).unwrap_or(function);
            file = location_text(&raw const (*location).file_distance).unwrap_or(file);
            line = (*location).line;
        }
    }
    for _ in itoa::Buffer::new().format(number).len()..4 {
        out.byte(b' ');
    }
    out.number(number);
    out.write(b": ");
    if function.is_empty() {
        out.write(b"0x");
        for shift in (0..16).rev() {
            let digit = (address >> (shift * 4)) & 0xF;
            out.byte(if digit < 10 { b'0' + digit as u8 } else { b'a' - 10 + digit as u8 });
        }
    } else {
        out.write(function);
    }
    if !file.is_empty() {
        out.write(b"  at ");
        out.write(relative_to(file, folder));
        if line != 0 {
            out.byte(b':');
            out.number(u64::from(line));
        }
    } else if let Some(module) = module_of(address) {
        // SAFETY: the loader's file names end in NUL.
        let path = unsafe { CStr::from_ptr(module.dli_fname) }.to_bytes();
        out.write(b"  in ");
        out.write(path.iter().rposition(|&byte| byte == b'/').and_then(|slash| path.get(slash + 1..)).unwrap_or(path));
    }
    out.byte(b'\n');
}
