//! Imports and everything that begins with `extern`.

use std::sync::Arc;

use aria_source::Span;

use crate::ast::*;
use crate::error::{Construct, Expected, Found, SyntaxErrorKind};
use crate::token::TokenKind as T;

use super::Parser;
use super::items::{FnPlace, Prefix};
use super::recovery::Opener;

impl Parser<'_> {
    /// `import std.sqlite`, `import ./shapes as geo`.
    pub(super) fn import(&mut self) -> ItemKind {
        self.bump();
        let path = if self.at(T::FilePath) {
            ImportPath::File(self.bump_name())
        } else if self.kind().is_word() && !self.at_line_start() {
            ImportPath::Module(self.dotted_path())
        } else {
            self.unexpected(Expected::ImportPath);
            ImportPath::Module(vec![self.missing_name()])
        };
        ItemKind::Import(ImportDecl { path, alias: self.alias_name() })
    }

    /// Words joined by dots; the cursor is at the first.
    fn dotted_path(&mut self) -> Vec<Name> {
        let mut path = vec![self.bump_name()];
        while self.eat_same_line(T::Dot) {
            match self.any_word() {
                Some(name) => path.push(name),
                None => break,
            }
        }
        path
    }

    /// `as name`.
    fn alias_name(&mut self) -> Option<Name> {
        if self.eat_same_line(T::As) { self.any_word() } else { None }
    }

    /// What begins with `extern`. What stands before a single function is moved onto it.
    pub(super) fn external(&mut self, prefix: &mut Prefix) -> Option<ItemKind> {
        let keyword = self.bump();
        let named = self.nth(1).kind.is_word() && self.next_on_line();
        match self.kind() {
            T::Struct | T::Union if named => Some(ItemKind::ExternRecord(self.extern_record(prefix, false))),
            T::Enum if named => Some(ItemKind::ExternEnum(self.enum_decl(prefix, false))),
            T::StrOpen | T::RawStr => {
                let abi = ExternAbi::Named(self.plain_string()?);
                Some(self.extern_block(abi, keyword, prefix))
            }
            kind if kind.is_word() => {
                let lane = self.bump_name();
                if self.eat_same_line(T::From) {
                    return Some(self.extern_import(lane, keyword));
                }
                Some(self.extern_block(ExternAbi::Lane(lane), keyword, prefix))
            }
            _ => {
                self.unexpected(Expected::ExternForm);
                None
            }
        }
    }

    fn extern_import(&mut self, lane: Name, keyword: crate::token::Token) -> ItemKind {
        let source = self.extern_source();
        let alias = self.alias_name();
        let mut body = Vec::new();
        if self.at_same_line(T::Do) {
            let open = self.bump();
            let opener = self.opener(Construct::ExternBlock, open);
            self.expect_line_end();
            body = self.extern_members(opener);
        }
        ItemKind::ExternImport(ExternImportDecl { lane, source, alias, body, span: self.span_from(keyword.start) })
    }

    fn extern_source(&mut self) -> ExternSource {
        let start = self.tok().start;
        match self.kind() {
            T::StrOpen | T::RawStr | T::BlockStrOpen => {
                let files = self.plain_string().into_iter().collect();
                ExternSource::Files { files, span: self.span_from(start) }
            }
            T::LBracket => {
                let files = self.list(|p| p.plain_string()).into_iter().flatten().collect::<Vec<_>>();
                if files.is_empty() {
                    let found = Found::Token(T::RBracket, "]".to_owned());
                    let span = self.span_from(start);
                    self.error(SyntaxErrorKind::Unexpected { expected: Expected::String, found }, span);
                }
                ExternSource::Files { files, span: self.span_from(start) }
            }
            kind if kind.is_word() && !self.at_line_start() => ExternSource::Path(self.dotted_path()),
            _ => {
                self.unexpected(Expected::ExternSource);
                ExternSource::Files { files: Vec::new(), span: self.span_from(start) }
            }
        }
    }

    fn extern_block(&mut self, abi: ExternAbi, keyword: crate::token::Token, prefix: &mut Prefix) -> ItemKind {
        let opener = self.opener(Construct::ExternBlock, keyword);
        let library = if self.eat_same_line(T::Lib) { self.plain_string() } else { None };
        let same_line = !self.tok().newline_before() && !self.at(T::Eof);
        if same_line && (self.at(T::Fn) || self.at(T::AtName)) {
            let mut inner = std::mem::take(prefix);
            let own = self.prefix();
            let start = inner.annotations.first().map_or(self.tok().start, |a| a.span.start);
            inner.annotations.extend(own.annotations);
            let member = self.extern_declaration(inner, start);
            return ItemKind::ExternBlock(ExternBlockDecl { abi, library, members: vec![member], single: true });
        }
        self.eat_same_line(T::Do);
        self.expect_line_end();
        let members = self.extern_members(opener);
        ItemKind::ExternBlock(ExternBlockDecl { abi, library, members, single: false })
    }

    /// The members of an `extern` block, and its `end`.
    fn extern_members(&mut self, opener: Opener) -> Vec<ExternMember> {
        let mut members = Vec::new();
        while !self.at(T::Eof) && !self.at_block_end() && !self.belongs_outside(opener.indent) {
            let before = self.pos;
            let errors = self.errors.len();
            self.note_indent();
            members.push(self.extern_member());
            if self.errors.len() > errors || self.pos == before {
                self.recover(before);
            } else {
                self.expect_line_end();
            }
        }
        if self.by_indent {
            self.indent = opener.indent;
        }
        self.end(opener);
        members
    }

    /// At a word and, on its line, a string.
    pub(super) fn at_directive(&self) -> bool {
        let next = self.nth(1);
        self.kind().is_name() && matches!(next.kind, T::StrOpen | T::RawStr | T::BlockStrOpen) && !next.newline_before()
    }

    fn extern_member(&mut self) -> ExternMember {
        let start = self.tok().start;
        if self.at_directive() && !self.at(T::Extern) {
            let name = self.bump_name();
            let mut args = vec![self.expr()];
            while self.eat_same_line(T::Comma) {
                args.push(self.expr());
            }
            return ExternMember::Directive(Directive { name, args, span: self.span_from(start) });
        }
        if self.at_unquoted_directive() {
            let directive = self.bump_name().text.to_string();
            // A path may be several tokens.
            let argument = self.tok().start;
            let mut last = self.bump();
            while !self.at_line_start() && !self.tok().space_before() && !matches!(self.kind(), T::Comma | T::Eof) {
                last = self.bump();
            }
            let span = Span::new(self.file, argument, last.end);
            let argument = self.slice(argument, last.end).to_owned();
            self.error(SyntaxErrorKind::UnquotedDirective { directive, argument }, span);
            return ExternMember::Error(self.span_from(start));
        }
        let prefix = self.prefix();
        self.extern_declaration(prefix, start)
    }

    /// At a directive and, on its line, a word that should be a string.
    fn at_unquoted_directive(&self) -> bool {
        let next = self.nth(1);
        matches!(self.token_text(self.tok()), "define" | "include_path" | "link")
            && (next.kind.is_word() || matches!(next.kind, T::Dot | T::Slash | T::FilePath))
            && !next.newline_before()
            && !self.at_label()
    }

    fn extern_declaration(&mut self, prefix: Prefix, start: u32) -> ExternMember {
        let skipped_extern = self.at(T::Extern) && matches!(self.nth(1).kind, T::Struct | T::Union | T::Enum);
        if skipped_extern {
            self.bump();
        }
        let named = self.nth(1).kind.is_word() && self.next_on_line() && !self.at_label();
        let kind = match self.kind() {
            T::Fn if !self.at_label() => ItemKind::Fn(Arc::new(self.function(FnPlace::Foreign))),
            T::Struct | T::Union if named => ItemKind::ExternRecord(self.extern_record(&prefix, true)),
            T::Enum if named => ItemKind::ExternEnum(self.enum_decl(&prefix, true)),
            T::Alias if named => ItemKind::Alias(self.alias()),
            kind if kind.is_word() && (self.at_label() || self.nth(1).kind == T::Colon) => {
                if self.nth(1).space_before() {
                    let span = self.span(self.nth(1));
                    self.push_error(SyntaxErrorKind::LabelSpacing, span);
                }
                return ExternMember::Global(Box::new(self.var_decl(prefix, start)));
            }
            _ => {
                if self.at_block_end() {
                    self.misplaced_prefix(&prefix);
                } else {
                    let token = self.tok();
                    let found = Found::Token(token.kind, self.token_text(token).chars().take(24).collect());
                    let span = self.here();
                    self.error(SyntaxErrorKind::Unexpected { expected: Expected::ExternMember, found }, span);
                }
                return ExternMember::Error(self.span_from(start));
            }
        };
        let Prefix { annotations, doc, private } = prefix;
        ExternMember::Item(Box::new(Item { annotations, doc, private, kind, span: self.span_from(start) }))
    }
}
