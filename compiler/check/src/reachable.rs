//! Which functions of the library a program can reach. Only their bodies are checked: the library is sound by its own
//! tests, and what nobody calls costs nothing.

use std::collections::HashSet;

use aria_types::{Defs, FnId, PARTS_METHOD, TraitId};

use crate::typed::{Callee, Expr, ExprKind, Pattern, PatternKind, TypedBody, any};

/// Functions of the library that lowering calls without their being named in a tree.
const BY_LOWERING: [&str; 3] = ["string_equal", "has_nul", "report_main_error"];

/// Functions of the library by which patterns look into arrays.
const BY_ARRAY_PATTERNS: [&str; 3] = ["array_len", "array_data", "array_slice"];

fn has_array(pattern: &Pattern) -> bool {
    match &pattern.kind {
        PatternKind::Array { .. } => true,
        PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => fields.iter().any(|(_, p)| has_array(p)),
        PatternKind::Or(parts) => parts.iter().any(has_array),
        _ => false,
    }
}

/// The functions found so far and those whose bodies are still to be looked at.
pub(crate) struct Reachable<'a> {
    defs: &'a Defs,
    seen: HashSet<FnId>,
    pub todo: Vec<FnId>,
}

impl<'a> Reachable<'a> {
    pub fn new(defs: &'a Defs) -> Self {
        let mut reachable = Reachable { defs, seen: HashSet::new(), todo: Vec::new() };
        // Destructors run where no tree says so.
        let destructors = defs.adts.iter().filter_map(|adt| adt.finalize);
        let lowered = BY_LOWERING.iter().filter_map(|name| defs.lang.function(name));
        let copies = defs.hooks.copies();
        destructors.chain(copies).chain(lowered).for_each(|id| reachable.add(id));
        reachable
    }

    pub fn add(&mut self, id: FnId) {
        if !self.seen.insert(id) {
            return;
        }
        self.todo.push(id);
        // What goes to other threads is walked over by glue.
        if self.defs.lang.function("crossing") == Some(id) {
            let parts = self.defs.adts.iter().filter(|adt| adt.in_std).filter_map(|adt| adt.methods.get(PARTS_METHOD));
            parts.for_each(|method| self.add(*method));
        }
    }

    /// Adds what a body calls or takes the address of.
    pub fn body(&mut self, body: &TypedBody) {
        self.expr(&body.value);
    }

    pub fn expr(&mut self, expr: &Expr) {
        any(expr, &mut |e| {
            match &e.kind {
                ExprKind::Call { callee: Callee::Function { function, args }, .. }
                    if self.defs.lang.function("make_dyn") == Some(*function) =>
                {
                    self.add(*function);
                    let slots = args.get(1).map(|ty| self.defs.dyn_slots(ty)).unwrap_or_default();
                    slots.into_iter().for_each(|(trait_, method)| self.method(trait_.trait_, method));
                }
                ExprKind::FunctionPointer { function, .. } | ExprKind::Call { callee: Callee::Function { function, .. }, .. } => {
                    self.add(*function)
                }
                ExprKind::Call { callee: Callee::TraitMethod { trait_, method, .. }, .. } => self.method(*trait_, *method),
                ExprKind::Match { arms, .. } if arms.iter().any(|a| has_array(&a.pattern)) => {
                    let used = BY_ARRAY_PATTERNS.iter().filter_map(|name| self.defs.lang.function(name));
                    used.for_each(|id| self.add(id));
                }
                _ => {}
            }
            false
        });
    }

    /// Every implementation of a trait's method: which one it is, is known when types are.
    fn method(&mut self, trait_: TraitId, method: FnId) {
        if self.seen.contains(&method) {
            return;
        }
        self.add(method);
        let name = &self.defs.function(method).name;
        for imp in self.defs.impls.of_trait(trait_) {
            if let Some(found) = imp.methods.get(name) {
                self.add(*found);
            }
        }
    }
}
