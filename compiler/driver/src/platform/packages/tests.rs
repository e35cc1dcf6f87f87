//! Packages in a small installation of their own.

use super::{Packages, parse, resemblance};
use crate::cache::Cache;
use crate::platform::{Environment, Platform};
use std::fs;
use std::path::{Path, PathBuf};

const XML: &str = "# comment\nprefix=/usr\nlibdir=${prefix}/lib\nincludedir=${prefix}/include\nmodules=1\n\nName: libXML\nVersion: 2.9.14\n\
                   Requires:\nLibs: -L${libdir} -lxml2\nLibs.private: -lz -lm\nCflags: -I${includedir}/libxml2 -DXML=\"a b\" \\\n  -D Y\n";

#[test]
fn a_file_with_everything() {
    let package = parse::package("libxml-2.0".into(), "/p/libxml-2.0.pc".into(), XML);
    assert_eq!(package.version, "2.9.14");
    assert_eq!(package.include_directories, [Path::new("/usr/include/libxml2")]);
    assert_eq!(package.include_root.as_deref(), Some(Path::new("/usr/include")));
    assert_eq!(package.defines, ["XML=a b", "Y"]);
    assert_eq!(
        (&package.library_directories[..], &package.libraries[..]),
        (&[PathBuf::from("/usr/lib")][..], &["xml2".to_owned()][..])
    );
    let requires = "Requires: a >= 1.0, b c =2\nRequires.private: e\nLibs: /opt/libx.a -pthread ${pcfiledir}/liby.so $$z";
    let package = parse::package("x".into(), "/p/x.pc".into(), requires);
    assert_eq!(package.requires, ["a", "b", "c"]);
    assert_eq!(package.requires_private, ["e"]);
    assert_eq!(package.libraries, ["/opt/libx.a", "/p/liby.so"]);
}

#[test]
fn odd_files_end_somewhere() {
    let many: String = (0..40).map(|n| format!("v{}=${{v{n}}}${{v{n}}}\n", n + 1)).collect();
    for text in [
        "a=${b}\nb=${a}\nLibs: ${a}",
        &format!("v0=xxxxxxxx\n{many}Libs: -l${{v40}}"),
        "Libs: '-lx",
        "Libs: -l",
        "Libs: ${",
        ":",
        "=\n$",
        "Libs: \\",
    ] {
        let package = parse::package("x".into(), "/p/x.pc".into(), text);
        assert!(package.libraries.iter().all(|library| library.len() < 1 << 17), "{text}");
    }
}

#[test]
fn names_resemble() {
    for (name, header, expected) in [
        ("sqlite3", "sqlite3.h", 4),
        ("libxml-2.0", "libxml/parser.h", 3),
        ("xml2", "libxml/parser.h", 3),
        ("zlib", "zlib.h", 4),
        ("z", "zlib.h", 3),
        ("openssl", "openssl/evp.h", 4),
        ("libssl", "openssl/ssl.h", 4),
        ("gtk+-3.0", "gtk/gtk.h", 3),
        ("libpng16", "png.h", 3),
        ("libcrypto", "openssl/ssl.h", 0),
        ("ncursesw", "ncurses.h", 1),
        ("x11", "X11/Xlib.h", 4),
    ] {
        assert_eq!(resemblance(name, Path::new(header)), expected, "{name} {header}");
    }
}

struct Installation {
    root: tempfile::TempDir,
    platform: Platform,
}

impl Installation {
    fn new(packages: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let platform = Platform::linux_x86_64_at(root.path());
        let new = Self { root, platform };
        packages.iter().for_each(|(name, text)| new.package(name, text));
        new
    }

    fn package(&self, name: &str, text: &str) {
        let folder = self.root.path().join("usr/lib/pkgconfig");
        fs::create_dir_all(&folder).expect("created");
        let file = folder.join(format!("{name}.pc"));
        fs::write(&file, format!("root={}\nincludedir=${{root}}/include\n{text}", self.root.path().display())).expect("written");
        // An installation is older than the compiler that looks at it.
        let long_ago = std::time::SystemTime::now() - std::time::Duration::new(3600, 1);
        for path in [&file, &folder] {
            fs::File::open(path).and_then(|file| file.set_modified(long_ago)).expect("set");
        }
    }

