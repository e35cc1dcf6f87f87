//! Linker symbols: readable in a profiler, unique, and the same whatever order instances are found in.
//!
//! `aria.Database.open`, `aria.Array.push[Int]`, `aria.Point.Display.to_string`, in other modules than the program's own
//! file behind their names: `aria.shapes.area`. Functions or types that would share a name are numbered in order of definition, the program's before the library's: `aria.area~2`.

use std::collections::HashMap;
use std::sync::Arc;

use aria_mir::{Instance, InstanceKind};
use aria_types::{AdtDef, AdtId, AdtRef, Defs, ExternRef, FnId, LentTy, MethodOwner, TraitId, Ty};

use crate::context::Context;

pub(super) struct Mangler {
    functions: Vec<String>,
    types: Vec<Arc<str>>,
}

impl Mangler {
    pub fn new(cx: &Context<'_>) -> Self {
        let defs = cx.defs;
        let adt = |(i, a): (usize, &AdtDef)| (a.in_std, qualified(defs.homes.adts.get(&AdtId(i as u32)), &a.name));
        let adts = defs.adts.iter().enumerate().map(adt).collect();
        let types: Vec<Arc<str>> = numbered(adts).into_iter().map(Into::into).collect();
        let mut mangler = Mangler { functions: Vec::new(), types };
        let names = (0..defs.fns.len() as u32).map(|i| (defs.fns[i as usize].in_std, mangler.base(defs, FnId(i)))).collect();
        mangler.functions = numbered(names);
        mangler
    }

    pub fn symbol(&self, instance: &Instance) -> Arc<str> {
        let base = match &instance.kind {
            InstanceKind::Fn(id, _) | InstanceKind::Entry(id, _) => self.functions.get(id.0 as usize).map_or("unknown", |s| s),
            InstanceKind::Closure(id, number, _) => {
                let base = self.functions.get(id.0 as usize).map_or("unknown", |s| s);
                return self.with_args(&format!("{base}.closure{number}"), &instance.args);
            }
            InstanceKind::DynMethod(id, _) => {
                let base = self.functions.get(id.0 as usize).map_or("unknown", |s| s);
                return self.with_args(&format!("{base}.dyn"), &instance.args);
            }
            InstanceKind::DropGlue => "drop",
            InstanceKind::DropLaterGlue => "drop_later",
            InstanceKind::DismantleGlue => "dismantle",
            InstanceKind::RetainGlue => "retain",
            InstanceKind::DestroyGlue => "destroy",
            InstanceKind::CrossGlue => "cross",
            InstanceKind::CrossFields => "cross_fields",
        };
        self.with_args(base, &instance.args)
    }

    fn with_args(&self, base: &str, args: &[Ty]) -> Arc<str> {
        if args.is_empty() {
            return format!("aria.{base}").into();
        }
        let args: Vec<String> = args.iter().map(|a| self.ty(a)).collect();
        format!("aria.{base}[{}]", args.join(",")).into()
    }

    fn base(&self, defs: &Defs, id: FnId) -> String {
        let def = defs.function(id);
        match &def.owner {
            None => qualified(defs.homes.functions.get(&id), &def.name),
            Some(MethodOwner::Adt(adt)) => format!("{}.{}", self.types[adt.0 as usize], def.name),
            Some(MethodOwner::Trait(t)) => format!("{}.{}", trait_name(defs, *t), def.name),
            Some(MethodOwner::Impl(i)) => match defs.impls.get(*i as usize) {
                Some(imp) => {
                    let target = self.ty(&imp.target);
                    match &imp.trait_ {
                        Some((t, args)) => {
                            let args: Vec<String> = args.iter().map(|a| self.ty(a)).collect();
                            let args = if args.is_empty() { String::new() } else { format!("[{}]", args.join(",")) };
                            format!("{target}.{}{args}.{}", trait_name(defs, *t), def.name)
                        }
                        None => format!("{target}.{}", def.name),
                    }
                }
                None => def.name.to_string(),
            },
        }
    }

    fn ty(&self, ty: &Ty) -> String {
        self.unique(ty).to_string().replace(' ', "")
    }

    /// The same type with names that no other type has.
    fn unique(&self, ty: &Ty) -> Ty {
        ty.map(&mut |t| match t {
            Ty::Adt(adt, args) => {
                let name = self.type_name(adt.id).unwrap_or_else(|| adt.name.clone());
                Some(Ty::Adt(AdtRef { id: adt.id, name }, args.iter().map(|a| self.unique(a)).collect()))
            }
            Ty::Lent(lent) => {
                let name = self.functions.get(lent.function.0 as usize).map_or(lent.name.clone(), |n| n.as_str().into());
                let args = lent.args.iter().map(|a| self.unique(a)).collect();
                Some(Ty::Lent(Arc::new(LentTy { name, args, ..(**lent).clone() })))
            }
            // The same tag may stand for different records under different defines.
            Ty::Extern(e) => {
                let name = format!("{}~{:08x}", e.name, e.key.0 as u32 ^ (e.key.0 >> 32) as u32).into();
                Some(Ty::Extern(ExternRef { name, ..e.clone() }))
            }
            _ => None,
        })
    }

    fn type_name(&self, id: AdtId) -> Option<Arc<str>> {
        self.types.get(id.0 as usize).cloned()
    }
}

/// A name behind those of the module that it is declared in.
fn qualified(home: Option<&Arc<str>>, name: &str) -> String {
    home.map_or_else(|| name.to_owned(), |home| format!("{home}.{name}"))
}

fn trait_name(defs: &Defs, id: TraitId) -> String {
    qualified(defs.homes.traits.get(&id), &defs.trait_(id).name)
}

/// Tells equal names apart. Each name comes with whether it is the library's.
fn numbered(names: Vec<(bool, String)>) -> Vec<String> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|i| names[*i].0);
    let mut taken: HashMap<&str, u32> = HashMap::new();
    let mut out = vec![String::new(); names.len()];
    for i in order {
        let name = &names[i].1;
        let count = taken.entry(name).or_insert(0);
        *count += 1;
        out[i] = if *count == 1 { name.clone() } else { format!("{name}~{count}") };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_are_numbered_the_programs_first() {
        let names = [(true, "max"), (false, "max"), (false, "area"), (false, "max")];
        let names = names.map(|(s, n)| (s, n.to_owned())).to_vec();
        assert_eq!(numbered(names), ["max~3", "max", "area", "max~2"]);
    }
}
