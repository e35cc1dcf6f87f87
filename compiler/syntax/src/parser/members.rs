//! The bodies of structs, classes, enums, traits and impls.

use std::sync::Arc;

use crate::ast::*;
use crate::error::{Construct, Expected, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;
use super::items::{FnPlace, Prefix};
use super::recovery::Opener;

impl Parser<'_> {
    /// A struct or class; the cursor is at its keyword.
    pub(super) fn type_decl(&mut self, prefix: &Prefix) -> ItemKind {
        let keyword = self.bump();
        let is_struct = keyword.kind == T::Struct;
        let opener = self.opener(if is_struct { Construct::Struct } else { Construct::Class }, keyword);
        let name = self.type_name();
        let generics = self.generics();
        let mut derives = derive_annotations(prefix);
        if !self.at_line_start() {
            self.derive_list(&mut derives);
        }
        self.expect_line_end();
        let members = self.members(opener, FnPlace::Anywhere, &mut derives, None);
        let decl = TypeDecl { name, generics, derives, members };
        if is_struct { ItemKind::Struct(decl) } else { ItemKind::Class(decl) }
    }

    /// An enum; the cursor is at its keyword. A `foreign` one may lack its body.
    pub(super) fn enum_decl(&mut self, prefix: &Prefix, foreign: bool) -> EnumDecl {
        let keyword = self.bump();
        let opener = self.opener(Construct::Enum, keyword);
        let name = self.type_name();
        let generics = self.generics();
        let backing = self.type_after_colon();
        let mut derives = derive_annotations(prefix);
        if !self.at_line_start() {
            self.derive_list(&mut derives);
        }
        if !foreign || self.at_foreign_body() {
            self.expect_line_end();
            let mut variants = Vec::new();
            let members = self.members(opener, FnPlace::Anywhere, &mut derives, Some(&mut variants));
            return EnumDecl { name, generics, backing, derives, variants, members, has_body: true };
        }
        EnumDecl { name, generics, backing, derives, variants: Vec::new(), members: Vec::new(), has_body: false }
    }

    /// `extern struct`, `extern union`; the cursor is at the second word. `in_block`: may lack its body.
    pub(super) fn extern_record(&mut self, prefix: &Prefix, in_block: bool) -> ExternRecordDecl {
        let keyword = self.bump();
        let kind = if keyword.kind == T::Union { RecordKind::Union } else { RecordKind::Struct };
        let opener = self.opener(Construct::Struct, keyword);
        let name = self.type_name();
        let mut derives = derive_annotations(prefix);
        if !self.at_line_start() {
            self.derive_list(&mut derives);
        }
        if in_block && !self.at_foreign_body() {
            return ExternRecordDecl { kind, name, derives, members: Vec::new(), has_body: false };
        }
        self.expect_line_end();
        let members = self.members(opener, FnPlace::Anywhere, &mut derives, None);
        ExternRecordDecl { kind, name, derives, members, has_body: true }
    }

    /// In an `extern` block: whether the record or enum just named has a body. It has one if a field or a variant
    /// follows; a global directly behind a record without a body has to be moved before it.
    fn at_foreign_body(&self) -> bool {
        self.at_label() || self.at_field_label() || (self.at(T::Ident) && !self.at_item() && !self.at_directive())
    }

    pub(super) fn trait_decl(&mut self) -> ItemKind {
        let keyword = self.bump();
        let opener = self.opener(Construct::Trait, keyword);
        let name = self.type_name();
        let generics = self.generics();
        let supertraits = if self.eat_same_line(T::Colon) { self.bounds() } else { Vec::new() };
        self.expect_line_end();
        let members = self.members(opener, FnPlace::Trait, &mut Vec::new(), None);
        ItemKind::Trait(TraitDecl { name, generics, supertraits, members })
    }

    pub(super) fn impl_decl(&mut self) -> ItemKind {
        let keyword = self.bump();
        let opener = self.opener(Construct::Impl, keyword);
        let generics = self.generics();
        let first = self.ty();
        let (trait_, target) = if self.eat_same_line(T::For) { (Some(first), self.ty()) } else { (None, first) };
        self.expect_line_end();
        let members = self.members(opener, FnPlace::Anywhere, &mut Vec::new(), None);
        ItemKind::Impl(ImplDecl { generics, trait_, target, members })
    }

    /// `derive(Eq, Hash)`, behind a type's name or as a line of its body.
    fn derive_list(&mut self, derives: &mut Vec<TypeExpr>) {
        if self.at(T::Derive) && self.nth(1).kind == T::LParen {
            self.bump();
            derives.extend(self.list(|p| p.ty()));
        }
    }

    /// The members of a body, and its `end`. `variants` is where those of an enum go.
    fn members(
        &mut self,
        opener: Opener,
        place: FnPlace,
        derives: &mut Vec<TypeExpr>,
        mut variants: Option<&mut Vec<Variant>>,
    ) -> Vec<Member> {
        let mut members = Vec::new();
        if !self.enter() {
            return members;
        }
        while !self.at(T::Eof) && !self.at_block_end() && !self.belongs_outside(opener.indent) {
            let before = self.pos;
            let errors = self.errors.len();
            self.note_indent();
            if self.at(T::Derive) && self.nth(1).kind == T::LParen {
                self.derive_list(derives);
            } else {
                members.extend(self.member(place, variants.as_deref_mut()));
            }
            let comma = variants.is_some() && self.eat(T::Comma);
            if self.errors.len() > errors || self.pos == before {
                self.recover(before);
            } else if !comma {
                self.expect_line_end();
            }
        }
        self.leave();
        if self.by_indent {
            self.indent = opener.indent;
        }
        self.end(opener);
        members
    }

    /// One member; `None` if it was a variant.
    fn member(&mut self, place: FnPlace, variants: Option<&mut Vec<Variant>>) -> Option<Member> {
        let start = self.tok().start;
        let prefix = self.prefix();
        if self.at(T::Private) && self.nth(1).newline_before() {
            let span = self.here();
            self.error(SyntaxErrorKind::MisplacedPrivate, span);
            self.bump();
            return Some(Member::Error(self.span_from(start)));
        }
        if self.at(T::Fn) && !self.at_label() {
            let kind = ItemKind::Fn(Arc::new(self.function(place)));
            let Prefix { annotations, doc, private } = prefix;
            return Some(Member::Item(Arc::new(Item { annotations, doc, private, kind, span: self.span_from(start) })));
        }
        if self.at_field() {
            return Some(Member::Field(Box::new(self.field(prefix, start))));
        }
        if self.at(T::Let) {
            return Some(Member::Let(Box::new(self.let_decl(prefix, start))));
        }
        if self.at_item() {
            return Some(match self.item(prefix, start) {
                Some(item) => Member::Item(Arc::new(item)),
                None => Member::Error(self.span_from(start)),
            });
        }
        if let Some(variants) = variants {
            if self.kind().is_name() {
                let variant = self.variant(prefix, start);
                variants.push(variant);
                return None;
            }
            self.unexpected_member(Expected::Variant, &prefix);
        } else {
            self.unexpected_member(Expected::Member, &prefix);
        }
        Some(Member::Error(self.span_from(start)))
    }

    /// The next member begins on a new line; a message there must point at it and not at the line's end.
    fn unexpected_member(&mut self, expected: Expected, prefix: &Prefix) {
        if self.at_block_end() {
            self.misplaced_prefix(prefix);
            return;
        }
        let token = self.tok();
        let word = self.token_text(token);
        if let Some(instead) = crate::error::other_language(word) {
            let word = word.to_owned();
            return self.error(SyntaxErrorKind::OtherLanguage { word, instead }, self.here());
        }
        let found = crate::error::Found::Token(token.kind, self.token_text(token).chars().take(24).collect());
        let span = self.here();
        self.error(SyntaxErrorKind::Unexpected { expected, found }, span);
    }

    /// At `name:`, `@name:`, `let name:`, `let @name:`, or `name :` (which the field reports).
    fn at_field(&self) -> bool {
        let mut ahead = 0;
        if self.at(T::Let) && !self.at_label() {
            ahead = 1;
            // `let MAX: Int = 3` is a constant.
            if self.token_text(self.nth(1)).chars().all(|c| !c.is_lowercase()) {
                return false;
            }
        }
        let name = self.nth(ahead);
        (name.kind.is_word() || name.kind == T::AtName)
            && self.nth(ahead + 1).kind == T::Colon
            && !self.nth(ahead + 1).newline_before()
    }

    fn field(&mut self, prefix: Prefix, start: u32) -> FieldDecl {
        let is_let = self.at(T::Let) && !self.at_label() && self.eat(T::Let);
        let token = self.bump();
        let sigil = u32::from(token.kind == T::AtName);
        let name = self.name_of(token.start + sigil, token.end);
        let ty = match self.type_after_colon() {
            Some(ty) => ty,
            None => TypeExpr::new(TypeKind::Error, self.span_from(self.previous_end())),
        };
        let default = self.eat_same_line(T::Eq).then(|| self.expr());
        let is_private = sigil == 1 || prefix.private.is_some();
        FieldDecl {
            annotations: prefix.annotations,
            doc: prefix.doc,
            is_let,
            is_private,
            name,
            ty,
            default,
            span: self.span_from(start),
        }
    }

    fn variant(&mut self, prefix: Prefix, start: u32) -> Variant {
        let name = self.bump_name();
        let mut payload = Vec::new();
        if self.at(T::LParen) && !self.tok().space_before() {
            payload = self.list(|p| {
                let start = p.tok().start;
                let name = p.label();
                let ty = p.ty();
                PayloadField { name, ty, span: p.span_from(start) }
            });
        }
        let discriminant = self.eat_same_line(T::Eq).then(|| self.expr());
        Variant { annotations: prefix.annotations, doc: prefix.doc, name, payload, discriminant, span: self.span_from(start) }
    }
}

/// The types named by `@derive(…)`.
fn derive_annotations(prefix: &Prefix) -> Vec<TypeExpr> {
    let derives = prefix.annotations.iter().filter(|a| &a.name == "derive");
    derives.flat_map(|a| a.positional()).filter_map(TypeExpr::from_expr).collect()
}
