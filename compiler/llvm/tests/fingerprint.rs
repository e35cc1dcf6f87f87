//! What a kept object is found by: everything that its code depends on, and nothing else.

mod support;

use aria_layout::Layouts;
use aria_llvm::{Codegen, CodegenOptions, units};
use aria_source::SourceMap;
use aria_types::Ty;
use support::{defs, program, sources};

/// A body that takes a node apart, and panics where it is too large.
const TEXT: &str = r#"
string String;
extern fn "show"(Int) -> Unit;
instance fn 1 "twice"[] = f1;
instance destroy_glue[Node] = f2;
entry f0;
fn "aria.main" as "main"(0) @0:0..20 {
    let _0: Int32;
    let _1 "n": Int @0:3..4;
    let _2: Unit;
    bb0: {
        call _1 = fn 1 "twice"[](const 21: Int) -> bb1 unwind continue;
    }
    bb1: {
        call _2 = extern "show"(copy _1) -> bb2 unwind never;
    }
    bb2: {
        _0 = const 0: Int32;
        return;
    }
}
fn "aria.twice" as "twice"(1) @0:32..60 {
    let _0: Int;
    let _1 "x": Int @0:33..34;
    let _2: Bool;
    let _3: Node;
    bb0: {
        _2 = lt(copy _1, const 100: Int);
        assert copy _2 == true else division_by_zero -> bb1 unwind continue @0:40..44;
    }
    bb1: {
        _0 = add(copy _1, copy _1);
        return;
    }
}
fn "aria.destroy.Node" as "Node.destroy"(1) cold {
    let _0: Unit;
    let _1: Node;
    bb0: {
        free copy _1;
        return;
    }
}
"#;

fn fingerprint(text: &str, sources: &SourceMap, change: impl FnOnce(&mut aria_types::Defs)) -> Vec<u8> {
    let mut defs = defs();
    change(&mut defs);
    let options = CodegenOptions { unit: "demo.aria".into(), ..CodegenOptions::default() };
    let (program, layouts) = (program(text, &defs), Layouts::new(&defs));
    let codegen = Codegen::new(&program, &layouts, &options).expect("the program verifies");
    let units = units(&program, &layouts, sources, &options);
    assert_eq!(units.len(), 1);
    codegen.fingerprint(&units[0], &layouts, sources)
}

#[test]
fn whatever_changes_the_code_changes_the_fingerprint() {
    let first = fingerprint(TEXT, &sources(), |_| {});
    assert_eq!(first, fingerprint(TEXT, &sources(), |_| {}));
    let changes = [
        ("const 21", "const 22"),
        ("lt(copy _1", "le(copy _1"),
        ("== true else", "== false else"),
        ("division_by_zero", "null"),
        ("\"aria.twice\"", "\"aria.double\""),
        ("as \"twice\"", "as \"double\""),
        ("\"x\": Int", "\"y\": Int"),
        // Another line.
        ("@0:40..44", "@0:80..84"),
        // Another end, which a panic shows.
        ("@0:40..44", "@0:40..45"),
        ("extern fn \"show\"(Int) -> Unit;", "extern fn \"show\"(Int) -> Unit unwinds;"),
        ("-> bb2 unwind never", "-> bb2 unwind continue"),
    ];
    for (old, new) in changes {
        let text = TEXT.replace(old, new);
        assert_ne!(text, TEXT, "{old}");
        assert_ne!(first, fingerprint(&text, &sources(), |_| {}), "{old} → {new}");
    }
    let wider = |defs: &mut aria_types::Defs| {
        let node = defs.adts.iter_mut().find(|def| &*def.name == "Node").expect("there is a Node");
        node.fields[0].ty = Ty::Bool;
    };
    assert_ne!(first, fingerprint(TEXT, &sources(), wider));
    let renamed = |defs: &mut aria_types::Defs| {
        let node = defs.adts.iter_mut().find(|def| &*def.name == "Node").expect("there is a Node");
        node.fields[0].name = "renamed".into();
    };
    assert_ne!(first, fingerprint(TEXT, &sources(), renamed));
}

#[test]
fn the_line_that_a_panic_shows_counts() {
    let first = fingerprint(TEXT, &sources(), |_| {});
    let with_line = |number: usize| {
        let text = sources().file(aria_source::FileId(0)).text.clone();
        let lines: Vec<String> =
            text.lines().enumerate().map(|(i, l)| if i == number { l.replace("some", "same") } else { l.to_owned() }).collect();
        let sources = SourceMap::new();
        sources.add("demo.aria", lines.join("\n") + "\n");
        sources
    };
    assert_ne!(first, fingerprint(TEXT, &with_line(1), |_| {}));
    // Nobody shows the others.
    assert_eq!(first, fingerprint(TEXT, &with_line(5), |_| {}));
}
