//! `aria fmt`: what it writes, lists and leaves alone.

use std::process::Command;

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("files_and_folders", files_and_folders),
    ("check_lists_and_writes_nothing", check),
    ("standard_input", standard_input),
    ("a_file_with_syntax_errors_stays", syntax_errors),
    ("what_cannot_be_read", unreadable),
];

const MESSY: &str = "fn main\n    println( 1+2 )   # three\nend\n";
const TIDY: &str = "fn main\n  println(1 + 2)   # three\nend\n";

fn holds(sandbox: &Sandbox<'_>, name: &str, expected: &str) -> Result<(), Problem> {
    let found = std::fs::read_to_string(sandbox.path(name))?;
    ensure(found == expected, || format!("{name} should hold {expected:?}, not {found:?}"))
}

fn files_and_folders(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let names = [
        "a.aria",
        "b.aria",
        "folder/c.aria",
        "folder/deep/d.aria",
        "folder/target/e.aria",
        "folder/.hidden/f.aria",
        "folder/g.txt",
    ];
    for name in names {
        sandbox.write(name, MESSY)?;
    }
    sandbox.prints(&["fmt", "a.aria", "folder"], "")?;
    for (name, expected) in names.into_iter().zip([TIDY, MESSY, TIDY, TIDY, MESSY, MESSY, MESSY]) {
        holds(sandbox, name, expected)?;
    }
    // Without a path: the folder that the command runs in.
    sandbox.prints(&["fmt"], "")?;
    holds(sandbox, "b.aria", TIDY)
}

fn check(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("tidy.aria", TIDY)?;
    sandbox.write("messy.aria", MESSY)?;
    sandbox.write("folder/messy.aria", MESSY)?;
    sandbox.prints(&["fmt", "--check", "tidy.aria"], "")?;
    for arguments in [&["fmt", "--check"][..], &["fmt", "--check", "."]] {
        let outcome = sandbox.aria(arguments)?;
        let listed = outcome.stdout == "folder/messy.aria\nmessy.aria\n" && outcome.stderr.is_empty();
        ensure(outcome.status == Some(1) && listed, || format!("{outcome:?}"))?;
    }
    holds(sandbox, "messy.aria", MESSY)
}

fn standard_input(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("messy", MESSY)?;
    sandbox.write("tidy", TIDY)?;
    sandbox.write("broken", "fn main\n")?;
    let cases = [
        ("fmt -", "messy", Some(0), TIDY),
        ("fmt -", "tidy", Some(0), TIDY),
        ("fmt --check -", "messy", Some(1), "<stdin>\n"),
        ("fmt --check -", "tidy", Some(0), ""),
        ("fmt -", "broken", Some(1), ""),
    ];
    for (arguments, input, status, expected) in cases {
        let outcome = sandbox.start(Command::new("sh").arg("-c").arg(format!("\"$ARIA\" {arguments} < {input}")), "")?;
        let reported = outcome.stderr.contains("error[E0102]") && outcome.stderr.contains("<stdin>:");
        let right = outcome.status == status && outcome.stdout == expected && reported == (input == "broken");
        ensure(right, || format!("{arguments} < {input}: {outcome:?}"))?;
    }
    Ok(())
}

fn syntax_errors(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let broken = "fn main\n    println( 1\nend\n";
    sandbox.write("broken.aria", broken)?;
    sandbox.write("messy.aria", MESSY)?;
    sandbox.reports(&["fmt", "broken.aria", "messy.aria"], &["E0103"])?;
    holds(sandbox, "broken.aria", broken)?;
    // The others are formatted all the same.
    holds(sandbox, "messy.aria", TIDY)?;
    let outcome = sandbox.aria(&["fmt", "--check", "--message-format", "json", "broken.aria"])?;
    let json = outcome.stdout.starts_with('{') && outcome.stdout.contains("E0103") && outcome.stderr.is_empty();
    ensure(outcome.status == Some(1) && json, || format!("{outcome:?}"))
}

fn unreadable(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.reports(&["fmt", "missing.aria"], &["E0001"])?;
    sandbox.write("bytes.aria", b"x = 1\n\xFF\n")?;
    sandbox.reports(&["fmt", "bytes.aria"], &["E0002"])?;
    let help = sandbox.aria(&["fmt", "--help"])?;
    ensure(help.status == Some(0) && help.stdout.starts_with("usage: aria fmt"), || format!("{help:?}"))?;
    let wrong = sandbox.aria(&["fmt", "--width=80"])?;
    ensure(wrong.status == Some(2) && wrong.stderr.starts_with("aria: "), || format!("{wrong:?}"))
}
