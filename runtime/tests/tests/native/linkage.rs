//! What the runtime costs a program that loads it: libraries, symbols, relocations.

use std::collections::BTreeSet;
use std::process::Command;

use aria_runtime_abi::{symbol, system};

use crate::build::{Link, Program, runtime_folder};

/// A growth beyond this slows every start of every program: look for what caused it first. (The library's are more: it has
/// the system layer and threads in it, of which a program that does not ask for them links nothing.)
const MOST_RELOCATIONS: usize = 72;
const MOST_RELOCATIONS_OF_THE_LIBRARY: usize = 151;

fn tool(name: &str, arguments: &[&str]) -> String {
    let library = runtime_folder().join("libaria_rt.so");
    let output = Command::new(name).args(arguments).arg(library).output().expect("binutils");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_library_exports_the_entry_points_and_nothing_else() {
    let listing = tool("nm", &["-D", "--defined-only"]);
    let exported: BTreeSet<&str> = listing.lines().filter_map(|line| line.split_whitespace().nth(2)).collect();
    let promised: BTreeSet<&str> = symbol::ALL.iter().chain(system::ALL).copied().collect();
    assert_eq!(exported, promised);
}

#[test]
fn the_library_needs_only_the_c_library() {
    let needed: Vec<String> = tool("readelf", &["-dW"])
        .lines()
        .filter(|line| line.contains("(NEEDED)"))
        .filter_map(|line| Some(line.split_once('[')?.1.trim_end_matches(']').to_owned()))
        .collect();
    assert_eq!(needed, ["libc.so.6"]);
}

#[test]
fn the_library_has_few_relocations() {
    let relocations = tool("readelf", &["-rW"]).lines().filter(|line| line.contains(" R_X86_64_")).count();
    assert!(relocations <= MOST_RELOCATIONS_OF_THE_LIBRARY, "{relocations}");
}

#[test]
fn a_program_links_nothing_of_the_system_layer_that_it_does_not_use() {
    // As the compiler links.
    let program = Program::new(&["faults.c"], &["-O0", "-fuse-ld=lld", "-Wl,--gc-sections,-z,nostart-stop-gc"], Link::Static);
    let listing = |tool: &str, option: &str| {
        let output = Command::new(tool).arg(option).arg(program.path()).output().expect("binutils");
        assert!(output.status.success());
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let imported = listing("nm", "-D");
    assert!(imported.contains("__libc_start_main") && !imported.contains("posix_spawnp"), "{imported}");
    let relocations = listing("readelf", "-rW").lines().filter(|line| line.contains(" R_X86_64_")).count();
    assert!(relocations <= MOST_RELOCATIONS, "{relocations}");
}

#[test]
fn the_unwinder_is_not_loaded_before_a_panic() {
    for link in [Link::Shared, Link::Static] {
        let program = Program::new(&["faults.c"], &["-O0"], link);
        assert_eq!(program.run(&["libraries"]).status, Some(0));
        let output = Command::new("readelf").arg("-dW").arg(program.path()).output().expect("binutils");
        assert!(!String::from_utf8_lossy(&output.stdout).contains("libgcc_s"));
    }
}
