//! Declarations: types, layouts, functions, globals, facts.

mod support;

use aria_foreign::{
    Availability, CScalar, CallingConvention, DeclarationFilter, Fact, FactOrigin, ForeignItem, ForeignType, Linkage, NameSpace,
    RecordKind,
};
use support::*;

fn pointer_to(ty: &ForeignType) -> ForeignType {
    match ty.canonical() {
        ForeignType::Pointer(p) => p.pointee.clone(),
        other => panic!("should be a pointer: {other:?}"),
    }
}

fn offsets(c: &Interface, name: &str) -> Vec<(String, u64, Option<u32>)> {
    record(c, name).fields.iter().map(|f| (f.name.to_string(), f.offset_bits, f.bit_width)).collect()
}

#[test]
fn arithmetic_types_keep_their_names_and_fixed_ones_their_width() {
    let c = import(
        "#include <stddef.h>\n#include <stdint.h>\n#include <stdbool.h>\n#include <sys/types.h>\n#include <wchar.h>
        void f(bool a, char b, signed char c, unsigned char d, short e, unsigned short e2, int g, unsigned h, long i, unsigned long j,
               long long k, unsigned long long l, size_t m, ssize_t n, ptrdiff_t o, wchar_t p, float q, double r, long double s,
               int32_t t, uint8_t u, __int128 v, _Float16 w, __float128 x);
        __typeof__(sizeof 1) g(void);",
    );
    let params: Vec<ForeignType> = function(&c, "f").params.iter().map(|p| p.ty.clone()).collect();
    let mut expected: Vec<ForeignType> = CScalar::ALL.map(ForeignType::Scalar).into();
    expected.extend([
        ForeignType::Integer { bits: 32, signed: true },
        ForeignType::Integer { bits: 8, signed: false },
        ForeignType::Integer { bits: 128, signed: true },
        ForeignType::Float { bits: 16 },
        ForeignType::Float { bits: 128 },
    ]);
    assert_eq!(params, expected);
    assert_eq!(function(&c, "g").result, scalar(CScalar::Size));
    assert_eq!(ty(&c, "size_t"), scalar(CScalar::Size));
}

#[test]
fn a_name_like_a_fixed_width_type_must_have_that_width() {
    let c = import("typedef short int32_t; typedef struct { int x; } size_t; int32_t f(size_t *s);");
    assert!(matches!(&function(&c, "f").result, ForeignType::Alias { name, .. } if &**name == "int32_t"));
    assert!(matches!(ty(&c, "size_t").canonical(), ForeignType::Record(_)));
}

#[test]
fn typedef_chains_keep_every_name() {
    let c = import("typedef int first; typedef first second; second f(void);");
    let int = scalar(CScalar::Int);
    let first = ForeignType::Alias { name: "first".into(), target: int.into() };
    assert_eq!(function(&c, "f").result, ForeignType::Alias { name: "second".into(), target: first.into() });
}

