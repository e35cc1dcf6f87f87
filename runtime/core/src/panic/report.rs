//! The report of a panic that nothing caught: message, place with the source line, backtrace.

use aria_runtime_abi::Location;
use core::ffi::CStr;

use super::Panic;
use super::backtrace::Backtrace;
use super::symbolize::write_backtrace;
use crate::stderr_writer::StderrWriter;
use crate::string::bytes;

/// How parts of a report stand out on a terminal.
struct Style {
    strong: &'static [u8],
    error: &'static [u8],
    frame: &'static [u8],
    reset: &'static [u8],
}

impl Style {
    const PLAIN: Self = Self { strong: b"", error: b"", frame: b"", reset: b"" };
    const COLOURED: Self = Self { strong: b"\x1b[1m", error: b"\x1b[1;91m", frame: b"\x1b[1;94m", reset: b"\x1b[0m" };

    fn of_stderr() -> Self {
        // SAFETY: the name ends in NUL; a value, if there is one, ends in NUL too.
        let colour = unsafe {
            let no_colour = libc::getenv(c"NO_COLOR".as_ptr());
            (no_colour.is_null() || *no_colour == 0) && libc::isatty(2) == 1
        };
        if colour { Self::COLOURED } else { Self::PLAIN }
    }
}

/// # Safety
/// `panic` is live.
pub unsafe fn print(panic: *const Panic) {
    // SAFETY: the caller's promise.
    unsafe {
        print_without_backtrace(panic);
        write_backtrace(Backtrace::addresses(&raw const (*panic).backtrace), (*panic).location);
    }
}

/// # Safety
/// `panic` is live.
pub unsafe fn print_without_backtrace(panic: *const Panic) {
    let style = Style::of_stderr();
    // What the program printed comes first.
    // SAFETY: null stands for all streams of the C library.
    unsafe { libc::fflush(core::ptr::null_mut()) };
    let mut out = StderrWriter::new();
    out.write(style.error);
    out.write(b"panic");
    out.write(style.reset);
    out.write(style.strong);
    out.write(b": ");
    // SAFETY: a panic owns its message.
    out.write(unsafe { bytes((*panic).message) });
    out.write(style.reset);
    out.byte(b'\n');
    // SAFETY: the caller's promise.
    let location = unsafe { (*panic).location };
    if !location.is_null() {
        // SAFETY: locations stay where the compiler put them.
        unsafe { write_snippet(&mut out, &style, location) };
    }
    out.flush();
}

/// The text that a distance field of a location refers to.
///
/// # Safety
/// `field` lies in a location in its place.
pub unsafe fn location_text<'a>(field: *const i32) -> Option<&'a [u8]> {
    // SAFETY: the caller's promise; the texts end in NUL.
    unsafe {
        let text = Location::resolve(field);
        (!text.is_null()).then(|| CStr::from_ptr(text.cast()).to_bytes())
    }
}

/// # Safety
/// `location` is in its place.
unsafe fn write_snippet(out: &mut StderrWriter, style: &Style, location: *const Location) {
    // SAFETY: the caller's promise.
    let (file, text, line, column, end_column) = unsafe {
        (
            location_text(&raw const (*location).file_distance),
            location_text(&raw const (*location).text_distance),
            (*location).line,
            (*location).column.max(1),
            (*location).end_column,
        )
    };
    let Some(file) = file else { return };
    let mut number = itoa::Buffer::new();
    let number = number.format(line).as_bytes();
    let write_margin = |out: &mut StderrWriter, label: &[u8], rule: &[u8]| {
        out.write(style.frame);
        for _ in label.len()..number.len() {
            out.byte(b' ');
        }
        out.write(label);
        out.write(rule);
        out.write(style.reset);
    };
    write_margin(out, b"", b"--> ");
    out.write(file);
    if line == 0 {
        out.byte(b'\n');
        return;
    }
    out.byte(b':');
    out.write(number);
    out.byte(b':');
    out.number(u64::from(column));
    out.byte(b'\n');
    let Some(text) = text else { return };
    write_margin(out, b"", b" |\n");
    write_margin(out, number, b" | ");
    out.write(text);
    out.byte(b'\n');
    write_margin(out, b"", b" | ");
    // Bytes that continue a character take no column; tabs stay, so that the mark stands where the text does.
    let mut characters = text.iter().filter(|&&byte| byte & 0xC0 != 0x80);
    for _ in 1..column {
        out.byte(if characters.next() == Some(&b'\t') { b'\t' } else { b' ' });
    }
    out.write(style.error);
    for _ in column..end_column.max(column + 1) {
        out.byte(b'^');
    }
    out.write(style.reset);
    out.byte(b'\n');
}
