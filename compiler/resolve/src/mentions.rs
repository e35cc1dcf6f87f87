//! What a method's body mentions of its instance: `self`, fields and siblings make it an instance method; what it changes
//! and what it calls on parts of itself decide whether it is a mutating one.

use std::collections::HashSet;
use std::sync::Arc;

use aria_syntax::ast::{
    ArmBody, Block, Closure, Condition, DictKey, Expr, ExprKind, FnBody, FnDecl, Pattern, PatternKind, Stmt, StmtKind,
    StringPart, UnaryOp,
};

/// What a body mentions.
#[derive(Default)]
pub struct Mentions {
    /// `self` or `@field`.
    pub instance: bool,
    /// Names called without a receiver.
    pub called: HashSet<Arc<str>>,
    /// Parts of the instance that are assigned, or whose address is taken.
    pub changed: Vec<Part>,
    /// Parts of the instance with the name of what is called on them (or of the field that is read).
    pub called_on: Vec<(Part, Arc<str>)>,
}

/// A way from `self` to a part of it.
pub type Part = Vec<Step>;

#[derive(Clone, Debug)]
pub enum Step {
    Field(Arc<str>),
    Index,
}

/// The part of the instance that an expression names.
fn part(expr: &Expr) -> Option<Part> {
    match &expr.kind {
        ExprKind::SelfValue => Some(Vec::new()),
        ExprKind::SelfField(name) => Some(vec![Step::Field(name.text.clone())]),
        ExprKind::Paren(inner) => part(inner),
        ExprKind::Field { base, name } => part(base).map(|mut p| {
            p.push(Step::Field(name.text.clone()));
            p
        }),
        ExprKind::Bracket { base, .. } => part(base).map(|mut p| {
            p.push(Step::Index);
            p
        }),
        _ => None,
    }
}

