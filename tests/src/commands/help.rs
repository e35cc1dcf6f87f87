//! What the command line says of itself, and to somebody who mistyped.

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[("pages", pages), ("mistyped", mistyped)];

const COMMANDS: [&str; 9] = ["run", "check", "build", "test", "new", "fmt", "import", "explain", "cache"];

fn pages(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let overview = sandbox.aria(&["--help"])?;
    ensure(overview.status == Some(0) && sandbox.aria(&[])?.stdout == overview.stdout, || format!("{overview:?}"))?;
    for command in COMMANDS {
        let page = sandbox.aria(&["help", command])?;
        let begins = page.stdout.starts_with(&format!("usage: aria {command}"));
        ensure(begins && page.status == Some(0), || format!("{page:?}"))?;
        for option in ["--help", "-h"] {
            let again = sandbox.aria(&[command, option])?;
            ensure(again.stdout == page.stdout && again.status == Some(0), || format!("{command} {option}: {again:?}"))?;
        }
        ensure(overview.stdout.contains(&format!("\n  aria {command} ")), || format!("{command} is not in the overview"))?;
    }
    // What follows the file is the program's.
    sandbox.write("main.aria", "println(1)\n")?;
    let outcome = sandbox.aria(&["run", "main.aria", "--help"])?;
    ensure(outcome.stdout == "1\n", || format!("{outcome:?}"))
}

fn mistyped(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    for (typed, said) in [("rn", "did you mean `run`?"), ("hello.aria", "aria run hello.aria"), ("zzz", "no command `zzz`")] {
        let outcome = sandbox.aria(&[typed])?;
        ensure(outcome.status == Some(2) && outcome.stderr.contains(said), || format!("{outcome:?}"))?;
    }
    Ok(())
}
