//! Annotations on foreign declarations, read as facts.

use std::collections::HashMap;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_foreign::{Callback, Fact, FactOrigin, Facts, FreeWith, Sourced};
use aria_source::SourceMap;
use aria_syntax::ast::{Annotation, Expr, ExprKind, ExternMember, ExternSource, FnDecl, Item, ItemKind, ParsedFile};
use aria_types::FunctionFacts;

use crate::alike::most_alike;
use crate::diagnostics::UnknownAnnotation;
use crate::imports::items;

/// The annotations that say something about a foreign declaration.
const FACT_NAMES: &[&str] = &[
    "out",
    "inout",
    "nonnull",
    "nullable",
    "readonly",
    "len",
    "bytes",
    "nul",
    "format",
    "elem",
    "retained",
    "callback",
    "transfer",
    "consumes",
    "owned",
    "returns_owned",
    "borrowed",
    "borrows",
    "preserves",
    "error",
    "thread",
    "longjmps",
    "shared",
    "string",
    "send",
];

/// The language's own annotations of Aria functions: what they may do. Those that export a function to a foreign world
/// are in the world's [`LaneEntry`](aria_foreign::LaneEntry).
const FUNCTION_NAMES: &[&str] = &["raw_ffi", "no_panic", "inline", "export"];

/// Reports the annotations of an Aria function that mean nothing.
pub(crate) fn reject_unknown_of_function(
    annotations: &[Annotation],
    lane_annotations: &[&'static str],
    diagnostics: &mut Diagnostics,
) {
    reject_unknown(annotations, &[FUNCTION_NAMES, lane_annotations, FACT_NAMES].concat(), diagnostics);
}

/// Reports the annotations that are not among the known ones.
pub(crate) fn reject_unknown(annotations: &[Annotation], known: &[&str], diagnostics: &mut Diagnostics) {
    for annotation in annotations.iter().filter(|a| !known.iter().any(|n| a.name.as_str() == *n)) {
        let name = annotation.name.text.to_string();
        let similar = most_alike(&name, known);
        diagnostics.push(UnknownAnnotation { name, span: annotation.span, similar });
    }
}

/// Reads annotations and parameter annotations of a restated declaration.
pub fn function_facts(
    item: &Item,
    decl: &FnDecl,
    origin: &FactOrigin,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> FunctionFacts {
    let mut function = read(&item.annotations, origin, sources, diagnostics);
    // Restating a declaration is reviewing it.
    function.add(Sourced { fact: Fact::Safe, origin: origin.clone(), place: None });
    let params = decl.params.iter().map(|p| read(&p.annotations, origin, sources, diagnostics)).collect();
    let names = decl.params.iter().map(|p| p.name.text.clone()).collect();
    FunctionFacts { function, params, names, headers: Vec::new() }
}

/// The facts of an overlay file: restated functions under `extern LANE from "header"`, by name.
pub fn overlay_facts(
    name: &str,
    file: &ParsedFile,
    sources: &SourceMap,
    diagnostics: &mut Diagnostics,
) -> HashMap<Arc<str>, Arc<FunctionFacts>> {
    let origin = FactOrigin::Overlay(name.into());
    let mut out = HashMap::new();
    for item in items(&file.body) {
        let ItemKind::ExternImport(import) = &item.kind else { continue };
        let ExternSource::Files { files, .. } = &import.source else { continue };
        let headers: Vec<Arc<str>> = files.iter().map(|f| f.value.clone()).collect();
        for member in &import.body {
            let ExternMember::Item(member) = member else { continue };
            let ItemKind::Fn(decl) = &member.kind else { continue };
            let mut facts = function_facts(member, decl, &origin, sources, diagnostics);
            facts.headers = headers.clone();
            out.insert(decl.name.text.clone(), Arc::new(facts));
        }
    }
    out
}

/// The facts that annotations state.
pub(crate) fn read(annotations: &[Annotation], origin: &FactOrigin, sources: &SourceMap, diagnostics: &mut Diagnostics) -> Facts {
    let mut facts = Facts::default();
    for annotation in annotations {
        match fact(annotation, sources) {
            Some(fact) => facts.add(Sourced { fact, origin: origin.clone(), place: None }),
            None => {
                let name = annotation.name.text.to_string();
                let similar = most_alike(&name, FACT_NAMES);
                diagnostics.push(UnknownAnnotation { name, span: annotation.span, similar });
            }
        }
    }
    facts
}

fn fact(annotation: &Annotation, sources: &SourceMap) -> Option<Fact> {
    let text = |e: &Expr| -> Arc<str> { sources.snippet(e.span).into() };
    let first = || annotation.positional().next().map(text);
    let labelled = |label: &str| annotation.labelled(label).map(text);
    Some(match annotation.name.as_str() {
        "out" => Fact::Out,
        "inout" => Fact::InOut,
        "nonnull" => Fact::NonNull,
        "nullable" => Fact::Nullable,
        "readonly" => Fact::ReadOnly,
        "len" => Fact::Len(first()?),
        "bytes" => Fact::Bytes(first()?),
        "nul" => Fact::Nul,
        "format" => Fact::Format(first()?),
        "elem" => Fact::ElementOf(labelled("of")?),
        "retained" => Fact::Retained { until: labelled("until"), condition: labelled("if") },
        "callback" => Fact::Callback { kind: callback_kind(annotation)?, data: labelled("data") },
        "transfer" | "consumes" => Fact::Transfer { condition: labelled("if") },
        "owned" | "returns_owned" => Fact::Owned {
            free_with: labelled("free_with").map(|function| FreeWith { function, argument: 0 }),
            condition: labelled("if"),
            invalid: labelled("invalid"),
        },
        "borrowed" | "borrows" => {
            Fact::Borrowed { lifetime: labelled("lifetime").or_else(first), until: labelled("until").into_iter().collect() }
        }
        "preserves" => Fact::Preserves(first()?),
        "error" => match first()?.as_ref() {
            "errno" => Fact::ErrorErrno,
            _ => return None,
        },
        "thread" => Fact::Thread(first()?),
        "longjmps" => Fact::Longjmps,
        "shared" => Fact::Shared { retain: labelled("ref")?, release: labelled("unref")? },
        "string" => Fact::StringLike,
        "send" => Fact::Send,
        _ => return None,
    })
}

fn callback_kind(annotation: &Annotation) -> Option<Callback> {
    match annotation.positional().next().map(|e| &e.kind)? {
        ExprKind::Name(n) if n == "call" => Some(Callback::Call),
        ExprKind::Name(n) if n == "async" => Some(Callback::Async),
        ExprKind::Name(n) if n == "notified" => Some(Callback::Notified),
        _ => None,
    }
}
