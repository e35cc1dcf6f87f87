//! The way to foreign code and back: C's conventions, function pointers, variables, adapters.

mod support;

use std::process::Command;

use aria_layout::Layouts;
use aria_llvm::{CodegenOptions, Profile};
use support::{compile, defs, expect, program, sources};

#[test]
fn scalars_follow_c() {
    let text = r#"
extern fn "narrow"(CSChar, CUShort, CBool) -> CSChar;
extern fn "negate"(Bool) -> Bool;
extern fn "show"(Int) -> Unit;
extern fn "show_bool"(Bool) -> Unit;
extern fn "printf"(CString.const) -> CInt variadic;
extern static "shared_counter";
extern static "per_thread" thread_local;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: CSChar;
    let _2: Int;
    let _3: Unit;
    let _4: Bool;
    let _5: CInt;
    let _6: CPtr[Int32];
    bb0: {
        call _1 = extern "narrow"(const -128: CSChar, const 65535: CUShort, const true) -> bb1 unwind never;
    }
    bb1: {
        _2 = int_to_int(copy _1) as Int;
        call _3 = extern "show"(copy _2) -> bb2 unwind never;
    }
    bb2: {
        call _4 = extern "negate"(const false) -> bb3 unwind never;
    }
    bb3: {
        call _3 = extern "show_bool"(copy _4) -> bb4 unwind never;
    }
    bb4: {
        call _5 = extern "printf"(const bytes "%s %d %.1f\n": CString.const, const bytes "text": CString, const -3: CInt, const float 0x3ff8000000000000: CDouble) -> bb5 unwind never;
    }
    bb5: {
        _6 = const extern static "shared_counter": CPtr[Int32];
        _6.* = add(copy _6.*, const 1: Int32);
        _2 = int_to_int(copy _6.*) as Int;
        call _3 = extern "show"(copy _2) -> bb6 unwind never;
    }
    bb6: {
        _6 = const extern static "per_thread": CPtr[Int32];
        _2 = int_to_int(copy _6.*) as Int;
        call _3 = extern "show"(copy _2) -> bb7 unwind never;
    }
    bb7: {
        _0 = const 0: Int32;
        return;
    }
}
"#;
    expect(text, 0, "-128 65535 1\n127\ntrue\ntext -3 1.5\n42\n5\n");
}

#[test]
fn functions_are_values_for_c() {
    let text = r#"
extern fn "apply"(CFn[(Int)] -> Int, Int) -> Int unwinds;
extern fn "negate"(Bool) -> Bool;
extern fn "show"(Int) -> Unit;
extern fn "show_bool"(Bool) -> Unit;
instance fn 1 "triple"[] = f1;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: CFn[(Int)] -> Int;
    let _2: Int;
    let _3: Unit;
    let _4: CFn[(Bool)] -> Bool;
    let _5: Bool;
    bb0: {
        _1 = const fn 1 "triple"[]: CFn[(Int)] -> Int;
        call _2 = extern "apply"(copy _1, const 14: Int) -> bb1 unwind continue;
    }
    bb1: {
        call _3 = extern "show"(copy _2) -> bb2 unwind never;
    }
    bb2: {
        _4 = const extern fn "negate": CFn[(Bool)] -> Bool;
        call _5 = pointer copy _4 as CFn[(Bool)] -> Bool(const true) -> bb3 unwind never;
    }
    bb3: {
        call _3 = extern "show_bool"(copy _5) -> bb4 unwind never;
    }
    bb4: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.triple" as "triple"(1) @0:32..40 {
    let _0: Int;
    let _1: Int;
    bb0: {
        _0 = mul(copy _1, const 3: Int);
        return;
    }
}
"#;
    expect(text, 0, "42\nfalse\n");
}

