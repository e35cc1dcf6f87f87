//! The text form of values, for interpolation and printing.

use aria_types::{IntTy, MethodOwner, TraitRef, Ty};

use crate::body::BodyChecker;
use crate::convert::{convert, is_c_string};
use crate::diagnostics::NotDisplayable;
use crate::methods::FoundMethod;
use crate::numeric::{Number, number};
use crate::typed::{Callee, Conversion, Expr, ExprKind};

impl BodyChecker<'_> {
    /// Whether a value of the type has a text form.
    pub(crate) fn displayable(&self, ty: &Ty) -> bool {
        let target = self.defs.target();
        matches!(ty, Ty::Bool | Ty::Char | Ty::Error | Ty::Ptr(_) | Ty::RawPtr)
            || *ty == self.string()
            || number(ty, &target).is_some()
            || matches!(ty, Ty::Extern(e) if e.is_enum)
            || matches!(ty, Ty::Foreign(..))
            || self.text_method(ty).is_some()
    }

    /// The method that gives a value's text: a `to_string` of its own or of `Display`, else that of `Debug`.
    fn text_method(&self, ty: &Ty) -> Option<FoundMethod> {
        // What gives nothing is shown by mistake.
        if *ty == Ty::Unit {
            return None;
        }
        // One that may fail is a conversion.
        let gives_text = |m: &FoundMethod| self.defs.function(m.function).result == self.string();
        let written =
            self.find_method(ty, "to_string").filter(|m| m.instance && m.params == 0 && gives_text(m) && self.bounds_hold(m, ty));
        written.or_else(|| self.trait_method(ty, self.defs.lang.trait_("debug")?, "inspect", None))
    }

    /// Whether the bounds of the impl that a method was found in hold for the type.
    fn bounds_hold(&self, found: &FoundMethod, ty: &Ty) -> bool {
        let Some(MethodOwner::Impl(index)) = self.defs.function(found.function).owner else { return true };
        let Some((trait_, args)) = &self.defs.impls[index as usize].trait_ else { return true };
        let bound = TraitRef { trait_: *trait_, args: args.iter().map(|a| a.substitute(&found.owner_args)).collect() };
        self.implements(ty, &bound)
    }

    /// The String that shows a value.
    pub(crate) fn display(&mut self, value: Expr) -> Expr {
        let value = self.used_value(value);
        let ty = self.infer.deep(&value.ty);
        let string = self.string();
        if ty == string || ty.is_error() {
            return Expr { ty: string, ..value };
        }
        if is_c_string(&ty) {
            self.follow(&value, "showing its text", value.span);
            return convert(Conversion::CStringToString, value, string);
        }
        let target = self.defs.target();
        if let Ty::Extern(e) = &ty
            && e.is_enum
        {
            let value = convert(Conversion::Enum, value, Ty::INT);
            return self.display(value);
        }
        if let Some(number) = number(&ty, &target) {
            // Numbers of every width share the text forms of the widest of their kind.
            let (name, wide) = match number {
                Number::Int { bits: 128, signed: true } => ("show_int128", Ty::Int(IntTy::I128)),
                Number::Int { bits: 128, signed: false } => ("show_uint128", Ty::Int(IntTy::U128)),
                Number::Int { signed: true, .. } => ("show_int", Ty::INT),
                Number::Int { signed: false, .. } => ("show_uint", Ty::Int(IntTy::U64)),
                Number::Float { bits: 32 } => ("show_float32", Ty::Float(aria_types::FloatTy::F32)),
                Number::Float { bits: 64 } => ("show_float", Ty::FLOAT),
                Number::Float { .. } => return self.show_with("show_float", convert(Conversion::Rounding, value, Ty::FLOAT)),
            };
            let value = if ty == wide { value } else { convert(Conversion::Lossless, value, wide) };
            return self.show_with(name, value);
        }
        match &ty {
            Ty::Bool => self.show_with("show_bool", value),
            Ty::Char => self.show_with("show_char", value),
            Ty::Foreign(..) => self.object_text(value),
            Ty::Ptr(_) | Ty::RawPtr => {
                let address = convert(Conversion::PointerToInt, value, Ty::Int(IntTy::U64));
                self.show_with("show_pointer", address)
            }
            _ => match self.text_method(&ty) {
                Some(found) => {
                    let span = value.span;
                    let shown = self.call_method(found, value, &[], span, span);
                    self.coerce(shown, &string)
                }
                _ if ty.any(&mut |t| t.is_error()) => Expr { kind: ExprKind::Error, ty: string, span: value.span },
                _ => {
                    let help = self.text_help(&ty);
                    self.report(NotDisplayable { ty: ty.to_string(), help, span: value.span });
                    Expr { kind: ExprKind::Error, ty: string, span: value.span }
                }
            },
        }
    }

    /// What gives a value of the type a text form.
    fn text_help(&self, ty: &Ty) -> String {
        if *ty == Ty::Unit {
            return "a function declares its result with `-> Type`; this one has none".into();
        }
        let lacking = self.defs.lang.trait_("debug").and_then(|debug| self.defs.lacking(ty, debug, self.generics()));
        match lacking {
            Some(Ty::Adt(adt, _)) => {
                let name = &adt.name;
                format!("write `derive(Debug)` behind the name of `{name}`, or `impl Display for {name}`")
            }
            Some(Ty::Param(param)) => format!("bound the parameter: `[{}: Display]`", param.name),
            Some(part) if part != *ty => format!("a `{part}` in it has none: show its parts"),
            _ => "show its parts".into(),
        }
    }

    fn show_with(&mut self, name: &str, value: Expr) -> Expr {
        let span = value.span;
        let Some(function) = self.lang_function(name) else { return self.error(span) };
        let callee = Callee::Function { function, args: Vec::new() };
        Expr { kind: ExprKind::Call { callee, args: vec![value] }, ty: self.string(), span }
    }
}
