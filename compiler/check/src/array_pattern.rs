//! Patterns of arrays, and alternatives that bind names.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::Span;
use aria_syntax::ast::{self, PatternKind as Syn};
use aria_types::Ty;

use crate::body::BodyChecker;
use crate::diagnostics::AlternativeNames;
use crate::typed::{LocalId, Pattern, PatternKind};

impl BodyChecker<'_> {
    /// `[first, ...rest, last]`.
    pub(crate) fn array_pattern(&mut self, parts: &[ast::Pattern], ty: &Ty, span: Span) -> PatternKind {
        let Some(element) = self.defs.as_lang(ty, "array").map(|args| args[0].clone()) else {
            self.names_of(parts);
            return self.wrong_pattern("this array", ty, span);
        };
        let (mut first, mut rest, mut last) = (Vec::new(), None, Vec::new());
        for part in parts {
            match &part.kind {
                Syn::Rest(name) => {
                    rest = Some(name.as_ref().map(|name| self.declare(name.as_str(), ty.clone(), false, name.span)));
                }
                _ if rest.is_some() => last.push(self.subpattern(part, &element)),
                _ => first.push(self.subpattern(part, &element)),
            }
        }
        PatternKind::Array { first, rest, last }
    }

    /// Alternatives, which bind the same names: those of the first, as the locals of the first.
    pub(crate) fn alternatives(&mut self, parts: &[ast::Pattern], ty: &Ty) -> Vec<Pattern> {
        let mut names: Option<(HashMap<Arc<str>, LocalId>, Span)> = None;
        let mut out = Vec::with_capacity(parts.len());
        for part in parts {
            self.names.push(HashMap::new());
            let mut checked = self.subpattern(part, ty);
            let found = self.names.pop().unwrap_or_default();
            let Some((wanted, first)) = &names else {
                names = Some((found, part.span));
                out.push(checked);
                continue;
            };
            let first = *first;
            let mut same = HashMap::new();
            let mut missing: Vec<(Arc<str>, Span, Span)> = Vec::new();
            for (name, local) in &found {
                let here = self.locals[local.0 as usize].clone();
                match wanted.get(name) {
                    Some(own) => {
                        let declared = self.locals[own.0 as usize].ty.clone();
                        if !self.infer.unify(&here.ty, &declared) {
                            self.mismatch(&here.ty, &declared, here.span);
                        }
                        same.insert(*local, *own);
                    }
                    None => missing.push((name.clone(), first, here.span)),
                }
            }
            for (name, local) in wanted.iter().filter(|(name, _)| !found.contains_key(*name)) {
                missing.push((name.clone(), part.span, self.locals[local.0 as usize].span));
            }
            missing.sort();
            for (name, span, other) in missing {
                self.report(AlternativeNames { name: name.to_string(), span, other });
            }
            rename(&mut checked, &same);
            out.push(checked);
        }
        if let (Some((names, _)), Some(scope)) = (names, self.names.last_mut()) {
            scope.extend(names);
        }
        out
    }
}

/// Binds other locals instead.
fn rename(pattern: &mut Pattern, same: &HashMap<LocalId, LocalId>) {
    let new = |local: &mut LocalId| *local = same.get(local).copied().unwrap_or(*local);
    match &mut pattern.kind {
        PatternKind::Binding(local) => new(local),
        PatternKind::Variant { fields, .. } | PatternKind::Fields(fields) => {
            fields.iter_mut().for_each(|(_, p)| rename(p, same));
        }
        PatternKind::Or(parts) => parts.iter_mut().for_each(|p| rename(p, same)),
        PatternKind::Array { first, rest, last } => {
            first.iter_mut().chain(last).for_each(|p| rename(p, same));
            rest.iter_mut().flatten().for_each(new);
        }
        PatternKind::Wildcard | PatternKind::Scalar(_) | PatternKind::Str(_) | PatternKind::Range { .. } | PatternKind::Null => {}
    }
}
