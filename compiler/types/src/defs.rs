//! [`Defs`]: what a program defines (its signature index), by typed indices. Bodies are not here: checking a body is
//! a pure function of this table and the body's syntax.

use std::collections::HashMap;
use std::sync::Arc;

use aria_foreign::{CallingConvention, Facts, ForeignFunction, ForeignInterface, ForeignPlace, LaneType, TargetData};
use aria_source::Span;
use serde::{Deserialize, Serialize};

use crate::backed::Backing;
use crate::dynamic::DynTypes;
use crate::hooks::Hooks;
use crate::impls::Impls;
use crate::lang::LangItems;
use crate::ty::{AdtRef, Args, ParamTy, Ty};

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
        pub struct $name(pub u32);
    };
}
index!(
    /// A struct, class or enum.
    AdtId
);
index!(
    /// A function or method.
    FnId
);
index!(
    /// A trait.
    TraitId
);
index!(
    /// A top-level constant.
    ConstId
);
index!(
    /// An import of a lane, i.e. one foreign namespace.
    ImportId
);

/// What kind of type a definition makes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AdtKind {
    /// A value, laid out by the compiler.
    Struct,
    /// A counted reference with identity and a destructor.
    Class,
    Enum,
    /// A value laid out exactly as C would.
    ExternStruct,
    ExternUnion,
}

/// A trait with its type arguments, `Self` not among them.
#[derive(Clone, PartialEq, Debug)]
pub struct TraitRef {
    pub trait_: TraitId,
    pub args: Args,
}

impl TraitRef {
    /// The reference with parameters replaced.
    pub fn substitute(&self, args: &[Ty]) -> TraitRef {
        TraitRef { trait_: self.trait_, args: self.args.iter().map(|a| a.substitute(args)).collect() }
    }
}

/// A generic parameter with its bounds.
#[derive(Clone, Debug)]
pub struct GenericDef {
    pub name: Arc<str>,
    pub bounds: Vec<TraitRef>,
    pub span: Span,
}

/// A field of a struct, class or variant.
#[derive(Clone, Debug)]
pub struct FieldDef {
    pub name: Arc<str>,
    pub ty: Ty,
    /// Written `@name:`; reachable only inside the type.
    pub private: bool,
    /// Written `let name:`; not assignable from outside.
    pub readonly: bool,
    pub span: Span,
}

/// A variant of an enum. Positional payloads have fields named `0`, `1`, ….
#[derive(Clone, Debug)]
pub struct VariantDef {
    pub name: Arc<str>,
    pub fields: Vec<FieldDef>,
    pub span: Span,
}

/// A struct, class or enum.
#[derive(Clone, Debug)]
pub struct AdtDef {
    pub name: Arc<str>,
    pub kind: AdtKind,
    pub generics: Vec<GenericDef>,
    /// In declaration order; empty for an enum.
    pub fields: Vec<FieldDef>,
    pub variants: Vec<VariantDef>,
    /// Methods and type functions declared in its body, by name.
    pub methods: HashMap<Arc<str>, FnId>,
    /// `finalize` or `=destroy`.
    pub finalize: Option<FnId>,
    pub span: Span,
    pub in_std: bool,
}

/// To whom a method belongs.
#[derive(Clone, PartialEq, Debug)]
pub enum MethodOwner {
    Adt(AdtId),
    Impl(u32),
    Trait(TraitId),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct ParamDef {
    pub name: Arc<str>,
    pub ty: Ty,
    /// A default value is given (its expression is in the syntax).
    pub has_default: bool,
    pub facts: Facts,
    pub span: Span,
}

/// How a function's code comes to be.
#[derive(Clone, Debug)]
pub enum FnKind {
    /// An Aria body.
    Body,
    /// Made by the compiler: `Type.new` from the fields.
    Constructor(AdtId),
    /// Known to `lower` by this name (`@intrinsic(name)` in `std/`).
    Intrinsic(Arc<str>),
    /// Declared in a trait without a body.
    Required,
    /// A function of the runtime library or of C, by symbol (`@runtime(symbol)` in `std/`).
    Runtime(Arc<str>),
}

/// Markers that change how a function is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Attributes {
    /// `@raw_ffi`: the body is unsafe, and so is calling it.
    pub raw_ffi: bool,
    pub no_panic: bool,
    pub inline: bool,
    /// `@caller_location`: a panic in it is reported where it was called.
    pub caller_location: bool,
    pub private: bool,
}

