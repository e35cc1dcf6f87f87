//! Finding headers, errors in them, what an import depends on, and the cache.

mod support;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aria_foreign::{AdapterKind, CScalar, ForeignType, NameSpace};
use aria_lane::Dependency;
use support::*;

fn codes(diagnostics: &[aria_diagnostics::Diagnostic]) -> Vec<String> {
    diagnostics.iter().map(|d| d.code.to_string()).collect()
}

#[test]
fn headers_are_found_beside_the_program_then_in_its_include_paths_then_in_packages() {
    let dir = folder(&[("a.h", "int from_a;"), ("vendor/b.h", "int from_b;"), ("vendor/a.h", "int wrong_a;")]);
    let packages =
        folder(&[("lib/c.h", "#include \"lib/d.h\"\nint from_c;"), ("lib/d.h", "int from_d;"), ("b.h", "int wrong_b;")]);
    let host = Arc::new(MemoryHost { packages: vec![packages.path().to_owned()], ..Default::default() });
    let request = with_include_path(request(dir.path(), &["a.h", "b.h", "lib/c.h"]), "vendor");
    for round in ["read", "cached"] {
        let (c, diagnostics) = run(&request, &host);
        assert_eq!(diagnostics, [], "{round}");
        for name in ["from_a", "from_b", "from_c", "from_d"] {
            assert!(c.lookup(name, NameSpace::Values).is_some(), "{round}: {name}");
        }
        assert!(c.lookup("wrong_a", NameSpace::Values).is_none() && c.lookup("wrong_b", NameSpace::Values).is_none());
        let expected = [dir.path().join("a.h"), dir.path().join("vendor/b.h"), packages.path().join("lib/c.h")];
        assert_eq!(c.link().headers, expected.map(|p| p.to_string_lossy().into_owned()), "{round}");
    }
}

#[test]
fn headers_of_one_import_share_their_macros_and_defines() {
    let dir = folder(&[("one.h", "#define SIZE 3\n"), ("two.h", "int table[SIZE * FACTOR];")]);
    let (c, diagnostics) = run(&with_define(request(dir.path(), &["one.h", "two.h"]), "FACTOR", Some("2")), &Default::default());
    assert_eq!(diagnostics, []);
    let Some(aria_foreign::ForeignItem::Global(table)) = c.lookup("table", NameSpace::Values) else { panic!("a global") };
    assert!(matches!(table.ty, ForeignType::Array { length: 6, .. }));
    assert_eq!(integer(&c, "FACTOR").0, 2);
}

#[test]
fn a_missing_header_is_told_at_its_import_and_the_others_are_read() {
    let dir = folder(&[("here.h", "int here;")]);
    let request = request(dir.path(), &["nowhere/x.h", "here.h", "with\"quote.h", ""]);
    let (c, diagnostics) = run(&request, &Default::default());
    assert_eq!(codes(&diagnostics), ["E0601", "E0601", "E0601"]);
    assert_eq!(diagnostics[0].message, "cannot find the header `nowhere/x.h`");
    assert_eq!(diagnostics[0].primary_span(), Some(request.sources[0].span));
    assert!(diagnostics[0].notes[0].message.contains(&*dir.path().to_string_lossy()), "{:?}", diagnostics[0].notes);
    assert!(diagnostics[0].notes[0].message.ends_with(", /usr/include"), "{:?}", diagnostics[0].notes);
    assert_eq!(diagnostics[1].primary_span(), Some(request.sources[2].span));
    assert!(c.lookup("here", NameSpace::Values).is_some());
}

