//! Expressions.

use std::sync::Arc;

use aria_source::Span;

use super::{Block, Name, Pattern, TypeExpr};

#[derive(Clone, Debug)]
pub struct Expr {
    pub kind: ExprKind,
    pub span: Span,
}

impl Expr {
    pub const fn new(kind: ExprKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// The expression without the parentheses around it.
    pub fn without_parens(&self) -> &Expr {
        let mut expr = self;
        while let ExprKind::Paren(inner) = &expr.kind {
            expr = inner;
        }
        expr
    }
}

#[derive(Clone, Debug)]
pub enum ExprKind {
    /// Without its sign; `-1` is a [`ExprKind::Unary`].
    Int {
        value: u128,
        suffix: Option<NumberSuffix>,
    },
    /// `text` is what was written, without underscores and suffix.
    Float {
        value: f64,
        text: Arc<str>,
        suffix: Option<NumberSuffix>,
    },
    Bool(bool),
    Null,
    /// `()`.
    Unit,
    Char(char),
    /// `:name`, without the colon.
    Symbol(Name),
    Bytes(Arc<[u8]>),
    /// A string; neighbouring texts are joined, escapes decoded, common indentation removed. Empty for `""`.
    Str(Vec<StringPart>),

    Name(Name),
    SelfValue,
    /// `@name`, without the `@`.
    SelfField(Name),
    /// `x?`, `x!` with nothing between: a name ending in the sign if there is one, else `x` propagated or unwrapped.
    /// `base` is a [`ExprKind::Name`], [`ExprKind::Field`] or [`ExprKind::SelfField`].
    Suffixed {
        base: Box<Expr>,
        suffix: Suffix,
        suffix_span: Span,
    },
    /// `e?` after anything but a name.
    Propagate(Box<Expr>),
    /// `e!` after anything but a name.
    Unwrap(Box<Expr>),

    Array(Vec<Expr>),
    Dict(Vec<DictEntry>),
    /// At least two parts.
    Tuple(Vec<Expr>),
    /// `(e)`: kept, because `(x.f)(1)` is not `x.f(1)`.
    Paren(Box<Expr>),

    /// `a.b`: a field, a method called without parentheses, a member of a module. The name is empty after `a.` with
    /// nothing behind it, which was reported; an editor completes there. A tuple's part has its number as name.
    Field {
        base: Box<Expr>,
        name: Name,
    },
    /// `name[…]`: type arguments or indices. Read an argument as a type with [`TypeExpr::from_expr`].
    Bracket {
        base: Box<Expr>,
        args: Vec<Expr>,
    },
    /// `f(…)`, `a.f(…)`, and `f do … end` or `a.f |x| … end` without parentheses.
    Call {
        callee: Box<Expr>,
        args: Vec<Arg>,
        /// The trailing block.
        block: Option<Box<Closure>>,
        /// Whether `(…)` was written.
        parens: bool,
    },

    Unary {
        op: UnaryOp,
        operand: Box<Expr>,
        op_span: Span,
    },
    Binary {
        op: BinaryOp,
        left: Box<Expr>,
        right: Box<Expr>,
        op_span: Span,
    },
    /// `a..b` (inclusive), `a...b`, `a..`.
    Range {
        start: Box<Expr>,
        end: Option<Box<Expr>>,
        inclusive: bool,
    },
    /// `c ? a : b`.
    Conditional {
        condition: Box<Expr>,
        then: Box<Expr>,
        otherwise: Box<Expr>,
    },
    /// `value |> f(x)`.
    Pipe {
        value: Box<Expr>,
        target: Box<Expr>,
    },
    /// `target = e`, `target += e`. The target is a name, field, index, `@field`, dereference, or a tuple of such.
    Assign {
        target: Box<Expr>,
        /// The operator of a compound assignment.
        op: Option<BinaryOp>,
        value: Box<Expr>,
        op_span: Span,
    },

    Closure(Box<Closure>),
    /// `do … end` that follows no call: a scope.
    Do(Block),
    If(Box<IfExpr>),
    While {
        condition: Box<Condition>,
        body: Block,
    },
    Loop(Block),
    For {
        pattern: Box<Pattern>,
        iterable: Box<Expr>,
        body: Block,
    },
    Match {
        scrutinee: Box<Expr>,
        arms: Vec<MatchArm>,
    },
    Unsafe(Block),
    CatchPanic {
        body: Block,
        rescue: Option<Box<Rescue>>,
    },
    Return(Option<Box<Expr>>),
    Break(Option<Box<Expr>>),
    Next(Option<Box<Expr>>),
    Raise(Box<Expr>),
    Assert {
        condition: Box<Expr>,
        message: Option<Box<Expr>>,
    },

    /// A type that no expression can spell (`dyn T`, `weak T`, `Fn[(A)] -> R`), where a type argument may stand.
    Type(Box<TypeExpr>),
    /// Something that could not be read; reported already.
    Error,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NumberSuffix {
    I8,
    I16,
    I32,
    I64,
    I128,
    Isize,
    U8,
    U16,
    U32,
    U64,
    U128,
    Usize,
    F32,
    F64,
}

impl NumberSuffix {
    /// Every suffix, with its spelling.
    pub const ALL: [(&'static str, NumberSuffix); 14] = [
        ("i8", Self::I8),
        ("i16", Self::I16),
        ("i32", Self::I32),
        ("i64", Self::I64),
        ("i128", Self::I128),
        ("isize", Self::Isize),
        ("u8", Self::U8),
        ("u16", Self::U16),
        ("u32", Self::U32),
        ("u64", Self::U64),
        ("u128", Self::U128),
        ("usize", Self::Usize),
        ("f32", Self::F32),
        ("f64", Self::F64),
    ];

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(text, _)| *text == word).map(|(_, suffix)| *suffix)
    }

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, suffix)| *suffix == self).map_or("", |(text, _)| text)
    }

    pub const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }
}

