//! Structs and tuples are destroyed part by part where they are, like their glue would do it: the parts' own values are
//! seen by the optimiser, and nobody gets the address of the whole, so that a local struct can live in registers.

use aria_mir::{BlockId, Place, TerminatorKind, Unwind};
use aria_types::Ty;

use super::Rewriter;

impl Rewriter<'_, '_, '_> {
    /// Collects the parts of a struct or tuple that must be dropped, in the order of their declaration; whether it is one.
    pub(super) fn parts(&self, place: &Place, ty: &Ty, found: &mut Vec<(Place, Ty)>) -> bool {
        if self.is_counted(ty)
            || self.is_enum(ty)
            || self.has_finalizer(ty)
            || matches!(ty, Ty::Array(..))
            || self.mono.cx.defs.lane_type(ty).is_some()
        {
            return false;
        }
        for (i, field) in self.mono.cx.facts.fields(ty, None).into_iter().enumerate() {
            let part = place.field(i as u32);
            if self.needs_drop(&field) && !self.parts(&part, &field, found) {
                found.push((part, field));
            }
        }
        true
    }

    /// Drops parts, the last one first. If one of them panics, the rest is dropped before the panic goes on.
    pub(super) fn drop_parts(&mut self, parts: &[(Place, Ty)], target: BlockId, unwind: Unwind) {
        let cleanups = match unwind {
            Unwind::Cleanup(_) | Unwind::Continue if !self.cleanup && parts.len() > 1 => self.unwinding_parts(parts, unwind),
            _ => Vec::new(),
        };
        for (i, (place, ty)) in parts.iter().enumerate().rev() {
            let next = if i == 0 { target } else { self.fresh() };
            let cleanup = i.checked_sub(1).and_then(|before| cleanups.get(before));
            self.drop(place, ty, next, cleanup.map_or(unwind, |block| Unwind::Cleanup(*block)));
            self.current = next.0 as usize;
        }
        if parts.is_empty() {
            self.end(TerminatorKind::Goto(target));
        }
    }

    /// For each part but the last, the block where dropping it, and all before it, begins while unwinding.
    fn unwinding_parts(&mut self, parts: &[(Place, Ty)], unwind: Unwind) -> Vec<BlockId> {
        let filled = (self.current, std::mem::take(&mut self.statements));
        self.cleanup = true;
        let mut next = match unwind {
            Unwind::Cleanup(block) => block,
            _ => {
                let resume = self.fresh();
                self.current = resume.0 as usize;
                self.end(TerminatorKind::Resume);
                resume
            }
        };
        let mut begins = Vec::new();
        for (place, ty) in &parts[..parts.len() - 1] {
            let block = self.fresh();
            self.current = block.0 as usize;
            self.drop(place, ty, next, Unwind::Terminate);
            begins.push(block);
            next = block;
        }
        self.cleanup = false;
        (self.current, self.statements) = filled;
        begins
    }
}
