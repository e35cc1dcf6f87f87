//! The arguments of a foreign call: each converted to what the parameter takes; variadic ones by the format.

use aria_bind::{foreign_type, promoted, type_form};
use aria_foreign::{CScalar, Fact, ForeignFunction, ForeignType};
use aria_source::Span;
use aria_types::{ImportId, IntTy, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::convert::convert;
use crate::diagnostics::{ArgumentCount, ForeignArgument, FormatCount, FormatMismatch};
use crate::typed::{Conversion, Expr, ExprKind, ForeignArg};

/// What a foreign call is matched against.
pub(crate) struct Signature<'s> {
    pub name: &'s str,
    pub types: &'s [Ty],
    pub foreign: &'s [ForeignType],
    pub variadic: bool,
    pub function: Option<&'s ForeignFunction>,
}

/// One conversion specification of a printf format.
struct Specification {
    text: String,
    wanted: Wanted,
}

enum Wanted {
    Type(Ty),
    /// `%n` writes; it is never safe.
    Refused,
}

impl BodyChecker<'_> {
    pub(crate) fn foreign_arguments(
        &mut self,
        import: ImportId,
        signature: &Signature<'_>,
        given: &[Given<'_>],
        span: Span,
    ) -> Option<Vec<ForeignArg>> {
        let fixed = signature.types.len();
        if given.len() < fixed || (given.len() > fixed && !signature.variadic) {
            given.iter().for_each(|g| drop(self.given(g, None)));
            let expected = if signature.variadic { format!("at least {fixed}") } else { fixed.to_string() };
            let (name, declared) = (signature.name.to_owned(), self.declared(signature));
            self.report(ArgumentCount { name, expected, found: given.len(), span, declared });
            return None;
        }
        let mut args = Vec::with_capacity(given.len());
        let mut failed = false;
        for (i, arg) in given.iter().take(fixed).enumerate() {
            let value = self.given(arg, Some(&signature.types[i]));
            let readonly = signature.function.is_some_and(|f| f.param_fact(i, |fact| matches!(fact, Fact::ReadOnly)));
            let counted =
                signature.function.is_some_and(|f| f.param_fact(i, |fact| matches!(fact, Fact::Len(_) | Fact::Bytes(_))));
            let wanted = &signature.types[i];
            match self.cross(value, wanted, readonly, counted) {
                Ok(value) => args.push(ForeignArg { value, ty: signature.foreign[i].clone() }),
                Err(value) => {
                    failed = true;
                    self.reject_argument(import, signature, i, &value, readonly);
                }
            }
        }
        if failed {
            given.iter().skip(fixed).for_each(|g| drop(self.given(g, None)));
            return None;
        }
        let specifications = self.format_of(signature, &args);
        let extra = &given[fixed..];
        if let Some((specifications, format)) = &specifications
            && specifications.len() != extra.len()
        {
            extra.iter().for_each(|g| drop(self.given(g, None)));
            self.report(FormatCount { wanted: specifications.len(), found: extra.len(), span: *format });
            return None;
        }
        for (i, arg) in extra.iter().enumerate() {
            let value = match &specifications {
                Some((specifications, format)) => self.formatted_argument(arg, &specifications[i], *format),
                None => self.variadic_argument(arg),
            };
            if value.ty.is_error() {
                return None;
            }
            let target = self.defs.target();
            let Some(ty) = foreign_type(&self.infer.deep(&value.ty)) else {
                let found = self.show(&value.ty);
                let (function, at) = (signature.name.to_owned(), value.span);
                let parameter = "a variadic argument".to_owned();
                self.report(ForeignArgument {
                    function,
                    parameter,
                    expected: "a C value".into(),
                    found,
                    span: at,
                    declared: None,
                });
                return None;
            };
            let passed = promoted(&ty, &target);
            let interface = self.defs.import(import).interface.clone();
            let value = match aria_bind::bind_type(&passed, &*interface) {
                Ok(wide) if wide != value.ty && crate::numeric::number(&wide, &target).is_some() => {
                    convert(Conversion::Lossless, value, wide)
                }
                _ => value,
            };
            args.push(ForeignArg { value, ty: passed });
        }
        Some(args)
    }

    fn reject_argument(&mut self, import: ImportId, signature: &Signature<'_>, index: usize, value: &Expr, readonly: bool) {
        if value.ty.is_error() {
            return;
        }
        let function = signature.name.to_owned();
        let named = signature.function.and_then(|f| f.params.get(index)?.name.clone());
        let found_ty = self.infer.deep(&value.ty);
        let text = found_ty == self.string() || crate::convert::is_c_string(&found_ty);
        if text
            && !readonly
            && signature.types[index].as_ptr().is_some_and(|p| !p.is_const && crate::foreign_convert::is_byte(&p.pointee))
        {
            let parameter = named.as_deref().map_or_else(|| format!("argument {}", index + 1), str::to_owned);
            self.report(crate::diagnostics::MutableString { function, parameter, span: value.span });
            return;
        }
        let parameter = named.as_deref().map_or_else(|| format!("its argument {}", index + 1), |n| format!("`{n}`"));
        let interface = self.defs.import(import).interface.clone();
        let expected = type_form(&signature.foreign[index], &*interface);
        let found = found_ty.to_string();
        let declared = self.declared(signature);
        self.report(ForeignArgument { function, parameter, expected, found, span: value.span, declared });
    }

    /// Where the function is declared. Only for what is reported: the whole header is read for it.
    fn declared(&self, signature: &Signature<'_>) -> Option<Span> {
        self.defs.foreign_span(signature.function?.place.as_ref())
    }

    /// The specifications of a literal format, where the function is known to take one; and its place.
    fn format_of(&mut self, signature: &Signature<'_>, args: &[ForeignArg]) -> Option<(Vec<Specification>, Span)> {
        let function = signature.function.filter(|f| f.variadic)?;
        let index =
            function.params.iter().position(|p| p.facts.has(|f| matches!(f, Fact::Format(kind) if &**kind == "printf")))?;
        let value = &args.get(index)?.value;
        let mut literal = value;
        while let ExprKind::Convert { value, .. } = &literal.kind {
            literal = value;
        }
        let ExprKind::Str(text) = &literal.kind else { return None };
        Some((specifications(text), literal.span))
    }

    fn formatted_argument(&mut self, given: &Given<'_>, specification: &Specification, format: Span) -> Expr {
        let Wanted::Type(wanted) = &specification.wanted else {
            let value = self.given(given, None);
            let found = self.show(&value.ty);
            let wanted = "nothing that can be checked".to_owned();
            self.report(FormatMismatch { conversion: specification.text.clone(), wanted, found, span: value.span, format });
            return self.error(value.span);
        };
        let value = self.given(given, Some(wanted));
        match self.cross(value, wanted, true, false) {
            Ok(value) => value,
            Err(value) => {
                let found = self.show(&value.ty);
                let at = value.span;
                if !value.ty.is_error() {
                    let wanted = format!("`{wanted}`");
                    self.report(FormatMismatch { conversion: specification.text.clone(), wanted, found, span: at, format });
                }
                self.error(at)
            }
        }
    }

    /// A variadic argument without a checked format: a literal is an `int` if it fits, a String is its characters.
    fn variadic_argument(&mut self, given: &Given<'_>) -> Expr {
        let value = self.given(given, None);
        let ty = self.infer.deep(&value.ty);
        if ty == self.string() {
            return convert(Conversion::StringToCString, value, Ty::c_string(true));
        }
        if let (ExprKind::Int(v), Ty::Int(IntTy::I64)) = (&value.kind, &ty)
            && i32::try_from(*v).is_ok()
        {
            return Expr { ty: Ty::C(CScalar::Int), ..value };
        }
        if ty == Ty::Bool {
            return convert(Conversion::Lossless, value, Ty::C(CScalar::Int));
        }
        if let Ty::Array(element, _) = &ty {
            let pointer = Ty::pointer((**element).clone(), false);
            let span = value.span;
            return Expr { kind: ExprKind::AddressOf(Box::new(value)), ty: pointer, span };
        }
        value
    }
}

