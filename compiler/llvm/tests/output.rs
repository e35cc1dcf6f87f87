//! The object itself: the same bytes everywhere, debug information that debuggers read, sanitizers, linking.

mod support;

use std::path::Path;
use std::process::{Command, Output};

use aria_llvm::{CodegenError, CodegenOptions, LinkError, Linker, Profile, Sanitizer, UndefinedSymbol};
use support::{compile, executable, profiles, try_compile};

const DEMO: &str = r#"
string String;
extern fn "show"(Int) -> Unit;
instance fn 1 "Demo.twice"[] = f1;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "node": Node @0:33..36;
    let _2: Int;
    let _3: Unit;
    let _4 "shape": Shape @0:33..36;
    let _5 "maybe": Option[Int] @0:33..36;
    bb0: {
        _1 = new Node @0:34..36;
        _1.*.0 = const 21: Int @0:34..36;
        _4 = variant 2 of Shape {const 3: Int, const 4: Int} @0:34..36;
        _5 = variant 1 of Option[Int] {const 8: Int} @0:34..36;
        call _2 = fn 1 "Demo.twice"[](copy _1.*.0, copy _4) -> bb1 unwind continue @0:66..70;
    }
    bb1: {
        call _3 = extern "show"(copy _2) -> bb2 unwind never @0:100..105;
    }
    bb2: {
        free copy _1 @0:100..105;
        _0 = const 0: Int32 @0:100..105;
        return @0:100..105;
    }
}
fn "aria.twice" as "Demo.twice"(2) @0:128..140 {
    let _0: Int;
    let _1 "n": Int @0:129..130;
    let _2 "s": Shape @0:129..130;
    let _3 "result": Int @0:161..163;
    bb0: {
        _3 = add(copy _1, copy _1) @0:161..163;
        _0 = copy _3 @0:193..195;
        return @0:225..227;
    }
}
"#;

#[test]
fn equal_input_gives_equal_bytes() {
    for options in profiles() {
        let first = compile(DEMO, &options).object;
        assert!(first == compile(DEMO, &options).object, "{options:?}");
        let here = std::env::current_dir().expect("a current folder").to_string_lossy().into_owned();
        let text = String::from_utf8_lossy(&first).into_owned();
        assert!(!text.contains(&here), "the current folder is in the object");
    }
}

/// Whether a tool can be used; where it is missing, the test says so and ends (in CI it fails instead).
fn present(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    assert!(found || std::env::var_os("CI").is_none(), "{tool} is missing");
    if !found {
        println!("skipped: there is no {tool} here");
    }
    found
}

fn gdb(program: &Path, commands: &[&str]) -> String {
    let mut command = Command::new("gdb");
    command.args(["-nx", "-q", "-batch"]);
    for c in commands {
        command.args(["-ex", c]);
    }
    let output: Output = command.arg(program).output().expect("gdb starts");
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn debuggers_find_lines_and_locals() {
    if !present("gdb") {
        return;
    }
    let options = CodegenOptions { debug_locals: true, unit: "demo.aria".into(), ..CodegenOptions::default() };
    let program = executable(&compile(DEMO, &options).object, &[]);
    let commands = [
        "break demo.aria:7",
        "run",
        "info locals",
        "info args",
        "bt",
        "up",
        "info locals",
        "print *node",
        "print shape",
        "ptype node",
    ];
    let seen = gdb(&program.path, &commands);
    let expected = [
        "result = 42",
        "n = 21",
        "s = {variant = Rect",
        "Demo.twice (n=21, s=...) at demo.aria:7",
        "at demo.aria:7",
        "main () at demo.aria:3",
        "{value = 21, next = 0x0}",
        "variant = Rect",
        "Rect.0 = 3, Rect.1 = 4",
        "maybe = {variant = Some, Some.0 = 8}",
        "type = struct Node {",
    ];
    for text in expected {
        assert!(seen.contains(text), "`{text}` is missing from\n{seen}");
    }
}

#[test]
fn lines_are_known_in_every_profile() {
    if !present("gdb") {
        return;
    }
    for profile in [Profile::Default, Profile::Release] {
        let options = CodegenOptions { profile, unit: "demo.aria".into(), ..CodegenOptions::default() };
        let program = executable(&compile(DEMO, &options).object, &[]);
        let seen = gdb(&program.path, &["break show", "run", "bt"]);
        assert!(seen.contains("demo.aria:4"), "{seen}");
    }
}

#[test]
fn dwarf_is_version_4() {
    let object = compile(DEMO, &CodegenOptions::default()).object;
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = dir.path().join("demo.o");
    std::fs::write(&path, object).expect("the object can be written");
    let output = Command::new("llvm-dwarfdump-22").arg("--debug-info").arg(path).output().expect("llvm-dwarfdump starts");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("version = 0x0004") && text.contains("DW_AT_comp_dir\t(\".\")"), "{text}");
}

