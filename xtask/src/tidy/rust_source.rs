//! A Rust file as a flat run of tokens with line numbers, comments gone, test code marked.
//!
//! The lexing is proc-macro2's, so raw strings, nested comments and lifetimes are what rustc takes them for.

use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::tree::file_name;

/// One token. Documentation comments are left out although rustc sees them as attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    Ident(String),
    Punct(char),
    Literal(String),
    Open(Delimiter),
    Close(Delimiter),
}

impl Token {
    fn is_punct(&self, sign: char) -> bool {
        *self == Token::Punct(sign)
    }

    /// The identifier's text, if this is one.
    pub fn ident(&self) -> Option<&str> {
        match self {
            Token::Ident(name) => Some(name),
            _ => None,
        }
    }
}

/// A token at its place.
#[derive(Debug)]
pub struct Placed {
    pub token: Token,
    /// Counted from 1.
    pub line: usize,
    /// Whether it belongs to an item under `#[cfg(test)]` or to a file that holds only tests.
    pub in_test: bool,
}

/// The line at which a file stops being Rust.
#[derive(Debug)]
pub struct LexFailure {
    pub line: usize,
}

/// The tokens of one file.
#[derive(Debug)]
pub struct RustSource {
    tokens: Vec<Placed>,
    lines: usize,
}

impl RustSource {
    /// Lexes `text`; `path` only tells whether the whole file is test code.
    pub fn lex(path: &str, text: &str) -> Result<RustSource, LexFailure> {
        let stream = TokenStream::from_str(text).map_err(|error| LexFailure { line: error.span().start().line })?;
        let mut tokens = Vec::new();
        flatten(stream, &mut tokens);
        drop_doc_attributes(&mut tokens);
        if is_test_file(path) {
            tokens.iter_mut().for_each(|token| token.in_test = true);
        } else {
            mark_test_items(&mut tokens);
        }
        Ok(RustSource { tokens, lines: text.lines().count() })
    }

    pub fn tokens(&self) -> &[Placed] {
        &self.tokens
    }

    /// The lines of the file that are not inside a test item; comments and blank lines count.
    pub fn product_lines(&self) -> usize {
        let mut test_lines = 0;
        let mut run: Option<(usize, usize)> = None;
        for token in &self.tokens {
            run = match (run, token.in_test) {
                (None, true) => Some((token.line, token.line)),
                (Some((start, _)), true) => Some((start, token.line)),
                (Some((start, end)), false) => {
                    test_lines += end - start + 1;
                    None
                }
                (None, false) => None,
            };
        }
        if let Some((start, _)) = run {
            test_lines += self.lines.saturating_sub(start - 1);
        }
        self.lines.saturating_sub(test_lines)
    }

    /// Where the crate or module `root` is named at the start of a path, and what is named in it:
    /// `std::fs::read` gives `fs`, `use std::{fs, env::{self}}` gives `fs` and `env`.
    pub fn members_named_of<'a>(&'a self, root: &'a str) -> impl Iterator<Item = (&'a Placed, &'a str)> {
        self.tokens
            .iter()
            .enumerate()
            .filter(move |(at, token)| token.token.ident() == Some(root) && self.starts_path(*at))
            .flat_map(|(at, _)| {
                if !self.is_path_separator(at + 1) {
                    return Vec::new();
                }
                self.segment_after(at + 3)
            })
    }

    /// The places of the macro call `name!`.
    pub fn macro_calls<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Placed> {
        self.tokens
            .windows(3)
            .filter(move |w| w[0].token.ident() == Some(name) && w[1].token.is_punct('!') && matches!(w[2].token, Token::Open(_)))
            .map(|w| &w[0])
    }

    fn is_path_separator(&self, at: usize) -> bool {
        matches!(self.tokens.get(at..at + 2), Some([a, b]) if a.token.is_punct(':') && b.token.is_punct(':'))
    }

    fn starts_path(&self, at: usize) -> bool {
        if at < 2 || !self.is_path_separator(at - 2) {
            return true;
        }
        // `::std` starts a path, `x::std` and `X<T>::std` continue one.
        at < 3 || !matches!(self.tokens[at - 3].token, Token::Ident(_) | Token::Punct('>'))
    }

    fn segment_after(&self, at: usize) -> Vec<(&Placed, &str)> {
        match self.tokens.get(at).map(|placed| (placed, &placed.token)) {
            Some((placed, Token::Ident(name))) => vec![(placed, name.as_str())],
            Some((_, Token::Open(Delimiter::Brace))) => self.group_heads(at),
            _ => Vec::new(),
        }
    }

    /// The first identifier of each element of the brace group that opens at `open`.
    fn group_heads(&self, open: usize) -> Vec<(&Placed, &str)> {
        let mut heads = Vec::new();
        let mut depth = 0usize;
        let mut at_head = false;
        for placed in &self.tokens[open..] {
            match &placed.token {
                Token::Open(_) => {
                    depth += 1;
                    at_head = depth == 1;
                }
                Token::Close(_) => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                Token::Punct(',') if depth == 1 => at_head = true,
                Token::Ident(name) if at_head => {
                    heads.push((placed, name.as_str()));
                    at_head = false;
                }
                _ => {}
            }
        }
        heads
    }
}

