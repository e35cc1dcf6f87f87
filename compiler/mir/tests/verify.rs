//! The verifier: what each fault is called, and that sound programs have none.

use aria_layout::Layouts;
use aria_mir::text::parse;
use aria_mir::{BlockId, VerifyProblem, verify};
use aria_source::{FileId, Span};
use aria_types::{AdtDef, AdtKind, Defs, FieldDef, Ty, VariantDef};

const NOWHERE: Span = Span::new(FileId(0), 0, 0);

fn field(name: &str, ty: Ty) -> FieldDef {
    FieldDef { name: name.into(), ty, private: false, readonly: false, span: NOWHERE }
}

fn defs() -> Defs {
    let adt = |name: &str, kind, fields, variants| AdtDef {
        name: name.into(),
        kind,
        generics: Vec::new(),
        fields,
        variants,
        methods: Default::default(),
        finalize: None,
        span: NOWHERE,
        in_std: false,
    };
    let variant = |name: &str, fields| VariantDef { name: name.into(), fields, span: NOWHERE };
    let variants = vec![variant("A", Vec::new()), variant("B", vec![field("0", Ty::INT)])];
    let adts = vec![
        adt("Node", AdtKind::Class, vec![field("value", Ty::INT)], Vec::new()),
        adt("Other", AdtKind::Class, Vec::new(), Vec::new()),
        adt("Point", AdtKind::Struct, vec![field("x", Ty::INT), field("y", Ty::INT)], Vec::new()),
        adt("Sum", AdtKind::Enum, Vec::new(), variants),
    ];
    Defs { adts, ..Defs::default() }
}

/// The problems of a program whose first body has these blocks, and some locals to play with.
fn problems(blocks: &str) -> Vec<VerifyProblem> {
    let text = format!(
        r#"
extern fn "show"(Int) -> Unit;
extern fn "printf"(CString) -> CInt variadic;
instance fn 1 "self"[] = f0;
fn "f" as "f"(1) {{
    let _0: Unit;
    let _1: Int;
    let _2: Bool;
    let _3: Node;
    let _4: Other;
    let _5: Point;
    let _6: Sum;
    let _7: (Int, Bool);
    let _8: CLong;
    let _9: CPtr[Int];
    {blocks}
}}
"#
    );
    let defs = defs();
    let program = parse(&text, &defs).unwrap_or_else(|e| panic!("{e}\n{text}"));
    verify(&program, &Layouts::new(&defs)).into_iter().map(|e| e.problem).collect()
}

fn statement(text: &str) -> Vec<VerifyProblem> {
    problems(&format!("bb0: {{ {text}; return; }}"))
}

