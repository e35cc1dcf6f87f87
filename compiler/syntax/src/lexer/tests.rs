//! Tokens: the longest sign wins, and white space is known to the token behind it.

use aria_source::FileId;

use super::lex;
use crate::token::{SIGNS, TokenKind as T};

fn kinds(text: &str) -> Vec<T> {
    let lexed = lex(FileId(0), text);
    assert_eq!(lexed.errors, [], "in {text:?}");
    lexed.tokens.iter().map(|t| t.kind).take_while(|k| *k != T::Eof).collect()
}

#[test]
fn every_sign_is_one_token() {
    for sign in SIGNS {
        let found = kinds(sign);
        assert_eq!(found.iter().map(|k| k.describe()).collect::<Vec<_>>(), [*sign]);
    }
}

#[test]
fn the_longest_token_wins() {
    assert_eq!(kinds("a&+b"), [T::Ident, T::WrapPlus, T::Ident]);
    assert_eq!(kinds("a**=b"), [T::Ident, T::StarStarEq, T::Ident]);
    assert_eq!(kinds("1...2"), [T::Int, T::Ellipsis, T::Int]);
    assert_eq!(kinds("x!=y"), [T::Ident, T::BangEq, T::Ident]);
    assert_eq!(kinds("a||=b"), [T::Ident, T::BarBarEq, T::Ident]);
}

#[test]
fn colons_are_labels_symbols_or_formats() {
    assert_eq!(kinds("a:b"), [T::Ident, T::Colon, T::Ident]);
    assert_eq!(kinds("a: :b"), [T::Ident, T::Colon, T::Symbol]);
    assert_eq!(kinds("a ? :b? : c"), [T::Ident, T::Question, T::Symbol, T::Colon, T::Ident]);
    assert_eq!(kinds("(:a!=b)"), [T::LParen, T::Symbol, T::BangEq, T::Ident, T::RParen]);
    assert_eq!(kinds("\"#{x:d}\""), [T::StrOpen, T::InterpOpen, T::Ident, T::FormatSpec, T::InterpClose, T::StrClose]);
    let symbol = [T::StrOpen, T::InterpOpen, T::LParen, T::Ident, T::Colon, T::Int, T::RParen, T::InterpClose, T::StrClose];
    assert_eq!(kinds("\"#{(a:1)}\""), symbol);
}

#[test]
fn tokens_know_the_white_space_before_them() {
    let lexed = lex(FileId(0), "a b # c\n  ## d\n.e");
    let seen: Vec<_> = lexed.tokens.iter().map(|t| (t.newline_before(), t.space_before(), t.doc_before())).collect();
    assert_eq!(
        seen,
        [(false, false, false), (false, true, false), (true, true, true), (false, false, false), (true, true, false)]
    );
}

#[test]
fn tokens_cover_the_text_in_order() {
    let text = "\u{FEFF}fn é(x: Int)\n  \"a#{b}\" + b\"c\" + `d`\nend";
    let lexed = lex(FileId(0), text);
    assert_eq!(lexed.errors, []);
    assert!(lexed.tokens.windows(2).all(|pair| pair[0].end <= pair[1].start));
    assert!(lexed.tokens.iter().all(|t| text.get(t.start as usize..t.end as usize).is_some()));
}
