//! Strings, interpolation, byte strings and characters.

use crate::error::SyntaxErrorKind;
use crate::limits::MAX_NESTING;
use crate::token::TokenKind;

use super::{Lexer, Mode};

impl Lexer<'_> {
    pub(super) fn string_open(&mut self) {
        let open = self.pos as u32;
        if self.modes.len() as u32 + self.brackets >= MAX_NESTING {
            self.error(SyntaxErrorKind::TooDeep, self.pos, self.pos + 1);
            self.out.stopped = true;
            return;
        }
        let block = self.bytes[self.pos..].starts_with(b"\"\"\"");
        if block {
            self.sign(TokenKind::BlockStrOpen, 3);
        } else {
            self.sign(TokenKind::StrOpen, 1);
        }
        self.modes.push(Mode::Str { block, open });
    }

    /// The next text, `#{`, or closing quote of the string that the lexer is in.
    pub(super) fn string_part(&mut self, block: bool) {
        let start = self.pos;
        let quote: &[u8] = if block { b"\"\"\"" } else { b"\"" };
        loop {
            let rest = &self.bytes[self.pos..];
            match rest.first() {
                None => break,
                Some(b'\\') => self.pos += if rest.len() > 1 && rest[1] != b'\n' { 1 + char_len(rest[1]) } else { 1 },
                Some(b'"') if rest.starts_with(quote) => break,
                Some(b'#') if rest.get(1) == Some(&b'{') => break,
                Some(b'\n') if !block => break,
                Some(_) => self.pos += 1,
            }
        }
        if self.pos > start {
            self.push(TokenKind::StrText, start);
        }
        match self.bytes.get(self.pos) {
            Some(b'"') => {
                self.modes.pop();
                self.sign(TokenKind::StrClose, quote.len());
            }
            Some(b'#') => {
                self.sign(TokenKind::InterpOpen, 2);
                self.modes.push(Mode::Interp { brackets: self.brackets, braces: 0 });
            }
            Some(_) => self.unterminated(),
            // The end of the file: reported once all modes are closed.
            None => {}
        }
    }

    /// Inside an interpolation of a one-line string a newline ends, wrongly, the whole string.
    pub(super) fn newline_ends_string(&mut self) -> bool {
        let inside = matches!(self.modes.last(), Some(Mode::Interp { .. }))
            && self.modes.iter().any(|m| matches!(m, Mode::Str { block: false, .. }));
        if inside {
            self.unterminated();
        }
        inside
    }

    /// Reports the outermost string that a newline may not stand in, and closes it with all inside it.
    fn unterminated(&mut self) {
        let Some(index) = self.modes.iter().position(|m| matches!(m, Mode::Str { block: false, .. })) else { return };
        self.close_strings_from(index);
    }

    /// Closes what is still open at the end of the text.
    pub(super) fn close_open_strings(&mut self) {
        if self.modes.is_empty() {
            return;
        }
        self.close_strings_from(0);
    }

    fn close_strings_from(&mut self, index: usize) {
        if let Mode::Str { block, open } = self.modes[index]
            && !self.out.stopped
        {
            let quote = if block { "\"\"\"" } else { "\"" };
            let open = open as usize;
            self.error(SyntaxErrorKind::UnterminatedString { quote }, open, open + quote.len());
        }
        while self.modes.len() > index {
            match self.modes.pop() {
                Some(Mode::Interp { brackets, .. }) => {
                    self.brackets = brackets;
                    self.sign(TokenKind::InterpClose, 0);
                }
                _ => self.sign(TokenKind::StrClose, 0),
            }
        }
    }

    /// Skips to the closing quote on this line, past escapes; reports and returns `false` if there is none.
    fn quoted(&mut self, start: usize, quote: u8, name: &'static str) -> bool {
        loop {
            let rest = &self.bytes[self.pos..];
            match rest.first() {
                Some(b) if *b == quote => {
                    self.pos += 1;
                    return true;
                }
                Some(b'\\') if rest.len() > 1 && rest[1] != b'\n' => self.pos += 1 + char_len(rest[1]),
                None | Some(b'\n') => {
                    self.error(SyntaxErrorKind::UnterminatedString { quote: name }, start, start + 1);
                    return false;
                }
                Some(_) => self.pos += 1,
            }
        }
    }

    pub(super) fn raw_string(&mut self) {
        let start = self.pos;
        self.pos += 1;
        self.quoted(start, b'\'', "'");
        self.push(TokenKind::RawStr, start);
    }

    pub(super) fn bytes_literal(&mut self) {
        let start = self.pos;
        self.pos += 2;
        self.quoted(start, b'"', "\"");
        self.push(TokenKind::Bytes, start);
    }

    pub(super) fn char_literal(&mut self) {
        let start = self.pos;
        self.pos += 1;
        self.quoted(start, b'`', "`");
        self.push(TokenKind::Char, start);
    }
}

/// The length in bytes of the UTF-8 character that begins with a byte.
const fn char_len(first: u8) -> usize {
    match first {
        0xF0.. => 4,
        0xE0.. => 3,
        0xC0.. => 2,
        _ => 1,
    }
}
