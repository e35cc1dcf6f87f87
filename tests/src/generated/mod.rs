//! Random programs that run: each is printed as Aria, interpreted here, and must print the same when it is compiled, with
//! the default profile, with `--release`, and (every fourth) under valgrind.
//!
//! `ARIA_PROGRAMS` says how many (10), `ARIA_PROGRAMS_SEED` the first one's seed (1). A failure shows the program.

mod generate;
mod interpret;
mod model;
mod moves;
mod print;
mod random;

use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::aria::{Aria, Outcome};
use crate::compare;
use crate::suite::{Case, Verdict};

/// One case for each seed.
pub fn cases(aria: &Arc<Aria>) -> Vec<Case> {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    let first = number("ARIA_PROGRAMS_SEED", 1);
    let seeds = first..first.saturating_add(number("ARIA_PROGRAMS", 10));
    let case = |seed: u64| {
        let aria = aria.clone();
        Case::new(format!("generated/{seed}"), move || check(seed, &aria))
    };
    let moving = |seed: u64| {
        let aria = aria.clone();
        Case::new(format!("generated/moves/{seed}"), move || check_moves(seed, &aria))
    };
    seeds.clone().map(case).chain(seeds.map(moving)).collect()
}

fn check_moves(seed: u64, aria: &Aria) -> Verdict {
    let (text, expected) = moves::program(seed);
    let mut problems = run(&text, &expected, seed.is_multiple_of(4), aria).unwrap_or_else(|problem| vec![problem]);
    if !problems.is_empty() {
        problems.push(format!("ARIA_PROGRAMS=1 ARIA_PROGRAMS_SEED={seed} makes this program:\n{text}"));
    }
    Verdict::of(problems)
}

fn check(seed: u64, aria: &Aria) -> Verdict {
    let (program, expected) = generate::program(seed);
    let text = print::program(&program);
    let mut problems = run(&text, &expected, seed.is_multiple_of(4), aria).unwrap_or_else(|problem| vec![problem]);
    if !problems.is_empty() {
        problems.push(format!("ARIA_PROGRAMS=1 ARIA_PROGRAMS_SEED={seed} makes this program:\n{text}"));
    }
    Verdict::of(problems)
}

fn run(text: &str, expected: &str, memory: bool, aria: &Aria) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|e| format!("cannot make a folder: {e}"))?;
    let file = folder.path().join("program.aria");
    std::fs::write(&file, text).map_err(|e| format!("cannot write {}: {e}", file.display()))?;
    let mut problems = Vec::new();
    let mut expect = |how: &str, outcome: Outcome| {
        if outcome.status != Some(0) {
            let status = outcome.status.map_or_else(|| "a signal".to_owned(), |s| s.to_string());
            problems.push(format!("{how}: status {status}\n{}", compare::stderr(&outcome.stderr)));
        }
        problems.extend(compare::text(how, expected, &outcome.stdout));
    };
    expect("run", aria.run(["run", "program.aria"], folder.path(), "")?);
    expect("run --release", aria.run(["run", "--release", "program.aria"], folder.path(), "")?);
    let valgrind = || Command::new("valgrind").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if memory && valgrind() {
        let built = aria.run(["build", "program.aria", "-o", "program"], folder.path(), "")?;
        if built.status == Some(0) {
            let mut checked = Command::new("valgrind");
            checked.args(["-q", "--leak-check=full", "--errors-for-leak-kinds=definite,possible", "--error-exitcode=9"]);
            checked.arg(folder.path().join("program"));
            expect("valgrind", aria.run_program(&mut checked, folder.path(), "")?);
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fake::Fake;

    #[test]
    fn a_seed_names_a_program() {
        let text = |seed| print::program(&generate::program(seed).0);
        assert_eq!(text(3), text(3));
        assert_ne!(text(3), text(4));
    }

    #[test]
    fn many_programs_are_made_and_use_the_language() {
        let all: Vec<(String, String)> = (0..400)
            .map(|seed| {
                let (program, output) = generate::program(seed);
                (print::program(&program), output)
            })
            .collect();
        let words =
            ["match ", "catch_panic", ")?", ")!", "if let", "while ", "for ", "defer ", "return ", "break ", ".push(", "self."];
        for word in words {
            let count = all.iter().filter(|(text, _)| text.contains(word)).count();
            assert!(count > 10, "`{word}` is in {count} programs");
        }
        let destructors = all.iter().filter(|(_, output)| output.lines().any(|line| line.starts_with("- C"))).count();
        assert!(destructors > 150, "{destructors} programs destroy something");
    }

    #[test]
    fn a_compiler_whose_programs_print_something_else_fails() {
        let fake = Fake::new("echo wrong");
        let Verdict::Failed(reason) = check(1, &fake.aria) else { panic!("it passed") };
        assert!(reason.contains("run --release") && reason.contains("ARIA_PROGRAMS_SEED=1"), "{reason}");
    }
}