/// A function or method.
#[derive(Clone, Debug)]
pub struct FnDef {
    pub name: Arc<str>,
    pub owner: Option<MethodOwner>,
    /// The owner's generic parameters, then its own.
    pub generics: Vec<GenericDef>,
    /// How many of `generics` are the owner's.
    pub owner_generics: u32,
    /// The type of `self` in an instance method.
    pub receiver: Option<Ty>,
    /// The method may change its receiver's own storage, so it is given the place: `self` is passed as a pointer to it.
    /// Never set for a class's own methods, which change the object behind the reference.
    pub mutating: bool,
    pub params: Vec<ParamDef>,
    pub result: Ty,
    pub kind: FnKind,
    pub attributes: Attributes,
    pub convention: Option<CallingConvention>,
    pub span: Span,
    pub name_span: Span,
    pub in_std: bool,
}

/// A trait: the methods it requires or provides.
#[derive(Clone, Debug)]
pub struct TraitDef {
    pub name: Arc<str>,
    /// Without `Self`, which is the first parameter inside the trait.
    pub generics: Vec<GenericDef>,
    /// What a type must implement as well, in the trait's parameters.
    pub supertraits: Vec<TraitRef>,
    pub methods: HashMap<Arc<str>, FnId>,
    pub span: Span,
}

/// `impl Trait for Type`.
#[derive(Clone, Debug)]
pub struct ImplDef {
    pub generics: Vec<GenericDef>,
    /// `None` for an inherent `impl Type`.
    pub trait_: Option<(TraitId, Args)>,
    pub target: Ty,
    pub methods: HashMap<Arc<str>, FnId>,
    pub span: Span,
}

/// A top-level constant.
#[derive(Clone, Debug)]
pub struct ConstDef {
    pub name: Arc<str>,
    pub ty: Option<Ty>,
    pub span: Span,
}

/// A foreign namespace.
#[derive(Clone)]
pub struct Import {
    /// The name by which the program reaches its values (`C`, or what follows `as`).
    pub namespace: Arc<str>,
    /// The lane's word, for messages.
    pub lane: &'static str,
    /// The lane's index, by which its types are told apart from other lanes'.
    pub lane_index: u8,
    pub interface: Arc<dyn ForeignInterface>,
    /// Functions that the program declares itself in this namespace.
    pub declared: HashMap<Arc<str>, Arc<ForeignFunction>>,
    /// What the program and overlays say about functions, by name.
    pub facts: HashMap<Arc<str>, Arc<FunctionFacts>>,
    pub span: Span,
}

/// Facts that a restated declaration adds to a foreign function. Restating is reviewing: what the declaration does not
/// say (that a pointer is kept, say) is not so.
#[derive(Clone, Debug, Default)]
pub struct FunctionFacts {
    pub function: Facts,
    /// By position.
    pub params: Vec<Facts>,
    /// The parameters' names here, by which the facts refer to them (a header may call them otherwise).
    pub names: Vec<Arc<str>>,
    /// The headers the declaration is about; empty for the program's own, which are about the namespace.
    pub headers: Vec<Arc<str>>,
}

/// A module that the program offers to a foreign world.
#[derive(Clone, Debug)]
pub struct ExportedModule {
    /// The lane's index.
    pub lane: u8,
    /// Its name on the other side.
    pub name: Arc<str>,
    pub documentation: Option<Arc<str>>,
    /// The functions offered, with their documentation, in the order of their declaration.
    pub functions: Vec<(FnId, Option<Arc<str>>)>,
    pub span: Span,
}

impl FunctionFacts {
    /// A header's function with these facts, unless they are about another header's.
    pub fn applied(&self, function: &Arc<ForeignFunction>) -> Arc<ForeignFunction> {
        let about = |header: &str| {
            function.place.as_ref().is_none_or(|p| p.path.as_ref() == header || p.path.ends_with(&format!("/{header}")))
        };
        if !self.headers.is_empty() && !self.headers.iter().any(|h| about(h)) {
            return function.clone();
        }
        let mut function = ForeignFunction::clone(function);
        self.function.iter().for_each(|fact| function.facts.add(fact.clone()));
        for (param, name) in function.params.iter_mut().zip(&self.names) {
            param.name = Some(name.clone());
        }
        for (param, facts) in function.params.iter_mut().zip(&self.params) {
            facts.iter().for_each(|fact| param.facts.add(fact.clone()));
        }
        Arc::new(function)
    }
}

/// In which modules definitions stand that are not at the top level of the program's own file: the names that lead to
/// them, joined by dots.
#[derive(Clone, Debug, Default)]
pub struct Homes {
    pub functions: HashMap<FnId, Arc<str>>,
    pub adts: HashMap<AdtId, Arc<str>>,
    pub traits: HashMap<TraitId, Arc<str>>,
}

impl Homes {
    pub fn function(&mut self, id: FnId, path: &Arc<str>) {
        note_home(&mut self.functions, id, path);
    }

