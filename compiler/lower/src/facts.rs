//! [`TypeFacts`]: what ownership needs to know about types: which own something, and what their fields are.

use std::cell::RefCell;
use std::collections::HashSet;

use aria_foreign::ScalarKind;
use aria_mir::{LocalDecl, Place, Projection};
use aria_types::{AdtId, AdtKind, Defs, FloatTy, Ty};
use rustc_hash::FxHashMap;

use crate::mono::too_large;

/// More types than this are found in no type but one that grows by leading to itself.
const MOST_TYPES: usize = 2000;

pub(crate) struct TypeFacts<'p> {
    defs: &'p Defs,
    /// `None` while the answer is being computed.
    drops: RefCell<FxHashMap<Ty, Option<bool>>>,
    /// Whether a type can lead to itself.
    recursive: RefCell<FxHashMap<Ty, bool>>,
    /// Whether a value may refer to an object of a recursive type.
    leading: RefCell<FxHashMap<Ty, bool>>,
    /// The `@no_copy` type that makes a type one. `None` while the answer is being computed.
    moves: RefCell<FxHashMap<Ty, Option<Option<AdtId>>>>,
}

impl<'p> TypeFacts<'p> {
    pub fn new(defs: &'p Defs) -> Self {
        TypeFacts {
            defs,
            drops: RefCell::default(),
            recursive: RefCell::default(),
            leading: RefCell::default(),
            moves: RefCell::default(),
        }
    }

