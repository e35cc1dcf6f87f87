//! `aria run`, `aria build` and `aria cache`.

use std::ffi::OsString;
use std::process::ExitCode;

use aria_driver::platform::{Environment, process};
use aria_driver::{Profile, Session, Target, cache::Cache};

use crate::LANES;
use crate::arguments::Arguments;
use crate::output::{FAILED, show, status, usage};
use crate::progress;

pub fn run(arguments: &[OsString]) -> ExitCode {
    let mut session = Session::new(LANES);
    let arguments = match Arguments::read(arguments, true) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let Some(options) = arguments.options(&mut session, Profile::Run, true) else {
        return status(show(&mut session, arguments.json));
    };
    if options.target != Target::Host {
        let ended = aria_driver::run_as_module(&mut session, &options, &arguments.rest);
        show(&mut session, arguments.json);
        return ExitCode::from(ended.unwrap_or(FAILED));
    }
    // With a FILE the launcher has looked already.
    let known = arguments.file.is_none().then(|| aria_driver::cached_run(&session, &options)).flatten();
    let shown = progress::of_compilation(&session, &options.file);
    let built = known.or_else(|| aria_driver::run_in_cache(&mut session, &options));
    drop(shown);
    let failed = show(&mut session, arguments.json);
    let Some(built) = built.filter(|_| !failed) else { return ExitCode::from(FAILED) };
    let started = match &built.temporary {
        Some(folder) => process::execute_and_remove(&built.path, folder, &options.file, &arguments.rest),
        None => process::execute(&built.path, &options.file, &arguments.rest),
    };
    match started {
        Ok(never) => match never {},
        Err(error) => {
            eprintln!("aria: {error}");
            ExitCode::from(126)
        }
    }
}

pub fn build(arguments: &[OsString]) -> ExitCode {
    let mut session = Session::new(LANES);
    let arguments = match Arguments::read(arguments, false) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let Some(options) = arguments.options(&mut session, Profile::Debug, arguments.world.is_none()) else {
        return status(show(&mut session, arguments.json));
    };
    if let Some(lane) = arguments.world {
        let folder = arguments.output.clone().unwrap_or_else(|| ".".into());
        let shown = progress::of_compilation(&session, &options.file);
        aria_driver::build_module(&mut session, &options, lane, &folder);
        drop(shown);
        return status(show(&mut session, arguments.json));
    }
    let output = match (&arguments.output, &arguments.file) {
        (Some(output), _) => output.clone(),
        (None, Some(file)) => file.with_extension(options.target.extension()),
        (None, None) => match aria_driver::project_output(&mut session, options.target) {
            Some(output) => output,
            None => return status(show(&mut session, arguments.json)),
        },
    };
    if output == options.file {
        return usage("the executable would replace the source: name another file with `-o OUT`");
    }
    let shown = progress::of_compilation(&session, &options.file);
    aria_driver::build(&mut session, &options, &output);
    drop(shown);
    status(show(&mut session, arguments.json))
}

pub fn cache(arguments: &[OsString]) -> ExitCode {
    let cache = match Cache::open(&Environment::of_process()) {
        Ok(cache) => cache,
        Err(error) => {
            eprintln!("aria: {error}");
            return ExitCode::from(FAILED);
        }
    };
    match arguments.first().and_then(|a| a.to_str()) {
        None => {
            let statistics = cache.statistics();
            println!(
                "{}: {} entries, {} KiB",
                cache.root().display(),
                statistics.total_entries(),
                statistics.total_bytes() / 1024
            );
            ExitCode::SUCCESS
        }
        Some("clean") => match cache.clean() {
            Ok(removed) => {
                println!("removed {} entries, {} KiB", removed.total_entries(), removed.total_bytes() / 1024);
                ExitCode::SUCCESS
            }
            Err(error) => {
                eprintln!("aria: {error}");
                ExitCode::from(FAILED)
            }
        },
        Some(other) => usage(&format!("`aria cache` takes `clean`, not `{other}`")),
    }
}
