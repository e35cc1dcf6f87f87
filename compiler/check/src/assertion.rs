//! `assert`, and the function that runs a file's tests.

use std::sync::Arc;

use aria_resolve::TestFn;
use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::methods::plain_call;
use crate::operator::unary;
use crate::typed::{Block, Expr, ExprKind, Overflow, Stmt, UnaryOp};

impl BodyChecker<'_> {
    /// `assert condition, message`: a panic that shows the condition as it is written, and both sides of a comparison.
    pub(crate) fn assert(&mut self, condition: &ast::Expr, message: Option<&ast::Expr>, span: Span) -> Expr {
        let shown = self.program.text(condition.span).map_or_else(String::new, |text| format!(": `{}`", one_line(&text)));
        let mut statements = Vec::new();
        let mut sides = Vec::new();
        let condition = match &condition.without_parens().kind {
            Syn::Binary { op, left, right, op_span } if op.is_comparison() => {
                let at = condition.span;
                let (left, right) = self.operands(*op, left, right, None);
                let mut hold = |this: &mut Self, value: Expr| {
                    let span = value.span;
                    // What a pointer is compared with may be `null`, which is no value of its own.
                    if matches!(value.kind, ExprKind::Null | ExprKind::Error) {
                        return value;
                    }
                    let local = this.hidden(this.local_type(&value), span);
                    this.note_origin(local, &value);
                    statements.push(Stmt::Let { local, value: Some(value), span });
                    this.local_expr(local, span)
                };
                let (left, right) = (hold(self, left), hold(self, right));
                sides = vec![("\n  left: ", left.clone()), ("\n right: ", right.clone())];
                let compared = self.operate(*op, left, right, *op_span, at);
                self.coerce(compared, &Ty::Bool)
            }
            _ => self.expr_to(condition, &Ty::Bool),
        };
        let string = self.string();
        let mut parts = vec![self.text_part(&format!("assertion failed{shown}"), span)];
        if let Some(message) = message {
            parts.push(self.text_part("\n", span));
            let message = self.expr(message, Some(&string));
            let at = message.span;
            let message = self.display(message);
            parts.push(Expr { span: at, ..message });
        }
        let known = |this: &Self, side: &Expr| {
            let ty = this.infer.deep(&side.ty);
            !ty.is_error() && this.displayable(&ty)
        };
        if sides.iter().all(|(_, side)| known(self, side)) {
            for (label, side) in sides {
                let quote = if self.infer.deep(&side.ty) == string { "\"" } else { "" };
                parts.push(self.text_part(&format!("{label}{quote}"), span));
                parts.push(self.display(side));
                parts.push(self.text_part(quote, span));
            }
        }
        let Some(panic) = self.lang_function("panic") else { return self.error(span) };
        let text = Expr { kind: ExprKind::Concat(parts), ty: string, span };
        let panic = plain_call(panic, Vec::new(), vec![text], Ty::Never, span);
        let condition = Box::new(unary(UnaryOp::Not, condition, Overflow::Wraps, span));
        let kind = ExprKind::If { condition, then: Box::new(panic), otherwise: None };
        statements.push(Stmt::Expr(Expr { kind, ty: Ty::Unit, span }));
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }

    fn text_part(&self, text: &str, span: Span) -> Expr {
        Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span }
    }

    /// The body that runs tests, one after the other.
    pub(crate) fn run_tests(&mut self, tests: &[TestFn]) -> Expr {
        let span = self.def.name_span;
        let functions = ["start_tests", "run_test", "finish_tests"].map(|name| self.lang_function(name));
        let [Some(start), Some(run), Some(finish)] = functions else { return self.error(span) };
        let ty = self.defs.function(start).result.clone();
        let Some(body_ty) = self.defs.function(run).params.get(2).map(|p| p.ty.clone()) else { return self.error(span) };
        let local = self.hidden(ty.clone(), span);
        let mut statements = vec![Stmt::Let { local, value: Some(plain_call(start, Vec::new(), Vec::new(), ty, span)), span }];
        for test in tests {
            let body = self.function_value(test.function, Some(&body_ty), test.span);
            let name = self.text_part(&test.name, test.span);
            let args = vec![self.local_expr(local, span), name, body];
            statements.push(Stmt::Expr(plain_call(run, Vec::new(), args, Ty::Unit, test.span)));
        }
        let args = vec![self.local_expr(local, span)];
        statements.push(Stmt::Expr(plain_call(finish, Vec::new(), args, Ty::Unit, span)));
        Expr { kind: ExprKind::Block(Block { statements, value: None }), ty: Ty::Unit, span }
    }
}

/// The text with its line breaks and indentation made single spaces.
fn one_line(text: &str) -> Arc<str> {
    text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ").into()
}
