//! Headers of real libraries, as they are installed.

mod support;

use aria_foreign::{AdapterKind, CScalar, Constant, ConstantValue, Fact, FactOrigin, ForeignType, Linkage};
use support::*;

#[test]
fn stdio_has_puts_and_its_friends() {
    let c = import_installed("stdio.h");
    let puts = function(&c, "puts");
    assert_eq!((&*puts.symbol, puts.params.len(), puts.linkage), ("puts", 1, Linkage::External));
    assert_eq!(puts.result, scalar(CScalar::Int));
    assert!(!puts.needs_adapter());
    assert_eq!(integer(&c, "EOF").0, -1);
    // glibc redirects this one by an asm label.
    assert_eq!(&*function(&c, "sscanf").symbol, "__isoc99_sscanf");
    let printf = function(&c, "printf");
    assert!(printf.variadic);
    assert!(printf.param_fact(0, |f| matches!(f, Fact::Format(kind) if &**kind == "printf")));
    let fopen = function(&c, "fopen");
    let free_with = fopen.facts.iter().find_map(|s| match &s.fact {
        Fact::Owned { free_with: Some(f), .. } => Some((f.function.to_string(), f.argument, s.origin.clone())),
        _ => None,
    });
    assert_eq!(free_with, Some(("fclose".to_owned(), 0, FactOrigin::Attribute)));
    assert!(matches!(c.lookup("stdin", aria_foreign::NameSpace::Values), Some(aria_foreign::ForeignItem::Global(_))));
    let body = ir(
        &c,
        &request_adapter(
            AdapterKind::Function { name: "printf".into() },
            &[puts.params[0].ty.clone(), scalar(CScalar::Double)],
            scalar(CScalar::Int),
        ),
    );
    assert!(body.contains("call i32 (ptr, ...) @printf(ptr noundef %"), "{body}");
    assert!(!body.contains("target-cpu") && !body.contains("target-features") && !body.contains("tune-cpu"), "{body}");
}

#[test]
fn sqlite_has_its_functions_and_constants() {
    let c = import_installed("sqlite3.h");
    let version = function(&c, "sqlite3_libversion");
    assert!(matches!(&version.result, ForeignType::Pointer(p) if p.is_const && p.pointee == scalar(CScalar::Char)));
    assert_eq!(integer(&c, "SQLITE_ROW"), (100, scalar(CScalar::Int)));
    assert!(matches!(constant(&c, "SQLITE_VERSION"), Constant::Value(ConstantValue::String(text)) if text.starts_with(b"3.")));
    assert!(matches!(constant(&c, "SQLITE_TRANSIENT"), Constant::Value(ConstantValue::Pointer { address: u64::MAX, .. })));
    assert!(matches!(constant(&c, "SQLITE_STATIC"), Constant::Value(ConstantValue::Pointer { address: 0, .. })));
    let open = function(&c, "sqlite3_open");
    assert_eq!(open.params.iter().map(|p| p.name.as_deref().unwrap_or("")).collect::<Vec<_>>(), ["filename", "ppDb"]);
    assert!(matches!(ty(&c, "sqlite3"), ForeignType::Alias { .. }));
    assert_eq!(record(&c, "sqlite3").kind, aria_foreign::RecordKind::Opaque);
}

#[test]
fn other_libraries_can_be_imported() {
    let c = import_installed("zlib.h");
    assert_eq!(integer(&c, "Z_BEST_COMPRESSION").0, 9);
    assert!(record(&c, "z_stream").fields.iter().any(|f| &*f.name == "next_in"));
    assert_eq!(
        c.instantiate("deflateInit", &[ForeignType::pointer(ty(&c, "z_stream"), false), scalar(CScalar::Int)]),
        Ok(scalar(CScalar::Int))
    );

    let c = import_installed("openssl/evp.h");
    assert_eq!(integer(&c, "EVP_MAX_MD_SIZE").0, 64);
    assert_eq!(function(&c, "EVP_DigestInit_ex").params.len(), 3);
    assert!(matches!(constant(&c, "SN_md5"), Constant::Value(ConstantValue::String(text)) if &*text == b"MD5"));
}
