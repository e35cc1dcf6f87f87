//! Whether a program of several code generation units, built again after an edit, is byte for byte the one that a compiler
//! makes which has never seen it.

use std::fs;

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("an_edit_gives_what_a_fresh_build_gives", edits),
    ("a_body_is_generated_again_with_its_file_only", one_unit),
    ("builds_side_by_side", side_by_side),
    ("what_is_always_inlined_is_in_every_unit", copies),
];

/// How many functions fill a file, so that the program is too large for one unit.
const FILLING: usize = 70;

/// A file with functions that are long enough to matter, and what is said of it beside them.
fn filled(beside: &str, number: usize) -> String {
    let mut text = beside.to_owned();
    for i in 0..FILLING {
        text += &format!(
            "\nfn fill{i}(n: Int) -> Int\n  total = n + {number}\n  for k in 0...4\n    total += k * {i} - n % 7\n    \
             total -= 90 if total > 1000\n  end\n  words = [\"a#{{total}}\", \"b\", \"#{{n}}\"]\n  words.join(\"-\").len + total % 13\nend\n"
        );
    }
    text += "\nfn filling(n: Int) -> Int\n  sum = 0\n";
    (0..FILLING).for_each(|i| text += &format!("  sum += fill{i}(n)\n"));
    text + "  sum\nend\n"
}

const MAIN: &str = "import ./shapes\nimport ./tables\n\nfn main\n  p = shapes.Point.new(x: 3, y: 4)\n  println(p.sum)\n  \
    println(shapes.scaled(p, 2).sum)\n  println(tables.count([\"a\", \"b\", \"a\"]))\n  println(shapes.filling(1))\n  \
    println(tables.filling(2))\n  println(tables.area(p))\n  println(shapes.LIMIT)\nend\n";

const SHAPES: &str = "let LIMIT = 40\n\nstruct Point\n  x: Int\n  y: Int\n\n  fn sum -> Int = @x + @y\nend\n\n\
    fn scaled(p: Point, by: Int) -> Point = Point.new(x: p.x * by, y: p.y * by)\n";

const TABLES: &str = "import ./shapes\n\nfn count(words: Array[String]) -> Int\n  counts: Dict[String, Int] = {}\n  \
    for word in words\n    counts[word] = counts.fetch(word, 0) + 1\n  end\n  counts.len\nend\n\n\
    fn area(p: shapes.Point) -> Int = p.x * p.y + shapes.LIMIT\n";

fn write(sandbox: &Sandbox<'_>, shapes: &str, tables: &str) -> Result<(), Problem> {
    sandbox.write("main.aria", MAIN)?;
    sandbox.write("shapes.aria", filled(shapes, 1))?;
    sandbox.write("tables.aria", filled(tables, 2))?;
    Ok(())
}

/// What `aria build` makes with the sandbox's cache and with an empty one. It must be the same.
fn built(sandbox: &mut Sandbox<'_>, arguments: &[&str]) -> Result<Vec<u8>, Problem> {
    let build = |sandbox: &Sandbox<'_>, output: &str| -> Result<Vec<u8>, Problem> {
        sandbox.prints(&[&["build", "main.aria", "-o", output], arguments].concat(), "")?;
        Ok(fs::read(sandbox.path(output))?)
    };
    let again = build(sandbox, "again")?;
    let empty = tempfile::tempdir()?;
    let kept = sandbox.cache().display().to_string();
    sandbox.set("ARIA_CACHE_DIR", empty.path().display().to_string());
    let fresh = build(sandbox, "fresh");
    sandbox.set("ARIA_CACHE_DIR", kept);
    let fresh = fresh?;
    ensure(again == fresh, || "the program differs from what a compiler makes that has never seen it".to_owned())?;
    Ok(again)
}

/// What the program that was built last prints.
fn output(sandbox: &Sandbox<'_>) -> Result<String, Problem> {
    let outcome = sandbox.start(&mut std::process::Command::new(sandbox.path("again")), "")?;
    Ok(format!("{}{}", outcome.stdout, outcome.stderr))
}

/// How many objects are kept.
fn objects(sandbox: &Sandbox<'_>) -> Result<usize, Problem> {
    Ok(fs::read_dir(sandbox.cache().join("object"))?
        .filter_map(Result::ok)
        .filter(|e| !e.file_name().as_encoded_bytes().starts_with(b"."))
        .count())
}

