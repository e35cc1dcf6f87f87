//! Whether a `match` covers every value (Maranget, "Warnings for pattern matching", 2007): the last row of
//! wildcards is useful exactly if something is not covered, and its witness names what.

use aria_types::{AdtKind, Ty};

use crate::body::BodyChecker;
use crate::diagnostics::NotExhaustive;
use crate::numeric::{Number, bounds, number};
use crate::typed::{Arm, Expr, ExprKind, Pattern, PatternKind};

/// A pattern reduced to what matters for covering.
#[derive(Clone, Debug)]
enum Shape {
    Any,
    /// A constructor by index, with patterns for all its fields.
    Constructor(u32, Vec<Shape>),
    /// The integers (or characters, by number) from one to another, both included.
    Range(i128, i128),
    /// A literal of an endless (or too large) type: it covers itself and nothing else.
    Literal,
    Or(Vec<Shape>),
    /// An array: its first elements, whether there may be more, its last elements.
    Array(Vec<Shape>, bool, Vec<Shape>),
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
            PatternKind::Scalar(Expr { kind: ExprKind::Int(value), .. }) if self.integers(&pattern.ty).is_some() => {
                Shape::Range(*value, *value)
            }
            PatternKind::Range { low, high, inclusive } => match self.integers(&pattern.ty) {
                Some((least, greatest)) => {
                    let last = match high {
                        Some(high) if *inclusive => *high,
                        Some(high) => high.saturating_sub(1),
                        None => greatest,
                    };
                    let first = low.unwrap_or(least);
                    // An empty range covers nothing.
                    if first <= last { Shape::Range(first, last) } else { Shape::Or(Vec::new()) }
                }
                None => Shape::Literal,
            },
            PatternKind::Scalar(_) | PatternKind::Str(_) | PatternKind::Null => Shape::Literal,
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
            PatternKind::Array { first, rest, last } => {
                let shapes = |parts: &[Pattern]| parts.iter().map(|p| self.shape(p)).collect();
                Shape::Array(shapes(first), rest.is_some(), shapes(last))
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

    /// The least and the greatest value of a type of whole numbers, if they can be told from all others. C's
    /// enumerations are open, and the greatest `UInt128` fits no literal.
    fn integers(&self, ty: &Ty) -> Option<(i128, i128)> {
        match ty {
            Ty::Char => Some((0, 0x10_FFFF)),
            Ty::Int(_) | Ty::C(_) => match number(ty, &self.defs.target())? {
                Number::Int { bits: 128, signed: false } => None,
                Number::Int { bits, signed } => Some(bounds(bits, signed)),
                Number::Float { .. } => None,
            },
            _ => None,
        }
    }

    /// As [`Self::uncovered`] where the first type is of whole numbers: each stretch between two ends of ranges is a case
    /// of its own.
    fn uncovered_integers(
        &self,
        rows: &[Vec<Shape>],
        types: &[Ty],
        (least, greatest): (i128, i128),
        depth: u32,
    ) -> Option<Vec<String>> {
        let mut starts = vec![least];
        for row in rows {
            if let Shape::Range(first, last) = row[0] {
                starts.extend([first].into_iter().chain(last.checked_add(1)).filter(|at| (least..=greatest).contains(at)));
            }
        }
        starts.sort_unstable();
        starts.dedup();
        let mut missing: Vec<(i128, i128)> = Vec::new();
        for (index, &first) in starts.iter().enumerate() {
            let last = starts.get(index + 1).map_or(greatest, |next| next - 1);
            let rest: Vec<Vec<Shape>> = rows
                .iter()
                .filter(|r| match r[0] {
                    Shape::Range(from, to) => from <= first && last <= to,
                    Shape::Any => true,
                    _ => false,
                })
                .map(|r| r[1..].to_vec())
                .collect();
            let Some(witness) = self.uncovered(&rest, &types[1..], depth + 1) else { continue };
            if types.len() > 1 {
                return Some(with_head(self.stretch((first, last), (least, greatest)), witness));
            }
            match missing.last_mut() {
                Some(before) if before.1 + 1 == first => before.1 = last,
                _ => missing.push((first, last)),
            }
        }
        let shown = missing.into_iter().map(|m| self.stretch(m, (least, greatest))).collect::<Vec<_>>();
        if shown.is_empty() { None } else { Some(shown) }
    }

    /// A stretch of whole numbers as a pattern. What reaches an end of a large type is hardly meant to be listed.
    fn stretch(&self, (first, last): (i128, i128), (least, greatest): (i128, i128)) -> String {
        let large = greatest > 0xFFFF;
        match first == last {
            _ if (first, last) == (least, greatest) || (large && (first == least || last == greatest)) => "_".into(),
            true => first.to_string(),
            false => format!("{first}..{last}"),
        }
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

    /// As [`Self::uncovered`] where the first type is an array: each length up to the longest that a row names is a case,
    /// and so are all that are longer, which no row tells apart.
    fn uncovered_arrays(&self, rows: &[Vec<Shape>], types: &[Ty], element: &Ty, depth: u32) -> Option<Vec<String>> {
        let named = |r: &Vec<Shape>| if let Shape::Array(first, _, last) = &r[0] { first.len() + last.len() } else { 0 };
        let longer = rows.iter().map(named).max().unwrap_or(0) + 1;
        let mut missing = Vec::new();
        for length in 0..=longer {
            let rest: Vec<Vec<Shape>> = rows
                .iter()
                .filter_map(|r| {
                    let between = match &r[0] {
                        Shape::Array(first, open, last) => {
                            let between = length.checked_sub(first.len() + last.len()).filter(|n| *open || *n == 0)?;
                            first.iter().chain(std::iter::repeat_n(&Shape::Any, between)).chain(last).cloned().collect()
                        }
                        Shape::Any => vec![Shape::Any; length],
                        _ => return None,
                    };
                    Some([between, r[1..].to_vec()].concat())
                })
                .collect();
            let inner: Vec<Ty> = std::iter::repeat_n(element, length).chain(&types[1..]).cloned().collect();
            if let Some(witness) = self.uncovered(&rest, &inner, depth + 1) {
                let exact = witness.len() == inner.len();
                let mut parts = if exact { witness[..length].to_vec() } else { vec!["_".into(); length] };
                if length == longer {
                    parts.push("...".into());
                }
                let shown = format!("[{}]", parts.join(", "));
                if types.len() > 1 {
                    let rest = if exact { witness[length..].to_vec() } else { vec!["_".into(); types.len() - 1] };
                    return Some(with_head(shown, rest));
                }
                missing.push(shown);
            }
        }
        if missing.is_empty() { None } else { Some(missing) }
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
        if let Some(ends) = self.integers(ty)
            && rows.iter().any(|r| matches!(r[0], Shape::Range(..)))
        {
            return self.uncovered_integers(&rows, types, ends, depth);
        }
        if let Some([element]) = self.defs.as_lang(ty, "array").map(|args| &args[..])
            && rows.iter().any(|r| matches!(r[0], Shape::Array(..)))
        {
            return self.uncovered_arrays(&rows, types, element, depth);
        }
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
                let shown =
                    || if is_cell { parts.first().cloned().unwrap_or("_".into()) } else { show(name, fields.len(), parts) };
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
