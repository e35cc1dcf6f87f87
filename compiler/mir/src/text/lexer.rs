//! The tokens of the text form.

use std::fmt::Write;

/// A token; the text form has no reserved words.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Token {
    Word(String),
    Int(u128),
    /// The bytes between quotation marks, unescaped.
    Text(Vec<u8>),
    /// `->`, `..`, `...`, `==` or one character.
    Punct(&'static str),
    End,
}

/// A token and the byte offset where it begins.
#[derive(Clone, Debug)]
pub(super) struct Lexeme {
    pub token: Token,
    pub offset: usize,
}

const PUNCTUATION: [&str; 24] =
    ["->", "...", "..", "==", "(", ")", "[", "]", "{", "}", ",", ";", ":", "=", ".", "*", "#", "@", "&", "-", "!", "+", "?", "/"];

/// Whether a name can stand without quotation marks.
pub(super) fn is_word(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_') && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// Appends bytes between quotation marks. UTF-8 stays readable; other bytes are written `\xHH`.
pub(super) fn quote(out: &mut String, bytes: &[u8]) {
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                c if c.is_ascii_control() => drop(write!(out, "\\x{:02x}", c as u32)),
                c => out.push(c),
            }
        }
        for b in chunk.invalid() {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
    out.push('"');
}

/// Splits a text. An error is the offset of what is not a token, and what could have been there.
pub(super) fn tokens(text: &str) -> Result<Vec<Lexeme>, (usize, &'static str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if c.is_whitespace() {
            at += c.len_utf8();
        } else if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if c.is_alphabetic() || c == '_' {
            let len = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            out.push(Lexeme { token: Token::Word(rest[..len].to_owned()), offset: at });
            at += len;
        } else if c.is_ascii_digit() {
            let len = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let value = match rest[..len].strip_prefix("0x") {
                Some(hex) => u128::from_str_radix(hex, 16),
                None => rest[..len].parse(),
            };
            out.push(Lexeme { token: Token::Int(value.map_err(|_| (at, "a number"))?), offset: at });
            at += len;
        } else if c == '"' {
            let (bytes, len) = text_literal(rest).ok_or((at, "a closed text"))?;
            out.push(Lexeme { token: Token::Text(bytes), offset: at });
            at += len;
        } else {
            let punct = PUNCTUATION.into_iter().find(|p| rest.starts_with(p)).ok_or((at, "a token"))?;
            out.push(Lexeme { token: Token::Punct(punct), offset: at });
            at += punct.len();
        }
    }
    out.push(Lexeme { token: Token::End, offset: text.len() });
    Ok(out)
}

/// The bytes of a quoted text at the start of `rest`, and how long it is there.
fn text_literal(rest: &str) -> Option<(Vec<u8>, usize)> {
    let mut bytes = Vec::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Some((bytes, i + 1)),
            '\\' => match chars.next()?.1 {
                'n' => bytes.push(b'\n'),
                'x' => {
                    let high = chars.next()?.1.to_digit(16)?;
                    let low = chars.next()?.1.to_digit(16)?;
                    bytes.push((high * 16 + low) as u8);
                }
                c => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
            },
            c => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
        }
    }
    None
}
