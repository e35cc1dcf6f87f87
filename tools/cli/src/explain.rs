//! `aria explain`.

use std::ffi::OsString;
use std::process::ExitCode;

use aria_diagnostics::Code;

use crate::LANE_ENTRIES;
use crate::output::{FAILED, usage};

pub fn explain(arguments: &[OsString]) -> ExitCode {
    let entries = aria_driver::all_entries(LANE_ENTRIES);
    let Some(wanted) = arguments.first().and_then(|a| a.to_str()) else {
        return usage("`aria explain` takes a code, such as E0510, or `--list`");
    };
    if wanted == "--list" {
        for entry in entries {
            println!("{} {}", entry.code, entry.title);
        }
        return ExitCode::SUCCESS;
    }
    let Ok(code) = Code::parse(&wanted.to_uppercase()) else {
        return usage(&format!("`{wanted}` is not a code: a code is a letter and four digits, such as E0510"));
    };
    match aria_explain::explain(code) {
        Some(page) => {
            print!("{page}");
            ExitCode::SUCCESS
        }
        None => {
            eprintln!("aria: there is no diagnostic {code}");
            ExitCode::from(FAILED)
        }
    }
}
