//! Declarations.

use aria_source::Span;
use aria_syntax::ast::{
    Annotation, EnumDecl, Expr, ExprKind, ExternMember, ExternSource, FieldDecl, FnBody, FnDecl, GenericParam, Item, ItemKind,
    LetDecl, Member, TypeExpr, VarDecl, Variant,
};
use aria_syntax::token::TokenKind as T;

use crate::plan::{Blank, ListStyle, Plan, Rule, Scope, before, has_body};

impl Plan<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        self.prefix(&item.annotations);
        match &item.kind {
            ItemKind::Fn(decl) => self.function(decl, item.span),
            ItemKind::Struct(decl) | ItemKind::Class(decl) => {
                self.generics(&decl.generics);
                self.members(&decl.members, &[], &decl.derives, item.span);
            }
            ItemKind::Enum(decl) | ItemKind::ExternEnum(decl) => self.enum_decl(decl, item.span),
            ItemKind::Trait(decl) => {
                self.generics(&decl.generics);
                decl.supertraits.iter().for_each(|ty| self.ty(ty));
                self.members(&decl.members, &[], &[], item.span);
            }
            ItemKind::Impl(decl) => {
                self.generics(&decl.generics);
                decl.trait_.iter().chain([&decl.target]).for_each(|ty| self.ty(ty));
                self.members(&decl.members, &[], &[], item.span);
            }
            ItemKind::Module(decl) => self.body(self.pieces.after(decl.name.span), &decl.body, item.span),
            ItemKind::Alias(decl) => {
                self.generics(&decl.generics);
                if let Some(target) = &decl.target {
                    self.continued(target.span);
                    self.ty(target);
                }
            }
            ItemKind::Import(_) => {}
            ItemKind::Test(decl) => self.body(self.pieces.after(decl.name.span), &decl.body.statements, item.span),
            ItemKind::ExternRecord(decl) => {
                if decl.has_body {
                    self.members(&decl.members, &[], &decl.derives, item.span);
                }
            }
            ItemKind::ExternImport(decl) => {
                if let ExternSource::Files { files, span } = &decl.source {
                    let open = self.pieces.first(*span);
                    if self.pieces.kind(open) == T::LBracket {
                        let spans: Vec<Span> = files.iter().map(|f| f.span).collect();
                        self.list(open, &spans, ListStyle::Rows);
                    }
                }
                self.extern_members(&decl.body, item.span);
            }
            ItemKind::ExternBlock(decl) if decl.single => decl.members.iter().for_each(|member| self.extern_member(member)),
            ItemKind::ExternBlock(decl) => self.extern_members(&decl.members, item.span),
        }
    }

    /// What stands before a declaration: the line may break behind each annotation.
    fn prefix(&mut self, annotations: &[Annotation]) {
        for annotation in annotations {
            self.annotation(annotation);
            let next = self.pieces.after(annotation.span);
            if self.gaps[next].rule == Rule::Follow {
                self.rule(next, Rule::Keep);
            }
        }
    }

    fn annotation(&mut self, annotation: &Annotation) {
        let open = self.pieces.first(annotation.span) + 1;
        if self.pieces.last(annotation.span) >= open {
            let spans: Vec<Span> = annotation.args.iter().map(|a| a.span).collect();
            self.list(open, &spans, ListStyle::OnePerLine);
            annotation.args.iter().for_each(|a| self.expr(&a.value));
        }
    }

    pub(super) fn let_decl(&mut self, decl: &LetDecl) {
        self.prefix(&decl.annotations);
        self.pattern(&decl.pattern);
        self.typed_value(decl.ty.as_ref(), decl.value.as_ref());
    }

    pub(super) fn var_decl(&mut self, decl: &VarDecl) {
        self.prefix(&decl.annotations);
        self.typed_value(Some(&decl.ty), decl.value.as_ref());
    }

    fn field(&mut self, decl: &FieldDecl) {
        self.prefix(&decl.annotations);
        self.typed_value(Some(&decl.ty), decl.default.as_ref());
    }

    fn typed_value(&mut self, ty: Option<&TypeExpr>, value: Option<&Expr>) {
        if let Some(ty) = ty {
            self.ty(ty);
        }
        if let Some(value) = value {
            self.value(value);
        }
    }

    fn generics(&mut self, params: &[GenericParam]) {
        let Some(first) = params.first() else { return };
        let open = self.pieces.first(first.span).saturating_sub(1);
        if self.pieces.kind(open) == T::LBracket {
            let spans: Vec<Span> = params.iter().map(|p| p.span).collect();
            self.list(open, &spans, ListStyle::OnePerLine);
        }
        for bound in params.iter().flat_map(|p| &p.bounds) {
            self.ty(bound);
        }
    }

    fn function(&mut self, decl: &FnDecl, span: Span) {
        let name = self.pieces.first(decl.name.span);
        for piece in name + 1..=self.pieces.last(decl.name.span) {
            self.space(piece, false);
        }
        self.generics(&decl.generics);
        let mut open = self.pieces.after(decl.name.span);
        if self.pieces.kind(open) == T::LBracket {
            open = self.pieces.mate(open).map_or(open, |close| close + 1);
        }
        if self.pieces.kind(open) == T::LParen {
            self.space(open, false);
            let spans: Vec<Span> = decl.params.iter().map(|p| p.span).chain(decl.variadic).collect();
            self.list(open, &spans, ListStyle::OnePerLine);
        }
        for param in &decl.params {
            param.annotations.iter().for_each(|a| self.annotation(a));
            self.typed_value(param.ty.as_ref(), param.default.as_ref());
        }
        for ty in decl.result.iter().chain(&decl.raises) {
            self.continued(ty.span);
            self.ty(ty);
        }
        match &decl.body {
            FnBody::None => {}
            FnBody::Expr(value) => self.fn_expr(value),
            FnBody::Block(body) => self.body(self.pieces.after(decl.signature_span), &body.statements, span),
        }
    }

    /// The expression that a function is: on the signature's line, else on the next.
    fn fn_expr(&mut self, value: &Expr) {
        let first = self.pieces.first(value.span);
        if self.pieces.broken_before(first) || has_lines(value) {
            self.value(value);
        } else {
            let end = before(self.pieces.after(value.span));
            let forced = self.breaks_at_operators(value);
            let group = self.group(before(first), end, forced);
            self.indent(before(first), end, Scope::IndentIf(group, 1));
            self.rule(first, Rule::Soft(group));
            self.continuing(0, |p| p.expr(value));
        }
    }

    /// Whether lines are broken behind operators: such an expression begins on a line of its own.
    fn breaks_at_operators(&self, e: &Expr) -> bool {
        match &e.kind {
            ExprKind::Binary { left, right, op_span, .. } => {
                self.pieces.broken_before(self.pieces.after(*op_span))
                    || self.breaks_at_operators(left)
                    || self.breaks_at_operators(right)
            }
            ExprKind::Conditional { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().any(|part| self.breaks_at_operators(part))
            }
            ExprKind::Range { start, end, .. } => {
                [Some(start), end.as_ref()].into_iter().flatten().any(|part| self.breaks_at_operators(part))
            }
            ExprKind::Pipe { value, target } => self.breaks_at_operators(value) || self.breaks_at_operators(target),
            ExprKind::Assign { value, .. } => self.breaks_at_operators(value),
            ExprKind::Unary { operand, .. } => self.breaks_at_operators(operand),
            _ => false,
        }
    }

    fn enum_decl(&mut self, decl: &EnumDecl, span: Span) {
        self.generics(&decl.generics);
        if let Some(backing) = &decl.backing {
            self.ty(backing);
        }
        if decl.has_body {
            self.members(&decl.members, &decl.variants, &decl.derives, span);
        }
    }

    fn members(&mut self, members: &[Member], variants: &[Variant], derives: &[TypeExpr], span: Span) {
        let mut spans: Vec<(Span, bool)> = Vec::with_capacity(members.len() + variants.len());
        spans.extend(members.iter().map(|m| match m {
            Member::Field(field) => (field.span, false),
            Member::Item(item) => (item.span, has_body(item)),
            Member::Let(decl) => (decl.span, false),
            Member::Error(span) => (*span, false),
        }));
        spans.extend(variants.iter().map(|v| (v.span, false)));
        spans.extend(derives.iter().filter_map(|ty| self.derive_line(ty, span)).map(|span| (span, false)));
        spans.sort_by_key(|(span, _)| span.start);
        spans.dedup();
        self.lines(&spans, span);
        for member in members {
            match member {
                Member::Field(field) => self.field(field),
                Member::Item(item) => self.item(item),
                Member::Let(decl) => self.let_decl(decl),
                Member::Error(_) => {}
            }
        }
        for variant in variants {
            self.variant(variant);
        }
    }

    /// The `derive(…)` that a type stands in, if it is a line of a body.
    fn derive_line(&mut self, ty: &TypeExpr, within: Span) -> Option<Span> {
        let end = self.pieces.first(ty.span);
        let start = self.pieces.first(within);
        let word = (start..end).rev().find(|i| self.pieces.kind(*i) == T::Derive)?;
        self.space(word + 1, false);
        let piece = &self.pieces.all[word];
        piece.newline_before.then_some(Span::new(ty.span.file, piece.start, piece.end))
    }

    /// Lines up to an `end`.
    fn lines(&mut self, spans: &[(Span, bool)], span: Span) {
        let starts = self.sequence(spans);
        let close = self.pieces.last(span);
        let open = starts.first().copied().unwrap_or(close);
        let group = self.group(before(open), before(close + 1), true);
        self.block(group, open, &starts, close);
    }

    fn variant(&mut self, variant: &Variant) {
        self.prefix(&variant.annotations);
        if !variant.payload.is_empty() {
            let spans: Vec<Span> = variant.payload.iter().map(|p| p.span).collect();
            self.list(self.pieces.after(variant.name.span), &spans, ListStyle::OnePerLine);
            variant.payload.iter().for_each(|p| self.ty(&p.ty));
        }
        self.typed_value(None, variant.discriminant.as_ref());
        let comma = self.pieces.after(variant.span);
        // A comment between two variants belongs to the second.
        if self.pieces.kind(comma) == T::Comma && self.gaps[comma + 1].rule == Rule::Follow {
            self.rule(comma + 1, Rule::Keep);
            self.gaps[comma + 1].blank = Blank::All;
        }
    }

    fn extern_members(&mut self, members: &[ExternMember], span: Span) {
        if self.pieces.kind(self.pieces.last(span)) != T::End {
            return;
        }
        let spans: Vec<(Span, bool)> = members
            .iter()
            .map(|m| match m {
                ExternMember::Directive(d) => (d.span, false),
                ExternMember::Item(item) => (item.span, has_body(item)),
                ExternMember::Global(decl) => (decl.span, false),
                ExternMember::Error(span) => (*span, false),
            })
            .collect();
        self.lines(&spans, span);
        members.iter().for_each(|member| self.extern_member(member));
    }

    fn extern_member(&mut self, member: &ExternMember) {
        match member {
            ExternMember::Directive(directive) => directive.args.iter().for_each(|arg| self.expr(arg)),
            ExternMember::Item(item) => self.item(item),
            ExternMember::Global(decl) => self.var_decl(decl),
            ExternMember::Error(_) => {}
        }
    }
}

/// Whether an expression has lines of its own, so that it may as well begin on its line.
const fn has_lines(expr: &Expr) -> bool {
    matches!(
        expr.kind,
        ExprKind::Array(_)
            | ExprKind::Dict(_)
            | ExprKind::Closure(_)
            | ExprKind::Do(_)
            | ExprKind::If(_)
            | ExprKind::Match { .. }
            | ExprKind::Unsafe(_)
            | ExprKind::CatchPanic { .. }
    )
}
