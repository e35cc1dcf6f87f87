//! Macros: constants of every type, expressions, names, and what is none of these.

mod support;

use aria_foreign::{CScalar, Constant, ConstantValue, ForeignItem, ForeignType, NameSpace};
use support::*;

fn float(c: &Interface, name: &str) -> (f64, ForeignType) {
    match constant(c, name) {
        Constant::Value(ConstantValue::Float { bits, ty }) => (f64::from_bits(bits), ty),
        other => panic!("{name} should be a float: {other:?}"),
    }
}

fn string(c: &Interface, name: &str) -> Vec<u8> {
    match constant(c, name) {
        Constant::Value(ConstantValue::String(bytes)) => bytes.to_vec(),
        other => panic!("{name} should be a string: {other:?}"),
    }
}

#[test]
fn integers_have_cs_type() {
    let c = import(
        "#include <stddef.h>\n#include <stdint.h>
        #define INT 42
        #define NEGATIVE (-1)
        #define UNSIGNED 7u
        #define LONG 1L
        #define BIG 0xFFFFFFFFFFFFFFFFULL
        #define HUGE_ ((unsigned __int128)1 << 100)
        #define CHARACTER 'x'
        #define TRUE_ ((_Bool)1)
        #define SIZE sizeof(struct { int a; char b; })
        #define SHIFTED (INT << 4 | UNSIGNED)
        #define OFFSET offsetof(struct s, b)
        #define FIXED ((int32_t)5)
        enum color { RED, BLUE }; struct s { int a; int b; };
        #define COLORED ((enum color)1)
        static const int table[] = {1, 2, 3};
        #define COUNT (sizeof table / sizeof table[0])",
    );
    for (name, value, ty) in [
        ("INT", 42, scalar(CScalar::Int)),
        ("NEGATIVE", -1, scalar(CScalar::Int)),
        ("UNSIGNED", 7, scalar(CScalar::UInt)),
        ("LONG", 1, scalar(CScalar::Long)),
        ("BIG", i128::from(u64::MAX), scalar(CScalar::ULongLong)),
        ("HUGE_", 1 << 100, ForeignType::Integer { bits: 128, signed: false }),
        ("CHARACTER", 120, scalar(CScalar::Int)),
        ("TRUE_", 1, scalar(CScalar::Bool)),
        ("SIZE", 8, scalar(CScalar::Size)),
        ("SHIFTED", 679, scalar(CScalar::UInt)),
        ("OFFSET", 4, scalar(CScalar::Size)),
        ("FIXED", 5, ForeignType::Integer { bits: 32, signed: true }),
        ("COUNT", 3, scalar(CScalar::Size)),
    ] {
        assert_eq!(integer(&c, name), (value, ty), "{name}");
    }
    assert!(matches!(integer(&c, "COLORED"), (1, ForeignType::Enum(_))));
}

#[test]
fn floats_strings_and_pointers() {
    let c = import(
        "#include <math.h>
        #define HALF 0.5
        #define THIRD (1.0f / 3)
        #define LONG_HALF 0.5L
        #define NEVER NAN
        #define TITLE \"a\" \"b\\n\\xff\"
        #define GROUPED (\"text\")
        #define WITH_NUL \"a\\0b\"
        #define NOTHING ((void *)0)
        typedef void (*destroy)(void *);
        #define SPECIAL ((destroy)-1)
        #define DEVICE ((volatile int *)0x4000)",
    );
    assert_eq!(float(&c, "HALF"), (0.5, scalar(CScalar::Double)));
    assert_eq!(float(&c, "THIRD"), (f64::from(1.0_f32 / 3.0), scalar(CScalar::Float)));
    assert_eq!(float(&c, "LONG_HALF"), (0.5, scalar(CScalar::LongDouble)));
    assert!(matches!(constant(&c, "NEVER"), Constant::Name(n) if &*n == "NAN") || float(&c, "NEVER").0.is_nan());
    assert_eq!(string(&c, "TITLE"), b"ab\n\xff");
    assert_eq!(string(&c, "GROUPED"), b"text");
    assert_eq!(string(&c, "WITH_NUL"), b"a\0b");
    let pointer = |name: &str| match constant(&c, name) {
        Constant::Value(ConstantValue::Pointer { address, ty }) => (address, ty),
        other => panic!("{name}: {other:?}"),
    };
    assert_eq!(pointer("NOTHING").0, 0);
    assert_eq!(pointer("SPECIAL").0, u64::MAX);
    assert!(matches!(pointer("SPECIAL").1, ForeignType::Alias { name, .. } if &*name == "destroy"));
    assert_eq!(pointer("DEVICE").0, 0x4000);
}

#[test]
fn what_must_run_is_an_expression_with_a_type() {
    let c = import(
        "#include <errno.h>\nint next(void); extern int level;
        #define NEXT next()\n#define LEVEL (level + 1)\n#define GONE ((void)0)\n#define WHERE (&level)\n#define PAIR ((struct p){1, 2})
        struct p { int x, y; };",
    );
    for name in ["errno", "NEXT", "LEVEL"] {
        assert_eq!(constant(&c, name), Constant::Expression(scalar(CScalar::Int)), "{name}");
    }
    assert_eq!(constant(&c, "GONE"), Constant::Expression(ForeignType::Void));
    assert!(matches!(constant(&c, "WHERE"), Constant::Expression(ForeignType::Pointer(_))));
    assert!(matches!(constant(&c, "PAIR"), Constant::Expression(ForeignType::Record(_))));
}

