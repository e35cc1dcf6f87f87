//! Link options of the shared library: what it may need at load time is the C library.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for option in [
        // Without crtbegin and crtend go seven relocations for hooks that nobody sets.
        "-nostartfiles",
        "-lc",
        "-Wl,-soname,libaria_rt.so",
        // Calls among our own functions are direct.
        "-Wl,-Bsymbolic",
        "-Wl,--hash-style=gnu",
        // The bounds of our sections are nobody else's.
        "-Wl,-z,start-stop-visibility=hidden",
        "-Wl,--no-undefined",
    ] {
        println!("cargo:rustc-link-arg-cdylib={option}");
    }
}
