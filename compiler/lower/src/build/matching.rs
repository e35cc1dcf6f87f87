//! `match`: a switch where all arms are variants or integers, else the arms' tests in order.

use std::sync::Arc;

use aria_check::typed::{Arm, Expr, ExprKind, Pattern, PatternKind, root, touches};
use aria_mir::{BinOp, BlockId, Callee, Const, LocalId, Operand, Place, Rvalue, TerminatorKind};
use aria_types::{AdtKind, Ty};

use super::Builder;
use super::operand::is_place;
use super::scan::simple;
use crate::diagnostics::MissingLangItem;

impl<'p> Builder<'p> {
    pub(super) fn match_(&mut self, destination: LocalId, scrutinee: &'p Expr, arms: &'p [Arm]) {
        let place = self.scrutinee(scrutinee, arms);
        let start_dead = self.dead;
        let entries: Vec<BlockId> = arms.iter().map(|_| self.new_block()).collect();
        let join = self.new_block();
        // Where no arm is left. Exhaustiveness was proved, so nothing gets there.
        let nowhere = self.new_block();
        let switched = self.switch(&place, &scrutinee.ty, arms, &entries, nowhere);
        if !switched {
            self.goto(entries.first().copied().unwrap_or(nowhere));
        }
        let mut all_dead = true;
        for (i, arm) in arms.iter().enumerate() {
            let otherwise = entries.get(i + 1).copied().unwrap_or(nowhere);
            self.switch_to(entries[i]);
            self.dead = start_dead;
            if !switched {
                self.at(arm.pattern.span, |b| b.test(&place, &arm.pattern, otherwise));
            }
            self.push_scope();
            self.conditional += 1;
            let map = self.map.clone();
            self.bind(&place, &arm.pattern);
            if let Some(guard) = &arm.guard {
                let (fits, fails) = (self.new_block(), self.new_block());
                self.condition(guard, fits, fails);
                let dead = self.dead;
                self.switch_to(fails);
                self.dead = dead;
                if !dead {
                    self.run_exits(self.scopes.len() - 1, None);
                }
                self.goto(otherwise);
                self.switch_to(fits);
                self.dead = dead;
            }
            self.conditional -= 1;
            self.conditionally(destination, &arm.body);
            let guard = self.guard(destination);
            self.pop_scope(guard);
            self.map = map;
            all_dead &= self.dead;
            self.goto(join);
        }
        self.switch_to(nowhere);
        self.terminate(TerminatorKind::Unreachable);
        self.switch_to(join);
        self.dead = all_dead || start_dead;
    }

    /// The place that is matched, without a copy where nothing can change it between a test and its bindings. Between
    /// them only guards run.
    fn scrutinee(&mut self, scrutinee: &'p Expr, arms: &'p [Arm]) -> Place {
        if !is_place(scrutinee) {
            let temp = self.temp(&scrutinee.ty);
            self.fill(temp, scrutinee);
            self.schedule_temp(temp);
            return temp.into();
        }
        let place = self.place(scrutinee);
        let mut guards = arms.iter().filter_map(|a| a.guard.as_ref());
        let is_class = |e: &Expr| self.cx.facts.is_class(&e.ty);
        let fixed = match root(scrutinee, &is_class) {
            Some(local) => guards.all(|g| !touches(g, local)),
            None => guards.all(simple),
        };
        if fixed {
            return place;
        }
        let temp = self.copied(place, &scrutinee.ty);
        self.schedule_temp(temp);
        temp.into()
    }

    /// One switch for all arms, where each of them is decided by the variant or integer alone.
    fn switch(&mut self, place: &Place, ty: &Ty, arms: &'p [Arm], entries: &[BlockId], nowhere: BlockId) -> bool {
        let mut cases: Vec<(i128, BlockId)> = Vec::new();
        let mut otherwise = None;
        for (arm, entry) in arms.iter().zip(entries) {
            if arm.guard.is_some() || otherwise.is_some() {
                return false;
            }
            let Some(values) = deciding_values(&arm.pattern) else { return false };
            match values {
                None => otherwise = Some(*entry),
                Some(values) => {
                    for value in values {
                        if !cases.iter().any(|c| c.0 == value) {
                            cases.push((value, *entry));
                        }
                    }
                }
            }
        }
        if cases.is_empty() {
            return false;
        }
        let is_enum = matches!(ty, Ty::Adt(adt, _) if self.cx.defs.adt(adt.id).kind == AdtKind::Enum);
        let value = if is_enum {
            let every = match ty {
                Ty::Adt(adt, _) => self.cx.defs.adt(adt.id).variants.len(),
                _ => 0,
            };
            if otherwise.is_none() && cases.len() == every && every == 1 {
                otherwise = cases.pop().map(|c| c.1);
            }
            self.computed(&Ty::INT, Rvalue::VariantOf(place.clone()))
        } else if *ty == Ty::Bool {
            let yes = cases.iter().find(|c| c.0 == 1).map(|c| c.1).or(otherwise).unwrap_or(nowhere);
            let no = cases.iter().find(|c| c.0 == 0).map(|c| c.1).or(otherwise).unwrap_or(nowhere);
            self.terminate(TerminatorKind::Branch { condition: Operand::Copy(place.clone()), then: yes, otherwise: no });
            return true;
        } else {
            Operand::Copy(place.clone())
        };
        self.terminate(TerminatorKind::Switch { value, cases, otherwise: otherwise.unwrap_or(nowhere) });
        true
    }