fn edits(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    write(sandbox, SHAPES, TABLES)?;
    let first = built(sandbox, &[])?;
    let shown = output(sandbox)?;
    ensure(shown.starts_with("7\n14\n2\n"), || format!("the program prints {shown}"))?;
    let steps: [(&str, String, String); 7] = [
        ("a body", SHAPES.replace("p.x * by", "p.x * by + 1"), TABLES.into()),
        (
            "a signature",
            SHAPES.replace("by: Int)", "by: Int, more: Int = 5)").replace("y: p.y * by", "y: p.y * by + more"),
            TABLES.into(),
        ),
        ("a layout", SHAPES.replace("  x: Int\n", "  label: String = \"p\"\n  x: Int\n"), TABLES.into()),
        ("a constant", SHAPES.replace("LIMIT = 40", "LIMIT = 41"), TABLES.into()),
        (
            "what is used of the library",
            SHAPES.into(),
            TABLES.replace("  counts.len\n", "  lengths: Dict[Int, Array[String]] = {1 => words}\n  counts.len + lengths.len\n"),
        ),
        ("a line before everything", format!("# A comment.\n{SHAPES}"), TABLES.into()),
        ("where a panic is", SHAPES.into(), TABLES.replace("  counts.len\n", "  counts[\"nobody\"]\n")),
    ];
    let mut seen = vec![(shown, first)];
    for (what, shapes, tables) in steps {
        write(sandbox, &shapes, &tables)?;
        let program = built(sandbox, &[]).map_err(|problem| match problem {
            Problem::Failed(why) => Problem::Failed(format!("after {what} was changed: {why}")),
            other => other,
        })?;
        ensure(seen.iter().all(|(_, known)| *known != program), || format!("nothing changed with {what}"))?;
        seen.push((output(sandbox)?, program));
    }
    let (panic, _) = seen.last().ok_or_else(|| Problem::Failed("nothing was built".to_owned()))?;
    ensure(panic.contains("tables.aria:8"), || format!("the panic's place is wrong: {panic}"))?;
    // Another name for a file; then a mistake, which is reported as if nothing had ever been right.
    write(sandbox, SHAPES, TABLES)?;
    fs::rename(sandbox.path("tables.aria"), sandbox.path("lists.aria"))?;
    sandbox.write("main.aria", MAIN.replace("./tables", "./lists as tables"))?;
    built(sandbox, &[])?;
    let wrong = filled(&TABLES.replace("counts.len", "counts.length"), 2);
    sandbox.write("lists.aria", wrong)?;
    sandbox.reports(&["build", "main.aria", "-o", "again"], &["E0303"])?;
    // And back to what was first.
    fs::remove_file(sandbox.path("lists.aria"))?;
    write(sandbox, SHAPES, TABLES)?;
    let back = built(sandbox, &[])?;
    ensure(back == seen[0].1, || "the first program is another one now".to_owned())
}

fn one_unit(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    write(sandbox, SHAPES, TABLES)?;
    built(sandbox, &[])?;
    let before = objects(sandbox)?;
    ensure(before > 2, || format!("the program has {before} units"))?;
    built(sandbox, &[])?;
    ensure(objects(sandbox)? == before, || "an unchanged program was generated again".to_owned())?;
    write(sandbox, &SHAPES.replace("p.x * by", "p.x * by + 1"), TABLES)?;
    built(sandbox, &[])?;
    let made = objects(sandbox)? - before;
    ensure(made == 1, || format!("one body was changed, and {made} of {before} units were generated"))
}

fn side_by_side(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    write(sandbox, SHAPES, TABLES)?;
    let names: Vec<String> = (0..3).map(|i| format!("program{i}")).collect();
    let build = |name: &String| sandbox.prints(&["build", "main.aria", "-o", name], "");
    let results: Vec<Result<(), Problem>> = std::thread::scope(|scope| {
        let started: Vec<_> = names.iter().map(|name| scope.spawn(|| build(name))).collect();
        let lost = || Err(Problem::Failed("a build panicked".to_owned()));
        started.into_iter().map(|thread| thread.join().unwrap_or_else(|_| lost())).collect()
    });
    results.into_iter().collect::<Result<Vec<()>, Problem>>()?;
    let programs = names.iter().map(|name| fs::read(sandbox.path(name))).collect::<Result<Vec<_>, _>>()?;
    ensure(programs.windows(2).all(|two| two[0] == two[1]), || "builds at the same time differ".to_owned())
}

/// The look-up of a dict is always inlined, so that each unit has its own, however large it is.
fn copies(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let known =
        "\nfn known(word: String) -> Int\n  codes = {\"x\" => 1, \"y\" => 2}\n  codes[\"z\"] = 3\n  codes.fetch(word, 40)\nend\n";
    write(sandbox, &format!("{SHAPES}{known}"), TABLES)?;
    sandbox.write("main.aria", MAIN.replace("println(p.sum)", "println(shapes.known(\"z\"))"))?;
    built(sandbox, &[])?;
    let shown = output(sandbox)?;
    ensure(shown.starts_with("3\n14\n2\n"), || format!("the program prints {shown}"))
}
