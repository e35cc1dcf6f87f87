//! What must hold of every lowered program, whatever it does.

use aria_layout::Layouts;
use aria_mir::{Body, MirProgram, Place, Projection, StatementKind, TerminatorKind, verify};
use aria_types::{AdtKind, Defs, Ty};

/// The first broken rule, in words: MIR's own, and that only class references are counted.
pub fn check(program: &MirProgram, defs: &Defs) -> Result<(), String> {
    if let Some(fault) = verify(program, &Layouts::new(defs)).first() {
        return Err(fault.to_string());
    }
    for body in &program.bodies {
        for block in &body.blocks {
            let retained = block.statements.iter().filter_map(|s| match &s.kind {
                StatementKind::Retain(place) => Some(place),
                _ => None,
            });
            let dropped = match &block.terminator.kind {
                TerminatorKind::Drop { place, .. } => Some(place),
                _ => None,
            };
            if let Some(place) = retained.chain(dropped).find(|p| !is_class(defs, &place_ty(defs, body, p))) {
                return Err(format!("{}: {place:?} is counted", body.symbol));
            }
        }
    }
    Ok(())
}

fn is_class(defs: &Defs, ty: &Ty) -> bool {
    matches!(ty, Ty::Adt(adt, _) if defs.adt(adt.id).kind == AdtKind::Class)
}

fn place_ty(defs: &Defs, body: &Body, place: &Place) -> Ty {
    let mut ty = body.local(place.local).ty.clone();
    let mut variant = None;
    for step in &place.path {
        ty = match (step, &ty) {
            (Projection::Deref, Ty::Ptr(p)) => p.pointee.clone(),
            (Projection::Deref, _) => ty,
            (Projection::Variant(v), _) => {
                variant = Some(*v as usize);
                continue;
            }
            (Projection::Field(i), Ty::Tuple(items)) => items[*i as usize].clone(),
            (Projection::Field(i), Ty::Adt(adt, args)) => {
                let def = defs.adt(adt.id);
                let fields = variant.take().map_or(&def.fields, |v| &def.variants[v].fields);
                fields[*i as usize].ty.substitute(args)
            }
            (Projection::Index(_), Ty::Array(element, _)) => (**element).clone(),
            _ => Ty::Error,
        };
    }
    ty
}
