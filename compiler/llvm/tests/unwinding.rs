//! Panics: cleanups in their order, catching, going on, and what must not unwind.

mod support;

use support::expect;

/// `main` calls `run`, which may unwind; `fail` panics.
fn with_main(bodies: &str) -> String {
    format!(
        r#"
string String;
extern fn "show"(Int) -> Unit;
extern fn "throw_panic"() -> Unit unwinds;
instance fn 1 "run"[] = f1;
instance fn 2 "fail"[] = f2;
instance destroy_glue[Node] = f3;
instance drop_glue[Holder] = f4;
instance destroy_glue[Panic] = f5;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {{
    let _0: Int32;
    let _1 "panic": Panic;
    let _2: Unit;
    bb0: {{
        call _2 = fn 1 "run"[]() -> bb1 unwind bb2;
    }}
    bb1: {{
        _0 = const 0: Int32;
        return;
    }}
    bb2 cleanup: {{
        call _2 = extern "show"(const 1000: Int) -> bb3 unwind never;
    }}
    bb3 cleanup: {{
        catch _1 -> bb4;
    }}
    bb4: {{
        call _2 = extern "show"(copy _1.*.0) -> bb5 unwind never;
    }}
    bb5: {{
        drop _1 -> bb6 unwind continue;
    }}
    bb6: {{
        _0 = const 9: Int32;
        return;
    }}
}}
{bodies}
fn "aria.fail" as "fail"(0) @0:32..40 {{
    let _0: Unit;
    bb0: {{
        assert const false == true else division_by_zero -> bb1 unwind continue @0:32..40;
    }}
    bb1: {{
        return;
    }}
}}
fn "aria.destroy.Node" as "Node.destroy"(1) cold {{
    let _0: Unit;
    let _1: Node;
    bb0: {{
        call _0 = extern "show"(copy _1.*.0) -> bb1 unwind never;
    }}
    bb1: {{
        drop _1.*.1 -> bb2 unwind continue;
    }}
    bb2: {{
        free copy _1;
        return;
    }}
}}
fn "aria.drop.Holder" as "Holder.drop"(1) {{
    let _0: Unit;
    let _1: CPtr[Holder];
    bb0: {{
        drop _1.*.1 -> bb1 unwind continue;
    }}
    bb1: {{
        return;
    }}
}}
fn "aria.destroy.Panic" as "Panic.destroy"(1) {{
    let _0: Unit;
    let _1: Panic;
    bb0: {{
        free copy _1;
        return;
    }}
}}
"#
    )
}

const PANIC: &str = "div zero at demo.aria:2:1..9 in fail: let some = line(of, the, source\n";

#[test]
fn cleanups_run_and_a_catch_ends_it() {
    let text = with_main(
        r#"
fn "aria.run" as "run"(0) @0:64..70 {
    let _0: Unit;
    let _1 "a": Node;
    let _2 "b": Holder;
    let _3: Node;
    bb0: {
        _1 = new Node;
        _1.*.0 = const 1: Int;
        _3 = new Node;
        _3.*.0 = const 2: Int;
        _2 = aggregate Holder {const 5: Int, move _3};
        call _0 = fn 2 "fail"[]() -> bb1 unwind bb3;
    }
    bb1: {
        drop _2 -> bb2 unwind bb4;
    }
    bb2: {
        return;
    }
    bb3 cleanup: {
        drop _2 -> bb4 unwind terminate;
    }
    bb4 cleanup: {
        drop _1 -> bb5 unwind terminate;
    }
    bb5 cleanup: {
        resume;
    }
}
"#,
    );
    expect(&text, 9, &format!("{PANIC}2\n1\n1000\n7\n"));
}

#[test]
fn a_panic_in_cleanup_ends_the_program() {
    let text = with_main(
        r#"
fn "aria.run" as "run"(0) @0:64..70 {
    let _0: Unit;
    bb0: {
        call _0 = extern "throw_panic"() -> bb1 unwind bb2;
    }
    bb1: {
        return;
    }
    bb2 cleanup: {
        call _0 = fn 2 "fail"[]() -> bb3 unwind terminate;
    }
    bb3 cleanup: {
        resume;
    }
}
"#,
    );
    expect(&text, 102, &format!("{PANIC}panic in cleanup\n"));
}

#[test]
fn what_must_not_unwind_ends_the_program() {
    let text = with_main(
        r#"
fn "aria.run" as "run"(0) @0:64..70 {
    let _0: Unit;
    bb0: {
        call _0 = fn 2 "fail"[]() -> bb1 unwind terminate;
    }
    bb1: {
        return;
    }
}
"#,
    );
    expect(&text, 102, &format!("{PANIC}panic in cleanup\n"));
}

#[test]
fn nothing_unwinds_where_nothing_panics() {
    let text = with_main(
        r#"
fn "aria.run" as "run"(0) @0:64..70 {
    let _0: Unit;
    bb0: {
        call _0 = extern "show"(const 3: Int) -> bb1 unwind never;
    }
    bb1: {
        return;
    }
}
"#,
    );
    expect(&text, 0, "3\n");
}

#[test]
fn a_result_that_was_begun_is_not_seen_by_cleanup() {
    // `run` calls `half`, which writes its result and then panics; the destination stays empty, and is dropped so.
    let text = with_main(
        r#"
fn "aria.run" as "run"(0) @0:64..70 {
    let _0: Unit;
    let _1: Holder;
    bb0: {
        zero _1;
        call _1 = fn 6 "half"[]() -> bb1 unwind bb2;
    }
    bb1: {
        drop _1 -> bb4 unwind continue;
    }
    bb2 cleanup: {
        drop _1 -> bb3 unwind terminate;
    }
    bb3 cleanup: {
        resume;
    }
    bb4: {
        return;
    }
}
"#,
    ) + r#"
instance fn 6 "half"[] = f6;
fn "aria.half" as "half"(0) @0:64..70 {
    let _0: Holder;
    let _1: Node;
    let _2: Unit;
    bb0: {
        _1 = new Node;
        _1.*.0 = const 5: Int;
        _0 = aggregate Holder {const 1: Int, move _1};
        call _2 = fn 2 "fail"[]() -> bb1 unwind bb2;
    }
    bb1: {
        return;
    }
    bb2 cleanup: {
        drop _0 -> bb3 unwind terminate;
    }
    bb3 cleanup: {
        resume;
    }
}
"#;
    expect(&text, 9, &format!("{PANIC}5\n1000\n7\n"));
}
