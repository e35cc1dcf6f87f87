//! Types as written, resolved.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use aria_bind::bind_type;
use aria_diagnostics::Diagnostics;
use aria_foreign::{CScalar, NameSpace};
use aria_source::Span;
use aria_syntax::ast::{AliasDecl, Expr, ExprKind, FnTypeKind, TypeExpr, TypeKind, TypeQualifier, TypeSegment};
use aria_types::{AdtKind, Defs, ExternRef, FloatTy, FnSig, GenericDef, ImportId, IntTy, ParamTy, PtrTy, Ty};

use crate::alike::most_alike;
use crate::diagnostics::{
    ForeignTypeUnavailable, NotAType, RecursiveAlias, SelfOutside, TraitAsType, TypeArguments, TypeTooLarge, UnknownType,
    WeakNotObject,
};
use crate::elsewhere::type_elsewhere;
use crate::scope::{Scope, TypeName, ValueName};

/// How many aliases one type may be written with, those inside them included: each may double the type.
const MAX_EXPANSIONS: u32 = 1024;

/// How many elements the arrays in one another may have altogether: no memory holds more.
const MAX_ELEMENTS: u64 = 1 << 40;

/// Inside how many aliases a type stands, and how many were replaced so far.
#[derive(Clone, Copy)]
struct Depth<'c> {
    /// The type as it was written, before any alias was replaced.
    whole: Span,
    aliases: u32,
    expanded: &'c Cell<u32>,
}

/// Resolves types in one place of a program. Problems are reported and yield [`Ty::Error`].
pub struct TypeResolver<'a> {
    pub defs: &'a Defs,
    pub scope: &'a Scope,
    /// The generic parameters in scope.
    pub generics: &'a [GenericDef],
    /// What `Self` is.
    pub self_ty: Option<&'a Ty>,
    /// Inside an `extern` block an unknown name behind `CPtr[…]` is an opaque type, which is added here.
    pub opaque: Option<&'a RefCell<Vec<ExternRef>>>,
    pub diagnostics: &'a mut Diagnostics,
}

