//! Generated code with the runtime itself: its reports, unwinding, and exit status.

mod support;

use std::path::Path;
use std::process::Command;

use support::{compile, link_with, profiles};

const PROGRAM: &str = r#"
string String;
extern fn "aria_rt_println"(CString.const, CSize) -> Unit;
extern fn "aria_rt_panic_destroy"(Panic) -> Unit;
instance fn 1 "guarded"[] = f1;
instance fn 2 "Demo.fail"[] = f2;
instance destroy_glue[Node] = f3;
instance destroy_glue[Panic] = f4;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: Unit;
    bb0: {
        call _1 = fn 1 "guarded"[]() -> bb1 unwind continue @0:2..9;
    }
    bb1: {
        call _1 = fn 2 "Demo.fail"[](const 9223372036854775807: Int) -> bb2 unwind continue @0:34..40;
    }
    bb2: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.guarded" as "guarded"(0) @0:64..70 {
    let _0: Unit;
    let _1 "node": Node;
    let _2 "panic": Panic;
    bb0: {
        _1 = new Node @0:66..70;
        call _0 = fn 2 "Demo.fail"[](const 9223372036854775807: Int) -> bb1 unwind bb2 @0:66..70;
    }
    bb1: {
        drop _1 -> bb5 unwind continue;
    }
    bb2 cleanup: {
        drop _1 -> bb3 unwind terminate;
    }
    bb3 cleanup: {
        catch _2 -> bb4;
    }
    bb4: {
        drop _2 -> bb5 unwind continue;
    }
    bb5: {
        return;
    }
}
fn "aria.fail" as "Demo.fail"(1) @0:96..120 {
    let _0: Unit;
    let _1 "n": Int;
    let _2: (Int, Bool);
    bb0: {
        _2 = checked_add(copy _1, const 1: Int) @0:100..105;
        assert copy _2.1 == false else overflow "+" -> bb1 unwind continue @0:100..105;
    }
    bb1: {
        return;
    }
}
fn "aria.destroy.Node" as "Node.destroy"(1) cold {
    let _0: Unit;
    let _1: Node;
    bb0: {
        call _0 = extern "aria_rt_println"(const bytes "node destroyed": CString.const, const 14: CSize) -> bb1 unwind never;
    }
    bb1: {
        free copy _1;
        return;
    }
}
fn "aria.destroy.Panic" as "Panic.destroy"(1) {
    let _0: Unit;
    let _1: Panic;
    bb0: {
        call _0 = extern "aria_rt_panic_destroy"(copy _1) -> bb1 unwind never;
    }
    bb1: {
        call _0 = extern "aria_rt_println"(const bytes "panic destroyed": CString.const, const 15: CSize) -> bb2 unwind never;
    }
    bb2: {
        return;
    }
}
"#;

#[test]
fn panics_are_caught_and_reported() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../runtime/target/release");
    if !folder.join("libaria_rt.so").exists() {
        println!("skipped: the runtime is not built (cargo build --release --manifest-path runtime/Cargo.toml)");
        return;
    }
    for options in profiles() {
        let runtime = folder.to_string_lossy().into_owned();
        let program =
            link_with(&compile(PROGRAM, &options).object, &["-L", &runtime, "-laria_rt", &format!("-Wl,-rpath,{runtime}")]);
        let output = Command::new(&program.path).output().expect("it starts");
        let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(stdout, "node destroyed\npanic destroyed\n", "{stderr}");
        assert_eq!(output.status.code(), Some(101), "{stderr}");
        // Without debug information only the panic's own place has a name.
        let caller = if options.debug_info { "demo.aria:2" } else { "" };
        for text in ["demo.aria:4:5", "let some = line(of, the, source", "Demo.fail", caller] {
            assert!(stderr.contains(text), "{options:?}: {text} is missing from\n{stderr}");
        }
    }
}
