//! The project's own commands, run as `cargo xtask COMMAND`: `tidy`, the rules of the house, and `library`, the reference of
//! the standard library.

mod library;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy [--list]\n       cargo xtask library [--check]\n\n\
    tidy          check the rules of the house (docs: CONTRIBUTING.md) and exit with 1 when one is broken\n\
    tidy --list   name the rules\n\
    library       write docs/library from the comments of std; with --check only say whether it is current\n";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["tidy"] => tidy::run(repository_root()),
        ["tidy", "--list"] => {
            tidy::list_rules();
            ExitCode::SUCCESS
        }
        ["library"] => library::run(repository_root(), false),
        ["library", "--check"] => library::run(repository_root(), true),
        ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            ExitCode::SUCCESS
        }
        _ => {
            eprint!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// The folder of the workspace: the parent of this crate's own folder.
fn repository_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}
