//! The walk over the tree: each construct says where its lines may break and what belongs together.

mod blocks;
mod expressions;
mod items;
mod types;

use aria_syntax::ast::{ParsedFile, Stmt, StmtKind};

use crate::pieces::Pieces;
use crate::plan::{Blank, Plan, Rule};

/// Plans a file that has no syntax errors.
pub fn plan<'a>(file: &ParsedFile, pieces: &'a Pieces<'a>) -> Plan<'a> {
    let mut plan = Plan::new(pieces);
    let starts = plan.starts(&file.body);
    for start in starts {
        plan.gaps[start].rule = Rule::Keep;
        plan.gaps[start].blank = Blank::All;
    }
    let last = pieces.len() - 1;
    plan.gaps[0].rule = Rule::Keep;
    plan.gaps[0].blank = Blank::NotFirst;
    plan.gaps[last].rule = Rule::Keep;
    plan.gaps[last].blank = if last == 0 { Blank::NotFirst } else { Blank::All };
    plan.statements(&file.body);
    plan
}

impl Plan<'_> {
    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn statement(&mut self, statement: &Stmt) {
        match &statement.kind {
            StmtKind::Item(item) => self.item(item),
            StmtKind::Let(decl) => self.let_decl(decl),
            StmtKind::Var(decl) => self.var_decl(decl),
            StmtKind::Expr(expr) => self.expr(expr),
            StmtKind::Defer(body) => self.defer(statement.span, body),
            StmtKind::Error => {}
        }
    }
}
