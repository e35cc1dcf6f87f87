//! Literals: numbers, characters, byte strings and strings.

use std::sync::Arc;

use aria_source::Span;

use crate::ast::*;
use crate::error::{NumberProblem, SyntaxErrorKind};
use crate::escape;
use crate::token::{Token, TokenKind as T};

use super::Parser;

/// What stands between the quotes of a string: a piece of text, or an index into the interpolations.
enum Piece {
    Text { start: u32, end: u32 },
    Value { value: Box<Expr>, format: Option<FormatSpec> },
}

impl Parser<'_> {
    /// A literal; the cursor is at one.
    pub(super) fn literal(&mut self) -> Expr {
        let token = self.tok();
        let kind = match token.kind {
            T::StrOpen | T::BlockStrOpen => self.string(),
            _ => {
                self.bump();
                match token.kind {
                    T::True => ExprKind::Bool(true),
                    T::False => ExprKind::Bool(false),
                    T::Null => ExprKind::Null,
                    T::Symbol => ExprKind::Symbol(self.name_of(token.start + 1, token.end)),
                    T::Char => self.character(token),
                    T::Bytes => self.byte_string(token),
                    T::RawStr => ExprKind::Str(text_part(self.raw_string(token))),
                    _ => self.number(token),
                }
            }
        };
        Expr { kind, span: self.span_from(token.start) }
    }

    fn number(&mut self, token: Token) -> ExprKind {
        let text = self.token_text(token);
        let result = if token.kind == T::Float { float(text) } else { integer(text) };
        result.unwrap_or_else(|problem| {
            let span = self.span(token);
            self.push_error(SyntaxErrorKind::InvalidNumber(problem), span);
            ExprKind::Error
        })
    }

    /// The text between the quotes of a token, however badly it is closed.
    fn inner(&self, token: Token, open: u32, quote: char) -> (u32, u32) {
        let start = token.start + open;
        let text = self.slice(start, token.end);
        let end = if text.ends_with(quote) { token.end - 1 } else { token.end };
        (start, end.max(start))
    }

    fn report_escapes(&mut self, problems: Vec<escape::Problem>) {
        for problem in problems {
            let span = Span::new(self.file, problem.start, problem.end);
            self.push_error(SyntaxErrorKind::InvalidEscape { reason: problem.reason }, span);
        }
    }

    fn character(&mut self, token: Token) -> ExprKind {
        let (start, end) = self.inner(token, 1, '`');
        let mut value = String::new();
        let mut problems = Vec::new();
        escape::text(self.slice(start, end), start, &mut value, &mut problems);
        let bad = !problems.is_empty();
        self.report_escapes(problems);
        let mut chars = value.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => ExprKind::Char(c),
            _ if bad => ExprKind::Error,
            (first, _) => {
                let span = self.span(token);
                self.push_error(SyntaxErrorKind::InvalidChar { empty: first.is_none() }, span);
                ExprKind::Error
            }
        }
    }

    fn byte_string(&mut self, token: Token) -> ExprKind {
        let (start, end) = self.inner(token, 2, '"');
        let mut problems = Vec::new();
        let value = escape::bytes(self.slice(start, end), start, &mut problems);
        self.report_escapes(problems);
        ExprKind::Bytes(Arc::from(value))
    }

    /// `'text'`: only `\'` and `\\` are escapes.
    fn raw_string(&mut self, token: Token) -> Arc<str> {
        let (start, end) = self.inner(token, 1, '\'');
        let text = self.slice(start, end);
        if text.contains('\\') { Arc::from(escape::raw(text)) } else { Arc::from(text) }
    }

    /// A string that the compiler has to know: no interpolation.
    pub(super) fn plain_string(&mut self) -> Option<StringLiteral> {
        if !matches!(self.kind(), T::StrOpen | T::RawStr | T::BlockStrOpen) || self.at_line_start() {
            self.unexpected(crate::error::Expected::String);
            return None;
        }
        let expr = self.literal();
        let ExprKind::Str(parts) = expr.kind else { return None };
        let mut value: Arc<str> = Arc::from("");
        for part in parts {
            match part {
                StringPart::Text(text) => value = text,
                StringPart::Interpolation { value, .. } => {
                    self.push_error(SyntaxErrorKind::InterpolationNotAllowed, value.span);
                    return None;
                }
            }
        }
        Some(StringLiteral { value, span: expr.span })
    }

    /// A string with its interpolations; the cursor is at its opening quotes.
    fn string(&mut self) -> ExprKind {
        let open = self.bump();
        let mut pieces = Vec::new();
        loop {
            let token = self.tok();
            match token.kind {
                T::StrText => {
                    self.bump();
                    pieces.push(Piece::Text { start: token.start, end: token.end });
                }
                T::InterpOpen => pieces.push(self.interpolation()),
                T::StrClose => {
                    self.bump();
                    break;
                }
                // Only after the limit on nesting was reached.
                _ => break,
            }
        }
        if let [Piece::Text { start, end }] = pieces.as_slice()
            && open.kind == T::StrOpen
            && !self.slice(*start, *end).contains(['\\', '\r'])
        {
            return ExprKind::Str(text_part(Arc::from(self.slice(*start, *end))));
        }
        let indentation = if open.kind == T::BlockStrOpen { self.common_indentation(&pieces) } else { None };
        self.join(pieces, open.kind == T::BlockStrOpen, indentation.unwrap_or(0))
    }

    /// `#{value:format}`.
    fn interpolation(&mut self) -> Piece {
        let open = self.bump();
        let piece = self.bracketed(T::InterpOpen, |p| {
            if matches!(p.kind(), T::InterpClose | T::FormatSpec) {
                let span = p.span(open).to(p.here());
                p.error(SyntaxErrorKind::EmptyInterpolation, span);
                return Piece::Value { value: Box::new(p.error_expr()), format: None };
            }
            let value = Box::new(p.expr());
            let format = p.at(T::FormatSpec).then(|| {
                let token = p.bump();
                let span = Span::new(p.file, token.start + 1, token.end);
                FormatSpec { text: Arc::from(p.slice(token.start + 1, token.end)), span }
            });
            if !p.at(T::InterpClose) && !p.stopped {
                p.unexpected(crate::error::Expected::Token(T::RBrace));
            }
            Piece::Value { value, format }
        });
        let mut depth = 0_u32;
        while !self.at(T::Eof) {
            match self.bump().kind {
                T::InterpOpen => depth += 1,
                T::InterpClose if depth == 0 => break,
                T::InterpClose => depth -= 1,
                _ => {}
            }
        }
        piece
    }

    /// The indentation that all lines of a `"""` string share: of all that hold anything, the one before the closing
    /// quotes excepted, and the rest of the opening line too.
    fn common_indentation(&self, pieces: &[Piece]) -> Option<usize> {
        let mut common: Option<usize> = None;
        for (index, piece) in pieces.iter().enumerate() {
            let Piece::Text { start, end } = piece else { continue };
            for line in self.slice(*start, *end).split_inclusive('\n').skip(usize::from(index == 0 || !self.starts_line(*start)))
            {
                let content = line.trim_start_matches([' ', '\t']);
                let is_last = index + 1 == pieces.len();
                let blank = content.trim_end_matches(['\r', '\n']).is_empty() && (line.ends_with('\n') || is_last);
                if !blank {
                    let indentation = line.len() - content.len();
                    common = Some(common.map_or(indentation, |c| c.min(indentation)));
                }
            }
            // An interpolation directly at the beginning of a line.
            if self.slice(*start, *end).ends_with('\n') && index + 1 < pieces.len() {
                common = Some(0);
            }
        }
        common
    }

    fn starts_line(&self, offset: u32) -> bool {
        offset > 0 && self.text.as_bytes()[offset as usize - 1] == b'\n'
    }

    fn join(&mut self, pieces: Vec<Piece>, block: bool, indentation: usize) -> ExprKind {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut problems = Vec::new();
        let last = pieces.len().saturating_sub(1);
        for (index, piece) in pieces.into_iter().enumerate() {
            match piece {
                Piece::Text { start, end } if block => {
                    self.block_lines(start, end, (index == 0, index == last), indentation, &mut text, &mut problems);
                }
                Piece::Text { start, end } => {
                    escape::text(self.slice(start, end), start, &mut text, &mut problems);
                }
                Piece::Value { value, format } => {
                    if !text.is_empty() {
                        parts.push(StringPart::Text(Arc::from(std::mem::take(&mut text))));
                    }
                    parts.push(StringPart::Interpolation { value: *value, format });
                }
            }
        }
        if !text.is_empty() {
            parts.push(StringPart::Text(Arc::from(text)));
        }
        self.report_escapes(problems);
        ExprKind::Str(parts)
    }

    /// One piece of a `"""` string, without the common indentation, the newline behind the opening quotes and the
    /// white space before the closing ones.
    fn block_lines(
        &self,
        start: u32,
        end: u32,
        (first, last): (bool, bool),
        indentation: usize,
        into: &mut String,
        problems: &mut Vec<escape::Problem>,
    ) {
        let mut offset = start;
        for (number, line) in self.slice(start, end).split_inclusive('\n').enumerate() {
            let line_start = offset;
            offset += line.len() as u32;
            let blank = line.trim_matches([' ', '\t', '\r', '\n']).is_empty();
            if first && number == 0 {
                if !(blank && line.ends_with('\n')) {
                    escape::text(line, line_start, into, problems);
                }
                continue;
            }
            if number == 0 {
                // Goes on behind an interpolation, on its line.
                escape::text(line, line_start, into, problems);
                continue;
            }
            if blank && last && !line.ends_with('\n') {
                continue;
            }
            if blank && line.ends_with('\n') {
                into.push('\n');
                continue;
            }
            let white = line.len() - line.trim_start_matches([' ', '\t']).len();
            let removed = white.min(indentation);
            escape::text(&line[removed..], line_start + removed as u32, into, problems);
        }
    }
}

