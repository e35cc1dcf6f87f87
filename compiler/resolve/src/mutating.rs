//! Which methods change their receiver's own storage: those that assign a part of `self` that lies in the value itself, or
//! call such a method on one, and those that a trait declares with `@inout self`. They are found before any body is
//! checked, from the bodies' syntax and the types of fields, because callers need to know.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use aria_syntax::ast::FnDecl;
use aria_types::{AdtKind, FnDef, FnId, MethodOwner, Ty};

use crate::collect::Collector;
use crate::mentions::{Mentions, Part, Step};
use crate::program::BodyText;

impl Collector<'_> {
    /// Marks the mutating methods.
    pub fn find_mutating(&mut self) {
        let mut mutating: HashSet<FnId> = HashSet::new();
        // Who becomes mutating with a method.
        let mut followers: HashMap<FnId, Vec<FnId>> = HashMap::new();
        let methods = (0..self.defs.fns.len() as u32).map(FnId).filter(|id| self.defs.function(*id).receiver.is_some());
        for id in methods {
            let def = self.defs.function(id);
            if def.mutating {
                mutating.insert(id);
            }
            if let Some(promised) = self.promised(def) {
                followers.entry(promised).or_default().push(id);
            }
            let Some(own) = def.receiver.as_ref().filter(|ty| !self.is_class(ty)) else { continue };
            let Some(decl) = self.method_syntax(id) else { continue };
            let found = Mentions::of(&decl);
            if found.changed.iter().any(|part| self.part_ty(own, part).is_some()) {
                mutating.insert(id);
            }
            for name in &found.called {
                if let Ty::Adt(adt, _) = own
                    && let Some(sibling) = self.defs.adt(adt.id).methods.get(name)
                {
                    followers.entry(*sibling).or_default().push(id);
                }
            }
            for (part, name) in &found.called_on {
                match self.part_ty(own, part) {
                    // The array's storage is given out.
                    Some(Ty::Array(..)) if &**name == "ptr" => {
                        mutating.insert(id);
                    }
                    Some(ty) if !self.is_class(&ty) => {
                        for called in self.methods_named(&ty, name, &def.generics) {
                            followers.entry(called).or_default().push(id);
                        }
                    }
                    _ => {}
                }
            }
        }
        let mut todo: Vec<FnId> = mutating.iter().copied().collect();
        while let Some(id) = todo.pop() {
            for follower in followers.remove(&id).unwrap_or_default() {
                if mutating.insert(follower) {
                    todo.push(follower);
                }
            }
        }
        for index in 0..self.defs.fns.len() {
            let (id, def) = (FnId(index as u32), &self.defs.fns[index]);
            // A class's method has no use for the place of a reference, but its trait may pass one.
            let of_class = def.receiver.as_ref().is_some_and(|ty| self.is_class(ty));
            let source = if of_class { self.promised(def) } else { Some(id) };
            self.defs.fns[index].mutating = source.is_some_and(|s| mutating.contains(&s));
        }
    }

    /// The method of a trait that an impl's method is.
    fn promised(&self, def: &FnDef) -> Option<FnId> {
        let Some(MethodOwner::Impl(index)) = &def.owner else { return None };
        let (trait_, _) = self.defs.impls.get(*index as usize)?.trait_.as_ref()?;
        self.defs.trait_(*trait_).methods.get(&def.name).copied()
    }

    fn method_syntax(&self, id: FnId) -> Option<Arc<FnDecl>> {
        match &self.bodies.get(&id)?.text {
            BodyText::Function(decl) => Some(decl.clone()),
            _ => None,
        }
    }

    fn is_class(&self, ty: &Ty) -> bool {
        matches!(ty, Ty::Adt(adt, _) if self.defs.adt(adt.id).kind == AdtKind::Class)
    }

    /// The type of a part of a value; `None` if the way to it leaves the value, through an object or a pointer.
    fn part_ty(&self, own: &Ty, part: &Part) -> Option<Ty> {
        let mut ty = own.clone();
        for step in part {
            ty = match (step, &ty) {
                (Step::Field(name), Ty::Adt(adt, args)) if !self.is_class(&ty) => {
                    self.defs.adt(adt.id).field(name)?.1.ty.substitute(args)
                }
                (Step::Field(name), Ty::Tuple(items)) => items.get(name.parse::<usize>().ok()?)?.clone(),
                // What lies in a record of a header is not known here, but it lies in the value.
                (_, Ty::Extern(_)) => return Some(Ty::Error),
                (Step::Index, Ty::Array(element, _)) => (**element).clone(),
                _ => return None,
            };
        }
        Some(ty)
    }

    /// The methods that a name may mean on values of a type.
    fn methods_named(&self, ty: &Ty, name: &str, generics: &[aria_types::GenericDef]) -> Vec<FnId> {
        let mut found: Vec<FnId> = Vec::new();
        if let Ty::Adt(adt, _) = ty {
            found.extend(self.defs.adt(adt.id).methods.get(name).copied());
        }
        if let Ty::Param(param) = ty {
            let bounds = generics.get(param.index as usize).map_or(&[][..], |g| &g.bounds);
            found.extend(
                bounds
                    .iter()
                    .flat_map(|t| self.defs.with_supertraits(t, ty))
                    .filter_map(|t| self.defs.trait_(t.trait_).methods.get(name).copied()),
            );
        }
        for imp in self.defs.impls.about(ty) {
            let fits = match (&imp.target, ty) {
                (Ty::Adt(a, _), Ty::Adt(b, _)) => a == b,
                (Ty::Param(_), _) => true,
                (target, _) => target == ty,
            };
            if fits {
                let provided = imp.trait_.as_ref().and_then(|(t, _)| self.defs.trait_(*t).methods.get(name));
                found.extend(imp.methods.get(name).or(provided).copied());
            }
        }
        found
    }
}
