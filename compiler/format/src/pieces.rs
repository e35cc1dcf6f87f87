//! A text as the pieces that are laid out: tokens, with each string as one, and the comments between them.

use std::ops::Range;

use aria_source::Span;
use aria_syntax::ast::Comment;
use aria_syntax::lexer::Lexed;
use aria_syntax::token::TokenKind as T;

/// A token, or a whole string with its interpolations.
#[derive(Clone, Debug)]
pub struct Piece {
    pub start: u32,
    pub end: u32,
    /// The token's kind; of a string, the kind of its beginning.
    pub kind: T,
    pub newline_before: bool,
    pub space_before: bool,
    /// The comments that are printed before it, as indices. Those before a comma belong to what follows the comma.
    pub comments: Range<usize>,
}

/// The pieces of a text without syntax errors. The last is the end of the file.
pub struct Pieces<'a> {
    pub text: &'a str,
    pub all: Vec<Piece>,
    /// Those that are not inside a string.
    pub comments: Vec<Comment>,
    /// For an opening bracket, the index of its counterpart.
    mates: Vec<Option<usize>>,
}

impl<'a> Pieces<'a> {
    pub fn new(text: &'a str, lexed: &Lexed) -> Self {
        let mut all: Vec<Piece> = Vec::with_capacity(lexed.tokens.len());
        let mut open_strings = 0;
        for token in &lexed.tokens {
            let opens = matches!(token.kind, T::StrOpen | T::BlockStrOpen);
            if open_strings == 0 {
                all.push(Piece {
                    start: token.start,
                    end: token.end,
                    kind: token.kind,
                    newline_before: token.newline_before(),
                    space_before: token.space_before(),
                    comments: 0..0,
                });
            } else if let Some(string) = all.last_mut() {
                string.end = token.end;
            }
            open_strings += usize::from(opens);
            open_strings -= usize::from(token.kind == T::StrClose && open_strings > 0);
        }
        let comments = outside(&all, &lexed.comments);
        attach(&mut all, &comments);
        let mates = mates(&all);
        Self { text, all, comments, mates }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// The kind of a piece; beyond the last, the end of the file.
    pub fn kind(&self, index: usize) -> T {
        self.all.get(index).map_or(T::Eof, |p| p.kind)
    }

    pub fn text_of(&self, index: usize) -> &'a str {
        let Some(piece) = self.all.get(index) else { return "" };
        self.slice(piece.start, piece.end)
    }

    pub fn slice(&self, start: u32, end: u32) -> &'a str {
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    /// The first piece of what a span covers.
    pub fn first(&self, span: Span) -> usize {
        self.all.partition_point(|p| p.start < span.start).min(self.all.len() - 1)
    }

    /// The last piece of what a span covers.
    pub fn last(&self, span: Span) -> usize {
        // The end of the file is part of nothing.
        self.all.partition_point(|p| p.end <= span.end && p.kind != T::Eof).saturating_sub(1)
    }

    /// The piece behind what a span covers.
    pub fn after(&self, span: Span) -> usize {
        (self.last(span) + 1).min(self.all.len() - 1)
    }

    /// Whether a line was broken before a piece, or has to be for a comment.
    pub fn broken_before(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|p| p.newline_before || !p.comments.is_empty())
    }

    pub fn has_comments(&self, index: usize) -> bool {
        self.all.get(index).is_some_and(|p| !p.comments.is_empty())
    }

    /// The closing counterpart of an opening bracket.
    pub fn mate(&self, open: usize) -> Option<usize> {
        self.mates.get(open).copied().flatten()
    }
}

fn outside(pieces: &[Piece], comments: &[Comment]) -> Vec<Comment> {
    let inside = |c: &&Comment| {
        let next = pieces.partition_point(|p| p.end <= c.span.start);
        pieces.get(next).is_none_or(|p| c.span.start < p.start || p.kind == T::Eof)
    };
    comments.iter().filter(inside).copied().collect()
}

fn attach(pieces: &mut [Piece], comments: &[Comment]) {
    let mut next = 0;
    for piece in pieces {
        let from = next;
        while comments.get(next).is_some_and(|c| c.span.start < piece.start || piece.kind == T::Eof) {
            next += 1;
        }
        piece.comments = from..next;
        if piece.kind == T::Comma {
            piece.comments = from..from;
            next = from;
        }
    }
}

fn mates(pieces: &[Piece]) -> Vec<Option<usize>> {
    let mut mates = vec![None; pieces.len()];
    let mut open = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        match piece.kind {
            T::LParen | T::LBracket | T::LBrace => open.push(index),
            T::RParen | T::RBracket | T::RBrace => {
                if let Some(open) = open.pop() {
                    mates[open] = Some(index);
                }
            }
            _ => {}
        }
    }
    mates
}
