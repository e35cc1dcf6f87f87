//! What is decided about a text before it is printed: where lines may break, what belongs together, what is indented.
//!
//! A *gap* is what stands before a piece. A *group* is a part whose soft gaps all break or all stay on a line; it is
//! printed on one line where it fits. Groups and indentations are intervals of gaps, found while walking the tree and
//! nested as the tree is.

use aria_source::Span;
use aria_syntax::ast::{FnBody, Item, ItemKind, Stmt, StmtKind};
use aria_syntax::token::TokenKind as T;

use crate::pieces::Pieces;

/// What may happen to the line in a gap.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// A line break is kept, and what follows continues the line: indented by one level.
    Follow,
    /// A line break is kept.
    Keep,
    /// A line break is removed, unless a comment needs it.
    Join,
    /// Breaks if the group does.
    Soft(usize),
}

/// Which empty lines are kept in a gap, whose comments and piece are a sequence.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Blank {
    Never,
    /// One before each of the sequence.
    All,
    /// As [`Blank::All`], but none at the beginning: a block begins here.
    NotFirst,
    /// As [`Blank::All`], but none before the piece: a block ends here.
    NotLast,
}

#[derive(Clone, Copy, Debug)]
pub struct Gap {
    pub rule: Rule,
    pub blank: Blank,
    /// An empty line has to be there.
    pub needs_blank: bool,
    /// The piece ends what the comments before it are in.
    pub closing: bool,
    /// Whether a space stands here when no line breaks; none where the source and the tokens decide.
    pub space: Option<bool>,
    /// The piece is left out.
    pub dropped: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scope {
    Group(usize),
    /// So many levels.
    Indent(usize),
    /// So many levels if the group is broken.
    IndentIf(usize, usize),
}

/// Positions count two for each gap: before the gap, and between gap and piece.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub from: usize,
    pub to: usize,
    pub scope: Scope,
}

#[derive(Clone, Copy, Debug)]
pub struct Group {
    /// Broken whether it fits or not.
    pub forced: bool,
    /// Where it begins and ends, see [`Interval`].
    pub from: usize,
    pub to: usize,
}

/// How the elements of a list stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ListStyle {
    /// All on one line, or one a line.
    OnePerLine,
    /// All on one line, or in the lines that were written.
    Rows,
    /// All on one line, or one a line; a comma behind the only element means something.
    MayBeTuple,
    /// As it was written: on one line, or one a line where a line was broken behind the bracket.
    Kept,
    /// The only element brings brackets of its own.
    Hugging,
}

pub struct Plan<'a> {
    pub pieces: &'a Pieces<'a>,
    pub gaps: Vec<Gap>,
    pub intervals: Vec<Interval>,
    pub groups: Vec<Group>,
    /// How many levels an expression that goes on is indented by: two in a head, to stand out from the block; none where it
    /// began on a line of its own.
    pub continuation: usize,
    /// Lines are only broken where they were: in a statement with a modifier, which has to be seen.
    pub rigid: bool,
}

/// Before the gap of a piece.
pub const fn before(piece: usize) -> usize {
    piece * 2
}

/// Between the gap of a piece and the piece.
pub const fn at(piece: usize) -> usize {
    piece * 2 + 1
}

impl<'a> Plan<'a> {
    pub fn new(pieces: &'a Pieces<'a>) -> Self {
        let gap =
            Gap { rule: Rule::Follow, blank: Blank::Never, needs_blank: false, closing: false, space: None, dropped: false };
        let gaps = pieces.all.iter().map(|p| Gap { rule: if p.kind == T::Comma { Rule::Join } else { gap.rule }, ..gap });
        Self { pieces, gaps: gaps.collect(), intervals: Vec::new(), groups: Vec::new(), continuation: 1, rigid: false }
    }

    pub fn rule(&mut self, piece: usize, rule: Rule) {
        if let Some(gap) = self.gaps.get_mut(piece) {
            gap.rule = rule;
        }
    }

    pub fn space(&mut self, piece: usize, space: bool) {
        if let Some(gap) = self.gaps.get_mut(piece) {
            gap.space = Some(space);
        }
    }

    /// Whether spaces stand around a piece.
    pub fn spaces_around(&mut self, piece: usize, space: bool) {
        self.space(piece, space);
        self.space(piece + 1, space);
    }

    pub fn group(&mut self, from: usize, to: usize, forced: bool) -> usize {
        let id = self.groups.len();
        self.groups.push(Group { forced, from, to });
        self.intervals.push(Interval { from, to, scope: Scope::Group(id) });
        id
    }

    pub fn indent(&mut self, from: usize, to: usize, scope: Scope) {
        self.intervals.push(Interval { from, to, scope });
    }

