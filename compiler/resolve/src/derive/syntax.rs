//! Building syntax whose every node stands at one place: the word by which a trait is derived.

use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{
    Arg, ArmBody, BinaryOp, Expr, ExprKind, FnBody, FnDecl, Item, ItemKind, MatchArm, Member, Name, Param, Pattern, PatternField,
    PatternKind, StringPart, TypeExpr, TypeKind, TypeSegment,
};

/// The place of what is built.
#[derive(Clone, Copy)]
pub(super) struct At(pub Span);

impl At {
    pub fn word(self, text: &str) -> Name {
        Name::new(text, self.0)
    }

    pub fn expr(self, kind: ExprKind) -> Expr {
        Expr::new(kind, self.0)
    }

    pub fn name(self, text: &str) -> Expr {
        self.expr(ExprKind::Name(self.word(text)))
    }

    pub fn number(self, value: u128) -> Expr {
        self.expr(ExprKind::Int { value, suffix: None })
    }

    pub fn field(self, base: Expr, name: &str) -> Expr {
        self.expr(ExprKind::Field { base: Box::new(base), name: self.word(name) })
    }

    pub fn arg(self, label: Option<&str>, value: Expr) -> Arg {
        Arg { label: label.map(|l| self.word(l)), value, span: self.0 }
    }

    pub fn call(self, callee: Expr, args: Vec<Arg>) -> Expr {
        self.expr(ExprKind::Call { callee: Box::new(callee), args, block: None, parens: true })
    }

    /// `function(args…)`.
    pub fn apply<const N: usize>(self, function: &str, args: [Expr; N]) -> Expr {
        self.call(self.name(function), args.into_iter().map(|a| self.arg(None, a)).collect())
    }

    pub fn binary(self, op: BinaryOp, left: Expr, right: Expr) -> Expr {
        self.expr(ExprKind::Binary { op, left: Box::new(left), right: Box::new(right), op_span: self.0 })
    }

    pub fn binding(self, name: &str) -> Pattern {
        Pattern { kind: PatternKind::Binding(self.word(name)), span: self.0 }
    }

    pub fn wildcard(self) -> Pattern {
        Pattern { kind: PatternKind::Wildcard, span: self.0 }
    }

    /// `Variant(names…)`; without names whatever the variant holds.
    pub fn variant(self, variant: &str, names: &[String]) -> Pattern {
        let part = |name: &String| PatternField { label: None, pattern: self.binding(name), span: self.0 };
        let fields = names.iter().map(part).collect();
        Pattern { kind: PatternKind::Variant { path: vec![self.word(variant)], fields }, span: self.0 }
    }

    pub fn match_(self, scrutinee: Expr, arms: Vec<(Pattern, Expr)>) -> Expr {
        let arm = |(pattern, body)| MatchArm { pattern, guard: None, body: ArmBody::Expr(body), span: self.0 };
        let kind = ExprKind::Match { scrutinee: Box::new(scrutinee), arms: arms.into_iter().map(arm).collect() };
        self.expr(ExprKind::Paren(Box::new(self.expr(kind))))
    }

    pub fn text(self, text: &str) -> StringPart {
        StringPart::Text(text.into())
    }

    pub fn shown(self, value: Expr) -> StringPart {
        StringPart::Interpolation { value, format: None }
    }

    pub fn string(self, parts: Vec<StringPart>) -> Expr {
        self.expr(ExprKind::Str(parts))
    }

    pub fn ty(self, name: &str) -> TypeExpr {
        let segment = TypeSegment { name: self.word(name), args: Vec::new(), span: self.0 };
        TypeExpr::new(TypeKind::Path(vec![segment]), self.0)
    }

    pub fn self_type(self) -> TypeExpr {
        TypeExpr::new(TypeKind::SelfType, self.0)
    }

    /// `fn name(self, params…) -> result = body`.
    pub fn method(self, name: &str, params: Vec<(&str, TypeExpr)>, result: TypeExpr, body: Expr) -> Member {
        let param = |name: &str, ty| Param {
            annotations: Vec::new(),
            name: self.word(name),
            pattern: None,
            ty,
            default: None,
            span: self.0,
        };
        let mut all = vec![param("self", None)];
        all.extend(params.into_iter().map(|(name, ty)| param(name, Some(ty))));
        let decl = FnDecl {
            name: self.word(name),
            generics: Vec::new(),
            params: all,
            variadic: None,
            is_async: None,
            result: Some(result),
            raises: None,
            body: FnBody::Expr(Box::new(body)),
            signature_span: self.0,
        };
        let item = Item { annotations: Vec::new(), doc: None, private: None, kind: ItemKind::Fn(Arc::new(decl)), span: self.0 };
        Member::Item(Arc::new(item))
    }
}
