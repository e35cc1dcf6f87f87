//! Compiles the wrapper around lld, and links lld's libraries and LLVM's.
//!
//! An optimised compiler has LLVM inside: to bind the symbols of its shared library takes a fifth of compiling a small
//! program. While the compiler itself is worked on, it is linked with the shared library, which is quick.

use std::path::Path;
use std::process::Command;

const LLVM: &str = "/usr/lib/llvm-22";

/// The targets that code is made for, as LLVM spells them.
const TARGETS: [&str; 3] = ["X86", "AArch64", "WebAssembly"];

/// The parts of LLVM that are linked, as `llvm-config` calls them; and what these need.
const PARTS: [&str; 13] = [
    "x86",
    "aarch64",
    "webassembly",
    "passes",
    "bitreader",
    "bitwriter",
    "irreader",
    "linker",
    "lto",
    "dtlto",
    "option",
    "mcjit",
    "interpreter",
];

fn main() {
    println!("cargo:rerun-if-changed=src/lld.cpp");
    println!("cargo:rerun-if-changed=build.rs");
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .flag("-fno-rtti")
        .flag("-fno-exceptions")
        .flag("-w")
        .include(format!("{LLVM}/include"))
        .file("src/lld.cpp")
        .compile("aria_lld");
    println!("cargo:rustc-link-search=native={LLVM}/lib");
    for library in ["lldELF", "lldWasm", "lldCommon"] {
        println!("cargo:rustc-link-lib=static={library}");
    }
    let optimised = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    match static_libraries().filter(|_| optimised) {
        Some(libraries) => {
            leave_out_targets();
            libraries.iter().for_each(|l| println!("cargo:rustc-link-lib=static:-bundle={l}"));
        }
        None => println!("cargo:rustc-link-lib=dylib=LLVM-22"),
    }
    for library in ["z", "zstd", "stdc++"] {
        println!("cargo:rustc-link-lib=dylib={library}");
    }
}

/// lld asks every target that LLVM knows to be there, for optimising at link time, which it is never asked for. Each object
/// that is linked runs its initialisers when the compiler starts, so that the others are nothing.
fn leave_out_targets() {
    let kinds = [
        ("Targets.def", "LLVM_TARGET(", &["TargetInfo", "Target", "TargetMC"][..]),
        ("AsmPrinters.def", "LLVM_ASM_PRINTER(", &["AsmPrinter"]),
        ("AsmParsers.def", "LLVM_ASM_PARSER(", &["AsmParser"]),
        ("Disassemblers.def", "LLVM_DISASSEMBLER(", &["Disassembler"]),
    ];
    let mut text = String::new();
    for (file, word, names) in kinds {
        let path = Path::new(LLVM).join("include/llvm/Config").join(file);
        let list = std::fs::read_to_string(&path).unwrap_or_default();
        let targets = list.lines().filter_map(|line| line.strip_prefix(word)?.strip_suffix(')'));
        for target in targets.filter(|target| !TARGETS.contains(target)) {
            text.extend(names.iter().map(|name| format!("void LLVMInitialize{target}{name}(void) {{}}\n")));
        }
    }
    let stubs = Path::new(&std::env::var_os("OUT_DIR").unwrap_or_default()).join("targets.c");
    match std::fs::write(&stubs, text) {
        Ok(()) => cc::Build::new().file(&stubs).compile("aria_targets"),
        Err(error) => println!("cargo:warning=cannot write {}: {error}", stubs.display()),
    }
}

/// LLVM's static libraries, each before those that it needs. `None` where they are not installed.
fn static_libraries() -> Option<Vec<String>> {
    let arguments = ["--link-static", "--libnames"].iter().chain(&PARTS);
    let output = Command::new(format!("{LLVM}/bin/llvm-config")).args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok().filter(|_| output.status.success())?;
    let files: Vec<&str> = text.split_whitespace().collect();
    let there = |file: &&str| Path::new(LLVM).join("lib").join(file).is_file();
    if files.is_empty() || !files.iter().all(there) {
        return None;
    }
    files.iter().map(|file| Some(file.strip_prefix("lib")?.strip_suffix(".a")?.to_owned())).collect()
}
