//! The compiler is lane-blind: no identifier in its source names a lane or a lane's tools.
//!
//! Names are compared word by word (`PyObjectLayout` is py, object, layout). Words that also mean something else to a
//! compiler (C's own types are core, `->` is an arrow, `R` is a type parameter) count only beside `lane`.

use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "lane-names";

const TELLING: &[&str] =
    &["python", "cpython", "pyobject", "pymodule", "numpy", "robject", "rvector", "wasm", "wasmtime", "clang", "libclang"];
const AMBIGUOUS: &[&str] = &["c", "r", "arrow"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let lanes = tree.lanes();
    let telling: Vec<&str> =
        TELLING.iter().copied().chain(lanes.iter().copied().filter(|lane| !AMBIGUOUS.contains(lane))).collect();
    for (path, source) in tree.rust().filter(|(path, _)| path.starts_with("compiler/") || path.starts_with("crossing/")) {
        for placed in source.tokens().iter().filter(|placed| !placed.in_test) {
            let Some(name) = placed.token.ident() else { continue };
            if let Some(word) = lane_in(name, &telling) {
                report.at(path, placed.line, format!("`{name}` names the lane world (`{word}`); ask through the lane trait"));
            }
        }
    }
}

fn lane_in<'w>(name: &str, telling: &[&'w str]) -> Option<&'w str> {
    let words = words_of(name);
    let joined_pairs = words.windows(2).map(|pair| pair.concat());
    let all: Vec<String> = words.iter().cloned().chain(joined_pairs).collect();
    if let Some(word) = telling.iter().find(|word| all.iter().any(|part| part == *word)) {
        // The compiler runtime library is called clang_rt whoever links it.
        return (!(*word == "clang" && words.windows(2).any(|pair| pair == ["clang", "rt"]))).then_some(word);
    }
    let beside_lane = |word: &&&str| {
        words.windows(2).any(|pair| (pair[0] == "lane" && pair[1] == **word) || (pair[0] == **word && pair[1] == "lane"))
    };
    AMBIGUOUS.iter().find(beside_lane).copied()
}

/// Splits snake_case and CamelCase into lower-case words: `CLaneHost` is c, lane, host.
fn words_of(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let after_lower = at > 0 && (letters[at - 1].is_lowercase() || letters[at - 1].is_ascii_digit());
        let before_lower = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if letter == '_' || (letter.is_uppercase() && (after_lower || before_lower)) {
            words.push(String::new());
        }
        if let (true, Some(word)) = (letter != '_', words.last_mut()) {
            word.extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::findings_of;

    fn flagged(source: &str) -> bool {
        !findings_of(check, &[("compiler/check/src/a.rs", source), ("lanes/lua/src/lib.rs", "")]).is_empty()
    }

    #[test]
    fn names_of_lanes_are_found() {
        for name in
            ["Python", "is_python", "PyObject", "py_object", "aria_lane_c", "CLane", "ClangSession", "wasm_export", "LuaState"]
        {
            assert!(flagged(&format!("fn f() {{ {name} }}")), "{name}");
        }
    }

    #[test]
    fn words_with_another_meaning_are_not() {
        for name in
            ["FatArrow", "CInt", "CPtr", "R", "c", "wasm32", "clang_rt_builtins", "LaneId", "lane", "evaluate", "pythonic"]
        {
            assert!(!flagged(&format!("fn f() {{ {name} }}")), "{name}");
        }
        assert!(!flagged("// Python\nfn f() { \"wasm\" }\n#[cfg(test)]\nmod tests { struct Python; }"));
        assert!(findings_of(check, &[("lanes/c/src/lib.rs", "struct ClangSession;")]).is_empty());
    }

    #[test]
    fn words_split_at_case_and_underscore() {
        assert_eq!(words_of("CLaneHost_v2XML"), ["c", "lane", "host", "v2", "xml"]);
    }
}