fn is_test_file(path: &str) -> bool {
    let name = file_name(path);
    name == "tests.rs" || name.ends_with("_tests.rs") || path.split('/').any(|part| part == "tests" || part == "benches")
}

fn flatten(stream: TokenStream, tokens: &mut Vec<Placed>) {
    for tree in stream {
        let line = tree.span().start().line;
        let mut push = |token, line| tokens.push(Placed { token, line, in_test: false });
        match tree {
            TokenTree::Ident(ident) => push(Token::Ident(ident.to_string()), line),
            TokenTree::Punct(punct) => push(Token::Punct(punct.as_char()), line),
            TokenTree::Literal(literal) => push(Token::Literal(literal.to_string()), line),
            TokenTree::Group(group) => {
                let delimiter = group.delimiter();
                push(Token::Open(delimiter), group.span_open().start().line);
                flatten(group.stream(), tokens);
                tokens.push(Placed { token: Token::Close(delimiter), line: group.span_close().start().line, in_test: false });
            }
        }
    }
}

fn drop_doc_attributes(tokens: &mut Vec<Placed>) {
    let mut kept = Vec::with_capacity(tokens.len());
    let mut rest = std::mem::take(tokens).into_iter().peekable();
    let mut buffer: Vec<Placed> = Vec::new();
    for token in rest.by_ref() {
        buffer.push(token);
        match doc_attribute_progress(&buffer) {
            Progress::Whole => buffer.clear(),
            Progress::Prefix => {}
            Progress::Other => kept.append(&mut buffer),
        }
    }
    kept.append(&mut buffer);
    *tokens = kept;
}

enum Progress {
    Prefix,
    Whole,
    Other,
}

/// How far `tokens` is the beginning of `#[doc = "…"]` or `#![doc = "…"]`.
fn doc_attribute_progress(tokens: &[Placed]) -> Progress {
    let inner = tokens.get(1).is_some_and(|second| second.token.is_punct('!'));
    let mut places = tokens.iter().enumerate().filter(|(at, _)| !(inner && *at == 1)).map(|(_, placed)| &placed.token);
    let expected: [&dyn Fn(&Token) -> bool; 6] = [
        &|t| t.is_punct('#'),
        &|t| *t == Token::Open(Delimiter::Bracket),
        &|t| t.ident() == Some("doc"),
        &|t| t.is_punct('='),
        &|t| matches!(t, Token::Literal(_)),
        &|t| *t == Token::Close(Delimiter::Bracket),
    ];
    for fits in expected {
        match places.next() {
            None => return Progress::Prefix,
            Some(token) if fits(token) => {}
            Some(_) => return Progress::Other,
        }
    }
    Progress::Whole
}

/// Marks `#[cfg(test)]` and `#[cfg(all(test, …))]` together with the item behind them.
fn mark_test_items(tokens: &mut [Placed]) {
    let mut at = 0;
    while at < tokens.len() {
        match test_attribute_end(&tokens[at..]) {
            Some(TestAttribute::Inner) => return tokens.iter_mut().for_each(|token| token.in_test = true),
            Some(TestAttribute::Outer(length)) => {
                let end = item_end(tokens, at + length);
                tokens[at..end].iter_mut().for_each(|token| token.in_test = true);
                at = end;
            }
            None => at += 1,
        }
    }
}

enum TestAttribute {
    /// `#![cfg(test)]`: the whole file.
    Inner,
    /// `#[cfg(test)]` and how many tokens it has.
    Outer(usize),
}

