//! The standard library's source, carried inside the compiler: the files of this folder.

/// The files that every program sees, by the name that diagnostics and backtraces show.
pub const PRELUDE: &[(&str, &str)] = &[
    ("std/core.aria", include_str!("core.aria")),
    ("std/string.aria", include_str!("string.aria")),
    ("std/traits.aria", include_str!("traits.aria")),
    ("std/number.aria", include_str!("number.aria")),
    ("std/array.aria", include_str!("array.aria")),
    ("std/compare.aria", include_str!("compare.aria")),
    ("std/display.aria", include_str!("display.aria")),
    ("std/tuple.aria", include_str!("tuple.aria")),
];
