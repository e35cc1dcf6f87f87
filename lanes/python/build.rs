//! Compiles the native part into an archive, which the lane carries inside the compiler and hands to the linker.

use std::mem::offset_of;
use std::path::PathBuf;
use std::process::exit;

use aria_runtime_abi::StringObject;
use aria_runtime_abi::object::STRING_BYTES_OFFSET;

const SOURCES: [&str; 4] = ["library", "object", "export", "failure"];

fn main() {
    println!("cargo::rerun-if-changed=runtime");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let mut build = cc::Build::new();
    build.std("c11").opt_level(2).pic(true).debug(false).cargo_metadata(false).include("runtime").define("_GNU_SOURCE", None);
    // Nothing of a build folder's name may get into programs.
    build.flag("-fvisibility=hidden").flag("-fno-ident").flag("-ffunction-sections").flag("-Wall").flag("-Wextra");
    // The layout of Strings has one source.
    let offsets = [("ARIA_STRING_LENGTH", offset_of!(StringObject, len)), ("ARIA_STRING_BYTES", STRING_BYTES_OFFSET)];
    for (name, offset) in offsets {
        build.define(name, &*offset.to_string());
    }
    build.files(SOURCES.map(|source| format!("runtime/{source}.c")));
    if let Err(error) = build.try_compile("aria_python") {
        eprintln!("error: the Python lane's native part does not compile: {error}");
        exit(1);
    }
    println!("cargo::rustc-env=ARIA_PYTHON_NATIVE={}", out.join("libaria_python.a").display());
}