fn text_part(text: Arc<str>) -> Vec<StringPart> {
    if text.is_empty() { Vec::new() } else { vec![StringPart::Text(text)] }
}

fn suffix(text: &str) -> Result<Option<NumberSuffix>, NumberProblem> {
    if text.is_empty() {
        return Ok(None);
    }
    NumberSuffix::from_word(text).map(Some).ok_or_else(|| NumberProblem::BadSuffix(text.chars().take(24).collect()))
}

fn integer(text: &str) -> Result<ExprKind, NumberProblem> {
    let bytes = text.as_bytes();
    let (radix, digits) = match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, &text[2..]),
        (Some(b'0'), Some(b'o' | b'O')) => (8, &text[2..]),
        (Some(b'0'), Some(b'b' | b'B')) => (2, &text[2..]),
        _ => (10, text),
    };
    let is_digit = |c: char| if radix == 16 { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let end = digits.find(|c: char| !is_digit(c) && c != '_').unwrap_or(digits.len());
    let suffix = suffix(&digits[end..])?;
    if suffix.is_some_and(NumberSuffix::is_float) {
        if radix != 10 {
            return Err(NumberProblem::FloatInBase);
        }
        return float(text);
    }
    let mut value: u128 = 0;
    let mut any = false;
    for c in digits[..end].chars().filter(|c| *c != '_') {
        let digit = c.to_digit(radix).ok_or(NumberProblem::BadDigit(c))?;
        value =
            value.checked_mul(u128::from(radix)).and_then(|v| v.checked_add(u128::from(digit))).ok_or(NumberProblem::TooLarge)?;
        any = true;
    }
    if any { Ok(ExprKind::Int { value, suffix }) } else { Err(NumberProblem::NoDigits) }
}

fn float(text: &str) -> Result<ExprKind, NumberProblem> {
    let mantissa = text.find(|c: char| !matches!(c, '0'..='9' | '_' | '.')).unwrap_or(text.len());
    let exponent = match text.as_bytes().get(mantissa..) {
        Some([b'e' | b'E', b'+' | b'-', b'0'..=b'9', ..]) => 2,
        Some([b'e' | b'E', b'0'..=b'9', ..]) => 1,
        _ => 0,
    };
    let digits = text[mantissa + exponent..].find(|c: char| exponent == 0 || !matches!(c, '0'..='9' | '_'));
    let end = digits.map_or(text.len(), |i| mantissa + exponent + i);
    let suffix = suffix(&text[end..])?;
    if suffix.is_some_and(|s| !s.is_float()) {
        return Err(NumberProblem::IntegerSuffixOnFloat);
    }
    let digits: String = text[..end].chars().filter(|c| *c != '_').collect();
    let value = digits.parse::<f64>().map_err(|_| NumberProblem::NoDigits)?;
    Ok(ExprKind::Float { value, text: Arc::from(digits), suffix })
}
