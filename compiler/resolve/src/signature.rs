//! Signatures of functions and foreign declarations.

use std::cell::RefCell;
use std::sync::Arc;

use aria_bind::foreign_type;
use aria_diagnostics::Diagnostics;
use aria_foreign::{
    Availability, CallingConvention, Fact, FactOrigin, Facts, ForeignFunction, ForeignType, Linkage, Parameter, Sourced,
};
use aria_source::SourceMap;
use aria_syntax::ast::{FnDecl, GenericParam, Item, Param, TypeExpr, TypeKind};
use aria_types::{Attributes, Defs, ExternRef, FnDef, FnKind, GenericDef, MethodOwner, ParamDef, ParamTy, TraitRef, Ty};

use crate::diagnostics::{DefinedTwice, NotAForeignType, NotATrait, NotSupportedYet, TypeArguments, UnknownType};
use crate::facts::function_facts;
use crate::imports::string_literal;
use crate::scope::{Scope, TypeName};
use crate::types::TypeResolver;

/// What a function is declared in.
pub(crate) struct Context<'a> {
    pub defs: &'a Defs,
    pub scope: &'a Scope,
    pub owner: Option<MethodOwner>,
    pub owner_generics: &'a [GenericDef],
    pub self_ty: Option<&'a Ty>,
    /// The method works on an instance.
    pub instance: bool,
    /// Declared in a trait.
    pub required: bool,
    pub in_std: bool,
    pub lane_annotations: &'a [&'static str],
}

/// A generic parameter whose bounds are not read yet.
pub(crate) fn bare_generic(param: &GenericParam) -> GenericDef {
    GenericDef { name: param.name.text.clone(), bounds: Vec::new(), span: param.span }
}

/// Generic parameters with their bounds, which may name each other and those of the owner.
pub(crate) fn generics(
    params: &[GenericParam],
    owner: &[GenericDef],
    defs: &Defs,
    scope: &Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<GenericDef> {
    let mut all: Vec<GenericDef> = owner.iter().cloned().chain(params.iter().map(bare_generic)).collect();
    for (i, param) in params.iter().enumerate() {
        let index = owner.len() + i;
        let own = Ty::Param(ParamTy { index: index as u32, name: param.name.text.clone() });
        let mut resolver = TypeResolver { defs, scope, generics: &all, self_ty: None, opaque: None, diagnostics };
        all[index].bounds = param.bounds.iter().filter_map(|b| trait_ref(b, &own, &mut resolver)).collect();
    }
    all.split_off(owner.len())
}

/// A trait as it is named for a type. Type arguments that are not given are the type itself.
pub(crate) fn trait_ref(named: &TypeExpr, self_ty: &Ty, resolver: &mut TypeResolver<'_>) -> Option<TraitRef> {
    let TypeKind::Path(segments) = &named.kind else {
        resolver.diagnostics.push(NotATrait { name: "this".into(), span: named.span });
        return None;
    };
    let scope = resolver.scope;
    let (found, segment) = match &segments[..] {
        [segment] => (scope.type_name(segment.name.as_str()).cloned(), segment),
        _ => match resolver.qualified(segments, &mut |_, _| {}) {
            Some((found, _, last)) => (Some(found), last),
            None => return None,
        },
    };
    let name = segment.name.as_str();
    let Some(TypeName::Trait(id)) = &found else {
        resolver.diagnostics.push(if found.is_some() || crate::reserved::is_built_in(name) {
            NotATrait { name: format!("`{name}`"), span: named.span }.into()
        } else {
            let similar = crate::most_alike(name, resolver.scope.type_names());
            aria_diagnostics::Diagnostic::from(UnknownType { name: name.to_owned(), span: named.span, similar })
        });
        return None;
    };
    let expected = resolver.defs.trait_(*id).generics.len();
    let found = segment.args.len();
    if found > expected {
        let name = name.to_owned();
        resolver.diagnostics.push(TypeArguments { name, expected, found, span: named.span });
    }
    let mut args: Vec<Ty> = segment.args.iter().take(expected).map(|a| resolver.resolve(a)).collect();
    args.resize(expected, self_ty.clone());
    Some(TraitRef { trait_: *id, args: args.into() })
}

/// The definition of an Aria function.
pub(crate) fn function(item: &Item, decl: &FnDecl, context: &Context<'_>, diagnostics: &mut Diagnostics) -> FnDef {
    let mut all = context.owner_generics.to_vec();
    all.extend(generics(&decl.generics, context.owner_generics, context.defs, context.scope, diagnostics));
    let mut resolver = TypeResolver {
        defs: context.defs,
        scope: context.scope,
        generics: &all,
        self_ty: context.self_ty,
        opaque: None,
        diagnostics,
    };
    let mut params = Vec::new();
    for param in decl.params.iter().filter(|p| !p.is_self()) {
        // A parameter without a type was reported when it was read.
        let ty = param.ty.as_ref().map_or(Ty::Error, |ty| resolver.resolve(ty));
        if let Some(first) = params.iter().find(|p: &&ParamDef| p.name == param.name.text && &*p.name != "_") {
            let name = param.name.text.to_string();
            resolver.diagnostics.push(DefinedTwice { name, span: param.name.span, first: first.span });
        }
        params.push(ParamDef {
            name: param.name.text.clone(),
            ty,
            has_default: param.default.is_some(),
            facts: facts_of(param),
            span: param.span,
        });
    }
    let mut result = decl.result.as_ref().map_or(Ty::Unit, |t| resolver.resolve(t));
    if let Some(raises) = &decl.raises {
        let error = resolver.resolve(raises);
        result = context.defs.lang_ty("result", &[result, error]);
    }
    if let Some(span) = decl.is_async {
        diagnostics.push(NotSupportedYet { what: "async functions".into(), span });
    }
    if let Some(span) = decl.variadic {
        diagnostics.push(NotSupportedYet { what: "variadic functions outside `extern` blocks".into(), span });
    }
    let named = |name: &str| item.annotations.iter().find(|a| &a.name == name);
    let text = |name: &str| named(name).and_then(|a| a.positional().next()).and_then(string_literal).map(Arc::from);
    let kind = match (context.in_std.then(|| text("intrinsic")).flatten(), context.in_std.then(|| text("runtime")).flatten()) {
        (Some(name), _) => FnKind::Intrinsic(name),
        (_, Some(symbol)) => FnKind::Runtime(symbol),
        _ if context.required => FnKind::Required,
        _ => FnKind::Body,
    };
    if !context.in_std {
        crate::facts::reject_unknown_of_function(&item.annotations, context.lane_annotations, diagnostics);
    }
    FnDef {
        name: decl.name.text.clone(),
        owner: context.owner.clone(),
        owner_generics: context.owner_generics.len() as u32,
        generics: all,
        receiver: context.instance.then(|| context.self_ty.cloned()).flatten(),
        mutating: decl.params.iter().any(is_inout_self),
        params,
        result,
        kind,
        attributes: Attributes {
            raw_ffi: named("raw_ffi").is_some(),
            no_panic: named("no_panic").is_some(),
            inline: named("inline").is_some(),
            caller_location: context.in_std && named("caller_location").is_some(),
            private: item.private.is_some(),
        },
        convention: None,
        span: item.span,
        name_span: decl.name.span,
        in_std: context.in_std,
    }
}

/// What an Aria function says of a parameter: `@transfer`, that it takes the argument over.
fn facts_of(param: &Param) -> Facts {
    let mut facts = Facts::default();
    if param.annotations.iter().any(|a| &a.name == "transfer") {
        facts.add(Sourced { fact: Fact::Transfer { condition: None }, origin: FactOrigin::Program, place: None });
    }
    facts
}

/// `@inout self`, by which a trait says that its method may change the receiver.
fn is_inout_self(param: &Param) -> bool {
    param.is_self() && param.annotations.iter().any(|a| &a.name == "inout")
}

/// What a foreign function is declared in.
pub(crate) struct Foreign<'a> {
    pub defs: &'a Defs,
    pub scope: &'a Scope,
    pub sources: &'a SourceMap,
    /// Receives the types that are known by their names only.
    pub opaque: &'a RefCell<Vec<ExternRef>>,
}

