//! The archive has every entry point that the native runtime has, but for unwinding. Where there is no C library for WebAssembly,
//! nothing is built, which the script says; CI has one.

use std::path::Path;
use std::process::Command;

use aria_runtime_abi::{symbol, system};

/// What only code that unwinds refers to.
const UNWINDING: [&str; 4] = [symbol::PERSONALITY, symbol::CATCH, symbol::RESUME, symbol::PANIC_IN_CLEANUP];

#[test]
fn every_entry_point_is_there() {
    let folder = std::env::temp_dir().join(format!("aria-wasi-archive-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let archive = folder.join("runtime.a");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("build");
    let built = Command::new(script).arg(&archive).output().expect("the script starts");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{said}");
    let names = archive.is_file().then(|| Command::new("llvm-nm-22").arg("--defined-only").arg(&archive).output());
    std::fs::remove_dir_all(&folder).expect("removed");
    let Some(names) = names else {
        assert!(said.contains("wasi-libc"), "{said}");
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "CI has the C library");
        return;
    };
    let names = String::from_utf8_lossy(&names.expect("llvm-nm").stdout).into_owned();
    let defined: Vec<&str> = names.lines().filter_map(|line| line.rsplit_once(" T ")).map(|(_, name)| name).collect();
    let wanted = symbol::ALL.iter().chain(system::ALL).filter(|name| !UNWINDING.contains(name));
    let missing: Vec<_> = wanted.filter(|name| !defined.contains(name)).collect();
    assert_eq!(missing, Vec::<&&str>::new());
}
