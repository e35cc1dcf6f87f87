//! How values of a type get to another thread: both threads keep what never changes, what may change is moved, and
//! what nobody answers for stays.

use crate::defs::{AdtId, AdtKind, Defs, TraitId};
use crate::ty::Ty;

/// The best that holds for every value of a type. The later ones are the worse.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Crossing {
    /// `Send`: it never changes, or takes care of itself.
    Shared,
    /// It can be moved, if nothing else refers to what it reaches; the reason why it is not shared.
    Moved(NotShared),
    /// Something in it has no thread fact.
    Refused(Ty),
}

/// Why a type is not `Send`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NotShared {
    /// A field of a class can be assigned.
    Field { adt: AdtId, field: usize },
    /// Its contents can change: an array, a dict, a class with storage of its own.
    Contents(Ty),
    /// What a closure or a `dyn` value holds is not known.
    Hidden(Ty),
    /// A generic parameter without the bound.
    Parameter(Ty),
}

/// The marker traits that types have by what they are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Marker {
    /// Several threads may use a value at once.
    Send,
    /// The processor changes a value as a whole: integers of at most 64 bits, and Bool.
    AtomicValue,
    /// Such an integer.
    AtomicNumber,
}

/// The method by which a type of the library that manages storage of its own tells of what it holds.
pub const PARTS_METHOD: &str = "cross_parts";

/// Type arguments nested deeper than this come from a type that contains ever larger instances of itself.
const DEEPEST: usize = 60;

struct Search<'a> {
    defs: &'a Defs,
    /// Whether a generic parameter, by its index, is bounded by `Send`.
    bounded: &'a dyn Fn(u32) -> bool,
    /// Types that were looked into, or are being: they add nothing more.
    seen: Vec<Ty>,
}

impl Defs {
    /// How values of a type cross; `bounded` says which generic parameters are `Send`.
    pub fn crossing(&self, ty: &Ty, bounded: &dyn Fn(u32) -> bool) -> Crossing {
        Search { defs: self, bounded, seen: Vec::new() }.ty(ty, 0)
    }

    /// The same where no generic parameters are left.
    pub fn concrete_crossing(&self, ty: &Ty) -> Crossing {
        self.crossing(ty, &|_| false)
    }

    /// The marker that a trait is.
    pub fn marker(&self, trait_: TraitId) -> Option<Marker> {
        let names = [("send", Marker::Send), ("atomic_value", Marker::AtomicValue), ("atomic_number", Marker::AtomicNumber)];
        names.into_iter().find(|(name, _)| self.lang.trait_(name) == Some(trait_)).map(|(_, marker)| marker)
    }

    /// Whether a type that is no generic parameter has a marker.
    pub fn has_marker(&self, ty: &Ty, marker: Marker, bounded: &dyn Fn(u32) -> bool) -> bool {
        let narrow = |ty: &Ty| matches!(ty, Ty::Int(int) if int.bits(64) <= 64);
        match marker {
            Marker::Send => self.crossing(ty, bounded) == Crossing::Shared,
            Marker::AtomicValue => *ty == Ty::Bool || narrow(ty),
            Marker::AtomicNumber => narrow(ty),
        }
    }

    /// Whether the program answers for a type itself: `@send`.
    pub fn is_declared_send(&self, adt: AdtId) -> bool {
        self.hooks.is_send(adt)
    }
}

/// The worse of two; of equals the first.
fn worse(a: Crossing, b: Crossing) -> Crossing {
    match (&a, &b) {
        (Crossing::Refused(_), _) => a,
        (_, Crossing::Refused(_)) => b,
        (Crossing::Moved(_), _) => a,
        _ => b,
    }
}

impl Search<'_> {
    fn all<'t>(&mut self, types: impl IntoIterator<Item = &'t Ty>, depth: usize) -> Crossing {
        types.into_iter().fold(Crossing::Shared, |known, ty| worse(known, self.ty(ty, depth)))
    }

    fn ty(&mut self, ty: &Ty, depth: usize) -> Crossing {
        match ty {
            Ty::Ptr(_) | Ty::RawPtr | Ty::Foreign(..) => Crossing::Refused(ty.clone()),
            Ty::Extern(e) if !e.is_enum => Crossing::Refused(ty.clone()),
            Ty::Fn(_) | Ty::Lent(_) => Crossing::Moved(NotShared::Hidden(ty.clone())),
            Ty::Param(param) if !(self.bounded)(param.index) => Crossing::Moved(NotShared::Parameter(ty.clone())),
            Ty::Array(element, _) => self.ty(element, depth),
            Ty::Tuple(items) => self.all(items.iter(), depth),
            Ty::Adt(adt, _) if depth < DEEPEST && !self.seen.contains(ty) => {
                self.seen.push(ty.clone());
                self.adt(ty, adt.id, depth + 1)
            }
            _ => Crossing::Shared,
        }
    }

    fn adt(&mut self, ty: &Ty, id: AdtId, depth: usize) -> Crossing {
        let Ty::Adt(_, args) = ty else { return Crossing::Shared };
        let def = self.defs.adt(id);
        if self.defs.is_declared_send(id) {
            return Crossing::Shared;
        }
        if self.defs.dyn_trait(ty).is_some() {
            return Crossing::Moved(NotShared::Hidden(ty.clone()));
        }
        let is_weak = self.defs.lang.adt("weak") == Some(id);
        if is_weak || def.in_std && def.methods.contains_key(PARTS_METHOD) {
            return worse(self.all(args.iter(), depth), Crossing::Moved(NotShared::Contents(ty.clone())));
        }
        // A box that the compiler put around a part of a recursive type.
        let is_box = self.defs.lang.adt("cell") == Some(id);
        let mut answer = Crossing::Shared;
        for (i, field) in def.fields.iter().enumerate() {
            answer = worse(answer, self.ty(&field.ty.substitute(args), depth));
            if def.kind == AdtKind::Class && !field.readonly && !is_box {
                answer = worse(answer, Crossing::Moved(NotShared::Field { adt: id, field: i }));
            }
        }
        for variant in &def.variants {
            let fields: Vec<Ty> = variant.fields.iter().map(|f| f.ty.substitute(args)).collect();
            answer = worse(answer, self.all(fields.iter(), depth));
        }
        answer
    }
}
