//! Counted objects: counts, destruction, weak and shared headers, and what optimisation makes of them.

mod support;

use aria_llvm::CodegenOptions;
use support::{compile, expect, profiles};

/// A `Node` whose destruction prints its value, and drops the next one.
const NODE: &str = r#"
string String;
extern fn "show"(Int) -> Unit;
instance destroy_glue[Node] = f1;
instance fn 5 "pass"[] = f2;
entry f0;
"#;

const GLUE: &str = r#"
fn "aria.destroy.Node" as "Node.destroy"(1) cold {
    let _0: Unit;
    let _1: Node;
    bb0: {
        call _0 = extern "show"(copy _1.*.0) -> bb1 unwind never;
    }
    bb1: {
        drop _1.*.1 -> bb2 unwind continue;
    }
    bb2: {
        free copy _1;
        return;
    }
}
fn "aria.pass" as "pass"(1) {
    let _0: Node;
    let _1: Node;
    bb0: {
        retain _1;
        _0 = copy _1;
        return;
    }
}
"#;

#[test]
fn destroyed_once_when_the_last_count_goes() {
    let text = format!(
        r#"{NODE}
fn "aria.main" as "main"(0) @0:0..20 {{
    let _0: Int32;
    let _1 "a": Node;
    let _2 "b": Node;
    let _3: Unit;
    bb0: {{
        _1 = new Node;
        _1.*.0 = const 1: Int;
        _2 = new Node;
        _2.*.0 = const 2: Int;
        retain _1;
        _2.*.1 = variant 1 of Option[Node] {{copy _1}};
        call _1 = fn 5 "pass"[](move _1) -> bb1 unwind continue;
    }}
    bb1: {{
        drop _1 -> bb2 unwind continue;
    }}
    bb2: {{
        call _3 = extern "show"(const 100: Int) -> bb3 unwind never;
    }}
    bb3: {{
        drop _2 -> bb4 unwind continue;
    }}
    bb4: {{
        call _3 = extern "show"(const 200: Int) -> bb5 unwind never;
    }}
    bb5: {{
        zero _2;
        drop _2 -> bb6 unwind continue;
    }}
    bb6: {{
        _0 = const 0: Int32;
        return;
    }}
}}
{GLUE}"#
    );
    // `a` keeps one count that was never dropped: `pass` retained it once more.
    expect(&text, 0, "100\n2\n200\n");
}

#[test]
fn a_chain_goes_with_its_head() {
    let text = format!(
        r#"{NODE}
fn "aria.main" as "main"(0) @0:0..20 {{
    let _0: Int32;
    let _1 "head": Option[Node];
    let _2 "i": Int;
    let _3 "n": Node;
    let _4: Bool;
    bb0: {{
        _1 = variant 0 of Option[Node] {{}};
        _2 = const 0: Int;
        goto bb1;
    }}
    bb1: {{
        _4 = lt(copy _2, const 3: Int);
        branch copy _4 -> bb2 else bb3;
    }}
    bb2: {{
        _3 = new Node;
        _3.*.0 = copy _2;
        _3.*.1 = move _1;
        _1 = variant 1 of Option[Node] {{move _3}};
        _2 = add(copy _2, const 1: Int);
        goto bb1;
    }}
    bb3: {{
        drop _1 -> bb4 unwind continue;
    }}
    bb4: {{
        _0 = const 0: Int32;
        return;
    }}
}}
{GLUE}"#
    );
    expect(&text, 0, "2\n1\n0\n");
}

#[test]
fn unusual_headers_go_to_the_runtime() {
    let text = r#"
string String;
extern fn "show_bool"(Bool) -> Unit;
extern fn "set_meta"(Node, UInt32) -> Unit;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "s": String;
    let _2: Bool;
    let _3: Unit;
    let _4 "n": Node;
    bb0: {
        _1 = const "literal";
        retain _1;
        _2 = release(copy _1);
        call _3 = extern "show_bool"(copy _2) -> bb1 unwind never;
    }
    bb1: {
        _4 = new Node tail const 9: Int;
        call _3 = extern "set_meta"(copy _4, const 3: UInt32) -> bb2 unwind never;
    }
    bb2: {
        _2 = release(copy _4);
        call _3 = extern "show_bool"(copy _2) -> bb3 unwind never;
    }
    bb3: {
        free copy _4;
        _0 = const 0: Int32;
        return;
    }
}
"#;
    expect(text, 0, "retain slow -2147483648\nrelease slow -2147483648\nfalse\ntrue\nobject free 0\n");
}

