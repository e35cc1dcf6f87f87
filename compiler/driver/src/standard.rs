//! The standard library and the overlays, carried inside the compiler.

use std::collections::HashMap;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_source::SourceMap;
use aria_syntax::ast::ParsedFile;
use aria_types::FunctionFacts;

/// The shipped overlays.
const OVERLAYS: &[(&str, &str)] = &[
    ("overlays/libc.aria", include_str!("../../../overlays/libc.aria")),
    ("overlays/libxml2.aria", include_str!("../../../overlays/libxml2.aria")),
    ("overlays/openssl.aria", include_str!("../../../overlays/openssl.aria")),
    ("overlays/sqlite3.aria", include_str!("../../../overlays/sqlite3.aria")),
    ("overlays/zlib.aria", include_str!("../../../overlays/zlib.aria")),
    ("overlays/zstd.aria", include_str!("../../../overlays/zstd.aria")),
];

/// Parses the standard library.
pub fn parse_std(sources: &SourceMap, diagnostics: &mut Diagnostics) -> Vec<ParsedFile> {
    aria_std::PRELUDE.iter().map(|(name, text)| crate::syntax::parse_text(name, text, sources, diagnostics)).collect()
}

/// The facts of the shipped overlays, by function.
pub fn overlays(sources: &SourceMap, diagnostics: &mut Diagnostics) -> HashMap<Arc<str>, Arc<FunctionFacts>> {
    let mut facts = HashMap::new();
    for (name, text) in OVERLAYS {
        let file = crate::syntax::parse_text(name, text, sources, diagnostics);
        facts.extend(aria_resolve::overlay_facts(name, &file, sources, diagnostics));
    }
    facts
}