/// A foreign function as the program itself declares it.
pub(crate) fn foreign(
    item: &Item,
    decl: &FnDecl,
    convention: CallingConvention,
    context: &Foreign<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<ForeignFunction> {
    let Foreign { defs, scope, sources, opaque } = *context;
    let facts = function_facts(item, decl, &FactOrigin::Program, sources, diagnostics);
    let mut resolver = TypeResolver { defs, scope, generics: &[], self_ty: None, opaque: Some(opaque), diagnostics };
    let mut params = Vec::new();
    for (param, facts) in decl.params.iter().zip(&facts.params) {
        let ty = param.ty.as_ref()?;
        // A parameter called `CString` is text that the callee reads; one it writes to is a `CPtr[CChar]`.
        let ty = if is_named(ty, "CString") { foreign_type(&Ty::c_string(true))? } else { cross(&mut resolver, ty)? };
        params.push(Parameter { name: Some(param.name.text.clone()), ty, facts: facts.clone() });
    }
    if decl.variadic.is_some()
        && let Some(last) = params.last_mut()
        && matches!(last.name.as_deref(), Some("fmt" | "format"))
    {
        last.facts.add(Sourced { fact: Fact::Format("printf".into()), origin: FactOrigin::Language, place: None });
    }
    let noreturn = decl.result.as_ref().is_some_and(|r| is_named(r, "Never"));
    let result = match &decl.result {
        Some(ty) if !noreturn => cross(&mut resolver, ty)?,
        _ => ForeignType::Void,
    };
    Some(ForeignFunction {
        name: decl.name.text.clone(),
        symbol: decl.name.text.clone(),
        params,
        result,
        variadic: decl.variadic.is_some(),
        noreturn,
        convention,
        linkage: Linkage::Declared,
        facts: facts.function,
        availability: Availability::Available,
        documentation: item.doc.as_ref().map(|d| d.text.clone()),
        place: None,
    })
}

fn is_named(ty: &TypeExpr, name: &str) -> bool {
    matches!(&ty.kind, TypeKind::Path(s) if s.len() == 1 && s[0].name == *name)
}

fn cross(resolver: &mut TypeResolver<'_>, ty: &TypeExpr) -> Option<ForeignType> {
    let resolved = resolver.resolve(ty);
    if resolved.is_error() {
        return None;
    }
    let crossed = foreign_type(&resolved);
    if crossed.is_none() {
        resolver.diagnostics.push(NotAForeignType { ty: resolved.to_string(), span: ty.span });
    }
    crossed
}

/// The calling convention that an ABI string names.
pub(crate) fn convention(abi: &str) -> CallingConvention {
    match abi {
        "stdcall" => CallingConvention::Stdcall,
        "fastcall" => CallingConvention::Fastcall,
        "win64" => CallingConvention::Win64,
        "sysv64" => CallingConvention::SysV64,
        "C-unwind" => CallingConvention::CUnwind,
        _ => CallingConvention::C,
    }
}