impl Mentions {
    pub fn of(decl: &FnDecl) -> Mentions {
        let mut found = Mentions::default();
        match &decl.body {
            FnBody::None => {}
            FnBody::Block(block) => found.block(block),
            FnBody::Expr(expr) => found.expr(expr),
        }
        found
    }

    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Let(l) => {
                self.pattern(&l.pattern);
                self.maybe(l.value.as_ref());
            }
            StmtKind::Var(v) => self.maybe(v.value.as_ref()),
            StmtKind::Expr(e) => self.expr(e),
            StmtKind::Defer(b) => self.block(b),
            StmtKind::Item(_) | StmtKind::Error => {}
        }
    }

    fn maybe(&mut self, expr: Option<&Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn all<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) {
        exprs.into_iter().for_each(|e| self.expr(e));
    }

    fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Expr(e) => self.expr(e),
            Condition::Let { pattern, value, .. } => {
                self.pattern(pattern);
                self.expr(value);
            }
        }
    }

    fn closure(&mut self, closure: &Closure) {
        self.block(&closure.body);
    }

    fn pattern(&mut self, pattern: &Pattern) {
        match &pattern.kind {
            PatternKind::Literal(e) => self.expr(e),
            PatternKind::Variant { fields, .. } => fields.iter().for_each(|f| self.pattern(&f.pattern)),
            PatternKind::Tuple(parts) | PatternKind::Array(parts) | PatternKind::Or(parts) => {
                parts.iter().for_each(|p| self.pattern(p))
            }
            PatternKind::Range { .. }
            | PatternKind::Wildcard
            | PatternKind::Binding(_)
            | PatternKind::Path(_)
            | PatternKind::Rest(_)
            | PatternKind::Error => {}
        }
    }

    fn change(&mut self, target: &Expr) {
        if let ExprKind::Tuple(targets) = &target.kind {
            return targets.iter().for_each(|t| self.change(t));
        }
        self.changed.extend(part(target));
    }

    fn call_on(&mut self, callee: &Expr, sign: &str) {
        if let ExprKind::Field { base, name } = &callee.kind
            && let Some(part) = part(base)
        {
            self.called_on.push((part, format!("{}{sign}", name.text).into()));
        }
    }

    fn expr(&mut self, expr: &Expr) {
        // A call without parentheses looks like a field.
        self.call_on(expr, "");
        match &expr.kind {
            ExprKind::Assign { target, .. } => self.change(target),
            ExprKind::Unary { op: UnaryOp::Address, operand, .. } => self.change(operand),
            ExprKind::Suffixed { base, suffix, .. } => self.call_on(base, suffix.sign()),
            _ => {}
        }
        match &expr.kind {
            ExprKind::SelfValue | ExprKind::SelfField(_) => self.instance = true,
            ExprKind::Str(parts) => {
                for part in parts {
                    if let StringPart::Interpolation { value, .. } = part {
                        self.expr(value);
                    }
                }
            }
            ExprKind::Call { callee, args, block, .. } => {
                match &callee.kind {
                    ExprKind::Name(name) => {
                        self.called.insert(name.text.clone());
                    }
                    // `save!(x)` may be a sibling of that name.
                    ExprKind::Suffixed { base, suffix, .. } => {
                        if let ExprKind::Name(name) = &base.kind {
                            self.called.insert(format!("{}{}", name.text, suffix.sign()).into());
                            self.called.insert(name.text.clone());
                        }
                        self.expr(base);
                    }
                    _ => self.expr(callee),
                }
                args.iter().for_each(|a| self.expr(&a.value));
                if let Some(block) = block {
                    self.closure(block);
                }
            }
            ExprKind::Suffixed { base: e, .. }
            | ExprKind::Propagate(e)
            | ExprKind::Unwrap(e)
            | ExprKind::Paren(e)
            | ExprKind::Unary { operand: e, .. }
            | ExprKind::Field { base: e, .. }
            | ExprKind::Raise(e) => self.expr(e),
            ExprKind::Array(items) | ExprKind::Tuple(items) => self.all(items),
            ExprKind::Bracket { base, args } => {
                self.expr(base);
                self.all(args);
            }
            ExprKind::Dict(entries) => {
                for entry in entries {
                    if let DictKey::Expr(key) = &entry.key {
                        self.expr(key);
                    }
                    self.expr(&entry.value);
                }
            }
            ExprKind::Binary { left, right, .. } => self.all([&**left, &**right]),
            ExprKind::Range { start, end, .. } => {
                self.expr(start);
                self.maybe(end.as_deref());
            }
            ExprKind::Conditional { condition, then, otherwise } => self.all([&**condition, &**then, &**otherwise]),
            ExprKind::Pipe { value, target } | ExprKind::Assign { target, value, .. } => self.all([&**value, &**target]),
            ExprKind::Closure(c) => self.closure(c),
            ExprKind::Do(b) | ExprKind::Loop(b) | ExprKind::Unsafe(b) => self.block(b),
            ExprKind::If(i) => {
                for branch in &i.branches {
                    self.condition(&branch.condition);
                    self.block(&branch.body);
                }
                if let Some(otherwise) = &i.otherwise {
                    self.block(otherwise);
                }
            }
            ExprKind::While { condition, body } => {
                self.condition(condition);
                self.block(body);
            }
            ExprKind::For { iterable, body, .. } => {
                self.expr(iterable);
                self.block(body);
            }
            ExprKind::Match { scrutinee, arms } => {
                self.expr(scrutinee);
                for arm in arms {
                    self.pattern(&arm.pattern);
                    self.maybe(arm.guard.as_ref());
                    match &arm.body {
                        ArmBody::Expr(e) => self.expr(e),
                        ArmBody::Block(b) => self.block(b),
                    }
                }
            }
            ExprKind::CatchPanic { body, rescue } => {
                self.block(body);
                if let Some(rescue) = rescue {
                    self.block(&rescue.body);
                }
            }
            ExprKind::Return(e) | ExprKind::Break(e) | ExprKind::Next(e) => self.maybe(e.as_deref()),
            ExprKind::Assert { condition, message } => {
                self.expr(condition);
                self.maybe(message.as_deref());
            }
            ExprKind::Int { .. }
            | ExprKind::Float { .. }
            | ExprKind::Bool(_)
            | ExprKind::Null
            | ExprKind::Unit
            | ExprKind::Char(_)
            | ExprKind::Symbol(_)
            | ExprKind::Bytes(_)
            | ExprKind::Name(_)
            | ExprKind::Type(_)
            | ExprKind::Error => {}
        }
    }
}

/// Which methods of one body belong to instances: those that mention one, and those that call such a sibling.
pub fn instance_methods(methods: &[&FnDecl]) -> HashSet<Arc<str>> {
    let found: Vec<(Arc<str>, Mentions)> = methods.iter().map(|d| (d.name.text.clone(), Mentions::of(d))).collect();
    let mut instance: HashSet<Arc<str>> = HashSet::new();
    for (decl, (name, mentions)) in methods.iter().zip(&found) {
        let hook = matches!(&**name, "finalize" | "init") || name.starts_with('=');
        if mentions.instance || hook || decl.params.iter().any(|p| p.is_self()) {
            instance.insert(name.clone());
        }
    }
    loop {
        let more: Vec<Arc<str>> = found
            .iter()
            .filter(|(name, m)| !instance.contains(name) && m.called.iter().any(|c| instance.contains(c)))
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return instance;
        }
        instance.extend(more);
    }
}
