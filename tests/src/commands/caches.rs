//! Whether a program is compiled again exactly when something that it was made from changed.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("an_unchanged_program_needs_no_compiler", no_compiler),
    ("changes_are_noticed", changes),
    ("changes_at_once_are_noticed", changes_at_once),
    ("a_header_in_an_earlier_folder_is_noticed", earlier_folder),
    ("cpath_is_noticed", cpath),
    ("runs_side_by_side", side_by_side),
    ("imported_files_are_noticed", imported_files),
];

/// A program that prints what its header says.
const SHOWS_VALUE: &str = "extern C from \"value.h\"\n\nfn main\n  println(C.VALUE)\nend\n";

fn value(number: u32) -> String {
    format!("#define VALUE {number}\n")
}

/// Runs a `main.aria` of which something changed. It must print a number and then be kept, so that the next run does not
/// compile it.
fn shows(sandbox: &mut Sandbox<'_>, number: u32) -> Result<(), Problem> {
    sandbox.settle()?;
    let before = sandbox.kept()?;
    let expected = format!("{number}\n");
    sandbox.prints(&["run", "main.aria"], &expected)?;
    let after = sandbox.kept()?;
    ensure(before != after, || format!("the run that printed {number} is not kept"))?;
    sandbox.prints(&["run", "main.aria"], &expected)?;
    ensure(sandbox.kept()? == after, || format!("the run that printed {number} was compiled again"))
}

fn no_compiler(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.own_compiler(None)?;
    sandbox.write("main.aria", SHOWS_VALUE)?;
    sandbox.write("value.h", value(1))?;
    shows(sandbox, 1)?;
    // Whether a file may be executed is no part of its time, so for the launcher the compiler is as it was.
    let executable = |yes: bool| {
        let mode = if yes { 0o755 } else { 0o644 };
        fs::set_permissions(sandbox.path("compiler/aria-compiler"), fs::Permissions::from_mode(mode))
    };
    executable(false)?;
    sandbox.prints(&["run", "main.aria"], "1\n")?;
    sandbox.write("value.h", value(2))?;
    let outcome = sandbox.aria(&["run", "main.aria"])?;
    ensure(outcome.status == Some(127) && outcome.stdout.is_empty(), || format!("what compiled it? {outcome:?}"))?;
    executable(true)?;
    sandbox.prints(&["run", "main.aria"], "2\n")
}

fn changes(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", SHOWS_VALUE)?;
    sandbox.write("value.h", "#include \"inner.h\"\n")?;
    sandbox.write("inner.h", value(1))?;
    shows(sandbox, 1)?;
    sandbox.write("inner.h", value(2))?;
    shows(sandbox, 2)?;
    sandbox.write("value.h", value(3))?;
    shows(sandbox, 3)?;
    sandbox.write("main.aria", SHOWS_VALUE.replace("C.VALUE", "C.VALUE + 1"))?;
    shows(sandbox, 4)?;
    // Back to what was once compiled.
    sandbox.write("main.aria", SHOWS_VALUE)?;
    shows(sandbox, 3)?;
    fs::remove_file(sandbox.path("value.h"))?;
    sandbox.reports(&["run", "main.aria"], &["E0601"])?;
    sandbox.write("value.h", value(5))?;
    shows(sandbox, 5)?;
    // Other options, other programs.
    sandbox.prints(&["run", "--release", "main.aria"], "5\n")?;
    sandbox.write("value.h", value(6))?;
    sandbox.settle()?;
    sandbox.prints(&["run", "--release", "main.aria"], "6\n")?;
    shows(sandbox, 6)
}

