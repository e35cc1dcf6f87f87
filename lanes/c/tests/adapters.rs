//! Adapters: their code is linked with C programs and run, and read as LLVM IR.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use aria_foreign::{Adapter, AdapterKind, AdapterParam, CScalar, ForeignType};
use support::*;

/// Compiles the adapters with a C program that calls them, and gives what it prints.
/// `program` sees each adapter as `shim_0`, `shim_1`, …, declared by `prototypes`.
fn output(c: &Interface, header: &str, adapters: &[(&Adapter, &str)], program: &str) -> String {
    let dir = folder(&[("test.h", header)]);
    let mut text = String::from(
        "#include <stdio.h>\n#include <string.h>\n#define inline static inline\n#include \"test.h\"\n#undef inline\n",
    );
    let mut command = Command::new("clang-22");
    command.args(["-O1", "-w", "-Wno-override-module", "-o"]).arg(dir.path().join("program"));
    for (number, (request, prototype)) in adapters.iter().enumerate() {
        let code = c.adapter(request).unwrap_or_else(|e| panic!("{request:?}: {}", e.reason));
        let path = dir.path().join(format!("{number}.bc"));
        std::fs::write(&path, &code.bitcode).unwrap();
        command.arg(path);
        writeln!(text, "extern {prototype};\n#define shim_{number} {}", code.symbol).unwrap();
        text = text.replace(&format!("SHIM_{number}("), &format!("{}(", code.symbol));
    }
    text.push_str(program);
    std::fs::write(dir.path().join("main.c"), &text).unwrap();
    command.arg(dir.path().join("main.c"));
    let built = command.output().expect("clang-22 runs");
    assert!(built.status.success(), "{text}\n{}", String::from_utf8_lossy(&built.stderr));
    let ran = Command::new(dir.path().join("program")).output().expect("the program runs");
    assert!(ran.status.success(), "{:?}", ran.status);
    String::from_utf8(ran.stdout).unwrap()
}

fn call(name: &str) -> AdapterKind {
    AdapterKind::Function { name: name.into() }
}

const INT: ForeignType = scalar(CScalar::Int);
const DOUBLE: ForeignType = scalar(CScalar::Double);