fn test_attribute_end(tokens: &[Placed]) -> Option<TestAttribute> {
    if !tokens.first()?.token.is_punct('#') {
        return None;
    }
    let inner = tokens.get(1)?.token.is_punct('!');
    let open = if inner { 2 } else { 1 };
    if tokens.get(open)?.token != Token::Open(Delimiter::Bracket) || tokens.get(open + 1)?.token.ident() != Some("cfg") {
        return None;
    }
    let length = group_length(&tokens[open..]);
    let words: Vec<&str> = tokens[open + 2..open + length].iter().filter_map(|placed| placed.token.ident()).collect();
    match words.as_slice() {
        ["test"] | ["all", "test", ..] if inner => Some(TestAttribute::Inner),
        ["test"] | ["all", "test", ..] => Some(TestAttribute::Outer(open + length)),
        _ => None,
    }
}

/// The number of tokens of the group that `tokens` begins with, its delimiters included.
fn group_length(tokens: &[Placed]) -> usize {
    let mut depth = 0usize;
    for (at, placed) in tokens.iter().enumerate() {
        match placed.token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

/// The end of the item that starts at `at`: behind its first brace group or its semicolon.
fn item_end(tokens: &[Placed], mut at: usize) -> usize {
    while at < tokens.len() {
        match tokens[at].token {
            Token::Punct(';') => return at + 1,
            Token::Open(delimiter) => {
                at += group_length(&tokens[at..]);
                if delimiter == Delimiter::Brace {
                    return at;
                }
            }
            _ => at += 1,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lex(text: &str) -> RustSource {
        RustSource::lex("src/x.rs", text).expect("Rust")
    }

    fn members(text: &str, root: &str) -> Vec<(usize, String)> {
        lex(text).members_named_of(root).map(|(placed, name)| (placed.line, name.to_owned())).collect()
    }

    #[test]
    fn comments_and_documentation_are_no_tokens() {
        let source = lex("//! unsafe\n/// unsafe\nfn a() {} // unsafe\n/* unsafe */");
        assert!(
            source
                .tokens()
                .iter()
                .all(|placed| placed.token.ident() != Some("unsafe") && !matches!(placed.token, Token::Literal(_)))
        );
        assert_eq!(source.tokens()[0].token, Token::Ident("fn".into()));
    }

    #[test]
    fn test_items_are_marked_and_not_counted() {
        let source = lex("fn a() {}\n\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n\nfn c() {}\n");
        let marked: Vec<&str> =
            source.tokens().iter().filter(|placed| placed.in_test).filter_map(|placed| placed.token.ident()).collect();
        assert_eq!(marked, ["cfg", "test", "mod", "tests", "fn", "b"]);
        assert_eq!(source.product_lines(), 4);
    }

    #[test]
    fn a_negated_or_other_condition_marks_nothing() {
        assert!(lex("#[cfg(not(test))] fn a() {}\n#[cfg(unix)] fn b() {}").tokens().iter().all(|placed| !placed.in_test));
    }

    #[test]
    fn a_file_of_tests_has_no_product_lines() {
        assert_eq!(RustSource::lex("compiler/x/tests/a.rs", "fn a() {}\n").expect("Rust").product_lines(), 0);
        assert_eq!(lex("#![cfg(test)]\nfn a() {}\n").product_lines(), 0);
    }

    #[test]
    fn members_are_found_in_paths_and_groups() {
        assert_eq!(members("use std::fs;\nfn a() { ::std::env::args(); }", "std"), [(1, "fs".into()), (2, "env".into())]);
        assert_eq!(members("use std::{\n  fs::{self, File},\n  io,\n};", "std"), [(2, "fs".into()), (3, "io".into())]);
        assert_eq!(members("mod std_fs {} fn a() { x::std::fs(); \"std::fs\"; }", "std"), []);
    }

    #[test]
    fn macro_calls_are_not_macro_names() {
        let source = lex("fn a() { todo!() }\nfn todo() -> bool { todo != x }");
        assert_eq!(source.macro_calls("todo").map(|placed| placed.line).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn what_is_no_rust_says_where() {
        assert_eq!(RustSource::lex("a.rs", "fn a() {\n  )\n}").expect_err("unbalanced").line, 2);
    }
}