/// As an impatient user does it: nothing is old here, and sizes stay the same.
fn imported_files(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", "import ./one\n\nprintln(one.value())\n")?;
    sandbox.write("one.aria", "import ./inner/two\n\nfn value -> Int = two.VALUE\n")?;
    sandbox.write("inner/two.aria", "let VALUE = 1\n")?;
    shows(sandbox, 1)?;
    sandbox.write("inner/two.aria", "let VALUE = 2\n")?;
    shows(sandbox, 2)?;
    sandbox.write("one.aria", "import ./inner/two\n\nfn value -> Int = two.VALUE + 1\n")?;
    shows(sandbox, 3)?;
    fs::remove_file(sandbox.path("inner/two.aria"))?;
    sandbox.reports(&["run", "main.aria"], &["E0226"])?;
    // A link that comes to lead elsewhere.
    sandbox.write("inner/other.aria", "let VALUE = 4\n")?;
    std::os::unix::fs::symlink("other.aria", sandbox.path("inner/two.aria"))?;
    shows(sandbox, 5)?;
    sandbox.write("inner/another.aria", "let VALUE = 5\n")?;
    fs::remove_file(sandbox.path("inner/two.aria"))?;
    std::os::unix::fs::symlink("another.aria", sandbox.path("inner/two.aria"))?;
    shows(sandbox, 6)
}

fn changes_at_once(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    for round in 0..6 {
        let program = SHOWS_VALUE.replace("VALUE)", &format!("VALUE + {round}0)"));
        sandbox.write("main.aria", program)?;
        for number in [1, 2] {
            sandbox.write("value.h", value(number))?;
            sandbox.prints(&["run", "main.aria"], &format!("{}\n", round * 10 + number))?;
        }
    }
    Ok(())
}

fn earlier_folder(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let block =
        "extern C from \"value.h\" do\n  include_path \"absent\"\n  include_path \"early\"\n  include_path \"late\"\nend\n";
    sandbox.write("main.aria", format!("{block}\nfn main\n  println(C.VALUE)\nend\n"))?;
    sandbox.write("late/value.h", value(1))?;
    sandbox.write("early/other.h", "")?;
    shows(sandbox, 1)?;
    sandbox.write("early/value.h", value(2))?;
    shows(sandbox, 2)?;
    sandbox.write("absent/value.h", value(3))?;
    shows(sandbox, 3)?;
    sandbox.write("value.h", value(4))?;
    shows(sandbox, 4)?;
    for (folder, number) in [("", 3), ("absent/", 2), ("early/", 1)] {
        fs::remove_file(sandbox.path(&format!("{folder}value.h")))?;
        shows(sandbox, number)?;
    }
    Ok(())
}

fn cpath(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", SHOWS_VALUE)?;
    for number in [1, 2] {
        sandbox.write(&format!("folder{number}/value.h"), value(number))?;
    }
    sandbox.reports(&["run", "main.aria"], &["E0601"])?;
    for number in [1, 2, 1] {
        let folder = sandbox.path(&format!("folder{number}"));
        sandbox.set("CPATH", folder.to_string_lossy());
        shows(sandbox, number)?;
    }
    // A relative one means something else elsewhere.
    sandbox.set("CPATH", "folder2");
    shows(sandbox, 2)?;
    sandbox.write("elsewhere/folder2/value.h", value(7))?;
    sandbox.settle()?;
    let outcome = sandbox.aria_in("elsewhere", &["run", "../main.aria"])?;
    ensure(outcome.stdout == "7\n", || format!("in another folder: {outcome:?}"))?;
    sandbox.prints(&["run", "main.aria"], "2\n")
}

fn side_by_side(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("value.h", value(5))?;
    sandbox.write("one.aria", SHOWS_VALUE)?;
    sandbox.write("two.aria", SHOWS_VALUE.replace("C.VALUE", "\"two #{C.VALUE}\""))?;
    sandbox.settle()?;
    let here = &*sandbox;
    std::thread::scope(|scope| {
        let start = |(file, expected): (&'static str, &'static str)| {
            // Twice, so that one reads what others are writing.
            scope.spawn(move || here.prints(&["run", file], expected).and_then(|()| here.prints(&["run", file], expected)))
        };
        let runs: Vec<_> = [("one.aria", "5\n"), ("two.aria", "two 5\n")].repeat(4).into_iter().map(start).collect();
        runs.into_iter().try_for_each(|run| run.join().unwrap_or_else(|_| Err(Problem::Failed("a thread panicked".into()))))
    })?;
    ensure(sandbox.kept()?.len() == 2, || "the two programs are not kept".to_owned())
}
