//! Facts as the annotations that state them, and where they came from.

use aria_foreign::{Callback, Fact, FactOrigin, Facts, Sourced};

use super::Listing;

/// The annotation that states a fact; none for one that is not an annotation's.
pub fn annotation(fact: &Fact) -> Option<String> {
    let labelled = |label: &str, value: &Option<_>| value.as_ref().map(|v| format!("{label}: {v}"));
    let list = |name: &str, parts: Vec<Option<String>>| {
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        if parts.is_empty() { format!("@{name}") } else { format!("@{name}({})", parts.join(", ")) }
    };
    Some(match fact {
        Fact::Out => "@out".into(),
        Fact::InOut => "@inout".into(),
        Fact::NonNull => "@nonnull".into(),
        Fact::Nullable => "@nullable".into(),
        Fact::ReadOnly => "@readonly".into(),
        Fact::Len(e) => format!("@len({e})"),
        Fact::Bytes(e) => format!("@bytes({e})"),
        Fact::Nul => "@nul".into(),
        Fact::Format(kind) => format!("@format({kind})"),
        Fact::ElementOf(p) => format!("@elem(of: {p})"),
        Fact::Retained { until, condition } => list("retained", vec![labelled("until", until), labelled("if", condition)]),
        Fact::Callback { kind, data } => {
            let kind = match kind {
                Callback::Call => "call",
                Callback::Async => "async",
                Callback::Notified => "notified",
            };
            list("callback", vec![Some(kind.to_owned()), labelled("data", data)])
        }
        Fact::Transfer { condition } => list("transfer", vec![labelled("if", condition)]),
        Fact::Owned { free_with, condition, invalid } => {
            let free_with = free_with.as_ref().map(|f| f.function.clone());
            list("owned", vec![labelled("free_with", &free_with), labelled("if", condition), labelled("invalid", invalid)])
        }
        Fact::Borrowed { lifetime, until } => {
            let until = (!until.is_empty()).then(|| format!("until: [{}]", until.join(", ")));
            list("borrowed", vec![labelled("lifetime", lifetime), until])
        }
        Fact::Preserves(x) => format!("@preserves({x})"),
        Fact::ErrorErrno => "@error(errno)".into(),
        Fact::ErrorCode { code, message } => list("error", vec![Some(format!("code: {code}")), labelled("message", message)]),
        Fact::Thread(rule) => format!("@thread({rule})"),
        Fact::Longjmps => "@longjmps".into(),
        Fact::Shared { retain, release } => format!("@shared(ref: {retain}, unref: {release})"),
        Fact::StringLike => "@string".into(),
        Fact::Send => "@send".into(),
        Fact::Safe | Fact::NotRetained => return None,
    })
}

/// All annotations of something, in a fixed order.
pub fn annotations(facts: &Facts) -> Vec<String> {
    let mut all: Vec<String> = facts.iter().filter_map(|s| annotation(&s.fact)).collect();
    // What it is for, then how much there is, then who owns it.
    let rank = |text: &String| {
        let order = ["@inout", "@out", "@nonnull", "@nullable", "@readonly", "@nul", "@format", "@len", "@bytes", "@elem"];
        order.iter().position(|o| text.starts_with(o)).unwrap_or(order.len())
    };
    all.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
    all
}

/// Who vouches for a declaration that was reviewed.
pub fn reviewer(facts: &Facts) -> Option<String> {
    facts.iter().find(|s| matches!(s.fact, Fact::Safe)).map(|s| match &s.origin {
        FactOrigin::Overlay(name) => name.to_string(),
        FactOrigin::Program => "the program".to_owned(),
        _ => "the header".to_owned(),
    })
}

/// One line for each fact: what it is about, the annotation, its origin.
pub fn with_origins(listing: &Listing<'_>, about: &str, facts: &Facts) -> Vec<String> {
    let line = |s: &Sourced| {
        let annotation = annotation(&s.fact)?;
        let origin = match &s.origin {
            FactOrigin::Program => "the program".to_owned(),
            FactOrigin::Overlay(name) => name.to_string(),
            FactOrigin::Attribute => match listing.place(s.place.as_ref()) {
                Some(place) => format!("an attribute at {place}"),
                None => "an attribute of the header".to_owned(),
            },
            FactOrigin::Pattern(name) => format!("the pattern {name}"),
            FactOrigin::Language => "the language's rule for a `format` before `...`".to_owned(),
        };
        Some(format!("# {about}: {annotation}, by {origin}"))
    };
    let mut lines: Vec<String> = facts.iter().filter_map(line).collect();
    lines.sort();
    lines
}
