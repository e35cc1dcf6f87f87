//! Every record of the installed headers has the layout that clang and gcc give it: the model's numbers are compiled
//! as static assertions.

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use aria_foreign::{ForeignType, NameSpace, Record, RecordKind};
use support::*;

fn compile(compiler: &str, include: &str, text: &str) {
    let dir = folder(&[("layouts.c", text)]);
    let output = Command::new(compiler)
        .args(["-std=gnu17", "-w", "-fsyntax-only", "-I", include])
        .arg(dir.path().join("layouts.c"))
        .output()
        .unwrap_or_else(|e| panic!("{compiler}: {e}"));
    assert!(output.status.success(), "{compiler}:\n{}", String::from_utf8_lossy(&output.stderr));
}

/// The assertions about one record, and how many.
fn assertions(record: &Record, text: &mut String) -> usize {
    let spelling = &record.spelling;
    writeln!(
        text,
        "_Static_assert(sizeof({spelling}) == {} && _Alignof({spelling}) == {}, \"{spelling}\");",
        record.size, record.align
    )
    .unwrap();
    let fields = record.fields.iter().filter(|f| !f.name.is_empty() && f.bit_width.is_none());
    let mut count = 1;
    for field in fields {
        let offset = field.offset_bits / 8;
        assert_eq!(field.offset_bits % 8, 0, "{spelling}.{}", field.name);
        // libxml2 has macros named like its fields.
        writeln!(text, "#undef {}", field.name).unwrap();
        writeln!(
            text,
            "_Static_assert(__builtin_offsetof({spelling}, {}) == {offset}, \"{spelling}.{}\");",
            field.name, field.name
        )
        .unwrap();
        count += 1;
    }
    count
}

fn check(header: &str, include: &str) -> usize {
    let host = Arc::new(MemoryHost { packages: vec![Path::new(include).to_owned()], ..Default::default() });
    let (c, diagnostics) = run(&request(Path::new("/"), &[header]), &host);
    assert_eq!(diagnostics, [], "{header}");
    let mut text = format!("#include \"{header}\"\n");
    let mut seen = std::collections::HashSet::new();
    let mut count = 0;
    let mut pending: Vec<ForeignType> = Vec::new();
    for name in c.names(&Default::default()) {
        for space in [NameSpace::Tags, NameSpace::Types] {
            // A macro of the same name would be asked for, and is none of these.
            if !matches!(c.lookup(&name, NameSpace::Values), Some(aria_foreign::ForeignItem::ObjectMacro { .. }))
                && let Some(aria_foreign::ForeignItem::Type(ty)) = c.lookup(&name, space)
            {
                pending.push(ty);
            }
        }
    }
    while let Some(ty) = pending.pop() {
        let ForeignType::Record(key) = ty.canonical() else { continue };
        let record = c.record(*key).unwrap_or_else(|| panic!("{header}: a record without its entry"));
        if record.kind == RecordKind::Opaque || !seen.insert(*key) {
            continue;
        }
        pending.extend(record.fields.iter().map(|f| match &f.ty {
            ForeignType::Array { element, .. } => (**element).clone(),
            other => other.clone(),
        }));
        // Compilers bring this one themselves, each with its own members.
        if &*record.spelling == "max_align_t" {
            continue;
        }
        // The members of an anonymous member are asserted through nothing: it has no name to write.
        if !record.spelling.is_empty() {
            count += assertions(&record, &mut text);
        }
    }
    compile("clang-22", include, &text);
    compile("gcc", include, &text);
    count
}

#[test]
fn the_layouts_of_installed_headers_agree_with_clang_and_gcc() {
    let mut total = 0;
    for header in
        ["sqlite3.h", "stdio.h", "stdlib.h", "string.h", "sys/stat.h", "netinet/in.h", "zlib.h", "openssl/evp.h", "openssl/ssl.h"]
    {
        total += check(header, "/usr/include");
    }
    total += check("libxml/parser.h", "/usr/include/libxml2");
    assert!(total > 1500, "only {total} assertions");
}

#[test]
fn layouts_that_are_easily_got_wrong_agree_too() {
    let dir = folder(&[(
        "odd.h",
        "struct a { char c; struct { short s; union { int i; char d; }; }; long double l; };
         struct b { int x : 5; int : 0; int y : 9; char z; long long w : 33; } __attribute__((packed));
         struct c { char a; __attribute__((aligned(16))) char b; char flexible[]; };
         union d { char a[7]; short s; struct { int x; char y; } n; };
         struct e { union d list[3]; _Bool b; __int128 q; void (*f)(int); enum { P, Q } k; };
         #pragma pack(push, 2)\nstruct g { char a; int b; double c; };\n#pragma pack(pop)
         typedef struct { struct { int in; } inner; struct { char c; } *pointer; struct { short s; } list[2]; } h;
         struct i { int n[0]; char c; };",
    )]);
    let count = check("odd.h", &dir.path().to_string_lossy());
    assert!(count >= 20, "only {count}");
}

/// The interface's own records, for laying out others that contain them.
struct Known<'c>(&'c Interface);

impl aria_foreign::Tags for Known<'_> {
    fn record(&self, key: aria_foreign::TypeKey) -> Option<Arc<Record>> {
        self.0.record(key)
    }

    fn enumeration(&self, key: aria_foreign::TypeKey) -> Option<Arc<aria_foreign::Enumeration>> {
        self.0.enumeration(key)
    }
}

#[test]
fn what_the_program_declares_is_laid_out_as_clang_does() {
    let c = import(
        "#include <stddef.h>
         #include <stdint.h>
         enum color { RED }; enum wide { BIG = 1ll << 40 };
         struct a { char c; double d; short s; };
         struct b { struct a list[3]; char c; };
         union c { char text[9]; struct a inner; int i; };
         struct d { char first; union c u; _Bool flag; enum color k; enum wide w; char last; };
         struct e { char c; long double l; char d; };
         struct f { char c; __int128 i; float f; };
         struct g { uint8_t a; uint16_t b; uint32_t c; uint64_t d; void *p; int (*f)(struct a); wchar_t w; };
         struct h { short a[3]; char b; };
         struct i { struct h h; int n[0]; };
         union j { struct h h; long double l; char c[33]; };",
    );
    for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        let Some(aria_foreign::ForeignItem::Type(ForeignType::Record(key))) = c.lookup(name, NameSpace::Tags) else {
            panic!("{name} is no record")
        };
        let theirs = c.record(key).unwrap();
        let mut ours = Record { size: 0, align: 0, ..Record::clone(&theirs) };
        ours.fields.iter_mut().for_each(|f| f.offset_bits = u64::MAX);
        aria_foreign::lay_out(&mut ours, c.target(), &Known(&c)).unwrap();
        assert_eq!(ours, *theirs);
    }
}
