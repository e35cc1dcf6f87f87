//! `aria new`.

use std::ffi::OsString;
use std::process::ExitCode;

use aria_driver::{Session, project};

use crate::LANES;
use crate::arguments::Arguments;
use crate::output::{show, status, usage};

pub fn new(arguments: &[OsString]) -> ExitCode {
    let arguments = match Arguments::read(arguments, false) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let Some(name) = &arguments.file else { return usage("`aria new` takes the NAME of a project") };
    let mut session = Session::new(LANES);
    let made = project::create(&mut session, name);
    let failed = show(&mut session, arguments.json);
    if made && !arguments.json {
        let name = name.display();
        println!("made the project `{name}`; to run it: cd {name} && aria run");
    }
    status(failed)
}