#[test]
fn the_address_sanitizer_sees_a_write_past_the_end() {
    let text = r#"
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "n": Node @0:33..36;
    let _2: CPtr[Int];
    bb0: {
        _1 = new Node @0:34..36;
        _2 = reinterpret(copy _1) as CPtr[Int];
        _2 = offset(copy _2, const 3: Int);
        _2.* = const 1: Int @0:66..70;
        _0 = const 0: Int32;
        return;
    }
}
"#;
    let options = CodegenOptions {
        sanitizer: Sanitizer::Address,
        debug_locals: true,
        unit: "demo.aria".into(),
        ..CodegenOptions::default()
    };
    let program = executable(&compile(text, &options).object, &["-fsanitize=address"]);
    let output = Command::new(&program.path).output().expect("it starts");
    let report = String::from_utf8_lossy(&output.stderr);
    assert!(report.contains("heap-buffer-overflow") && report.contains("demo.aria:3"), "{report}");
}

#[test]
fn the_thread_sanitizer_is_called() {
    let options = CodegenOptions { sanitizer: Sanitizer::Thread, emit_ir: true, ..CodegenOptions::default() };
    let ir = compile(DEMO, &options).ir.expect("IR was asked for");
    assert!(ir.contains("__tsan_func_entry"), "{ir}");
}

#[test]
fn other_targets_get_objects() {
    for (triple, machine) in [("aarch64-unknown-linux-gnu", 183u8), ("x86_64-unknown-linux-gnu", 62)] {
        let mut defs = support::defs();
        defs.target = Some(aria_foreign::TargetData { triple: triple.into(), ..aria_foreign::TargetData::x86_64_linux() });
        let program = support::program(DEMO, &defs);
        let layouts = aria_layout::Layouts::new(&defs);
        let object =
            aria_llvm::compile(&program, &layouts, &support::sources(), &CodegenOptions::default()).expect("it compiles").object;
        assert_eq!(object[18], machine, "e_machine");
    }
}

#[test]
fn what_is_wrong_is_an_error() {
    let mut defs = support::defs();
    defs.target = Some(aria_foreign::TargetData { triple: "pdp11-dec".into(), ..aria_foreign::TargetData::x86_64_linux() });
    let program = support::program(DEMO, &defs);
    let result = aria_llvm::compile(&program, &aria_layout::Layouts::new(&defs), &support::sources(), &CodegenOptions::default());
    assert!(matches!(result, Err(CodegenError::UnknownTarget { .. })), "{result:?}");
    let result = try_compile(&DEMO.replace("\"aria.twice\"", "\"show\""), &CodegenOptions::default());
    assert!(matches!(result, Err(CodegenError::SymbolClash(_))), "{result:?}");
    let result = try_compile(&DEMO.replace("\"aria.twice\"", "\"a\\x00b\""), &CodegenOptions::default());
    assert!(matches!(result, Err(CodegenError::BadSymbol(_))), "{result:?}");
    let result = try_compile(&DEMO.replace("add(copy _1, copy _1)", "add(copy _1, const true)"), &CodegenOptions::default());
    assert!(matches!(result, Err(CodegenError::Mir(_))), "{result:?}");
}

fn path_of(file: &str) -> String {
    let output = Command::new("cc").arg(format!("-print-file-name={file}")).output().expect("cc starts");
    String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
}

/// Arguments for linking an object that needs only C.
fn link_args(dir: &Path, object: &[u8]) -> Vec<String> {
    let file = dir.join("program.o");
    std::fs::write(&file, object).expect("the object can be written");
    let show = |p: &Path| p.to_string_lossy().into_owned();
    let mut args: Vec<String> = ["-pie", "--dynamic-linker", "/lib64/ld-linux-x86-64.so.2", "-o"].map(String::from).into();
    args.extend([show(&dir.join("program")), path_of("Scrt1.o"), path_of("crti.o"), show(&file)]);
    args.extend([path_of("libc.so.6"), path_of("crtn.o")]);
    args
}

