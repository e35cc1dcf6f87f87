//! What Strings need of Unicode's tables, and walking over UTF-8 fast.

use core::fmt::Write;

use aria_runtime_abi::StringObject;

use crate::format::text;
use crate::string::from_parts;
use crate::text_buffer::TextBuffer;

/// Whether a byte begins a character.
fn begins(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The bytes that a walk counts at once; the compiler makes vector code of such a chunk.
const CHUNK: usize = 128;

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.chunks(CHUNK).map(|chunk| usize::from(chunk.iter().map(|b| u8::from(begins(*b))).sum::<u8>())).sum()
}

/// The number of characters.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_len(bytes: *const u8, len: usize) -> i64 {
    // SAFETY: the caller's promise.
    characters(unsafe { text(bytes, len) }.as_bytes()) as i64
}

/// Where the character with this index begins, `len` for the one behind the last, -1 beyond.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_offset(bytes: *const u8, len: usize, index: i64) -> i64 {
    // SAFETY: the caller's promise.
    let bytes = unsafe { text(bytes, len) }.as_bytes();
    let Ok(mut left) = usize::try_from(index) else { return -1 };
    let mut passed = 0;
    for chunk in bytes.chunks(CHUNK) {
        let here = characters(chunk);
        if here > left {
            for (place, byte) in chunk.iter().enumerate() {
                if begins(*byte) {
                    if left == 0 {
                        return (passed + place) as i64;
                    }
                    left -= 1;
                }
            }
        }
        left -= here;
        passed += chunk.len();
    }
    if left == 0 { len as i64 } else { -1 }
}

/// Where the last occurrence of `part` begins, -1 if there is none.
///
/// # Safety
/// `bytes` and `part` are UTF-8 of their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_rfind(bytes: *const u8, len: usize, part: *const u8, part_len: usize) -> i64 {
    // SAFETY: the caller's promise.
    let (bytes, part) = unsafe { (text(bytes, len), text(part, part_len)) };
    bytes.rfind(part).map_or(-1, |place| place as i64)
}

/// The text in upper case (`kind` 0), in lower case (1), or with a capital first and the rest in lower case (2).
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_case(bytes: *const u8, len: usize, kind: u32) -> *mut StringObject {
    // SAFETY: the caller's promise.
    let bytes = unsafe { text(bytes, len) };
    let mut out = TextBuffer::new();
    for (place, c) in bytes.char_indices() {
        if kind == 0 || (kind == 2 && place == 0) {
            c.to_uppercase().for_each(|c| out.push(c));
        } else if c == 'Σ' && ends_word(bytes, place) {
            out.push('ς');
        } else {
            c.to_lowercase().for_each(|c| out.push(c));
        }
    }
    from_parts(&[out.as_bytes()])
}

/// Whether a letter is the last of its word, and not the first: the only place where case depends on the neighbours
/// (Unicode 15.0, table 3-17, without its case-ignorable characters).
fn ends_word(text: &str, place: usize) -> bool {
    let (before, from) = text.split_at_checked(place).unwrap_or_default();
    before.chars().next_back().is_some_and(char::is_alphabetic) && !from.chars().nth(1).is_some_and(char::is_alphabetic)
}

/// The characters in reverse.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_reverse(bytes: *const u8, len: usize) -> *mut StringObject {
    let mut out = TextBuffer::new();
    // SAFETY: the caller's promise.
    unsafe { text(bytes, len) }.chars().rev().for_each(|c| out.push(c));
    from_parts(&[out.as_bytes()])
}

/// The text as a literal in the program: between `quote`s, which are ASCII, with escapes for what does not show itself.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_text_inspect(bytes: *const u8, len: usize, quote: u32) -> *mut StringObject {
    let mut out = TextBuffer::new();
    // SAFETY: the caller's promise.
    let mut rest = unsafe { text(bytes, len) }.chars().peekable();
    let quote = char::from_u32(quote).unwrap_or('"');
    out.push(quote);
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.extend(b"\\n"),
            '\r' => out.extend(b"\\r"),
            '\t' => out.extend(b"\\t"),
            '\0' => out.extend(b"\\0"),
            '\u{1B}' => out.extend(b"\\e"),
            c if c == quote || c == '\\' => {
                out.push('\\');
                out.push(c);
            }
            // It would begin an interpolation.
            '#' if quote == '"' && rest.peek() == Some(&'{') => out.extend(b"\\#"),
            c if c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{FEFF}') => {
                // Writing to memory does not fail.
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    from_parts(&[out.as_bytes()])
}

/// Whether a character is alphabetic (`kind` 0), numeric (1), white space (2), upper case (3), lower case (4), or a
/// control character (5).
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_char_is(code: u32, kind: u32) -> i32 {
    let Some(c) = char::from_u32(code) else { return 0 };
    i32::from(match kind {
        0 => c.is_alphabetic(),
        1 => c.is_numeric(),
        2 => c.is_whitespace(),
        3 => c.is_uppercase(),
        4 => c.is_lowercase(),
        _ => c.is_control(),
    })
}

/// A character in upper case (`kind` 0) or lower case (1), where that is one character; else the character itself.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_char_case(code: u32, kind: u32) -> u32 {
    fn only(mut mapped: impl Iterator<Item = char>) -> Option<char> {
        mapped.next().filter(|_| mapped.next().is_none())
    }
    let Some(c) = char::from_u32(code) else { return code };
    let mapped = if kind == 0 { only(c.to_uppercase()) } else { only(c.to_lowercase()) };
    mapped.map_or(code, u32::from)
}

/// Reads a float into `value`; 0 if the text is not one.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes, and `value` may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_parse_f64(bytes: *const u8, len: usize, value: *mut f64) -> i32 {
    // SAFETY: the caller's promise.
    let Ok(found) = unsafe { text(bytes, len) }.parse::<f64>() else { return 0 };
    // SAFETY: the caller's promise.
    unsafe { value.write(found) };
    1
}

/// Reads a `Float32` into `value`; 0 if the text is not one.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes, and `value` may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_parse_f32(bytes: *const u8, len: usize, value: *mut f32) -> i32 {
    // SAFETY: the caller's promise.
    let Ok(found) = unsafe { text(bytes, len) }.parse::<f32>() else { return 0 };
    // SAFETY: the caller's promise.
    unsafe { value.write(found) };
    1
}
