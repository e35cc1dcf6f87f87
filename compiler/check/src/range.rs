//! Ranges as values, and what is indexed by them.

use aria_source::Span;
use aria_syntax::ast;
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::call::Given;
use crate::typed::{Expr, ExprKind};

impl BodyChecker<'_> {
    /// `a..b`, `a...b` and `a..` as values: a `Range` or a `RangeFrom`.
    pub(crate) fn range_value(
        &mut self,
        start: &ast::Expr,
        end: Option<&ast::Expr>,
        inclusive: bool,
        hint: Option<&Ty>,
        span: Span,
    ) -> Expr {
        let item = hint.map(|h| self.infer.shallow(h)).and_then(|h| {
            let args = self.defs.as_lang(&h, "range").or(self.defs.as_lang(&h, "range_from"))?;
            args.first().cloned()
        });
        let start = self.expr(start, item.as_ref());
        let Some(end) = end else {
            let ty = self.defs.lang_ty("range_from", std::slice::from_ref(&start.ty));
            return Expr { kind: ExprKind::Construct(vec![start]), ty, span };
        };
        let start_ty = self.infer.shallow(&start.ty);
        let end = self.expr(end, Some(&start_ty));
        let end_ty = self.infer.shallow(&end.ty);
        let ty = crate::numeric::common(&start_ty, &end_ty).unwrap_or(start_ty);
        self.range_of(start, end, inclusive, &ty, span)
    }

    /// A `Range` of two values.
    pub(crate) fn range_of(&mut self, start: Expr, end: Expr, inclusive: bool, ty: &Ty, span: Span) -> Expr {
        let (start, end) = (self.coerce(start, ty), self.coerce(end, ty));
        let exclusive = Expr { kind: ExprKind::Bool(!inclusive), ty: Ty::Bool, span };
        let ty = self.defs.lang_ty("range", std::slice::from_ref(ty));
        Expr { kind: ExprKind::Construct(vec![start, end, exclusive]), ty, span }
    }

    /// `xs[range]`: a part of what is indexed.
    pub(crate) fn range_element(&mut self, base: &Expr, index: &Expr, span: Span) -> Option<Expr> {
        let ty = self.infer.shallow(&index.ty);
        let method = if self.defs.as_lang(&ty, "range").is_some() {
            "slice_range"
        } else if self.defs.as_lang(&ty, "range_from").is_some() {
            "slice_from"
        } else {
            return None;
        };
        let found = self.find_method(&base.ty, method).filter(|f| f.instance)?;
        Some(self.call_method(found, base.clone(), &[Given::Typed(index.clone())], span, span))
    }
}
