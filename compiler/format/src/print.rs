//! Printing: the pieces in order, with the plan's line breaks and indentation.

use aria_syntax::token::TokenKind as T;

use crate::pieces::Pieces;
use crate::plan::{Blank, Gap, Plan, Rule, Scope, at, before};
use crate::spacing;

/// How long a line may become before a group in it is broken.
pub const WIDTH: usize = 100;
const LEVEL: usize = 2;

/// Prints what was planned.
pub fn print(plan: &Plan<'_>) -> String {
    let spaces = spacing::spaces(plan);
    let pieces = plan.pieces;
    let broken = vec![None; plan.groups.len()];
    let out = String::with_capacity(pieces.text.len() + pieces.text.len() / 8);
    Printer { plan, pieces, spaces, broken, out, column: 0, indent: 0 }.run()
}

struct Printer<'a, 'p> {
    plan: &'p Plan<'a>,
    pieces: &'p Pieces<'a>,
    /// Whether a space stands before a piece on the same line.
    spaces: Vec<bool>,
    /// Whether a group is broken, once that was decided.
    broken: Vec<Option<bool>>,
    out: String,
    column: usize,
    /// In spaces.
    indent: usize,
}

impl Printer<'_, '_> {
    fn run(mut self) -> String {
        let mut intervals = self.plan.intervals.clone();
        // Outer ones first; of equal ones, the first that was found.
        intervals.sort_by_key(|i| (i.from, usize::MAX - i.to));
        let mut next = 0;
        // The ends of open intervals, with the indentation that they return to.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for piece in 0..self.pieces.len() {
            for position in [before(piece), at(piece)] {
                if position == at(piece) {
                    self.gap(piece);
                }
                while let Some((_, indent)) = open.pop_if(|(to, _)| *to <= position) {
                    self.indent = indent;
                }
                while let Some(interval) = intervals.get(next).filter(|i| i.from <= position) {
                    next += 1;
                    if interval.to <= position {
                        continue;
                    }
                    open.push((interval.to, self.indent));
                    match interval.scope {
                        Scope::Group(group) => self.decide(group, piece, position == at(piece)),
                        Scope::Indent(levels) => self.indent += levels * LEVEL,
                        Scope::IndentIf(group, levels) => {
                            self.indent += if self.broken[group] == Some(true) { levels * LEVEL } else { 0 };
                        }
                    }
                }
            }
            if !self.plan.gaps[piece].dropped {
                self.text(self.pieces.text_of(piece));
            }
        }
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out
    }

    fn text(&mut self, text: &str) {
        self.out.push_str(text);
        match text.rfind('\n') {
            Some(line) => self.column = text[line + 1..].chars().count(),
            None => self.column += text.chars().count(),
        }
    }

    fn newline(&mut self, blank: bool, indent: usize) {
        if self.out.is_empty() {
            return;
        }
        self.out.push_str(if blank { "\n\n" } else { "\n" });
        self.out.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    /// What stands before a piece: comments, and a line break or a space.
    fn gap(&mut self, index: usize) {
        let gap = self.plan.gaps[index];
        if gap.dropped {
            return;
        }
        let piece = &self.pieces.all[index];
        let breaks = self.breaks(index, &gap).unwrap_or(false);
        if piece.comments.is_empty() && !breaks {
            if self.spaces[index] {
                self.text(" ");
            }
            return;
        }
        let at_end = piece.kind == T::Eof;
        let follows = if gap.rule == Rule::Follow && !at_end && index > 0 { LEVEL } else { 0 };
        let indent = self.indent + follows;
        let inside = indent + if gap.closing { LEVEL } else { 0 };
        let mut end = index.checked_sub(1).map_or(0, |i| self.pieces.all[i].end);
        let mut needs_blank = gap.needs_blank && !self.blank_within(index);
        let total = piece.comments.len();
        for (number, comment) in self.pieces.comments[piece.comments.clone()].iter().enumerate() {
            let text = self.pieces.slice(comment.span.start, comment.span.end);
            if number == 0 && !comment.own_line && !self.out.is_empty() {
                // The space before it is the author's: comments may stand in a column.
                let line = &self.pieces.text[..comment.span.start as usize];
                let spaces = line.len() - line.trim_end_matches(' ').len();
                self.out.extend(std::iter::repeat_n(' ', spaces.max(1)));
            } else {
                let blank = self.is_blank(end, comment.span.start) && allows(gap.blank, number, total);
                self.newline(blank || std::mem::take(&mut needs_blank), inside);
            }
            self.out.push_str(text);
            end = comment.span.end;
        }
        if at_end {
            return;
        }
        let blank = self.is_blank(end, piece.start) && allows(gap.blank, total, total);
        self.newline(blank || needs_blank, indent);
    }

    /// Whether an empty line stands between two places of the source.
    fn is_blank(&self, from: u32, to: u32) -> bool {
        self.pieces.slice(from, to).bytes().filter(|b| *b == b'\n').count() > 1
    }

    /// Whether an empty line stands somewhere in a gap.
    fn blank_within(&self, index: usize) -> bool {
        let piece = &self.pieces.all[index];
        let mut end = index.checked_sub(1).map_or(0, |i| self.pieces.all[i].end);
        for comment in &self.pieces.comments[piece.comments.clone()] {
            if self.is_blank(end, comment.span.start) {
                return true;
            }
            end = comment.span.end;
        }
        self.is_blank(end, piece.start)
    }

    /// Whether the line breaks in a gap; none if that is its group's to decide, and was not.
    fn breaks(&self, index: usize, gap: &Gap) -> Option<bool> {
        match gap.rule {
            Rule::Follow | Rule::Keep => Some(self.pieces.all[index].newline_before && index > 0),
            Rule::Join => Some(false),
            Rule::Soft(group) => self.broken[group],
        }
    }

    /// Decides whether a group that begins at a piece is broken. `inside`: the piece's gap is printed already.
    fn decide(&mut self, group: usize, piece: usize, inside: bool) {
        if self.plan.groups[group].forced {
            self.broken[group] = Some(true);
            return;
        }
        self.broken[group] = Some(false);
        self.broken[group] = Some(!self.fits(group, piece, inside));
    }

    /// Whether what follows fits the line up to the next line break, with the group unbroken.
    fn fits(&self, group: usize, piece: usize, inside: bool) -> bool {
        let mut column = self.column;
        let end = self.plan.groups[group].to;
        for index in piece..self.pieces.len() {
            let gap = &self.plan.gaps[index];
            if gap.dropped {
                continue;
            }
            if index > piece || !inside {
                if self.pieces.has_comments(index) {
                    return true;
                }
                let breaks = self.breaks(index, gap).unwrap_or_else(|| match gap.rule {
                    // A group behind this one can still break.
                    Rule::Soft(other) => self.plan.groups[other].forced || self.plan.groups[other].from >= end,
                    _ => false,
                });
                if breaks {
                    return true;
                }
                column += usize::from(self.spaces[index]);
            }
            let text = self.pieces.text_of(index);
            let line = text.split('\n').next().unwrap_or("");
            column += line.chars().count();
            if column > WIDTH {
                return false;
            }
            if line.len() < text.len() {
                return true;
            }
        }
        true
    }
}

/// Whether an empty line may stand before a part of a gap: the comments, and last the piece.
fn allows(blank: Blank, number: usize, total: usize) -> bool {
    match blank {
        Blank::Never => false,
        Blank::All => true,
        Blank::NotFirst => number > 0,
        Blank::NotLast => number < total,
    }
}
