//! Conversions at a foreign call, and only there.

use aria_foreign::CScalar;
use aria_types::{IntTy, Ty};

use crate::body::BodyChecker;
use crate::convert::convert;
use crate::diagnostics::NulInLiteral;
use crate::methods::plain_call;
use crate::numeric::{Number, number};
use crate::typed::{Conversion, Expr, ExprKind};

/// A character or byte.
pub(crate) fn is_byte(ty: &Ty) -> bool {
    matches!(ty, Ty::C(CScalar::Char | CScalar::UChar | CScalar::SChar) | Ty::Int(IntTy::U8 | IntTy::I8))
}

impl BodyChecker<'_> {
    /// Makes a value what a foreign parameter of type `wanted` takes. `readonly`: a String may be lent to a non-const
    /// pointer. `counted`: the callee is told the length, so that a NUL inside is an ordinary byte.
    pub(crate) fn cross(&mut self, value: Expr, wanted: &Ty, readonly: bool, counted: bool) -> Result<Expr, Expr> {
        let found = self.infer.deep(&value.ty);
        if found.is_error() {
            return Err(value);
        }
        let string = self.string();
        let value = if found == string {
            value
        } else {
            match self.try_coerce(value, wanted) {
                Ok(value) => return Ok(value),
                Err(value) => value,
            }
        };
        let target = self.defs.target();
        if let (Some(Number::Int { .. }), Some(Number::Int { .. })) = (number(&found, &target), number(wanted, &target)) {
            return Ok(convert(Conversion::Checked, value, wanted.clone()));
        }
        let is_enum = |t: &Ty| matches!(t, Ty::Extern(e) if e.is_enum);
        if is_enum(wanted) && matches!(number(&found, &target), Some(Number::Int { .. })) {
            return Ok(convert(Conversion::Enum, value, wanted.clone()));
        }
        if is_enum(&found) && matches!(number(wanted, &target), Some(Number::Int { .. })) {
            let int = convert(Conversion::Enum, value, Ty::INT);
            return self.cross(int, wanted, readonly, counted);
        }
        if found == Ty::Bool && matches!(wanted, Ty::C(CScalar::Int)) {
            return Ok(convert(Conversion::Lossless, value, wanted.clone()));
        }
        match (&found, wanted) {
            (_, Ty::Ptr(to)) if found == string => self.lend_string(value, wanted, to.is_const || readonly, counted),
            (Ty::Array(element, _), Ty::Ptr(to))
                if to.pointee == Ty::Void || to.pointee == **element || (is_byte(element) && is_byte(&to.pointee)) =>
            {
                let span = value.span;
                Ok(Expr { kind: ExprKind::AddressOf(Box::new(value)), ty: wanted.clone(), span })
            }
            (Ty::Ptr(from), Ty::Ptr(to)) => {
                let constness = to.is_const || !from.is_const || readonly;
                let pointees = to.pointee == Ty::Void
                    || same_but_const(&from.pointee, &to.pointee)
                    || (is_byte(&from.pointee) && is_byte(&to.pointee))
                    || matches!(&from.pointee, Ty::Array(element, _) if **element == to.pointee);
                if constness && pointees { Ok(convert(Conversion::Pointer, value, wanted.clone())) } else { Err(value) }
            }
            (_, Ty::Ptr(to)) if self.defs.as_lang(&found, "array").is_some() => {
                let element = self.defs.as_lang(&found, "array").map(|a| a[0].clone()).unwrap_or(Ty::Error);
                let fits =
                    to.pointee == Ty::Void || same_but_const(&element, &to.pointee) || self.same_number(&element, &to.pointee);
                let Some(data) = self.find_method(&found, "data").filter(|_| fits) else { return Err(value) };
                let span = value.span;
                let pointer = plain_call(data.function, data.owner_args, vec![value], Ty::pointer(element, false), span);
                Ok(convert(Conversion::Pointer, pointer, wanted.clone()))
            }
            (_, Ty::Ptr(to)) if self.defs.as_lang(&found, "bytes").is_some() => {
                let fits = to.pointee == Ty::Void || is_byte(&to.pointee);
                let Some(data) = self.find_method(&found, "data").filter(|_| fits) else { return Err(value) };
                let (span, element) = (value.span, Ty::Int(IntTy::U8));
                let pointer = plain_call(data.function, data.owner_args, vec![value], Ty::pointer(element, false), span);
                Ok(convert(Conversion::Pointer, pointer, wanted.clone()))
            }
            (_, Ty::Ptr(_) | Ty::CFn(_)) if self.defs.as_lang(&found, "option").is_some_and(|a| a[0] == *wanted) => {
                Ok(convert(Conversion::NullablePointer, value, wanted.clone()))
            }
            (Ty::Fn(_), Ty::CFn(_)) => {
                let span = value.span;
                Ok(self.unsupported("Aria functions as C callbacks", span))
            }
            (Ty::CFn(from), Ty::CFn(to)) if compatible(from, to) => {
                if matches!(value.kind, ExprKind::FunctionPointer { .. }) {
                    let span = value.span;
                    return Ok(self.unsupported("Aria functions as C callbacks", span));
                }
                Ok(convert(Conversion::Pointer, value, wanted.clone()))
            }
            _ => Err(value),
        }
    }

    /// Whether two element types are the same number for the machine.
    fn same_number(&self, a: &Ty, b: &Ty) -> bool {
        let target = self.defs.target();
        number(a, &target).is_some() && number(a, &target) == number(b, &target)
    }

    fn lend_string(&mut self, value: Expr, wanted: &Ty, may: bool, counted: bool) -> Result<Expr, Expr> {
        let Ty::Ptr(to) = wanted else { return Err(value) };
        if !may || !(is_byte(&to.pointee) || to.pointee == Ty::Void) {
            return Err(value);
        }
        if counted || to.pointee == Ty::Void {
            return Ok(convert(Conversion::StringToBytes, value, wanted.clone()));
        }
        if let ExprKind::Str(text) = &value.kind
            && let Some(position) = text.bytes().position(|b| b == 0)
        {
            self.report(NulInLiteral { position, span: value.span });
        }
        Ok(convert(Conversion::StringToCString, value, wanted.clone()))
    }
}

/// Equal apart from `const` and `restrict`, at any depth: C lets `char **` take what is `const char **` here, and no
/// Aria rule hangs on inner constness.
fn same_but_const(a: &Ty, b: &Ty) -> bool {
    match (a, b) {
        (Ty::Ptr(a), Ty::Ptr(b)) => same_but_const(&a.pointee, &b.pointee),
        _ => a == b,
    }
}

fn compatible(a: &aria_types::FnSig, b: &aria_types::FnSig) -> bool {
    a.variadic == b.variadic
        && a.params.len() == b.params.len()
        && a.params.iter().zip(&b.params).all(|(a, b)| same_but_const(a, b))
        && same_but_const(&a.result, &b.result)
}
