//! The lexer: text into tokens and comments, in one pass that never fails and never allocates per token.
//!
//! Strings are lexed recursively: `"a #{b} c"` becomes an opening, text, an interpolation's tokens, text and a close,
//! so the parser needs no second lexer. Bad characters are reported and skipped as if they were white space.

mod literals;
mod strings;

use aria_source::{FileId, Span};

use crate::ast::Comment;
use crate::error::{SyntaxError, SyntaxErrorKind};
use crate::limits::{MAX_ERRORS, MAX_NESTING};
use crate::token::{DOC_BEFORE, NEWLINE_BEFORE, SPACE_BEFORE, Token, TokenKind};

/// What a text consists of. The last token is always [`TokenKind::Eof`].
#[derive(Clone, Debug)]
pub struct Lexed {
    pub tokens: Vec<Token>,
    pub comments: Vec<Comment>,
    pub errors: Vec<SyntaxError>,
    /// The limit on nesting or errors was reached, and the rest of the text left unread.
    pub stopped: bool,
}

/// Splits a text into tokens. Total: what is no token is reported in [`Lexed::errors`].
pub fn lex(file: FileId, text: &str) -> Lexed {
    let mut lexer = Lexer {
        file,
        text,
        bytes: text.as_bytes(),
        pos: 0,
        flags: 0,
        brackets: 0,
        modes: Vec::new(),
        out: Lexed { tokens: Vec::new(), comments: Vec::new(), errors: Vec::new(), stopped: false },
    };
    lexer.run();
    lexer.out
}

/// What the lexer is inside of.
#[derive(Clone, Copy)]
enum Mode {
    Str {
        block: bool,
        open: u32,
    },
    /// `brackets` is what was open when the interpolation began; `braces` counts its own `{`.
    Interp {
        brackets: u32,
        braces: u32,
    },
}

struct Lexer<'a> {
    file: FileId,
    text: &'a str,
    bytes: &'a [u8],
    pos: usize,
    /// The white space seen since the last token.
    flags: u8,
    /// How many brackets are open.
    brackets: u32,
    modes: Vec<Mode>,
    out: Lexed,
}