#[test]
fn conversions_and_wide_integers() {
    let text = r#"
extern fn "show"(Int) -> Unit;
extern fn "show_float"(Float) -> Unit;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: Int;
    let _2: Float;
    let _3: Unit;
    let _4: Int128;
    let _5: UInt8;
    let _6: Float32;
    let _7: CLongDouble;
    let _8: (Int128, Bool);
    bb0: {
        _5 = float_to_int(const float 0x4090000000000000: Float) as UInt8;
        _1 = int_to_int(copy _5) as Int;
        call _3 = extern "show"(copy _1) -> bb1 unwind never;
    }
    bb1: {
        _4 = shl(const 1: Int128, const 100: Int128);
        _4 = neg(copy _4);
        _4 = shr(copy _4, const 97: Int);
        _1 = int_to_int(copy _4) as Int;
        call _3 = extern "show"(copy _1) -> bb2 unwind never;
    }
    bb2: {
        _6 = float_to_float(const float 0x3fb999999999999a: Float) as Float32;
        _2 = float_to_float(copy _6) as Float;
        _2 = sub(copy _2, const float 0x3fb999999999999a: Float);
        call _3 = extern "show_float"(copy _2) -> bb3 unwind never;
    }
    bb3: {
        _7 = int_to_float(const -9: Int8) as CLongDouble;
        _2 = float_to_float(copy _7) as Float;
        call _3 = extern "show_float"(copy _2) -> bb4 unwind never;
    }
    bb4: {
        _8 = checked_mul(const 170141183460469231731687303715884105727: Int128, const -1: Int128);
        _1 = int_to_int(copy _8.1) as Int;
        call _3 = extern "show"(copy _1) -> bb5 unwind never;
    }
    bb5: {
        _8 = checked_sub(copy _8.0, const 2: Int128);
        _1 = int_to_int(copy _8.1) as Int;
        call _3 = extern "show"(copy _1) -> bb6 unwind never;
    }
    bb6: {
        _1 = size_of Triple;
        call _3 = extern "show"(copy _1) -> bb7 unwind never;
    }
    bb7: {
        _2 = rem(const float 0x4014000000000000: Float, const float 0x4000000000000000: Float);
        call _3 = extern "show_float"(copy _2) -> bb8 unwind never;
    }
    bb8: {
        assert const false == true else range(const -170141183460469231731687303715884105728: Int128) "Int" -> bb9 unwind continue @0:0..3;
    }
    bb9: {
        _0 = const 0: Int32;
        return;
    }
}
"#;
    let range = "range 0 -9223372036854775808 Int at demo.aria:1:1..4 in main: let some = line(of, the, source\nuncaught\n";
    expect(text, 101, &format!("255\n-8\n1.49012e-09\n-9\n0\n1\n48\n1\n{range}"));
}

#[test]
fn arrays_are_indexed_in_place() {
    let text = r#"
extern fn "show"(Int) -> Unit;
instance fn 1 "pick"[] = f1;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: CArray[Int32, 4];
    let _2: Unit;
    let _3: Int;
    bb0: {
        _1 = aggregate CArray[Int32, 4] {const 10: Int32, const 20: Int32, const 30: Int32, const 40: Int32};
        _3 = const 3: Int;
        _1[_3] = const 44: Int32;
        call _3 = fn 1 "pick"[](copy _1, copy _3) -> bb1 unwind continue;
    }
    bb1: {
        call _2 = extern "show"(copy _3) -> bb2 unwind never;
    }
    bb2: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.pick" as "pick"(2) @0:32..40 {
    let _0: Int;
    let _1: CArray[Int32, 4];
    let _2: Int;
    let _3: Int32;
    bb0: {
        _3 = copy _1[_2];
        _0 = int_to_int(copy _3) as Int;
        return;
    }
}
"#;
    expect(text, 0, "44\n");
}

/// Bitcode of C code, as a lane's clang would give it.
fn bitcode(flags: &[&str], source: &str) -> Vec<u8> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let (c, bc) = (dir.path().join("shim.c"), dir.path().join("shim.bc"));
    std::fs::write(&c, source).expect("the source can be written");
    let output = Command::new("clang-22").args(["-c", "-emit-llvm", "-fPIC"]).args(flags).arg("-o").arg(&bc).arg(&c).output();
    let output = output.expect("clang starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read(bc).expect("bitcode was written")
}

const SHIM: &str = r#"
struct point { long x, y; };
static inline long clamp(long v, long lo, long hi) { return v < lo ? lo : v > hi ? hi : v; }
static inline struct point mirrored(struct point p) { struct point q = { clamp(p.y, 0, 100), p.x }; return q; }
__attribute__((nodebug)) void shim_mirrored(struct point *result, const struct point *p) { *result = mirrored(*p); }
struct bits { unsigned kind : 5; int delta : 11; };
__attribute__((nodebug)) int shim_get_delta(const struct bits *b) { return b->delta; }
__attribute__((nodebug)) void shim_set_delta(struct bits *b, int v) { b->delta = v; }
"#;

