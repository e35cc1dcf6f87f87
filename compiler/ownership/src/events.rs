//! What MIR itself says of places: uses, stores, drops, and `Move` operands.

use aria_mir::{Body, Callee, Operand, PanicKind, Place, Rvalue, StatementKind, TerminatorKind};

use crate::flow::{Event, Site, Step};

/// Adds the events of a step: reads and addresses are [`Event::Uses`], `Move` operands end with the reason that `moved`
/// gives, stores begin, drops and zeroing clear.
pub fn of<R>(body: &Body, site: Site, moved: impl Fn() -> R, out: &mut Vec<Event<R>>) {
    match site.step(body) {
        Step::Statement(statement) => match &statement.kind {
            StatementKind::Assign(place, rvalue) => {
                rvalue_events(rvalue, &moved, out);
                store(place, out);
            }
            StatementKind::SetVariant(place, _) | StatementKind::Retain(place) => out.push(uses(place)),
            StatementKind::Zero(place) => out.push(Event::Clears { place: place.clone() }),
            StatementKind::FreeObject(operand) => operand_events(operand, &moved, out),
            StatementKind::StorageLive(local) | StatementKind::StorageDead(local) => {
                out.push(Event::Clears { place: (*local).into() });
            }
        },
        Step::Terminator(terminator) => match &terminator.kind {
            TerminatorKind::Branch { condition: operand, .. } | TerminatorKind::Switch { value: operand, .. } => {
                operand_events(operand, &moved, out);
            }
            TerminatorKind::Call { callee, args, destination, .. } => {
                if let Callee::Closure(operand, _) | Callee::Pointer(operand, _) = callee {
                    operand_events(operand, &moved, out);
                }
                // What is only read comes first: `f(a.x, move a)` reads before it moves.
                args.iter().filter(|a| !matches!(a, Operand::Move(_))).for_each(|a| operand_events(a, &moved, out));
                args.iter().filter(|a| matches!(a, Operand::Move(_))).for_each(|a| operand_events(a, &moved, out));
                through(destination, out);
                out.push(Event::Returns { place: destination.clone() });
            }
            TerminatorKind::Drop { place, .. } => {
                through(place, out);
                out.push(Event::Drops { place: place.clone() });
            }
            TerminatorKind::Assert { condition, kind, .. } => {
                operand_events(condition, &moved, out);
                panic_operands(kind).into_iter().for_each(|o| operand_events(o, &moved, out));
            }
            TerminatorKind::Catch { destination, .. } => out.push(Event::Begins { place: destination.clone() }),
            TerminatorKind::Goto(_)
            | TerminatorKind::Return
            | TerminatorKind::Unreachable
            | TerminatorKind::Resume
            | TerminatorKind::Abort => {}
        },
    }
}

fn uses<R>(place: &Place) -> Event<R> {
    Event::Uses { place: place.clone() }
}

/// A store behind a reference uses the reference.
fn through<R>(place: &Place, out: &mut Vec<Event<R>>) {
    if let Some(at) = place.path.iter().position(|step| *step == aria_mir::Projection::Deref) {
        out.push(Event::Uses { place: Place { local: place.local, path: place.path[..at].to_vec() } });
    }
}

fn store<R>(place: &Place, out: &mut Vec<Event<R>>) {
    through(place, out);
    out.push(Event::Begins { place: place.clone() });
}

fn operand_events<R>(operand: &Operand, moved: &impl Fn() -> R, out: &mut Vec<Event<R>>) {
    match operand {
        Operand::Copy(place) => out.push(uses(place)),
        Operand::Move(place) => out.push(Event::Ends { place: place.clone(), reason: moved() }),
        Operand::Const(_) => {}
    }
}

fn rvalue_events<R>(rvalue: &Rvalue, moved: &impl Fn() -> R, out: &mut Vec<Event<R>>) {
    if let Rvalue::AddressOf(place) | Rvalue::VariantOf(place) = rvalue {
        out.push(uses(place));
    }
    rvalue.operands().into_iter().for_each(|o| operand_events(o, moved, out));
}

fn panic_operands(kind: &PanicKind) -> Vec<&Operand> {
    match kind {
        PanicKind::Bounds { index, length } => vec![index, length],
        PanicKind::Range { value, .. } => vec![value],
        PanicKind::NulInString { position } => vec![position],
        PanicKind::Overflow(_) | PanicKind::DivisionByZero | PanicKind::Null | PanicKind::ShiftAmount | PanicKind::NoMatch => {
            Vec::new()
        }
    }
}