impl TypeResolver<'_> {
    pub fn resolve(&mut self, ty: &TypeExpr) -> Ty {
        self.resolve_at(ty, Depth { whole: ty.span, aliases: 0, expanded: &Cell::new(0) })
    }

    fn resolve_at(&mut self, ty: &TypeExpr, depth: Depth<'_>) -> Ty {
        match &ty.kind {
            TypeKind::Path(segments) => self.path(segments, ty.span, depth),
            TypeKind::SelfType => match self.self_ty {
                Some(self_ty) => self_ty.clone(),
                None => {
                    self.diagnostics.push(SelfOutside { span: ty.span });
                    Ty::Error
                }
            },
            TypeKind::Optional(inner) => {
                let inner = self.resolve_at(inner, depth);
                self.defs.lang_ty("option", &[inner])
            }
            TypeKind::Tuple(parts) if parts.is_empty() => Ty::Unit,
            TypeKind::Tuple(parts) => Ty::Tuple(parts.iter().map(|p| self.resolve_at(p, depth)).collect()),
            TypeKind::Fn { kind, params, result } => {
                let params = params.iter().map(|p| self.resolve_at(p, depth)).collect();
                let result = result.as_ref().map_or(Ty::Unit, |r| self.resolve_at(r, depth));
                let sig = Arc::new(FnSig { params, result, variadic: false });
                match kind {
                    FnTypeKind::Pointer => Ty::CFn(sig),
                    FnTypeKind::Closure => Ty::Fn(sig),
                }
            }
            TypeKind::Qualified { base, qualifier, qualifier_span } => match self.resolve_at(base, depth) {
                Ty::Ptr(p) => {
                    let mut p = (*p).clone();
                    match qualifier {
                        TypeQualifier::Const => p.is_const = true,
                        TypeQualifier::Restrict => p.restrict = true,
                    }
                    Ty::Ptr(Arc::new(p))
                }
                Ty::Error => Ty::Error,
                other => {
                    let what = format!("`.{}` qualifies pointers, and `{other}` is none", qualifier.word());
                    self.diagnostics.push(NotAType { what, wanted: "a pointer type", span: *qualifier_span });
                    Ty::Error
                }
            },
            // What is lent is what it is: parameters are borrowed anyway.
            TypeKind::Borrow(inner) => self.resolve_at(inner, depth),
            TypeKind::Weak(inner) => self.weak(inner, depth),
            TypeKind::Dyn(inner) => self.dynamic(inner),
            TypeKind::Value(_) => {
                self.diagnostics.push(NotAType { what: "a number is not a type".into(), wanted: "a type", span: ty.span });
                Ty::Error
            }
            TypeKind::Error => Ty::Error,
        }
    }

    /// `Pair[Int]` where `alias Pair[T] = (T, T)`.
    fn generic_alias(&mut self, alias: &AliasDecl, segment: &TypeSegment, span: Span, depth: Depth<'_>) -> Ty {
        if !self.arity(alias.name.as_str(), alias.generics.len(), segment, span) {
            return Ty::Error;
        }
        let args: Vec<Ty> = segment.args.iter().map(|a| self.resolve_at(a, depth)).collect();
        let generics: Vec<GenericDef> = alias.generics.iter().map(crate::signature::bare_generic).collect();
        let mut inside = TypeResolver {
            defs: self.defs,
            scope: self.scope,
            generics: &generics,
            self_ty: None,
            opaque: None,
            diagnostics: self.diagnostics,
        };
        let target =
            alias.target.as_ref().map_or(Ty::Error, |t| inside.resolve_at(t, Depth { aliases: depth.aliases + 1, ..depth }));
        target.substitute(&args)
    }

    /// `weak T`, where `T` is counted.
    fn weak(&mut self, inner: &TypeExpr, depth: Depth<'_>) -> Ty {
        let ty = self.resolve_at(inner, depth);
        match &ty {
            Ty::Error => Ty::Error,
            Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Class => self.defs.lang_ty("weak", &[ty]),
            other => {
                let ty = other.to_string();
                self.diagnostics.push(WeakNotObject { ty, span: inner.span });
                Ty::Error
            }
        }
    }

    /// `dyn Trait`, with all of the trait's arguments.
    fn dynamic(&mut self, inner: &TypeExpr) -> Ty {
        let Some(found) = crate::signature::trait_ref(inner, &Ty::Error, self) else { return Ty::Error };
        let (expected, name) = (found.args.len(), self.defs.trait_(found.trait_).name.to_string());
        let given = match &inner.kind {
            TypeKind::Path(segments) => segments.last().map_or(0, |s| s.args.len()),
            _ => expected,
        };
        if given < expected {
            self.diagnostics.push(TypeArguments { name, expected, found: given, span: inner.span });
            return Ty::Error;
        }
        self.defs.dyn_ty(&found)
    }

    fn path(&mut self, segments: &[TypeSegment], span: Span, depth: Depth<'_>) -> Ty {
        let [first, rest @ ..] = segments else { return Ty::Error };
        let name = first.name.as_str();
        if let [second] = rest
            && let Some(ValueName::Namespace(import)) = self.scope.value_name(name)
        {
            return match self.foreign(import, second.name.as_str(), span) {
                Some(ty) => ty,
                None => self.unknown(second.name.as_str(), second.name.span),
            };
        }
        if !rest.is_empty() {
            let mut arity = |this: &mut Self, segment: &TypeSegment| {
                this.arity(segment.name.as_str(), 0, segment, segment.span);
            };
            let Some((found, home, last)) = self.qualified(segments, &mut arity) else { return Ty::Error };
            return self.named(&found, &home, last, span, depth);
        }
        if let Some((index, generic)) = self.generics.iter().enumerate().find(|(_, g)| &*g.name == name) {
            self.arity(name, 0, first, span);
            return Ty::Param(ParamTy { index: index as u32, name: generic.name.clone() });
        }
        let scope = self.scope;
        if let Some((found, home)) = scope.type_with_home(name) {
            return self.named(found, home, first, span, depth);
        }
        if let Some(ty) = self.builtin(name, first, span, depth) {
            return ty;
        }
        let mut known = self.defs.lane_type_named(name);
        for import in self.imports() {
            known = known.or_else(|| self.foreign(import, name, span));
        }
        if let Some(ty) = known {
            self.arity(name, 0, first, span);
            return ty;
        }
        for argument in &first.args {
            self.resolve_at(argument, depth);
        }
        self.unknown(name, first.name.span)
    }

    /// A type that a scope declares.
    fn named(&mut self, found: &TypeName, home: &Scope, segment: &TypeSegment, span: Span, depth: Depth<'_>) -> Ty {
        let name = segment.name.as_str();
        match found {
            TypeName::Adt(id) => {
                let expected = self.defs.adt(*id).generics.len();
                if !self.arity(name, expected, segment, span) {
                    return Ty::Error;
                }
                let args = segment.args.iter().map(|a| self.resolve_at(a, depth)).collect();
                self.defs.adt_ty(*id, args)
            }
            TypeName::Alias(alias) => {
                depth.expanded.set(depth.expanded.get() + 1);
                if depth.expanded.get() > MAX_EXPANSIONS {
                    // What is left of the type is not read, so that it is said once.
                    if depth.expanded.get() == MAX_EXPANSIONS + 1 {
                        self.diagnostics.push(TypeTooLarge { span: depth.whole });
                    }
                    return Ty::Error;
                }
                if depth.aliases > 32 {
                    self.diagnostics.push(RecursiveAlias { name: name.to_owned(), span });
                    return Ty::Error;
                }
                if !alias.generics.is_empty() {
                    return self.generic_alias(alias, segment, span, depth);
                }
                let Some(target) = &alias.target else { return Ty::Error };
                // It means what it does where it is declared.
                let depth = Depth { aliases: depth.aliases + 1, ..depth };
                TypeResolver { scope: home, diagnostics: &mut *self.diagnostics, ..*self }.resolve_at(target, depth)
            }
            TypeName::Extern(declared) => {
                self.arity(name, 0, segment, span);
                Ty::Extern(declared.clone())
            }
            TypeName::Trait(_) => {
                self.diagnostics.push(TraitAsType { name: name.to_owned(), span });
                Ty::Error
            }
        }
    }

    /// The imports whose types are visible unqualified.
    fn imports(&self) -> Vec<ImportId> {
        self.scope.imports()
    }

    /// A type of a foreign namespace; `None` if it has none of that name.
    fn foreign(&mut self, import: ImportId, name: &str, span: Span) -> Option<Ty> {
        let interface = self.defs.import(import).interface.clone();
        let why = match interface.lookup(name, NameSpace::Types)? {
            aria_foreign::ForeignItem::Type(ty) => match bind_type(&ty, &*interface) {
                Ok(ty) => return Some(ty),
                Err(why) => why,
            },
            aria_foreign::ForeignItem::Unavailable(why) => why,
            _ => return None,
        };
        let declared = self.defs.foreign_span(why.place.as_ref());
        self.diagnostics.push(ForeignTypeUnavailable { name: name.to_owned(), reason: why.reason, span, declared });
        Some(Ty::Error)
    }

    fn unknown(&mut self, name: &str, span: Span) -> Ty {
        let mut names = self.scope.type_names();
        names.extend(IntTy::ALL.iter().map(|i| Arc::from(i.name())));
        names.extend(CScalar::ALL.iter().map(|c| Arc::from(c.aria_name())));
        names.extend(["Bool", "Char", "Float", "Unit", "CString", "CVoidPtr", "CPtr", "CArray"].map(Arc::from));
        for import in self.imports() {
            if name.len() > 2 {
                names.extend(self.defs.import(import).interface.names(&aria_foreign::DeclarationFilter {
                    own_only: true,
                    contains: Some(name[..name.floor_char_boundary(3)].to_owned()),
                }));
            }
        }
        // What other languages call it comes before what is spelled alike.
        let similar = type_elsewhere(name).map(str::to_owned).or_else(|| most_alike(name, names));
        self.diagnostics.push(UnknownType { name: name.to_owned(), span, similar });
        Ty::Error
    }

    fn arity(&mut self, name: &str, expected: usize, segment: &TypeSegment, span: Span) -> bool {
        let found = segment.args.len();
        if found != expected {
            self.diagnostics.push(TypeArguments { name: name.to_owned(), expected, found, span });
        }
        found == expected
    }

    fn builtin(&mut self, name: &str, segment: &TypeSegment, span: Span, depth: Depth<'_>) -> Option<Ty> {
        let plain = match name {
            "Bool" => Ty::Bool,
            "Char" => Ty::Char,
            "Unit" => Ty::Unit,
            "Never" => Ty::Never,
            "Float" | "Float64" => Ty::FLOAT,
            "Float32" => Ty::Float(FloatTy::F32),
            "CString" => Ty::c_string(false),
            "CVoidPtr" => Ty::void_pointer(false),
            "RawPtr" => Ty::RawPtr,
            "CPtr" => {
                if !self.arity(name, 1, segment, span) {
                    return Some(Ty::Error);
                }
                let pointee = self.pointee(&segment.args[0], depth);
                return Some(Ty::Ptr(Arc::new(PtrTy { pointee, is_const: false, restrict: false })));
            }
            "CArray" => {
                if !self.arity(name, 2, segment, span) {
                    return Some(Ty::Error);
                }
                let element = self.resolve_at(&segment.args[0], depth);
                let Some(length) = length(&segment.args[1]) else {
                    self.diagnostics.push(NotAType {
                        what: "the length of a `CArray` must be a number that is known to the compiler".into(),
                        wanted: "a whole number",
                        span: segment.args[1].span,
                    });
                    return Some(Ty::Error);
                };
                if length > MAX_ELEMENTS / elements(&element) {
                    self.diagnostics.push(TypeTooLarge { span });
                    return Some(Ty::Error);
                }
                return Some(Ty::Array(Arc::new(element), length));
            }
            _ => IntTy::from_name(name).map(Ty::Int).or_else(|| CScalar::from_aria_name(name).map(Ty::C))?,
        };
        self.arity(name, 0, segment, span);
        Some(plain)
    }

    /// What a pointer points to; in an `extern` block an unknown name is opaque.
    fn pointee(&mut self, ty: &TypeExpr, depth: Depth<'_>) -> Ty {
        if let Some(opaque) = self.opaque
            && let TypeKind::Path(segments) = &ty.kind
            && let [segment] = &segments[..]
            && segment.args.is_empty()
        {
            let mut probe = Diagnostics::default();
            let found = TypeResolver { diagnostics: &mut probe, opaque: None, ..*self }.resolve_at(ty, depth);
            if found.is_error() {
                let name = segment.name.text.clone();
                let key = aria_foreign::TypeKey(opaque_key(&name));
                let reference = ExternRef { key, name, is_enum: false };
                opaque.borrow_mut().push(reference.clone());
                return Ty::Extern(reference);
            }
            return found;
        }
        self.resolve_at(ty, depth)
    }
}

/// The key of a type known only by a name of the program (FNV-1a, 64 bit).
pub(crate) fn opaque_key(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// How many elements the arrays of an array type have altogether; one for any other type.
fn elements(ty: &Ty) -> u64 {
    match ty {
        Ty::Array(element, length) => length.saturating_mul(elements(element)).max(1),
        _ => 1,
    }
}

fn length(ty: &TypeExpr) -> Option<u64> {
    let TypeKind::Value(value) = &ty.kind else { return None };
    let Expr { kind: ExprKind::Int { value, .. }, .. } = value.without_parens() else { return None };
    u64::try_from(*value).ok()
}
