//! What pointers, C arrays, strings and enumerations have built in; and following pointers.

use aria_foreign::CScalar;
use aria_source::Span;
use aria_syntax::ast::{self, Name, TypeExpr};
use aria_types::{IntTy, PtrTy, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::convert::{convert, is_c_string};
use crate::diagnostics::{ArgumentCount, NeedsUnsafe, UnknownOrigin};
use crate::typed::{BinaryOp, Conversion, Expr, ExprKind, ForeignTarget, Overflow};

impl BodyChecker<'_> {
    pub(crate) fn is_builtin_member(&self, ty: &Ty, name: &str) -> bool {
        match ty {
            Ty::Ptr(_) | Ty::RawPtr | Ty::CFn(_) => matches!(name, "null?" | "value" | "address" | "cast" | "to_string"),
            Ty::Array(..) => matches!(name, "ptr" | "len"),
            Ty::Extern(e) if e.is_enum => name == "to_int",
            _ => *ty == self.string() && name == "to_c_string",
        }
    }

    pub(crate) fn builtin_member(&mut self, value: &Expr, name: &Name, given: &[Given<'_>], span: Span) -> Option<Expr> {
        let ty = self.infer.shallow(&value.ty);
        if !self.is_builtin_member(&ty, name.as_str()) {
            return None;
        }
        if name == "cast" {
            return Some(self.pointer_cast(value.clone(), given, span));
        }
        if !given.is_empty() {
            let found = given.len();
            self.report(ArgumentCount { name: name.text.to_string(), expected: "no".into(), found, span, declared: None });
            return Some(self.error(span));
        }
        let value = value.clone();
        Some(match (&ty, name.as_str()) {
            (Ty::Extern(_), _) => Expr { span, ..convert(Conversion::Enum, value, Ty::INT) },
            (Ty::Array(element, _), "ptr") => {
                let pointer = Ty::pointer((**element).clone(), false);
                Expr { kind: ExprKind::AddressOf(Box::new(value)), ty: pointer, span }
            }
            (Ty::Array(_, length), _) => Expr { kind: ExprKind::Int(i128::from(*length)), ty: Ty::INT, span },
            (_, "null?") => {
                let null = Expr { kind: ExprKind::Null, ty: ty.clone(), span };
                let kind = ExprKind::Binary {
                    op: BinaryOp::Eq,
                    left: Box::new(value),
                    right: Box::new(null),
                    overflow: Overflow::Wraps,
                };
                Expr { kind, ty: Ty::Bool, span }
            }
            (_, "address") => Expr { span, ..convert(Conversion::PointerToInt, value, Ty::Int(IntTy::USize)) },
            (Ty::Ptr(_), "value") => {
                self.follow(&value, "reading this", span);
                self.deref(value, span)
            }
            (Ty::Ptr(_), "to_string") if is_c_string(&ty) => {
                self.follow(&value, "`.to_string`", span);
                Expr { span, ..convert(Conversion::CStringToString, value, self.string()) }
            }
            (_, "to_c_string") => Expr { span, ..convert(Conversion::StringToCString, value, Ty::c_string(true)) },
            (_, "to_string") => Expr { span, ..self.display(value) },
            _ => return None,
        })
    }

    /// `CString.from_ptr(p)`, and making foreign records.
    pub(crate) fn builtin_type_function(&mut self, ty: &Ty, name: &Name, given: &[Given<'_>], span: Span) -> Option<Expr> {
        match ty {
            _ if is_c_string(ty) && name == "from_ptr" => {
                let [pointer] = given else {
                    let found = given.len();
                    self.report(ArgumentCount {
                        name: "CString.from_ptr".into(),
                        expected: "1".into(),
                        found,
                        span,
                        declared: None,
                    });
                    return Some(self.error(span));
                };
                let pointer = self.given(pointer, Some(ty));
                let from = self.infer.shallow(&pointer.ty);
                let bytes = |p: &PtrTy| {
                    matches!(p.pointee, Ty::C(CScalar::Char | CScalar::UChar | CScalar::SChar) | Ty::Int(IntTy::U8 | IntTy::I8))
                };
                match &from {
                    Ty::Error => return Some(self.error(span)),
                    Ty::Ptr(p) if bytes(p) || p.pointee == Ty::Void => {}
                    _ => {
                        self.mismatch(&from, ty, pointer.span);
                        return Some(self.error(span));
                    }
                }
                self.follow(&pointer, "`CString.from_ptr`", span);
                let pointer = self.terminated(pointer);
                Some(Expr { span, ..convert(Conversion::Pointer, pointer, Ty::c_string(true)) })
            }
            Ty::Extern(e) if !e.is_enum && name == "new" => Some(self.new_record(ty, given, span)),
            _ => None,
        }
    }

    /// `p.cast(CPtr[T])`.
    fn pointer_cast(&mut self, value: Expr, given: &[Given<'_>], span: Span) -> Expr {
        let [Given::Syntax { expr, .. }] = given else {
            self.report(ArgumentCount { name: "cast".into(), expected: "1".into(), found: given.len(), span, declared: None });
            return self.error(span);
        };
        let Some(ty) = TypeExpr::from_expr(expr) else {
            return self.unsupported("casts to anything but a type", expr.span);
        };
        let ty = self.resolve_type(&ty);
        if !matches!(ty, Ty::Ptr(_) | Ty::RawPtr | Ty::CFn(_) | Ty::Error) {
            self.mismatch(&ty, &Ty::void_pointer(false), expr.span);
            return self.error(span);
        }
        self.require_unsafe("a pointer cast", "what the pointer really points to is not known", span);
        Expr { span, ..convert(Conversion::Pointer, value, ty) }
    }

    pub(crate) fn require_unsafe(&mut self, what: &str, why: &str, span: Span) {
        if !self.in_unsafe() {
            self.report(NeedsUnsafe { what: what.into(), why: why.into(), span, declared: None, fact: None });
        }
    }

    /// The place behind a pointer; null panics outside `unsafe`.
    pub(crate) fn deref(&mut self, pointer: Expr, span: Span) -> Expr {
        let ty = match self.infer.shallow(&pointer.ty) {
            Ty::Ptr(p) => p.pointee.clone(),
            _ => Ty::Error,
        };
        if ty == Ty::Void {
            return self.unsupported("following a pointer to nothing in particular (cast it first)", span);
        }
        let checked = !self.in_unsafe();
        Expr { kind: ExprKind::Deref { pointer: Box::new(pointer), checked }, ty, span }
    }

    /// Following a pointer is checkable where its origin is known; elsewhere it needs `unsafe`.
    pub(crate) fn follow(&mut self, pointer: &Expr, what: &str, span: Span) {
        self.note_followed(pointer);
        if !self.in_unsafe() && !self.known_origin(pointer) {
            self.report(UnknownOrigin { what: what.into(), span });
        }
    }

    /// Remembers the local through which a pointer is followed.
    pub(crate) fn note_followed(&mut self, pointer: &Expr) {
        match &pointer.kind {
            ExprKind::Local(id) if !self.in_unsafe() => {
                self.followed.insert(*id);
            }
            ExprKind::Convert { conversion: Conversion::Pointer, value } => self.note_followed(value),
            _ => {}
        }
    }

    /// Whether it is known where a pointer came from, and so that it points to something or is null.
    pub(crate) fn known_origin(&self, pointer: &Expr) -> bool {
        match &pointer.kind {
            ExprKind::AddressOf(_) | ExprKind::Null | ExprKind::CBytes(_) | ExprKind::Error => true,
            ExprKind::Local(id) => !self.unknown_origin.contains(id),
            ExprKind::Convert { conversion: Conversion::StringToCString | Conversion::StringToBytes, .. } => true,
            ExprKind::Convert { conversion: Conversion::Pointer, value } => self.known_origin(value),
            ExprKind::ForeignCall(call) => match &call.target {
                ForeignTarget::Function(function) => self.is_reviewed(call.import, function),
                _ => false,
            },
            ExprKind::If { then, otherwise: Some(other), .. } => self.known_origin(then) && self.known_origin(other),
            ExprKind::Block(block) => block.value.as_ref().is_some_and(|v| self.known_origin(v)),
            _ => false,
        }
    }

    /// `base[…]`.
    pub(crate) fn bracket(&mut self, base: &ast::Expr, args: &[ast::Expr], span: Span) -> Expr {
        if self.is_type(base) {
            self.report(crate::diagnostics::TypeAsValue { name: "this".into(), what: "a type", span });
            return self.error(span);
        }
        let base = self.expr(base, None);
        let ty = self.infer.shallow(&base.ty);
        let (([index], _) | ([index, ..], Ty::Error | Ty::Adt(..) | Ty::Param(_))) = (args, &ty) else {
            let (name, expected) = ("[]".to_owned(), "1".to_owned());
            self.report(ArgumentCount { name, expected, found: args.len(), span, declared: None });
            return self.error(span);
        };
        match &ty {
            Ty::Error => {
                self.expr(index, None);
                self.error(span)
            }
            Ty::Array(element, _) => {
                let index = self.expr_to(index, &Ty::INT);
                let checked = !self.in_unsafe();
                let kind = ExprKind::Element { array: Box::new(base), index: Box::new(index), checked };
                Expr { kind, ty: (**element).clone(), span }
            }
            Ty::Ptr(p) => {
                let index = self.expr_to(index, &Ty::INT);
                self.require_unsafe("indexing a pointer", "how many elements lie behind it is not known", span);
                let ty = p.pointee.clone();
                Expr { kind: ExprKind::PointerElement { pointer: Box::new(base), index: Box::new(index) }, ty, span }
            }
            _ => {
                let given: Vec<Given<'_>> = match args {
                    [index] => {
                        if let Some(key) = self.defs.as_lang(&ty, "dict").and_then(|a| a.first().cloned()) {
                            return self.dict_element(base, &key, index, span);
                        }
                        if let Some(found) = self.text_index(&base, index, span) {
                            return found;
                        }
                        let index = self.expr(index, Some(&Ty::INT));
                        if let Some(part) = self.range_element(&base, &index, span) {
                            return part;
                        }
                        vec![Given::Typed(index)]
                    }
                    several => several.iter().map(|i| Given::Typed(self.expr(i, Some(&Ty::INT)))).collect(),
                };
                match self.find_method(&ty, "at") {
                    Some(found) if found.instance => self.call_method(found, base, &given, span, span),
                    _ => self.no_operator("[]", &ty, None, span),
                }
            }
        }
    }

    /// `&place`: allowed only as a call argument that is not retained; the call checks that.
    pub(crate) fn address_of(&mut self, operand: &ast::Expr, span: Span) -> Expr {
        // An out-parameter gives the local its value.
        if let ast::ExprKind::Name(name) = &operand.kind
            && let Some(local) = self.local(name.as_str())
        {
            self.unassigned.remove(&local);
        }
        let place = self.expr(operand, None);
        let ty = match self.infer.shallow(&place.ty) {
            Ty::Error => return self.error(span),
            other => other,
        };
        if !is_place(&place) {
            let why = "only a variable, field or element has an address".into();
            self.report(crate::diagnostics::NotAssignable { why, span, declared: None });
            return self.error(span);
        }
        if let ExprKind::Local(id) = &place.kind {
            let local = &self.locals[id.0 as usize];
            if !local.mutable {
                let (why, declared) =
                    (format!("`{}` cannot be changed, so C may not be given its address", local.name), local.span);
                self.report(crate::diagnostics::NotAssignable { why, span, declared: Some(declared) });
            }
        }
        Expr { kind: ExprKind::AddressOf(Box::new(place)), ty: Ty::pointer(ty, false), span }
    }
}

/// Whether an expression is a place: it can be assigned and has an address.
pub(crate) fn is_place(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Local(_) | ExprKind::Deref { .. } | ExprKind::PointerElement { .. } | ExprKind::ForeignGlobal { .. } => true,
        ExprKind::Field { base, .. } => is_place(base) || matches!(base.ty, Ty::Adt(..)),
        ExprKind::Element { array, .. } => is_place(array),
        _ => false,
    }
}

/// Whether a pointer is to a place of this program, which may be gone before a variable that holds the pointer is.
pub(crate) fn points_to_place(pointer: &Expr) -> bool {
    match &pointer.kind {
        ExprKind::AddressOf(_) => true,
        ExprKind::Convert { conversion: Conversion::Pointer, value } => points_to_place(value),
        ExprKind::Block(block) => block.value.as_ref().is_some_and(|v| points_to_place(v)),
        _ => false,
    }
}
