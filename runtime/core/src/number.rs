//! Numbers as text: decimal integers, and floats as the shortest text that reads back as the same value.

use aria_runtime_abi::StringObject;

use crate::string::from_parts;

/// The longest text of a float: sign, 17 digits, point, `e`, sign and 3 digits; or sign, `0.`, 3 zeros and 17 digits.
const FLOAT_CAPACITY: usize = 32;

/// The text of a float.
pub struct FloatText {
    bytes: [u8; FLOAT_CAPACITY],
    len: usize,
}

impl FloatText {
    /// Lays out a float as `5.0`, `0.0001`, `1e-05`, `1e+16`, `inf` or `nan`, from any decimal text of its shortest digits.
    fn new(text: &str) -> Self {
        let mut out = Self { bytes: [0; FLOAT_CAPACITY], len: 0 };
        let unsigned = match text.strip_prefix('-') {
            Some(rest) => {
                out.push(b'-');
                rest
            }
            None => text,
        };
        let (mantissa, exponent) = match unsigned.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().unwrap_or_default()),
            None => (unsigned, 0),
        };
        // The digits without leading and trailing zeros, and how many of them stand before the point.
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = [b'0'; FLOAT_CAPACITY];
        let mut count = 0;
        let mut point = whole.len() as i32 + exponent;
        for digit in whole.bytes().chain(fraction.bytes()) {
            if count == 0 && digit == b'0' {
                point -= 1;
            } else if let Some(slot) = digits.get_mut(count) {
                *slot = digit;
                count += 1;
            }
        }
        while count > 0 && digits.get(count - 1) == Some(&b'0') {
            count -= 1;
        }
        let digits = digits.get(..count).unwrap_or_default();
        if digits.is_empty() {
            out.extend(b"0.0");
        } else if !(-3..=16).contains(&point) {
            out.scientific(digits, point - 1);
        } else {
            out.positional(digits, point);
        }
        out
    }

    fn positional(&mut self, digits: &[u8], point: i32) {
        if point <= 0 {
            self.extend(b"0.");
            for _ in point..0 {
                self.push(b'0');
            }
            self.extend(digits);
            return;
        }
        let whole = point as usize;
        for index in 0..whole {
            self.push(digits.get(index).copied().unwrap_or(b'0'));
        }
        self.push(b'.');
        match digits.get(whole..) {
            Some(fraction) if !fraction.is_empty() => self.extend(fraction),
            _ => self.push(b'0'),
        }
    }

    fn scientific(&mut self, digits: &[u8], exponent: i32) {
        for (index, &digit) in digits.iter().enumerate() {
            if index == 1 {
                self.push(b'.');
            }
            self.push(digit);
        }
        self.extend(if exponent < 0 { b"e-" } else { b"e+" });
        let magnitude = exponent.unsigned_abs();
        if magnitude < 10 {
            self.push(b'0');
        }
        self.extend(itoa::Buffer::new().format(magnitude).as_bytes());
    }

    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = byte;
            self.len += 1;
        }
    }

    fn extend(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.push(byte);
        }
    }

    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// The text of a float that is neither infinite nor NaN, or the name of what it is.
fn special(value: f64) -> Option<&'static [u8]> {
    if value.is_nan() {
        Some(b"nan")
    } else if value == f64::INFINITY {
        Some(b"inf")
    } else if value == f64::NEG_INFINITY {
        Some(b"-inf")
    } else {
        None
    }
}

/// Calls back with the text of a float.
pub fn with_f64_text<R>(value: f64, use_text: impl FnOnce(&[u8]) -> R) -> R {
    match special(value) {
        Some(name) => use_text(name),
        None => use_text(FloatText::new(zmij::Buffer::new().format_finite(value)).as_bytes()),
    }
}

/// A signed 128-bit integer from its halves.
pub fn wide(low: u64, high: u64) -> i128 {
    unsigned_wide(low, high) as i128
}

/// An unsigned 128-bit integer from its halves.
pub fn unsigned_wide(low: u64, high: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// The decimal text of an `Int`.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_i64_to_string(value: i64) -> *mut StringObject {
    from_parts(&[itoa::Buffer::new().format(value).as_bytes()])
}

/// The decimal text of a `UInt64`.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_u64_to_string(value: u64) -> *mut StringObject {
    from_parts(&[itoa::Buffer::new().format(value).as_bytes()])
}

/// The decimal text of a signed 128-bit integer.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_i128_to_string(low: u64, high: u64) -> *mut StringObject {
    from_parts(&[itoa::Buffer::new().format(wide(low, high)).as_bytes()])
}

/// The decimal text of an unsigned 128-bit integer.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_u128_to_string(low: u64, high: u64) -> *mut StringObject {
    from_parts(&[itoa::Buffer::new().format(unsigned_wide(low, high)).as_bytes()])
}

/// The shortest text that reads back as the same `Float`.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_f64_to_string(value: f64) -> *mut StringObject {
    with_f64_text(value, |text| from_parts(&[text]))
}

/// The shortest text that reads back as the same `Float32`.
#[unsafe(no_mangle)]
pub extern "C" fn aria_rt_f32_to_string(value: f32) -> *mut StringObject {
    match special(f64::from(value)) {
        Some(name) => from_parts(&[name]),
        None => from_parts(&[FloatText::new(zmij::Buffer::new().format_finite(value)).as_bytes()]),
    }
}