    fn header(&self, name: &str) -> PathBuf {
        let path = self.root.path().join("include").join(name);
        fs::create_dir_all(path.parent().expect("has one")).expect("created");
        fs::write(&path, "").expect("written");
        path
    }

    fn environment(&self, variables: &[(&str, &str)]) -> Environment {
        Environment::new(self.root.path(), variables.iter().copied())
    }

    fn packages(&self) -> Packages {
        Packages::load(&self.platform, &self.environment(&[]), None)
    }
}

#[test]
fn flags_follow_what_is_required() {
    let here = Installation::new(&[
        ("a", "Requires: b\nRequires.private: c\nCflags: -I/a\nLibs: -la -L/l"),
        ("b", "Requires: a missing\nCflags: -I/b -DB\nLibs: -lb -L/l"),
        ("c", "Cflags: -I/c -I/b\nLibs: -lc-private"),
    ]);
    let packages = here.packages();
    let compile = packages.compile_flags("a");
    assert_eq!(compile.include_directories, ["/a", "/b", "/c"].map(PathBuf::from));
    assert_eq!(compile.defines, ["B"]);
    let link = packages.link_flags("a");
    assert_eq!(link.libraries, ["a", "b"]);
    assert_eq!(link.directories, [Path::new("/l")]);
    assert_eq!(packages.link_flags("missing"), super::LinkFlags::default());
}

#[test]
fn headers_have_owners() {
    let here = Installation::new(&[
        ("libxml-2.0", "Cflags: -I${includedir}/libxml2\nLibs: -lxml2"),
        ("openssl", "Requires: libssl libcrypto"),
        ("libssl", "Libs: -lssl"),
        ("libcrypto", "Libs: -lcrypto"),
        ("zlib", "Libs: -lz"),
        ("everything", "Cflags: -I${includedir}\nLibs: -leverything"),
    ]);
    let packages = here.packages();
    let owners = |header: &str| {
        packages.owners_of(&here.header(header)).iter().map(|owner| owner.package.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(owners("libxml2/libxml/parser.h"), ["libxml-2.0"]);
    assert_eq!(owners("openssl/ssl.h"), ["openssl", "libssl"]);
    assert_eq!(owners("openssl/evp.h"), ["openssl"]);
    assert_eq!(owners("zlib.h"), ["zlib"]);
    assert_eq!(owners("other.h"), [""; 0]);
    let providing: Vec<_> = packages.providing("libxml/parser.h").iter().map(|package| &package.name).collect();
    assert_eq!(providing, ["libxml-2.0"]);
    assert_eq!(packages.header_search_paths(), [here.root.path().join("include"), here.root.path().join("include/libxml2")]);
}

#[test]
fn variables_and_the_cache() {
    let here = Installation::new(&[("a", "Libs: -lold")]);
    let cache = Cache::open_at(&here.root.path().join("cache"), 1 << 20).expect("opened");
    let libraries = |variables: &[(&str, &str)]| {
        let packages = Packages::load(&here.platform, &here.environment(variables), Some(&cache));
        packages.iter().flat_map(|package| package.libraries.clone()).collect::<Vec<_>>()
    };
    assert_eq!(libraries(&[]), ["old"]);
    assert_eq!((libraries(&[]), cache.statistics().total_entries()), (vec!["old".to_owned()], 1));
    here.package("b", "Libs: -lnew");
    assert_eq!(libraries(&[]), ["old", "new"]);
    here.package("a", "Libs: -lchanged");
    assert_eq!(libraries(&[]), ["changed", "new"]);
    fs::create_dir(here.root.path().join("first")).expect("created");
    fs::write(here.root.path().join("first/a.pc"), "Libs: -lfirst").expect("written");
    assert_eq!(libraries(&[("PKG_CONFIG_PATH", "first")]), ["first", "new"]);
    assert_eq!(libraries(&[("PKG_CONFIG_LIBDIR", "first")]), ["first"]);
    assert_eq!(libraries(&[("PKG_CONFIG_LIBDIR", "")]), [""; 0]);
}
