//! `aria test`: which tests run, what is reported, the status.

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[("a_file", a_file), ("a_folder_and_a_filter", a_folder), ("mistakes", mistakes)];

const MIXED: &str = "\
fn add(a: Int, b: Int) -> Int = a + b

test \"adds\"
  println(\"from a test\")
  assert add(1, 2) == 3
end

test \"differs\"
  assert add(1, 2) == 4
end

fn main
  println(\"main\")
end
";

fn a_file(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("mixed.aria", MIXED)?;
    let outcome = sandbox.aria(&["test", "mixed.aria"])?;
    let wanted = [
        "test adds ... ok\n",
        "test differs ... FAILED\n",
        "assertion failed: `add(1, 2) == 4`\n  left: 3\n right: 4\n",
        "from a test",
    ];
    let said = wanted.iter().all(|text| outcome.stdout.contains(text)) && !outcome.stdout.contains("main\n");
    ensure(outcome.status == Some(1) && said && outcome.stdout.ends_with("\n1 passed, 1 failed\n"), || format!("{outcome:?}"))?;
    // An ordinary program leaves them out.
    let outcome = sandbox.aria(&["run", "mixed.aria"])?;
    ensure(outcome.status == Some(0) && outcome.stdout == "main\n", || format!("{outcome:?}"))
}

fn a_folder(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("mixed.aria", MIXED)?;
    sandbox.write("none.aria", "println(1)\n")?;
    sandbox.write("other.aria", "test \"adds up\"\n  assert 1 < 2\nend\n")?;
    let outcome = sandbox.aria(&["test", ".", "--filter", "adds"])?;
    let order = outcome.stdout.find("mixed.aria").zip(outcome.stdout.find("other.aria")).is_some_and(|(a, b)| a < b);
    let good = outcome.status == Some(0) && order && outcome.stdout.ends_with("\n2 passed, 0 failed\n");
    ensure(good && !outcome.stdout.contains("none.aria"), || format!("{outcome:?}"))?;
    let outcome = sandbox.aria(&["test", "none.aria"])?;
    ensure(outcome.status == Some(0) && outcome.stdout == "0 passed, 0 failed\n", || format!("{outcome:?}"))
}

fn mistakes(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("wrong.aria", "test \"wrong\"\n  assert nosuch\nend\n\nprintln(1)\n")?;
    for command in ["test", "check"] {
        let outcome = sandbox.aria(&[command, "wrong.aria"])?;
        ensure(outcome.status == Some(1) && outcome.stderr.contains("E0302"), || format!("{outcome:?}"))?;
    }
    let outcome = sandbox.aria(&["run", "wrong.aria"])?;
    ensure(outcome.status == Some(0), || format!("{outcome:?}"))?;
    let outcome = sandbox.aria(&["test", "--nosuch"])?;
    ensure(outcome.status == Some(2), || format!("{outcome:?}"))
}
