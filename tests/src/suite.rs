//! [`Case`]s and how they run: two at a time, reported in order.

use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};

use libtest_mimic::{Arguments, Completion, Trial};

/// How many cases run at once unless `--test-threads` says otherwise.
const THREADS: usize = 2;

/// What became of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Passed,
    /// What was expected and what came.
    Failed(String),
    /// Why it could not run here.
    Skipped(String),
}

impl Verdict {
    /// Fails with the reasons, if there are any.
    pub fn of(reasons: Vec<String>) -> Self {
        if reasons.is_empty() { Verdict::Passed } else { Verdict::Failed(reasons.join("\n")) }
    }
}

/// One test by name.
pub struct Case {
    pub name: String,
    test: Box<dyn FnOnce() -> Verdict + Send>,
}

impl Case {
    pub fn new(name: impl Into<String>, test: impl FnOnce() -> Verdict + Send + 'static) -> Self {
        Self { name: name.into(), test: Box::new(test) }
    }

    /// Runs the case alone.
    #[cfg(test)]
    pub(crate) fn finish(self) -> (String, Verdict) {
        (self.name, (self.test)())
    }
}

/// How many cases ended how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

type Job = Box<dyn FnOnce() + Send>;

/// Runs the cases that the arguments select and prints what `cargo test` prints.
///
/// The reporter itself is single-threaded, so that lines come in the order of the cases; workers run ahead of it.
pub fn run_all(mut arguments: Arguments, cases: Vec<Case>) -> Tally {
    let threads = arguments.test_threads.unwrap_or(THREADS).max(1);
    arguments.test_threads = Some(1);
    let mut jobs: Vec<Job> = Vec::new();
    let mut trials = Vec::new();
    for case in cases {
        let (sender, receiver) = mpsc::channel();
        let trial = Trial::ignorable_test(case.name, move || report(&receiver));
        if !arguments.list && !arguments.is_filtered_out(&trial) && !arguments.is_ignored(&trial) {
            // A receiver that is gone means that the reporter gave up.
            jobs.push(Box::new(move || drop(sender.send((case.test)()))));
        }
        trials.push(trial);
    }
    let queue = Arc::new(Mutex::new(jobs.into_iter()));
    let next = move |queue: &Mutex<std::vec::IntoIter<Job>>| queue.lock().ok()?.next();
    let conclusion = std::thread::scope(|scope| {
        for _ in 0..threads {
            let queue = queue.clone();
            scope.spawn(move || {
                while let Some(job) = next(&queue) {
                    // A panic has been printed; the reporter sees the case's sender vanish.
                    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
                }
            });
        }
        libtest_mimic::run(&arguments, trials)
    });
    Tally { passed: conclusion.num_passed, failed: conclusion.num_failed, skipped: conclusion.num_ignored }
}

fn report(verdict: &Receiver<Verdict>) -> Result<Completion, libtest_mimic::Failed> {
    match verdict.recv() {
        Ok(Verdict::Passed) => Ok(Completion::Completed),
        Ok(Verdict::Skipped(reason)) => Ok(Completion::ignored_with(reason)),
        Ok(Verdict::Failed(reason)) => Err(reason.into()),
        Err(_) => Err("the case panicked".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the cases with what would be printed going to a file, and returns the tally and the lines of the cases.
    fn run(extra: &[&str], cases: Vec<Case>) -> (Tally, Vec<String>) {
        let log = tempfile::NamedTempFile::new().unwrap();
        let path = log.path().to_str().unwrap();
        let tally = run_all(Arguments::from_iter(["all", "--logfile", path].iter().chain(extra)), cases);
        let printed = std::fs::read_to_string(path).unwrap();
        let lines = printed.lines().filter(|l| l.starts_with("test ") && l.contains(" ... "));
        (tally, lines.map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect())
    }

    fn cases() -> Vec<Case> {
        vec![
            Case::new("a/one", || Verdict::Passed),
            Case::new("a/two", || Verdict::Failed("no".into())),
            Case::new("b/three", || Verdict::Skipped("not here".into())),
            Case::new("b/four", || panic!("a panic is a failure")),
        ]
    }

    #[test]
    fn every_outcome_is_counted() {
        assert_eq!(run(&[], cases()).0, Tally { passed: 1, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_filter_selects_by_name() {
        assert_eq!(run(&["a/"], cases()).0, Tally { passed: 1, failed: 1, skipped: 0 });
        assert_eq!(run(&["--exact", "a/one"], cases()).0, Tally { passed: 1, failed: 0, skipped: 0 });
    }

    #[test]
    fn cases_run_side_by_side() {
        let barrier = Arc::new(std::sync::Barrier::new(2));
        let case = |name: &str| {
            let barrier = barrier.clone();
            Case::new(name, move || {
                barrier.wait();
                Verdict::Passed
            })
        };
        let both = vec![case("first"), case("second")];
        assert_eq!(run(&[], both).0.passed, 2);
    }

    #[test]
    fn lines_come_in_the_order_of_the_cases() {
        let (sender, receiver) = mpsc::channel();
        let slow =
            Case::new("slow", move || receiver.recv().map_or(Verdict::Failed("not side by side".into()), |()| Verdict::Passed));
        let quick = Case::new("quick", move || sender.send(()).map_or(Verdict::Failed("too late".into()), |()| Verdict::Passed));
        assert_eq!(run(&[], vec![slow, quick]).1, ["test slow ... ok", "test quick ... ok"]);
    }
}
