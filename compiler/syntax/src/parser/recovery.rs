//! Going on after an error: where to skip to, and which construct an `end` is missing from.

use aria_source::Span;

use crate::error::{Construct, Found, SyntaxError, SyntaxErrorKind};
use crate::token::{Token, TokenKind as T};

use super::Parser;

/// Removes errors that only follow from another. At least one error stays if there were any.
pub(super) fn retain_causes(text: &str, errors: &mut Vec<SyntaxError>) {
    use SyntaxErrorKind as E;
    // A string without its closing quote takes the rest of its line along, closing brackets included.
    let rest_of_line = |start: u32| text[start as usize..].find('\n').map_or(text.len() as u32, |n| start + n as u32);
    let strings = errors.iter().filter(|e| matches!(e.kind, E::UnterminatedString { .. }));
    let swallowed: Vec<_> = strings.map(|e| (e.span.start, rest_of_line(e.span.start))).collect();
    // Who writes `{` for a body, or `def` for `fn`, has a `}` or an `end` for it.
    let brace = |e: &SyntaxError| matches!(e.kind, E::ExpectedEndOfLine { found: Found::Token(T::LBrace, _) });
    let first_brace = errors.iter().filter(|e| brace(e)).map(|e| e.span.start).min();
    let words = errors.iter().any(|e| matches!(e.kind, E::OtherLanguage { .. }));
    errors.retain(|e| match e.kind {
        E::UnclosedBracket { .. } => !swallowed.iter().any(|(from, to)| (*from..=*to).contains(&e.span.start)),
        E::MissingEnd { .. } => first_brace.is_none(),
        E::Unmatched(T::End | T::Else | T::Elsif) if words => false,
        _ => brace(e) || first_brace.is_none_or(|first| e.span.start < first),
    });
}

/// A construct that waits for its `end`.
#[derive(Clone, Copy)]
pub(super) struct Opener {
    construct: Construct,
    span: Span,
    /// The column of the line that the construct's statement begins on.
    pub(super) indent: u32,
    head_do: Option<Span>,
    /// An `else if`, whose `if` needs an `end` of its own.
    pub(super) else_if: Option<Span>,
}

impl Parser<'_> {
    pub(super) fn opener(&self, construct: Construct, token: Token) -> Opener {
        Opener { construct, span: self.span(token), indent: self.indent, head_do: None, else_if: None }
    }

    /// Takes the `end` of a construct, or reports that it has none.
    pub(super) fn end(&mut self, opener: Opener) {
        if self.at_block_end() && !self.belongs_outside(opener.indent) {
            self.bump();
            return;
        }
        let missed_at = self.here();
        let Opener { construct, head_do, else_if, .. } = opener;
        let kind = SyntaxErrorKind::MissingEnd { construct, missed_at, head_do, else_if };
        // One missing `end` leaves every outer construct open too: only the innermost is reported.
        self.error(kind, opener.span);
    }

    /// Remembers a `do` that a bare name in the head took, for the case that the `end` is missing.
    pub(super) fn note_head(&mut self, opener: &mut Opener) {
        opener.head_do = self.head_do.take();
    }

    /// At an `end` that is no label (`end: Int`).
    pub(super) fn at_block_end(&self) -> bool {
        self.at(T::End) && !self.at_label()
    }

    /// Whether indentation says that the line at the cursor belongs to what is around a construct.
    pub(super) fn belongs_outside(&self, indent: u32) -> bool {
        let token = self.tok();
        if !self.by_indent || !token.newline_before() || token.kind == T::Eof {
            return false;
        }
        let column = self.column(token.start);
        let closes = matches!(token.kind, T::End | T::Else | T::Elsif | T::Rescue | T::RParen | T::RBracket | T::RBrace);
        if closes { column < indent } else { column <= indent }
    }

    /// The number of bytes between the beginning of a line and a place on it.
    pub(super) fn column(&self, offset: u32) -> u32 {
        let before = &self.text.as_bytes()[..offset as usize];
        before.iter().rev().take_while(|b| **b != b'\n').count() as u32
    }

    /// Notes where the line of a statement or member begins.
    pub(super) fn note_indent(&mut self) {
        if self.by_indent && self.tok().newline_before() {
            self.indent = self.column(self.tok().start);
        }
    }

    /// Skips what is left of a line that an error was found on, past the place that it began at.
    pub(super) fn recover(&mut self, before: usize) {
        if self.pos == before && !self.at_block_end() {
            self.bump();
        }
        self.skip_line();
    }

    /// Skips to the next line, or to an `end` on this one. A block opened on the way is read and thrown away, so that
    /// its `end` is not taken for another's.
    pub(super) fn skip_line(&mut self) {
        while !self.at(T::Eof) && !self.tok().newline_before() && !self.at_block_end() {
            if self.closes_outer_bracket() {
                return;
            }
            let token = self.bump();
            let opens_block = self.tok().newline_before() && matches!(token.kind, T::Bar | T::BarBar);
            if token.kind == T::Do || opens_block {
                let opener = self.opener(Construct::DoBlock, token);
                self.block(opener.indent, false, false);
                self.end(opener);
            }
        }
    }

    /// Skips inside a list to a comma (taken) or the closing bracket; `false` if the list must be given up.
    pub(super) fn skip_in_list(&mut self, close: T) -> bool {
        let mut depth = 0_u32;
        let mut first = true;
        loop {
            let token = self.tok();
            match token.kind {
                T::Eof => return false,
                _ if token.newline_before() && !first => return false,
                T::LParen | T::LBracket | T::LBrace => depth += 1,
                kind if depth == 0 && kind == close => return true,
                T::RParen | T::RBracket | T::RBrace if depth == 0 && self.closes_further_out() => return false,
                T::RParen | T::RBracket | T::RBrace => depth = depth.saturating_sub(1),
                T::InterpClose if depth == 0 => return false,
                T::End if depth == 0 => return false,
                T::Comma if depth == 0 => {
                    self.bump();
                    return true;
                }
                _ => {}
            }
            self.bump();
            first = false;
        }
    }

    /// At a closing bracket whose opening one is around the innermost bracket.
    fn closes_further_out(&self) -> bool {
        let outer = &self.brackets[..self.brackets.len().saturating_sub(1)];
        outer.iter().any(|open| super::closing(*open) == self.kind())
    }

    /// Whether a list is closed on one of the next lines, before a line that can be no part of it.
    pub(super) fn closes_later(&self, close: T) -> bool {
        let mut depth = 0_u32;
        for token in &self.tokens[self.pos..] {
            match token.kind {
                T::LParen | T::LBracket | T::LBrace => depth += 1,
                T::RParen | T::RBracket | T::RBrace if depth == 0 => return token.kind == close,
                T::RParen | T::RBracket | T::RBrace => depth -= 1,
                T::Eof | T::InterpClose => return false,
                T::End | T::Else | T::Elsif | T::Fn | T::Let | T::Rescue if token.newline_before() => return false,
                _ => {}
            }
        }
        false
    }

    /// At a closing bracket whose opening one is outside the innermost block.
    pub(super) fn closes_outer_bracket(&self) -> bool {
        match self.kind() {
            kind @ (T::RParen | T::RBracket | T::RBrace) => {
                self.brackets[..self.bracket_base].iter().any(|open| super::closing(*open) == kind)
            }
            T::InterpClose => self.brackets[..self.bracket_base].contains(&T::InterpOpen),
            _ => false,
        }
    }
}
