//! The text form: printing, parsing and printing again gives the same text; what is wrong is said with its place.

use aria_mir::text::{ParseError, parse, parse_body, print, print_body};
use aria_types::{AdtId, AdtRef};

fn names(name: &str) -> Option<AdtRef> {
    let index = ["Node", "Option", "String", "Point", "http.Client"].iter().position(|n| *n == name)?;
    Some(AdtRef { id: AdtId(index as u32), name: name.into() })
}

/// Every statement, terminator, rvalue, operand, constant, type and declaration.
const EVERYTHING: &str = r#"string String;
extern fn "printf"(CString.const.restrict) -> CInt variadic;
extern fn "exit"(CInt) -> Never noreturn;
extern fn "call\x00back"(CFn[(CVoidPtr, ...)] -> Unit) -> Unit unwinds;
extern static "environ";
extern static "errno" thread_local;
adapter "BC\xc0\xde\x00";
instance fn 3 "first"[Int, Option[Node]] = f0;
instance drop_glue[Point] = f1;
entry f1;

fn "aria.all" as "Every.thing"(2) exported inline @0:5..90 {
    let _0: Option[Node];
    let _1 "räume": CPtr[CPtr[Point].const] @0:7..8;
    let _2: (Int, Bool);
    let _3: (Char,);
    let _4: ();
    let _5: CArray[CArray[UInt8, 4], 1208925819];
    let _6: Fn[(Int, Float32)] -> Fn[()] -> Never;
    let _7: extern "stat" #0xfeed;
    let _8: extern enum "color" #0x1;
    let _9: foreign 2 "PyObject";
    let _10: param 0 "T";
    let _11: infer 7;
    let _12: unknown;
    let _13: "http.Client";
    let _14: CVoidPtr.const;
    bb0: {
        live _3;
        _0 = copy _1.*.0#1.3[_2];
        _0 = move _1 @0:1..2;
        _2 = const -170141183460469231731687303715884105728: Int128;
        _2 = const unit;
        _2 = const true;
        _2 = const float 0x7ff8000000000000: CLongDouble;
        _2 = const "say \"hi\"\n\\ \x01 ü";
        _2 = const bytes "\xff\x00ok": CString;
        _2 = const null: Node;
        _2 = const zeroed: Point;
        _2 = const address 0xffffffffffffffff: RawPtr;
        _2 = const fn 4 "f"[]: CFn[()] -> Unit;
        _2 = const drop_glue[Point]: CFn[(CPtr[Point])] -> Unit;
        _2 = const extern fn "exit": CFn[(CInt)] -> Never;
        _2 = const extern static "environ": CPtr[CString];
        _2 = add(copy _1, const 1: Int);
        _2 = ge(copy _1, const 1: Int);
        _2 = checked_mul(copy _1, const 1: Int);
        _2 = neg(copy _1);
        _2 = not(copy _1);
        _2 = float_to_int(copy _1) as Int;
        _2 = reinterpret(copy _1) as CPtr[Point];
        _2 = &_1.*;
        _2 = aggregate Point {copy _1, const 1: Int};
        _2 = variant 1 of Option[Node] {move _1};
        _2 = variant_of _0;
        _2 = new Node;
        _2 = new String tail copy _1;
        _2 = tail(copy _1) as CPtr[UInt8];
        _2 = offset(copy _1, const -1: Int);
        _2 = size_of Point;
        _2 = align_of (Int, Bool);
        _2 = release(copy _1);
        _2 = needs_drop Option[Int];
        set_variant _0 = 1;
        retain _0;
        zero _0.*;
        free move _0;
        dead _3;
        switch copy _1 {0: bb1, -1: bb2} else bb3 @0:4..5;
    }
    bb1: {
        branch const true -> bb1 else bb2;
    }
    bb2: {
        call _0 = fn 3 "first"[Int](copy _1, const 2: Int) -> bb3 unwind bb5;
    }
    bb3: {
        call _0 = trait 1 method 2 for param 0 "T" with [Int]() -> bb4 unwind continue;
    }
    bb4: {
        call _0 = extern "exit"(const 1: CInt) unwind never;
    }
    bb5 cleanup: {
        call _0 = pointer copy _6 as CFn[(...)] -> Unit() -> bb6 unwind terminate;
    }
    bb6 cleanup: {
        drop _0#1.0 -> bb7 unwind terminate;
    }
    bb7 cleanup: {
        catch _0 -> bb8;
    }
    bb8: {
        assert copy _2.1 == false else overflow "+" -> bb9 unwind continue @0:6..7;
    }
    bb9: {
        assert copy _2.1 == true else bounds(copy _1, const 3: Int) -> bb10 unwind continue;
    }
    bb10: {
        assert copy _2.1 == true else range(copy _1) "UInt8" -> bb11 unwind continue;
    }
    bb11: {
        assert copy _2.1 == true else nul_in_string(copy _1) -> bb12 unwind continue;
    }
    bb12: {
        assert copy _2.1 == true else division_by_zero -> bb13 unwind continue;
    }
    bb13: {
        assert copy _2.1 == true else no_match -> bb14 unwind continue;
    }
    bb14: {
        assert copy _2.1 == true else shift_amount -> bb15 unwind never;
    }
    bb15: {
        assert copy _2.1 == true else null -> bb19 unwind never;
    }
    bb16 cleanup: {
        resume;
    }
    bb17 cleanup: {
        abort;
    }
    bb18: {
        return;
    }
    bb19: {
        goto bb20;
    }
    bb20: {
        unreachable;
    }
}

