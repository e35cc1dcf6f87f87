//! `aria build`: the same bytes everywhere, sanitizers, and debuggers.

use std::process::{Command, Stdio};

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("the_same_bytes_in_two_folders", same_bytes),
    ("address_sanitizer", address_sanitizer),
    ("gdb", gdb),
    ("no_adapter_is_left", no_adapter_is_left),
];

/// Something of everything that leaves names or paths in a program.
const PROGRAM: &str = r##"extern C from "numbers.h"
extern C from "zlib.h"

class Counter
  count: Int

  fn finalize
    println("finalized at #{@count}")
  end
end

fn item(bytes: Array[UInt8], at: Int) -> Int = bytes[at].to_int

fn main
  counter = Counter.new(3)
  bytes: Array[UInt8] = [1, 2, 3]
  println("#{C.twice(21)} #{C.NUMBER} #{C.crc32(0, bytes, 3)} #{counter.count}")
  caught = catch_panic do
    item(bytes, 9)
  rescue error
    println(error.message)
    0
  end
  println(caught)
end
"##;

const HEADER: &str = "#define NUMBER 5\nstatic inline int twice(int number) { return 2 * number; }\n";

fn same_bytes(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    for folder in ["one", "another/deeper"] {
        sandbox.write(&format!("{folder}/main.aria"), PROGRAM)?;
        sandbox.write(&format!("{folder}/numbers.h"), HEADER)?;
        // Each with an empty cache, as on another machine.
        for kind in crate::sorted_entries(sandbox.cache()).into_iter().filter(|p| p.is_dir()) {
            std::fs::remove_dir_all(kind)?;
        }
        for (options, output) in [(&[][..], "debug"), (&["--release"], "release")] {
            let outcome = sandbox.aria_in(folder, &[&["build"], options, &["main.aria", "-o", output]].concat())?;
            ensure(outcome.status == Some(0) && outcome.stderr.is_empty(), || format!("{outcome:?}"))?;
        }
    }
    for output in ["debug", "release"] {
        let read = |folder: &str| std::fs::read(sandbox.path(folder).join(output));
        let (one, other) = (read("one")?, read("another/deeper")?);
        let difference = one.iter().zip(&other).position(|(a, b)| a != b);
        ensure(one == other, || format!("{output}: {} and {} bytes, first different at {difference:?}", one.len(), other.len()))?;
        let outcome = sandbox.start(&mut Command::new(sandbox.path("one").join(output)), "")?;
        let starts = outcome.stdout.starts_with("42 5 1438416925 3\n");
        ensure(outcome.status == Some(0) && starts, || format!("{output}: {outcome:?}"))?;
    }
    Ok(())
}

fn address_sanitizer(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox
        .write("room.h", "#include <stdlib.h>\nstatic inline int *room(int count) { return malloc(count * sizeof(int)); }\n")?;
    let program = "extern C from \"room.h\"\n\nfn third(numbers: CPtr[CInt]) -> CInt\n  unsafe\n    numbers[2]\n  end\nend\n\n\
        fn main\n  unsafe\n    println(third(C.room(2)))\n  end\nend\n";
    sandbox.write("main.aria", program)?;
    let built = sandbox.aria(&["build", "--sanitize=address", "main.aria", "-o", "main"])?;
    ensure(built.status == Some(0), || format!("it does not build: {built:?}"))?;
    let outcome = sandbox.start(&mut Command::new(sandbox.path("main")), "")?;
    let (report, allocation) = outcome.stderr.split_once("allocated by").unwrap_or((&outcome.stderr, ""));
    ensure(outcome.status != Some(0) && report.contains("heap-buffer-overflow"), || {
        format!("no overflow was found: {outcome:?}")
    })?;
    // Lines need a symbolizer, which the sanitizer's runtime looks for itself.
    let symbolized = report.contains("main.aria:5") && report.contains("main.aria:11") && allocation.contains("main.aria:11");
    ensure(symbolized, || format!("lines 5 and 11 should be named:\n{}", outcome.stderr))?;
    // The header's inline function has a frame, between the allocator's and the caller's; what joins the two has none.
    let of_header = allocation.contains(" in room.header") && allocation.contains("room.h:2") && !allocation.contains("shim");
    ensure(of_header, || format!("`room` and room.h:2 should be named:\n{}", outcome.stderr))
}

