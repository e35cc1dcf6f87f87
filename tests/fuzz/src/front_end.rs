//! Text to a checked program, with the standard library and no foreign lane.

use std::collections::HashMap;
use std::path::Path;
use std::sync::OnceLock;

use aria_check::typed::CheckedProgram;
use aria_diagnostics::{Diagnostics, RenderOptions, render, to_json};
use aria_foreign::TargetData;
use aria_resolve::Input;
use aria_source::SourceMap;
use aria_syntax::ast::ParsedFile;

const STD: &[(&str, &str)] = &[
    ("std/core.aria", include_str!("../../../std/core.aria")),
    ("std/string.aria", include_str!("../../../std/string.aria")),
    ("std/number.aria", include_str!("../../../std/number.aria")),
    ("std/array.aria", include_str!("../../../std/array.aria")),
];

/// The standard library's trees. They are the same each time: its files are the first of every map.
fn std_trees(sources: &SourceMap) -> &'static [ParsedFile] {
    static TREES: OnceLock<Vec<ParsedFile>> = OnceLock::new();
    let ids: Vec<_> = STD.iter().map(|(name, text)| sources.add(*name, *text)).collect();
    TREES.get_or_init(|| STD.iter().zip(ids).map(|((_, text), id)| aria_syntax::parse(id, text).tree).collect())
}

/// Checks a text. As in the driver, a text with syntax errors gets no further than the parser: `None`.
///
/// # Panics
/// If a diagnostic cannot be shown, or no error was reported for a text that asks for a lane.
pub fn check(text: &str) -> Option<(CheckedProgram, bool)> {
    let sources = SourceMap::new();
    let std = std_trees(&sources);
    let id = sources.add("program.aria", text);
    let parsed = aria_syntax::parse(id, text);
    if !parsed.errors.is_empty() {
        return None;
    }
    let mut diagnostics = Diagnostics::new();
    let target = TargetData::x86_64_linux();
    aria_resolve::import_requests(&parsed.tree, Path::new("/"), &target, &[], &mut diagnostics);
    let input = Input {
        std,
        program: &parsed.tree,
        imported: Vec::new(),
        imports: Vec::new(),
        files: Vec::new(),
        overlays: HashMap::new(),
        target,
        places: None,
        lanes: &[],
    };
    let resolved = aria_resolve::resolve(input, &sources, &mut diagnostics);
    let program = aria_check::check(&resolved, &mut diagnostics);
    let sound = !diagnostics.has_errors();
    for diagnostic in diagnostics.finish(&sources) {
        assert!(!render(&diagnostic, &sources, RenderOptions::default()).is_empty());
        assert!(!to_json(&diagnostic, &sources).is_empty());
    }
    Some((program, sound))
}
