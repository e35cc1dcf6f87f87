//! Values are finite. What an enum holds of itself lies behind a counted cell, which no program sees: values of enums do
//! not change, so sharing the cell is copying the value. A struct that contains itself is rejected.

use std::sync::Arc;

use aria_types::{AdtDef, AdtId, AdtKind, FieldDef, GenericDef, LangItem, ParamTy, Ty};

use crate::collect::Collector;
use crate::diagnostics::RecursiveValue;

impl Collector<'_> {
    /// Boxes the fields of variants in which an enum contains itself.
    pub fn box_recursive_enums(&mut self) {
        for index in 0..self.defs.adts.len() {
            let id = AdtId(index as u32);
            for variant in 0..self.defs.adt(id).variants.len() {
                for field in 0..self.defs.adt(id).variants[variant].fields.len() {
                    let ty = self.defs.adt(id).variants[variant].fields[field].ty.clone();
                    if self.parts_contain(id, vec![&ty], &mut Vec::new()) {
                        let cell = self.cell(id);
                        let boxed = self.defs.adt_ty(cell, Arc::from([ty]));
                        self.defs.adts[index].variants[variant].fields[field].ty = boxed;
                    }
                }
            }
        }
    }

    /// The class of the cells: one field, the value.
    fn cell(&mut self, asking: AdtId) -> AdtId {
        if let Some(known) = self.defs.lang.adt("cell") {
            return known;
        }
        let id = AdtId(self.defs.adts.len() as u32);
        let span = self.defs.adt(asking).span;
        let ty = Ty::Param(ParamTy { index: 0, name: "T".into() });
        self.defs.adts.push(AdtDef {
            name: "Cell".into(),
            kind: AdtKind::Class,
            generics: vec![GenericDef { name: "T".into(), bounds: Vec::new(), span }],
            fields: vec![FieldDef { name: "value".into(), ty, private: true, readonly: true, span }],
            variants: Vec::new(),
            methods: Default::default(),
            finalize: None,
            span,
            in_std: true,
        });
        self.defs.lang.add("cell", LangItem::Adt(id));
        id
    }

    pub fn reject_infinite_structs(&mut self) {
        for index in 0..self.defs.adts.len() {
            let id = AdtId(index as u32);
            let def = self.defs.adt(id);
            if def.kind != AdtKind::Class && self.contains(id, id, &mut Vec::new()) {
                let (name, span) = (def.name.to_string(), def.span);
                self.diagnostics.push(RecursiveValue {
                    name,
                    way_out: "make it a class, or put the inner one into an `Array` or a class",
                    span,
                });
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
        self.parts_contain(wanted, fields.map(|f| &f.ty).collect(), seen)
    }

    fn parts_contain(&self, wanted: AdtId, mut parts: Vec<&Ty>, seen: &mut Vec<AdtId>) -> bool {
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
