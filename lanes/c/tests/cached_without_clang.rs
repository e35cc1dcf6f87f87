//! A compilation whose questions are all cached starts no clang. Alone in its file: it counts for the whole process.

mod support;

use std::sync::Arc;

use aria_foreign::{AdapterKind, CScalar, Constant, ConstantValue, NameSpace};
use support::*;

#[test]
fn known_questions_start_no_clang() {
    let dir = folder(&[(
        "test.h",
        "#include <stdio.h>\n#define N (3 + 4)\n#define SUM (1 + 2)\n#define PRODUCT (2 * 3)\n#define LITERAL (-0x10L)\n#define TEXT \"a\"\nstatic inline int f(int a) { return a; }\n#define ADD(a, b) ((a) + (b))\n",
    )]);
    let host = Arc::new(MemoryHost::default());
    let request = request(dir.path(), &["test.h"]);
    let int = scalar(CScalar::Int);
    let ask = |c: &Interface| {
        assert_eq!(integer(c, "N").0, 7);
        assert!(c.instantiate("ADD", &[int.clone(), int.clone()]).is_ok());
        assert!(
            c.adapter(&request_adapter(AdapterKind::Function { name: "f".into() }, std::slice::from_ref(&int), int.clone()))
                .is_ok()
        );
        assert!(c.lookup("puts", NameSpace::Values).is_some());
    };
    assert_eq!(aria_lane_c::clang_sessions_opened(), 0);
    ask(&run(&request, &host).0);
    assert_eq!(aria_lane_c::clang_sessions_opened(), 1);
    ask(&run(&request, &host).0);
    assert_eq!(aria_lane_c::clang_sessions_opened(), 1, "the cache should have answered");
    // Literals are known without asking; a new question starts clang, once.
    let (c, _) = run(&request, &host);
    assert_eq!(integer(&c, "LITERAL"), (-16, scalar(CScalar::Long)));
    assert_eq!(integer(&c, "BUFSIZ").0, 8192);
    assert!(matches!(constant(&c, "TEXT"), Constant::Value(ConstantValue::String(text)) if &*text == b"a"));
    assert_eq!(aria_lane_c::clang_sessions_opened(), 1);
    assert_eq!(integer(&c, "SUM").0, 3);
    assert_eq!(integer(&c, "PRODUCT").0, 6);
    assert_eq!(aria_lane_c::clang_sessions_opened(), 2);
}
