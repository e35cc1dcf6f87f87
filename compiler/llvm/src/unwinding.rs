//! Which bodies can end by unwinding. What cannot needs no landing pads in its callers, nor the cleanup behind them: without
//! LLVM's optimiser, which finds that out by itself, a third of the code is of that kind.

use aria_layout::Layouts;
use aria_mir::{Body, BodyId, Callee, Instance, InstanceKind, MirProgram, Place, TerminatorKind, Unwind};
use aria_types::Ty;

use crate::counts::optional_reference;
use crate::options::{CodegenOptions, Profile};

/// What happens at a terminator besides going on.
enum Leaves {
    /// Nothing.
    Never,
    /// A panic, or what is not known.
    Always,
    /// What these do.
    With(Vec<BodyId>),
}

/// For each body, whether a call of it may unwind.
pub(crate) fn unwinding(program: &MirProgram, layouts: &Layouts<'_>, options: &CodegenOptions) -> Vec<bool> {
    if options.profile == Profile::Release {
        return vec![true; program.bodies.len()];
    }
    let mut unwinds = vec![false; program.bodies.len()];
    let mut callers: Vec<Vec<u32>> = vec![Vec::new(); program.bodies.len()];
    let mut todo = Vec::new();
    for (index, body) in program.bodies.iter().enumerate() {
        // What unwinds out of cleanup ends the program.
        for block in body.blocks.iter().filter(|block| !block.cleanup) {
            match leaves(program, layouts, body, &block.terminator.kind) {
                Leaves::Never => {}
                Leaves::Always => unwinds[index] = true,
                Leaves::With(callees) => callees.iter().for_each(|id| callers[id.0 as usize].push(index as u32)),
            }
        }
        if unwinds[index] {
            todo.push(index);
        }
    }
    while let Some(index) = todo.pop() {
        for caller in std::mem::take(&mut callers[index]) {
            if !std::mem::replace(&mut unwinds[caller as usize], true) {
                todo.push(caller as usize);
            }
        }
    }
    unwinds
}

/// Whether a terminator's cleanup can be reached.
pub(crate) fn may_unwind(
    program: &MirProgram,
    layouts: &Layouts<'_>,
    unwinds: &[bool],
    body: &Body,
    terminator: &TerminatorKind,
) -> bool {
    match leaves(program, layouts, body, terminator) {
        Leaves::Never => false,
        Leaves::Always => true,
        Leaves::With(callees) => callees.iter().any(|id| unwinds[id.0 as usize]),
    }
}

fn leaves(program: &MirProgram, layouts: &Layouts<'_>, body: &Body, terminator: &TerminatorKind) -> Leaves {
    let known = |id: Option<&BodyId>| id.map_or(Leaves::Always, |id| Leaves::With(vec![*id]));
    match terminator {
        TerminatorKind::Assert { .. } => Leaves::Always,
        TerminatorKind::Call { unwind: Unwind::Never, .. } => Leaves::Never,
        TerminatorKind::Call { callee, .. } => match callee {
            Callee::Instance(instance) => known(program.instances.get(instance)),
            Callee::Extern(symbol) if program.external(symbol).is_some_and(|external| !external.unwinds) => Leaves::Never,
            _ => Leaves::Always,
        },
        TerminatorKind::Drop { place, unwind, .. } if *unwind != Unwind::Never => match dropped(program, layouts, body, place) {
            Some(callees) => Leaves::With(callees),
            None => Leaves::Always,
        },
        _ => Leaves::Never,
    }
}

/// What destroying a place calls. `None` if that is not known.
fn dropped(program: &MirProgram, layouts: &Layouts<'_>, body: &Body, place: &Place) -> Option<Vec<BodyId>> {
    let ty = place.ty(body, layouts).ok()?;
    if !layouts.needs_drop(&ty) {
        return Some(Vec::new());
    }
    let glue = |kind: InstanceKind, ty: Ty| Some(vec![*program.instances.get(&Instance { kind, args: [ty].into() })?]);
    match optional_reference(layouts, &ty) {
        Some(class) => glue(InstanceKind::DestroyGlue, class),
        None if layouts.is_class(&ty) || matches!(ty, Ty::Fn(_)) => glue(InstanceKind::DestroyGlue, ty),
        None => glue(InstanceKind::DropGlue, ty),
    }
}
