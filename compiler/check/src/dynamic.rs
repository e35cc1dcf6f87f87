//! Values of `dyn Trait`: what becomes one where one is expected.

use aria_source::Span;
use aria_types::{FnId, NotDyn, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::NotDynamic;
use crate::methods::plain_call;
use crate::typed::Expr;

impl BodyChecker<'_> {
    /// A value as a `dyn` value, where its type implements the trait.
    pub(crate) fn as_dyn(&mut self, value: &Expr, expected: &Ty) -> Option<Expr> {
        let wanted = self.infer.deep(expected);
        let bound = self.defs.dyn_trait(&wanted)?;
        let found = self.infer.deep(&value.ty);
        if found == wanted || matches!(found, Ty::Infer(_) | Ty::Error | Ty::Never) || !self.implements(&found, &bound) {
            return None;
        }
        if let Some(why) = self.defs.not_dyn(&wanted) {
            self.not_dynamic(&wanted, why, value.span);
        }
        let make = self.lang_function("make_dyn")?;
        let (span, value) = (value.span, value.clone());
        Some(plain_call(make, vec![found, wanted.clone()], vec![value], wanted, span))
    }

    fn not_dynamic(&mut self, ty: &Ty, why: NotDyn, span: Span) {
        let (method, why): (FnId, &'static str) = match why {
            NotDyn::WithoutSelf(method) => (method, "has no `self`, so no value says whose method it is"),
            NotDyn::Generic(method) => (method, "has type parameters, so it is not one function"),
            NotDyn::MentionsSelf(method) => (method, "takes or returns `Self`, which may differ from value to value"),
        };
        let def = self.defs.function(method);
        let (name, declared) = (def.name.to_string(), (!def.in_std).then_some(def.name_span));
        self.report(NotDynamic { ty: ty.to_string(), method: name, why, span, declared });
    }
}
