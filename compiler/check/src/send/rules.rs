//! Which functions of the library bring values to other threads, and what they ask of their blocks.

use aria_types::{Crossing, Defs, FnDef, FnId, Marker, NotShared, Ty};

/// What a function asks of the block that it is given.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Rule {
    /// Runs once, on another thread: takes along what it names.
    Once,
    /// Runs on several threads at once: shares what it names.
    AtOnce,
    /// Runs here, on a value that other threads reach: what it names may get into that value.
    Inside,
}

/// The functions by the names of their language items.
const RULES: [(&str, Rule); 7] = [
    ("spawn", Rule::Once),
    ("parallel_map", Rule::AtOnce),
    ("parallel_each", Rule::AtOnce),
    ("mutex_lock", Rule::Inside),
    ("mutex_try_lock", Rule::Inside),
    ("mutex_update", Rule::Inside),
    ("frozen_read", Rule::Inside),
];

pub(super) fn of(defs: &Defs, function: FnId) -> Option<Rule> {
    RULES.iter().find(|(name, _)| defs.lang.function(name) == Some(function)).map(|(_, rule)| *rule)
}

/// How values of a type cross, in a function whose parameters may be bounded by `Send`.
pub(crate) fn crossing(defs: &Defs, def: &FnDef, ty: &Ty) -> Crossing {
    defs.crossing(ty, &|index| bounded_by_send(defs, def, index))
}

/// Whether a type that is no generic parameter has a marker, in such a function.
pub(crate) fn has_marker(defs: &Defs, def: &FnDef, ty: &Ty, marker: Marker) -> bool {
    defs.has_marker(ty, marker, &|index| bounded_by_send(defs, def, index))
}

fn bounded_by_send(defs: &Defs, def: &FnDef, index: u32) -> bool {
    let send = defs.lang.trait_("send");
    def.generics.get(index as usize).is_some_and(|g| g.bounds.iter().any(|b| Some(b.trait_) == send))
}

/// Why a type is not `Send`; `None` if it is.
pub(crate) fn why_not(defs: &Defs, def: &FnDef, ty: &Ty) -> Option<String> {
    match crossing(defs, def, ty) {
        Crossing::Shared => None,
        Crossing::Moved(reason) => Some(why(defs, &reason)),
        Crossing::Refused(part) => Some(belongs(&part)),
    }
}

pub(super) fn belongs(part: &Ty) -> String {
    format!("a `{part}` belongs to its thread")
}

/// Why a type is not `Send`, as a message says it.
pub(super) fn why(defs: &Defs, reason: &NotShared) -> String {
    match reason {
        NotShared::Field { adt, field } => {
            let def = defs.adt(*adt);
            let field = def.fields.get(*field).map_or("", |f| &f.name);
            format!("the field `{field}` of `{}` can be assigned", def.name)
        }
        NotShared::Contents(ty) => format!("a `{ty}` can change"),
        NotShared::Hidden(ty) => format!("what a `{ty}` holds is not known"),
        NotShared::Parameter(ty) => format!("`{ty}` has no bound `Send`"),
    }
}
