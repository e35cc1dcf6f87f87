//! Any text: the parser answers, its errors lie inside the text, and a tree without errors has no error nodes.
//!
//! `cargo +nightly fuzz run parse --fuzz-dir tests/fuzz`

#![no_main]

use aria_source::FileId;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let parsed = aria_syntax::parse(FileId(0), text);
    for error in &parsed.errors {
        assert!(text.get(error.span.start as usize..error.span.end as usize).is_some());
        assert!(!error.kind.message().title.is_empty());
    }
    if parsed.errors.is_empty() {
        assert!(!aria_syntax::dump::dump(&parsed.tree).contains("<error>"));
    }
});
