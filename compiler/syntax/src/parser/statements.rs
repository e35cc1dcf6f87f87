//! Files, blocks and statements.

use std::sync::Arc;

use aria_source::Span;

use crate::ast::{
    Block, Condition, Expr, ExprKind, IfBranch, IfExpr, IfForm, LetDecl, Pattern, PatternKind, Stmt, StmtKind, VarDecl,
};
use crate::error::{Construct, Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;
use super::items::Prefix;

/// Where statements stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    /// In a file or module: `@name` begins an annotation.
    Top,
    /// In a body: `@name` is a field unless a declaration follows.
    Body,
}

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Vec<Stmt> {
        let mut body = Vec::new();
        loop {
            self.statements(&mut body, Level::Top, 0, false, false);
            if self.at(T::Eof) {
                return body;
            }
            // An `end` or a closing bracket without an opening one.
            let kind = self.kind();
            self.error(SyntaxErrorKind::Unmatched(kind), self.here());
            self.bump();
            self.skip_line();
        }
    }

    /// The statements of a construct, up to but without its `end` (or `else`, `elsif`, `rescue` where allowed).
    pub(super) fn block(&mut self, indent: u32, stops_at_else: bool, stops_at_rescue: bool) -> Block {
        let base = std::mem::replace(&mut self.bracket_base, self.brackets.len());
        let in_head = std::mem::replace(&mut self.in_head, false);
        let start = self.tok().start;
        let mut statements = Vec::new();
        if self.enter() {
            self.statements(&mut statements, Level::Body, indent, stops_at_else, stops_at_rescue);
        }
        self.leave();
        self.bracket_base = base;
        self.in_head = in_head;
        if self.by_indent {
            self.indent = indent;
        }
        let start = statements.first().map_or(self.previous_end().min(start), |s| s.span.start);
        Block { span: self.span_from(start), statements }
    }

    /// A module's body, up to but without its `end`.
    pub(super) fn top_block(&mut self, indent: u32) -> Vec<Stmt> {
        let mut statements = Vec::new();
        if self.enter() {
            self.statements(&mut statements, Level::Top, indent, false, false);
        }
        self.leave();
        if self.by_indent {
            self.indent = indent;
        }
        statements
    }

    fn statements(&mut self, into: &mut Vec<Stmt>, level: Level, indent: u32, stops_at_else: bool, stops_at_rescue: bool) {
        let nested = self.nesting > 0;
        loop {
            match self.kind() {
                T::Eof => return,
                T::End if !self.at_label() => return,
                T::Else | T::Elsif if !self.at_label() => {
                    if stops_at_else {
                        return;
                    }
                    let kind = self.kind();
                    self.error(SyntaxErrorKind::Unmatched(kind), self.here());
                    self.bump();
                    self.skip_line();
                    continue;
                }
                T::Rescue if stops_at_rescue && !self.at_label() => return,
                T::RParen | T::RBracket | T::RBrace | T::InterpClose => {
                    if self.closes_outer_bracket() {
                        return;
                    }
                    let kind = self.kind();
                    self.error(SyntaxErrorKind::Unmatched(kind), self.here());
                    self.bump();
                    continue;
                }
                T::Semicolon => {
                    self.error(SyntaxErrorKind::Semicolon, self.here());
                    self.bump();
                    continue;
                }
                _ => {}
            }
            if nested && self.belongs_outside(indent) {
                return;
            }
            let before = self.pos;
            let errors = self.errors.len();
            let statement = self.beside(|p| p.statement(level));
            into.push(statement);
            if !self.at_statement_end(stops_at_rescue) {
                if self.errors.len() == errors {
                    self.report_line_goes_on(into.last());
                }
                if !self.at(T::Semicolon) {
                    self.recover(before);
                }
            } else if self.pos == before {
                self.recover(before);
            }
        }
    }

    fn at_statement_end(&self, stops_at_rescue: bool) -> bool {
        self.tok().newline_before()
            || self.at(T::Eof)
            || (matches!(self.kind(), T::End | T::Else | T::Elsif) && !self.at_label())
            || (self.at(T::Rescue) && stops_at_rescue)
            || self.closes_outer_bracket()
    }

    /// Says why a statement that could have ended goes on.
    fn report_line_goes_on(&mut self, statement: Option<&Stmt>) {
        let token = self.tok();
        let previous = self.tokens[self.pos.saturating_sub(1)];
        let expression = match statement {
            Some(Stmt { kind: StmtKind::Expr(expr), .. }) => Some(last_operand(expr)),
            _ => None,
        };
        let callable = expression.filter(|e| matches!(e.kind, ExprKind::Name(_) | ExprKind::Field { .. }));
        let mut span = self.here();
        let kind = if token.kind == T::Semicolon {
            SyntaxErrorKind::Semicolon
        } else if matches!(token.kind, T::RParen | T::RBracket | T::RBrace) {
            SyntaxErrorKind::Unmatched(token.kind)
        } else if previous.kind == T::Question && !previous.space_before() {
            span = self.span(previous);
            SyntaxErrorKind::ConditionalSpacing
        } else if let Some((word, place, instead)) = callable.and_then(other_language) {
            span = place;
            SyntaxErrorKind::OtherLanguage { word, instead }
        } else if let Some(callee) =
            callable.filter(|_| token.kind.starts_expression() && !matches!(self.token_text(token), "and" | "or" | "is"))
        {
            let spaced = matches!(token.kind, T::LParen | T::LBracket);
            SyntaxErrorKind::CallWithoutParens { callee: callee.span, spaced }
        } else {
            SyntaxErrorKind::ExpectedEndOfLine { found: self.found() }
        };
        self.error(kind, span);
    }

    /// Reports a statement head that does not end with its line.
    pub(super) fn expect_line_end(&mut self) {
        if self.tok().newline_before() || self.at(T::Eof) || self.at_block_end() {
            return;
        }
        let found = self.found();
        self.error(SyntaxErrorKind::ExpectedEndOfLine { found }, self.here());
        self.skip_line();
    }

    fn statement(&mut self, level: Level) -> Stmt {
        self.note_indent();
        let start = self.tok().start;
        if self.at_declaration(level) {
            return self.declaration(level);
        }
        if self.at(T::Private) && self.nth(1).newline_before() {
            // Elsewhere such a line makes all that follows private; here it would silently do nothing.
            let span = self.here();
            self.error(SyntaxErrorKind::MisplacedPrivate, span);
        }
        if self.at(T::Defer) && self.at_keyword_statement() {
            return self.defer();
        }
        let kind = StmtKind::Expr(self.expr());
        self.with_modifiers(Stmt { kind, span: self.span_from(start) })
    }

    /// A declaration with its annotations, documentation and `private`.
    fn declaration(&mut self, level: Level) -> Stmt {
        let start = self.tok().start;
        let prefix = self.prefix();
        let kind = if self.at(T::Let) && !self.at_label() {
            StmtKind::Let(Box::new(self.let_decl(prefix, start)))
        } else if self.at_label() {
            StmtKind::Var(Box::new(self.var_decl(prefix, start)))
        } else if self.at_item() {
            let errors = self.errors.len();
            match self.item(prefix, start) {
                Some(item) => StmtKind::Item(Arc::new(item)),
                None => {
                    debug_assert!(self.errors.len() > errors || self.error_at == self.pos || self.stopped || self.lexer_stopped);
                    StmtKind::Error
                }
            }
        } else {
            self.misplaced_prefix(&prefix);
            if self.at_block_end() || self.at(T::Eof) || matches!(self.kind(), T::AtName | T::Private) {
                StmtKind::Error
            } else {
                return self.statement(level);
            }
        };
        Stmt { kind, span: self.span_from(start) }
    }

    pub(super) fn misplaced_prefix(&mut self, prefix: &Prefix) {
        if let Some(annotation) = prefix.annotations.first() {
            self.push_error(SyntaxErrorKind::MisplacedAnnotation, annotation.span);
        } else if let Some(span) = prefix.private {
            self.push_error(SyntaxErrorKind::MisplacedPrivate, span);
        }
    }

    pub(super) fn let_decl(&mut self, prefix: Prefix, start: u32) -> LetDecl {
        self.bump();
        let mut pattern = self.declared_pattern();
        if let PatternKind::Binding(word) = &pattern.kind
            && word == "mut"
            && self.at_same_line(T::Ident)
        {
            let kind = SyntaxErrorKind::OtherLanguage { word: "let mut".to_owned(), instead: "name = value" };
            self.error(kind, pattern.span);
            pattern = self.declared_pattern();
        }
        let ty = self.type_after_colon();
        let value = self.eat_same_line(T::Eq).then(|| self.expr());
        if value.is_none() && ty.is_none() {
            self.unexpected(Expected::Token(T::Eq));
        }
        let Prefix { annotations, doc, private } = prefix;
        LetDecl { annotations, doc, private, pattern, ty, value, span: self.span_from(start) }
    }

    /// A pattern whose names are new: `let LIMIT = 3` names a constant, it does not compare with one.
    fn declared_pattern(&mut self) -> Pattern {
        let mut pattern = self.pattern_without_or();
        if let PatternKind::Path(path) = &mut pattern.kind
            && path.len() == 1
        {
            pattern.kind = PatternKind::Binding(path.remove(0));
        }
        pattern
    }

    /// `name: T = e`; the cursor is at the name.
    pub(super) fn var_decl(&mut self, prefix: Prefix, start: u32) -> VarDecl {
        let name = self.bump_name();
        self.bump();
        let ty = self.ty();
        let value = self.eat_same_line(T::Eq).then(|| self.expr());
        let Prefix { annotations, doc, private } = prefix;
        VarDecl { annotations, doc, private, name, ty, value, span: self.span_from(start) }
    }

    pub(super) fn eat_same_line(&mut self, kind: T) -> bool {
        self.at_same_line(kind) && self.eat(kind)
    }

    /// Whether the contextual word at the cursor is used as a keyword: an operand, a `do` or the line's end follows.
    pub(super) fn at_keyword_statement(&self) -> bool {
        let next = self.nth(1);
        if next.newline_before() || next.kind == T::Eof || next.kind == T::Do {
            return !self.in_brackets();
        }
        next.space_before() && next.kind.starts_expression() && !self.at_label()
    }

    fn defer(&mut self) -> Stmt {
        let keyword = self.bump();
        let opener = self.opener(Construct::Defer, keyword);
        let block = if self.eat_same_line(T::Do) || self.at_line_start() {
            let body = self.block(opener.indent, false, false);
            self.end(opener);
            body
        } else {
            let start = self.tok().start;
            let kind = StmtKind::Expr(self.expr());
            let statement = self.with_modifiers(Stmt { kind, span: self.span_from(start) });
            Block { span: statement.span, statements: vec![statement] }
        };
        Stmt { kind: StmtKind::Defer(block), span: self.span_from(keyword.start) }
    }

    /// `stmt if cond`, `stmt unless cond`.
    fn with_modifiers(&mut self, mut statement: Stmt) -> Stmt {
        while matches!(self.kind(), T::If | T::Unless) && !self.tok().newline_before() {
            let form = if self.bump().kind == T::If { IfForm::ModifierIf } else { IfForm::ModifierUnless };
            let condition = self.condition();
            self.grow();
            let start = statement.span.start;
            let body = Block { span: statement.span, statements: vec![statement] };
            let branches = vec![IfBranch { condition, body }];
            let span = self.span_from(start);
            let kind = ExprKind::If(Box::new(IfExpr { form, branches, otherwise: None }));
            statement = Stmt { kind: StmtKind::Expr(Expr { kind, span }), span };
        }
        statement
    }

    /// An expression, or `let pattern = expression`.
    pub(super) fn condition(&mut self) -> Condition {
        if !self.at_same_line(T::Let) {
            return Condition::Expr(self.expr());
        }
        let start = self.bump().start;
        let pattern = self.pattern();
        self.expect(T::Eq);
        let value = self.expr();
        Condition::Let { pattern, value, span: self.span_from(start) }
    }
}

/// The word that some other language begins a construct with, and what that is called here.
fn other_language(expr: &Expr) -> Option<(String, Span, &'static str)> {
    let ExprKind::Name(name) = &expr.kind else { return None };
    crate::error::other_language(name.as_str()).map(|instead| (name.text.to_string(), name.span, instead))
}

/// The operand at the end of an expression: the `g` of `x = 1 + g`.
fn last_operand(mut expr: &Expr) -> &Expr {
    loop {
        expr = match &expr.kind {
            ExprKind::Assign { value, .. } => value,
            ExprKind::Binary { right, .. } => right,
            ExprKind::Unary { operand, .. } => operand,
            ExprKind::Return(Some(value)) | ExprKind::Raise(value) => value,
            _ => return expr,
        };
    }
}
