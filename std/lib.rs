//! The standard library's source, carried inside the compiler: the files of this folder.

/// The files that every program sees, by the name that diagnostics and backtraces show.
pub const PRELUDE: &[(&str, &str)] = &[
    ("std/core.aria", include_str!("core.aria")),
    ("std/string.aria", include_str!("string.aria")),
    ("std/traits.aria", include_str!("traits.aria")),
    ("std/number.aria", include_str!("number.aria")),
    ("std/array.aria", include_str!("array.aria")),
    ("std/weak.aria", include_str!("weak.aria")),
    ("std/testing.aria", include_str!("testing.aria")),
];
