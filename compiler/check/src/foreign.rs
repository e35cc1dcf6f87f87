//! Names of foreign namespaces: values, calls, records and their fields.

use std::sync::Arc;

use aria_bind::{bind_function, bind_type, bind_value_type};
use aria_foreign::{
    Availability, Constant, ConstantValue, DeclarationFilter, Field, ForeignFunction, ForeignItem, ForeignPlace, ForeignType,
    NameSpace, RecordKind, Unavailable,
};
use aria_resolve::most_alike;
use aria_source::Span;
use aria_syntax::ast::Name;
use aria_types::{FnSig, ImportId, Ty};

use crate::body::BodyChecker;
use crate::call::Given;
use crate::convert::convert;
use crate::diagnostics::{ArgumentCount, ForeignUnavailable, NotCallable, UnknownForeign};
use crate::foreign_arguments::Signature;
use crate::typed::{Block, Conversion, Expr, ExprKind, ForeignArg, ForeignCall, ForeignTarget, Stmt};

impl BodyChecker<'_> {
    /// What a name of a namespace stands for; what the program declares itself comes first.
    fn foreign_item(&self, import: ImportId, name: &str) -> Option<ForeignItem> {
        let import = self.defs.import(import);
        if let Some(declared) = import.declared.get(name) {
            return Some(ForeignItem::Function(declared.clone()));
        }
        let item = import.interface.lookup(name, NameSpace::Values)?;
        Some(match item {
            // With the facts that the program and overlays add.
            ForeignItem::Function(function) => ForeignItem::Function(match import.facts.get(&function.name) {
                Some(more) => more.applied(&function),
                None => function,
            }),
            other => other,
        })
    }

    pub(crate) fn unavailable(&mut self, name: &str, why: &Unavailable, span: Span) -> Expr {
        let declared = self.defs.foreign_span(why.place.as_ref());
        self.report(ForeignUnavailable { name: name.to_owned(), reason: why.reason.clone(), span, declared });
        self.error(span)
    }

    fn unknown_foreign(&mut self, import: ImportId, name: &Name) -> Expr {
        let import = self.defs.import(import);
        // Looking at every name of a large header is slow; names that share a beginning are candidates enough.
        let text = name.as_str();
        let start = text[..text.floor_char_boundary(3)].to_owned();
        let names = import.interface.names(&DeclarationFilter { own_only: false, contains: Some(start) });
        let similar = most_alike(text, names.iter().map(|n| n.to_string()));
        let namespace = import.namespace.to_string();
        self.report(UnknownForeign { namespace, name: text.to_owned(), span: name.span, similar });
        self.error(name.span)
    }

    /// `C.NAME` as a value.
    pub(crate) fn foreign_value(&mut self, import: ImportId, name: &Name, span: Span) -> Expr {
        let Some(item) = self.foreign_item(import, name.as_str()) else { return self.unknown_foreign(import, name) };
        let interface = self.defs.import(import).interface.clone();
        match item {
            ForeignItem::Function(function) => match bind_function(&function, &*interface) {
                Ok(bound) => {
                    let sig = FnSig { params: bound.params, result: bound.result, variadic: function.variadic };
                    Expr { kind: ExprKind::ForeignFunctionPointer { import, function }, ty: Ty::CFn(Arc::new(sig)), span }
                }
                Err(why) => self.unavailable(name.as_str(), &why, span),
            },
            ForeignItem::Global(global) => {
                if let Availability::Unavailable(why) = &global.availability {
                    return self.unavailable(name.as_str(), why, span);
                }
                match bind_type(&global.ty, &*interface) {
                    Ok(ty) => {
                        let kind =
                            ExprKind::ForeignGlobal { import, symbol: global.symbol.clone(), thread_local: global.thread_local };
                        Expr { kind, ty, span }
                    }
                    Err(why) => self.unavailable(name.as_str(), &why, span),
                }
            }
            ForeignItem::Enumerator { enumeration, value } => match bind_type(&ForeignType::Enum(enumeration), &*interface) {
                Ok(ty) => Expr { kind: ExprKind::Int(value), ty, span },
                Err(why) => self.unavailable(name.as_str(), &why, span),
            },
            ForeignItem::ObjectMacro { place } => self.object_macro(import, name, place.as_ref(), span),
            ForeignItem::FunctionMacro { .. } => {
                let why = Unavailable { reason: "it is a macro with parameters: call it".into(), place: None };
                self.unavailable(name.as_str(), &why, span)
            }
            ForeignItem::Dynamic { module, ty } => self.object_global(import, module, ty, name, span),
            ForeignItem::Type(_) => {
                self.report(crate::diagnostics::TypeAsValue { name: name.text.to_string(), what: "a type", span });
                self.error(span)
            }
            ForeignItem::Unavailable(why) => self.unavailable(name.as_str(), &why, span),
        }
    }

    fn object_macro(&mut self, import: ImportId, name: &Name, place: Option<&ForeignPlace>, span: Span) -> Expr {
        let interface = self.defs.import(import).interface.clone();
        let defined_at = |why: Unavailable| Unavailable { place: why.place.or_else(|| place.cloned()), ..why };
        match interface.constant(name.as_str()) {
            None => self.unknown_foreign(import, name),
            Some(Err(why)) => self.unavailable(name.as_str(), &defined_at(why), span),
            Some(Ok(Constant::Value(value))) => self.foreign_constant(import, name, value, span),
            Some(Ok(Constant::Expression(ty))) => {
                // What such a macro does (read `errno`, call a function) is C's own business; its value is a copy.
                match bind_value_type(&ty, &*interface) {
                    Ok(bound) => {
                        let target = ForeignTarget::ObjectMacro(name.text.clone());
                        let call = ForeignCall { import, target, args: Vec::new(), result: ty };
                        Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty: bound, span }
                    }
                    Err(why) => self.unavailable(name.as_str(), &defined_at(why), span),
                }
            }
            // The preprocessor expands a name once: one that stands for itself is that declaration.
            Some(Ok(Constant::Name(other))) if other != name.text => {
                self.foreign_value(import, &Name::new(other, name.span), span)
            }
            Some(Ok(Constant::Name(_))) => {
                let why = Unavailable { reason: "the macro stands for itself".into(), place: None };
                self.unavailable(name.as_str(), &defined_at(why), span)
            }
        }
    }

    fn foreign_constant(&mut self, import: ImportId, name: &Name, value: ConstantValue, span: Span) -> Expr {
        let interface = self.defs.import(import).interface.clone();
        let (kind, ty) = match value {
            ConstantValue::Integer { value, ty } => (ExprKind::Int(value), ty),
            ConstantValue::Float { bits, ty } => (ExprKind::Float(f64::from_bits(bits)), ty),
            ConstantValue::Pointer { address: 0, ty } => (ExprKind::Null, ty),
            ConstantValue::Pointer { address, ty } => (ExprKind::Address(address), ty),
            ConstantValue::String(bytes) => {
                return match std::str::from_utf8(&bytes) {
                    Ok(text) => Expr { kind: ExprKind::Str(text.into()), ty: self.string(), span },
                    Err(_) => Expr { kind: ExprKind::CBytes(bytes), ty: Ty::c_string(true), span },
                };
            }
        };
        match bind_type(&ty, &*interface) {
            Ok(Ty::C(aria_foreign::CScalar::Bool)) => match kind {
                ExprKind::Int(v) => Expr { kind: ExprKind::Bool(v != 0), ty: Ty::Bool, span },
                kind => Expr { kind, ty: Ty::C(aria_foreign::CScalar::Bool), span },
            },
            Ok(ty) => Expr { kind, ty, span },
            Err(why) => self.unavailable(name.as_str(), &why, span),
        }
    }

    /// `C.name(…)`.
    pub(crate) fn foreign_call(&mut self, import: ImportId, name: &Name, given: &[Given<'_>], span: Span) -> Expr {
        let Some(item) = self.foreign_item(import, name.as_str()) else {
            given.iter().for_each(|g| drop(self.given(g, None)));
            return self.unknown_foreign(import, name);
        };
        match item {
            ForeignItem::Function(function) => self.call_foreign_function(import, function, given, span),
            ForeignItem::FunctionMacro { params, variadic, .. } => {
                self.call_macro(import, name, params.len(), variadic, given, span)
            }
            ForeignItem::Unavailable(why) => {
                given.iter().for_each(|g| drop(self.given(g, None)));
                self.unavailable(name.as_str(), &why, span)
            }
            ForeignItem::ObjectMacro { .. } => {
                // `#define stat stat64` is a function after all.
                let interface = self.defs.import(import).interface.clone();
                if let Some(Ok(Constant::Name(other))) = interface.constant(name.as_str())
                    && other != name.text
                {
                    return self.foreign_call(import, &Name::new(other, name.span), given, span);
                }
                let value = self.foreign_value(import, name, name.span);
                self.call_value(value, given, span)
            }
            _ => {
                let value = self.foreign_value(import, name, name.span);
                self.call_value(value, given, span)
            }
        }
    }

    fn call_foreign_function(
        &mut self,
        import: ImportId,
        function: Arc<ForeignFunction>,
        given: &[Given<'_>],
        span: Span,
    ) -> Expr {
        if let Availability::Unavailable(why) = &function.availability {
            given.iter().for_each(|g| drop(self.given(g, None)));
            return self.unavailable(&function.name, why, span);
        }
        let interface = self.defs.import(import).interface.clone();
        let bound = match bind_function(&function, &*interface) {
            Ok(bound) => bound,
            Err(why) => {
                given.iter().for_each(|g| drop(self.given(g, None)));
                return self.unavailable(&function.name, &why, span);
            }
        };
        let params: Vec<ForeignType> = function.params.iter().map(|p| p.ty.clone()).collect();
        let signature = Signature {
            name: &function.name,
            types: &bound.params,
            foreign: &params,
            variadic: function.variadic,
            function: Some(&function),
        };
        let Some(args) = self.foreign_arguments(import, &signature, given, span) else { return self.error(span) };
        let args = self.gate(import, &function, args, span);
        let result = function.result.clone();
        let call = ForeignCall { import, target: ForeignTarget::Function(function), args, result };
        Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty: bound.result, span }
    }

    /// A call through a C function pointer.
    pub(crate) fn call_pointer(&mut self, value: Expr, sig: &FnSig, given: &[Given<'_>], span: Span) -> Expr {
        if let ExprKind::ForeignFunctionPointer { import, function } = value.kind {
            return self.call_foreign_function(import, function, given, span);
        }
        self.require_unsafe("a call through a function pointer", "what it points to is not known", span);
        let foreign: Option<Vec<ForeignType>> = sig.params.iter().map(aria_bind::foreign_type).collect();
        let (Some(foreign), Some(result)) = (foreign, aria_bind::foreign_type(&sig.result)) else {
            return self.unsupported("function pointers with this signature", span);
        };
        // A namespace is needed for adapters; any that has some will do, since the types say everything.
        let Some(import) = self.defs.imports.iter().position(|i| i.interface.adapts()) else {
            return self.unsupported("function pointers without an import", span);
        };
        let import = ImportId(import as u32);
        let signature =
            Signature { name: "this function", types: &sig.params, foreign: &foreign, variadic: sig.variadic, function: None };
        let Some(args) = self.foreign_arguments(import, &signature, given, span) else { return self.error(span) };
        let call = ForeignCall { import, target: ForeignTarget::Pointer(value), args, result };
        Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty: sig.result.clone(), span }
    }

    /// `C.MACRO(…)`: instantiated from the types of the arguments.
    fn call_macro(
        &mut self,
        import: ImportId,
        name: &Name,
        params: usize,
        variadic: bool,
        given: &[Given<'_>],
        span: Span,
    ) -> Expr {
        let values: Vec<Expr> = given.iter().map(|g| self.given(g, None)).collect();
        if values.iter().any(|v| v.ty.is_error()) {
            return self.error(span);
        }
        if values.len() < params || (!variadic && values.len() > params) {
            let expected = params.to_string();
            self.report(ArgumentCount { name: name.text.to_string(), expected, found: values.len(), span, declared: None });
            return self.error(span);
        }
        let mut args = Vec::with_capacity(values.len());
        for value in values {
            let value = self.macro_argument(value);
            let ty = self.infer.deep(&value.ty);
            let Some(foreign) = aria_bind::foreign_type(&ty) else {
                let what = format!("`{ty}` as an argument of a macro; it");
                self.report(NotCallable { what, span: value.span });
                return self.error(span);
            };
            if matches!(ty, Ty::Ptr(_)) {
                self.require_unsafe(&format!("the macro `{}`", name.text), "what it does with a pointer is not known", span);
            }
            args.push(ForeignArg { value, ty: foreign });
        }
        let interface = self.defs.import(import).interface.clone();
        let types: Vec<ForeignType> = args.iter().map(|a| a.ty.clone()).collect();
        let result = match interface.instantiate(name.as_str(), &types) {
            Ok(result) => result,
            Err(why) => return self.unavailable(name.as_str(), &why, span),
        };
        match bind_value_type(&result, &*interface) {
            Ok(ty) => {
                let call = ForeignCall { import, target: ForeignTarget::Macro(name.text.clone()), args, result };
                Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty, span }
            }
            Err(why) => self.unavailable(name.as_str(), &why, span),
        }
    }

    /// The field of a foreign record, and the record's spelling.
    pub(crate) fn record_field(&self, ty: &Ty, name: &str) -> Option<(u32, Field, Arc<str>, ImportId)> {
        let Ty::Extern(record_ref) = ty else { return None };
        for (i, import) in self.defs.imports.iter().enumerate() {
            let Some(record) = import.interface.record(record_ref.key) else { continue };
            let (index, field) = record.fields.iter().enumerate().find(|(_, f)| &*f.name == name)?;
            return Some((index as u32, field.clone(), record.spelling.clone(), ImportId(i as u32)));
        }
        None
    }

    pub(crate) fn foreign_field(&mut self, base: Expr, name: &Name) -> Expr {
        let span = name.span;
        let Some((index, field, spelling, import)) = self.record_field(&base.ty, name.as_str()) else {
            let ty = base.ty.clone();
            return self.unknown_member(&ty, name);
        };
        let interface = self.defs.import(import).interface.clone();
        if let Some(record) = match &base.ty {
            Ty::Extern(e) => interface.record(e.key),
            _ => None,
        } && record.kind == RecordKind::Union
            && !matches!(field.ty.canonical(), ForeignType::Scalar(_) | ForeignType::Integer { .. } | ForeignType::Float { .. })
        {
            self.require_unsafe("reading this union member", "it may hold another member's bits", span);
        }
        let ty = match bind_type(&field.ty, &*interface) {
            Ok(ty) => ty,
            Err(why) => return self.unavailable(name.as_str(), &why, span),
        };
        if field.bit_width.is_some() {
            // A bit-field has no address of its own: it is read by code from the foreign side.
            let pointer =
                Expr { ty: Ty::pointer(base.ty.clone(), false), span: base.span, kind: ExprKind::AddressOf(Box::new(base)) };
            let Some(record) = aria_bind::foreign_type(&pointer.ty) else { return self.error(span) };
            let call = ForeignCall {
                import,
                target: ForeignTarget::ReadField { record: spelling, field: field.name.clone() },
                args: vec![ForeignArg { value: pointer, ty: record }],
                result: field.ty,
            };
            return Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty, span };
        }
        Expr { kind: ExprKind::Field { base: Box::new(base), field: index }, ty, span }
    }

    /// `timeval.new(tv_sec: 1)`: a record with these fields; the others are zero.
    pub(crate) fn new_record(&mut self, ty: &Ty, given: &[Given<'_>], span: Span) -> Expr {
        let local = self.hidden(ty.clone(), span);
        let zero = Expr { kind: ExprKind::Zeroed, ty: ty.clone(), span };
        let mut statements = vec![Stmt::Let { local, value: Some(zero), span }];
        let positional = self.positional_fields(ty, given, span);
        for (number, arg) in given.iter().enumerate() {
            let Given::Syntax { label, expr } = arg else {
                self.given(arg, None);
                continue;
            };
            let Some(label) = label.as_ref().copied().or(positional.get(number)) else {
                self.expr(expr, None);
                continue;
            };
            let base = self.local_expr(local, span);
            let place = self.foreign_field(base, label);
            if place.ty.is_error() {
                self.expr(expr, None);
                continue;
            }
            let value = self.expr_to(expr, &place.ty);
            match place.kind {
                ExprKind::ForeignCall(call) => {
                    let Some(stored) = self.bit_field_store(*call, value, span) else { continue };
                    statements.push(Stmt::Expr(stored));
                }
                _ => {
                    let stored = self.store(place, value, span);
                    statements.push(Stmt::Expr(stored));
                }
            }
        }
        let value = self.local_expr(local, span);
        Expr { kind: ExprKind::Block(Block { statements, value: Some(Box::new(value)) }), ty: ty.clone(), span }
    }

    /// The names of the fields that arguments without a label stand for: those of a struct in order.
    fn positional_fields(&mut self, ty: &Ty, given: &[Given<'_>], span: Span) -> Vec<Name> {
        let unlabelled = given.iter().filter(|g| !matches!(g, Given::Syntax { label: Some(_), .. })).count();
        let Ty::Extern(e) = ty else { return Vec::new() };
        let Some(record) = self.defs.imports.iter().find_map(|i| i.interface.record(e.key)) else { return Vec::new() };
        if unlabelled > 0 && record.kind != RecordKind::Struct {
            self.unsupported("making unions without the name of a member", span);
            return Vec::new();
        }
        if given.len() > record.fields.len() {
            let name = format!("{}.new", record.name);
            let expected = record.fields.len().to_string();
            self.report(ArgumentCount { name, expected, found: given.len(), span, declared: None });
        }
        record.fields.iter().map(|f| Name::new(f.name.clone(), span)).collect()
    }

    /// Writing a bit-field, from the call that would read it.
    pub(crate) fn bit_field_store(&mut self, read: ForeignCall, value: Expr, span: Span) -> Option<Expr> {
        let ForeignTarget::ReadField { record, field } = read.target else { return None };
        let mut args = read.args;
        args.push(ForeignArg { value, ty: read.result });
        let target = ForeignTarget::WriteField { record, field };
        let call = ForeignCall { import: read.import, target, args, result: ForeignType::Void };
        Some(Expr { kind: ExprKind::ForeignCall(Box::new(call)), ty: Ty::Unit, span })
    }

    /// The form in which a value reaches a macro: a String as the C string it is.
    fn macro_argument(&mut self, value: Expr) -> Expr {
        let ty = self.infer.deep(&value.ty);
        if ty == self.string() {
            return convert(Conversion::StringToCString, value, Ty::c_string(true));
        }
        // An integer literal that fits is an `int`, as in C.
        if let (ExprKind::Int(v), Ty::Int(aria_types::IntTy::I64)) = (&value.kind, &ty)
            && i32::try_from(*v).is_ok()
        {
            return Expr { ty: Ty::C(aria_foreign::CScalar::Int), ..value };
        }
        value
    }
}