#[derive(Clone, Debug)]
pub enum StringPart {
    Text(Arc<str>),
    /// `#{value}` or `#{value:format}`.
    Interpolation {
        value: Expr,
        format: Option<FormatSpec>,
    },
}

/// The text after the colon of `#{x:.3f}`, not yet read.
#[derive(Clone, Debug)]
pub struct FormatSpec {
    pub text: Arc<str>,
    pub span: Span,
}

/// The sign at the end of `x?` or `x!`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Suffix {
    Question,
    Bang,
}

impl Suffix {
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Question => "?",
            Self::Bang => "!",
        }
    }
}

/// `key => value` or `key: value` in a dict.
#[derive(Clone, Debug)]
pub struct DictEntry {
    pub key: DictKey,
    pub value: Expr,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum DictKey {
    Expr(Expr),
    /// `a:` is the String key `"a"`.
    Label(Name),
}

/// An argument of a call, positional or named.
#[derive(Clone, Debug)]
pub struct Arg {
    pub label: Option<Name>,
    pub value: Expr,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// `-`
    Neg,
    /// `~`
    BitNot,
    /// `!`
    Not,
    /// `&place`
    Address,
}

impl UnaryOp {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Neg => "-",
            Self::BitNot => "~",
            Self::Not => "!",
            Self::Address => "&",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    Pow,
    Mul,
    Div,
    Rem,
    WrapMul,
    Add,
    Sub,
    WrapAdd,
    WrapSub,
    Shl,
    Shr,
    BitAnd,
    BitXor,
    BitOr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    And,
    Or,
}

impl BinaryOp {
    pub const fn text(self) -> &'static str {
        match self {
            Self::Pow => "**",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::WrapMul => "&*",
            Self::Add => "+",
            Self::Sub => "-",
            Self::WrapAdd => "&+",
            Self::WrapSub => "&-",
            Self::Shl => "<<",
            Self::Shr => ">>",
            Self::BitAnd => "&",
            Self::BitXor => "^",
            Self::BitOr => "|",
            Self::Eq => "==",
            Self::Ne => "!=",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
            Self::And => "&&",
            Self::Or => "||",
        }
    }

    pub const fn is_comparison(self) -> bool {
        matches!(self, Self::Eq | Self::Ne | Self::Lt | Self::Le | Self::Gt | Self::Ge)
    }
}

/// `|x: Int; weak self| … end`, `|| … end`, and the trailing blocks of calls.
#[derive(Clone, Debug)]
pub struct Closure {
    pub form: ClosureForm,
    pub params: Vec<ClosureParam>,
    pub captures: Vec<Capture>,
    pub body: Block,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ClosureForm {
    /// `|x| … end`, `|| … end`.
    Bars,
    /// `do … end`, `do |x| … end`.
    Do,
}

#[derive(Clone, Debug)]
pub struct ClosureParam {
    /// A name, `_`, or a tuple of such.
    pub pattern: Pattern,
    pub ty: Option<TypeExpr>,
    pub span: Span,
}

/// What stands after the `;` of closure parameters: `weak self`.
#[derive(Clone, Debug)]
pub struct Capture {
    pub weak: bool,
    pub name: Name,
    pub span: Span,
}

/// `if`, `unless`, and both as modifiers.
#[derive(Clone, Debug)]
pub struct IfExpr {
    pub form: IfForm,
    /// `if` and each `elsif`, in order; exactly one for `unless` and modifiers. With `unless` the block runs when
    /// the condition is false.
    pub branches: Vec<IfBranch>,
    pub otherwise: Option<Block>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IfForm {
    If,
    Unless,
    /// `stmt if cond`: the block holds just the statement.
    ModifierIf,
    /// `stmt unless cond`.
    ModifierUnless,
}

impl IfForm {
    pub const fn is_negated(self) -> bool {
        matches!(self, Self::Unless | Self::ModifierUnless)
    }

    pub const fn is_modifier(self) -> bool {
        matches!(self, Self::ModifierIf | Self::ModifierUnless)
    }
}

#[derive(Clone, Debug)]
pub struct IfBranch {
    pub condition: Condition,
    pub body: Block,
}

/// The head of an `if`, `elsif` or `while`.
#[derive(Clone, Debug)]
pub enum Condition {
    Expr(Expr),
    /// `let pattern = value`.
    Let {
        pattern: Pattern,
        value: Expr,
        span: Span,
    },
}

#[derive(Clone, Debug)]
pub struct MatchArm {
    pub pattern: Pattern,
    /// `if cond` after the pattern.
    pub guard: Option<Expr>,
    pub body: ArmBody,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum ArmBody {
    Expr(Expr),
    Block(Block),
}

/// `rescue e …`.
#[derive(Clone, Debug)]
pub struct Rescue {
    pub name: Option<Name>,
    pub body: Block,
    pub span: Span,
}
