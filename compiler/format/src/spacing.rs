//! Where a space stands between two pieces on one line.

use aria_source::FileId;
use aria_syntax::lexer::lex;
use aria_syntax::token::TokenKind as T;

use crate::plan::Plan;

/// For each piece, whether a space stands before it where no line breaks.
pub fn spaces(plan: &Plan<'_>) -> Vec<bool> {
    (0..plan.pieces.len()).map(|index| index > 0 && space(plan, index)).collect()
}

fn space(plan: &Plan<'_>, index: usize) -> bool {
    let pieces = plan.pieces;
    let (previous, current) = (index - 1, index);
    let source = pieces.all[current].space_before;
    let wanted = wanted(pieces.kind(previous), pieces.kind(current), plan.gaps[current].space).unwrap_or(source);
    if source && !wanted {
        // Some signs would become others: `& &x`.
        return !stay_apart(pieces.text_of(previous), pieces.text_of(current));
    }
    wanted
}

/// Whether a space is wanted between pieces of two kinds; none where the source decides, since it means something there.
fn wanted(previous: T, current: T, planned: Option<bool>) -> Option<bool> {
    if is_open(previous) || is_close(current) || matches!(current, T::Comma | T::Semicolon) {
        return Some(false);
    }
    if matches!(previous, T::Comma | T::Semicolon) {
        return Some(true);
    }
    if planned.is_some() {
        return planned;
    }
    if previous == T::Dot || current == T::Dot {
        return Some(false);
    }
    if is_spaced(previous) || is_spaced(current) {
        return Some(true);
    }
    match (previous, current) {
        (_, T::Colon) => Some(false),
        (T::Colon, _) => Some(true),
        _ => None,
    }
}

const fn is_open(kind: T) -> bool {
    matches!(kind, T::LParen | T::LBracket | T::LBrace)
}

const fn is_close(kind: T) -> bool {
    matches!(kind, T::RParen | T::RBracket | T::RBrace)
}

/// Signs with spaces around them wherever they stand, unless the plan says otherwise.
const fn is_spaced(kind: T) -> bool {
    matches!(
        kind,
        T::Arrow
            | T::FatArrow
            | T::Pipe
            | T::Plus
            | T::Eq
            | T::PlusEq
            | T::MinusEq
            | T::StarEq
            | T::SlashEq
            | T::PercentEq
            | T::StarStarEq
            | T::AmpEq
            | T::BarEq
            | T::CaretEq
            | T::ShlEq
            | T::ShrEq
            | T::AmpAmpEq
            | T::BarBarEq
            | T::WrapPlusEq
            | T::WrapMinusEq
            | T::WrapStarEq
    )
}

/// Whether two tokens written without a space remain the same two.
fn stay_apart(left: &str, right: &str) -> bool {
    let kinds = |text: &str| lex(FileId(0), text).tokens.iter().map(|t| (t.kind, t.end - t.start)).collect::<Vec<_>>();
    let mut apart = kinds(left);
    apart.pop();
    apart.extend(kinds(right));
    // The ends of the file differ in nothing but their places.
    apart == kinds(&format!("{left}{right}"))
}
