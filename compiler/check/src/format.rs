//! Format specifications in interpolations: `"#{x:>10.3f}"`. They are read and judged here; laying a value out is the
//! runtime's.
//!
//! A specification is `[[fill]align][sign][#][0][width][group][.precision][kind]`.

use std::ops::Range;

use aria_source::Span;
use aria_syntax::ast::FormatSpec;
use aria_types::{IntTy, Ty};

use crate::body::BodyChecker;
use crate::convert::convert;
use crate::diagnostics::{SpecMalformed, SpecMismatch};
use crate::methods::plain_call;
use crate::numeric::{Number, number};
use crate::typed::{Conversion, Expr, ExprKind};

/// A width or precision beyond this is surely a mistake, and would fill the memory.
const MOST: u32 = 9999;

/// A specification that was read: where its parts are in the text. The runtime reads the text again.
#[derive(Default)]
struct Spec {
    sign: Option<Range<usize>>,
    alternate: Option<Range<usize>>,
    zero: Option<Range<usize>>,
    group: Option<(char, Range<usize>)>,
    precision: Option<Range<usize>>,
    kind: Option<(char, Range<usize>)>,
}

/// Why a text is not a specification, and where.
type Problem = (String, Range<usize>);

fn read(text: &str) -> Result<Spec, Problem> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut spec = Spec::default();
    let mut next = 0;
    let at = |i: usize| chars.get(i).map(|(_, c)| *c);
    let place = |i: usize| chars.get(i).map_or(text.len(), |(start, _)| *start);
    let one = |i: usize| place(i)..place(i + 1);
    let is_align = |c: Option<char>| matches!(c, Some('<' | '^' | '>'));
    if is_align(at(1)) {
        next = 2;
    } else if is_align(at(0)) {
        next = 1;
    }
    let taken = |next: &mut usize, wanted: &[char]| {
        let found = at(*next).filter(|c| wanted.contains(c))?;
        *next += 1;
        Some((found, one(*next - 1)))
    };
    let number = |next: &mut usize, what: &str| {
        let start = *next;
        while at(*next).is_some_and(|c| c.is_ascii_digit()) {
            *next += 1;
        }
        let span = place(start)..place(*next);
        match text[span.clone()].parse::<u32>() {
            Ok(value) if value <= MOST => Ok(Some(span)),
            Err(_) if span.is_empty() => Ok(None),
            _ => Err((format!("the {what} of a format goes up to {MOST}"), span)),
        }
    };
    spec.sign = taken(&mut next, &['+', '-', ' ']).map(|(_, span)| span);
    spec.alternate = taken(&mut next, &['#']).map(|(_, span)| span);
    spec.zero = taken(&mut next, &['0']).map(|(_, span)| span);
    number(&mut next, "width")?;
    spec.group = taken(&mut next, &[',', '_']);
    if let Some((_, point)) = taken(&mut next, &['.']) {
        let digits = number(&mut next, "precision")?;
        let Some(digits) = digits else { return Err(("a precision is a number".into(), point)) };
        spec.precision = Some(point.start..digits.end);
    }
    spec.kind = taken(&mut next, &['d', 'x', 'X', 'o', 'b', 'f', 'e', 'E', 'g', 'G', '%', 's', '?']);
    match at(next) {
        None => Ok(spec),
        Some(other) => Err((format!("`{other}` has no meaning here"), one(next))),
    }
}