/// Reads a printf format (C11 7.21.6.1, and SQLite's `%q %Q %w`): one entry for each argument it takes.
fn specifications(format: &str) -> Vec<Specification> {
    let mut out = Vec::new();
    let mut chars = format.chars().peekable();
    let c = Ty::C;
    while let Some(ch) = chars.next() {
        if ch != '%' {
            continue;
        }
        let mut text = String::from("%");
        while let Some(flag) = chars.next_if(|c| "-+ #0'!,".contains(*c)) {
            text.push(flag);
        }
        let number = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>, text: &mut String, out: &mut Vec<Specification>| {
            if chars.next_if_eq(&'*').is_some() {
                text.push('*');
                out.push(Specification { text: text.clone(), wanted: Wanted::Type(c(CScalar::Int)) });
            }
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                text.push(digit);
            }
        };
        number(&mut chars, &mut text, &mut out);
        if let Some(dot) = chars.next_if_eq(&'.') {
            text.push(dot);
            number(&mut chars, &mut text, &mut out);
        }
        let mut length = String::new();
        while let Some(l) = chars.next_if(|c| "hljztL".contains(*c)) {
            length.push(l);
            text.push(l);
        }
        let Some(conversion) = chars.next() else { break };
        text.push(conversion);
        let signed = match length.as_str() {
            "l" => c(CScalar::Long),
            "ll" => c(CScalar::LongLong),
            "z" => c(CScalar::SSize),
            "t" => c(CScalar::PtrDiff),
            "j" => Ty::INT,
            _ => c(CScalar::Int),
        };
        let unsigned = match length.as_str() {
            "l" => c(CScalar::ULong),
            "ll" => c(CScalar::ULongLong),
            "z" | "t" => c(CScalar::Size),
            "j" => Ty::Int(IntTy::U64),
            _ => c(CScalar::UInt),
        };
        let wanted = match conversion {
            '%' | 'm' => continue,
            'd' | 'i' => signed,
            'u' | 'o' | 'x' | 'X' => unsigned,
            'c' => c(CScalar::Int),
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' | 'a' | 'A' if length == "L" => c(CScalar::LongDouble),
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' | 'a' | 'A' => c(CScalar::Double),
            's' | 'q' | 'Q' | 'w' => Ty::c_string(true),
            'p' => Ty::void_pointer(true),
            _ => {
                out.push(Specification { text, wanted: Wanted::Refused });
                continue;
            }
        };
        out.push(Specification { text, wanted: Wanted::Type(wanted) });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Wanted, specifications};

    fn wanted(format: &str) -> Vec<String> {
        specifications(format)
            .iter()
            .map(|s| match &s.wanted {
                Wanted::Type(t) => format!("{}={t}", s.text),
                Wanted::Refused => format!("{}=refused", s.text),
            })
            .collect()
    }

    #[test]
    fn every_argument_of_a_format_has_its_type() {
        assert_eq!(wanted("no arguments, 100%%"), Vec::<String>::new());
        assert_eq!(wanted("%d %5.2f %-10s"), ["%d=CInt", "%5.2f=CDouble", "%-10s=CString"]);
        assert_eq!(wanted("%*d"), ["%*=CInt", "%*d=CInt"]);
        assert_eq!(wanted("%zu %ld %llx %p"), ["%zu=CSize", "%ld=CLong", "%llx=CULongLong", "%p=CVoidPtr.const"]);
        assert_eq!(wanted("%n"), ["%n=refused"]);
        assert_eq!(wanted("ends with %"), Vec::<String>::new());
    }
}
