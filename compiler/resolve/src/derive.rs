//! Derived traits: `derive(Eq, Hash)` stands for impls that go through the fields. They are made as syntax and defined as
//! written ones are, so every later stage sees nothing but impls. What they name is the library's, whatever the program
//! calls by the same names.

mod bodies;
mod syntax;

use aria_source::Span;
use aria_syntax::ast::{Item, ItemKind, TypeExpr};
use aria_types::{AdtDef, AdtId, AdtKind, Defs, FnKind, ImplDef, MethodOwner, TraitId, TraitRef, Ty};

use crate::collect::{Collector, Pending};
use crate::diagnostics::{FieldLacksTrait, NotDerivable, NotDerivableHere};
use crate::scope::Scope;
use crate::signature;
use crate::types::TypeResolver;
use bodies::Shape;

/// The traits that can be derived.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Derivable {
    Eq,
    Ord,
    Hash,
    Clone,
    Debug,
    Display,
}

impl Derivable {
    const ALL: [(&'static str, Derivable); 6] = [
        ("eq", Self::Eq),
        ("ord", Self::Ord),
        ("hash", Self::Hash),
        ("clone", Self::Clone),
        ("debug", Self::Debug),
        ("display", Self::Display),
    ];

    fn of(defs: &Defs, trait_: TraitId) -> Option<Self> {
        Self::ALL.iter().find(|(name, _)| defs.lang.trait_(name) == Some(trait_)).map(|(_, derivable)| *derivable)
    }
}

/// A trait that was derived; whether the fields have it is asked when all impls are known.
pub(crate) struct Derived {
    adt: AdtId,
    trait_: TraitId,
    /// The impl's.
    index: u32,
    derivable: Derivable,
    generics: Vec<aria_types::GenericDef>,
    span: Span,
}

impl Collector<'_> {
    /// Defines the impls that a declaration derives.
    pub fn define_derived(&mut self, entry: &Pending, scope: &Scope) {
        let (Pending::Record(id, item) | Pending::Enum(id, item)) = entry else { return };
        for named in derives(item) {
            self.derive(*id, named, scope);
        }
    }

    fn derive(&mut self, id: AdtId, named: &TypeExpr, scope: &Scope) {
        let def = self.defs.adt(id).clone();
        let target = self.defs.adt_ty(id, def.identity_args());
        let mut resolver = TypeResolver {
            defs: &self.defs,
            scope,
            generics: &def.generics,
            self_ty: Some(&target),
            opaque: None,
            diagnostics: self.diagnostics,
        };
        let Some(TraitRef { trait_, args }) = signature::trait_ref(named, &target, &mut resolver) else { return };
        let span = named.span;
        let Some(derivable) = Derivable::of(&self.defs, trait_) else {
            let name = self.defs.trait_(trait_).name.to_string();
            self.diagnostics.push(NotDerivable { name, ty: def.name.to_string(), span });
            return;
        };
        let constructor = constructor(&self.defs, &def);
        if let Some(why) = refused(&def, derivable, constructor) {
            let (trait_, ty) = (self.defs.trait_(trait_).name.to_string(), def.name.to_string());
            let debug = if derivable == Derivable::Display { ", or derive `Debug`, which shows the fields" } else { "" };
            let help = format!("write `impl {trait_} for {ty}`{debug}");
            self.diagnostics.push(NotDerivableHere { trait_, ty, why, help, span });
            return;
        }
        let shape = Shape { def: &def, constructor: constructor.unwrap_or("new"), span };
        let member = shape.method(derivable);
        // Each parameter is bounded by the trait: a pair is equal where its parts are.
        let mut generics = def.generics.clone();
        for generic in &mut generics {
            generic.bounds.push(TraitRef { trait_, args: args.clone() });
        }
        let index = self.defs.impls.len() as u32;
        self.defs.impls.push(ImplDef {
            generics: generics.clone(),
            trait_: Some((trait_, args)),
            target: target.clone(),
            methods: Default::default(),
            span,
        });
        let library = scope.outer.as_deref().unwrap_or(scope);
        let in_std = std::mem::replace(&mut self.in_std, true);
        let methods = self.members(&[member], &MethodOwner::Impl(index), &generics, &target, library);
        self.in_std = in_std;
        self.defs.impls.set_methods(index, methods);
        self.derived.push(Derived { adt: id, trait_, index, derivable, generics, span });
    }

    /// Every field of a type that derives a trait has that trait itself.
    pub fn check_derived(&mut self) {
        for derived in std::mem::take(&mut self.derived) {
            let def = self.defs.adt(derived.adt);
            let fields = def.fields.iter().chain(def.variants.iter().flat_map(|v| &v.fields));
            for field in fields {
                if directly(&field.ty, derived.derivable) {
                    continue;
                }
                let Some(lacking) = self.defs.lacking(&field.ty, derived.trait_, &derived.generics) else { continue };
                // What would be found in the impl has been said with this.
                let methods = &self.defs.impls[derived.index as usize].methods;
                methods.values().for_each(|method| drop(self.bodies.remove(method)));
                let trait_ = self.defs.trait_(derived.trait_).name.to_string();
                let ty = lacking.to_string();
                let help = match &lacking {
                    Ty::Float(_) => {
                        "floats have no hash, for equal ones may differ in their bits: implement the trait by hand".to_owned()
                    }
                    Ty::Adt(adt, _) if !self.defs.adt(adt.id).in_std => {
                        format!("derive it for `{}`, too, or write `impl {trait_} for {}`", adt.name, adt.name)
                    }
                    _ => format!("write `impl {trait_} for {}` by hand", def.name),
                };
                self.diagnostics.push(FieldLacksTrait { trait_, ty, help, span: field.span, derived: derived.span });
            }
        }
    }
}

/// The traits that a declaration derives.
fn derives(item: &Item) -> &[TypeExpr] {
    match &item.kind {
        ItemKind::Struct(decl) | ItemKind::Class(decl) => &decl.derives,
        ItemKind::Enum(decl) => &decl.derives,
        _ => &[],
    }
}

/// Why a trait cannot be derived for a type, whatever its fields are.
fn refused(def: &AdtDef, derivable: Derivable, constructor: Option<&str>) -> Option<&'static str> {
    match derivable {
        Derivable::Display if def.kind != AdtKind::Enum => Some("only its author knows how readers should see it"),
        Derivable::Display if def.variants.iter().any(|v| !v.fields.is_empty()) => {
            Some("only its author knows how readers should see what its variants hold")
        }
        Derivable::Clone if def.kind != AdtKind::Enum && constructor.is_none() => {
            Some("with a `new` and a `build` of its own nothing makes one from its fields")
        }
        _ => None,
    }
}

/// The name under which the type's fields make a value.
fn constructor<'d>(defs: &Defs, def: &'d AdtDef) -> Option<&'d str> {
    let made = |id| matches!(defs.function(id).kind, FnKind::Constructor(_));
    def.methods.iter().find(|(_, id)| made(**id)).map(|(name, _)| &**name)
}

/// Whether the language itself compares, copies and shows values of a type that has no impls, because it belongs to a foreign
/// world.
fn directly(ty: &Ty, derivable: Derivable) -> bool {
    let of_language = matches!(ty, Ty::C(_) | Ty::Ptr(_) | Ty::RawPtr);
    of_language && matches!(derivable, Derivable::Eq | Derivable::Clone | Derivable::Debug)
}
