//! Escapes in strings, byte strings and characters.

/// An escape that cannot be read, with its place in the file.
pub(crate) struct Problem {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) reason: &'static str,
}

/// What an escape stands for.
enum Escape {
    Char(char),
    Byte(u8),
    /// A backslash at the end of a line: nothing, and no newline.
    Nothing,
}

/// Decodes a piece of a string that begins at `offset`, and appends it. `\r\n` becomes `\n`.
pub(crate) fn text(piece: &str, offset: u32, into: &mut String, problems: &mut Vec<Problem>) {
    let mut rest = piece;
    while let Some(at) = rest.find(['\\', '\r']) {
        into.push_str(&rest[..at]);
        let start = piece.len() - rest.len() + at;
        rest = &rest[at + 1..];
        if piece.as_bytes()[start] == b'\r' {
            if !rest.starts_with('\n') {
                into.push('\r');
            }
            continue;
        }
        let escape = one(&mut rest);
        let end = piece.len() - rest.len();
        match escape {
            Ok(Escape::Char(c)) => into.push(c),
            Ok(Escape::Byte(b)) if b.is_ascii() => into.push(char::from(b)),
            Ok(Escape::Byte(_)) => {
                let reason = "`\\x` goes up to `\\x7F` in a string: write `\\u{…}`, or a byte string";
                problems.push(Problem { start: offset + start as u32, end: offset + end as u32, reason });
            }
            Ok(Escape::Nothing) => {}
            Err(reason) => problems.push(Problem { start: offset + start as u32, end: offset + end as u32, reason }),
        }
    }
    into.push_str(rest);
}

/// Decodes the text of a byte string that begins at `offset`.
pub(crate) fn bytes(piece: &str, offset: u32, problems: &mut Vec<Problem>) -> Vec<u8> {
    let mut into = Vec::with_capacity(piece.len());
    let mut rest = piece;
    while let Some(at) = rest.find('\\') {
        into.extend_from_slice(&rest.as_bytes()[..at]);
        let start = piece.len() - rest.len() + at;
        rest = &rest[at + 1..];
        let escape = one(&mut rest);
        let end = piece.len() - rest.len();
        match escape {
            Ok(Escape::Char(c)) => into.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Ok(Escape::Byte(b)) => into.push(b),
            Ok(Escape::Nothing) => {}
            Err(reason) => problems.push(Problem { start: offset + start as u32, end: offset + end as u32, reason }),
        }
    }
    into.extend_from_slice(rest.as_bytes());
    into
}

/// Decodes `'text'`, where only the quote and the backslash can be escaped.
pub(crate) fn raw(text: &str) -> String {
    let mut into = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\\', Some(next @ ('\\' | '\''))) => {
                into.push(*next);
                chars.next();
            }
            _ => into.push(c),
        }
    }
    into
}

/// Reads one escape behind its backslash.
fn one(rest: &mut &str) -> Result<Escape, &'static str> {
    let mut chars = rest.chars();
    let Some(c) = chars.next() else { return Ok(Escape::Nothing) };
    *rest = chars.as_str();
    Ok(Escape::Char(match c {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        '0' => '\0',
        'e' => '\u{1B}',
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{C}',
        'v' => '\u{B}',
        '\\' | '"' | '\'' | '`' | '#' => c,
        '\n' => return Ok(Escape::Nothing),
        '\r' if rest.starts_with('\n') => {
            *rest = &rest[1..];
            return Ok(Escape::Nothing);
        }
        'x' => {
            let digits = take(rest, 2, |c| c.is_ascii_hexdigit());
            let value = u8::from_str_radix(digits, 16).ok().filter(|_| digits.len() == 2);
            return value.map(Escape::Byte).ok_or("`\\x` is followed by two hexadecimal digits");
        }
        'u' => return unicode(rest).map(Escape::Char),
        _ => return Err("there is no such escape: `\\\\` writes a backslash"),
    }))
}

/// `\u{1F600}` or `\u00E9`.
fn unicode(rest: &mut &str) -> Result<char, &'static str> {
    let digits = if let Some(inner) = rest.strip_prefix('{') {
        *rest = inner;
        let digits = take(rest, 8, |c| c.is_ascii_hexdigit());
        *rest = rest.strip_prefix('}').ok_or("`\\u{` is followed by hexadecimal digits and `}`")?;
        digits
    } else {
        let digits = take(rest, 4, |c| c.is_ascii_hexdigit());
        if digits.len() != 4 {
            return Err("`\\u` is followed by four hexadecimal digits, or by any number between braces");
        }
        digits
    };
    let value = u32::from_str_radix(digits, 16).map_err(|_| "`\\u{` is followed by hexadecimal digits and `}`")?;
    char::from_u32(value).ok_or("this is no Unicode character")
}

/// Takes up to `limit` characters of a kind from the front.
fn take<'a>(rest: &mut &'a str, limit: usize, is_wanted: impl Fn(char) -> bool) -> &'a str {
    let len = rest.chars().take(limit).take_while(|c| is_wanted(*c)).map(char::len_utf8).sum();
    let (taken, left) = rest.split_at(len);
    *rest = left;
    taken
}
