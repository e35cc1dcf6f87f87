//! `aria import`: the exact listing of a small header, and that those of real libraries can be listed.

use std::path::Path;
use std::process::{Command, Output};

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/import"))
}

fn import(arguments: &[&str]) -> Output {
    let cache = tempfile::tempdir().expect("a folder for the cache");
    Command::new(env!("CARGO_BIN_EXE_aria-compiler"))
        .arg("import")
        .args(arguments)
        .current_dir(folder())
        .env("ARIA_CACHE_DIR", cache.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .expect("the compiler starts")
}

/// The listing, with this machine's folder left out.
fn listing(arguments: &[&str]) -> String {
    let output = import(arguments);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    assert_eq!(errors, "", "{arguments:?}");
    String::from_utf8(output.stdout).expect("UTF-8").replace(&*folder().to_string_lossy(), "FOLDER")
}

fn expect(file: &str, found: &str) {
    let path = folder().join(file);
    if std::env::var_os("ARIA_BLESS").is_some_and(|v| v == "1") {
        std::fs::write(&path, found).expect("the expectation can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == found, "{file} differs (ARIA_BLESS=1 replaces it); found:\n{found}");
}

#[test]
fn a_small_header_is_listed_as_expected() {
    expect("small.expected", &listing(&["small.h"]));
}

#[test]
fn facts_have_their_origin() {
    expect("facts.expected", &listing(&["small.h", "--facts", "--filter", "o", "--as", "small"]));
}

#[test]
fn defines_change_what_is_there() {
    let found = listing(&["small.h", "-DSMALL_WIDE=9", "--filter", "wide"]);
    assert!(found.contains("  define \"SMALL_WIDE\", \"9\"\n"), "{found}");
    assert!(found.contains("fn small_wide(p1: CLong) -> CLong"), "{found}");
    assert!(listing(&["small.h", "--filter", "wide"]).contains("under a name that contains `wide`"));
}

#[test]
fn headers_of_libraries_are_listed_with_their_library() {
    let cases = [
        ("zlib.h", "fn zlibVersion() -> CString", "#   z ("),
        ("sqlite3.h", "  extern struct sqlite3_stmt  # sqlite3.h:", "#   sqlite3 ("),
        ("openssl/evp.h", "  let EVP_MAX_MD_SIZE: CInt = 64  # openssl/evp.h:", "#   crypto ("),
    ];
    for (header, declaration, library) in cases {
        let found = listing(&[header]);
        assert!(found.contains(declaration), "{header}: {found}");
        assert!(found.contains(library) && found.contains("because the header belongs to the package"), "{header}: {found}");
        assert_eq!(found, listing(&[header]), "{header} is listed alike each time");
    }
}

#[test]
fn a_missing_header_is_an_error_and_no_listing() {
    let output = import(&["no/such/header.h"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("error[E0601]"));
}
