//! What a program offers, in the terms of the model: the functions by which it would see another world's.

use std::sync::Arc;

use aria_foreign::{
    Availability, CallingConvention, Carried, ExportedInterface, Facts, ForeignFunction, ForeignType, Linkage, Parameter,
};
use aria_types::{Defs, ExportedModule, FnDef, Ty};

use crate::to_foreign::foreign_type;

/// An exported module as the model holds it. A type that cannot cross stays in it, opaque, for the lane to refuse.
pub fn exported_interface(module: &ExportedModule, defs: &Defs) -> ExportedInterface {
    let functions = module.functions.iter();
    ExportedInterface {
        name: module.name.clone(),
        documentation: module.documentation.clone(),
        functions: functions.map(|(id, text)| Arc::new(function(defs.function(*id), text.clone(), defs))).collect(),
    }
}

fn function(def: &FnDef, documentation: Option<Arc<str>>, defs: &Defs) -> ForeignFunction {
    let params = def.params.iter().map(|p| Parameter {
        name: Some(p.name.clone()),
        ty: exported_type(&p.ty, defs),
        facts: p.facts.clone(),
    });
    ForeignFunction {
        name: def.name.clone(),
        symbol: def.name.clone(),
        params: params.collect(),
        result: match def.generics.first() {
            // Only a use decides what it is.
            Some(_) => ForeignType::Opaque { spelling: "{generic}".into(), size: 0, align: 1 },
            None => exported_type(&def.result, defs),
        },
        variadic: false,
        noreturn: def.result.is_never(),
        convention: CallingConvention::C,
        linkage: Linkage::Inline,
        facts: Facts::default(),
        availability: Availability::Available,
        documentation,
        place: None,
    }
}

fn exported_type(ty: &Ty, defs: &Defs) -> ForeignType {
    match (ty, defs.carried(ty)) {
        (_, Some(Carried::Text)) => ForeignType::Text,
        (Ty::Foreign(_, name), _) => ForeignType::Lane { name: name.clone() },
        _ => foreign_type(ty).unwrap_or_else(|| ForeignType::Opaque { spelling: ty.to_string().into(), size: 0, align: 1 }),
    }
}
