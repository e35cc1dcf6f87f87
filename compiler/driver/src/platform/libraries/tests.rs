//! Choices among libraries made for the test, in a root of its own.

use super::{Finder, LibraryChoice, LibraryError, SymbolIndex, Wanted, Why};
use crate::cache::{Cache, Dependencies};
use crate::platform::{Environment, Platform};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Folders with libraries. They are archives, because those can be written without a compiler; shared objects are read in
/// [`this_machines_c_library`].
struct Installation {
    root: tempfile::TempDir,
    platform: Platform,
    environment: Environment,
}

impl Installation {
    fn new() -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let platform = Platform::linux_x86_64_at(root.path());
        let nothing: [(&str, &str); 0] = [];
        let environment = Environment::new(root.path(), nothing);
        let new = Self { root, platform, environment };
        new.library("usr/lib", "c", &["puts", "malloc"]);
        new.library("usr/lib", "m", &["sin", "cos"]);
        new
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("has one")).expect("created");
        fs::write(&path, contents).expect("written");
        let long_ago = SystemTime::now() - Duration::new(3600, 1);
        for path in path.ancestors().take_while(|path| *path != self.root.path()) {
            File::open(path).and_then(|file| file.set_modified(long_ago)).expect("set");
        }
        path
    }

    fn library(&self, folder: &str, name: &str, symbols: &[&str]) -> PathBuf {
        self.file(&format!("{folder}/lib{name}.a"), &archive(symbols))
    }

    fn cache(&self) -> Cache {
        Cache::open_at(&self.path("cache"), 1 << 24).expect("opened")
    }

    fn find(&self, explicit: &[&str], headers: &[&str], symbols: &[&str]) -> Result<Vec<LibraryChoice>, LibraryError> {
        self.find_with(None, explicit, headers, symbols).0
    }

    fn find_with(
        &self,
        cache: Option<&Cache>,
        explicit: &[&str],
        headers: &[&str],
        symbols: &[&str],
    ) -> (Result<Vec<LibraryChoice>, LibraryError>, Dependencies) {
        let [explicit, symbols] = [explicit, symbols].map(|list| list.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        let headers: Vec<PathBuf> = headers.iter().map(|header| self.path(header)).collect();
        let wanted = Wanted { explicit: &explicit, base: self.root.path(), headers: &headers, symbols: &symbols };
        let mut dependencies = Dependencies::new(&self.environment);
        let found = Finder::new(&self.platform, &self.environment, cache).find(&wanted, &mut dependencies);
        (found, dependencies)
    }
}

/// An archive with only a table of symbols, in the System V form: their count and offsets (big endian), then their names.
fn archive(symbols: &[&str]) -> Vec<u8> {
    let mut table = (symbols.len() as u32).to_be_bytes().to_vec();
    symbols.iter().for_each(|_| table.extend(8u32.to_be_bytes()));
    symbols.iter().for_each(|symbol| table.extend([symbol.as_bytes(), &[0]].concat()));
    let mut bytes = b"!<arch>\n".to_vec();
    bytes.extend(format!("{:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", "/", 0, 0, 0, 0, table.len()).bytes());
    bytes.extend(table);
    bytes
}

fn names(found: Result<Vec<LibraryChoice>, LibraryError>) -> Vec<String> {
    found.expect("found").into_iter().map(|choice| choice.name).collect()
}

#[test]
fn the_c_library_needs_no_choice() {
    let here = Installation::new();
    let (found, dependencies) = here.find_with(None, &[], &["usr/include/stdio.h"], &["puts", "malloc"]);
    assert_eq!(found, Ok(vec![]));
    // Nothing but the C library itself was looked at.
    let paths: Vec<_> = dependencies.paths().filter(|path| path.is_file()).collect();
    assert_eq!(paths, [here.path("usr/lib/libc.a")]);
    let found = here.find(&[], &[], &["puts", "sin"]).expect("found");
    let why = Why::Symbols { matched: vec!["sin".into()], missing: vec![] };
    assert_eq!(found, [LibraryChoice { name: "m".into(), path: here.path("usr/lib/libm.a"), why }]);
}