#[test]
fn pointers_carry_their_qualifiers_and_nullability() {
    let c = import(
        "void f(const char *a, volatile int *b, void *restrict c, char *_Nonnull d, char *_Nullable e, const char *const *g);
         typedef const int ro; void h(ro *p);",
    );
    let f = function(&c, "f");
    let pointers: Vec<_> = f
        .params
        .iter()
        .map(|p| match &p.ty {
            ForeignType::Pointer(p) => (p.is_const, p.is_volatile, p.restrict, p.nullable),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        pointers,
        [
            (true, false, false, None),
            (false, true, false, None),
            (false, false, true, None),
            (false, false, false, Some(false)),
            (false, false, false, Some(true)),
            (true, false, false, None),
        ]
    );
    assert!(f.param_fact(3, |f| *f == Fact::NonNull) && f.param_fact(4, |f| *f == Fact::Nullable));
    assert!(matches!(&function(&c, "h").params[0].ty, ForeignType::Pointer(p) if p.is_const));
}

#[test]
fn records_have_clangs_layout() {
    let c = import(
        "struct plain { char a; int b; double c; };
         struct bits { unsigned a : 3; unsigned : 2; unsigned b : 7; int c; unsigned long long d : 40; };
         struct __attribute__((packed)) tight { char a; int b; };
         struct _tail { int count; char data[]; };
         struct aligned { _Alignas(32) char a; char b; };
         union either { int i; double d; char text[12]; };
         struct outer { int tag; union { int i; float f; }; struct { short x, y; } named; };
         struct opaque;
         struct empty {};",
    );
    let plain = record(&c, "plain");
    assert_eq!((plain.kind, plain.size, plain.align, &*plain.spelling), (RecordKind::Struct, 16, 8, "struct plain"));
    assert_eq!(offsets(&c, "plain"), [("a".into(), 0, None), ("b".into(), 32, None), ("c".into(), 64, None)]);
    assert_eq!(
        offsets(&c, "bits"),
        [("a".into(), 0, Some(3)), ("b".into(), 5, Some(7)), ("c".into(), 32, None), ("d".into(), 64, Some(40))]
    );
    assert_eq!(offsets(&c, "tight"), [("a".into(), 0, None), ("b".into(), 8, None)]);
    assert_eq!((record(&c, "tight").size, record(&c, "tight").align), (5, 1));
    let tail = record(&c, "_tail");
    assert_eq!(tail.size, 4);
    assert!(matches!(tail.fields[1].ty, ForeignType::Array { length: 0, flexible: true, .. }));
    assert_eq!((record(&c, "aligned").size, record(&c, "aligned").align), (32, 32));
    let either = record(&c, "either");
    assert_eq!((either.kind, either.size, either.align), (RecordKind::Union, 16, 8));
    assert_eq!(offsets(&c, "outer"), [("tag".into(), 0, None), (String::new(), 32, None), ("named".into(), 64, None)]);
    let outer = record(&c, "outer");
    let ForeignType::Record(anonymous) = outer.fields[1].ty else { panic!("{:?}", outer.fields[1].ty) };
    assert_eq!(c.record(anonymous).expect("the anonymous union").kind, RecordKind::Union);
    let opaque = record(&c, "opaque");
    assert_eq!((opaque.kind, opaque.size, opaque.fields.len()), (RecordKind::Opaque, 0, 0));
    assert_eq!(record(&c, "empty").size, 0);
}

#[test]
fn untagged_records_are_named_by_their_typedef() {
    let c = import(
        "typedef struct { int x; } Point; typedef enum { RED, BLUE = 7 } Color; Point f(Color c); struct { int y; } lone;",
    );
    let point = record(&c, "Point");
    assert_eq!((&*point.name, &*point.spelling), ("Point", "Point"));
    let ForeignType::Alias { target, .. } = &function(&c, "f").params[0].ty else { panic!("an alias") };
    let ForeignType::Enum(key) = **target else { panic!("an enumeration") };
    let color = c.enumeration(key).expect("the enumeration");
    assert_eq!(color.enumerators.iter().map(|e| (&*e.name, e.value)).collect::<Vec<_>>(), [("RED", 0), ("BLUE", 7)]);
    assert_eq!(color.underlying, scalar(CScalar::UInt));
    assert_eq!(c.lookup("BLUE", NameSpace::Values), Some(ForeignItem::Enumerator { enumeration: key, value: 7 }));
    let Some(ForeignItem::Global(lone)) = c.lookup("lone", NameSpace::Values) else { panic!("a global") };
    let ForeignType::Record(key) = lone.ty else { panic!("a record") };
    assert_eq!(&*c.record(key).expect("its record").spelling, "__typeof__(lone)");
}

#[test]
fn enumerators_may_be_negative_or_large() {
    let c = import("enum { MINUS = -5, BIG = 0xFFFFFFFFFFFFFFFFULL }; enum small { A = 1 };");
    assert!(matches!(c.lookup("MINUS", NameSpace::Values), Some(ForeignItem::Enumerator { value: -5, .. })));
    let c = import("enum { BIG = 0xFFFFFFFFFFFFFFFFULL };");
    assert!(
        matches!(c.lookup("BIG", NameSpace::Values), Some(ForeignItem::Enumerator { value, .. }) if value == i128::from(u64::MAX))
    );
}

#[test]
fn tags_and_other_names_are_apart() {
    let c = import(
        "struct stat { int mode; }; int stat(const char *path, struct stat *out); typedef int point; struct point { int x; };",
    );
    assert!(matches!(c.lookup("stat", NameSpace::Values), Some(ForeignItem::Function(_))));
    assert!(matches!(c.lookup("stat", NameSpace::Types), Some(ForeignItem::Type(ForeignType::Record(_)))));
    assert!(matches!(c.lookup("point", NameSpace::Types), Some(ForeignItem::Type(ForeignType::Alias { .. }))));
    assert!(matches!(c.lookup("point", NameSpace::Tags), Some(ForeignItem::Type(ForeignType::Record(_)))));
    assert_eq!(c.lookup("nothing", NameSpace::Values), None);
}

#[test]
fn function_pointers_arrays_and_functions_as_parameters() {
    let c = import(
        "typedef int (*compare)(const void *, const void *);
         void sort(void *base, unsigned long n, compare by, int handler(int, ...));
         void take(int table[3][4], int n, int vla[n][n]);
         extern char names[];
         extern int grid[2][3];",
    );
    let sort = function(&c, "sort");
    let ForeignType::Function(by) = pointer_to(&sort.params[2].ty) else { panic!("a function") };
    assert_eq!((by.params.len(), by.variadic, &by.result), (2, false, &scalar(CScalar::Int)));
    let ForeignType::Function(handler) = pointer_to(&sort.params[3].ty) else { panic!("a function") };
    assert!(handler.variadic);
    let take = function(&c, "take");
    assert!(matches!(pointer_to(&take.params[0].ty), ForeignType::Array { length: 4, flexible: false, .. }));
    assert_eq!(pointer_to(&take.params[2].ty), scalar(CScalar::Int));
    let Some(ForeignItem::Global(grid)) = c.lookup("grid", NameSpace::Values) else { panic!("a global") };
    assert!(
        matches!(&grid.ty, ForeignType::Array { length: 2, element, .. } if matches!(**element, ForeignType::Array { length: 3, .. }))
    );
}

#[test]
fn what_has_no_form_keeps_its_size() {
    let c = import(
        "typedef float v4 __attribute__((vector_size(16)));
         struct s { _Complex double z; _Atomic int a; _BitInt(37) b; v4 v; };
         double _Complex csqrt_like(double _Complex z);",
    );
    let s = record(&c, "s");
    let sizes: Vec<_> = s
        .fields
        .iter()
        .map(|f| match f.ty.canonical() {
            ForeignType::Opaque { size, align, .. } => (*size, *align),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(sizes, [(16, 8), (4, 4), (8, 8), (16, 16)]);
    assert!(function(&c, "csqrt_like").needs_adapter());
}

#[test]
fn functions_say_how_they_are_reached() {
    let c = import(
        "extern int renamed(void) __asm__(\"the_real_one\");
         static inline int twice(int a) { return 2 * a; }
         inline int c99(int a) { return a; }
         extern inline __attribute__((gnu_inline)) int in_library(int a) { return a; }
         int defined_here(void) { return 1; }
         static int promised(void);
         _Noreturn void stop(void);
         __attribute__((noreturn)) void halt(void);
         __attribute__((deprecated(\"use twice\"))) int old(void);
         __attribute__((unavailable(\"gone\"))) int gone(void);
         __attribute__((ms_abi)) int windows(int);
         __attribute__((vectorcall)) int odd(int);
         int unprototyped();",
    );
    assert_eq!(&*function(&c, "renamed").symbol, "the_real_one");
    for (name, linkage) in [
        ("twice", Linkage::Inline),
        ("c99", Linkage::Inline),
        ("in_library", Linkage::External),
        ("defined_here", Linkage::Inline),
        ("renamed", Linkage::External),
    ] {
        assert_eq!(function(&c, name).linkage, linkage, "{name}");
    }
    assert!(function(&c, "stop").noreturn && function(&c, "halt").noreturn && !function(&c, "twice").noreturn);
    assert_eq!(function(&c, "old").availability, Availability::Deprecated { message: Some("use twice".into()) });
    assert!(matches!(&function(&c, "gone").availability, Availability::Unavailable(why) if why.reason == "gone"));
    assert_eq!(function(&c, "windows").convention, CallingConvention::Win64);
    let Some(ForeignItem::Unavailable(why)) = c.lookup("odd", NameSpace::Values) else { panic!("unavailable") };
    assert!(why.reason.contains("vectorcall") && why.place.as_ref().is_some_and(|p| p.line == 12), "{why:?}");
    assert!(matches!(c.lookup("promised", NameSpace::Values), Some(ForeignItem::Unavailable(_))));
    assert!(function(&c, "unprototyped").variadic);
}

#[test]
fn globals_say_what_they_are() {
    let c = import(
        "extern int counter; extern const char *const title; extern _Thread_local int mine; static int here = 3; int there;",
    );
    let global = |name| match c.lookup(name, NameSpace::Values) {
        Some(ForeignItem::Global(global)) => global,
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(
        (global("counter").is_const, global("counter").thread_local, global("counter").linkage),
        (false, false, Linkage::External)
    );
    assert!(global("title").is_const);
    assert!(global("mine").thread_local);
    assert_eq!((global("here").linkage, global("there").linkage), (Linkage::Inline, Linkage::Inline));
}

#[test]
fn attributes_become_facts_with_their_places() {
    let c = import(
        "void release(int, void *);
         __attribute__((malloc, malloc(release, 2))) void *acquire(void);
         __attribute__((nonnull)) void all(char *a, int b, char *c);
         __attribute__((nonnull(2), returns_nonnull)) char *second(char *a, char *b);
         void one(char *p __attribute__((nonnull)));
         void logged(int level, const char *text, ...) __attribute__((format(printf, 2, 3)));
         void guessed(const char *fmt, ...);
         void not_last(const char *fmt, int more, ...);
         __attribute__((annotate(\"access:(__write_only__, 1, 2)\"))) void fill(void *to, unsigned long n);
         __attribute__((annotate(\"access:(__read_only__, 1, 2)\"))) void show(const int *from, unsigned long n);",
    );
    let acquire = function(&c, "acquire");
    let owned = acquire.facts.iter().next().expect("a fact");
    assert!(matches!(&owned.fact, Fact::Owned { free_with: Some(f), .. } if &*f.function == "release" && f.argument == 1));
    assert_eq!((&owned.origin, owned.place.as_ref().map(|p| p.line)), (&FactOrigin::Attribute, Some(2)));
    let nonnull = |name: &str| {
        let f = function(&c, name);
        (0..f.params.len()).filter(|i| f.param_fact(*i, |fact| *fact == Fact::NonNull)).collect::<Vec<_>>()
    };
    assert_eq!(nonnull("all"), [0, 2]);
    assert_eq!(nonnull("second"), [1]);
    assert!(function(&c, "second").facts.has(|f| *f == Fact::NonNull));
    assert_eq!(nonnull("one"), [0]);
    assert!(function(&c, "logged").param_fact(1, |f| *f == Fact::Format("printf".into())));
    let guessed = function(&c, "guessed");
    assert_eq!(guessed.params[0].facts.0.first().map(|s| s.origin.clone()), Some(FactOrigin::Language));
    assert!(function(&c, "not_last").params[0].facts.0.is_empty());
    let fill = function(&c, "fill");
    assert!(fill.param_fact(0, |f| *f == Fact::Out) && fill.param_fact(0, |f| *f == Fact::Bytes("n".into())));
    let show = function(&c, "show");
    assert!(show.param_fact(0, |f| *f == Fact::ReadOnly) && show.param_fact(0, |f| *f == Fact::Len("n".into())));
}

#[test]
fn a_transparent_union_parameter_is_its_first_member() {
    let c = import("typedef union { int *i; char *c; } any __attribute__((transparent_union)); void f(any a);");
    assert_eq!(pointer_to(&function(&c, "f").params[0].ty), scalar(CScalar::Int));
}

#[test]
fn comments_become_documentation() {
    let c = import(
        "/**\n * Adds.\n * @param a one\n */\nint add(int a, int b);\n\n/* Plain. */\nstruct s {\n  /// Counted.\n  int n;\n  int m; ///< After.\n};\n",
    );
    assert_eq!(function(&c, "add").documentation.as_deref(), Some("Adds.\n@param a one"));
    let s = record(&c, "s");
    assert_eq!(s.documentation.as_deref(), Some("Plain."));
    assert_eq!(s.fields[0].documentation.as_deref(), Some("Counted."));
    assert_eq!(s.fields[1].documentation.as_deref(), Some("After."));
}

#[test]
fn the_same_record_has_one_key_and_another_layout_another() {
    let text =
        "#ifdef WIDE\n#define T long\n#else\n#define T int\n#endif\nstruct r { T a; }; typedef struct { struct { T x; } in; } u;";
    let one = folder(&[("r.h", text)]);
    let two = folder(&[("r.h", text), ("other.h", "#include \"r.h\"\nint more;")]);
    let import = |dir: &std::path::Path, header: &str, wide: bool| {
        let request = request(dir, &[header]);
        let request = if wide { with_define(request, "WIDE", None) } else { request };
        run(&request, &Default::default()).0
    };
    let (a, b, wide) = (import(one.path(), "r.h", false), import(two.path(), "other.h", false), import(one.path(), "r.h", true));
    assert_eq!(record(&a, "r").key, record(&b, "r").key);
    assert_ne!(record(&a, "r").key, record(&wide, "r").key);
    assert_eq!(record(&a, "u").key, record(&b, "u").key);
    assert_ne!(record(&a, "u").key, record(&wide, "u").key);
}

#[test]
fn names_can_be_listed() {
    let dir = folder(&[
        ("own.h", "#include \"inner.h\"\nint own_one; struct own_two; \n#define OWN_THREE 3\n"),
        ("inner.h", "int inner_own;"),
    ]);
    let (c, _) = run(&request(dir.path(), &["own.h"]), &Default::default());
    let own = c.names(&DeclarationFilter { own_only: true, contains: None });
    assert_eq!(own.iter().map(|n| &**n).collect::<Vec<_>>(), ["OWN_THREE", "own_one", "own_two"]);
    let some = c.names(&DeclarationFilter { own_only: false, contains: Some("own".into()) });
    assert_eq!(some.iter().map(|n| &**n).collect::<Vec<_>>(), ["inner_own", "own_one", "own_two"]);
}