    /// Goes on in a new block if the pattern fits, and to `otherwise` if not. Binds nothing.
    pub(super) fn test(&mut self, place: &Place, pattern: &'p Pattern, otherwise: BlockId) {
        match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Binding(_) => {}
            PatternKind::Scalar(value) => {
                let constant = self.plain(value);
                self.require_comparison(BinOp::Eq, Operand::Copy(place.clone()), constant, otherwise);
            }
            PatternKind::Range { low, high, inclusive } => {
                let bound = |v: i128| Operand::Const(Const::Int(v, pattern.ty.clone()));
                if let Some(low) = low {
                    self.require_comparison(BinOp::Ge, Operand::Copy(place.clone()), bound(*low), otherwise);
                }
                if let Some(high) = high {
                    let op = if *inclusive { BinOp::Le } else { BinOp::Lt };
                    self.require_comparison(op, Operand::Copy(place.clone()), bound(*high), otherwise);
                }
            }
            PatternKind::Null => {
                let null = self.is_null(Operand::Copy(place.clone()), &pattern.ty);
                self.require(null, otherwise);
            }
            PatternKind::Str(text) => self.test_text(place, text, otherwise),
            PatternKind::Variant { variant, fields } => {
                let found = self.computed(&Ty::INT, Rvalue::VariantOf(place.clone()));
                self.require_comparison(BinOp::Eq, found, Self::int(i128::from(*variant)), otherwise);
                let payload = place.variant(*variant);
                for (field, sub) in fields {
                    self.test(&payload.field(*field), sub, otherwise);
                }
            }
            PatternKind::Fields(fields) => {
                let inside = self.inside(place, &pattern.ty);
                for (field, sub) in fields {
                    self.test(&inside.field(*field), sub, otherwise);
                }
            }
            PatternKind::Array { first, rest, last } => {
                let length = self.array_len(place, &pattern.ty);
                let op = if rest.is_some() { BinOp::Ge } else { BinOp::Eq };
                let count = Self::int((first.len() + last.len()) as i128);
                self.require_comparison(op, length.clone(), count, otherwise);
                for (element, sub) in self.elements(place, &pattern.ty, (first, last), &length, &|p| !irrefutable(p)) {
                    self.test(&element, sub, otherwise);
                }
            }
            PatternKind::Or(parts) => {
                let fits = self.new_block();
                for (i, part) in parts.iter().enumerate() {
                    let next = if i + 1 == parts.len() { otherwise } else { self.new_block() };
                    self.test(place, part, next);
                    self.goto(fits);
                    self.current = next;
                }
                self.current = fits;
            }
        }
    }

    pub(super) fn inside(&self, place: &Place, ty: &Ty) -> Place {
        if self.cx.facts.is_class(ty) { place.deref() } else { place.clone() }
    }

    fn require(&mut self, condition: Operand, otherwise: BlockId) {
        let then = self.new_block();
        self.terminate(TerminatorKind::Branch { condition, then, otherwise });
        self.current = then;
    }

    fn require_comparison(&mut self, op: BinOp, left: Operand, right: Operand, otherwise: BlockId) {
        let condition = self.computed(&Ty::Bool, Rvalue::Binary(op, left, right));
        self.require(condition, otherwise);
    }

    /// By the library's comparison, which keeps neither argument.
    fn test_text(&mut self, place: &Place, text: &Arc<str>, otherwise: BlockId) {
        let Some(equal) = self.cx.defs.lang.function("string_equal") else {
            self.cx.report(MissingLangItem { name: "string_equal".into(), span: self.span });
            self.terminate(TerminatorKind::Unreachable);
            return self.diverge();
        };
        let callee = Callee::Instance(self.cx.instance(equal, [].into()));
        let args = vec![Operand::Copy(place.clone()), Operand::Const(Const::Str(text.clone()))];
        let answer = self.temp(&Ty::Bool);
        let unwind = self.unwind();
        self.emit_call(callee, args, answer, true, unwind);
        self.require(Operand::Copy(answer.into()), otherwise);
    }
}

/// The variants or integers for which a pattern fits, if that is all it asks; `Some(None)` if it always fits.
fn deciding_values(pattern: &Pattern) -> Option<Option<Vec<i128>>> {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Binding(_) => Some(None),
        PatternKind::Scalar(value) => match value.kind {
            ExprKind::Int(v) => Some(Some(vec![v])),
            ExprKind::Bool(v) => Some(Some(vec![i128::from(v)])),
            _ => None,
        },
        PatternKind::Variant { variant, fields } if fields.iter().all(|(_, p)| irrefutable(p)) => {
            Some(Some(vec![i128::from(*variant)]))
        }
        PatternKind::Or(parts) => {
            let mut values = Vec::new();
            for part in parts {
                match deciding_values(part)? {
                    None => return Some(None),
                    Some(more) => values.extend(more),
                }
            }
            Some(Some(values))
        }
        _ => None,
    }
}

fn irrefutable(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Wildcard | PatternKind::Binding(_) => true,
        PatternKind::Fields(fields) => fields.iter().all(|(_, p)| irrefutable(p)),
        _ => false,
    }
}