#[test]
fn named_libraries_are_taken_as_they_are() {
    let here = Installation::new();
    let own = here.library("own", "own", &[]);
    let z = here.file("usr/lib/libz.so", b"not read");
    let versioned = here.file("usr/lib/libv.so.3", b"");
    let found = here.find(&["z", "own/libown.a", "libv.so.3", "z"], &[], &["undefined"]).expect("found");
    assert!(found.iter().all(|choice| choice.why == Why::Explicit));
    assert_eq!(found.into_iter().map(|choice| choice.path).collect::<Vec<_>>(), [z, own, versioned]);
    let error = here.find(&["zz"], &[], &[]).unwrap_err();
    assert_eq!(error, LibraryError::NotFound { name: "zz".into(), searched: vec![here.path("usr/lib")] });
    let error = here.find(&["own/libother.a"], &[], &[]).unwrap_err();
    let searched = vec![here.path("own/libother.a")];
    assert_eq!(error, LibraryError::NotFound { name: "own/libother.a".into(), searched });
}

#[test]
fn the_headers_package_comes_before_the_symbols() {
    let here = Installation::new();
    here.library("usr/lib", "ssl", &["SSL_new"]);
    here.library("usr/lib", "crypto", &["EVP_new"]);
    here.library("usr/lib", "other", &["SSL_new", "EVP_new"]);
    let packages = [
        ("openssl", "Requires: libssl libcrypto"),
        ("libssl", "Requires.private: libcrypto\nLibs: -lssl"),
        ("libcrypto", "Libs: -lcrypto"),
        ("unrelated", "Libs: -lother"),
    ];
    for (name, text) in packages {
        let text = format!("includedir={}\n{text}", here.path("usr/include").display());
        here.file(&format!("usr/lib/pkgconfig/{name}.pc"), text.as_bytes());
    }
    let package = |found: &LibraryChoice| match &found.why {
        Why::Package { package, .. } => package.clone(),
        why => panic!("{why:?}"),
    };
    let found = here.find(&[], &["usr/include/openssl/ssl.h"], &["SSL_new", "puts"]).expect("found");
    assert_eq!((found.len(), &*found[0].name, package(&found[0])), (1, "ssl", "libssl".into()));
    let found = here.find(&[], &["usr/include/openssl/evp.h"], &["EVP_new"]).expect("found");
    assert_eq!((found.len(), &*found[0].name, package(&found[0])), (1, "crypto", "openssl".into()));
    assert_eq!(names(here.find(&[], &["usr/include/openssl/ssl.h"], &["SSL_new", "EVP_new"])), ["ssl", "crypto"]);
    // The index, without a package.
    let error = here.find(&[], &["usr/include/net.h"], &["SSL_new"]).unwrap_err();
    let LibraryError::Ambiguous { symbols, candidates } = error else { panic!("{error:?}") };
    assert_eq!(symbols, ["SSL_new"]);
    assert_eq!(candidates.iter().map(|candidate| &*candidate.name).collect::<Vec<_>>(), ["other", "ssl"]);
}

#[test]
fn symbols_decide_by_name_then_by_number() {
    let here = Installation::new();
    here.library("usr/lib", "shape", &["area", "draw"]);
    here.library("usr/lib", "cards", &["draw", "deal", "area"]);
    here.library("usr/lib", "paint", &["fill"]);
    assert_eq!(names(here.find(&[], &["usr/include/shape.h"], &["area", "draw"])), ["shape"]);
    assert_eq!(names(here.find(&[], &["usr/include/x.h"], &["area", "deal", "fill"])), ["cards", "paint"]);
    let found = here.find(&[], &[], &["deal", "fill", "draw"]).expect("found");
    let why = Why::Symbols { matched: vec!["deal".into(), "draw".into()], missing: vec!["fill".into()] };
    assert_eq!(found[0].why, why);
    let error = here.find(&[], &[], &["fill", "nowhere", "anywhere"]).unwrap_err();
    let LibraryError::Undefined { symbols, candidates } = error else { panic!("{error:?}") };
    assert_eq!(symbols, ["anywhere", "nowhere"]);
    assert_eq!((candidates.len(), &*candidates[0].name, candidates[0].defines), (1, "paint", 1));
    // The same file under two names is one library.
    std::os::unix::fs::symlink("libpaint.a", here.path("usr/lib/libcolour.a")).expect("linked");
    assert_eq!(names(here.find(&[], &[], &["fill"])), ["colour"]);
}

