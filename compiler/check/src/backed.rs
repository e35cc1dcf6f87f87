//! Enums whose variants are numbers: `color.to_int`, `Color.from(n)`.

use aria_source::Span;
use aria_syntax::ast::Name;
use aria_types::{AdtId, Backing, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::diagnostics::ArgumentCount;
use crate::typed::{Arm, Expr, ExprKind, Pattern, PatternKind};

impl BodyChecker<'_> {
    fn backing_of(&self, ty: &Ty, name: &str) -> Option<(AdtId, Backing)> {
        let Ty::Adt(adt, _) = ty else { return None };
        let own = self.defs.adt(adt.id).methods.contains_key(name);
        self.defs.backing(adt.id).filter(|_| !own).map(|b| (adt.id, b.clone()))
    }

    /// `color.to_int`.
    pub(crate) fn backed_number(&mut self, value: &Expr, name: &Name, given: &[Given<'_>], span: Span) -> Option<Expr> {
        if name != "to_int" {
            return None;
        }
        let ty = self.infer.deep(&value.ty);
        let (_, backing) = self.backing_of(&ty, name.as_str())?;
        if !given.is_empty() {
            let name = name.text.to_string();
            self.report(ArgumentCount { name, expected: "no".into(), found: given.len(), span, declared: None });
            return Some(self.error(span));
        }
        let arms = backing.values.iter().enumerate().map(|(i, number)| Arm {
            pattern: Pattern { kind: PatternKind::Variant { variant: i as u32, fields: Vec::new() }, ty: ty.clone(), span },
            guard: None,
            body: Expr { kind: ExprKind::Int(*number), ty: Ty::INT, span },
        });
        let kind = ExprKind::Match { scrutinee: Box::new(value.clone()), arms: arms.collect() };
        Some(Expr { kind, ty: Ty::INT, span })
    }

    /// `Color.from(n)`: the variant with this number, if there is one.
    pub(crate) fn backed_from(&mut self, ty: &Ty, name: &Name, given: &[Given<'_>], span: Span) -> Option<Expr> {
        if name != "from" {
            return None;
        }
        let (_, backing) = self.backing_of(ty, name.as_str())?;
        let [number] = given else {
            let (name, expected) = (name.text.to_string(), "1".to_owned());
            self.report(ArgumentCount { name, expected, found: given.len(), span, declared: None });
            return Some(self.error(span));
        };
        let number = self.given(number, Some(&backing.ty));
        let number = self.coerce(number, &backing.ty);
        let (some, none) = (self.variant_index("option", "Some"), self.variant_index("option", "None"));
        let result = self.defs.lang_ty("option", std::slice::from_ref(ty));
        let variant = |variant, fields, ty: &Ty| Expr { kind: ExprKind::Variant { variant, fields }, ty: ty.clone(), span };
        let pattern = |kind| Pattern { kind, ty: backing.ty.clone(), span };
        let mut arms = Vec::new();
        for (i, value) in backing.values.iter().enumerate() {
            let value = Expr { kind: ExprKind::Int(*value), ty: backing.ty.clone(), span };
            let body = variant(some, vec![variant(i as u32, Vec::new(), ty)], &result);
            arms.push(Arm { pattern: pattern(PatternKind::Scalar(value)), guard: None, body });
        }
        arms.push(Arm { pattern: pattern(PatternKind::Wildcard), guard: None, body: variant(none, Vec::new(), &result) });
        Some(Expr { kind: ExprKind::Match { scrutinee: Box::new(number), arms }, ty: result, span })
    }
}
