//! Messages for other programs, `aria explain`, the command line itself, and the status of the program.

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};

pub const TESTS: &[(&str, Test)] = &[
    ("json_is_one_object_a_line", json),
    ("explain", explain),
    ("the_command_line", command_line),
    ("exit_status", exit_status),
];

fn json(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("good.aria", "println(\"hello\")\n")?;
    sandbox.write("bad.aria", "let sum = 1 + \"é\"\nprintln(nosuch)\n")?;
    for option in [&["--message-format", "json"][..], &["--message-format=json"]] {
        sandbox.prints(&[&["check"], option, &["good.aria"]].concat(), "")?;
        let outcome = sandbox.aria(&[&["check"], option, &["bad.aria"]].concat())?;
        let objects: Result<Vec<serde_json::Value>, _> = outcome.stdout.lines().map(serde_json::from_str).collect();
        let objects = objects.map_err(|e| Problem::Failed(format!("a line is no JSON: {e}\n{}", outcome.stdout)))?;
        let seen: Vec<_> = objects.iter().map(|o| (o["code"].as_str(), o["spans"][0]["line_start"].as_u64())).collect();
        let expected = [(Some("E0311"), Some(1)), (Some("E0302"), Some(2))];
        ensure(outcome.status == Some(1) && seen == expected && outcome.stderr.is_empty(), || format!("{outcome:?}"))?;
    }
    Ok(())
}

fn explain(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let known = sandbox.aria(&["explain", "E0302"])?;
    ensure(known.status == Some(0) && known.stdout.contains("E0302"), || format!("{known:?}"))?;
    for unknown in ["E9999", "nonsense", ""] {
        let outcome = sandbox.aria(&["explain", unknown])?;
        let failed = matches!(outcome.status, Some(1 | 2));
        ensure(failed && outcome.stdout.is_empty() && outcome.stderr.starts_with("aria: "), || {
            format!("{unknown}: {outcome:?}")
        })?;
    }
    Ok(())
}

fn command_line(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let usage = sandbox.aria(&[])?;
    ensure(usage.status == Some(0) && usage.stdout.contains("usage: aria COMMAND"), || format!("{usage:?}"))?;
    let wrong: [&[&str]; 6] = [
        &["frobnicate"],
        &["new"],
        &["run", "--nosuch", "a.aria"],
        &["check", "a", "b"],
        &["build", "x", "-o"],
        &["check", "--message-format", "xml", "a"],
    ];
    for arguments in wrong {
        let outcome = sandbox.aria(arguments)?;
        let told = outcome.stderr.starts_with("aria: ") && outcome.stdout.is_empty();
        ensure(outcome.status == Some(2) && told, || format!("{arguments:?}: {outcome:?}"))?;
    }
    Ok(())
}

fn exit_status(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    let program = |call: &str| format!("extern C from \"stdlib.h\"\n\nfn main\n  {call}\nend\n");
    sandbox.write("three.aria", program("C.exit(3)"))?;
    sandbox.write("abort.aria", program("C.abort()"))?;
    sandbox.settle()?;
    // The first time by the compiler, the second by the launcher.
    for _ in 0..2 {
        for (file, status) in [("three.aria", Some(3)), ("abort.aria", None)] {
            let outcome = sandbox.aria(&["run", file, "a", "b"])?;
            ensure(outcome.status == status && outcome.stderr.is_empty(), || format!("{file}: {outcome:?}"))?;
        }
        ensure(sandbox.kept()?.len() == 2, || "the two programs are not kept".to_owned())?;
    }
    Ok(())
}
