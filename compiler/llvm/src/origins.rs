//! [`Origins`]: where the pointers in locals come from, as far as it tells what they point to.

use aria_layout::Layouts;
use aria_mir::{Body, CastKind, LocalId, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind};
use aria_types::{IntTy, Ty};

use crate::aliasing::Access;
use crate::module::ModuleCx;

/// What a pointer points to.
#[derive(Clone, PartialEq, Debug)]
enum Origin {
    /// An element of an array of this type, which the pointer was computed from.
    Element(Ty),
    /// The counts of an object.
    Header,
}

/// The origins of a body's locals.
#[derive(Default)]
pub(crate) struct Origins(Vec<Option<Origin>>);

impl Origins {
    pub fn of(layouts: &Layouts<'_>, body: &Body) -> Origins {
        // Pointers are computed into temporaries that are assigned once; the others are of no known origin.
        let mut assigned: Vec<Option<&Rvalue>> = vec![None; body.locals.len()];
        let mut spoiled = vec![false; body.locals.len()];
        (0..=body.params as usize).for_each(|i| spoil(&mut spoiled, i));
        for block in &body.blocks {
            for statement in &block.statements {
                match &statement.kind {
                    StatementKind::Assign(to, rvalue) => {
                        if let Rvalue::AddressOf(place) = rvalue {
                            spoil(&mut spoiled, place.local.0 as usize);
                        }
                        if to.path.is_empty()
                            && let Some(slot) = assigned.get_mut(to.local.0 as usize)
                            && slot.replace(rvalue).is_some()
                        {
                            spoil(&mut spoiled, to.local.0 as usize);
                        }
                    }
                    StatementKind::SetVariant(place, _) | StatementKind::Zero(place) => {
                        spoil(&mut spoiled, place.local.0 as usize);
                    }
                    _ => {}
                }
            }
            if let TerminatorKind::Call { destination, .. } | TerminatorKind::Catch { destination, .. } = &block.terminator.kind {
                spoil(&mut spoiled, destination.local.0 as usize);
            }
        }
        let mut origins = vec![None; body.locals.len()];
        // A temporary is made after what it is computed from, mostly: once in order finds nearly all.
        for local in 0..body.locals.len() {
            if let (Some(rvalue), false) = (assigned[local], spoiled[local]) {
                origins[local] = origin(layouts, body, &origins, &body.locals[local].ty, rvalue);
            }
        }
        Origins(origins)
    }

    /// What lies behind the pointer in a local.
    pub fn behind(&self, m: &ModuleCx<'_, '_>, local: LocalId) -> Access {
        match self.0.get(local.0 as usize) {
            Some(Some(Origin::Element(ty))) => m.elements(ty),
            Some(Some(Origin::Header)) => Access::Header,
            _ => Access::Value,
        }
    }
}

fn spoil(spoiled: &mut [bool], local: usize) {
    if let Some(slot) = spoiled.get_mut(local) {
        *slot = true;
    }
}

fn origin(layouts: &Layouts<'_>, body: &Body, known: &[Option<Origin>], ty: &Ty, rvalue: &Rvalue) -> Option<Origin> {
    let Ty::Ptr(pointer) = ty else { return None };
    let from = match rvalue {
        Rvalue::Use(from) | Rvalue::Offset { pointer: from, .. } | Rvalue::Cast(CastKind::Reinterpret, from, _) => from,
        _ => return None,
    };
    let (Operand::Copy(place) | Operand::Move(place)) = from else { return None };
    // Nothing else in an object is looked at as a word of 32 bits by its own reference.
    if matches!(rvalue, Rvalue::Cast(..)) && pointer.pointee == Ty::Int(IntTy::U32) && is_object(layouts, body, place) {
        return Some(Origin::Header);
    }
    let found = match &place.path[..] {
        [] => known.get(place.local.0 as usize).cloned().flatten(),
        _ => items_of(layouts, body, place).map(Origin::Element),
    };
    // Looked at as something else, it is anything.
    found.filter(|origin| matches!(origin, Origin::Element(element) if *element == pointer.pointee))
}

fn is_object(layouts: &Layouts<'_>, body: &Body, place: &Place) -> bool {
    place.ty(body, layouts).is_ok_and(|ty| layouts.is_class(&ty))
}

/// The type of the elements, if a place is where an array says that its elements are.
fn items_of(layouts: &Layouts<'_>, body: &Body, place: &Place) -> Option<Ty> {
    let (Projection::Field(field), path) = place.path.split_last()? else { return None };
    let (Projection::Deref, path) = path.split_last()? else { return None };
    let array = Place { local: place.local, path: path.to_vec() }.ty(body, layouts).ok()?;
    let element = layouts.defs().as_lang(&array, "array")?.first()?;
    let Ty::Adt(adt, _) = &array else { return None };
    let items = layouts.defs().adt(adt.id).field("items")?.0;
    (items == *field as usize).then(|| element.clone())
}
