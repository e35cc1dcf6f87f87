//! Programs in MIR text, compiled in every profile, linked with a stub runtime, and run.

mod support;

use support::expect;

const EXTERNS: &str = r#"
string String;
extern fn "show"(Int) -> Unit;
extern fn "show_float"(Float) -> Unit;
extern fn "show_bool"(Bool) -> Unit;
extern fn "show_string"(String) -> Unit;
extern fn "throw_panic"() -> Unit unwinds;
"#;

fn with_externs(text: &str) -> String {
    format!("{EXTERNS}{text}")
}

#[test]
fn entry_and_strings() {
    let text = with_externs(
        r#"
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1: Unit;
    bb0: {
        goto bb1 @0:1..2;
    }
    bb1: {
        call _1 = extern "show_string"(const "hällo\n\x00z") -> bb2 unwind never @0:33..40;
    }
    bb2: {
        _0 = const 3: Int32;
        return;
    }
}
"#,
    );
    expect(&text, 3, "hällo\n\0z|-2147483648 0 0\n");
}

#[test]
fn arithmetic_overflow_panics_with_its_place() {
    let text = with_externs(
        r#"
instance fn 1 "twice"[] = f1;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "x": Int;
    let _2: Unit;
    bb0: {
        call _1 = fn 1 "twice"[](const 21: Int) -> bb1 unwind continue @0:5..9;
    }
    bb1: {
        call _2 = extern "show"(copy _1) -> bb2 unwind never @0:5..9;
    }
    bb2: {
        call _1 = fn 1 "twice"[](const 9223372036854775807: Int) -> bb3 unwind continue @0:5..9;
    }
    bb3: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.twice" as "Demo.twice"(1) @0:32..60 {
    let _0: Int;
    let _1 "n": Int @0:33..34;
    let _2: (Int, Bool);
    bb0: {
        _2 = checked_add(copy _1, copy _1) @0:36..41;
        assert copy _2.1 == false else overflow "+" -> bb1 unwind continue @0:36..41;
    }
    bb1: {
        _0 = copy _2.0 @0:36..41;
        return @0:36..41;
    }
}
"#,
    );
    expect(&text, 101, "42\noverflow 0 at demo.aria:2:5..10 in Demo.twice: let some = line(of, the, source\nuncaught\n");
}

#[test]
fn loops_and_switches() {
    let text = with_externs(
        r#"
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "i": Int;
    let _2 "sum": Int;
    let _3: Bool;
    let _4: Int;
    let _5: Unit;
    bb0: {
        _1 = const 0: Int;
        _2 = const 0: Int;
        goto bb1;
    }
    bb1: {
        _3 = lt(copy _1, const 10: Int);
        branch copy _3 -> bb2 else bb7;
    }
    bb2: {
        _4 = rem(copy _1, const 3: Int);
        switch copy _4 {0: bb3, 1: bb4, -5: bb6} else bb5;
    }
    bb3: {
        _2 = add(copy _2, const 100: Int);
        goto bb6;
    }
    bb4: {
        _2 = sub(copy _2, const 1: Int);
        goto bb6;
    }
    bb5: {
        _2 = xor(copy _2, const 0: Int);
        goto bb6;
    }
    bb6: {
        _1 = add(copy _1, const 1: Int);
        goto bb1;
    }
    bb7: {
        call _5 = extern "show"(copy _2) -> bb8 unwind never;
    }
    bb8: {
        _0 = const 0: Int32;
        return;
    }
}
"#,
    );
    expect(&text, 0, "397\n");
}

#[test]
fn structs_travel_by_pointer() {
    let text = with_externs(
        r#"
extern fn "mirror"(Point) -> Point;
instance fn 1 "swap"[] = f1;
instance fn 2 "clobber"[] = f2;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "p": Point;
    let _2: Unit;
    let _3 "t": Triple;
    bb0: {
        live _1;
        _1 = aggregate Point {const 1: Int, const 2: Int};
        call _1 = fn 1 "swap"[](copy _1) -> bb1 unwind continue;
    }
    bb1: {
        call _2 = extern "show"(copy _1.0) -> bb2 unwind never;
    }
    bb2: {
        call _2 = fn 2 "clobber"[](copy _1) -> bb3 unwind continue;
    }
    bb3: {
        call _2 = extern "show"(copy _1.1) -> bb4 unwind never;
    }
    bb4: {
        _1 = aggregate Point {copy _1.1, copy _1.0};
        call _1 = extern "mirror"(copy _1) -> bb5 unwind never;
    }
    bb5: {
        _3 = aggregate Triple {const true, copy _1, const -1: Int128};
        _1 = copy _3.1;
        call _2 = extern "show"(copy _1.0) -> bb6 unwind never;
    }
    bb6: {
        call _2 = extern "show_bool"(copy _3.0) -> bb7 unwind never;
    }
    bb7: {
        dead _1;
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.swap" as "swap"(1) @0:32..60 {
    let _0: Point;
    let _1 "p": Point;
    bb0: {
        _0 = aggregate Point {copy _1.1, copy _1.0};
        return;
    }
}
fn "aria.clobber" as "clobber"(1) @0:32..60 {
    let _0: Unit;
    let _1 "p": Point;
    bb0: {
        _1.1 = const 99: Int;
        return;
    }
}
"#,
    );
    expect(&text, 0, "2\n1\n2\ntrue\n");
}

#[test]
fn enums() {
    let text = with_externs(
        r#"
instance fn 1 "area"[] = f1;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "s": Shape;
    let _2: Unit;
    let _3: Float;
    let _4 "c": Color;
    let _5: Int;
    let _6 "o": Option[Node];
    bb0: {
        _1 = variant 2 of Shape {const 6: Int, const 7: Int};
        call _3 = fn 1 "area"[](copy _1) -> bb1 unwind continue;
    }
    bb1: {
        call _2 = extern "show_float"(copy _3) -> bb2 unwind never;
    }
    bb2: {
        _1 = variant 1 of Shape {const float 0x4000000000000000: Float};
        call _3 = fn 1 "area"[](copy _1) -> bb3 unwind continue;
    }
    bb3: {
        call _2 = extern "show_float"(copy _3) -> bb4 unwind never;
    }
    bb4: {
        set_variant _4 = 2;
        _5 = variant_of _4;
        call _2 = extern "show"(copy _5) -> bb5 unwind never;
    }
    bb5: {
        _6 = variant 0 of Option[Node] {};
        _5 = variant_of _6;
        call _2 = extern "show"(copy _5) -> bb6 unwind never;
    }
    bb6: {
        zero _1;
        _5 = variant_of _1;
        call _2 = extern "show"(copy _5) -> bb7 unwind never;
    }
    bb7: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.area" as "area"(1) @0:32..60 {
    let _0: Float;
    let _1 "s": Shape;
    let _2: Int;
    bb0: {
        _2 = variant_of _1;
        switch copy _2 {1: bb1, 2: bb2} else bb3;
    }
    bb1: {
        _0 = mul(copy _1#1.0, copy _1#1.0);
        return;
    }
    bb2: {
        _2 = mul(copy _1#2.0, copy _1#2.1);
        _0 = int_to_float(copy _2) as Float;
        return;
    }
    bb3: {
        _0 = const float 0x0: Float;
        return;
    }
}
"#,
    );
    expect(&text, 0, "42\n4\n2\n0\n0\n");
}