const PLAIN_MAIN: &str = r#"
extern fn "puts"(CString.const) -> CInt;
fn "main" as "main"(0) exported @0:0..20 {
    let _0: CInt;
    bb0: {
        call _0 = extern "puts"(const bytes "linked": CString.const) -> bb1 unwind never;
    }
    bb1: {
        _0 = const 0: CInt;
        return;
    }
}
"#;

#[test]
fn lld_links_in_process_again_and_again() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let args = link_args(dir.path(), &compile(PLAIN_MAIN, &CodegenOptions::default()).object);
    let mut outputs = Vec::new();
    for _ in 0..3 {
        aria_llvm::link(Linker::Elf, &args).unwrap_or_else(|e| panic!("{e}"));
        outputs.push(std::fs::read(dir.path().join("program")).expect("the program was written"));
    }
    assert!(outputs[0] == outputs[1] && outputs[1] == outputs[2]);
    let output = Command::new(dir.path().join("program")).output().expect("it starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "linked\n");
}

#[test]
fn what_is_missing_is_named() {
    let text = PLAIN_MAIN.replace("\"puts\"", "\"putz_missing\"");
    let dir = tempfile::tempdir().expect("a temporary folder");
    let args = link_args(dir.path(), &compile(&text, &CodegenOptions::default()).object);
    let LinkError { messages, undefined } = aria_llvm::link(Linker::Elf, &args).expect_err("a symbol is missing");
    assert_eq!(undefined, [UndefinedSymbol { name: "putz_missing".into() }]);
    assert!(messages.len() == 1 && messages[0].contains(">>> referenced by"), "{messages:?}");
    let error = aria_llvm::link(Linker::Elf, &["-o".into(), "/nonexistent/x".into(), "/nonexistent/y.o".into()])
        .expect_err("no such file");
    assert!(error.messages.iter().any(|m| m.contains("/nonexistent")) && error.undefined.is_empty(), "{error:?}");
}

#[test]
fn no_program_makes_it_panic() {
    let defs = support::defs();
    let layouts = aria_layout::Layouts::new(&defs);
    let sources = support::sources();
    let mut compiled = 0;
    let mut attempt = |text: &str| {
        // What no longer parses, or does not verify, is refused; what is left is compiled, whatever it means.
        let Ok(program) = aria_mir::text::parse(text, &defs) else { return };
        match aria_llvm::compile(&program, &layouts, &sources, &CodegenOptions::default()) {
            Ok(_) => compiled += 1,
            Err(CodegenError::Mir(_) | CodegenError::SymbolClash(_)) => {}
            Err(e) => panic!("{e}\n{text}"),
        }
    };
    let lines: Vec<&str> = DEMO.lines().collect();
    for skipped in 0..lines.len() {
        let kept: Vec<&str> = lines.iter().enumerate().filter(|(i, _)| *i != skipped).map(|(_, l)| *l).collect();
        attempt(&kept.join("\n"));
    }
    let swaps = [
        ("_1", "_2"),
        ("_4", "_5"),
        ("Int", "Bool"),
        ("Int", "Int128"),
        ("Int", "Float"),
        ("Int", "Unit"),
        ("Int", "Never"),
        ("Int", "Point"),
        ("Int", "CLongDouble"),
        ("Node", "Point"),
        ("Shape", "Color"),
        ("Shape", "Option[Node]"),
        ("bb1", "bb0"),
        ("bb2", "bb1"),
        ("continue", "terminate"),
        ("continue", "bb1"),
        ("copy", "move"),
        ("add", "shl"),
        ("add", "eq"),
        ("(2)", "(0)"),
        ("const 21", "const 170141183460469231731687303715884105727"),
    ];
    for (from, to) in swaps {
        attempt(&DEMO.replace(from, to));
        for (at, _) in DEMO.match_indices(from) {
            attempt(&format!("{}{to}{}", &DEMO[..at], &DEMO[at + from.len()..]));
        }
    }
    assert!(compiled > 20, "{compiled}");
}
