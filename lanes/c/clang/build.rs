//! Builds `libaria_clang.so` from `cpp/`: the only code that links clang. It is loaded on demand, so that a compilation
//! which asks clang nothing does not pay for loading it.

use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const VERSION: &str = "22";
const SOURCES: [&str; 6] = ["abi", "session", "types", "declarations", "probe", "compile"];

fn fail(reason: &str) -> ! {
    eprintln!("error: {reason}");
    eprintln!(
        "help: the C lane needs LLVM and clang {VERSION}: packages llvm-{VERSION}-dev, libclang-{VERSION}-dev and clang-{VERSION}"
    );
    exit(1);
}

fn ask(config: &Path, question: &str) -> Option<String> {
    let output = Command::new(config).arg(question).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn main() {
    println!("cargo::rerun-if-changed=cpp");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=LLVM_CONFIG");
    let candidates =
        std::env::var_os("LLVM_CONFIG").into_iter().chain([format!("llvm-config-{VERSION}").into(), "llvm-config".into()]);
    let found = candidates.map(PathBuf::from).find_map(|config| {
        let version = ask(&config, "--version")?;
        version.starts_with(&format!("{VERSION}.")).then_some((config, version))
    });
    let Some((config, version)) = found else { fail("there is no llvm-config of that version") };
    let (Some(prefix), Some(include), Some(library)) =
        (ask(&config, "--prefix"), ask(&config, "--includedir"), ask(&config, "--libdir"))
    else {
        fail("llvm-config does not answer")
    };
    if !Path::new(&include).join("clang/Frontend/CompilerInstance.h").exists() {
        fail(&format!("clang's headers are not in {include}"));
    }
    let major = version.split('.').take(2).collect::<Vec<_>>().join(".");
    let clang = format!("libclang-cpp.so.{major}");
    if !Path::new(&library).join(&clang).exists() {
        fail(&format!("{clang} is not in {library}"));
    }

    let mut build = cc::Build::new();
    build.cpp(true).std("c++17").opt_level(2).pic(true).debug(false).warnings(false).include("cpp");
    build.flag("-isystem").flag(&include).flag("-fno-rtti").flag("-fno-exceptions").flag("-fvisibility=hidden").flag("-Wall");
    for definition in ["_GNU_SOURCE", "__STDC_CONSTANT_MACROS", "__STDC_FORMAT_MACROS", "__STDC_LIMIT_MACROS"] {
        build.define(definition, None);
    }
    let objects = match build.files(SOURCES.map(|s| format!("cpp/{s}.cpp"))).try_compile_intermediates() {
        Ok(objects) => objects,
        Err(error) => fail(&error.to_string()),
    };

    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    let shared = out.join("libaria_clang.so");
    let mut link = build.get_compiler().to_command();
    link.args(["-shared", "-Wl,--no-undefined", "-Wl,-soname,libaria_clang.so", "-o"]).arg(&shared).args(&objects);
    link.arg(format!("-L{library}"))
        .arg(format!("-l:{clang}"))
        .arg(format!("-lLLVM-{VERSION}"))
        .arg(format!("-Wl,-rpath,{library}"));
    match link.status() {
        Ok(status) if status.success() => {}
        Ok(status) => fail(&format!("linking libaria_clang.so: {status}")),
        Err(error) => fail(&format!("linking libaria_clang.so: {error}")),
    }
    // Beside the executables of this build profile, where the compiler looks first.
    if let Some(profile) = out.ancestors().nth(3) {
        let beside = profile.join("libaria_clang.so");
        let fresh = profile.join(format!("libaria_clang.so.{}", std::process::id()));
        if std::fs::copy(&shared, &fresh).and_then(|_| std::fs::rename(&fresh, &beside)).is_err() {
            println!("cargo::warning=cannot copy libaria_clang.so to {}", profile.display());
        }
    }
    println!("cargo::rustc-env=ARIA_CLANG_LIBRARY={}", shared.display());
    println!("cargo::rustc-env=ARIA_CLANG_VERSION={version}");
    println!("cargo::rustc-env=ARIA_CLANG_PREFIX={prefix}");
    println!("cargo::rustc-env=ARIA_CLANG_RESOURCES={library}/clang/{VERSION}");
    println!("cargo::rustc-env=ARIA_CLANG_SHARED={library}/{clang}");
}