impl BodyChecker<'_> {
    /// The text of a value by a specification.
    pub(crate) fn formatted(&mut self, value: Expr, format: &FormatSpec) -> Expr {
        let string = self.string();
        let wrong = |span| Expr { kind: ExprKind::Error, ty: string.clone(), span };
        let part = |range: &Range<usize>| {
            let start = format.span.start;
            Span::new(format.span.file, start + range.start as u32, start + range.end as u32)
        };
        let spec = match read(&format.text) {
            Ok(spec) => spec,
            Err((why, range)) => {
                let span = if range.is_empty() { format.span } else { part(&range) };
                self.report(SpecMalformed { why, span });
                return wrong(value.span);
            }
        };
        let ty = self.infer.deep(&value.ty);
        if ty.is_error() || ty.is_never() {
            return wrong(value.span);
        }
        let (value, ty) = match &ty {
            Ty::Extern(e) if e.is_enum => (convert(Conversion::Enum, value, Ty::INT), Ty::INT),
            _ => (value, ty),
        };
        let found = number(&ty, &self.defs.target());
        let kind = spec.kind.as_ref().map(|(c, _)| *c);
        let refuse = |this: &mut Self, what: &str, range: &Range<usize>, help: Option<&'static str>| {
            let ty = this.show(&ty);
            this.report(SpecMismatch { what: what.into(), ty, span: part(range), value: value.span, help });
            wrong(value.span)
        };
        if let Some((c, range)) = &spec.kind {
            let (fits, help) = match c {
                'd' => (matches!(found, Some(Number::Int { .. })), Some("`.0f` shows a number without its fraction")),
                'x' | 'X' | 'o' | 'b' => (matches!(found, Some(Number::Int { .. })), None),
                'f' | 'e' | 'E' | 'g' | 'G' | '%' => (found.is_some(), None),
                's' => (found.is_none(), Some("`d` shows a whole number, `f` a float")),
                _ => (true, None),
            };
            if !fits {
                let help = help.filter(|_| found.is_some());
                return refuse(self, &format!("the kind `{c}`"), range, help);
            }
        }
        let whole = matches!(found, Some(Number::Int { .. })) && matches!(kind, None | Some('d' | 'x' | 'X' | 'o' | 'b'));
        let based = matches!(kind, Some('x' | 'X' | 'o' | 'b'));
        let is_number = found.is_some() && kind != Some('?');
        let problem = match &spec {
            Spec { sign: Some(range), .. } if !is_number => Some(("a sign", range, None)),
            Spec { alternate: Some(range), .. } if !based => Some(("`#`", range, Some("`#` shows the base of `x`, `o` and `b`"))),
            Spec { zero: Some(range), .. } if !is_number => {
                Some(("filling with zeros", range, Some("`0>` fills a text with zeros")))
            }
            Spec { group: Some((',', range)), .. } if based => {
                Some(("a comma between digits", range, Some("`_` groups the digits of `x`, `o` and `b`")))
            }
            Spec { group: Some((_, range)), .. } if !is_number => Some(("a separator of digits", range, None)),
            Spec { precision: Some(range), .. } if whole => {
                Some(("a precision", range, Some("`f` shows a whole number with digits behind the point")))
            }
            _ => None,
        };
        if let Some((what, range, help)) = problem {
            return refuse(self, what, range, help);
        }
        let text = Expr { kind: ExprKind::Str(format.text.clone()), ty: string.clone(), span: format.span };
        let (function, value) = match found.filter(|_| is_number) {
            Some(Number::Int { bits: 128, signed: false }) if whole => ("format_uint", value),
            Some(Number::Int { .. }) if whole => {
                let wide = Ty::Int(IntTy::I128);
                ("format_int", if ty == wide { value } else { convert(Conversion::Lossless, value, wide) })
            }
            Some(_) => ("format_float", if ty == Ty::FLOAT { value } else { convert(Conversion::Rounding, value, Ty::FLOAT) }),
            None if kind == Some('?') => ("format_text", self.inspected(value)),
            None => ("format_text", self.display(value)),
        };
        let Some(function) = self.lang_function(function) else { return wrong(value.span) };
        let span = value.span;
        plain_call(function, Vec::new(), vec![value, text], string, span)
    }

    /// The form of a value for programmers: what its `inspect` gives, else its text form.
    fn inspected(&mut self, value: Expr) -> Expr {
        let (ty, span) = (self.infer.deep(&value.ty), value.span);
        match self.find_method(&ty, "inspect").filter(|f| f.instance && f.params == 0) {
            Some(found) => {
                let string = self.string();
                let shown = self.call_method(found, value, &[], span, span);
                self.coerce(shown, &string)
            }
            None => self.display(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn specifications_are_read() {
        for text in
            ["", ">10", "*^9", "+d", " .3f", "05d", "#x", "#010b", ",", "_x", "12,.2f", "e", "?", "%", "<<3", "é>4s", "0>3"]
        {
            assert!(read(text).is_ok(), "{text}");
        }
        let spec = read("*>+#08_.12x").unwrap_or_default();
        assert_eq!((spec.sign, spec.alternate, spec.zero), (Some(2..3), Some(3..4), Some(4..5)));
        assert_eq!((spec.group, spec.precision, spec.kind), (Some(('_', 6..7)), Some(7..10), Some(('x', 10..11))));
    }

    #[test]
    fn what_is_wrong_is_found_where_it_is() {
        let place = |text| read(text).err().map(|(_, range)| range);
        assert_eq!(place("q"), Some(0..1));
        assert_eq!(place("5dd"), Some(2..3));
        assert_eq!(place("10.f"), Some(2..3));
        assert_eq!(place("99999"), Some(0..5));
        assert_eq!(place(".10000f"), Some(1..6));
        assert_eq!(place("99999999999999999999"), Some(0..20));
        assert_eq!(place("x5"), Some(1..2));
    }
}
