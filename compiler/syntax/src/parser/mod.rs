//! The parser: tokens into a tree, by recursive descent, going on after every error.
//!
//! This file owns the cursor, error reporting, the limits and bracketed lists; the files beside it own one part of
//! the grammar each. `docs/grammar.ebnf` is the grammar they implement.

mod closures;
mod control;
mod foreign;
mod items;
mod literals;
mod members;
mod operands;
mod operators;
mod patterns;
mod recovery;
mod statements;
mod types;

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

use aria_source::{FileId, Span};

use crate::ast::{Comment, Expr, ExprKind, Name, ParsedFile};
use crate::error::{Expected, Found, SyntaxError, SyntaxErrorKind};
use crate::lexer::{Lexed, lex};
use crate::limits::{MAX_ERRORS, MAX_HEIGHT, MAX_NESTING};
use crate::token::{Token, TokenKind};

use TokenKind as T;

/// A tree and what was wrong with the text, in source order.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub tree: ParsedFile,
    pub errors: Vec<SyntaxError>,
}

/// Parses a file. Total: every text gives a tree; without errors, the tree holds no `Error` node.
pub fn parse(file: FileId, text: &str) -> Parsed {
    let lexed = lex(file, text);
    let mut parser = Parser::new(file, text, &lexed);
    let mut body = parser.file();
    let mut errors = parser.errors;
    // A missing or surplus `end` shifts everything after it. Only then does indentation help to place the error;
    // it never changes what a text without errors means.
    if errors.iter().any(|e| matches!(e.kind, SyntaxErrorKind::MissingEnd { .. } | SyntaxErrorKind::Unmatched(_)))
        && !lexed.stopped
    {
        let mut parser = Parser::new(file, text, &lexed);
        parser.by_indent = true;
        let placed = parser.file();
        if !parser.errors.is_empty() && parser.errors.len() <= errors.len() + 2 {
            body = placed;
            errors = parser.errors;
        }
    }
    let Lexed { comments, errors: mut all, .. } = lexed;
    all.append(&mut errors);
    all.sort_by_key(|e| (e.span.start, e.span.end));
    recovery::retain_causes(text, &mut all);
    // The lexer and the parser each keep the limit on nesting; the first to reach it has said so.
    let mut deep = 0;
    all.retain(|e| {
        deep += usize::from(e.kind == SyntaxErrorKind::TooDeep);
        e.kind != SyntaxErrorKind::TooDeep || deep == 1
    });
    Parsed { tree: ParsedFile { file, body, comments }, errors: all }
}

struct Parser<'a> {
    file: FileId,
    text: &'a str,
    tokens: &'a [Token],
    comments: &'a [Comment],
    /// Index of the current token; the last token is [`T::Eof`] and never passed.
    pos: usize,
    errors: Vec<SyntaxError>,
    /// Index of the token at which an error was last reported: one error per place.
    error_at: usize,
    nesting: u32,
    /// An upper bound of the height of the tree being built, see [`Parser::grow`].
    height: u32,
    /// The brackets that are open. Those from `bracket_base` on belong to the innermost block.
    brackets: Vec<TokenKind>,
    bracket_base: usize,
    names: HashMap<&'a str, Arc<str>, BuildHasherDefault<NameHasher>>,
    /// A limit was reached; nothing more is read or reported.
    stopped: bool,
    lexer_stopped: bool,
    /// Indentation decides which construct an `end` is missing from.
    by_indent: bool,
    /// The column at which the line of the current statement begins; kept only `by_indent`.
    indent: u32,
    /// Inside the head of `if`, `while`, …
    in_head: bool,
    /// The last `do` that a bare name in a head took as its block.
    head_do: Option<Span>,
}

impl<'a> Parser<'a> {
    fn new(file: FileId, text: &'a str, lexed: &'a Lexed) -> Self {
        Self {
            file,
            text,
            tokens: &lexed.tokens,
            comments: &lexed.comments,
            pos: 0,
            errors: Vec::new(),
            error_at: usize::MAX,
            nesting: 0,
            height: 0,
            brackets: Vec::new(),
            bracket_base: 0,
            names: HashMap::default(),
            stopped: false,
            lexer_stopped: lexed.stopped,
            by_indent: false,
            indent: 0,
            in_head: false,
            head_do: None,
        }
    }

    // The cursor.

    fn tok(&self) -> Token {
        self.tokens[self.pos]
    }

    fn kind(&self) -> TokenKind {
        self.tokens[self.pos].kind
    }

    fn nth(&self, ahead: usize) -> Token {
        self.tokens[(self.pos + ahead).min(self.tokens.len() - 1)]
    }

    fn at(&self, kind: TokenKind) -> bool {
        self.kind() == kind
    }