const SHIM_USER: &str = r#"
extern fn "show"(Int) -> Unit;
extern fn "shim_mirrored"(Point) -> Point;
extern fn "shim_get_delta"(CPtr[CInt].const) -> CInt;
extern fn "shim_set_delta"(CPtr[CInt], CInt) -> Unit;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "p": Point;
    let _2: Unit;
    let _3: CInt;
    let _4: CPtr[CInt];
    let _5: CInt;
    let _6: Int;
    bb0: {
        _1 = aggregate Point {const 7: Int, const 500: Int};
        call _1 = extern "shim_mirrored"(copy _1) -> bb1 unwind never @0:33..40;
    }
    bb1: {
        call _2 = extern "show"(copy _1.0) -> bb2 unwind never @0:33..40;
    }
    bb2: {
        _3 = const 0: CInt;
        _4 = &_3;
        call _2 = extern "shim_set_delta"(copy _4, const -12: CInt) -> bb3 unwind never @0:33..40;
    }
    bb3: {
        call _5 = extern "shim_get_delta"(copy _4) -> bb4 unwind never @0:33..40;
    }
    bb4: {
        _6 = int_to_int(copy _5) as Int;
        call _2 = extern "show"(copy _6) -> bb5 unwind never @0:33..40;
    }
    bb5: {
        _0 = const 0: Int32;
        return;
    }
}
"#;

#[test]
fn no_adapter_is_left() {
    let defs = defs();
    let plain: &[&str] = &["-O2", "-Xclang", "-disable-llvm-passes"];
    for flags in [
        plain,
        &["-O2", "-Xclang", "-disable-llvm-passes", "-march=x86-64-v3"],
        &["-O2", "-g", "-Xclang", "-disable-llvm-passes"],
    ] {
        for profile in [Profile::Default, Profile::Release] {
            for debug_locals in [false, true] {
                let mut program = program(SHIM_USER, &defs);
                program.adapters.push(bitcode(flags, SHIM).into());
                let options =
                    CodegenOptions { profile, debug_locals, emit_ir: true, emit_assembly: true, ..CodegenOptions::default() };
                let output = aria_llvm::compile(&program, &Layouts::new(&defs), &sources(), &options).expect("it compiles");
                let ir = output.ir.expect("IR was asked for");
                assert!(!ir.contains("@shim_"), "{profile:?} {flags:?}\n{ir}");
                // Header functions that an adapter uses are inlined too, wherever anything is optimised.
                assert!(debug_locals || !ir.contains("@clamp("), "{profile:?} {flags:?}\n{ir}");
                // Adapters have no lines; what they use of a header has, where the foreign compiler gave them. (`O2` computes
                // this program when it compiles.)
                let described = ir.contains("DISubprogram(name: \"clamp\"");
                let computed = profile == Profile::Release && !debug_locals;
                assert_eq!(described, flags.contains(&"-g") && !computed, "{profile:?} {flags:?}\n{ir}");
                assert!(!output.assembly.expect("assembly was asked for").contains("shim_"));
                let run = Command::new(&support::executable(&output.object, &[]).path).output().expect("it starts");
                assert_eq!(String::from_utf8_lossy(&run.stdout), "100\n-12\n");
            }
        }
    }
}

#[test]
fn a_broken_adapter_is_an_error() {
    let defs = defs();
    let mut program = program(SHIM_USER, &defs);
    program.adapters.push(Vec::from(*b"not bitcode").into());
    let result = aria_llvm::compile(&program, &Layouts::new(&defs), &sources(), &CodegenOptions::default());
    assert!(matches!(result, Err(aria_llvm::CodegenError::Adapter { index: 0, .. })), "{result:?}");
}

#[test]
fn foreign_calls_do_not_go_through_the_lookup_table() {
    let text = r#"
extern fn "puts"(CString.const) -> CInt;
fn "greet" as "greet"(0) exported @0:0..20 {
    let _0: CInt;
    bb0: {
        call _0 = extern "puts"(const bytes "hi": CString.const) -> bb1 unwind never;
    }
    bb1: {
        return;
    }
}
"#;
    let options = CodegenOptions { profile: Profile::Release, emit_assembly: true, ..CodegenOptions::default() };
    let assembly = compile(text, &options).assembly.expect("assembly was asked for");
    assert!(assembly.contains("puts@GOTPCREL") && !assembly.contains("puts@PLT"), "{assembly}");
}
