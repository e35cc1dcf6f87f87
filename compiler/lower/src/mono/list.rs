//! Destroying an object whose class refers to itself (`next: Option[Node]`) without recursion, so that a list of any
//! length can go.
//!
//! The order is the one recursion would give: finalizer, later fields, what the link refers to, earlier fields,
//! memory. Where the link held the last count of another object, that object is destroyed first, and the link's own
//! storage remembers the way back meanwhile.

use std::collections::HashMap;
use std::sync::Arc;

use aria_mir::{BinOp, BlockId, Const, LocalId, Operand, Place, Rvalue, StatementKind, TerminatorKind, Unwind};
use aria_types::{AdtKind, AdtRef, Ty};

use super::glue::{Glue, VALUE};
use crate::context::Context;

/// The field through which objects of a class form lists.
pub(super) struct Link {
    field: u32,
    /// The variant and field that hold the reference, if the link is an enum.
    payload: Option<(u32, u32)>,
}

/// The last field that refers to an object of the class itself, and to nothing else.
pub(super) fn link(cx: &Context<'_>, class: &Ty) -> Option<Link> {
    let fields = cx.facts.fields(class, None);
    fields.iter().enumerate().rev().find_map(|(i, field)| {
        let payload = if field == class { None } else { Some(only_reference(cx, field, class)?) };
        Some(Link { field: i as u32, payload })
    })
}

/// Where the class is referred to in an enum that owns nothing else.
fn only_reference(cx: &Context<'_>, ty: &Ty, class: &Ty) -> Option<(u32, u32)> {
    let Ty::Adt(adt, _) = ty else { return None };
    let def = cx.defs.adt(adt.id);
    if def.kind != AdtKind::Enum || def.finalize.is_some() {
        return None;
    }
    let mut found = None;
    for v in 0..def.variants.len() as u32 {
        for (i, field) in cx.facts.fields(ty, Some(v)).iter().enumerate() {
            if cx.facts.needs_drop(field) {
                if found.is_some() || field != class {
                    return None;
                }
                found = Some((v, i as u32));
            }
        }
    }
    found
}

/// The blocks of one way through: the ordinary one, or the one taken after a panic.
struct Way {
    start: BlockId,
    /// Behind the finalizer.
    finalized: BlockId,
    /// Behind the drop of each field.
    after: HashMap<u32, BlockId>,
}

struct Walk<'a, 'p> {
    cx: &'a Context<'p>,
    class: &'a Ty,
    adt: &'a AdtRef,
    args: &'a Arc<[Ty]>,
    link: Link,
    fields: Vec<Ty>,
    current: LocalId,
    parent: LocalId,
    next: LocalId,
}

/// The body of the class's destroy glue; returns where it begins.
pub(super) fn destroy(glue: &mut Glue, cx: &Context<'_>, class: &Ty, adt: &AdtRef, args: &Arc<[Ty]>, link: Link) -> BlockId {
    let [current, parent, next] = [(); 3].map(|()| glue.local(class.clone()));
    let fields = cx.facts.fields(class, None);
    let walk = Walk { cx, class, adt, args, link, fields, current, parent, next };
    let unwinding = walk.way(glue, None);
    let way = walk.way(glue, Some(&unwinding));
    let entry = glue.block(false, TerminatorKind::Goto(way.start));
    glue.assign(entry, current, Rvalue::Use(Operand::Copy(VALUE.into())));
    glue.assign(entry, parent, Rvalue::Use(Operand::Const(Const::Null(class.clone()))));
    entry
}

impl Walk<'_, '_> {
    fn reference(&self) -> Place {
        let link = Place::local(self.current).deref().field(self.link.field);
        match self.link.payload {
            Some((variant, field)) => link.variant(variant).field(field),
            None => link,
        }
    }

    /// One way; a panic on it continues on `unwinding`, or ends the program where that is not given.
    fn way(&self, glue: &mut Glue, unwinding: Option<&Way>) -> Way {
        let cleanup = unwinding.is_none();
        let copy = |local: LocalId| Rvalue::Use(Operand::Copy(local.into()));
        let start = glue.block(cleanup, TerminatorKind::Unreachable);
        let finish = glue.block(cleanup, TerminatorKind::Unreachable);
        let mut after = HashMap::new();

        let end = glue.block(cleanup, if cleanup { TerminatorKind::Resume } else { TerminatorKind::Return });
        let up = glue.block(cleanup, TerminatorKind::Goto(finish));
        glue.assign(up, self.current, copy(self.parent));
        glue.assign(up, self.parent, Rvalue::Use(Operand::Move(self.reference())));
        let first = glue.local(Ty::Bool);
        let free =
            glue.block(cleanup, TerminatorKind::Branch { condition: Operand::Copy(first.into()), then: end, otherwise: up });
        glue.push(free, StatementKind::FreeObject(Operand::Copy(self.current.into())));
        let null = Operand::Const(Const::Null(self.class.clone()));
        glue.assign(free, first, Rvalue::Binary(BinOp::Eq, Operand::Copy(self.parent.into()), null));
        let earlier = self.drops(glue, 0..self.link.field, free, unwinding, &mut after);
        glue.terminate(finish, TerminatorKind::Goto(earlier));

        let down = glue.block(cleanup, TerminatorKind::Goto(start));
        glue.assign(down, self.reference(), copy(self.parent));
        glue.assign(down, self.parent, copy(self.current));
        glue.assign(down, self.current, copy(self.next));
        let last = glue.local(Ty::Bool);
        let release =
            glue.block(cleanup, TerminatorKind::Branch { condition: Operand::Copy(last.into()), then: down, otherwise: finish });
        glue.assign(release, self.next, Rvalue::Use(Operand::Move(self.reference())));
        glue.assign(release, last, Rvalue::ReleaseCount(Operand::Copy(self.next.into())));
        let follow = match self.link.payload {
            None => release,
            Some((variant, _)) => {
                let link = Place::local(self.current).deref().field(self.link.field);
                let switch = glue.switch(&link, vec![(i128::from(variant), release)], finish);
                glue.blocks[switch.0 as usize].cleanup = cleanup;
                switch
            }
        };
        let later = self.drops(glue, self.link.field + 1..self.fields.len() as u32, follow, unwinding, &mut after);

        let def = self.cx.defs.adt(self.adt.id);
        let on_panic = unwinding.map(|w| w.finalized);
        let value = Place::local(self.current);
        let begin = glue.finalized(self.cx, def.finalize, self.args, &value, later, on_panic, Some(&def.name));
        glue.terminate(start, TerminatorKind::Goto(begin));
        Way { start, finalized: later, after }
    }

    /// Drops some of the fields, the last one first, then goes on to `next`.
    fn drops(
        &self,
        glue: &mut Glue,
        range: std::ops::Range<u32>,
        mut next: BlockId,
        unwinding: Option<&Way>,
        after: &mut HashMap<u32, BlockId>,
    ) -> BlockId {
        for i in range.filter(|i| self.cx.facts.needs_drop(&self.fields[*i as usize])) {
            after.insert(i, next);
            let unwind = match unwinding.and_then(|w| w.after.get(&i)) {
                Some(block) => Unwind::Cleanup(*block),
                None => Unwind::Terminate,
            };
            let place = Place::local(self.current).deref().field(i);
            next = glue.block(unwinding.is_none(), TerminatorKind::Drop { place, target: next, unwind });
        }
        next
    }
}