    fn bump(&mut self) -> Token {
        let token = self.tok();
        if token.kind != T::Eof {
            self.pos += 1;
        }
        token
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    fn in_brackets(&self) -> bool {
        self.brackets.len() > self.bracket_base
    }

    /// A newline that counts stands before the current token.
    fn at_line_start(&self) -> bool {
        self.tok().newline_before() && !self.in_brackets()
    }

    /// The current token is of a kind, on the same line as the one before it.
    fn at_same_line(&self, kind: TokenKind) -> bool {
        self.at(kind) && !self.at_line_start()
    }

    /// The token after the current one is on the same line.
    fn next_on_line(&self) -> bool {
        let next = self.nth(1);
        next.kind != T::Eof && (self.in_brackets() || !next.newline_before())
    }

    /// The current token is a word directly followed by a colon: a label, a field, an annotated place.
    fn at_label(&self) -> bool {
        self.label_at(0)
    }

    fn label_at(&self, ahead: usize) -> bool {
        let colon = self.nth(ahead + 1);
        self.nth(ahead).kind.is_word() && colon.kind == T::Colon && !colon.space_before()
    }

    // Spans and texts.

    fn span(&self, token: Token) -> Span {
        Span::new(self.file, token.start, token.end)
    }

    fn here(&self) -> Span {
        self.span(self.tok())
    }

    fn previous_end(&self) -> u32 {
        if self.pos == 0 { 0 } else { self.tokens[self.pos - 1].end }
    }

    /// From a start to the end of the last token taken.
    fn span_from(&self, start: u32) -> Span {
        Span::new(self.file, start, self.previous_end().max(start))
    }

    fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    fn token_text(&self, token: Token) -> &'a str {
        self.slice(token.start, token.end)
    }

    fn name_of(&mut self, start: u32, end: u32) -> Name {
        let text = self.slice(start, end);
        let shared = self.names.entry(text).or_insert_with(|| Arc::from(text)).clone();
        Name { text: shared, span: Span::new(self.file, start, end) }
    }

    fn bump_name(&mut self) -> Name {
        let token = self.bump();
        self.name_of(token.start, token.end)
    }

    /// Any word, where only a name can stand.
    fn any_word(&mut self) -> Option<Name> {
        if self.kind().is_word() && !self.at_line_start() {
            return Some(self.bump_name());
        }
        self.unexpected(Expected::Name);
        None
    }

    /// A name for what has none, after its absence was reported.
    fn missing_name(&self) -> Name {
        let end = self.previous_end();
        Name::new("", Span::new(self.file, end, end))
    }

    // Errors.

    fn error(&mut self, kind: SyntaxErrorKind, span: Span) {
        let beyond = self.lexer_stopped && self.tok().start >= self.tokens[self.tokens.len() - 1].start;
        if self.stopped || beyond || self.error_at == self.pos {
            return;
        }
        self.error_at = self.pos;
        self.push_error(kind, span);
    }

    /// Reports something that does not stop the parser from understanding the text; never left out for a neighbour.
    fn push_error(&mut self, kind: SyntaxErrorKind, span: Span) {
        if self.stopped {
            return;
        }
        self.errors.push(SyntaxError::new(kind, span));
        if self.errors.len() >= MAX_ERRORS {
            self.errors.push(SyntaxError::new(SyntaxErrorKind::TooManyErrors, span.end_point()));
            self.stop();
        }
    }

    fn stop(&mut self) {
        self.stopped = true;
        self.pos = self.tokens.len() - 1;
    }

    fn found(&self) -> Found {
        let token = self.tok();
        if token.kind == T::Eof {
            Found::EndOfFile
        } else if self.at_line_start() {
            Found::EndOfLine
        } else {
            Found::Token(token.kind, self.token_text(token).chars().take(24).collect())
        }
    }

    /// Where [`Parser::found`] is shown: the token, or the end of the line before it.
    fn found_span(&self) -> Span {
        if self.at_line_start() && self.pos > 0 {
            let end = self.previous_end();
            Span::new(self.file, end, end)
        } else {
            self.here()
        }
    }

    fn unexpected(&mut self, expected: Expected) {
        let found = self.found();
        self.error(SyntaxErrorKind::Unexpected { expected, found }, self.found_span());
    }

    /// Takes a token of a kind, on this line, or reports that it is missing.
    fn expect(&mut self, kind: TokenKind) -> bool {
        if self.at_same_line(kind) {
            self.bump();
            return true;
        }
        self.unexpected(Expected::Token(kind));
        false
    }

    fn error_expr(&self) -> Expr {
        let end = self.previous_end();
        Expr::new(ExprKind::Error, Span::new(self.file, end, end))
    }

