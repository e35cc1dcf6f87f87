//! The standard library's source, carried inside the compiler: the files of this folder.

/// The files that every program sees, by the name that diagnostics and backtraces show.
pub const PRELUDE: &[(&str, &str)] = &[
    ("std/core.aria", include_str!("core.aria")),
    ("std/string.aria", include_str!("string.aria")),
    ("std/text_search.aria", include_str!("text_search.aria")),
    ("std/text_forms.aria", include_str!("text_forms.aria")),
    ("std/char.aria", include_str!("char.aria")),
    ("std/parse.aria", include_str!("parse.aria")),
    ("std/string_builder.aria", include_str!("string_builder.aria")),
    ("std/bytes.aria", include_str!("bytes.aria")),
    ("std/symbol.aria", include_str!("symbol.aria")),
    ("std/format.aria", include_str!("format.aria")),
    ("std/traits.aria", include_str!("traits.aria")),
    ("std/number.aria", include_str!("number.aria")),
    ("std/signed_integers.aria", include_str!("signed_integers.aria")),
    ("std/unsigned_integers.aria", include_str!("unsigned_integers.aria")),
    ("std/float.aria", include_str!("float.aria")),
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
    ("std/compare.aria", include_str!("compare.aria")),
    ("std/display.aria", include_str!("display.aria")),
    ("std/tuple.aria", include_str!("tuple.aria")),
    ("std/weak.aria", include_str!("weak.aria")),
    ("std/thread.aria", include_str!("thread.aria")),
    ("std/atomic.aria", include_str!("atomic.aria")),
    ("std/channel.aria", include_str!("channel.aria")),
    ("std/mutex.aria", include_str!("mutex.aria")),
    ("std/frozen.aria", include_str!("frozen.aria")),
    ("std/parallel.aria", include_str!("parallel.aria")),
    ("std/testing.aria", include_str!("testing.aria")),
];

/// The modules that a program sees only where it imports them (`import std.math`): the name behind `std.`, the name that
/// diagnostics and backtraces show, the text.
pub const MODULES: &[(&str, &str, &str)] = &[
    ("env", "std/env.aria", include_str!("env.aria")),
    ("io", "std/io.aria", include_str!("io.aria")),
    ("json", "std/json.aria", include_str!("json.aria")),
    ("math", "std/math.aria", include_str!("math.aria")),
    ("path", "std/path.aria", include_str!("path.aria")),
    ("random", "std/random.aria", include_str!("random.aria")),
    ("sys", "std/sys.aria", include_str!("sys.aria")),
    ("time", "std/time.aria", include_str!("time.aria")),
];
