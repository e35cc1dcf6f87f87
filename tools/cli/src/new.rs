//! `aria new`.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use aria_driver::{Session, project};

use crate::LANES;
use crate::output::{show, status, usage};

pub fn new(arguments: &[OsString]) -> ExitCode {
    let [name] = arguments else { return usage("`aria new` takes the NAME of a project") };
    let mut session = Session::new(LANES);
    let made = project::create(&mut session, Path::new(name));
    let failed = show(&mut session, false);
    if made {
        let name = Path::new(name).display();
        println!("made the project `{name}`; to run it: cd {name} && aria run");
    }
    status(failed)
}
