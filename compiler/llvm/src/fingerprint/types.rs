//! What types and spans lead to.

use std::sync::Arc;

use aria_source::{FileId, SourceFile, Span};
use aria_types::Ty;

use super::Writer;

/// Deeper types are named only, in debug information as well.
const MAX_DEPTH: u32 = 14;

impl Writer<'_> {
    fn file(&mut self, id: FileId) -> Arc<SourceFile> {
        let next = self.files.len() as u32;
        let sources = self.sources;
        let (index, file) = self.files.entry(id).or_insert_with(|| (next, sources.file(id))).clone();
        self.word(index);
        if index == next {
            self.bytes(file.name.as_bytes());
        }
        file
    }

    /// Where a span begins, as debug information says it.
    pub(super) fn span(&mut self, span: Span) {
        let known = self.last == Some(span);
        self.flag(known);
        if known {
            return;
        }
        self.last = Some(span);
        let start = self.file(span.file).line_column(span.start);
        self.word(start.line);
        self.word(start.column);
    }

    /// All that a panic shows of a span.
    pub(super) fn location(&mut self, span: Span) {
        let file = self.file(span.file);
        let (start, end) = (file.line_column(span.start), file.line_column(span.end));
        for number in [start.line, start.column, end.line, end.column] {
            self.word(number);
        }
        self.bytes(file.line(start.line).as_bytes());
    }

    pub(super) fn ty(&mut self, ty: &Ty) {
        if let Some(known) = self.types.get(ty) {
            return self.word(*known);
        }
        if self.depth > MAX_DEPTH {
            self.word(u32::MAX);
            return self.bytes(ty.to_string().as_bytes());
        }
        let index = self.types.len() as u32;
        self.types.insert(ty.clone(), index);
        self.word(index);
        self.depth += 1;
        self.definition(ty);
        self.depth -= 1;
    }

    fn definition(&mut self, ty: &Ty) {
        self.bytes(ty.to_string().as_bytes());
        self.flag(self.layouts.needs_drop(ty));
        let layout = self.layouts.layout_of(ty);
        let known = layout.is_ok();
        self.bytes(format!("{layout:?}").as_bytes());
        match ty {
            Ty::Ptr(p) => {
                self.flag(p.is_const);
                self.flag(p.restrict);
                self.ty(&p.pointee);
            }
            Ty::Array(element, _) => self.ty(element),
            Ty::Tuple(parts) => self.list(parts, Self::ty),
            Ty::Fn(sig) | Ty::CFn(sig) => {
                self.list(&sig.params, Self::ty);
                self.ty(&sig.result);
            }
            Ty::Lent(lent) => self.list(&lent.args, Self::ty),
            Ty::Adt(adt, _) => {
                let layouts = self.layouts;
                let Some(def) = layouts.defs().adts.get(adt.id.0 as usize) else { return };
                self.byte(def.kind as u8);
                self.flag(def.in_std);
                self.flag(layouts.is_class(ty));
                self.flag(layouts.defs().dyn_trait(ty).is_some());
                if layouts.is_class(ty) {
                    self.bytes(format!("{:?}", layouts.object_layout(ty)).as_bytes());
                }
                self.list(&def.fields, |this, field| {
                    this.bytes(field.name.as_bytes());
                    this.flag(field.private);
                    this.flag(matches!(field.ty, Ty::Param(_)));
                });
                self.list(&def.variants, |this, variant| {
                    this.bytes(variant.name.as_bytes());
                    this.list(&variant.fields, |this, field| this.bytes(field.name.as_bytes()));
                });
                if known {
                    self.list(&layouts.field_types(ty, None).unwrap_or_default(), Self::ty);
                    for variant in 0..def.variants.len() as u32 {
                        self.list(&layouts.field_types(ty, Some(variant)).unwrap_or_default(), Self::ty);
                    }
                }
            }
            Ty::Extern(e) => {
                if let Some(record) = self.layouts.record_of(e) {
                    self.bytes(format!("{:?}", record.fields).as_bytes());
                    self.list(&self.layouts.field_types(ty, None).unwrap_or_default(), Self::ty);
                }
                self.bytes(format!("{:?}", self.layouts.enumeration_of(e)).as_bytes());
            }
            _ => {}
        }
    }
}
