//! Declarations: what stands before them, functions, modules, aliases and tests.

use std::sync::Arc;

use aria_source::Span;

use crate::ast::*;
use crate::error::{Construct, Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;
use super::statements::Level;

/// What may stand before a declaration.
#[derive(Default)]
pub(super) struct Prefix {
    pub(super) annotations: Vec<Annotation>,
    pub(super) doc: Option<Doc>,
    pub(super) private: Option<Span>,
}

/// Where a function stands decides whether it has a body.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FnPlace {
    Anywhere,
    /// A required method has none.
    Trait,
    /// Never has one.
    Foreign,
}

impl Parser<'_> {
    /// Whether a declaration, or what stands before one, begins here.
    pub(super) fn at_declaration(&self, level: Level) -> bool {
        match self.kind() {
            T::AtName => {
                !self.at_field_label() && ((level == Level::Top && self.at_lone_annotation()) || self.annotates_declaration())
            }
            T::Private => self.next_on_line() && self.nth(1).kind.is_word() && !self.at_label(),
            T::Let => true,
            _ => self.at_label() || self.at_item(),
        }
    }

    /// Whether nothing makes the `@name` at the cursor a field: no operator or member access follows it.
    fn at_lone_annotation(&self) -> bool {
        let next = self.nth(1);
        next.newline_before() || next.kind.is_word() || matches!(next.kind, T::AtName | T::LParen | T::Eof)
    }

    /// Whether the `@name`s at the cursor stand before a declaration (else the first is a field).
    fn annotates_declaration(&self) -> bool {
        let mut at = 0;
        while self.nth(at).kind == T::AtName {
            at += 1;
            if self.nth(at).kind == T::LParen && !self.nth(at).space_before() {
                let mut depth = 0;
                loop {
                    match self.nth(at).kind {
                        T::LParen => depth += 1,
                        T::RParen => depth -= 1,
                        T::Eof => return false,
                        _ => {}
                    }
                    at += 1;
                    if depth == 0 {
                        break;
                    }
                }
            }
        }
        let next = self.nth(at);
        match next.kind {
            T::Fn | T::Let => true,
            T::Private => self.nth(at + 1).kind.is_word() && !self.nth(at + 1).newline_before(),
            _ => (!next.newline_before() && self.label_at(at)) || self.item_at(at),
        }
    }

    pub(super) fn at_item(&self) -> bool {
        self.item_at(0)
    }

    /// Whether the word at a place begins a declaration and is not a name of somebody's own.
    fn item_at(&self, ahead: usize) -> bool {
        if self.label_at(ahead) {
            return false;
        }
        let next = self.nth(ahead + 1);
        let word_follows = next.kind.is_name() && !next.newline_before() && next.space_before();
        match self.nth(ahead).kind {
            T::Fn => true,
            T::Struct | T::Class | T::Enum | T::Trait | T::Alias => word_follows,
            T::Union => false,
            T::Module => word_follows && starts_upper(self.token_text(next)),
            T::Impl => {
                let after = self.nth(ahead + 2);
                word_follows || (next.kind == T::LBracket && after.kind == T::Ident && starts_upper(self.token_text(after)))
            }
            T::Import => word_follows || (next.kind == T::FilePath),
            T::Extern => word_follows || (matches!(next.kind, T::StrOpen | T::RawStr) && !next.newline_before()),
            T::Test => matches!(next.kind, T::StrOpen | T::RawStr) && !next.newline_before(),
            _ => false,
        }
    }

    /// Documentation, annotations and `private`.
    pub(super) fn prefix(&mut self) -> Prefix {
        let mut prefix = Prefix { doc: self.doc(), ..Prefix::default() };
        loop {
            if self.at(T::AtName) && !self.at_field_label() {
                prefix.annotations.push(self.annotation());
            } else if self.at(T::Private) && prefix.private.is_none() && self.next_on_line() && !self.at_label() {
                prefix.private = Some(self.here());
                self.bump();
            } else {
                return prefix;
            }
            if let Some(doc) = self.doc() {
                prefix.doc = Some(doc);
            }
        }
    }

    /// At `@name:`, a private field.
    pub(super) fn at_field_label(&self) -> bool {
        let colon = self.nth(1);
        self.at(T::AtName) && colon.kind == T::Colon && !colon.space_before()
    }

    /// The `##` comments directly before the current token.
    pub(super) fn doc(&self) -> Option<Doc> {
        let token = self.tok();
        if !token.doc_before() {
            return None;
        }
        let from = self.previous_end();
        let first = self.comments.partition_point(|c| c.span.start < from);
        let mut lines: Vec<&str> = Vec::new();
        let mut span: Option<Span> = None;
        for comment in self.comments[first..].iter().take_while(|c| c.span.start < token.start) {
            if comment.doc && comment.own_line {
                let text = self.slice(comment.span.start + 2, comment.span.end);
                lines.push(text.strip_prefix(' ').unwrap_or(text));
                span = Some(span.map_or(comment.span, |s| s.to(comment.span)));
            }
        }
        span.map(|span| Doc { text: lines.join("\n").into(), span })
    }

    fn annotation(&mut self) -> Annotation {
        let token = self.bump();
        let name = self.name_of(token.start + 1, token.end);
        let mut args = Vec::new();
        if self.at(T::LParen) && !self.tok().space_before() {
            args = self.list(|p| {
                let start = p.tok().start;
                let label = p.label();
                let value = p.expr();
                AnnotationArg { label, value, span: p.span_from(start) }
            });
        }
        Annotation { name, args, span: self.span_from(token.start) }
    }

    /// `word:`, both taken.
    pub(super) fn label(&mut self) -> Option<Name> {
        if !self.at_label() {
            return None;
        }
        let name = self.bump_name();
        self.bump();
        Some(name)
    }

    /// The declaration at the cursor, a level of nesting of its own; `None` after reporting that none is there.
    pub(super) fn item(&mut self, prefix: Prefix, start: u32) -> Option<Item> {
        let item = if self.enter() { self.item_inside(prefix, start) } else { None };
        self.leave();
        item
    }

    fn item_inside(&mut self, mut prefix: Prefix, start: u32) -> Option<Item> {
        let kind = match self.kind() {
            T::Fn => ItemKind::Fn(Arc::new(self.function(FnPlace::Anywhere))),
            T::Struct | T::Class => self.type_decl(&prefix),
            T::Enum => {
                let decl = self.enum_decl(&prefix, false);
                ItemKind::Enum(decl)
            }
            T::Trait => self.trait_decl(),
            T::Impl => self.impl_decl(),
            T::Module => self.module(),
            T::Alias => ItemKind::Alias(self.alias()),
            T::Import => self.import(),
            T::Test => self.test(),
            T::Extern => self.external(&mut prefix)?,
            _ => {
                self.unexpected(Expected::Declaration);
                return None;
            }
        };
        let Prefix { annotations, doc, private } = prefix;
        Some(Item { annotations, doc, private, kind, span: self.span_from(start) })
    }

    /// A function; the cursor is at `fn`.
    pub(super) fn function(&mut self, place: FnPlace) -> FnDecl {
        let keyword = self.bump();
        let mut opener = self.opener(Construct::Function, keyword);
        let name = self.function_name();
        let generics = self.generics();
        let mut params = Vec::new();
        let mut variadic = None;
        if self.at_same_line(T::LParen) {
            let list = self.list(|p| p.param(&mut variadic));
            params.extend(list.into_iter().flatten());
            if let Some(span) = variadic
                && (place != FnPlace::Foreign || params.iter().any(|p| p.span.start > span.start))
            {
                self.push_error(SyntaxErrorKind::MisplacedVariadic, span);
            }
        }
        let mut is_async = None;
        let mut result = None;
        let mut raises = None;
        loop {
            let span = self.here();
            if is_async.is_none() && self.eat_same_line(T::Async) {
                is_async = Some(span);
            } else if result.is_none() && self.eat_same_line(T::Arrow) {
                result = Some(self.type_after_arrow());
            } else if raises.is_none() && self.eat_same_line(T::Raises) {
                raises = Some(self.ty());
            } else {
                break;
            }
        }
        let signature_span = self.span_from(keyword.start);
        let body = if place == FnPlace::Foreign {
            FnBody::None
        } else if self.eat_same_line(T::Eq) {
            FnBody::Expr(Box::new(self.expr()))
        } else if place == FnPlace::Trait && self.at_required_method_end() {
            FnBody::None
        } else {
            self.expect_line_end();
            self.note_head(&mut opener);
            let body = self.block(opener.indent, false, false);
            self.end(opener);
            FnBody::Block(body)
        };
        FnDecl { name, generics, params, variadic, is_async, result, raises, body, signature_span }
    }

    /// In a trait: whether what follows a signature begins another member.
    fn at_required_method_end(&self) -> bool {
        match self.kind() {
            T::Eof | T::Fn | T::AtName => true,
            T::End | T::Private => !self.at_label(),
            T::Alias => self.at_item(),
            _ => false,
        }
    }

    /// Any word, with `?` or `!` directly behind it, or a hook (`=destroy`).
    fn function_name(&mut self) -> Name {
        let start = self.tok().start;
        if self.at_same_line(T::Eq) && self.nth(1).kind.is_word() && !self.nth(1).space_before() {
            self.bump();
            self.bump();
            return self.name_of(start, self.previous_end());
        }
        let Some(name) = self.any_word() else { return self.missing_name() };
        if matches!(self.kind(), T::Question | T::Bang) && !self.tok().space_before() {
            self.bump();
            return self.name_of(start, self.previous_end());
        }
        name
    }

    fn param(&mut self, variadic: &mut Option<Span>) -> Option<Param> {
        let start = self.tok().start;
        let mut annotations = Vec::new();
        while self.at(T::AtName) {
            annotations.push(self.annotation());
        }
        if self.at(T::Ellipsis) {
            let span = self.here();
            self.bump();
            if variadic.replace(span).is_some() {
                self.push_error(SyntaxErrorKind::MisplacedVariadic, span);
            }
            return None;
        }
        let pattern = self.at(T::LParen).then(|| self.pattern_without_or());
        let name = match &pattern {
            Some(pattern) => Name { text: "_".into(), span: pattern.span },
            None => self.any_word()?,
        };
        let ty = self.type_after_colon();
        let default = self.eat(T::Eq).then(|| self.expr());
        if ty.is_none() && &name != "self" {
            let span = name.span;
            self.push_error(SyntaxErrorKind::MissingParamType { name: name.text.to_string() }, span);
        }
        Some(Param { annotations, name, pattern, ty, default, span: self.span_from(start) })
    }

    /// `: Type`, with a complaint about a space before the colon.
    pub(super) fn type_after_colon(&mut self) -> Option<TypeExpr> {
        if !self.at_same_line(T::Colon) {
            return None;
        }
        if self.tok().space_before() {
            let span = self.here();
            self.push_error(SyntaxErrorKind::LabelSpacing, span);
        }
        self.bump();
        Some(self.ty())
    }

    /// `[T, U: Ord + Display]`, if there.
    pub(super) fn generics(&mut self) -> Vec<GenericParam> {
        if !self.at(T::LBracket) || self.tok().space_before() {
            return Vec::new();
        }
        let params = self.list(|p| {
            let name = p.any_word()?;
            let start = name.span.start;
            let bounds = if p.eat(T::Colon) { p.bounds() } else { Vec::new() };
            Some(GenericParam { name, bounds, span: p.span_from(start) })
        });
        params.into_iter().flatten().collect()
    }

    /// `Ord + Display`.
    pub(super) fn bounds(&mut self) -> Vec<TypeExpr> {
        let mut bounds = vec![self.ty()];
        while self.eat_same_line(T::Plus) {
            bounds.push(self.ty());
        }
        bounds
    }

    /// The name of a type or module.
    pub(super) fn type_name(&mut self) -> Name {
        if self.kind().is_word() && !self.at_line_start() {
            return self.bump_name();
        }
        self.unexpected(Expected::TypeName);
        self.missing_name()
    }

    fn module(&mut self) -> ItemKind {
        let keyword = self.bump();
        let opener = self.opener(Construct::Module, keyword);
        let name = self.type_name();
        self.expect_line_end();
        let body = self.top_block(opener.indent);
        self.end(opener);
        ItemKind::Module(ModuleDecl { name, body })
    }

    pub(super) fn alias(&mut self) -> AliasDecl {
        self.bump();
        let name = self.type_name();
        let generics = self.generics();
        let target = self.eat_same_line(T::Eq).then(|| self.ty());
        AliasDecl { name, generics, target }
    }

    fn test(&mut self) -> ItemKind {
        let keyword = self.bump();
        let opener = self.opener(Construct::Test, keyword);
        let name = self.plain_string().map_or_else(|| self.missing_name(), |s| Name { text: s.value, span: s.span });
        self.expect_line_end();
        let body = self.block(opener.indent, false, false);
        self.end(opener);
        ItemKind::Test(TestDecl { name, body })
    }
}

pub(super) fn starts_upper(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}