#[test]
fn the_index_is_kept_and_renewed() {
    let here = Installation::new();
    let cache = here.cache();
    let paint = here.library("usr/lib", "paint", &["fill"]);
    let find = |symbols: &[&str]| here.find_with(Some(&cache), &[], &[], symbols);
    assert_eq!(names(find(&["fill"]).0), ["paint"]);
    assert_eq!(cache.statistics().total_entries(), 2);
    let (found, dependencies) = find(&["fill"]);
    assert_eq!(names(found), ["paint"]);
    assert!(dependencies.still_valid(&here.environment));
    // Replaced in place: the directory stays as it was.
    fs::write(&paint, archive(&["fill_rectangle"])).expect("written");
    assert_eq!(names(find(&["fill_rectangle"]).0), ["paint"]);
    assert!(matches!(find(&["fill"]).0, Err(LibraryError::Undefined { .. })));
    // A new one changes the directory, and with it every answer that searched it.
    fs::write(here.path("usr/lib/libfill.a"), archive(&["fill"])).expect("written");
    assert!(!dependencies.still_valid(&here.environment));
    assert_eq!(names(find(&["fill"]).0), ["fill"]);
}

#[test]
fn a_damaged_index_is_rebuilt() {
    let here = Installation::new();
    let cache = here.cache();
    let symbols: Vec<String> = (0..600).map(|number| format!("symbol_{number}")).collect();
    let symbols: Vec<&str> = symbols.iter().map(String::as_str).collect();
    here.library("usr/lib", "many", &symbols);
    let find = || names(here.find_with(Some(&cache), &[], &[], &symbols).0);
    assert_eq!(find(), ["many"]);
    let mut entries: Vec<PathBuf> =
        fs::read_dir(here.path("cache/index")).expect("read").map(|entry| entry.expect("read").path()).collect();
    entries.sort();
    assert_eq!(entries.len(), 2);
    for entry in &entries {
        let sound = fs::read(entry).expect("readable");
        for at in (0..sound.len()).step_by(sound.len() / 12) {
            let mut bytes = fs::read(entry).expect("readable");
            bytes[at] ^= 0x41;
            fs::write(entry, &bytes).expect("written");
            assert_eq!(find(), ["many"]);
            fs::write(entry, &bytes[..at]).expect("written");
            assert_eq!(find(), ["many"]);
        }
        fs::write(entry, sound).expect("written");
    }
}

#[test]
fn broken_libraries_are_passed_over() {
    let here = Installation::new();
    let program = fs::read("/proc/self/exe").expect("readable");
    for (number, length) in [0, 3, 16, 64, 1000, 100_000].into_iter().enumerate() {
        here.file(&format!("usr/lib/libbroken{number}.so"), &program[..length.min(program.len())]);
        here.file(&format!("usr/lib/libodd{number}.a"), &archive(&["x", "y", "z"])[..70 + number]);
    }
    here.file("usr/lib/libscript.so", b"INPUT(libscript.so -lscript)");
    here.file("usr/lib/libgroup.so", b"/* a script */ GROUP ( AS_NEEDED ( -lpaint ) )");
    here.library("usr/lib", "paint", &["fill"]);
    fs::create_dir(here.path("usr/lib/libfolder.so")).expect("created");
    let index = SymbolIndex::load(&[here.path("usr/lib")], &here.environment, None);
    let definers = index.definers("fill").expect("sound");
    let names: Vec<&str> = definers.into_iter().map(|library| &*index.libraries()[library].name).collect();
    assert_eq!(names, ["group", "paint"]);
}

/// What every machine that links C programs has.
#[test]
fn this_machines_c_library() {
    let platform = Platform::host().expect("supported");
    let environment = Environment::of_process();
    let directories = platform.library_directories(&environment);
    let mut symbols = std::collections::BTreeSet::new();
    let path = super::find_named("c", &directories).expect("a C library");
    assert!(super::exports::exports(&path, &directories, &mut |symbol| {
        symbols.insert(symbol.to_vec());
    }));
    // `atexit` is in the static part that the linker script names; hidden versions are not offered.
    for symbol in ["puts", "malloc", "environ", "atexit", "__libc_start_main"] {
        assert!(symbols.contains(symbol.as_bytes()), "{symbol}");
    }
    assert!(!symbols.contains(&b"sqlite3_open"[..]) && !symbols.contains(&b""[..]));
    assert!(Path::new(platform.dynamic_linker()).exists());
}
