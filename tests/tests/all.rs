//! The one test binary: every case of the project, in order, with a filter as its argument.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use aria_tests::{Aria, collect, run_all};
use libtest_mimic::Arguments;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let aria = match Aria::locate() {
        Ok(aria) => Arc::new(aria),
        Err(error) => {
            eprintln!("cannot prepare the tests: {error}");
            return ExitCode::FAILURE;
        }
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    let listing = arguments.list;
    let tally = run_all(arguments, collect(root, &aria));
    if !listing {
        println!("{} passed, {} failed, {} skipped", tally.passed, tally.failed, tally.skipped);
    }
    if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(101) }
}
