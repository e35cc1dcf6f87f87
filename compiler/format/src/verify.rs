//! The check of every result before it is given out: the same program, comment for comment.

use aria_source::FileId;
use aria_syntax::lexer::lex;
use aria_syntax::token::TokenKind as T;
use aria_syntax::{dump, parse};

use crate::Difference;

/// What a formatted text lost or changed; nothing, unless the formatter has a fault.
pub fn difference(file: FileId, before: &str, after: &str) -> Option<Difference> {
    let (old, new) = (parse(file, before), parse(file, after));
    if !new.errors.is_empty() {
        return Some(Difference::Syntax);
    }
    if comments(file, before) != comments(file, after) {
        return Some(Difference::Comments);
    }
    if tokens(file, before) != tokens(file, after) {
        return Some(Difference::Tokens);
    }
    (dump::dump(&old.tree) != dump::dump(&new.tree)).then_some(Difference::Tree)
}

fn comments(file: FileId, text: &str) -> Vec<&str> {
    let comments = lex(file, text).comments;
    comments.iter().map(|c| text.get(c.span.start as usize..c.span.end as usize).unwrap_or("")).collect()
}

/// Kinds and spellings, without the commas before closing brackets.
fn tokens(file: FileId, text: &str) -> Vec<(T, &str)> {
    let tokens = lex(file, text).tokens;
    let mut out: Vec<(T, &str)> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let closes = matches!(token.kind, T::RParen | T::RBracket | T::RBrace);
        if closes && out.last().is_some_and(|(kind, _)| *kind == T::Comma) {
            out.pop();
        }
        out.push((token.kind, text.get(token.start as usize..token.end as usize).unwrap_or("")));
    }
    out
}