#[test]
fn an_object_that_stays_local_is_optimised_away() {
    let text = format!(
        r#"{NODE}
fn "aria.main" as "main"(0) @0:0..20 {{
    let _0: Int32;
    let _1: Node;
    let _2: Bool;
    bb0: {{
        _1 = new Node;
        _1.*.0 = const 1: Int;
        _2 = release(copy _1);
        branch copy _2 -> bb1 else bb2;
    }}
    bb1: {{
        free copy _1;
        goto bb2;
    }}
    bb2: {{
        _0 = const 0: Int32;
        return;
    }}
}}
{GLUE}"#
    );
    let options =
        CodegenOptions { profile: aria_llvm::Profile::Release, emit_ir: true, debug_info: false, ..CodegenOptions::default() };
    let ir = compile(&text, &options).ir.expect("IR was asked for");
    let main = ir.split("define ").find(|f| f.contains("@aria.main(")).expect("main is there");
    assert!(!main.contains("@malloc") && !main.contains("@aria_rt_"), "{main}");
}

#[test]
fn the_tail_lies_behind_the_fields() {
    // The tail of an object begins behind its fields, and is as long as was asked for.
    let text = r#"
extern fn "show"(Int) -> Unit;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "n": Node;
    let _2: CPtr[Int];
    let _3: Unit;
    let _4: Int;
    let _5: Int;
    bb0: {
        _1 = new Node tail const 16: Int;
        _2 = tail(copy _1) as CPtr[Int];
        _2 = offset(copy _2, const 1: Int);
        _2.* = const 77: Int;
        _4 = ptr_to_int(copy _1) as Int;
        _5 = ptr_to_int(copy _2) as Int;
        _5 = sub(copy _5, copy _4);
        call _3 = extern "show"(copy _5) -> bb1 unwind never;
    }
    bb1: {
        _2 = offset(copy _2, const -1: Int);
        _2 = offset(copy _2, const 1: Int);
        call _3 = extern "show"(copy _2.*) -> bb2 unwind never;
    }
    bb2: {
        free copy _1;
        _0 = const 0: Int32;
        return;
    }
}
"#;
    expect(text, 0, "32\n77\n");
}

#[test]
fn no_local_stays_in_memory() {
    let text = r#"
fn "sum" as "sum"(1) exported @0:0..20 {
    let _0: Int;
    let _1 "n": Int;
    let _2 "i": Int;
    let _3: (Int, Bool);
    let _4: Bool;
    bb0: {
        _0 = const 0: Int;
        _2 = const 0: Int;
        goto bb1;
    }
    bb1: {
        _4 = lt(copy _2, copy _1);
        branch copy _4 -> bb2 else bb4;
    }
    bb2: {
        _3 = checked_mul(copy _0, copy _2);
        assert copy _3.1 == false else overflow "*" -> bb3 unwind continue;
    }
    bb3: {
        _0 = copy _3.0;
        _2 = add(copy _2, const 1: Int);
        goto bb1;
    }
    bb4: {
        return;
    }
}
"#;
    for options in profiles().into_iter().filter(|o| !o.debug_locals) {
        let ir = compile(text, &CodegenOptions { emit_ir: true, ..options }).ir.expect("IR was asked for");
        assert!(!ir.contains("alloca") && !ir.contains(" zext i1") && !ir.contains("memcpy"), "{ir}");
    }
}

#[test]
fn counting_leaves_fields_known() {
    let text = r#"
fn "sum" as "sum"(2) exported {
    let _0: Int;
    let _1: Node;
    let _2: Node;
    bb0: {
        _0 = copy _1.*.0;
        retain _2;
        _0 = add(copy _0, copy _1.*.0);
        return;
    }
}
"#;
    for options in profiles().into_iter().filter(|o| !o.debug_locals) {
        let ir = compile(text, &CodegenOptions { emit_ir: true, ..options }).ir.expect("IR was asked for");
        assert_eq!(ir.matches("load i64").count(), 1, "{ir}");
    }
}
