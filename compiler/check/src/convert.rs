//! Implicit conversions inside Aria: numbers without loss, `Never` into anything, a C string into a String.

use aria_foreign::CScalar;
use aria_source::Span;
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::Mismatch;
use crate::numeric::{Number, lossless, number};
use crate::typed::{Conversion, Expr, ExprKind};

impl BodyChecker<'_> {
    /// Checks an expression whose value is wanted as `expected`.
    pub(crate) fn expr_to(&mut self, expr: &aria_syntax::ast::Expr, expected: &Ty) -> Expr {
        let checked = self.expr(expr, Some(expected));
        self.coerce(checked, expected)
    }

    /// Makes a value the type that its place wants, or reports that it cannot be.
    pub(crate) fn coerce(&mut self, expr: Expr, expected: &Ty) -> Expr {
        match self.try_coerce(expr, expected) {
            Ok(expr) => expr,
            Err(expr) => {
                if matches!(expr.kind, ExprKind::Assign { .. }) && *expected == Ty::Bool {
                    let (expected, found) = (self.show(expected), self.show(&expr.ty));
                    let help = Some("to compare, write `==`".to_owned());
                    self.report(Mismatch { expected, found, span: expr.span, because: None, help });
                } else {
                    self.mismatch(&expr.ty, expected, expr.span);
                }
                Expr { kind: ExprKind::Error, ty: expected.clone(), span: expr.span }
            }
        }
    }

    pub(crate) fn mismatch(&mut self, found: &Ty, expected: &Ty, span: Span) {
        let help = self.conversion_help(found, expected);
        let (expected, found) = (self.show(expected), self.show(found));
        self.report(Mismatch { expected, found, span, because: None, help });
    }

    fn conversion_help(&self, found: &Ty, expected: &Ty) -> Option<String> {
        let (found, expected) = (self.infer.deep(found), self.infer.deep(expected));
        let target = self.defs.target();
        if let (Some(_), Some(to)) = (number(&found, &target), number(&expected, &target)) {
            let name = crate::methods::conversion_name(&expected)?;
            if matches!(to, Number::Float { .. }) {
                return Some(format!("convert it: `.to_{name}` rounds to the nearest"));
            }
            return Some(format!("convert it: `.to_{name}` checks, `.wrap_{name}` keeps the low bits"));
        }
        if self
            .defs
            .as_lang(&found, "result")
            .or(self.defs.as_lang(&found, "option"))
            .is_some_and(|a| a.first() == Some(&expected))
        {
            return Some("unwrap it with `!`, pass a failure on with `?`, or use `match`".into());
        }
        if let Some(bound) = self.defs.dyn_trait(&expected) {
            let name = &self.defs.trait_(bound.trait_).name;
            return Some(format!("only types with `impl {name} for …` become `{expected}`"));
        }
        if expected == self.string() && self.displayable(&found) {
            return Some("use `.to_string`, or interpolate it: `\"#{…}\"`".into());
        }
        None
    }

    /// The value converted, or itself where no conversion fits.
    pub(crate) fn try_coerce(&mut self, expr: Expr, expected: &Ty) -> Result<Expr, Expr> {
        let found = self.infer.shallow(&expr.ty);
        let expected = self.infer.shallow(expected);
        if found.is_never() && !expected.is_never() {
            return Ok(convert(Conversion::Never, expr, expected));
        }
        if matches!(found, Ty::Int(_) | Ty::Float(_) | Ty::C(_)) && found != expected && lossless(&found, &expected) {
            return Ok(convert(Conversion::Lossless, expr, expected));
        }
        if is_bool(&found) && is_bool(&expected) && found != expected {
            return Ok(convert(Conversion::Lossless, expr, expected));
        }
        if let (Ty::Ptr(from), Ty::Ptr(to)) = (&found, &expected)
            && found != expected
            && self.infer.unify(&from.pointee, &to.pointee)
            && (to.is_const || !from.is_const)
        {
            return Ok(convert(Conversion::Pointer, expr, expected));
        }
        if let Some(converted) = self.object_to(&expr, &expected) {
            return Ok(converted);
        }
        if let Some(converted) = self.as_weak(&expr, &expected) {
            return Ok(converted);
        }
        if let Some(converted) = self.as_dyn(&expr, &expected) {
            return Ok(converted);
        }
        if is_c_string(&found) {
            if expected == self.string() {
                self.follow(&expr, "making a String of it", expr.span);
                return Ok(convert(Conversion::CStringToString, expr, expected));
            }
            if self.defs.as_lang(&expected, "option").is_some_and(|a| self.infer.shallow(&a[0]) == self.string()) {
                self.follow(&expr, "making a String of it", expr.span);
                return Ok(convert(Conversion::CStringToOptionString, expr, expected));
            }
        }
        if self.infer.unify(&found, &expected) { Ok(expr) } else { Err(expr) }
    }
}

/// A conversion node.
pub(crate) fn convert(conversion: Conversion, value: Expr, ty: Ty) -> Expr {
    let span = value.span;
    Expr { kind: ExprKind::Convert { conversion, value: Box::new(value) }, ty, span }
}

fn is_bool(ty: &Ty) -> bool {
    matches!(ty, Ty::Bool | Ty::C(CScalar::Bool))
}

/// `CString`, whatever its constness.
pub(crate) fn is_c_string(ty: &Ty) -> bool {
    ty.as_ptr().is_some_and(|p| p.pointee == Ty::C(CScalar::Char))
}
