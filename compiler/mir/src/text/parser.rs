//! The parser's state, and what every part of it needs: tokens with an expectation.

use aria_source::{FileId, Span};
use aria_types::AdtRef;

use super::lexer::{Lexeme, Token, tokens};
use super::print_body::NO_SPAN;
use crate::body::{BlockId, LocalId};

/// Says which definition a name means.
pub trait TypeNames {
    fn adt(&self, name: &str) -> Option<AdtRef>;
}

impl<F: Fn(&str) -> Option<AdtRef>> TypeNames for F {
    fn adt(&self, name: &str) -> Option<AdtRef> {
        self(name)
    }
}

impl TypeNames for aria_types::Defs {
    fn adt(&self, name: &str) -> Option<AdtRef> {
        let index = self.adts.iter().position(|d| &*d.name == name)?;
        Some(AdtRef { id: aria_types::AdtId(index as u32), name: self.adts[index].name.clone() })
    }
}

/// Where a text stops being MIR. Line and column count from one, the column in characters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    pub line: u32,
    pub column: u32,
    /// What could have stood there.
    pub expected: &'static str,
}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: expected {}", self.line, self.column, self.expected)
    }
}

impl std::error::Error for ParseError {}

pub(super) type Parsed<T> = Result<T, ParseError>;

pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: Vec<Lexeme>,
    at: usize,
    /// How many types the one being read stands in.
    pub nesting: u32,
    pub names: &'t dyn TypeNames,
}

fn error(text: &str, offset: usize, expected: &'static str) -> ParseError {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() as u32 + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() as u32 + 1;
    ParseError { line, column, expected }
}

impl<'t> Parser<'t> {
    pub fn new(text: &'t str, names: &'t dyn TypeNames) -> Parsed<Self> {
        let tokens = tokens(text).map_err(|(offset, expected)| error(text, offset, expected))?;
        Ok(Self { text, tokens, at: 0, nesting: 0, names })
    }

    pub fn peek(&self) -> &Token {
        &self.tokens[self.at].token
    }

    /// The word at hand, or an empty one.
    pub fn peek_word(&self) -> &str {
        match self.peek() {
            Token::Word(w) => w,
            _ => "",
        }
    }

    pub fn advance(&mut self) {
        // The last token is the end, and stays.
        if self.at + 1 < self.tokens.len() {
            self.at += 1;
        }
    }

    pub fn fail<T>(&self, expected: &'static str) -> Parsed<T> {
        Err(error(self.text, self.tokens[self.at].offset, expected))
    }

    pub fn at_punct(&self, punct: &str) -> bool {
        matches!(self.peek(), Token::Punct(p) if *p == punct)
    }

    pub fn eat(&mut self, punct: &str) -> bool {
        let found = self.at_punct(punct);
        if found {
            self.advance();
        }
        found
    }

    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == word;
        if found {
            self.advance();
        }
        found
    }

    pub fn expect(&mut self, punct: &'static str) -> Parsed<()> {
        if self.eat(punct) { Ok(()) } else { self.fail(punct) }
    }

    pub fn expect_word(&mut self, word: &'static str) -> Parsed<()> {
        if self.eat_word(word) { Ok(()) } else { self.fail(word) }
    }

    pub fn end(&self) -> Parsed<()> {
        if *self.peek() == Token::End { Ok(()) } else { self.fail("the end of the text") }
    }

    pub fn text(&mut self) -> Parsed<Vec<u8>> {
        match self.peek() {
            Token::Text(bytes) => {
                let bytes = bytes.clone();
                self.advance();
                Ok(bytes)
            }
            _ => self.fail("a quoted text"),
        }
    }

    pub fn string(&mut self) -> Parsed<String> {
        let at = self.at;
        String::from_utf8(self.text()?).map_err(|_| error(self.text, self.tokens[at].offset, "a text in UTF-8"))
    }

    pub fn number<T: TryFrom<u128>>(&mut self, expected: &'static str) -> Parsed<T> {
        let Token::Int(value) = *self.peek() else { return self.fail(expected) };
        let Ok(value) = T::try_from(value) else { return self.fail(expected) };
        self.advance();
        Ok(value)
    }

    pub fn signed(&mut self) -> Parsed<i128> {
        let negative = self.eat("-");
        let value: u128 = self.number("an integer")?;
        match (negative, i128::try_from(value)) {
            (false, Ok(value)) => Ok(value),
            (true, Ok(value)) => Ok(-value),
            (true, Err(_)) if value == 1 << 127 => Ok(i128::MIN),
            _ => self.fail("an integer of 128 bits"),
        }
    }

    /// A word that is a prefix and a number: `_3`, `bb1`, `f0`.
    pub fn numbered(&mut self, prefix: &str, expected: &'static str) -> Parsed<u32> {
        match self.peek_word().strip_prefix(prefix).map(str::parse) {
            Some(Ok(n)) => {
                self.advance();
                Ok(n)
            }
            _ => self.fail(expected),
        }
    }

    pub fn local(&mut self) -> Parsed<LocalId> {
        self.numbered("_", "a local").map(LocalId)
    }

    pub fn block(&mut self) -> Parsed<BlockId> {
        self.numbered("bb", "a block").map(BlockId)
    }

    pub fn optional_span(&mut self) -> Parsed<Option<Span>> {
        if !self.eat("@") {
            return Ok(None);
        }
        let file = FileId(self.number("a file's number")?);
        self.expect(":")?;
        let start = self.number("an offset")?;
        self.expect("..")?;
        let end = self.number("an offset")?;
        Ok(Some(Span { file, start, end }))
    }

    pub fn span(&mut self) -> Parsed<Span> {
        Ok(self.optional_span()?.unwrap_or(NO_SPAN))
    }

    /// Items between `open` (already consumed) and `close`, separated by commas.
    pub fn list<T>(&mut self, close: &'static str, mut item: impl FnMut(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(item(self)?);
            if !self.eat(",") {
                self.expect(close)?;
                break;
            }
        }
        Ok(items)
    }
}