fn gdb(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let here = Command::new("gdb").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if here.is_err() && std::env::var_os("CI").is_none_or(|v| v != "true") {
        return Err(Problem::Skipped("gdb is not installed".to_owned()));
    }
    let program = "fn scale(value: Int, factor: Int) -> Int\n  let product = value * factor\n  let ratio = 2.5\n  \
        let big = product > 40\n  println(\"#{product} #{ratio} #{big}\")\n  product\nend\n\n\
        fn main\n  println(scale(6, 7))\nend\n";
    sandbox.write("main.aria", program)?;
    let built = sandbox.aria(&["build", "main.aria", "-o", "main"])?;
    ensure(built.status == Some(0), || format!("it does not build: {built:?}"))?;
    let mut command = Command::new("gdb");
    command.args(["-nx", "-batch", "-iex", "set debuginfod enabled off"]);
    for order in ["break main.aria:5", "run", "info locals", "info args", "backtrace", "next", "continue"] {
        command.args(["-ex", order]);
    }
    let outcome = sandbox.start(command.arg("./main"), "")?;
    let expected = [
        "scale (value=6, factor=7) at main.aria:5",
        "println(\"#{product} #{ratio} #{big}\")",
        "product = 42",
        "ratio = 2.5",
        "big = true",
        "value = 6",
        "main () at main.aria:10",
        "42 2.5 true",
        "exited normally",
    ];
    let missing: Vec<_> = expected.into_iter().filter(|text| !outcome.stdout.contains(text)).collect();
    ensure(missing.is_empty(), || format!("missing: {missing:?}\n{}\n{}", outcome.stdout, outcome.stderr))
}

/// Records by value, macros, inline functions, bit-fields and varargs, of a header and of the program's own.
const SHAPES: &str = r##"extern C from "shapes.h"

extern "C"
  struct quotient
    quot: CInt
    rem: CInt
  end

  fn div(number: CInt, by: CInt) -> quotient
end

fn main
  moved = C.moved(spot.new(x: 1.5, y: 2.5), 2)
  bits: flags
  bits.low = 5
  parts = C.div(17, 5)
  println("#{moved.x} #{C.TWICE(21)} #{bits.low} #{parts.quot} #{parts.rem}")
  C.printf("%d %s\n", 7, "seven")
end
"##;

const SHAPES_HEADER: &str = "#include <stdio.h>\n#include <stdlib.h>\nstruct spot { double x, y; };\nstruct flags { unsigned low : 3, high : 5; };\n\
    #define TWICE(n) ((n) * 2)\nstatic inline struct spot moved(struct spot s, int by) { s.x += by; return s; }\n";

/// A call of C that needs C's compiler leaves no function of its own in the program.
fn no_adapter_is_left(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("shapes.h", SHAPES_HEADER)?;
    sandbox.write("main.aria", SHAPES)?;
    for (options, output) in [(&[][..], "debug"), (&["--release"], "release")] {
        let outcome = sandbox.aria(&[&["build"], options, &["main.aria", "-o", output]].concat())?;
        ensure(outcome.status == Some(0), || format!("{outcome:?}"))?;
        let names = sandbox.start(Command::new("nm").arg(sandbox.path(output)), "")?;
        ensure(names.stdout.contains(" aria_main\n") || names.stdout.contains(" T main\n"), || format!("{names:?}"))?;
        let left: Vec<&str> = names.stdout.lines().filter(|l| l.contains("adapter") || l.contains("__aria")).collect();
        ensure(left.is_empty(), || format!("{output}: {left:?}"))?;
        let outcome = sandbox.start(&mut Command::new(sandbox.path(output)), "")?;
        ensure(outcome.stdout == "3.5 42 5 3 2\n7 seven\n", || format!("{output}: {outcome:?}"))?;
    }
    Ok(())
}
