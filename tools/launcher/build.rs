//! Links the launcher without start files and without a dynamic loader: the kernel jumps straight to its `_start`.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    // GNU ld leaves out what nothing refers to (24 KB remain); lld keeps std's panic machinery for its unwind tables (310 KB).
    println!("cargo::rustc-link-arg-bins=-fuse-ld=bfd");
    // Not `-static`: the compiler driver would then look for static versions of the libraries that std names. As needed, none of them
    // is linked, since nothing of std that uses them is left.
    for argument in
        ["-nostartfiles", "-no-pie", "-Wl,--no-dynamic-linker", "-Wl,--as-needed", "-Wl,--gc-sections", "-Wl,-z,norelro"]
    {
        println!("cargo::rustc-link-arg-bins={argument}");
    }
    if std::env::var("PROFILE").as_deref() == Ok("release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--strip-all");
    }
}
