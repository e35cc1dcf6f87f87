//! Byte strings, symbols, and indexing a String.

use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{self, ExprKind as Syn};
use aria_types::{IntTy, Ty};

use crate::body::BodyChecker;
use crate::convert::convert;
use crate::methods::plain_call;
use crate::operator::binary;
use crate::typed::{BinaryOp, Callee, Conversion, Expr, ExprKind, Overflow};

impl BodyChecker<'_> {
    /// `b"…"`: `Bytes` of their own, made from constant ones.
    pub(crate) fn byte_string(&mut self, bytes: &[u8], span: Span) -> Expr {
        let (Some(make), Some(adt)) = (self.lang_function("bytes_literal"), self.defs.lang.adt("bytes")) else {
            return self.error(span);
        };
        let count = Expr { kind: ExprKind::Int(bytes.len() as i128), ty: Ty::INT, span };
        let constant = Expr { kind: ExprKind::CBytes(Arc::from(bytes)), ty: Ty::c_string(true), span };
        let pointer = convert(Conversion::Pointer, constant, Ty::pointer(Ty::Int(IntTy::U8), false));
        plain_call(make, Vec::new(), vec![pointer, count], self.defs.adt_ty(adt, Vec::new().into()), span)
    }

    /// The number of bytes of a literal.
    pub(crate) fn literal_bytes(&self, expr: &Expr) -> Option<u64> {
        match &expr.kind {
            ExprKind::Call { callee: Callee::Function { function, .. }, args }
                if self.lang_function("bytes_literal") == Some(*function) =>
            {
                let count = args.get(1)?;
                if let ExprKind::Int(count) = count.kind { u64::try_from(count).ok() } else { None }
            }
            _ => None,
        }
    }

    /// `:name`
    pub(crate) fn symbol(&mut self, name: &Arc<str>, span: Span) -> Expr {
        let Some(adt) = self.defs.lang.adt("symbol") else { return self.error(span) };
        let name = Expr { kind: ExprKind::Str(name.clone()), ty: self.string(), span };
        Expr { kind: ExprKind::Construct(vec![name]), ty: self.defs.adt_ty(adt, Vec::new().into()), span }
    }

    /// `text[a..b]`, `text[a...b]`, `text[a..]`, the same of `Bytes`, and `text.bytes[i]`, which needs no array of the bytes.
    pub(crate) fn text_index(&mut self, base: &Expr, index: &ast::Expr, span: Span) -> Option<Expr> {
        if let ExprKind::Call { callee: Callee::Function { function, .. }, args } = &base.kind
            && self.lang_function("string_bytes") == Some(*function)
            && !matches!(index.without_parens().kind, Syn::Range { .. })
            && let [text] = &args[..]
        {
            let index = self.expr_to(index, &Ty::INT);
            return self.text_function("string_byte_at", vec![text.clone(), index], Ty::Int(IntTy::U8), span);
        }
        let Syn::Range { start, end, inclusive } = &index.without_parens().kind else { return None };
        let ty = self.infer.shallow(&base.ty);
        let (between, behind) = match self.defs.as_lang(&ty, "bytes") {
            Some(_) => ("bytes_between", "bytes_from"),
            None if ty == self.string() => ("string_between", "string_from"),
            None => return None,
        };
        let start = self.expr_to(start, &Ty::INT);
        let Some(end) = end else { return self.text_function(behind, vec![base.clone(), start], ty, span) };
        let end = self.expr_to(end, &Ty::INT);
        let stop = if *inclusive {
            let (one, at) = (Expr { kind: ExprKind::Int(1), ty: Ty::INT, span }, end.span);
            binary(BinaryOp::Add, end, one, Overflow::Checked, Ty::INT, at)
        } else {
            end
        };
        self.text_function(between, vec![base.clone(), start, stop], ty, span)
    }

    /// What a loop from one character to another walks over.
    pub(crate) fn char_range(&mut self, first: Expr, last: Expr, inclusive: bool, span: Span) -> Expr {
        let last = self.coerce(last, &Ty::Char);
        let exclusive = Expr { kind: ExprKind::Bool(!inclusive), ty: Ty::Bool, span };
        let ty = self.defs.lang_ty("range", &[Ty::Char]);
        Expr { kind: ExprKind::Construct(vec![first, last, exclusive]), ty, span }
    }

    fn text_function(&mut self, name: &str, args: Vec<Expr>, ty: Ty, span: Span) -> Option<Expr> {
        let function = self.lang_function(name)?;
        Some(plain_call(function, Vec::new(), args, ty, span))
    }
}