#[test]
fn structs_go_by_value_both_ways() {
    let header = "struct three { double x, y, z; }; struct small { int a; float b; };
        static inline struct three middle(struct three a, struct three b, double t)
        { return (struct three){a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t, a.z + (b.z - a.z) * t}; }
        static inline struct small swapped(struct small s) { return (struct small){(int)s.b, (float)s.a}; }";
    let c = import(header);
    let (three, small) = (ty(&c, "three"), ty(&c, "small"));
    let middle = request_adapter(call("middle"), &[three.clone(), three.clone(), DOUBLE], three);
    let swapped = request_adapter(call("swapped"), std::slice::from_ref(&small), small.clone());
    let text = output(
        &c,
        header,
        &[
            (&middle, "void SHIM_0(struct three *, struct three *, struct three *, double)"),
            (&swapped, "void SHIM_1(struct small *, struct small *)"),
        ],
        "int main(void) { struct three a = {0, 2, 4}, b = {2, 4, 8}, r; shim_0(&r, &a, &b, 0.5); printf(\"%g %g %g\\n\", r.x, r.y, r.z);
         struct small s = {3, 7}, t; shim_1(&t, &s); printf(\"%d %g\\n\", t.a, t.b); }",
    );
    assert_eq!(text, "1 3 6\n7 3\n");
}

#[test]
fn variadic_calls_long_doubles_bit_fields_and_macros() {
    let header = "#include <stdarg.h>\n#include <errno.h>
        struct bits { unsigned a : 3; int b : 5; }; struct pair { int x, y; };
        static int sum(int n, ...) { va_list l; va_start(l, n); int s = 0; while (n--) s += va_arg(l, int); va_end(l); return s; }
        static long double half(long double v) { return v / 2; }
        #define SWAP(a, b) do { __typeof__(a) t = (a); (a) = (b); (b) = t; } while (0)
        #define AREA(p) ((p).x * (p).y)
        #define SIZE_OF(type) sizeof(type)
        static int double_it(int v) { return 2 * v; }
        static _Thread_local int here = 41;";
    let c = import(header);
    let pointer_to_bits = ForeignType::pointer(ty(&c, "bits"), false);
    let pair = ty(&c, "pair");
    let unsigned = scalar(CScalar::UInt);
    let field = |name: &str| ("bits".into(), name.into());
    let (record, name) = field("b");
    let (wrecord, wname) = field("a");
    let place = |ty: &ForeignType| AdapterParam { ty: ty.clone(), indirect: true };
    let function = ForeignType::Pointer(std::sync::Arc::new(aria_foreign::PointerType {
        pointee: ForeignType::Function(std::sync::Arc::new(aria_foreign::FunctionType {
            params: vec![INT],
            result: INT,
            variadic: false,
        })),
        is_const: false,
        is_volatile: false,
        restrict: false,
        nullable: None,
    }));
    let requests = [
        request_adapter(call("sum"), &[INT, INT, INT, INT], INT),
        request_adapter(call("half"), &[scalar(CScalar::LongDouble)], scalar(CScalar::LongDouble)),
        request_adapter(AdapterKind::ReadField { record, field: name }, std::slice::from_ref(&pointer_to_bits), INT),
        request_adapter(
            AdapterKind::WriteField { record: wrecord, field: wname },
            &[pointer_to_bits, unsigned],
            ForeignType::Void,
        ),
        Adapter {
            kind: AdapterKind::Macro { name: "SWAP".into() },
            params: vec![place(&INT), place(&INT)],
            result: ForeignType::Void,
        },
        request_adapter(AdapterKind::Macro { name: "AREA".into() }, &[pair], INT),
        request_adapter(
            AdapterKind::Macro { name: "SIZE_OF".into() },
            &[ForeignType::Lane { name: "struct pair".into() }],
            scalar(CScalar::Size),
        ),
        request_adapter(AdapterKind::Pointer, &[function, INT], INT),
        request_adapter(AdapterKind::ObjectMacro { name: "errno".into() }, &[], INT),
        request_adapter(AdapterKind::Address { name: "here".into() }, &[], ForeignType::pointer(INT, false)),
    ];
    let prototypes = [
        "int SHIM_0(int, int, int, int)",
        "void SHIM_1(long double *, long double *)",
        "int SHIM_2(struct bits *)",
        "void SHIM_3(struct bits *, unsigned)",
        "void SHIM_4(int *, int *)",
        "int SHIM_5(struct pair *)",
        "unsigned long SHIM_6(void)",
        "int SHIM_7(int (*)(int), int)",
        "int SHIM_8(void)",
        "int *SHIM_9(void)",
    ];
    let adapters: Vec<_> = requests.iter().zip(prototypes).collect();
    let text = output(
        &c,
        header,
        &adapters,
        "int main(void) { printf(\"%d\\n\", shim_0(3, 10, 20, 12));
         long double v = 5, h; shim_1(&h, &v); printf(\"%Lg\\n\", h);
         struct bits b = {0, -3}; shim_3(&b, 5); printf(\"%d %u\\n\", shim_2(&b), b.a);
         int x = 1, y = 2; shim_4(&x, &y); printf(\"%d %d\\n\", x, y);
         struct pair p = {6, 7}; printf(\"%d %lu\\n\", shim_5(&p), shim_6());
         printf(\"%d\\n\", shim_7(double_it, 21)); errno = 9; printf(\"%d\\n\", shim_8()); printf(\"%d\\n\", *shim_9()); }",
    );
    assert_eq!(text, "42\n2.5\n-3 5\n2 1\n42 8\n42\n9\n41\n");
}

#[test]
fn a_chain_of_inline_functions_comes_along_and_its_statics_are_shared() {
    let header = "static int counter;
        static inline int step(void) { static int calls; calls++; { static int calls = 100; counter += calls++ - 99; } return calls; }
        static inline int next(void) { step(); return ++counter; }
        static inline int peek(void) { return counter; }
        inline int c99(int v) { return v + 1; }
        int outside(void) { return c99(1); }
        static const int table[] = { 5, 6, 7 };
        static inline const int *entry(int i) { return &table[i]; }
        static inline int (*chosen(void))(void) { return peek; }";
    let c = import(header);
    let next = request_adapter(call("next"), &[], INT);
    let peek = request_adapter(call("peek"), &[], INT);
    let outside = request_adapter(call("outside"), &[], INT);
    let entry = request_adapter(call("entry"), &[INT], ForeignType::pointer(INT, true));
    let step = request_adapter(call("step"), &[], INT);
    // The program does not see the header: everything must come with the adapters.
    let text = output(
        &c,
        "",
        &[
            (&next, "int SHIM_0(void)"),
            (&peek, "int SHIM_1(void)"),
            (&outside, "int SHIM_2(void)"),
            (&entry, "const int *SHIM_3(int)"),
            (&step, "int SHIM_4(void)"),
        ],
        "int main(void) { shim_0(); shim_0(); printf(\"%d %d %d %d\\n\", shim_1(), shim_2(), *shim_3(1), shim_4()); }",
    );
    assert_eq!(text, "5 2 6 3\n");
    let body = ir(&c, &next);
    assert!(!body.contains("outside") && !body.contains("_table"), "only what is needed:\n{body}");
    assert!(!body.contains("noinline") && !body.contains("optnone"), "{body}");
    assert!(body.contains("alwaysinline"), "{body}");
    assert!(body.contains("linkonce_odr hidden"), "{body}");
}

#[test]
fn adapters_keep_aliasing_information_and_may_be_unwound() {
    let c = import("struct s { int a; double b; }; struct s f(struct s v); void g(void);");
    let s = ty(&c, "s");
    let body = ir(&c, &request_adapter(call("f"), std::slice::from_ref(&s), s.clone()));
    assert!(body.contains("!tbaa"), "{body}");
    let body = ir(&c, &request_adapter(call("g"), &[], ForeignType::Void));
    assert!(!body.contains("nounwind"), "{body}");
}

#[test]
fn sanitizers_are_marked_when_asked() {
    let dir = folder(&[("test.h", "static inline int get(int *p) { return *p; }")]);
    for (sanitizer, attribute) in [(Some("address"), "sanitize_address"), (Some("thread"), "sanitize_thread"), (None, "")] {
        let mut request = request(dir.path(), &["test.h"]);
        request.sanitizer = sanitizer.map(str::to_owned);
        let (c, _) = run(&request, &Default::default());
        let body = ir(&c, &request_adapter(call("get"), &[ForeignType::pointer(INT, false)], INT));
        match sanitizer {
            Some(_) => assert!(body.contains(attribute), "{body}"),
            None => assert!(!body.contains("sanitize_"), "{body}"),
        }
    }
}

#[test]
fn equal_requests_give_equal_code_and_configurations_do_not_clash() {
    let text = "static inline int f(void) { return N; }";
    let dir = folder(&[("test.h", text)]);
    let import = |n: &str| run(&with_define(request(dir.path(), &["test.h"]), "N", Some(n)), &Default::default()).0;
    let request = request_adapter(call("f"), &[], INT);
    let (one, again, two) = (import("1"), import("1"), import("2"));
    let code = one.adapter(&request).expect("code");
    // Other questions in between change nothing.
    assert!(again.constant("N").is_some());
    assert_eq!(again.adapter(&request), Ok(code.clone()));
    assert_ne!(two.adapter(&request).expect("code").symbol, code.symbol);
}

#[test]
fn a_request_that_c_refuses_says_why() {
    let c = import("struct s; int f(int a); struct t { struct { int x; } inner; };\n#define BAD(x) ((x).nothing)");
    let refused =
        |kind, params: &[ForeignType], result| c.adapter(&request_adapter(kind, params, result)).expect_err("refused").reason;
    assert!(refused(call("missing"), &[], INT).contains("missing"));
    assert!(refused(call("f"), &[], INT).contains("few arguments"));
    assert!(refused(AdapterKind::Macro { name: "BAD".into() }, &[INT], INT).contains("not a structure"));
    assert!(refused(AdapterKind::Pointer, &[], INT).contains("argument"));
    assert!(c.adapter(&request_adapter(call("f"), &[INT], INT)).is_ok());
}

#[test]
fn an_untagged_member_can_be_passed() {
    let header = "struct t { int a; struct { int x, y; } inner; struct { int z; } list[2]; };";
    let c = import(&format!("{header}\n#define X(v) ((v).x + (v).y)"));
    let inner = record(&c, "t").fields[1].ty.clone();
    let request = request_adapter(AdapterKind::Macro { name: "X".into() }, &[inner], INT);
    let text = output(
        &c,
        header,
        &[(&request, "int SHIM_0(void *)")],
        "int main(void) { struct t t = {1, {2, 3}}; printf(\"%d\\n\", shim_0(&t.inner)); }",
    );
    assert_eq!(text, "5\n");
}

#[test]
fn local_names_of_a_header_end_with_their_scope() {
    let c = import(
        "static inline int f(int given) { int mine = given; { int mine = 2; given += mine; } return mine + given; }
        #define MINE mine\n#define GIVEN (given)\n#define OPEN_COMMENT(x) x",
    );
    assert!(refused(&c, "MINE").contains("mine"));
    assert!(refused(&c, "GIVEN").contains("given"));
    assert!(c.adapter(&request_adapter(call("f"), &[INT], INT)).is_ok());
}

#[test]
fn a_field_is_reached_behind_a_macro_of_its_name() {
    let c = import("struct s { int f : 4; };\n#define f nonsense(");
    let pointer = ForeignType::pointer(ty(&c, "s"), false);
    let kind = AdapterKind::ReadField { record: "s".into(), field: "f".into() };
    assert!(c.adapter(&request_adapter(kind, &[pointer], INT)).is_ok());
}

#[test]
fn a_question_that_loses_the_session_costs_no_other() {
    let dir = folder(&[("test.h", "#define SAME(x) x\nint f(int);")]);
    let (c, _) = run(&request(dir.path(), &["test.h"]), &Default::default());
    // A word that swallows what follows it.
    let comment = ForeignType::Lane { name: "1) /* never closed".into() };
    assert!(c.instantiate("SAME", &[comment]).is_err());
    assert_eq!(c.instantiate("SAME", &[INT]), Ok(INT));
    assert!(c.adapter(&request_adapter(call("f"), &[INT], INT)).is_ok());
}

#[test]
fn installed_headers_adapters() {
    if !Path::new("/usr/include/stdlib.h").exists() {
        panic!("the C library's headers are not installed");
    }
    let c = import_installed("stdlib.h");
    let div = function(&c, "div");
    let request = request_adapter(call("div"), &[INT, INT], div.result.clone());
    let text = output(
        &c,
        "#include <stdlib.h>",
        &[(&request, "void SHIM_0(div_t *, int, int)")],
        "int main(void) { div_t r; shim_0(&r, 17, 5); printf(\"%d %d\\n\", r.quot, r.rem); }",
    );
    assert_eq!(text, "3 2\n");
}

#[test]
fn records_of_the_program_go_by_value_too() {
    let header = "struct theirs { double x; char c; int n[2]; };
        union word { int i; float f; };
        static inline struct theirs moved(struct theirs s, union word w)
        { s.x += w.i; s.n[1] = s.n[0] * 2; return s; }";
    let c = import(header);
    let (theirs, word) = (ty(&c, "theirs"), ty(&c, "word"));
    // The same members under another key, as a program would declare them.
    let declared = |ty: &ForeignType, key: u64| {
        let ForeignType::Record(known) = ty.canonical() else { panic!("{ty:?}") };
        let key = aria_foreign::TypeKey(key);
        std::sync::Arc::new(aria_foreign::Record { key, ..aria_foreign::Record::clone(&c.record(*known).unwrap()) })
    };
    let types = aria_foreign::DeclaredTypes {
        records: [declared(&theirs, 1), declared(&word, 2)].into_iter().map(|r| (r.key, r)).collect(),
        ..Default::default()
    };
    let c: Interface = std::sync::Arc::new(aria_foreign::WithDeclared {
        inner: c,
        types: types.into(),
        names: aria_foreign::DeclaredNames::default(),
    });
    let ours = |key| ForeignType::Record(aria_foreign::TypeKey(key));
    let kind = |symbol: &str| AdapterKind::Declared {
        symbol: symbol.into(),
        fixed: 2,
        variadic: false,
        convention: aria_foreign::CallingConvention::C,
    };
    let moved = request_adapter(kind("moved_there"), &[ours(1), ours(2)], ours(1));
    let text = output(
        &c,
        header,
        &[(&moved, "void SHIM_0(struct theirs *, struct theirs *, union word *)")],
        "struct theirs moved_there(struct theirs s, union word w) { return moved(s, w); }
         int main(void) {
            struct theirs s = {1.5, 'c', {4, 0}}, r; union word w = {.i = 3};
            shim_0(&r, &s, &w);
            printf(\"%g %c %d %d\\n\", r.x, r.c, r.n[0], r.n[1]);
         }",
    );
    assert_eq!(text, "4.5 c 4 8\n");
}
