//! What derived methods do with the fields and variants of a type.

use aria_source::Span;
use aria_syntax::ast::{BinaryOp, Expr, ExprKind, Member, StringPart};
use aria_types::{AdtDef, AdtKind, FieldDef, VariantDef};

use super::syntax::At;
use super::{Derivable, Direct};

/// A type to derive a trait for.
pub(super) struct Shape<'d> {
    pub def: &'d AdtDef,
    /// The name under which its fields make a value.
    pub constructor: &'d str,
    pub span: Span,
}

/// A field, and how it is reached in one value or in two.
struct Part<'d> {
    def: &'d FieldDef,
    own: Expr,
    other: Expr,
}

impl<'d> Shape<'d> {
    pub fn method(&self, derivable: Derivable) -> Member {
        let at = self.at();
        let other = || vec![("other", at.self_type())];
        match derivable {
            Derivable::Eq => at.method("equals?", other(), at.ty("Bool"), self.equals()),
            Derivable::Ord => at.method("compare", other(), at.ty("Ordering"), self.compare()),
            Derivable::Hash => at.method("hash", vec![("state", at.ty("UInt"))], at.ty("UInt"), self.hash()),
            Derivable::Clone => at.method("clone", Vec::new(), at.self_type(), self.copy()),
            Derivable::Debug => at.method("inspect", Vec::new(), at.ty("String"), self.inspect()),
            Derivable::Display => at.method("to_string", Vec::new(), at.ty("String"), self.display()),
        }
    }

    fn at(&self) -> At {
        At(self.span)
    }

    fn is_enum(&self) -> bool {
        self.def.kind == AdtKind::Enum
    }

    fn this(&self) -> Expr {
        self.at().expr(ExprKind::SelfValue)
    }

    fn other(&self) -> Expr {
        self.at().name("other")
    }