#[test]
fn errors_in_a_header_are_told_at_their_place_and_the_rest_is_imported() {
    let dir = folder(&[
        (
            "bad.h",
            "int before;\nint broken = = 3;\nstruct s { unknown_t x; int y; };\n#include \"gone.h\"\nint after;\nvoid f(missing_t m);\n",
        ),
        ("good.h", "int good;"),
    ]);
    let host = Arc::new(MemoryHost::default());
    let request = request(dir.path(), &["bad.h", "good.h"]);
    let (c, diagnostics) = run(&request, &host);
    assert_eq!(codes(&diagnostics), ["E0602", "E0602", "E0602", "E0602"], "{diagnostics:?}");
    let first = diagnostics[0].primary_span().expect("a place");
    assert_eq!(host.sources.start(first).line, 2);
    assert_eq!(diagnostics[0].notes[0].span, Some(request.sources[0].span));
    assert!(diagnostics[2].message.contains("gone.h"), "{}", diagnostics[2].message);
    for name in ["before", "after", "good"] {
        assert!(c.lookup(name, NameSpace::Values).is_some(), "{name}");
    }
    assert!(matches!(c.lookup("s", NameSpace::Types), Some(aria_foreign::ForeignItem::Type(_))));
    assert_eq!(integer(&import("#define FINE 1"), "FINE").0, 1);
    // What has errors is not stored: the next import says them again.
    assert!(host.cache.lock().unwrap().is_empty());
    assert_eq!(codes(&run(&request, &host).1).len(), 4);
    // And the session still answers.
    let adapter =
        request_adapter(AdapterKind::Address { name: "good".into() }, &[], ForeignType::pointer(scalar(CScalar::Int), false));
    assert!(c.adapter(&adapter).is_ok());
}

#[test]
fn headers_that_would_break_a_parser_break_nothing() {
    let nested = format!("int x = {}1{};\nint fine;", "(".repeat(200_000), ")".repeat(200_000));
    let braces = "struct a {".repeat(100_000);
    let endless = "#include \"self.h\"\n";
    let binary: String = (0..2000u32).filter_map(|i| char::from_u32(i * 7 % 256)).collect();
    for (name, text) in [
        ("nested.h", nested.as_str()),
        ("braces.h", &braces),
        ("self.h", endless),
        ("binary.h", &binary),
        ("open.h", "int f(int"),
        ("comment.h", "int a; /* never closed"),
        ("conditional.h", "#if 1\nint b;"),
        ("fatal.h", "#error \"stop\"\nint c;"),
        ("pragma.h", "#pragma clang diagnostic fatal \"-Wall\"\n#pragma GCC poison f\nint f(void);"),
    ] {
        let dir = folder(&[(name, text), ("after.h", "int after_all;\n#define SEVEN 7\n")]);
        let (c, diagnostics) = run(&request(dir.path(), &[name, "after.h"]), &Default::default());
        assert!(diagnostics.iter().all(|d| d.code.to_string() == "E0602"), "{name}: {diagnostics:?}");
        assert!(!diagnostics.is_empty(), "{name}");
        assert!(c.lookup("after_all", NameSpace::Values).is_some(), "{name}");
        assert_eq!(integer(&c, "SEVEN").0, 7, "{name}");
    }
}

#[test]
fn warnings_are_silent() {
    let dir = folder(&[("w.h", "#warning \"careful\"\nint unused(void) { int x; return x; }\n#pragma unknown thing\n")]);
    assert_eq!(run(&request(dir.path(), &["w.h"]), &Default::default()).1, []);
}

#[test]
fn an_import_depends_on_every_file_and_every_directory_that_mattered() {
    let dir = folder(&[
        ("first/placeholder", ""),
        ("second/sub/x.h", "#include \"y.h\"\n#if __has_include(<maybe/z.h>)\n#endif\n"),
        ("second/sub/y.h", "int y;"),
    ]);
    let host = Arc::new(MemoryHost::default());
    let mut request = with_include_path(request(dir.path(), &["sub/x.h"]), "first");
    request.include_paths.push(aria_lane::Spelled { text: "absent".into(), span: request.sources[0].span });
    request.include_paths.push(aria_lane::Spelled { text: "second".into(), span: request.sources[0].span });
    assert_eq!(run(&request, &host).1, []);
    for recorded in [host.stored_dependencies.lock().unwrap().clone(), host.dependencies.lock().unwrap().clone()] {
        let at = |path: &str| dir.path().join(path);
        for file in ["second/sub/x.h", "second/sub/y.h"] {
            assert!(recorded.contains(&Dependency::File(at(file))), "{file}: {recorded:?}");
        }
        for directory in ["sub", "first", "first/sub", "absent", "second/sub", "first/maybe", "second/maybe"] {
            assert!(recorded.contains(&Dependency::Directory(at(directory))), "{directory}: {recorded:?}");
        }
        assert!(recorded.contains(&Dependency::Directory(PathBuf::from("/usr/include/maybe"))));
        assert!(recorded.contains(&Dependency::Environment("CPATH".into())));
    }
}

