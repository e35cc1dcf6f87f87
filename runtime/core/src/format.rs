//! Values laid out by a format specification, as `"#{x:>10.3f}"` has one.
//!
//! A specification is `[[fill]align][sign][#][0][width][group][.precision][kind]`. The compiler has judged it, so what is
//! not one is skipped here.

use core::fmt::Write;

use aria_runtime_abi::StringObject;

use crate::number::{unsigned_wide, wide, with_f64_text};
use crate::string::from_parts;
use crate::text_buffer::TextBuffer;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Align {
    Left,
    Center,
    Right,
}

/// A specification that was read.
struct Spec {
    fill: char,
    align: Option<Align>,
    /// `+` or a space in front of what is not negative.
    sign: Option<u8>,
    alternate: bool,
    zero: bool,
    width: usize,
    group: Option<u8>,
    precision: Option<usize>,
    /// The letter at the end; 0 if there is none.
    kind: u8,
}

fn align(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '^' => Align::Center,
        '>' => Align::Right,
        _ => return None,
    })
}

/// Takes a decimal number off the front.
fn number(rest: &mut &str) -> Option<usize> {
    let end = rest.bytes().position(|b| !b.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at_checked(end)?;
    *rest = after;
    digits.parse().ok()
}

fn take(rest: &mut &str, wanted: char) -> bool {
    match rest.strip_prefix(wanted) {
        Some(after) => {
            *rest = after;
            true
        }
        None => false,
    }
}

impl Spec {
    fn read(text: &str) -> Self {
        let mut rest = text;
        let mut spec = Self {
            fill: ' ',
            align: None,
            sign: None,
            alternate: false,
            zero: false,
            width: 0,
            group: None,
            precision: None,
            kind: 0,
        };
        let mut chars = text.chars();
        let (first, second) = (chars.next(), chars.next());
        if let Some((fill, found)) = first.zip(second.and_then(align)) {
            (spec.fill, spec.align, rest) = (fill, Some(found), chars.as_str());
        } else if let Some(found) = first.and_then(align) {
            spec.align = Some(found);
            rest = rest.get(1..).unwrap_or_default();
        }
        for sign in ['+', ' ', '-'] {
            if take(&mut rest, sign) {
                spec.sign = (sign != '-').then_some(sign as u8);
                break;
            }
        }
        spec.alternate = take(&mut rest, '#');
        spec.zero = take(&mut rest, '0');
        spec.width = number(&mut rest).unwrap_or(0);
        for group in [',', '_'] {
            if take(&mut rest, group) {
                spec.group = Some(group as u8);
            }
        }
        if take(&mut rest, '.') {
            spec.precision = number(&mut rest);
        }
        spec.kind = rest.bytes().next().unwrap_or(0);
        spec
    }

    /// What stands before the digits of a number.
    fn sign(&self, negative: bool) -> &[u8] {
        match (negative, self.sign) {
            (true, _) => b"-",
            (false, Some(b'+')) => b"+",
            (false, Some(_)) => b" ",
            (false, None) => b"",
        }
    }

    /// The parts behind one another, filled up to the width; `characters` is how long they are together.
    fn pad(&self, parts: [&[u8]; 4], characters: usize, usual: Align) -> *mut StringObject {
        let missing = self.width.saturating_sub(characters);
        let before = match self.align.unwrap_or(usual) {
            Align::Left => 0,
            Align::Center => missing / 2,
            Align::Right => missing,
        };
        let mut left = TextBuffer::new();
        let mut right = TextBuffer::new();
        for _ in 0..before {
            left.push(self.fill);
        }
        for _ in before..missing {
            right.push(self.fill);
        }
        let [a, b, c, d] = parts;
        from_parts(&[left.as_bytes(), a, b, c, d, right.as_bytes()])
    }

    /// A number: its sign and prefix, its whole digits, and what follows them.
    fn number(&self, negative: bool, prefix: &[u8], digits: &[u8], rest: &[u8], group_size: usize) -> *mut StringObject {
        let sign = self.sign(negative);
        let around = sign.len() + prefix.len() + rest.len();
        let zeros = self.zero && self.align.is_none();
        let grouped = |count: usize| match self.group {
            Some(_) if count > 0 => count + (count - 1) / group_size,
            _ => count,
        };
        let mut count = digits.len();
        while zeros && around + grouped(count) < self.width {
            count += 1;
        }
        let mut out = TextBuffer::new();
        for place in 0..count {
            let left = count - place;
            if let Some(group) = self.group.filter(|_| place > 0 && left.is_multiple_of(group_size)) {
                out.extend(&[group]);
            }
            let digit = left.checked_sub(1).and_then(|back| digits.len().checked_sub(back + 1)).and_then(|i| digits.get(i));
            out.extend(&[digit.copied().unwrap_or(b'0')]);
        }
        let whole = out.as_bytes();
        self.pad([sign, prefix, whole, rest], around + whole.len(), Align::Right)
    }

    fn integer(&self, negative: bool, mut magnitude: u128) -> *mut StringObject {
        let (shift, prefix): (u32, &[u8]) = match self.kind {
            b'x' | b'X' => (4, b"0x"),
            b'o' => (3, b"0o"),
            b'b' => (1, b"0b"),
            _ => {
                let mut decimal = itoa::Buffer::new();
                return self.number(negative, b"", decimal.format(magnitude).as_bytes(), b"", 3);
            }
        };
        let letters = if self.kind == b'X' { b"0123456789ABCDEF" } else { b"0123456789abcdef" };
        let mut digits = [b'0'; 128];
        let mut start = digits.len();
        while magnitude > 0 || start == digits.len() {
            start -= 1;
            let digit = (magnitude & ((1 << shift) - 1)) as usize;
            if let (Some(slot), Some(letter)) = (digits.get_mut(start), letters.get(digit)) {
                *slot = *letter;
            }
            magnitude >>= shift;
        }
        let prefix = if self.alternate { prefix } else { b"" };
        self.number(negative, prefix, digits.get(start..).unwrap_or_default(), b"", 4)
    }

    fn float(&self, value: f64) -> *mut StringObject {
        let negative = value.is_sign_negative() && !value.is_nan();
        let magnitude = value.abs();
        if !value.is_finite() {
            let name: &[u8] = if value.is_nan() { b"nan" } else { b"inf" };
            let sign = self.sign(negative);
            return self.pad([sign, name, b"", b""], sign.len() + name.len(), Align::Right);
        }
        let precision = self.precision.unwrap_or(6);
        let mut text = TextBuffer::new();
        match self.kind {
            0 if self.precision.is_none() => with_f64_text(magnitude, |t| text.extend(t)),
            b'e' | b'E' => scientific(&mut text, magnitude, precision, self.kind),
            b'g' | b'G' => general(&mut text, magnitude, precision.max(1), self.kind),
            // Writing to memory does not fail.
            b'%' => drop(write!(text, "{:.precision$}%", magnitude * 100.0)),
            _ => drop(write!(text, "{magnitude:.precision$}")),
        }
        let text = text.as_bytes();
        let whole = text.iter().position(|b| !b.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(whole).unwrap_or_default();
        self.number(negative, b"", digits, rest, 3)
    }
}

/// `1.500e+03`: Rust's exponent with a sign and at least two digits, as C writes it.
fn scientific(out: &mut TextBuffer, magnitude: f64, precision: usize, letter: u8) {
    let mut text = TextBuffer::new();
    let _ = write!(text, "{magnitude:.precision$e}");
    let (mantissa, exponent) = split_exponent(text.as_bytes());
    out.extend(mantissa);
    write_exponent(out, exponent, letter);
}

fn write_exponent(out: &mut TextBuffer, exponent: i32, letter: u8) {
    let (sign, size) = (if exponent < 0 { '-' } else { '+' }, exponent.unsigned_abs());
    let _ = write!(out, "{}{sign}{}{size}", char::from(letter), if size < 10 { "0" } else { "" });
}

fn split_exponent(text: &[u8]) -> (&[u8], i32) {
    let place = text.iter().position(|b| *b == b'e').unwrap_or(text.len());
    let (mantissa, rest) = text.split_at_checked(place).unwrap_or_default();
    let exponent = rest.get(1..).and_then(|e| core::str::from_utf8(e).ok()).and_then(|e| e.parse().ok());
    (mantissa, exponent.unwrap_or(0))
}

/// So many significant digits, without zeros at the end, in whichever form is shorter.
fn general(out: &mut TextBuffer, magnitude: f64, digits: usize, kind: u8) {
    let mut text = TextBuffer::new();
    let _ = write!(text, "{magnitude:.*e}", digits - 1);
    let (mantissa, exponent) = split_exponent(text.as_bytes());
    if exponent < -4 || i64::from(exponent) >= digits as i64 {
        out.extend(without_zeros(mantissa));
        write_exponent(out, exponent, if kind == b'G' { b'E' } else { b'e' });
        return;
    }
    let mut fixed = TextBuffer::new();
    let precision = (digits as i64 - 1 - i64::from(exponent)).max(0) as usize;
    let _ = write!(fixed, "{magnitude:.precision$}");
    out.extend(without_zeros(fixed.as_bytes()));
}

fn without_zeros(text: &[u8]) -> &[u8] {
    if !text.contains(&b'.') {
        return text;
    }
    let end = text.iter().rposition(|b| *b != b'0').map_or(0, |i| i + 1);
    let kept = text.get(..end).unwrap_or(text);
    kept.strip_suffix(b".").unwrap_or(kept)
}

/// A text from the caller.
///
/// # Safety
/// `bytes` is UTF-8 of `len` bytes that outlives the result.
pub unsafe fn text<'a>(bytes: *const u8, len: usize) -> &'a str {
    // SAFETY: the caller's promise.
    unsafe { core::str::from_utf8_unchecked(core::slice::from_raw_parts(bytes, len)) }
}

/// An integer by a specification.
///
/// # Safety
/// `spec` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_format_int(low: u64, high: u64, spec: *const u8, len: usize) -> *mut StringObject {
    let value = wide(low, high);
    // SAFETY: the caller's promise.
    Spec::read(unsafe { text(spec, len) }).integer(value < 0, value.unsigned_abs())
}

/// An unsigned integer by a specification.
///
/// # Safety
/// `spec` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_format_uint(low: u64, high: u64, spec: *const u8, len: usize) -> *mut StringObject {
    // SAFETY: the caller's promise.
    Spec::read(unsafe { text(spec, len) }).integer(false, unsigned_wide(low, high))
}

/// A float by a specification.
///
/// # Safety
/// `spec` is UTF-8 of `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_format_float(value: f64, spec: *const u8, len: usize) -> *mut StringObject {
    // SAFETY: the caller's promise.
    Spec::read(unsafe { text(spec, len) }).float(value)
}

/// A text by a specification: cut to the precision, filled up to the width.
///
/// # Safety
/// `bytes` and `spec` are UTF-8 of their lengths.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn aria_rt_format_text(bytes: *const u8, size: usize, spec: *const u8, len: usize) -> *mut StringObject {
    // SAFETY: the caller's promise.
    let (whole, spec) = unsafe { (text(bytes, size), Spec::read(text(spec, len))) };
    let end = spec.precision.and_then(|most| whole.char_indices().nth(most)).map_or(whole.len(), |(place, _)| place);
    let shown = whole.get(..end).unwrap_or(whole);
    spec.pad([shown.as_bytes(), b"", b"", b""], shown.chars().count(), Align::Left)
}
