//! Reading a text in a test: its tree as text, its errors as lines.
#![allow(dead_code, reason = "each test crate uses a part of this")]

use aria_source::{FileId, SourceMap};
use aria_syntax::{dump, parse};

/// The tree of a text that must have no errors, one top-level node a line where it fits.
#[track_caller]
pub fn tree(text: &str) -> String {
    let parsed = parse(FileId(0), text);
    assert_eq!(parsed.errors, [], "in:\n{text}");
    dump::dump(&parsed.tree).trim_end().to_owned()
}

/// Each pair: a text, and its tree.
#[track_caller]
pub fn check(pairs: &[(&str, &str)]) {
    for (text, expected) in pairs {
        assert_eq!(tree(text), expected.trim(), "in:\n{text}");
    }
}

/// The errors of a text: `line:column code title`.
pub fn errors(text: &str) -> Vec<String> {
    let map = SourceMap::new();
    let file = map.add("test.aria", text);
    let parsed = parse(file, text);
    let line = |e: &aria_syntax::SyntaxError| {
        let place = map.start(e.span);
        format!("{}:{} {} {}", place.line, place.column, e.code(), e.kind.message().title)
    };
    parsed.errors.iter().map(line).collect()
}

/// The tree of a text with errors.
pub fn broken_tree(text: &str) -> String {
    dump::dump(&parse(FileId(0), text).tree).trim_end().to_owned()
}
