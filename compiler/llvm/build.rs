//! Compiles the wrapper around lld and links lld's libraries.

fn main() {
    println!("cargo:rerun-if-changed=src/lld.cpp");
    let llvm = "/usr/lib/llvm-22";
    cc::Build::new()
        .cpp(true)
        .std("c++17")
        .flag("-fno-rtti")
        .flag("-fno-exceptions")
        .flag("-w")
        .include(format!("{llvm}/include"))
        .file("src/lld.cpp")
        .compile("aria_lld");
    println!("cargo:rustc-link-search=native={llvm}/lib");
    for library in ["lldELF", "lldWasm", "lldCommon"] {
        println!("cargo:rustc-link-lib=static={library}");
    }
    for library in ["z", "zstd", "LLVM-22", "stdc++"] {
        println!("cargo:rustc-link-lib=dylib={library}");
    }
}
