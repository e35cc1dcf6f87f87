//! Patterns: `match` arms, `if let`, `let`, `for` and closure parameters.

use aria_source::Span;

use super::{Expr, Name};

#[derive(Clone, Debug)]
pub struct Pattern {
    pub kind: PatternKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum PatternKind {
    /// `_`.
    Wildcard,
    /// A snake_case name: binds the value.
    Binding(Name),
    /// A number (with its sign), string, bytes, character, symbol, `true`, `false` or `null`. The expression is that
    /// literal, or a [`super::UnaryOp::Neg`] of one; a string has no interpolation.
    Literal(Box<Expr>),
    /// `1..5`, `` `a`...`f` ``, `10..`; the ends are literals or paths.
    Range {
        start: Box<Pattern>,
        end: Option<Box<Pattern>>,
        inclusive: bool,
    },
    /// `None`, `Shape.Empty`, `C.SQLITE_OK`, `LIMIT`: a variant without payload or a constant. Never empty.
    Path(Vec<Name>),
    /// `Some(x)`, `Shape.Circle(radius: r)`, `Point(x: 0, y: b)`.
    Variant {
        path: Vec<Name>,
        fields: Vec<PatternField>,
    },
    /// `(a, b)`; `()` is the unit value.
    Tuple(Vec<Pattern>),
    /// `[first, ...rest]`; at most one element is a [`PatternKind::Rest`].
    Array(Vec<Pattern>),
    /// `...` or `...rest`, inside an array pattern only.
    Rest(Option<Name>),
    /// `1 | 2 | 3`: at least two.
    Or(Vec<Pattern>),
    Error,
}

/// A part of a variant or struct pattern. `x:` alone stands for `x: x`.
#[derive(Clone, Debug)]
pub struct PatternField {
    pub label: Option<Name>,
    pub pattern: Pattern,
    pub span: Span,
}
