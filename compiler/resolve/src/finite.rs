//! Values are finite: a struct or enum that contains itself without a reference between is rejected.

use aria_types::{AdtId, AdtKind, Ty};

use crate::collect::Collector;
use crate::diagnostics::RecursiveValue;

impl Collector<'_> {
    pub fn reject_infinite_structs(&mut self) {
        for index in 0..self.defs.adts.len() {
            let id = AdtId(index as u32);
            let def = self.defs.adt(id);
            if def.kind != AdtKind::Class && self.contains(id, id, &mut Vec::new()) {
                let (name, span) = (def.name.to_string(), def.span);
                if def.kind == AdtKind::Enum {
                    self.unsupported("recursive enums", span);
                } else {
                    self.diagnostics.push(RecursiveValue {
                        name,
                        way_out: "make it a class, or put the inner one into an `Array` or a class",
                        span,
                    });
                }
                // Breaking the cycle keeps every later stage finite.
                let def = &mut self.defs.adts[index];
                def.fields.iter_mut().for_each(|f| f.ty = Ty::Error);
                def.variants.iter_mut().flat_map(|v| &mut v.fields).for_each(|f| f.ty = Ty::Error);
            }
        }
    }

    /// Whether a value of `inside` holds a value of `wanted` without a reference between.
    fn contains(&self, wanted: AdtId, inside: AdtId, seen: &mut Vec<AdtId>) -> bool {
        if seen.contains(&inside) {
            return false;
        }
        seen.push(inside);
        let def = self.defs.adt(inside);
        let fields = def.fields.iter().chain(def.variants.iter().flat_map(|v| &v.fields));
        let mut parts: Vec<&Ty> = fields.map(|f| &f.ty).collect();
        while let Some(ty) = parts.pop() {
            match ty {
                Ty::Adt(adt, args) => {
                    let kind = self.defs.adt(adt.id).kind;
                    if kind == AdtKind::Class {
                        continue;
                    }
                    if adt.id == wanted || self.contains(wanted, adt.id, seen) {
                        return true;
                    }
                    parts.extend(args.iter());
                }
                Ty::Tuple(items) => parts.extend(items.iter()),
                Ty::Array(element, _) => parts.push(element),
                _ => {}
            }
        }
        false
    }
}
