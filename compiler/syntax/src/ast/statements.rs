//! Statements and blocks.

use std::sync::Arc;

use aria_source::Span;

use super::{Annotation, Doc, Expr, Item, Name, Pattern, TypeExpr};

/// A sequence of statements; the last expression is its value.
#[derive(Clone, Debug)]
pub struct Block {
    pub statements: Vec<Stmt>,
    /// The statements, without the words that open and close the block; empty for an empty block.
    pub span: Span,
}

#[derive(Clone, Debug)]
pub struct Stmt {
    pub kind: StmtKind,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum StmtKind {
    Item(Arc<Item>),
    /// `let pattern: T = e`.
    Let(Box<LetDecl>),
    /// `name: T = e`, `name: T`.
    Var(Box<VarDecl>),
    Expr(Expr),
    /// `defer e` (one statement), `defer do … end`.
    Defer(Block),
    /// Something that could not be read; reported already.
    Error,
}

/// `let limit = 10`: a place that is not assigned again. At the top level or in a module an UPPER_CASE one is a constant.
#[derive(Clone, Debug)]
pub struct LetDecl {
    pub annotations: Vec<Annotation>,
    pub doc: Option<Doc>,
    /// The word `private`, if it was written.
    pub private: Option<Span>,
    pub pattern: Pattern,
    pub ty: Option<TypeExpr>,
    pub value: Option<Expr>,
    pub span: Span,
}

/// `total: Int = 0`: a mutable place with its type. In an `extern` block: a global of the foreign side.
#[derive(Clone, Debug)]
pub struct VarDecl {
    pub annotations: Vec<Annotation>,
    pub doc: Option<Doc>,
    pub private: Option<Span>,
    pub name: Name,
    pub ty: TypeExpr,
    pub value: Option<Expr>,
    pub span: Span,
}