    pub fn adt(&mut self, id: AdtId, path: &Arc<str>) {
        note_home(&mut self.adts, id, path);
    }

    pub fn trait_(&mut self, id: TraitId, path: &Arc<str>) {
        note_home(&mut self.traits, id, path);
    }
}

fn note_home<K: std::hash::Hash + Eq>(homes: &mut HashMap<K, Arc<str>>, id: K, path: &Arc<str>) {
    if !path.is_empty() {
        homes.insert(id, path.clone());
    }
}

/// Finds the span of a foreign place, so that a diagnostic can show it.
pub type PlaceFinder = Arc<dyn Fn(&ForeignPlace) -> Option<Span> + Send + Sync>;

/// The signature index of a program together with the standard library.
#[derive(Clone, Default)]
pub struct Defs {
    pub adts: Vec<AdtDef>,
    pub fns: Vec<FnDef>,
    pub traits: Vec<TraitDef>,
    pub impls: Impls,
    pub consts: Vec<ConstDef>,
    pub imports: Vec<Import>,
    /// The types that lanes bring along, each with its lane's index.
    pub lane_types: Vec<(u8, &'static LaneType)>,
    pub exports: Vec<ExportedModule>,
    pub lang: LangItems,
    pub dyn_types: DynTypes,
    pub homes: Homes,
    pub hooks: Hooks,
    pub backings: HashMap<AdtId, Backing>,
    pub target: Option<TargetData>,
    pub places: Option<PlaceFinder>,
}

impl Defs {
    pub fn adt(&self, id: AdtId) -> &AdtDef {
        &self.adts[id.0 as usize]
    }

    pub fn function(&self, id: FnId) -> &FnDef {
        &self.fns[id.0 as usize]
    }

    pub fn trait_(&self, id: TraitId) -> &TraitDef {
        &self.traits[id.0 as usize]
    }

    pub fn import(&self, id: ImportId) -> &Import {
        &self.imports[id.0 as usize]
    }

    /// The target that was set; x86-64 Linux where none was.
    pub fn target(&self) -> TargetData {
        self.target.clone().unwrap_or_else(TargetData::x86_64_linux)
    }

    /// The span of a foreign place, where its text can be had.
    pub fn foreign_span(&self, place: Option<&ForeignPlace>) -> Option<Span> {
        self.places.as_ref()?(place?)
    }

    /// A trait and those that it extends, at any distance, for a type.
    pub fn with_supertraits(&self, bound: &TraitRef, self_ty: &Ty) -> Vec<TraitRef> {
        let mut all = vec![bound.clone()];
        let mut next = 0;
        while let Some(bound) = all.get(next).cloned() {
            let args: Vec<Ty> = std::iter::once(self_ty.clone()).chain(bound.args.iter().cloned()).collect();
            for parent in &self.trait_(bound.trait_).supertraits {
                let parent = parent.substitute(&args);
                if !all.contains(&parent) {
                    all.push(parent);
                }
            }
            next += 1;
        }
        all
    }

    /// `Adt` with arguments, as a type.
    pub fn adt_ty(&self, id: AdtId, args: Args) -> Ty {
        Ty::Adt(AdtRef { id, name: self.adt(id).name.clone() }, args)
    }

    /// A language item's type, or [`Ty::Error`] when `std` lacks it (which building `std` would have reported).
    pub fn lang_ty(&self, name: &str, args: &[Ty]) -> Ty {
        self.lang.adt(name).map_or(Ty::Error, |id| self.adt_ty(id, args.into()))
    }

    /// `String`.
    pub fn string(&self) -> Ty {
        self.lang_ty("string", &[])
    }

    /// Whether a type is this language item, and its arguments.
    pub fn as_lang<'t>(&self, ty: &'t Ty, name: &str) -> Option<&'t Args> {
        match ty {
            Ty::Adt(adt, args) if self.lang.adt(name) == Some(adt.id) => Some(args),
            _ => None,
        }
    }
}

impl AdtDef {
    /// The type's own parameters as arguments (`Self` inside its body).
    pub fn identity_args(&self) -> Args {
        identity(&self.generics)
    }

    pub fn field(&self, name: &str) -> Option<(usize, &FieldDef)> {
        self.fields.iter().enumerate().find(|(_, f)| &*f.name == name)
    }

    pub fn variant(&self, name: &str) -> Option<(usize, &VariantDef)> {
        self.variants.iter().enumerate().find(|(_, v)| &*v.name == name)
    }
}

impl FnDef {
    pub fn identity_args(&self) -> Args {
        identity(&self.generics)
    }
}

fn identity(generics: &[GenericDef]) -> Args {
    generics.iter().enumerate().map(|(i, g)| Ty::Param(ParamTy { index: i as u32, name: g.name.clone() })).collect()
}
