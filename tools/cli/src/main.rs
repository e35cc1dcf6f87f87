//! `aria-compiler`: everything that the launcher `aria` does not do by itself. It reads the command line, runs one
//! command and shows what was reported.

mod arguments;
mod check;
mod explain;
mod fmt;
mod help;
mod import;
mod new;
mod output;
mod progress;
mod run;
mod test;

use std::process::ExitCode;

use aria_lane::Lane;

/// Every lane of this compiler: the one place where they are named.
pub(crate) const LANES: &[&dyn Lane] = &[&aria_lane_c::CLane, &aria_lane_python::PythonLane];

/// The codes that lanes can report.
pub(crate) const LANE_ENTRIES: &[&[aria_diagnostics::Entry]] = &[aria_lane_c::ENTRIES, aria_lane_python::ENTRIES];

/// The compiler works on a thread of its own, whose heap the C library would grow a page at a time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Every stage recurses as deep as the source nests, which the parser limits; so much stack is enough for the deepest
/// text it lets through. It is only address space until it is used.
const STACK_BYTES: usize = 1 << 28;

fn main() -> ExitCode {
    let compiler = std::thread::Builder::new().name("aria".into()).stack_size(STACK_BYTES).spawn(command);
    match compiler.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => status,
        Ok(Err(_)) => {
            eprintln!("aria: this is a fault of the compiler; the message above says where");
            ExitCode::from(70)
        }
        Err(error) => {
            eprintln!("aria: no thread can be started: {error}");
            ExitCode::from(71)
        }
    }
}

fn command() -> ExitCode {
    let arguments: Vec<std::ffi::OsString> = std::env::args_os().skip(1).collect();
    let Some(command) = arguments.first().and_then(|a| a.to_str()) else {
        return output::text(help::OVERVIEW);
    };
    let rest = &arguments[1..];
    // `run` gives what follows its file to the program; a question before it is for the command.
    let asked = |argument: &std::ffi::OsString| argument == "--help" || argument == "-h";
    let own = if command == "run" { &rest[..rest.len().min(1)] } else { rest };
    if let Some(page) = help::page(command).filter(|_| own.iter().any(asked)) {
        return output::text(page);
    }
    match command {
        "run" => run::run(rest),
        "build" => run::build(rest),
        "check" => check::check(rest),
        "test" => test::test(rest),
        "new" => new::new(rest),
        "import" => import::import(rest),
        "explain" => explain::explain(rest),
        "fmt" => fmt::fmt(rest),
        "cache" => run::cache(rest),
        "help" | "--help" | "-h" => match rest.first().map(|name| name.to_string_lossy()) {
            None => output::text(help::OVERVIEW),
            Some(name) => help::page(&name).map_or_else(|| unknown(&name), output::text),
        },
        "--version" | "-V" | "version" => output::text(concat!("aria ", env!("CARGO_PKG_VERSION"), "\n")),
        other => unknown(other),
    }
}

/// There is no such command.
fn unknown(name: &str) -> ExitCode {
    if name.ends_with(".aria") {
        return output::usage(&format!("there is no command `{name}`; to run the program: aria run {name}"));
    }
    match aria_driver::most_alike(name, help::commands()) {
        Some(alike) => output::usage(&format!("there is no command `{name}`; did you mean `{alike}`?")),
        None => output::usage(&format!("there is no command `{name}`")),
    }
}
