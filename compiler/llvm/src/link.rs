//! lld inside the process.

use std::ffi::{CString, c_char, c_int, c_void};
use std::fmt;
use std::sync::Mutex;

/// A symbol that some object refers to and none defines.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UndefinedSymbol {
    pub name: String,
}

/// Why linking failed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LinkError {
    /// lld's errors and warnings, a text each, which may have several lines.
    pub messages: Vec<String>,
    /// What the messages say is missing, each symbol once.
    pub undefined: Vec<UndefinedSymbol>,
}

impl fmt::Display for LinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.messages.join("\n"))
    }
}

impl std::error::Error for LinkError {}

unsafe extern "C" {
    /// In `lld.cpp`. Bit 0 of the result says that linking failed, bit 1 that lld must not be called again.
    fn aria_lld(
        argc: c_int,
        argv: *const *const c_char,
        sink: unsafe extern "C" fn(*mut c_void, *const c_char, usize),
        context: *mut c_void,
    ) -> c_int;
}

/// lld has global state: one link at a time, and none after it crashed.
static USABLE: Mutex<bool> = Mutex::new(true);

unsafe extern "C" fn receive(context: *mut c_void, text: *const c_char, len: usize) {
    // SAFETY: `aria_lld` hands back the context of `link`, a `String` that outlives the call, and `len` bytes of text.
    let (out, bytes) = unsafe { (&mut *context.cast::<String>(), std::slice::from_raw_parts(text.cast::<u8>(), len)) };
    out.push_str(&String::from_utf8_lossy(bytes));
}

/// The linkers inside the compiler, by the formats that they write.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Linker {
    /// `ld.lld`
    Elf,
    /// `wasm-ld`
    Module,
}

impl Linker {
    fn command(self) -> &'static std::ffi::CStr {
        match self {
            Self::Elf => c"ld.lld",
            Self::Module => c"wasm-ld",
        }
    }
}

/// Links as the linker's command with these arguments (without the program's own name) would.
///
/// # Errors
/// What lld says; nothing is printed.
pub fn link(linker: Linker, args: &[String]) -> Result<(), LinkError> {
    let failed = |message: &str| LinkError { messages: vec![message.to_owned()], undefined: Vec::new() };
    let mut owned = vec![linker.command().to_owned()];
    for arg in args {
        owned.push(CString::new(arg.as_str()).map_err(|_| failed("an argument contains NUL"))?);
    }
    let pointers: Vec<*const c_char> = owned.iter().map(|a| a.as_ptr()).collect();
    let mut text = String::new();
    let mut usable = USABLE.lock().unwrap_or_else(|e| e.into_inner());
    if !*usable {
        return Err(failed("the linker crashed before in this process"));
    }
    // SAFETY: the arguments are NUL-terminated and live across the call, the context is the String that `receive`
    // expects, and the lock keeps other threads out of lld.
    let status = unsafe { aria_lld(pointers.len() as c_int, pointers.as_ptr(), receive, (&raw mut text).cast()) };
    *usable = status & 2 == 0;
    drop(usable);
    if status == 0 { Ok(()) } else { Err(parse(&text)) }
}

/// Splits lld's output into messages: each begins with the program's name, and `>>>` lines belong to the one before.
fn parse(text: &str) -> LinkError {
    let mut error = LinkError::default();
    for line in text.lines().filter(|l| !l.is_empty()) {
        match error.messages.last_mut() {
            Some(last) if line.starts_with(">>>") => {
                last.push('\n');
                last.push_str(line);
            }
            _ => error.messages.push(line.strip_prefix("ld.lld: ").or(line.strip_prefix("wasm-ld: ")).unwrap_or(line).to_owned()),
        }
    }
    for message in &error.messages {
        let first = message.lines().next().unwrap_or_default();
        // (The linker of modules names the object first.)
        let missing = first.strip_prefix("error: ").and_then(|rest| rest.split_once("undefined symbol: "));
        let Some((_, name)) = missing else { continue };
        if !error.undefined.iter().any(|u| u.name == name) {
            error.undefined.push(UndefinedSymbol { name: name.to_owned() });
        }
    }
    error
}
