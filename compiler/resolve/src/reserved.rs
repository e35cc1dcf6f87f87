//! Names that declarations may not have: those of the language's own types, and those that `name?` and `name!` would
//! make ambiguous.

use std::sync::Arc;

use aria_foreign::CScalar;
use aria_source::Span;
use aria_types::{FnId, IntTy};

use crate::collect::Collector;
use crate::diagnostics::AmbiguousSign;
use crate::modules::own_names;
use crate::scope::{Names, ValueName};

/// Types that are not declared anywhere.
pub(crate) fn is_built_in(name: &str) -> bool {
    let others = [
        "Bool", "Char", "Float", "Float32", "Float64", "Unit", "Never", "Self", "CString", "CVoidPtr", "CPtr", "CArray", "CFn",
        "RawPtr",
    ];
    others.contains(&name) || IntTy::from_name(name).is_some() || CScalar::from_aria_name(name).is_some()
}

impl Collector<'_> {
    /// `x?` beside an `x` that returns an `Option` or a `Result`: the sign could belong to either.
    pub fn reject_ambiguous_signs(&mut self) {
        let functions = |names: &Names| {
            let function = |(name, (value, _)): (&Arc<str>, &(ValueName, Span))| match value {
                ValueName::Fn(id) => Some((name.clone(), *id)),
                _ => None,
            };
            names.values.iter().filter_map(function).collect()
        };
        let mut groups: Vec<Vec<(Arc<str>, FnId)>> = own_names(self.modules.scopes()).map(functions).collect();
        groups.extend(self.defs.adts.iter().map(|a| a.methods.iter().map(|(n, id)| (n.clone(), *id)).collect()));
        for mut group in groups {
            group.sort_by_key(|(_, id)| *id);
            for (name, id) in &group {
                let Some(base) = name.strip_suffix(['?', '!']) else { continue };
                let Some((_, other)) = group.iter().find(|(n, _)| **n == *base) else { continue };
                let (def, other) = (self.defs.function(*id), self.defs.function(*other));
                let fails = ["option", "result"].iter().any(|lang| self.defs.as_lang(&other.result, lang).is_some());
                if fails && !def.in_std {
                    let (span, first) = (def.name_span, other.name_span);
                    self.diagnostics.push(AmbiguousSign { name: name.to_string(), base: base.to_owned(), span, first });
                }
            }
        }
    }
}