fn "aria.drop" as "drop"(0) cold {
    let _0: Unit;
}
"#;

#[test]
fn what_is_printed_reads_back() {
    let program = parse(EVERYTHING, &names).unwrap_or_else(|e| panic!("{e}"));
    let text = print(&program);
    assert_eq!(text, EVERYTHING);
    assert_eq!(parse(&text, &names), Ok(program));
}

#[test]
fn one_body_alone() {
    let program = parse(EVERYTHING, &names).unwrap_or_else(|e| panic!("{e}"));
    for body in &program.bodies {
        assert_eq!(parse_body(&print_body(body), &names).as_ref(), Ok(body));
    }
    let (text, error) = ("fn \"a\" as \"a\"(0) { let _0: Unit; } more", "the end of the text");
    assert_eq!(parse_body(text, &names).map_err(|e| e.expected), Err(error));
}

#[test]
fn comments_and_space_do_not_matter() {
    let program = parse("// what follows is short\n  entry\n f0 ;", &names).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(print(&program), "entry f0;\n");
}

#[test]
fn errors_have_places() {
    let body = |inside: &str| format!("fn \"a\" as \"a\"(0) {{\n    let _0: Unit;\n    bb0: {{\n        {inside}\n    }}\n}}\n");
    let cases = [
        ("entry 3;".to_owned(), 1, 7, "a body"),
        ("entry f0".to_owned(), 1, 9, ";"),
        ("§".to_owned(), 1, 1, "a token"),
        ("adapter \"open".to_owned(), 1, 9, "a closed text"),
        ("string Strung;".to_owned(), 1, 14, "the name of a known type before this"),
        (body("_0 = copy 3;"), 4, 19, "a local"),
        (body("_0 = frob(copy _0);"), 4, 18, "an rvalue before this"),
        (body("ü = copy _0;"), 4, 9, "a statement or terminator"),
        (body("goto b1;"), 4, 14, "a block"),
        (body("call _0 = extern \"f\"() -> bb0;"), 4, 38, "unwind"),
        (body("assert const true == true else overflow \"@\" -> bb0 unwind never;"), 4, 53, "a known operator before this"),
        (body("return; bb1: {"), 4, 17, "}"),
        (
            "fn \"a\" as \"a\"(2) {\n let _0: Unit;\n}".to_owned(),
            3,
            1,
            "a local for the result and for every parameter before this",
        ),
        ("fn \"a\" as \"a\"(0) {\n let _1: Unit;\n}".to_owned(), 2, 8, "the next local's number before this"),
        ("entry f99999999999999999999;".to_owned(), 1, 7, "a body"),
        ("string CArray[Int, 340282366920938463463374607431768211456];".to_owned(), 1, 20, "a number"),
    ];
    for (text, line, column, expected) in cases {
        assert_eq!(parse(&text, &names), Err(ParseError { line, column, expected }), "{text}");
    }
}

#[test]
fn no_prefix_of_a_text_makes_the_parser_fail_badly() {
    for (end, _) in EVERYTHING.char_indices() {
        let _ = parse(&EVERYTHING[..end], &names);
    }
}

#[test]
fn types_that_nest_endlessly_are_refused() {
    for open in ["(", "CPtr[", "CArray[", "Fn[(", "Fn[()] -> ", "Option["] {
        let text = format!("string {}", open.repeat(100_000));
        assert_eq!(parse(&text, &names).map_err(|e| e.expected), Err("a type that nests less deeply"), "{open}");
    }
}
