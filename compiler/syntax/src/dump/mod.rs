//! The tree as indented S-expressions, for tests and for looking at.
//!
//! A node that fits a line is written on one; else its parts follow, indented by two. Spans are left out.

mod expressions;
mod items;
mod types;

use crate::ast::{Block, LetDecl, ParsedFile, Stmt, StmtKind, VarDecl};

/// How long a line may become before its node is split.
const WIDTH: usize = 110;

/// The whole file, one declaration or statement after another.
pub fn dump(file: &ParsedFile) -> String {
    let mut out = String::new();
    for statement in &file.body {
        stmt(statement).write(0, &mut out);
    }
    out
}

/// An atom, or a list with a head.
enum Sexp {
    Atom(String),
    List { parts: Vec<Sexp>, width: usize },
}

impl Sexp {
    fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    fn list(head: &str, rest: impl IntoIterator<Item = Sexp>) -> Self {
        let mut parts = Vec::new();
        if !head.is_empty() {
            parts.push(Sexp::atom(head));
        }
        parts.extend(rest);
        let width = parts.iter().map(|p| p.width() + 1).sum::<usize>() + 1;
        Self::List { parts, width }
    }

    fn width(&self) -> usize {
        match self {
            Self::Atom(text) => text.len(),
            Self::List { width, .. } => *width,
        }
    }

    fn flat(&self, out: &mut String) {
        match self {
            Self::Atom(text) => out.push_str(text),
            Self::List { parts, .. } => {
                out.push('(');
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        out.push(' ');
                    }
                    part.flat(out);
                }
                out.push(')');
            }
        }
    }

    /// Writes the node on lines of its own.
    fn write(&self, indent: usize, out: &mut String) {
        out.extend(std::iter::repeat_n(' ', indent));
        match self {
            Self::List { parts, width } if indent + width > WIDTH => {
                out.push('(');
                let heads = parts.iter().take_while(|p| matches!(p, Sexp::Atom(_))).count().min(2);
                for (index, part) in parts.iter().take(heads).enumerate() {
                    if index > 0 {
                        out.push(' ');
                    }
                    part.flat(out);
                }
                out.push('\n');
                for part in &parts[heads..] {
                    part.write(indent + 2, out);
                }
                out.pop();
                out.push_str(")\n");
            }
            _ => {
                self.flat(out);
                out.push('\n');
            }
        }
    }
}

fn stmt(statement: &Stmt) -> Sexp {
    match &statement.kind {
        StmtKind::Item(item) => items::item(item),
        StmtKind::Let(decl) => let_decl(decl),
        StmtKind::Var(decl) => var_decl(decl),
        StmtKind::Expr(expr) => expressions::expr(expr),
        StmtKind::Defer(body) => Sexp::list("defer", block(body)),
        StmtKind::Error => Sexp::atom("<error>"),
    }
}

fn block(body: &Block) -> Vec<Sexp> {
    body.statements.iter().map(stmt).collect()
}

fn let_decl(decl: &LetDecl) -> Sexp {
    let mut parts = items::prefix(&decl.annotations, decl.doc.as_ref(), decl.private.is_some());
    parts.push(types::pattern(&decl.pattern));
    parts.extend(decl.ty.as_ref().map(types::ty));
    parts.extend(decl.value.as_ref().map(expressions::expr));
    Sexp::list("let", parts)
}

fn var_decl(decl: &VarDecl) -> Sexp {
    let mut parts = items::prefix(&decl.annotations, decl.doc.as_ref(), decl.private.is_some());
    parts.push(Sexp::atom(decl.name.as_str()));
    parts.push(types::ty(&decl.ty));
    parts.extend(decl.value.as_ref().map(expressions::expr));
    Sexp::list("var", parts)
}