#[test]
fn what_only_renames_is_a_name() {
    let c = import(
        "int real(void); extern int variable; typedef int number; struct tagged { int x; }; enum { ONE = 1 };
        #define alias real
        #define second alias
        #define other variable
        #define which ONE
        #define variable variable
        #define loop_a loop_b
        #define loop_b loop_a
        #define VALUE 3
        #define SAME VALUE
        #define type number
        #define boolean _Bool
        #define word unsigned long
        #define func(x) real()
        int func(int);",
    );
    for (name, target) in
        [("alias", "real"), ("second", "real"), ("other", "variable"), ("which", "ONE"), ("SAME", "VALUE"), ("type", "number")]
    {
        assert_eq!(constant(&c, name), Constant::Name(target.into()), "{name}");
    }
    assert!(matches!(c.lookup("variable", NameSpace::Values), Some(ForeignItem::Global(_))));
    assert!(matches!(c.lookup("func", NameSpace::Values), Some(ForeignItem::FunctionMacro { .. } | ForeignItem::Function(_))));
    refused(&c, "loop_a");
    assert_eq!(ty(&c, "boolean"), scalar(CScalar::Bool));
    assert_eq!(ty(&c, "word"), scalar(CScalar::ULong));
    assert!(matches!(ty(&c, "type"), ForeignType::Alias { name, .. } if &*name == "number"));
    assert_eq!(c.lookup("VALUE", NameSpace::Types), None);
}

#[test]
fn broken_macros_are_refused_and_harm_nothing_after_them() {
    let c = import(
        "#define OPEN do {
        #define CLOSE } while (0)
        #define SWAPPED ) + (
        #define EMPTY
        #define ATTRIBUTE __attribute__((unused))
        #define INITIALISER {1, 2}
        #define UNKNOWN not_declared + 1
        #define CALLS not_declared_either(1)
        #define STATEMENT do { } while (0)
        #define TYPE int
        #define HALF_STRING x = \"
        #define DIGITS 089
        #define SUFFIX 12zz
        #define FINE 12
        #define LATER FINE + 1",
    );
    for name in [
        "OPEN",
        "CLOSE",
        "SWAPPED",
        "EMPTY",
        "ATTRIBUTE",
        "INITIALISER",
        "UNKNOWN",
        "CALLS",
        "STATEMENT",
        "TYPE",
        "HALF_STRING",
        "DIGITS",
        "SUFFIX",
        "CALLS",
    ] {
        let reason = refused(&c, name);
        assert!(!reason.is_empty(), "{name}");
        assert_eq!(integer(&c, "FINE").0, 12, "after {name}");
    }
    assert_eq!(integer(&c, "LATER").0, 13);
    assert!(refused(&c, "OPEN").contains("brackets"));
    assert!(refused(&c, "UNKNOWN").contains("not_declared"));
    assert!(c.constant("no_such_macro").is_none());
}

#[test]
fn a_macro_with_parameters_is_typed_by_its_arguments() {
    let c = import(
        "#define MAX(a, b) ((a) > (b) ? (a) : (b))
        #define SWAP(a, b) do { __typeof__(a) t = (a); (a) = (b); (b) = t; } while (0)
        #define FIRST(p) ((p)->x)
        #define LOG(format, ...) log_it(format, ##__VA_ARGS__)
        #define TEXT(x) #x
        #define NEW(type) ((type *)0)
        #define HALF(x) do { x
        struct p { double x; }; int log_it(const char *, ...);",
    );
    let (int, double) = (scalar(CScalar::Int), scalar(CScalar::Double));
    assert_eq!(c.instantiate("MAX", &[int.clone(), int.clone()]), Ok(int.clone()));
    assert_eq!(c.instantiate("MAX", &[int.clone(), double.clone()]), Ok(double.clone()));
    assert_eq!(c.instantiate("SWAP", &[int.clone(), int.clone()]), Ok(ForeignType::Void));
    let pointer = ForeignType::pointer(ty(&c, "p"), false);
    assert_eq!(c.instantiate("FIRST", &[pointer]), Ok(double));
    let text = ForeignType::pointer(scalar(CScalar::Char), true);
    assert_eq!(c.instantiate("LOG", &[text, int.clone()]), Ok(int.clone()));
    assert_eq!(c.instantiate("TEXT", std::slice::from_ref(&int)), Ok(ForeignType::pointer(scalar(CScalar::Char), false)));
    let word = ForeignType::Lane { name: "struct p".into() };
    assert_eq!(c.instantiate("NEW", &[word]), Ok(ForeignType::pointer(ty(&c, "p"), false)));
    assert!(c.instantiate("FIRST", std::slice::from_ref(&int)).is_err());
    assert!(c.instantiate("HALF", std::slice::from_ref(&int)).is_err());
    assert!(c.instantiate("MAX", std::slice::from_ref(&int)).is_err());
    assert!(c.instantiate("NONE", &[]).is_err());
    let Some(ForeignItem::FunctionMacro { params, variadic, .. }) = c.lookup("LOG", NameSpace::Values) else { panic!("a macro") };
    assert_eq!((params.iter().map(|p| &**p).collect::<Vec<_>>(), variadic), (vec!["format"], true));
}