#[test]
fn the_cache_answers_the_same() {
    let dir = folder(&[(
        "test.h",
        "#include <stdio.h>\n/** Doc. */ struct s { int a; struct { char b; }; };\n#define N (3 + 4)\n#define TEXT \"t\"\n#define BROKEN (nope)
         #define word unsigned\nstatic inline struct s make(int a) { return (struct s){a}; }\n#define ADD(a, b) ((a) + (b))\nenum e { E = 3 };",
    )]);
    let host = Arc::new(MemoryHost::default());
    let request = request(dir.path(), &["test.h"]);
    let int = scalar(CScalar::Int);
    let everything = |c: &Interface| {
        let names = c.names(&Default::default());
        let spaces = [NameSpace::Values, NameSpace::Tags];
        let items: Vec<_> = names.iter().flat_map(|n| spaces.map(|s| (n.clone(), c.lookup(n, s)))).collect();
        let adapter = request_adapter(AdapterKind::Function { name: "make".into() }, std::slice::from_ref(&int), ty(c, "s"));
        let constants = ["N", "TEXT", "BROKEN", "EOF"].map(|n| c.constant(n));
        (
            items,
            record(c, "s"),
            ty(c, "word"),
            constants,
            c.instantiate("ADD", &[int.clone(), int.clone()]),
            c.adapter(&adapter),
            c.link(),
        )
    };
    let (first, _) = run(&request, &host);
    let answers = everything(&first);
    assert!(answers.5.is_ok());
    // (`cached_without_clang` counts the sessions; other tests of this process open some meanwhile.)
    let (second, diagnostics) = run(&request, &host);
    assert_eq!(diagnostics, []);
    assert!(everything(&second) == answers, "the cache answers differently");
}

#[test]
fn a_damaged_cache_is_read_again() {
    let dir = folder(&[("test.h", "int x;\n#define N (2 + 3)\n")]);
    let host = Arc::new(MemoryHost::default());
    let request = request(dir.path(), &["test.h"]);
    let (c, _) = run(&request, &host);
    assert_eq!(integer(&c, "N").0, 5);
    let keys: Vec<Vec<u8>> = host.cache.lock().unwrap().keys().cloned().collect();
    assert_eq!(keys.len(), 2);
    let whole = host.cache.lock().unwrap().clone();
    for key in &keys {
        for size in [0, 3, 40, 60, whole[key].len() / 2, whole[key].len() - 1] {
            host.cache.lock().unwrap().insert(key.clone(), whole[key][..size].into());
            let (c, _) = run(&request, &host);
            assert!(c.lookup("x", NameSpace::Values).is_some(), "cut to {size}");
            assert_eq!(integer(&c, "N").0, 5, "cut to {size}");
        }
        host.cache.lock().unwrap().insert(key.clone(), whole[key].clone());
    }
}

#[test]
fn damaged_bytes_never_panic() {
    let dir =
        folder(&[("test.h", "struct s { int a; };\nstruct s f(const char *name, int (*g)(int));\nenum e { E };\n#define N 1\n")]);
    let host = Arc::new(MemoryHost::default());
    let request = request(dir.path(), &["test.h"]);
    run(&request, &host);
    let whole = host.cache.lock().unwrap().clone();
    let (key, bytes) = whole.iter().next().expect("the declarations");
    for at in 0..bytes.len() {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 0xff;
        host.cache.lock().unwrap().insert(key.clone(), damaged.into());
        if at < 8 {
            continue; // then it is no container, and clang reads the header again: another test
        }
        let (c, _) = run(&request, &host);
        for name in ["s", "f", "E", "e", "N"] {
            for space in [NameSpace::Values, NameSpace::Tags] {
                if let Some(aria_foreign::ForeignItem::Type(ForeignType::Record(key))) = c.lookup(name, space) {
                    let _ = c.record(key);
                }
            }
        }
        let _ = c.names(&Default::default());
    }
}

#[test]
fn an_empty_import_is_an_empty_interface() {
    let (c, diagnostics) = run(&request(Path::new("/"), &[]), &Default::default());
    assert_eq!(diagnostics, []);
    assert!(c.lookup("puts", NameSpace::Values).is_none());
}