    // Limits.

    /// Enters a level of nesting; `false` at the limit, when the parser has stopped. Pair with [`Parser::leave`].
    fn enter(&mut self) -> bool {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            self.too_deep();
            return false;
        }
        true
    }

    fn leave(&mut self) {
        self.nesting -= 1;
    }

    fn too_deep(&mut self) {
        let span = self.here();
        self.push_error(SyntaxErrorKind::TooDeep, span);
        self.stop();
    }

    /// Reads a part whose height does not add to that of its left neighbours.
    fn beside<R>(&mut self, part: impl FnOnce(&mut Self) -> R) -> R {
        let saved = std::mem::take(&mut self.height);
        let result = part(self);
        self.height = saved.max(self.height);
        result
    }

    /// Counts one more level of a tree that grows by chaining, without recursion.
    fn grow(&mut self) {
        self.height += 1;
        if self.height > MAX_HEIGHT && !self.stopped {
            self.too_deep();
        }
    }

    // Bracketed lists.

    /// Runs a part of the grammar inside a bracket, where newlines do not count. A level of nesting of its own.
    fn bracketed<R>(&mut self, open: TokenKind, part: impl FnOnce(&mut Self) -> R) -> R {
        self.brackets.push(open);
        let depth = self.brackets.len();
        let in_head = std::mem::replace(&mut self.in_head, false);
        self.enter();
        let result = part(self);
        self.leave();
        self.in_head = in_head;
        self.brackets.truncate(depth - 1);
        result
    }

    /// Elements between a bracket and its counterpart, separated by commas; a trailing comma is allowed. Takes both
    /// brackets.
    fn list<R>(&mut self, element: impl FnMut(&mut Self) -> R) -> Vec<R> {
        self.list_with_comma(element).0
    }

    /// As [`Parser::list`], and whether the last element was followed by a comma.
    fn list_with_comma<R>(&mut self, mut element: impl FnMut(&mut Self) -> R) -> (Vec<R>, bool) {
        let open = self.bump();
        let close = closing(open.kind);
        let errors_before = self.errors.len();
        let mut trailing = false;
        let elements = self.bracketed(open.kind, |p| {
            // Most lists hold one element, and elements are large.
            let mut elements = Vec::with_capacity(usize::from(!p.at(close)));
            while !p.at(close) && !p.at(T::Eof) {
                let before = p.pos;
                let errors = p.errors.len();
                elements.push(element(p));
                trailing = p.at(T::Comma);
                if p.eat(T::Comma) {
                    continue;
                }
                if p.at(close) {
                    break;
                }
                if p.tok().newline_before() && !p.closes_later(close) {
                    break;
                }
                let previous = p.tokens[p.pos.saturating_sub(1)];
                if p.errors.len() == errors && previous.kind == T::Question && !previous.space_before() && !p.at_line_start() {
                    // `a? b : c`: the sign was read as the operand's.
                    let span = p.span(previous);
                    p.error(SyntaxErrorKind::ConditionalSpacing, span);
                } else if p.errors.len() == errors {
                    let found = if p.tok().newline_before() { Found::EndOfLine } else { p.found() };
                    let span = if p.tok().newline_before() { p.span_from(p.previous_end()) } else { p.here() };
                    p.error(SyntaxErrorKind::Unexpected { expected: Expected::Either(T::Comma, close), found }, span);
                }
                if p.tok().newline_before() && p.pos > before {
                    // Only the comma is missing.
                    continue;
                }
                if !p.skip_in_list(close) {
                    break;
                }
                if p.pos == before {
                    p.bump();
                }
            }
            elements
        });
        if self.at(close) {
            self.bump();
        } else if self.errors.len() == errors_before {
            self.unclosed(open);
        }
        (elements, trailing)
    }

    fn unclosed(&mut self, open: Token) {
        let open_span = self.span(open);
        let found = if self.at(T::Eof) {
            Found::EndOfFile
        } else if self.tok().newline_before() {
            Found::EndOfLine
        } else {
            self.found()
        };
        let span = if self.tok().newline_before() { self.span_from(self.previous_end()) } else { self.here() };
        self.error(SyntaxErrorKind::UnclosedBracket { open: open.kind, open_span, found }, span);
    }
}

const fn closing(open: TokenKind) -> TokenKind {
    match open {
        T::LParen => T::RParen,
        T::LBracket => T::RBracket,
        _ => T::RBrace,
    }
}

/// Hashes the names of one file: short keys that nobody can profit from colliding (a file is bounded and its own victim).
#[derive(Default)]
struct NameHasher(u64);

impl Hasher for NameHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(0x517c_c1b7_2722_0a95);
        }
        self.0 ^= self.0 >> 29;
    }
}