    /// Whether destroying a value does anything. For a generic parameter: it may.
    pub fn needs_drop(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Fn(_) | Ty::Param(_) => true,
            Ty::Foreign(..) => self.defs.lane_type(ty).is_some(),
            Ty::Array(element, n) => *n > 0 && self.needs_drop(element),
            Ty::Tuple(items) => items.iter().any(|i| self.needs_drop(i)),
            Ty::Adt(adt, _) => {
                let def = self.defs.adt(adt.id);
                // One that moves has an end to be followed, even if nothing runs then.
                let moves = self.defs.hooks.is_no_copy(adt.id);
                if def.kind == AdtKind::Class || def.finalize.is_some() || self.defs.copy_hook(ty).is_some() || moves {
                    return true;
                }
                if let Some(known) = self.drops.borrow().get(ty) {
                    // A type met inside itself adds nothing new.
                    return known.unwrap_or(false);
                }
                self.drops.borrow_mut().insert(ty.clone(), None);
                let owns = |variant| self.fields(ty, variant).iter().any(|f| self.needs_drop(f));
                let answer = match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).any(|v| owns(Some(v))),
                    _ => owns(None),
                };
                self.drops.borrow_mut().insert(ty.clone(), Some(answer));
                answer
            }
            _ => false,
        }
    }

    /// The `@no_copy` type whose value lies in values of a type, so that these cannot be copied either. What a reference
    /// refers to lies elsewhere.
    pub fn no_copy(&self, ty: &Ty) -> Option<AdtId> {
        if !self.defs.hooks.any_no_copy() {
            return None;
        }
        match ty {
            Ty::Array(element, _) => self.no_copy(element),
            Ty::Tuple(items) => items.iter().find_map(|i| self.no_copy(i)),
            Ty::Adt(adt, _) => {
                let def = self.defs.adt(adt.id);
                if def.kind == AdtKind::Class {
                    return None;
                }
                if self.defs.hooks.is_no_copy(adt.id) {
                    return Some(adt.id);
                }
                if let Some(known) = self.moves.borrow().get(ty) {
                    return known.flatten();
                }
                self.moves.borrow_mut().insert(ty.clone(), None);
                let inside = |variant| self.fields(ty, variant).iter().find_map(|f| self.no_copy(f));
                let answer = match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).find_map(|v| inside(Some(v))),
                    _ => inside(None),
                };
                self.moves.borrow_mut().insert(ty.clone(), Some(answer));
                answer
            }
            _ => None,
        }
    }

    /// Whether the program says what copying or moving values of a type does. (What the library says cannot be seen.)
    pub fn hooked(&self, ty: &Ty) -> bool {
        let own = matches!(ty, Ty::Adt(adt, _) if !self.defs.adt(adt.id).in_std);
        own && (self.defs.copy_hook(ty).is_some() || self.defs.sink_hook(ty).is_some())
    }

    /// Whether moves of values of a type are followed.
    pub fn is_followed(&self, ty: &Ty) -> bool {
        self.no_copy(ty).is_some() || self.hooked(ty)
    }

    /// Whether a type is one whose values cannot be copied, for some type arguments at least.
    pub fn may_move(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Param(_) => true,
            Ty::Array(element, _) => self.may_move(element),
            Ty::Tuple(items) => items.iter().any(|i| self.may_move(i)),
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                def.kind != AdtKind::Class && (self.no_copy(ty).is_some() || args.iter().any(|a| self.may_move(a)))
            }
            _ => false,
        }
    }

    /// The type of a place of a body without parameters. Behind an object reference it stays the class, whose fields
    /// follow.
    pub fn place_ty(&self, locals: &[LocalDecl], place: &Place) -> Ty {
        let mut ty = locals[place.local.0 as usize].ty.clone();
        let mut variant = None;
        for step in &place.path {
            ty = match step {
                Projection::Deref => match &ty {
                    Ty::Ptr(p) => p.pointee.clone(),
                    _ => ty,
                },
                Projection::Field(i) => self.fields(&ty, variant).get(*i as usize).cloned().unwrap_or(Ty::Error),
                Projection::Variant(v) => {
                    variant = Some(*v);
                    continue;
                }
                Projection::Index(_) => match &ty {
                    Ty::Array(element, _) => (**element).clone(),
                    _ => Ty::Error,
                },
            };
            variant = None;
        }
        ty
    }

    /// Whether a value is made of numbers alone: nothing is reached through it.
    pub fn is_plain(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Unit | Ty::Bool | Ty::Char | Ty::Int(_) | Ty::Float(_) | Ty::C(_) | Ty::Never => true,
            Ty::Tuple(items) => items.iter().all(|i| self.is_plain(i)),
            Ty::Adt(adt, _) => {
                self.defs.adt(adt.id).kind == AdtKind::Struct && self.fields(ty, None).iter().all(|f| self.is_plain(f))
            }
            _ => false,
        }
    }

    /// Whether destroying a value may run a `finalize` of the program, so that when it happens can be seen.
    pub fn end_is_observable(&self, ty: &Ty) -> bool {
        let mut seen = Vec::new();
        self.may_finalize(ty, &mut seen)
    }

    fn may_finalize(&self, ty: &Ty, seen: &mut Vec<Ty>) -> bool {
        match ty {
            // What a closure captured is not known.
            Ty::Fn(_) | Ty::Param(_) => true,
            Ty::Foreign(..) => self.defs.lane_type(ty).is_some(),
            Ty::Array(element, _) => self.may_finalize(element, seen),
            Ty::Tuple(items) => items.iter().any(|i| self.may_finalize(i, seen)),
            Ty::Adt(adt, args) => {
                if seen.contains(ty) {
                    return false;
                }
                seen.push(ty.clone());
                let def = self.defs.adt(adt.id);
                // The library's finalizers free memory, and destroy elements of the type's arguments.
                if def.finalize.is_some() && !def.in_std || args.iter().any(|a| self.may_finalize(a, seen)) {
                    return true;
                }
                let variants: Vec<Option<u32>> = match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).map(Some).collect(),
                    _ => vec![None],
                };
                variants.into_iter().any(|v| self.fields(ty, v).iter().any(|f| self.may_finalize(f, seen)))
            }
            _ => false,
        }
    }

    /// Whether destroying a value runs a destructor that lies in it, not behind a reference. (Weak references bear being
    /// empty.)
    pub fn ends_by_hook(&self, ty: &Ty) -> bool {
        match ty {
            Ty::Array(element, _) => self.ends_by_hook(element),
            Ty::Tuple(items) => items.iter().any(|i| self.ends_by_hook(i)),
            Ty::Adt(adt, _) => {
                let def = self.defs.adt(adt.id);
                if def.kind == AdtKind::Class || self.defs.as_lang(ty, "weak").is_some() {
                    return false;
                }
                let variants: Vec<Option<u32>> = match def.kind {
                    AdtKind::Enum => (0..def.variants.len() as u32).map(Some).collect(),
                    _ => vec![None],
                };
                def.finalize.is_some() || variants.into_iter().any(|v| self.fields(ty, v).iter().any(|f| self.ends_by_hook(f)))
            }
            _ => false,
        }
    }

    pub fn is_class(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Class)
    }

    /// Whether an object of a class can lead to another one of the same class, so that nothing limits how many are
    /// destroyed one within another. What a closure or a `dyn` value holds is not known: it may be anything.
    pub fn is_recursive(&self, class: &Ty) -> bool {
        if matches!(class, Ty::Fn(_)) || self.defs.dyn_trait(class).is_some() {
            return true;
        }
        if !self.is_class(class) {
            return false;
        }
        if let Some(known) = self.recursive.borrow().get(class) {
            return *known;
        }
        let answer = self.reaches(class, &mut |ty| ty == class);
        self.recursive.borrow_mut().insert(class.clone(), answer);
        answer
    }

    /// Whether a value may refer to an object of a recursive type, other objects' fields not counted.
    pub fn leads_to_recursive(&self, ty: &Ty) -> bool {
        if matches!(ty, Ty::Fn(_)) || self.is_class(ty) {
            return self.is_recursive(ty);
        }
        if let Some(known) = self.leading.borrow().get(ty) {
            return *known;
        }
        // Values do not contain themselves but through objects.
        let answer = self.parts(ty).iter().any(|part| self.leads_to_recursive(part));
        self.leading.borrow_mut().insert(ty.clone(), answer);
        answer
    }

    /// Whether what a type owns, however far away, is something; unknown types may be it.
    fn reaches(&self, from: &Ty, found: &mut dyn FnMut(&Ty) -> bool) -> bool {
        let mut seen: HashSet<Ty> = HashSet::new();
        let mut left = self.parts(from);
        while let Some(ty) = left.pop() {
            let unknown = matches!(ty, Ty::Fn(_) | Ty::Param(_)) || self.defs.dyn_trait(&ty).is_some();
            // A type that grows with each turn has no end.
            if unknown || found(&ty) || seen.len() > MOST_TYPES || too_large(std::slice::from_ref(&ty)) {
                return true;
            }
            if !seen.contains(&ty) {
                left.extend(self.parts(&ty));
                seen.insert(ty);
            }
        }
        false
    }

    /// The types of what a value or an object owns directly. The library's types may own values of their arguments
    /// where no field says so.
    fn parts(&self, ty: &Ty) -> Vec<Ty> {
        match ty {
            Ty::Array(element, _) => vec![(**element).clone()],
            Ty::Tuple(items) => items.to_vec(),
            // What it refers to is not its own.
            Ty::Adt(adt, _) if self.defs.lang.adt("weak") == Some(adt.id) => Vec::new(),
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                let mut parts = self.fields(ty, None);
                for variant in 0..def.variants.len() as u32 {
                    parts.extend(self.fields(ty, Some(variant)));
                }
                if def.in_std && def.kind == AdtKind::Class {
                    parts.extend(args.iter().cloned());
                }
                parts
            }
            _ => Vec::new(),
        }
    }

    /// The types of the fields of a struct, tuple or object, or of one variant of an enum.
    pub fn fields(&self, ty: &Ty, variant: Option<u32>) -> Vec<Ty> {
        match ty {
            Ty::Tuple(items) => items.to_vec(),
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                let fields = match variant {
                    Some(v) => def.variants.get(v as usize).map(|v| &v.fields[..]).unwrap_or_default(),
                    None => &def.fields[..],
                };
                fields.iter().map(|f| f.ty.substitute(args)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Whether a value may hold a bare pointer into something that a temporary keeps alive.
    pub fn may_borrow(&self, ty: &Ty) -> bool {
        ty.any(&mut |t| matches!(t, Ty::Ptr(_) | Ty::RawPtr))
    }
}

/// What a scalar is for the machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Number {
    Int { bits: u16, signed: bool },
    Float { bits: u16 },
    Pointer,
}

/// A scalar type's machine form; `None` for what is not a scalar.
pub(crate) fn number(ty: &Ty, target: &aria_foreign::TargetData) -> Option<Number> {
    Some(match ty {
        Ty::Bool => Number::Int { bits: 1, signed: false },
        Ty::Char => Number::Int { bits: 32, signed: false },
        Ty::Int(i) => Number::Int { bits: i.bits(target.pointer_bits), signed: i.signed() },
        Ty::Float(FloatTy::F32) => Number::Float { bits: 32 },
        Ty::Float(FloatTy::F64) => Number::Float { bits: 64 },
        Ty::C(c) => match c.kind(target) {
            ScalarKind::Bool => Number::Int { bits: 1, signed: false },
            ScalarKind::Integer { bits, signed } => Number::Int { bits, signed },
            ScalarKind::Float { bits } => Number::Float { bits },
        },
        // A C `int`, where the enumeration's own import is not at hand.
        Ty::Extern(e) if e.is_enum => Number::Int { bits: 32, signed: true },
        Ty::RawPtr | Ty::Ptr(_) | Ty::CFn(_) => Number::Pointer,
        _ => return None,
    })
}