    /// The fields of a struct or class.
    fn fields(&self) -> Vec<Part<'d>> {
        let at = self.at();
        let part = |def: &'d FieldDef| Part {
            def,
            own: at.expr(ExprKind::SelfField(at.word(&def.name))),
            other: at.field(self.other(), &def.name),
        };
        self.def.fields.iter().map(part).collect()
    }

    /// What a variant holds, as its pattern binds it.
    fn payload(&self, variant: &'d VariantDef) -> Vec<Part<'d>> {
        let at = self.at();
        let part = |(i, def): (usize, &'d FieldDef)| Part {
            def,
            own: at.name(&format!("own{i}")),
            other: at.name(&format!("other{i}")),
        };
        variant.fields.iter().enumerate().map(part).collect()
    }

    /// `match value` with an arm for each variant, which binds what it holds under `prefix` and its number.
    fn each_variant(&self, value: Expr, prefix: &str, body: impl Fn(usize, &'d VariantDef) -> Expr) -> Expr {
        let at = self.at();
        let arm = |(i, variant): (usize, &'d VariantDef)| (at.variant(&variant.name, &names(variant, prefix)), body(i, variant));
        at.match_(value, self.def.variants.iter().enumerate().map(arm).collect())
    }

    /// A variant's place among the variants.
    fn ordinal(&self, value: Expr) -> Expr {
        let at = self.at();
        let arms = self.def.variants.iter().enumerate();
        at.match_(value, arms.map(|(i, variant)| (at.variant(&variant.name, &[]), at.number(i as u128))).collect())
    }

    /// `body` of what two values of the same variant hold; `otherwise` for variants that hold nothing, and for different ones.
    fn same_variant(&self, otherwise: &Expr, body: impl Fn(Vec<Part<'d>>) -> Expr) -> Expr {
        let at = self.at();
        let holding: Vec<&VariantDef> = self.def.variants.iter().filter(|v| !v.fields.is_empty()).collect();
        let rest = (holding.len() < self.def.variants.len()).then(|| (at.wildcard(), otherwise.clone()));
        let arm = |variant: &&'d VariantDef| {
            let same = (at.variant(&variant.name, &names(variant, "other")), body(self.payload(variant)));
            let differs = (self.def.variants.len() > 1).then(|| (at.wildcard(), otherwise.clone()));
            let inner = at.match_(self.other(), [same].into_iter().chain(differs).collect());
            (at.variant(&variant.name, &names(variant, "own")), inner)
        };
        at.match_(self.this(), holding.iter().map(arm).chain(rest).collect())
    }

    fn holds_nothing(&self) -> bool {
        self.def.variants.iter().all(|v| v.fields.is_empty())
    }

    fn equals(&self) -> Expr {
        let at = self.at();
        let all = |parts: Vec<Part<'_>>| {
            let each = parts.into_iter().map(|p| at.binary(BinaryOp::Eq, p.own, p.other));
            each.reduce(|a, b| at.binary(BinaryOp::And, a, b)).unwrap_or(at.expr(ExprKind::Bool(true)))
        };
        if !self.is_enum() {
            return all(self.fields());
        }
        if self.def.variants.len() < 2 && self.holds_nothing() {
            return at.expr(ExprKind::Bool(true));
        }
        let same = || at.binary(BinaryOp::Eq, self.ordinal(self.this()), self.ordinal(self.other()));
        if self.holds_nothing() { same() } else { self.same_variant(&same(), all) }
    }

    fn compare(&self) -> Expr {
        let at = self.at();
        let equal = || at.field(at.name("Ordering"), "Equal");
        let then = |first: Expr, rest: Expr| {
            at.match_(first, vec![(at.variant("Equal", &[]), rest), (at.binding("order"), at.name("order"))])
        };
        let all = |parts: Vec<Part<'_>>| {
            let compared = |p: Part<'_>| match Direct::of(&p.def.ty, Derivable::Ord) {
                Some(_) => at.apply("derived_compare", [at.field(p.own, "to_int128"), at.field(p.other, "to_int128")]),
                None => at.apply("derived_compare", [p.own, p.other]),
            };
            let each: Vec<Expr> = parts.into_iter().map(compared).collect();
            each.into_iter().rev().reduce(|rest, first| then(first, rest)).unwrap_or_else(equal)
        };
        if !self.is_enum() {
            return all(self.fields());
        }
        if self.def.variants.len() < 2 && self.holds_nothing() {
            return equal();
        }
        let ordinals = at.apply("derived_compare", [self.ordinal(self.this()), self.ordinal(self.other())]);
        if self.holds_nothing() { ordinals } else { then(ordinals, self.same_variant(&equal(), all)) }
    }

    fn hash(&self) -> Expr {
        let at = self.at();
        let all = |start: Expr, parts: Vec<Part<'_>>| {
            parts.into_iter().fold(start, |state, p| match Direct::of(&p.def.ty, Derivable::Hash) {
                Some(_) => at.apply("derived_hash", [at.field(p.own, "to_int128"), state]),
                None => at.apply("derived_hash", [p.own, state]),
            })
        };
        if !self.is_enum() {
            return all(at.name("state"), self.fields());
        }
        if self.def.variants.is_empty() {
            return at.name("state");
        }
        if self.holds_nothing() {
            return at.apply("derived_hash", [self.ordinal(self.this()), at.name("state")]);
        }
        self.each_variant(self.this(), "own", |i, variant| {
            all(at.apply("derived_hash", [at.number(i as u128), at.name("state")]), self.payload(variant))
        })
    }

    fn copy(&self) -> Expr {
        let at = self.at();
        let copied = |p: Part<'_>| match Direct::of(&p.def.ty, Derivable::Clone) {
            Some(_) => p.own,
            None => at.apply("derived_clone", [p.own]),
        };
        let own_type = at.name("Self");
        if !self.is_enum() {
            let args = self.fields().into_iter().map(|p| at.arg(Some(&p.def.name), copied(p))).collect();
            return at.call(at.field(own_type, self.constructor), args);
        }
        if self.holds_nothing() {
            return self.this();
        }
        self.each_variant(self.this(), "own", |_, variant| {
            let made = at.field(own_type.clone(), &variant.name);
            let args: Vec<_> = self.payload(variant).into_iter().map(|p| at.arg(None, copied(p))).collect();
            if args.is_empty() { made } else { at.call(made, args) }
        })
    }

    fn inspect(&self) -> Expr {
        let at = self.at();
        // `Name(field: value, …)`; what a variant holds without a name is shown without one.
        let all = |name: &str, parts: Vec<Part<'_>>| {
            let mut pieces: Vec<StringPart> = Vec::new();
            let mut before = format!("{name}(");
            for part in parts {
                if !part.def.name.starts_with(|c: char| c.is_ascii_digit()) {
                    before.push_str(&part.def.name);
                    before.push_str(": ");
                }
                pieces.push(at.text(&before));
                pieces.push(at.shown(match Direct::of(&part.def.ty, Derivable::Debug) {
                    Some(_) => part.own,
                    None => at.apply("derived_inspect", [part.own]),
                }));
                before = ", ".to_owned();
            }
            pieces.push(at.text(if pieces.is_empty() { "()" } else { ")" }));
            if let [only] = &mut pieces[..] {
                *only = at.text(&format!("{name}()"));
            }
            at.string(pieces)
        };
        if !self.is_enum() {
            return all(&self.def.name, self.fields());
        }
        self.variant_text(|variant| match variant.fields.is_empty() {
            true => at.string(vec![at.text(&variant.name)]),
            false => all(&variant.name, self.payload(variant)),
        })
    }

    fn display(&self) -> Expr {
        let at = self.at();
        self.variant_text(|variant| at.string(vec![at.text(&variant.name)]))
    }

    fn variant_text(&self, text: impl Fn(&'d VariantDef) -> Expr) -> Expr {
        if self.def.variants.is_empty() {
            return self.at().string(vec![self.at().text(&self.def.name)]);
        }
        self.each_variant(self.this(), "own", |_, variant| text(variant))
    }
}

/// The names that a variant's pattern binds: `own0`, `own1`, ….
fn names(variant: &VariantDef, prefix: &str) -> Vec<String> {
    (0..variant.fields.len()).map(|i| format!("{prefix}{i}")).collect()
}
