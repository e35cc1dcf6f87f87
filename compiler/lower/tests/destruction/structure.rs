//! What must hold of every lowered program, whatever it does.

use aria_mir::{Body, Callee, Instance, MirProgram, Operand, Place, Projection, Rvalue, StatementKind, TerminatorKind, Unwind};
use aria_types::{AdtKind, Defs, Ty};

/// The first broken rule, in words.
pub fn check(program: &MirProgram, defs: &Defs) -> Result<(), String> {
    let mut symbols = std::collections::HashSet::new();
    for body in &program.bodies {
        if !symbols.insert(&body.symbol) {
            return Err(format!("two bodies are called {}", body.symbol));
        }
        check_body(program, defs, body).map_err(|e| format!("{}: {e}", body.symbol))?;
    }
    Ok(())
}

fn check_body(program: &MirProgram, defs: &Defs, body: &Body) -> Result<(), String> {
    for local in &body.locals {
        if local.ty.any(&mut |t| matches!(t, Ty::Param(_) | Ty::Infer(_) | Ty::Error)) {
            return Err(format!("a local of type {}", local.ty));
        }
    }
    let reached = |to: aria_mir::BlockId| body.blocks.get(to.0 as usize).ok_or(format!("{to} does not exist"));
    for (i, block) in body.blocks.iter().enumerate() {
        let kind = &block.terminator.kind;
        for statement in &block.statements {
            match &statement.kind {
                StatementKind::Retain(place) if !is_class(defs, &place_ty(defs, body, place)) => {
                    return Err(format!("bb{i}: {place:?} is retained"));
                }
                StatementKind::Assign(_, Rvalue::NeedsDrop(_)) => return Err(format!("bb{i}: a question is left")),
                StatementKind::Assign(_, Rvalue::Use(Operand::Const(aria_mir::Const::Fn(instance, _)))) => {
                    known(program, instance)?
                }
                _ => {}
            }
        }
        let unwind = match kind {
            TerminatorKind::Call { unwind, callee, .. } => {
                match callee {
                    Callee::Instance(instance) => known(program, instance)?,
                    Callee::Extern(symbol) if program.external(symbol).is_none() => {
                        return Err(format!("{symbol} is not declared"));
                    }
                    Callee::TraitMethod { .. } => return Err("an unresolved method".into()),
                    _ => {}
                }
                *unwind
            }
            TerminatorKind::Drop { unwind, place, .. } => {
                if !is_class(defs, &place_ty(defs, body, place)) {
                    return Err(format!("bb{i}: {place:?} is dropped"));
                }
                *unwind
            }
            TerminatorKind::Assert { unwind, .. } => *unwind,
            TerminatorKind::Resume | TerminatorKind::Catch { .. } if !block.cleanup => {
                return Err(format!("bb{i} ends cleanup but is none"));
            }
            TerminatorKind::Return if block.cleanup => return Err(format!("bb{i} returns while unwinding")),
            _ => Unwind::Never,
        };
        if let Unwind::Cleanup(to) = unwind {
            if block.cleanup || !reached(to)?.cleanup {
                return Err(format!("bb{i} unwinds to {to}"));
            }
        }
        if unwind == Unwind::Continue && block.cleanup {
            return Err(format!("bb{i} lets a second panic out"));
        }
        for to in kind.successors() {
            let target = reached(to)?;
            let by_unwinding = unwind == Unwind::Cleanup(to);
            let ends_cleanup = matches!(kind, TerminatorKind::Catch { .. });
            if !by_unwinding && target.cleanup != (block.cleanup && !ends_cleanup) {
                return Err(format!("bb{i} goes to {to}, from one side of unwinding to the other"));
            }
        }
    }
    Ok(())
}

fn known(program: &MirProgram, instance: &Instance) -> Result<(), String> {
    if program.instances.contains_key(instance) { Ok(()) } else { Err(format!("{instance:?} was never made")) }
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
