//! The standard library's source, carried inside the compiler: the files of this folder.

/// The files that every program sees, by the name that diagnostics and backtraces show.
pub const PRELUDE: &[(&str, &str)] = &[
    ("std/core.aria", include_str!("core.aria")),
    ("std/string.aria", include_str!("string.aria")),
    ("std/traits.aria", include_str!("traits.aria")),
    ("std/number.aria", include_str!("number.aria")),
    ("std/keys.aria", include_str!("keys.aria")),
    ("std/option.aria", include_str!("option.aria")),
    ("std/iterator.aria", include_str!("iterator.aria")),
    ("std/adapter.aria", include_str!("adapter.aria")),
    ("std/sum.aria", include_str!("sum.aria")),
    ("std/range.aria", include_str!("range.aria")),
    ("std/array.aria", include_str!("array.aria")),
    ("std/elements.aria", include_str!("elements.aria")),
    ("std/sort.aria", include_str!("sort.aria")),
    ("std/dict.aria", include_str!("dict.aria")),
    ("std/set.aria", include_str!("set.aria")),
];
