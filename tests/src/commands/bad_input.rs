//! Input that no program should be made of, and machines that lack something: what the literate cases of `tests/ui`
//! cannot set up.

use std::time::{Duration, Instant};

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("brackets_nested_without_end", nested),
    ("a_header_that_is_missing_is_the_only_error", missing_header),
    ("a_nul_made_at_run_time", nul),
    ("a_cache_that_cannot_be", unusable_cache),
    ("a_backtrace_without_a_cache", backtrace_without_cache),
    ("no_clang", no_clang),
];

/// 10 MB of brackets; of the other ways to nest less, for it takes time to read.
const BRACKETS: usize = 10 << 20;
const OTHERS: usize = 1 << 20;

fn nested(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let both = |size: usize, open: &str, close: &str| {
        let count = size / (open.len() + close.len());
        format!("let x = {}{}\n", open.repeat(count), close.repeat(count))
    };
    let texts = [
        ("parentheses", both(BRACKETS, "(", ")")),
        ("brackets", both(BRACKETS, "[", "]")),
        ("brackets that stay open", both(OTHERS, "[", "")),
        ("calls", both(OTHERS, "println(", ")")),
        ("interpolation", both(OTHERS, "\"#{", "")),
        ("blocks", both(OTHERS, "if true\n", "")),
        ("prefixes", both(OTHERS, "-", "")),
        ("sums", format!("let x = 1{}\n", "+1".repeat(OTHERS / 2))),
        ("members", format!("let x = 1{}\n", ".a".repeat(OTHERS / 2))),
        ("types", format!("let x: {}Int{} = 1\n", "Array[".repeat(OTHERS / 7), "]".repeat(OTHERS / 7))),
    ];
    for (name, text) in texts {
        sandbox.write("deep.aria", text)?;
        let start = Instant::now();
        let outcome = sandbox.reports(&["check", "deep.aria"], &["E0116"]);
        let outcome = outcome.map_err(|problem| match problem {
            Problem::Failed(reason) => Problem::Failed(format!("{name}: {reason}")),
            skipped @ Problem::Skipped(_) => skipped,
        })?;
        ensure(start.elapsed() < Duration::from_secs(10), || format!("{name} took {:?}", start.elapsed()))?;
        // Nobody reads a message of megabytes.
        ensure(outcome.stderr.len() < 4096, || format!("{name}: the message has {} bytes", outcome.stderr.len()))?;
    }
    Ok(())
}

fn missing_header(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", "extern C from \"no_such_header.h\"\n\nfn main\n  println(C.some_function(1))\nend\n")?;
    let outcome = sandbox.reports(&["run", "main.aria"], &["E0601"])?;
    ensure(outcome.stderr.contains(" --> main.aria:1:15\n"), || format!("it is at the wrong place:\n{}", outcome.stderr))
}

fn nul(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let program = r##"extern C from "stdio.h"

fn main
  let parts = ["one", "two"]
  let text = "#{parts[0]}\0#{parts[1]}"
  C.puts(parts[1])
  C.puts(text)
  println("not reached")
end
"##;
    sandbox.write("main.aria", program)?;
    let outcome = sandbox.aria(&["run", "main.aria"])?;
    let told = outcome.stderr.contains("NUL at byte 3") && outcome.stderr.contains("main.aria:7:");
    ensure(outcome.status == Some(101) && outcome.stdout == "two\n" && told, || {
        format!("a panic at byte 3, main.aria:7, was expected; {outcome:?}")
    })
}

fn unusable_cache(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", "println(\"hello\")\n")?;
    sandbox.write("file", "")?;
    // What is made instead must not stay behind.
    std::fs::create_dir(sandbox.path("temporary"))?;
    sandbox.set("TMPDIR", sandbox.path("temporary").to_string_lossy());
    let below_file = sandbox.path("file/cache").to_string_lossy().into_owned();
    for place in ["/proc/aria", "/proc", "/dev/null", &below_file] {
        sandbox.set("ARIA_CACHE_DIR", place);
        for command in ["check", "run"] {
            let outcome = sandbox.aria(&[command, "main.aria"])?;
            let printed = if command == "run" { "hello\n" } else { "" };
            let warned = outcome.stderr.starts_with("warning[W0001]: ") && outcome.stderr.contains("ARIA_CACHE_DIR");
            ensure(outcome.status == Some(0) && outcome.stdout == printed && warned, || {
                format!("`aria {command}` with the cache in {place}: {outcome:?}")
            })?;
            let left = crate::sorted_entries(&sandbox.path("temporary"));
            ensure(left.is_empty(), || format!("`aria {command}` with the cache in {place} left {left:?}"))?;
        }
    }
    Ok(())
}

/// The executable is gone when its lines are asked for.
fn backtrace_without_cache(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let program = "fn item(at: Int) -> Int\n  numbers: Array[Int] = [1]\n  numbers[at]\nend\n\n\
        fn outer(at: Int) -> Int = item(at + 2)\n\nfn main\n  println(outer(3))\nend\n";
    sandbox.write("main.aria", program)?;
    let backtrace = |sandbox: &Sandbox<'_>| -> Result<String, Problem> {
        let outcome = sandbox.aria(&["run", "main.aria"])?;
        let backtrace = outcome.stderr.split_once("backtrace:\n").map(|(_, frames)| frames.to_owned());
        backtrace.ok_or_else(|| Problem::Failed(format!("there is no backtrace: {outcome:?}")))
    };
    let usual = backtrace(sandbox)?;
    for place in ["item  at main.aria:3\n", "outer  at main.aria:6\n", "main  at main.aria:9\n"] {
        ensure(usual.contains(place), || format!("{place:?} is missing:\n{usual}"))?;
    }
    sandbox.set("ARIA_CACHE_DIR", "/dev/null");
    let other = backtrace(sandbox)?;
    ensure(other == usual, || format!("without a cache it should be\n{usual}and is\n{other}"))
}

fn no_clang(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    // A library that cannot be loaded hides the others.
    sandbox.own_compiler(Some(b""))?;
    sandbox.write("plain.aria", "println(\"no C here\")\n")?;
    sandbox.prints(&["run", "plain.aria"], "no C here\n")?;
    sandbox.write("main.aria", "extern C from \"stdio.h\"\n\nfn main\n  C.puts(\"hello\")\nend\n")?;
    for command in ["check", "run"] {
        let outcome = sandbox.reports(&[command, "main.aria"], &["E0603"])?;
        ensure(outcome.stderr.contains(" --> main.aria:1:15\n"), || format!("it is at the wrong place:\n{}", outcome.stderr))?;
    }
    Ok(())
}