    /// A list in brackets, of which `elements` are the elements.
    pub fn list(&mut self, open: usize, elements: &[Span], style: ListStyle) {
        let Some(close) = self.pieces.mate(open) else { return };
        let first = open + 1;
        let starts: Vec<usize> = elements.iter().map(|e| self.pieces.first(*e)).collect();
        self.drop_trailing_comma(open, close, elements.len(), style);
        let comments = starts.iter().any(|s| self.pieces.has_comments(*s)) || self.pieces.has_comments(close);
        let opened = !elements.is_empty() && self.pieces.broken_before(first);
        let forced = opened || comments;
        let unbroken = match style {
            ListStyle::Hugging => !comments,
            ListStyle::Kept => !forced,
            _ => self.rigid && !forced,
        };
        if unbroken {
            for gap in starts.into_iter().chain([close]) {
                self.rule(gap, Rule::Join);
            }
            return;
        }
        let group = self.group(before(first), before(close + 1), forced);
        self.indent(before(first), before(close), Scope::IndentIf(group, 1));
        for (number, start) in starts.into_iter().enumerate() {
            let keeps = opened && number > 0 && style == ListStyle::Rows;
            let gap = &mut self.gaps[start];
            gap.rule = if keeps { Rule::Keep } else { Rule::Soft(group) };
            gap.blank = match number {
                0 => Blank::NotFirst,
                _ if forced => Blank::All,
                _ => Blank::Never,
            };
        }
        let gap = &mut self.gaps[close];
        gap.rule = Rule::Soft(group);
        gap.closing = true;
    }

    fn drop_trailing_comma(&mut self, open: usize, close: usize, elements: usize, style: ListStyle) {
        let comma = close - 1;
        if comma <= open || self.pieces.kind(comma) != T::Comma {
            return;
        }
        let tuple = style == ListStyle::MayBeTuple && elements == 1;
        let open_range = matches!(self.pieces.kind(comma - 1), T::DotDot | T::Ellipsis);
        if !tuple && !open_range {
            self.gaps[comma].dropped = true;
        }
    }

    /// A block from behind its opening word to its closing one, as a part of a group. `starts` are the first pieces of
    /// its statements.
    pub fn block(&mut self, group: usize, open: usize, starts: &[usize], close: usize) {
        let broken = self.pieces.broken_before(open) || self.pieces.broken_before(close);
        self.groups[group].forced |= broken;
        self.indent(before(open), before(close), Scope::IndentIf(group, 1));
        for (number, start) in starts.iter().enumerate() {
            let gap = &mut self.gaps[*start];
            gap.rule = if number == 0 { Rule::Soft(group) } else { Rule::Keep };
            gap.blank = if number == 0 { Blank::NotFirst } else { Blank::All };
        }
        let gap = &mut self.gaps[close];
        gap.rule = Rule::Soft(group);
        gap.closing = true;
        gap.blank = if starts.is_empty() { Blank::Never } else { Blank::NotLast };
    }

    /// The first pieces of statements.
    pub fn starts(&mut self, statements: &[Stmt]) -> Vec<usize> {
        let spans: Vec<(Span, bool)> = statements
            .iter()
            .map(|s| match &s.kind {
                StmtKind::Item(item) => (s.span, has_body(item)),
                _ => (s.span, false),
            })
            .collect();
        self.sequence(&spans)
    }

    /// The first pieces of what stands on lines of its own; each comes with whether empty lines belong around it.
    pub fn sequence(&mut self, spans: &[(Span, bool)]) -> Vec<usize> {
        let mut starts = Vec::with_capacity(spans.len());
        let mut apart = false;
        for (number, (span, has_body)) in spans.iter().enumerate() {
            let first = self.pieces.first(*span);
            if number > 0 && (*has_body || apart) && self.pieces.all[first].newline_before {
                self.gaps[first].needs_blank = true;
            }
            apart = *has_body;
            starts.push(first);
        }
        starts
    }

    /// What stands behind `=`, or an operator at which lines are not broken: where its line was broken, it is indented.
    /// Whether it was.
    pub fn continued(&mut self, span: Span) -> bool {
        let first = self.pieces.first(span);
        let broken = self.pieces.broken_before(first) && self.gaps[first].rule == Rule::Follow;
        if broken {
            self.rule(first, Rule::Keep);
            let levels = self.continuation.max(1);
            self.indent(before(first), before(self.pieces.after(span)), Scope::Indent(levels));
        }
        broken
    }

    /// Parts of an expression with a place to break the line in each of the gaps `all`: kept where lines were broken, else
    /// broken at all of `soft` if the whole does not fit. What follows is indented by `levels`.
    pub fn breakable(&mut self, span: Span, all: &[usize], soft: &[usize], levels: usize) {
        let end = before(self.pieces.after(span));
        if let Some(first) = all.iter().find(|gap| self.pieces.broken_before(**gap)) {
            self.indent(before(*first), end, Scope::Indent(levels));
            for gap in all {
                self.rule(*gap, Rule::Keep);
            }
        } else if let Some(first) = soft.first().filter(|_| !self.rigid) {
            let group = self.group(at(self.pieces.first(span)), end, false);
            self.indent(before(*first), end, Scope::IndentIf(group, levels));
            for gap in soft {
                self.rule(*gap, Rule::Soft(group));
            }
        }
    }
}

/// Whether a declaration has lines up to an `end`.
pub fn has_body(item: &Item) -> bool {
    match &item.kind {
        ItemKind::Fn(decl) => matches!(decl.body, FnBody::Block(_)),
        ItemKind::Struct(_)
        | ItemKind::Class(_)
        | ItemKind::Trait(_)
        | ItemKind::Impl(_)
        | ItemKind::Module(_)
        | ItemKind::Test(_) => true,
        ItemKind::Enum(decl) | ItemKind::ExternEnum(decl) => decl.has_body,
        ItemKind::ExternRecord(decl) => decl.has_body,
        ItemKind::ExternImport(decl) => !decl.body.is_empty(),
        ItemKind::ExternBlock(decl) => !decl.single,
        ItemKind::Alias(_) | ItemKind::Import(_) => false,
    }
}
