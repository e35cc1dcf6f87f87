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
    ("std/array_iterator.aria", include_str!("array_iterator.aria")),
    ("std/elements.aria", include_str!("elements.aria")),
    ("std/sort.aria", include_str!("sort.aria")),
    ("std/dict.aria", include_str!("dict.aria")),
    ("std/dict_iterator.aria", include_str!("dict_iterator.aria")),
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

/// A module of the library: what `import std.NAME` gives.
pub struct Module {
    /// What stands behind `std.`.
    pub name: &'static str,
    /// Its files, by the name that diagnostics and backtraces show. The first has the imports of all.
    pub files: &'static [(&'static str, &'static str)],
}

/// The modules that a program sees only where it imports them (`import std.math`).
pub const MODULES: &[Module] = &[
    Module { name: "env", files: &[("std/env.aria", include_str!("env.aria"))] },
    Module { name: "fs", files: &[("std/fs.aria", include_str!("fs.aria")), ("std/fs_file.aria", include_str!("fs_file.aria"))] },
    Module { name: "io", files: &[("std/io.aria", include_str!("io.aria"))] },
    Module {
        name: "json",
        files: &[("std/json.aria", include_str!("json.aria")), ("std/json_writing.aria", include_str!("json_writing.aria"))],
    },
    Module { name: "math", files: &[("std/math.aria", include_str!("math.aria"))] },
    Module { name: "path", files: &[("std/path.aria", include_str!("path.aria"))] },
    Module { name: "process", files: &[("std/process.aria", include_str!("process.aria"))] },
    Module { name: "random", files: &[("std/random.aria", include_str!("random.aria"))] },
    Module { name: "sys", files: &[("std/sys.aria", include_str!("sys.aria"))] },
    Module { name: "time", files: &[("std/time.aria", include_str!("time.aria"))] },
];
