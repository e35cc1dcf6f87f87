//! The types of Aria, and the tables of what a program defines: the vocabulary that `check`, `lower` and `layout`
//! share. Data only; inference lives in `check`, sizes in `layout`.

mod backed;
mod defs;
mod display;
mod dynamic;
mod hooks;
mod impls;
mod lane;
mod lang;
mod matching;
mod send;
mod substitute;
mod ty;

pub use backed::Backing;
pub use defs::{
    AdtDef, AdtId, AdtKind, Attributes, ConstDef, ConstId, Defs, ExportedModule, FieldDef, FnDef, FnId, FnKind, FunctionFacts,
    GenericDef, Homes, ImplDef, Import, ImportId, MethodOwner, ParamDef, PlaceFinder, TraitDef, TraitId, TraitRef, VariantDef,
};
pub use dynamic::{DynTypes, NotDyn};
pub use hooks::Hooks;
pub use impls::Impls;
pub use lang::{LangItem, LangItems};
pub use matching::matches;
pub use send::{Crossing, Marker, NotShared, PARTS_METHOD};
pub use ty::{AdtRef, Args, ExternRef, FloatTy, FnSig, InferVar, IntTy, LentTy, ParamTy, PtrTy, Ty};
