//! What the optimiser must know of memory: which accesses never meet, and what the runtime's functions leave alone.

mod support;

use aria_llvm::{CodegenOptions, Profile};
use support::compile;

fn optimised(text: &str) -> String {
    let options = CodegenOptions { profile: Profile::Release, emit_ir: true, debug_info: false, ..CodegenOptions::default() };
    compile(text, &options).ir.expect("IR was asked for")
}

fn function<'t>(ir: &'t str, name: &str) -> &'t str {
    let start = ir.find(&format!("@{name}(")).unwrap_or_else(|| panic!("no {name} in {ir}"));
    ir[start..].split("\n}").next().unwrap_or_default()
}

#[test]
fn storing_a_field_leaves_another_known() {
    // `_1.value`, `_2.next = …`, `_1.value` again.
    let text = r#"
fn "twice" as "twice"(3) exported {
    let _0: Int;
    let _1: Node;
    let _2: Node;
    let _3: Option[Node];
    bb0: {
        _0 = copy _1.*.0;
        _2.*.1 = copy _3;
        _0 = add(copy _0, copy _1.*.0);
        return;
    }
}
"#;
    let ir = optimised(text);
    assert_eq!(function(&ir, "twice").matches("load i64").count(), 1, "{ir}");
}

#[test]
fn storing_through_a_pointer_or_the_same_field_does_not() {
    let same = r#"
fn "twice" as "twice"(3) exported {
    let _0: Int;
    let _1: Node;
    let _2: Node;
    let _3: CPtr[Int];
    bb0: {
        _0 = copy _1.*.0;
        STORE = const 5: Int;
        _0 = add(copy _0, copy _1.*.0);
        return;
    }
}
"#;
    for store in ["_2.*.0", "_3.*"] {
        let ir = optimised(&same.replace("STORE", store));
        assert_eq!(function(&ir, "twice").matches("load i64").count(), 2, "{ir}");
    }
}

#[test]
fn printing_leaves_fields_known() {
    let text = r#"
extern fn "aria_rt_println"(CPtr[UInt8], UInt) -> Unit;
fn "twice" as "twice"(3) exported {
    let _0: Int;
    let _1: Node;
    let _2: CPtr[UInt8];
    let _3: UInt;
    let _4: Unit;
    bb0: {
        _0 = copy _1.*.0;
        call _4 = extern "aria_rt_println"(copy _2, copy _3) -> bb1 unwind never;
    }
    bb1: {
        _0 = add(copy _0, copy _1.*.0);
        return;
    }
}
"#;
    let ir = optimised(text);
    assert_eq!(function(&ir, "twice").matches("load i64").count(), 1, "{ir}");
}

#[test]
fn memory_that_is_not_used_is_not_allocated() {
    let text = r#"
extern fn "aria_rt_alloc"(UInt, UInt) -> CPtr[Int];
extern fn "aria_rt_free"(CPtr[Int]) -> Unit;
fn "unused" as "unused"(1) exported {
    let _0: Int;
    let _1: UInt;
    let _2: CPtr[Int];
    let _3: Unit;
    bb0: {
        call _2 = extern "aria_rt_alloc"(copy _1, const 8: UInt) -> bb1 unwind never;
    }
    bb1: {
        _2.* = const 7: Int;
        _0 = copy _2.*;
        call _3 = extern "aria_rt_free"(copy _2) -> bb2 unwind never;
    }
    bb2: {
        return;
    }
}
"#;
    let ir = optimised(text);
    assert!(!function(&ir, "unused").contains("call"), "{ir}");
}

/// Six checks, each of which could panic, are a small function still.
#[test]
fn checks_do_not_keep_a_function_from_being_inlined() {
    let mut blocks = String::new();
    for i in 0..8 {
        blocks.push_str(&format!(
            "    bb{}: {{\n        _3 = checked_add(copy _0, copy _1);\n        assert copy _3.1 == false else overflow \"+\" -> bb{} unwind continue;\n    }}\n    bb{}: {{\n        _0 = copy _3.0;\n        goto bb{};\n    }}\n",
            2 * i, 2 * i + 1, 2 * i + 1, 2 * i + 2
        ));
    }
    let text = format!(
        r#"
instance fn 1 "checked"[] = f0;
fn "checked" as "checked"(1) {{
    let _0: Int;
    let _1: Int;
    let _2: Int;
    let _3: (Int, Bool);
{blocks}    bb16: {{
        return;
    }}
}}
fn "calling" as "calling"(1) exported {{
    let _0: Int;
    let _1: Int;
    let _2: Int;
    bb0: {{
        call _2 = fn 1 "checked"[](copy _1) -> bb1 unwind continue;
    }}
    bb1: {{
        call _0 = fn 1 "checked"[](copy _2) -> bb2 unwind continue;
    }}
    bb2: {{
        return;
    }}
}}
"#
    );
    for profile in [Profile::Default, Profile::Release] {
        let options = CodegenOptions { profile, emit_ir: true, debug_info: false, ..CodegenOptions::default() };
        let ir = compile(&text, &options).ir.expect("IR was asked for");
        assert!(!ir.contains("@checked("), "{ir}");
    }
}
