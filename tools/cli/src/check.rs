//! `aria check`.

use std::ffi::OsString;
use std::process::ExitCode;

use aria_driver::{CompileOptions, Profile, Session, TestMode};

use crate::LANES;
use crate::arguments::Arguments;
use crate::output::{show, status, usage};
use crate::progress;

pub fn check(arguments: &[OsString]) -> ExitCode {
    let mut session = Session::new(LANES);
    let arguments = match Arguments::read(arguments, false) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let Some(options) = arguments.options(&mut session, Profile::Run, false) else {
        return status(show(&mut session, arguments.json));
    };
    let options = CompileOptions { tests: TestMode::Check, ..options };
    let shown = progress::of_compilation(&session, &options.file);
    if arguments.syntax_only {
        aria_driver::check_syntax(&mut session, &options.file);
    } else {
        aria_driver::check(&mut session, &options);
    }
    drop(shown);
    status(show(&mut session, arguments.json))
}
