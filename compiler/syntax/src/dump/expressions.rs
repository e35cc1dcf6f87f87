//! Expressions.

use crate::ast::*;

use super::items::labelled;
use super::types::{pattern, ty};
use super::{Sexp, block};

pub(super) fn expr(e: &Expr) -> Sexp {
    let all = |parts: &[Expr]| parts.iter().map(expr).collect::<Vec<_>>();
    match &e.kind {
        ExprKind::Int { value, suffix } => Sexp::atom(format!("{value}{}", suffix.map_or("", NumberSuffix::word))),
        ExprKind::Float { value, suffix, .. } => Sexp::atom(format!("{value:?}{}", suffix.map_or("", NumberSuffix::word))),
        ExprKind::Bool(value) => Sexp::atom(value.to_string()),
        ExprKind::Null => Sexp::atom("null"),
        ExprKind::Unit => Sexp::atom("()"),
        ExprKind::Char(c) => Sexp::atom(format!("`{}`", c.escape_debug())),
        ExprKind::Symbol(name) => Sexp::atom(format!(":{}", name.as_str())),
        ExprKind::Bytes(bytes) => Sexp::atom(format!("b\"{}\"", bytes.escape_ascii())),
        ExprKind::Str(parts) => string(parts),
        ExprKind::Name(name) => Sexp::atom(name.as_str()),
        ExprKind::SelfValue => Sexp::atom("self"),
        ExprKind::SelfField(name) => Sexp::atom(format!("@{}", name.as_str())),
        ExprKind::Suffixed { base, suffix, .. } => Sexp::list(&format!("suffix{}", suffix.sign()), [expr(base)]),
        ExprKind::Propagate(inner) => Sexp::list("propagate", [expr(inner)]),
        ExprKind::Unwrap(inner) => Sexp::list("unwrap", [expr(inner)]),
        ExprKind::Array(parts) => Sexp::list("array", all(parts)),
        ExprKind::Tuple(parts) => Sexp::list("tuple", all(parts)),
        ExprKind::Paren(inner) => Sexp::list("paren", [expr(inner)]),
        ExprKind::Dict(entries) => Sexp::list(
            "dict",
            entries.iter().map(|entry| match &entry.key {
                DictKey::Label(name) => labelled(Some(name), &entry.value),
                DictKey::Expr(key) => Sexp::list("=>", [expr(key), expr(&entry.value)]),
            }),
        ),
        ExprKind::Field { base, name } => Sexp::list(".", [expr(base), Sexp::atom(name.as_str())]),
        ExprKind::Bracket { base, args } => Sexp::list("bracket", [expr(base)].into_iter().chain(all(args))),
        ExprKind::Call { callee, args, block, .. } => {
            let args = args.iter().map(|a| labelled(a.label.as_ref(), &a.value));
            Sexp::list("call", [expr(callee)].into_iter().chain(args).chain(block.iter().map(|b| closure(b))))
        }
        ExprKind::Unary { op, operand, .. } => Sexp::list(op.text(), [expr(operand)]),
        ExprKind::Binary { op, left, right, .. } => Sexp::list(op.text(), [expr(left), expr(right)]),
        ExprKind::Range { start, end, inclusive } => {
            let head = if *inclusive { ".." } else { "..." };
            Sexp::list(head, [expr(start)].into_iter().chain(end.iter().map(|e| expr(e))))
        }
        ExprKind::Conditional { condition, then, otherwise } => Sexp::list("?:", [expr(condition), expr(then), expr(otherwise)]),
        ExprKind::Pipe { value, target } => Sexp::list("|>", [expr(value), expr(target)]),
        ExprKind::Assign { target, op, value, .. } => {
            let head = op.map_or("=".to_owned(), |op| format!("{}=", op.text()));
            Sexp::list(&head, [expr(target), expr(value)])
        }
        ExprKind::Closure(inner) => closure(inner),
        ExprKind::Do(body) => Sexp::list("do", block(body)),
        ExprKind::If(inner) => if_expr(inner),
        ExprKind::While { condition: head, body } => Sexp::list("while", [condition(head)].into_iter().chain(block(body))),
        ExprKind::Loop(body) => Sexp::list("loop", block(body)),
        ExprKind::For { pattern: p, iterable, body } => {
            Sexp::list("for", [pattern(p), expr(iterable)].into_iter().chain(block(body)))
        }
        ExprKind::Match { scrutinee, arms } => Sexp::list("match", [expr(scrutinee)].into_iter().chain(arms.iter().map(arm))),
        ExprKind::Unsafe(body) => Sexp::list("unsafe", block(body)),
        ExprKind::CatchPanic { body, rescue } => {
            let rescue = rescue.iter().map(|r| {
                let name = r.name.as_ref().map(|n| Sexp::atom(n.as_str()));
                Sexp::list("rescue", name.into_iter().chain(block(&r.body)))
            });
            Sexp::list("catch_panic", block(body).into_iter().chain(rescue))
        }
        ExprKind::Return(value) => Sexp::list("return", value.iter().map(|v| expr(v))),
        ExprKind::Break(value) => Sexp::list("break", value.iter().map(|v| expr(v))),
        ExprKind::Next(value) => Sexp::list("next", value.iter().map(|v| expr(v))),
        ExprKind::Raise(value) => Sexp::list("raise", [expr(value)]),
        ExprKind::Assert { condition, message } => {
            Sexp::list("assert", [expr(condition)].into_iter().chain(message.iter().map(|m| expr(m))))
        }
        ExprKind::Type(inner) => Sexp::list("type", [ty(inner)]),
        ExprKind::Error => Sexp::atom("<error>"),
    }
}

