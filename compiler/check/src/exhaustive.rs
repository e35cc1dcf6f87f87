//! Whether a `match` covers every value (Maranget, "Warnings for pattern matching", 2007): the last row of
//! wildcards is useful exactly if something is not covered, and its witness names what.

use aria_types::{AdtKind, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::NotExhaustive;
use crate::typed::{Arm, Expr, ExprKind, Pattern, PatternKind};

/// A pattern reduced to what matters for covering.
#[derive(Clone, Debug)]
enum Shape {
    Any,
    /// A constructor by index, with patterns for all its fields.
    Constructor(u32, Vec<Shape>),
    /// A literal of an endless (or too large) type: it covers itself and nothing else.
    Literal,
    Or(Vec<Shape>),
}

impl BodyChecker<'_> {
    pub(crate) fn check_exhaustive(&mut self, scrutinee: &Expr, arms: &[Arm]) {
        let ty = self.infer.deep(&scrutinee.ty);
        if ty.is_error() || ty.is_never() {
            return;
        }
        let rows: Vec<Vec<Shape>> = arms.iter().filter(|a| a.guard.is_none()).map(|a| vec![self.shape(&a.pattern)]).collect();
        if let Some(witness) = self.uncovered(&rows, &[ty], 0) {
            self.report(NotExhaustive { missing: witness, span: scrutinee.span });
        }
    }

    fn shape(&self, pattern: &Pattern) -> Shape {
        match &pattern.kind {
            PatternKind::Wildcard | PatternKind::Binding(_) => Shape::Any,
            PatternKind::Scalar(Expr { kind: ExprKind::Bool(b), .. }) => Shape::Constructor(u32::from(*b), Vec::new()),
            PatternKind::Scalar(_) | PatternKind::Str(_) | PatternKind::Range { .. } | PatternKind::Null => Shape::Literal,
            PatternKind::Variant { variant, fields } => {
                let count = match &pattern.ty {
                    Ty::Adt(adt, _) => self.defs.adt(adt.id).variants.get(*variant as usize).map_or(0, |v| v.fields.len()),
                    _ => 0,
                };
                Shape::Constructor(*variant, self.all_fields(fields, count))
            }
            PatternKind::Fields(fields) => {
                let count = self.constructors(&pattern.ty).and_then(|c| c.first().map(|(_, f)| f.len())).unwrap_or(0);
                Shape::Constructor(0, self.all_fields(fields, count))
            }
            PatternKind::Or(parts) => Shape::Or(parts.iter().map(|p| self.shape(p)).collect()),
        }
    }

    fn all_fields(&self, fields: &[(u32, Pattern)], count: usize) -> Vec<Shape> {
        let mut out = vec![Shape::Any; count];
        for (index, pattern) in fields {
            if let Some(slot) = out.get_mut(*index as usize) {
                *slot = self.shape(pattern);
            }
        }
        out
    }

    /// The constructors of a type with their names and field types, if they can be listed.
    fn constructors(&self, ty: &Ty) -> Option<Vec<(String, Vec<Ty>)>> {
        match ty {
            Ty::Bool => Some(vec![("false".into(), Vec::new()), ("true".into(), Vec::new())]),
            Ty::Tuple(parts) => Some(vec![(String::new(), parts.to_vec())]),
            Ty::Adt(adt, args) => {
                let def = self.defs.adt(adt.id);
                match def.kind {
                    AdtKind::Enum => {
                        let fields = |v: &aria_types::VariantDef| v.fields.iter().map(|f| f.ty.substitute(args)).collect();
                        Some(def.variants.iter().map(|v| (v.name.to_string(), fields(v))).collect())
                    }
                    AdtKind::Struct | AdtKind::Class => {
                        Some(vec![(def.name.to_string(), def.fields.iter().map(|f| f.ty.substitute(args)).collect())])
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Values that no row covers, as patterns; `None` if all are covered.
    fn uncovered(&self, rows: &[Vec<Shape>], types: &[Ty], depth: u32) -> Option<Vec<String>> {
        let Some(ty) = types.first() else { return rows.is_empty().then(Vec::new) };
        // Deep nests of alternatives could take very long; past this depth the match is taken as complete.
        if depth > 64 {
            return None;
        }
        let rows: Vec<Vec<Shape>> = rows.iter().flat_map(|r| spread(r)).collect();
        let used: Vec<u32> =
            rows.iter().filter_map(|r| if let Shape::Constructor(c, _) = &r[0] { Some(*c) } else { None }).collect();
        let default = |this: &Self| {
            let rest: Vec<Vec<Shape>> = rows.iter().filter(|r| matches!(r[0], Shape::Any)).map(|r| r[1..].to_vec()).collect();
            this.uncovered(&rest, &types[1..], depth + 1)
        };
        let Some(all) = self.constructors(ty) else {
            return default(self).map(|rest| with_head("_".into(), rest));
        };
        if used.is_empty() && all.len() > 1 {
            let missing = default(self)?;
            let heads = all.iter().map(|(name, fields)| show(name, fields.len(), &[])).collect();
            return Some(if types.len() == 1 { heads } else { with_head("_".into(), missing) });
        }
        let mut missing = Vec::new();
        for (index, (name, fields)) in all.iter().enumerate() {
            let specialised: Vec<Vec<Shape>> = rows
                .iter()
                .filter_map(|r| match &r[0] {
                    Shape::Constructor(c, parts) if *c as usize == index => Some(parts.iter().chain(&r[1..]).cloned().collect()),
                    Shape::Any => Some(std::iter::repeat_n(Shape::Any, fields.len()).chain(r[1..].iter().cloned()).collect()),
                    _ => None,
                })
                .collect();
            let inner: Vec<Ty> = fields.iter().chain(&types[1..]).cloned().collect();
            if let Some(witness) = self.uncovered(&specialised, &inner, depth + 1) {
                // Witnesses of inner positions are shown when there is exactly one; else the head says enough.
                let parts = if witness.len() == inner.len() { &witness[..fields.len()] } else { &[] };
                let is_cell = self.in_cell(ty).is_some();
                // What lies in a cell is written as if it lay there itself.
                let shown = || if is_cell { parts.first().cloned().unwrap_or("_".into()) } else { show(name, fields.len(), parts) };
                missing.push(shown());
                if types.len() > 1 {
                    let rest = if witness.len() == inner.len() {
                        witness[fields.len()..].to_vec()
                    } else {
                        vec!["_".into(); types.len() - 1]
                    };
                    return Some(with_head(shown(), rest));
                }
            }
        }
        if missing.is_empty() { None } else { Some(missing) }
    }
}

/// A row with its first alternative spread over several rows.
fn spread(row: &[Shape]) -> Vec<Vec<Shape>> {
    match &row[0] {
        Shape::Or(parts) => parts
            .iter()
            .flat_map(|p| {
                let mut one = vec![p.clone()];
                one.extend_from_slice(&row[1..]);
                spread(&one)
            })
            .collect(),
        _ => vec![row.to_vec()],
    }
}

fn with_head(head: String, rest: Vec<String>) -> Vec<String> {
    std::iter::once(head).chain(rest).collect()
}

fn show(name: &str, fields: usize, parts: &[String]) -> String {
    if fields == 0 {
        return name.to_owned();
    }
    let parts = if parts.is_empty() { vec!["_".to_owned(); fields] } else { parts.to_vec() };
    format!("{name}({})", parts.join(", "))
}
