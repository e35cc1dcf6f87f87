//! Types as written.

use aria_source::Span;

use super::{Expr, ExprKind, Name, Suffix, UnaryOp};

#[derive(Clone, Debug)]
pub struct TypeExpr {
    pub kind: TypeKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum TypeKind {
    /// `Int`, `geo.Point`, `Array[T]`, `C.sqlite3`. Never empty.
    Path(Vec<TypeSegment>),
    /// `Self`.
    SelfType,
    /// `T?`.
    Optional(Box<TypeExpr>),
    /// `&T`.
    Borrow(Box<TypeExpr>),
    /// `(A, B)`; `()` is the unit type. `(A)` is `A` itself and never stands here.
    Tuple(Vec<TypeExpr>),
    /// `Fn[(A, B)] -> R`, `CFn[(A, B)] -> R`; without `->` the result is unit.
    Fn {
        kind: FnTypeKind,
        params: Vec<TypeExpr>,
        result: Option<Box<TypeExpr>>,
    },
    /// `weak T`.
    Weak(Box<TypeExpr>),
    /// `dyn T`.
    Dyn(Box<TypeExpr>),
    /// `CPtr[T].const`, `CPtr[T].restrict`.
    Qualified {
        base: Box<TypeExpr>,
        qualifier: TypeQualifier,
        qualifier_span: Span,
    },
    /// A value where a type argument stands: the `256` of `CArray[CChar, 256]`. A bare name is a [`TypeKind::Path`].
    Value(Box<Expr>),
    Error,
}

/// One step of a path: `Name` or `Name[args]`.
#[derive(Clone, Debug)]
pub struct TypeSegment {
    pub name: Name,
    pub args: Vec<TypeExpr>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FnTypeKind {
    /// `Fn`: a closure.
    Closure,
    /// `CFn`: a bare function pointer.
    Pointer,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TypeQualifier {
    Const,
    Restrict,
}

impl TypeQualifier {
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "const" => Some(Self::Const),
            "restrict" => Some(Self::Restrict),
            _ => None,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Const => "const",
            Self::Restrict => "restrict",
        }
    }
}

impl TypeExpr {
    pub const fn new(kind: TypeKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// Reads an expression as a type, as `name[…]` needs once `name` turns out to be generic, or a parameter of type
    /// `Type` once an argument stands there. `None` if the expression cannot be a type; integer literals become
    /// [`TypeKind::Value`].
    pub fn from_expr(expr: &Expr) -> Option<TypeExpr> {
        let span = expr.span;
        let kind = match &expr.kind {
            ExprKind::Type(ty) => return Some((**ty).clone()),
            ExprKind::Name(name) if name == "Self" => TypeKind::SelfType,
            ExprKind::Name(name) => TypeKind::Path(vec![TypeSegment { name: name.clone(), args: Vec::new(), span: name.span }]),
            ExprKind::Field { base, name } => {
                let base = Self::from_expr(base)?;
                if let Some(qualifier) = TypeQualifier::from_word(name.as_str()) {
                    TypeKind::Qualified { base: Box::new(base), qualifier, qualifier_span: name.span }
                } else {
                    let TypeKind::Path(mut segments) = base.kind else { return None };
                    segments.push(TypeSegment { name: name.clone(), args: Vec::new(), span: name.span });
                    TypeKind::Path(segments)
                }
            }
            ExprKind::Bracket { base, args } => {
                let TypeKind::Path(mut segments) = Self::from_expr(base)?.kind else { return None };
                let last = segments.last_mut()?;
                if !last.args.is_empty() {
                    return None;
                }
                last.args = args.iter().map(Self::from_expr).collect::<Option<_>>()?;
                last.span = last.span.to(span);
                TypeKind::Path(segments)
            }
            ExprKind::Suffixed { base, suffix: Suffix::Question, .. } | ExprKind::Propagate(base) => {
                TypeKind::Optional(Box::new(Self::from_expr(base)?))
            }
            ExprKind::Unary { op: UnaryOp::Address, operand, .. } => TypeKind::Borrow(Box::new(Self::from_expr(operand)?)),
            ExprKind::Paren(inner) => return Some(TypeExpr { span, ..Self::from_expr(inner)? }),
            ExprKind::Unit => TypeKind::Tuple(Vec::new()),
            ExprKind::Tuple(parts) => TypeKind::Tuple(parts.iter().map(Self::from_expr).collect::<Option<_>>()?),
            ExprKind::Int { .. } => TypeKind::Value(Box::new(expr.clone())),
            ExprKind::Error => TypeKind::Error,
            _ => return None,
        };
        Some(TypeExpr { kind, span })
    }
}