impl Lexer<'_> {
    fn run(&mut self) {
        if self.text.len() >= u32::MAX as usize {
            self.error(SyntaxErrorKind::FileTooLarge, 0, 0);
            self.out.stopped = true;
        } else {
            self.out.tokens.reserve(self.text.len() / 5 + 1);
            if self.text.starts_with('\u{FEFF}') {
                self.pos = 3;
            }
            while self.pos < self.bytes.len() && !self.out.stopped {
                match self.modes.last() {
                    Some(Mode::Str { block, .. }) => self.string_part(*block),
                    _ => self.next(),
                }
            }
        }
        self.close_open_strings();
        let end = if self.out.stopped { self.pos.min(self.bytes.len()) } else { self.bytes.len() };
        let end = end.min(u32::MAX as usize) as u32;
        self.out.tokens.push(Token { start: end, end, kind: TokenKind::Eof, flags: self.flags | NEWLINE_BEFORE | SPACE_BEFORE });
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.pos + ahead).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: TokenKind, start: usize) {
        self.out.tokens.push(Token { start: start as u32, end: self.pos as u32, kind, flags: self.flags });
        self.flags = 0;
    }

    fn sign(&mut self, kind: TokenKind, len: usize) {
        let start = self.pos;
        self.pos += len;
        self.push(kind, start);
    }

    fn error(&mut self, kind: SyntaxErrorKind, start: usize, end: usize) {
        self.out.errors.push(SyntaxError::new(kind, Span::new(self.file, start as u32, end as u32)));
        if self.out.errors.len() >= MAX_ERRORS {
            let at = Span::new(self.file, end as u32, end as u32);
            self.out.errors.push(SyntaxError::new(SyntaxErrorKind::TooManyErrors, at));
            self.out.stopped = true;
        }
    }

    /// One token, or the white space, comment or bad characters before it.
    fn next(&mut self) {
        use TokenKind as T;
        match self.bytes[self.pos] {
            b' ' | b'\t' | b'\r' => {
                self.flags |= SPACE_BEFORE;
                self.pos += 1;
            }
            b'\n' => {
                if self.newline_ends_string() {
                    return;
                }
                self.flags |= SPACE_BEFORE | NEWLINE_BEFORE;
                self.pos += 1;
            }
            b'#' => self.comment(),
            b'b' if self.peek(1) == b'"' => self.bytes_literal(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'"' => self.string_open(),
            b'\'' => self.raw_string(),
            b'`' => self.char_literal(),
            b'@' => self.at_name(),
            b':' => self.colon(),
            b'(' => self.open(T::LParen),
            b'[' => self.open(T::LBracket),
            b'{' => self.open(T::LBrace),
            b')' => self.close(T::RParen),
            b']' => self.close(T::RBracket),
            b'}' => self.close(T::RBrace),
            b'.' => self.dots(),
            byte if byte.is_ascii() => match operator(&self.bytes[self.pos..]) {
                Some((kind, len)) => self.sign(kind, len),
                None => self.bad_characters(),
            },
            _ => match self.text[self.pos..].chars().next() {
                Some(c) if unicode_ident::is_xid_start(c) => self.word(),
                _ => self.bad_characters(),
            },
        }
    }

    fn open(&mut self, kind: TokenKind) {
        self.brackets += 1;
        if self.brackets + self.modes.len() as u32 > MAX_NESTING {
            self.error(SyntaxErrorKind::TooDeep, self.pos, self.pos + 1);
            self.out.stopped = true;
            return;
        }
        if let (T_BRACE, Some(Mode::Interp { braces, .. })) = (kind, self.modes.last_mut()) {
            *braces += 1;
        }
        self.sign(kind, 1);
    }

    fn close(&mut self, kind: TokenKind) {
        if kind == TokenKind::RBrace
            && let Some(Mode::Interp { brackets, braces }) = self.modes.last_mut()
        {
            if *braces == 0 {
                self.brackets = *brackets;
                self.modes.pop();
                self.sign(TokenKind::InterpClose, 1);
                return;
            }
            *braces -= 1;
        }
        self.brackets = self.brackets.saturating_sub(1);
        self.sign(kind, 1);
    }

    fn dots(&mut self) {
        let rest = &self.bytes[self.pos..];
        let after_import = self.out.tokens.last().is_some_and(|t| t.kind == TokenKind::Import) && self.flags == SPACE_BEFORE;
        if after_import && (rest.starts_with(b"./") || rest.starts_with(b"../")) {
            let len = rest.iter().position(|b| b.is_ascii_whitespace()).unwrap_or(rest.len());
            self.sign(TokenKind::FilePath, len);
        } else if rest.starts_with(b"...") {
            self.sign(TokenKind::Ellipsis, 3);
        } else if rest.starts_with(b"..") {
            self.sign(TokenKind::DotDot, 2);
        } else {
            self.sign(TokenKind::Dot, 1);
        }
    }

    /// `#` up to the end of the line.
    fn comment(&mut self) {
        let start = self.pos;
        let rest = &self.bytes[start..];
        let len = rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
        let end = start + len - usize::from(len > 0 && rest[len - 1] == b'\r');
        let doc = rest.starts_with(b"##") && !rest.starts_with(b"###");
        let own_line = self.flags & NEWLINE_BEFORE != 0 || self.out.tokens.is_empty();
        self.out.comments.push(Comment { span: Span::new(self.file, start as u32, end as u32), doc, own_line });
        self.flags |= SPACE_BEFORE | if doc && own_line { DOC_BEFORE } else { 0 };
        self.pos = start + len;
    }

    /// A run of characters that no token begins with, as one error.
    fn bad_characters(&mut self) {
        let start = self.pos;
        let mut first = '\0';
        let mut count = 0;
        for c in self.text[start..].chars() {
            let known = c.is_ascii_alphanumeric()
                || matches!(
                    c,
                    ' ' | '\t' | '\r' | '\n' | '#' | '_' | '"' | '\'' | '`' | '@' | ':' | '(' | ')' | '[' | ']' | '{' | '}' | '.'
                )
                || unicode_ident::is_xid_start(c)
                || (c.is_ascii() && operator(&[c as u8]).is_some());
            if known && count > 0 {
                break;
            }
            if count == 0 {
                first = c;
            }
            count += 1;
            self.pos += c.len_utf8();
        }
        self.error(SyntaxErrorKind::InvalidCharacter { character: first, count }, start, self.pos);
        self.flags |= SPACE_BEFORE;
    }
}