fn string(parts: &[StringPart]) -> Sexp {
    let part = |part: &StringPart| match part {
        StringPart::Text(text) => Sexp::atom(format!("{text:?}")),
        StringPart::Interpolation { value, format } => {
            let format = format.as_ref().map(|f| Sexp::atom(format!("{:?}", f.text)));
            Sexp::list("#", [expr(value)].into_iter().chain(format))
        }
    };
    match parts {
        [] => Sexp::atom("\"\""),
        [only @ StringPart::Text(_)] => part(only),
        _ => Sexp::list("str", parts.iter().map(part)),
    }
}

fn closure(closure: &Closure) -> Sexp {
    let mut params: Vec<Sexp> = Vec::new();
    for param in &closure.params {
        params.push(match &param.ty {
            Some(t) => Sexp::list(":", [pattern(&param.pattern), ty(t)]),
            None => pattern(&param.pattern),
        });
    }
    for capture in &closure.captures {
        let name = Sexp::atom(capture.name.as_str());
        params.push(if capture.weak { Sexp::list("weak", [name]) } else { Sexp::list("capture", [name]) });
    }
    let head = if closure.form == ClosureForm::Do { "do" } else { "closure" };
    Sexp::list(head, [Sexp::list("", params)].into_iter().chain(block(&closure.body)))
}

fn if_expr(inner: &IfExpr) -> Sexp {
    let head = match inner.form {
        IfForm::If => "if",
        IfForm::Unless => "unless",
        IfForm::ModifierIf => "if-modifier",
        IfForm::ModifierUnless => "unless-modifier",
    };
    let branches = inner.branches.iter().map(|b| Sexp::list("", [condition(&b.condition)].into_iter().chain(block(&b.body))));
    Sexp::list(head, branches.chain(inner.otherwise.iter().map(|b| Sexp::list("else", block(b)))))
}

fn condition(head: &Condition) -> Sexp {
    match head {
        Condition::Expr(value) => expr(value),
        Condition::Let { pattern: p, value, .. } => Sexp::list("let", [pattern(p), expr(value)]),
    }
}

fn arm(arm: &MatchArm) -> Sexp {
    let guard = arm.guard.iter().map(|g| Sexp::list("if", [expr(g)]));
    let body = match &arm.body {
        ArmBody::Expr(value) => vec![expr(value)],
        ArmBody::Block(body) => vec![Sexp::list("do", block(body))],
    };
    Sexp::list("", [pattern(&arm.pattern)].into_iter().chain(guard).chain([Sexp::atom("=>")]).chain(body))
}
