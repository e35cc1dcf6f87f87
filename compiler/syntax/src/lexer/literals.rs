//! Words, numbers, symbols and `@name`s.

use crate::token::{NEWLINE_BEFORE, TokenKind};

use super::{Lexer, Mode};

impl Lexer<'_> {
    /// Where the word that begins at `from` ends; `from` itself if none does.
    fn word_end(&self, from: usize) -> usize {
        let mut end = from;
        while let Some(byte) = self.bytes.get(end) {
            if byte.is_ascii_alphanumeric() || *byte == b'_' {
                end += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.text[end..].chars().next() {
                    Some(c) if unicode_ident::is_xid_continue(c) => end += c.len_utf8(),
                    _ => break,
                }
            }
        }
        end
    }

    pub(super) fn word(&mut self) {
        let start = self.pos;
        self.pos = self.word_end(start);
        self.push(TokenKind::of_word(&self.text[start..self.pos]), start);
    }

    fn starts_word(&self, at: usize) -> bool {
        match self.bytes.get(at) {
            Some(b) if b.is_ascii() => b.is_ascii_alphabetic() || *b == b'_',
            Some(_) => self.text[at..].chars().next().is_some_and(unicode_ident::is_xid_start),
            None => false,
        }
    }

    pub(super) fn at_name(&mut self) {
        let start = self.pos;
        if self.starts_word(start + 1) {
            self.pos = self.word_end(start + 1);
            self.push(TokenKind::AtName, start);
        } else {
            self.bad_characters();
        }
    }

    /// A label's or type's colon, a symbol, or the format at the end of an interpolation.
    pub(super) fn colon(&mut self) {
        let start = self.pos;
        let previous = self.out.tokens.last().copied();
        let adjacent = self.flags == 0 && previous.is_some_and(|t| t.end as usize == start);
        if let Some(Mode::Interp { brackets, braces: 0 }) = self.modes.last()
            && *brackets == self.brackets
            && adjacent
            && previous.is_some_and(|t| t.kind != TokenKind::InterpOpen)
        {
            let rest = &self.bytes[start..];
            let len = rest.iter().position(|b| matches!(b, b'}' | b'"' | b'\n')).unwrap_or(rest.len());
            self.sign(TokenKind::FormatSpec, len);
            return;
        }
        let is_label = adjacent
            && previous
                .is_some_and(|t| t.kind.is_word() || matches!(t.kind, TokenKind::AtName | TokenKind::Question | TokenKind::Bang));
        if is_label || !self.starts_word(start + 1) {
            self.sign(TokenKind::Colon, 1);
            return;
        }
        self.pos = self.word_end(start + 1);
        // `:empty?` is a symbol, but the `?` of `:a ? b : c` and the `!` of `:a != b` are operators.
        if matches!(self.peek(0), b'?' | b'!') && self.peek(1) != b'=' {
            self.pos += 1;
        }
        self.push(TokenKind::Symbol, start);
    }

    /// A number with whatever letters follow it; the parser reads the value and judges the suffix.
    pub(super) fn number(&mut self) {
        let start = self.pos;
        let mut kind = TokenKind::Int;
        if self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X' | b'o' | b'O' | b'b' | b'B') {
            self.pos = self.word_end(start);
        } else {
            self.digits();
            if self.peek(0) == b'.' && self.peek(1).is_ascii_digit() && !self.follows_tuple_dot() {
                kind = TokenKind::Float;
                self.pos += 1;
                self.digits();
            }
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
                kind = TokenKind::Float;
                self.pos += 1 + sign;
                self.digits();
            }
            self.pos = self.word_end(self.pos);
        }
        self.push(kind, start);
    }

    fn digits(&mut self) {
        while matches!(self.peek(0), b'0'..=b'9' | b'_') {
            self.pos += 1;
        }
    }

    /// Whether the last token is the dot of `pair.0.1`, where `0.1` is no float.
    fn follows_tuple_dot(&self) -> bool {
        self.flags & NEWLINE_BEFORE == 0 && self.out.tokens.last().is_some_and(|t| t.kind == TokenKind::Dot)
    }
}
