//! The rules of the house, one module each.

mod build_products;
mod dependency_law;
mod dependency_reasons;
mod diagnostic_codes;
mod file_length;
mod front_end_io;
mod house_documents;
mod invariants;
mod lane_names;
mod machine_paths;
mod module_names;
mod native_libraries;
mod opening_comment;
mod platform_calls;
mod readable_source;
mod ruler_comments;
mod unfinished_code;
mod unsafe_places;

use super::Report;
use super::tree::Tree;

/// A rule: its name in messages, what it demands in one line, and its check.
pub struct Rule {
    pub name: &'static str,
    pub demand: &'static str,
    pub check: fn(&Tree, &mut Report<'_>),
}

macro_rules! rules {
    ($($module:ident: $demand:literal,)*) => {
        /// Every rule, in the order of its name.
        pub const ALL: &[Rule] = &[$(Rule { name: $module::NAME, demand: $demand, check: $module::check },)*];
    };
}

rules! {
    build_products: "no object file, library or executable is committed",
    dependency_law: "crates depend only on what the map in ARCHITECTURE.md allows",
    dependency_reasons: "docs/dependencies.md gives a reason for each third-party crate, and names no other",
    diagnostic_codes: "each diagnostic code has its tests/ui/CODE.md and each such file its code",
    file_length: "at most 600 lines outside tests; the exceptions in xtask/long-files.txt only shrink",
    front_end_io: "the front end and the crossing crates do no I/O of their own",
    house_documents: "the documents and licences that a newcomer needs are there",
    invariants: "each invariant of ARCHITECTURE.md says what checks it, or that nothing does",
    lane_names: "no identifier under compiler/ or crossing/ names a lane",
    machine_paths: "no path of one particular machine",
    module_names: "no module is called utils, helpers, common or misc",
    native_libraries: "only compiler/llvm links LLVM, only lanes/c clang, only lanes/wasm wasmtime",
    opening_comment: "each source file opens with a comment that says what it owns",
    platform_calls: "libc:: and std::os:: only in runtime/, the platform module and the launcher",
    readable_source: "Rust files and manifests can be read",
    ruler_comments: "no comment that only draws a line",
    unfinished_code: "no todo!, unimplemented! or dbg!",
    unsafe_places: "unsafe only in runtime/, lanes/*/runtime and the LLVM and clang wrappers",
}

/// Whether `path` is inside one of `folders`; a `*` in a folder stands for exactly one part of the path.
fn is_in_any(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| {
        let mut parts = path.split('/');
        folder.split('/').all(|wanted| parts.next().is_some_and(|part| wanted == "*" || wanted == part)) && parts.next().is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_match_by_whole_parts() {
        assert!(is_in_any("lanes/c/runtime/a.rs", &["lanes/*/runtime"]));
        assert!(!is_in_any("lanes/c/runtime.rs", &["lanes/*/runtime"]));
        assert!(!is_in_any("runtime2/a.rs", &["runtime"]));
        assert!(!is_in_any("runtime", &["runtime"]));
    }

    #[test]
    fn names_are_distinct_and_sorted() {
        let names: Vec<_> = ALL.iter().map(|rule| rule.name).collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    }
}
