//! `aria-compiler`: everything that the launcher `aria` does not do by itself. It reads the command line, runs one
//! command and shows what was reported.

mod arguments;
mod check;
mod explain;
mod fmt;
mod import;
mod new;
mod output;
mod run;
mod test;

use std::process::ExitCode;

use aria_lane::Lane;

/// Every lane of this compiler: the one place where they are named.
pub(crate) const LANES: &[&dyn Lane] = &[&aria_lane_c::CLane, &aria_lane_python::PythonLane];

/// The codes that lanes can report.
pub(crate) const LANE_ENTRIES: &[&[aria_diagnostics::Entry]] = &[aria_lane_c::ENTRIES, aria_lane_python::ENTRIES];

const USAGE: &str = "\
usage: aria COMMAND [options]

  aria run FILE [args]        compile FILE if anything changed, and run it
  aria check FILE             report errors without making anything
  aria test [FILE|FOLDER] [--filter TEXT]
                              run the tests of a file, or of all files in a folder
  aria build FILE -o OUT      make an executable
  aria build --python FILE -o DIR
                              make a module that Python imports
  aria new NAME               begin a project: a folder with a manifest, a program and a test
  aria import HEADER          show a C header as Aria sees it, and what will be linked
  aria fmt [FILE|FOLDER|-]    lay out programs in Aria's style (--check: only list what would change)
  aria explain CODE           explain a diagnostic (--list: all of them)
  aria cache [clean]          show or empty the cache

options of run, check and build:
  --release                   optimise
  --sanitize=address|thread   find invalid memory accesses, or data races
  --target NAME               compile for another target: wasm32-wasi (build and check)
  --message-format json       diagnostics as JSON, one a line

In a project, FILE may be left out of run, check and build: it is src/main.aria (`aria run -- args`).

options of import:
  -D NAME[=VALUE]  -I DIR     define a macro, search a folder for headers
  --filter TEXT               only names that contain TEXT
  --all                       also what the header includes
  --facts                     say where each fact comes from
  --as NAME                   the namespace, as in `extern C from \"HEADER\" as NAME`
";

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
        print!("{USAGE}");
        return ExitCode::SUCCESS;
    };
    let rest = &arguments[1..];
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
        "help" | "--help" | "-h" => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        "--version" | "-V" | "version" => {
            println!("aria {}", env!("CARGO_PKG_VERSION"));
            ExitCode::SUCCESS
        }
        other => {
            eprintln!("aria: there is no command `{other}`\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}