fn show(problems: &[VerifyProblem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

#[test]
fn sound_statements_pass() {
    for text in [
        "_1 = const 1: Int",
        // C's names and Aria's for one scalar are one type here.
        "_8 = copy _1",
        "_2 = lt(copy _1, copy _8)",
        "_7 = checked_add(copy _1, copy _1)",
        "_1 = copy _3.*.0",
        "_1 = copy _6#1.0",
        "_6 = variant 1 of Sum {copy _1}",
        "_5 = aggregate Point {copy _1, copy _1}",
        "_9 = &_5.1",
        "_1 = copy _9.*",
        "_2 = release(copy _3)",
        "_1 = variant_of _6",
        "set_variant _6 = 1",
        "_3 = new Node tail const 3: Int",
    ] {
        assert_eq!(show(&statement(text)), [""; 0], "{text}");
    }
}

#[test]
fn types_must_agree() {
    for (text, message) in [
        ("_1 = const true", "a value of Int is needed, this is Bool"),
        ("_3 = copy _4", "a value of Node is needed, this is Other"),
        ("_2 = add(copy _1, copy _1)", "a value of Bool is needed, this is Int"),
        ("_1 = add(copy _1, copy _2)", "a value of Int is needed, this is Bool"),
        ("_1 = add(copy _5, copy _5)", "a scalar is needed, this is Point"),
        ("_7 = checked_add(copy _2, copy _2)", "an integer is needed, this is Bool"),
        ("_1 = float_to_int(copy _1) as Int", "a float is needed, this is Int"),
        ("_5 = aggregate Point {copy _1}", "2 are needed, these are 1"),
        ("_6 = variant 5 of Sum {}", "variant 5 of `Sum` has no field 0"),
        ("_1 = copy _1.0", "`Int` has no field 0"),
        ("_1 = copy _3.0", "Field(0) does not apply to Node"),
        ("_1 = copy _3.*", "object of Node is not a value"),
        ("_1 = copy _5.7", "`Point` has no field 7"),
        ("_1 = copy _6#9.0", "Variant(9) does not apply to Sum"),
        ("_1 = copy _77", "there is no local _77"),
        ("_1 = variant_of _5", "an enum is needed, this is Point"),
        ("set_variant _6 = 2", "an enum with that variant is needed, this is Sum"),
        ("_2 = release(copy _1)", "a class reference is needed, this is Int"),
        ("_3 = new Point", "`Point` is not a class"),
        ("_1 = &_1", "a pointer is needed, this is Int"),
        ("_1 = const \"text\"", "the program has no String type"),
        ("_9 = const extern static \"nothing\": CPtr[Int]", "no function `nothing` is declared"),
        ("live _77", "there is no local _77"),
    ] {
        let found = show(&statement(text));
        assert!(found.first().is_some_and(|f| f == message), "{text}: {found:?}");
    }
}

#[test]
fn calls_must_fit_their_callee() {
    let call = |text: &str| problems(&format!("bb0: {{ call {text} -> bb1 unwind never; }} bb1: {{ return; }}"));
    assert_eq!(call("_0 = extern \"show\"(copy _1)"), []);
    assert_eq!(call("_8 = extern \"printf\"(const null: CString, copy _1)").len(), 1, "CInt is not CLong");
    assert_eq!(call("_0 = extern \"show\"()"), [VerifyProblem::Arity { expected: 1, found: 0 }]);
    assert_eq!(call("_0 = extern \"show\"(copy _2)"), [VerifyProblem::Mismatch { expected: Ty::INT, found: Ty::Bool }]);
    assert_eq!(call("_1 = extern \"show\"(copy _1)"), [VerifyProblem::Mismatch { expected: Ty::INT, found: Ty::Unit }]);
    assert_eq!(call("_0 = extern \"hide\"()"), [VerifyProblem::UnknownExtern("hide".into())]);
    assert_eq!(call("_0 = fn 1 \"self\"[](copy _1)"), []);
    assert!(matches!(call("_0 = fn 1 \"self\"[Int](copy _1)")[..], [VerifyProblem::UnknownInstance(_)]));
    assert_eq!(call("_0 = trait 0 method 0 for Int with []()"), [VerifyProblem::Generic]);
}

#[test]
fn edges_keep_cleanup_apart() {
    assert_eq!(problems(""), [VerifyProblem::NoBlocks]);
    assert_eq!(problems("bb0: { goto bb4; }"), [VerifyProblem::NoSuchBlock(BlockId(4))]);
    assert_eq!(problems("bb0: { resume; }"), [VerifyProblem::OutsideCleanup]);
    let call = "bb0: { call _0 = extern \"show\"(copy _1) -> bb1 unwind bb2; } bb1: { return; }";
    assert_eq!(problems(&format!("{call} bb2 cleanup: {{ resume; }}")), []);
    assert_eq!(problems(&format!("{call} bb2 cleanup: {{ catch _3 -> bb1; }}")), []);
    assert_eq!(problems(&format!("{call} bb2: {{ return; }}")), [VerifyProblem::NotCleanup(BlockId(2))]);
    assert_eq!(problems(&format!("{call} bb2 cleanup: {{ return; }}")), [VerifyProblem::ReturnInCleanup]);
    assert_eq!(problems(&format!("{call} bb2 cleanup: {{ goto bb1; }}")), [VerifyProblem::CleanupEdge(BlockId(1))]);
    assert_eq!(problems("bb0: { goto bb1; } bb1 cleanup: { resume; }"), [VerifyProblem::CleanupEdge(BlockId(1))]);
}

#[test]
fn the_program_as_a_whole() {
    let defs = defs();
    let check = |text: &str| -> Vec<VerifyProblem> {
        let program = parse(text, &defs).unwrap_or_else(|e| panic!("{e}"));
        verify(&program, &Layouts::new(&defs)).into_iter().map(|e| e.problem).collect()
    };
    let body = |symbol: &str, result: &str| format!("fn \"{symbol}\" as \"f\"(0) {{ let _0: {result}; bb0: {{ return; }} }}");
    assert_eq!(check(&format!("entry f0; {}", body("a", "Int32"))), []);
    assert_eq!(check(&format!("entry f0; {}", body("a", "Int"))), [VerifyProblem::BadEntry]);
    assert!(matches!(check("entry f0;")[..], [VerifyProblem::NoSuchBody(_)]));
    assert!(matches!(check("instance fn 0 \"f\"[] = f0;")[..], [VerifyProblem::NoSuchBody(_)]));
    assert_eq!(check(&(body("a", "Unit") + &body("a", "Unit"))), [VerifyProblem::DuplicateSymbol]);
    assert!(matches!(check(&body("a", "Void"))[..], [VerifyProblem::Type(_)]));
}