const T_BRACE: TokenKind = TokenKind::LBrace;

/// The longest operator or punctuation mark a text begins with.
fn operator(rest: &[u8]) -> Option<(TokenKind, usize)> {
    use TokenKind as T;
    let at = |i: usize| rest.get(i).copied().unwrap_or(0);
    let found = match (at(0), at(1), at(2)) {
        (b'*', b'*', b'=') => (T::StarStarEq, 3),
        (b'<', b'<', b'=') => (T::ShlEq, 3),
        (b'>', b'>', b'=') => (T::ShrEq, 3),
        (b'&', b'&', b'=') => (T::AmpAmpEq, 3),
        (b'|', b'|', b'=') => (T::BarBarEq, 3),
        (b'&', b'+', b'=') => (T::WrapPlusEq, 3),
        (b'&', b'-', b'=') => (T::WrapMinusEq, 3),
        (b'&', b'*', b'=') => (T::WrapStarEq, 3),
        (b'-', b'>', _) => (T::Arrow, 2),
        (b'=', b'>', _) => (T::FatArrow, 2),
        (b'=', b'=', _) => (T::EqEq, 2),
        (b'!', b'=', _) => (T::BangEq, 2),
        (b'<', b'=', _) => (T::LtEq, 2),
        (b'>', b'=', _) => (T::GtEq, 2),
        (b'<', b'<', _) => (T::Shl, 2),
        (b'>', b'>', _) => (T::Shr, 2),
        (b'|', b'|', _) => (T::BarBar, 2),
        (b'|', b'>', _) => (T::Pipe, 2),
        (b'|', b'=', _) => (T::BarEq, 2),
        (b'&', b'&', _) => (T::AmpAmp, 2),
        (b'&', b'+', _) => (T::WrapPlus, 2),
        (b'&', b'-', _) => (T::WrapMinus, 2),
        (b'&', b'*', _) => (T::WrapStar, 2),
        (b'&', b'=', _) => (T::AmpEq, 2),
        (b'*', b'*', _) => (T::StarStar, 2),
        (b'*', b'=', _) => (T::StarEq, 2),
        (b'+', b'=', _) => (T::PlusEq, 2),
        (b'-', b'=', _) => (T::MinusEq, 2),
        (b'/', b'=', _) => (T::SlashEq, 2),
        (b'%', b'=', _) => (T::PercentEq, 2),
        (b'^', b'=', _) => (T::CaretEq, 2),
        (b',', ..) => (T::Comma, 1),
        (b';', ..) => (T::Semicolon, 1),
        (b'|', ..) => (T::Bar, 1),
        (b'&', ..) => (T::Amp, 1),
        (b'+', ..) => (T::Plus, 1),
        (b'-', ..) => (T::Minus, 1),
        (b'*', ..) => (T::Star, 1),
        (b'/', ..) => (T::Slash, 1),
        (b'%', ..) => (T::Percent, 1),
        (b'^', ..) => (T::Caret, 1),
        (b'~', ..) => (T::Tilde, 1),
        (b'!', ..) => (T::Bang, 1),
        (b'?', ..) => (T::Question, 1),
        (b'=', ..) => (T::Eq, 1),
        (b'<', ..) => (T::Lt, 1),
        (b'>', ..) => (T::Gt, 1),
        _ => return None,
    };
    Some(found)
}

#[cfg(test)]
mod tests;
