//! The linker's command line. What is linked is decided elsewhere; here is in which order and with which options.

use super::{Platform, PlatformError};
use aria_run_manifest::Sanitizer;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the linker makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A position-independent executable.
    Executable,
    /// A shared library with this name in it.
    SharedLibrary {
        /// The `DT_SONAME`.
        name: String,
    },
}

/// How Aria's runtime gets into the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// Not at all.
    None,
    /// The shared one of the installation: quick to link, for programs that run here.
    Shared(PathBuf),
    /// The archive, for programs that go elsewhere.
    Static(PathBuf),
}

/// A foreign library to link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedLibrary {
    /// The file given to the linker.
    pub path: PathBuf,
    /// Needed even if no symbol of it is used: somebody named it, perhaps for its constructors.
    pub always: bool,
}

/// One link.
#[derive(Clone, Debug)]
pub struct LinkRequest<'a> {
    /// What is made.
    pub output: Output,
    /// Where it is written.
    pub path: &'a Path,
    /// The program's own objects.
    pub objects: &'a [PathBuf],
    /// The foreign libraries.
    pub libraries: &'a [LinkedLibrary],
    /// Aria's runtime.
    pub runtime: Runtime,
    /// `--sanitize=`
    pub sanitizer: Option<Sanitizer>,
    /// The folder of the library that names backtrace frames, where the program is told of it.
    pub support: Option<&'a Path>,
    /// Whether the program runs on this machine from where it lies: then it is told where its libraries are.
    pub stays_here: bool,
}

impl Platform {
    /// lld's arguments for a link, the program's name among them. The same request gives the same bytes.
    ///
    /// # Errors
    /// When a file that every program needs is not installed.
    pub fn link_arguments(&self, request: &LinkRequest<'_>) -> Result<Vec<OsString>, PlatformError> {
        let start = self.start_files()?;
        let builtins = self.builtins()?;
        let mut line = Line::default();
        line.words(&["ld.lld", "-m", self.target.emulation, "--hash-style=gnu", "--eh-frame-hdr", "--build-id=none"]);
        // The runtime finds the bounds of a section by its `__start_` and `__stop_` symbols, which must survive the collection.
        line.words(&["-z", "relro", "-z", "now", "-z", "noexecstack", "-z", "nostart-stop-gc"]);
        match &request.output {
            Output::Executable => line.words(&["-pie", "-dynamic-linker", self.target.dynamic_linker]),
            // What comes out of archives is its own: several such libraries in one process do not share a runtime.
            Output::SharedLibrary { name } => {
                line.words(&["-shared", "-soname", name, "--exclude-libs=ALL", "-z", "start-stop-visibility=hidden"]);
            }
        }
        line.words(&["-o"]);
        line.path(request.path);
        if request.output == Output::Executable {
            line.path(&start.start);
        }
        line.path(&start.prologue);
        line.path(&start.begin);
        for folder in self.standard_library_directories().into_iter().filter(|folder| folder.is_dir()) {
            line.joined("-L", &folder);
        }
        for folder in self.run_directories(request) {
            line.words(&["-rpath"]);
            line.path(&folder);
        }
        if let Some(sanitizer) = request.sanitizer {
            let runtime = self.sanitizer_runtime(sanitizer)?;
            line.words(&["--whole-archive"]);
            runtime.archives.iter().for_each(|archive| line.path(archive));
            line.words(&["--no-whole-archive"]);
            line.joined("--dynamic-list=", &runtime.exported);
        }
        request.objects.iter().for_each(|object| line.path(object));
        for library in request.libraries {
            line.words(&[if library.always { "--no-as-needed" } else { "--as-needed" }]);
            line.path(&library.path);
        }
        line.words(&["--as-needed"]);
        // Before the runtime's archive, which has a copy of the same arithmetic that wants Rust's own unwinding.
        line.path(&builtins.archive);
        match &request.runtime {
            Runtime::None => {}
            Runtime::Shared(library) => {
                // So little is linked that starting threads takes longer (0.6 ms) than they save.
                line.words(&["--threads=1"]);
                line.path(library);
            }
            // The archive holds more than one program uses.
            Runtime::Static(archive) => {
                line.words(&["--threads=1", "--gc-sections"]);
                // The archive holds Rust's builtins too, which ask for Rust's unwinding: ours are found first.
                line.path(&builtins.archive);
                line.path(archive);
            }
        }
        if request.sanitizer.is_some() {
            line.words(&["-lpthread", "-lrt", "-ldl", "-lresolv"]);
        }
        line.words(&["-lm"]);
        line.path(&builtins.archive);
        if let Some(unwinder) = &builtins.unwinder {
            line.path(unwinder);
        }
        // The C library and the builtins refer to each other.
        line.words(&["--no-as-needed", "-lc"]);
        line.path(&builtins.archive);
        line.path(&start.end);
        line.path(&start.epilogue);
        Ok(line.arguments)
    }

    /// The folders of shared libraries that the loader does not know, in order, each once.
    fn run_directories(&self, request: &LinkRequest<'_>) -> Vec<PathBuf> {
        let runtime = if let Runtime::Shared(library) = &request.runtime { Some(library) } else { None };
        let libraries = request.libraries.iter().map(|library| &library.path).filter(|path| !is_archive(path));
        let mut folders: Vec<PathBuf> = Vec::new();
        let beside = runtime.into_iter().chain(libraries.filter(|_| request.stays_here)).filter_map(|path| path.parent());
        for folder in beside.chain(request.support) {
            if !folders.iter().any(|known| known == folder) && !self.loader_knows(folder) {
                folders.push(folder.to_owned());
            }
        }
        folders
    }
}

fn is_archive(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "a")
}

#[derive(Default)]
struct Line {
    arguments: Vec<OsString>,
}

impl Line {
    fn words(&mut self, words: &[&str]) {
        self.arguments.extend(words.iter().map(OsString::from));
    }

    fn path(&mut self, path: &Path) {
        self.arguments.push(path.into());
    }

    fn joined(&mut self, option: &str, path: &Path) {
        let mut argument = OsString::from(option);
        argument.push(path);
        self.arguments.push(argument);
    }
}

#[cfg(test)]
mod tests {
    use super::{LinkRequest, LinkedLibrary, Output, Runtime};
    use crate::platform::{Platform, PlatformError};
    use aria_run_manifest::Sanitizer;
    use std::fs;
    use std::path::{Path, PathBuf};

    const FILES: [&str; 10] = [
        "usr/lib/x86_64-linux-gnu/Scrt1.o",
        "usr/lib/x86_64-linux-gnu/crti.o",
        "usr/lib/x86_64-linux-gnu/crtn.o",
        "usr/lib/x86_64-linux-gnu/libgcc_s.so.1",
        "usr/lib/gcc/x86_64-linux-gnu/12/crtbeginS.o",
        "usr/lib/gcc/x86_64-linux-gnu/12/crtendS.o",
        "usr/lib/gcc/x86_64-linux-gnu/12/libgcc.a",
        "usr/lib/llvm-22/lib/clang/22/lib/linux/libclang_rt.asan_static-x86_64.a",
        "usr/lib/llvm-22/lib/clang/22/lib/linux/libclang_rt.asan-x86_64.a",
        "usr/lib/llvm-22/lib/clang/22/lib/linux/libclang_rt.asan-x86_64.a.syms",
    ];

    fn installation() -> (tempfile::TempDir, Platform) {
        let root = tempfile::tempdir().expect("a folder");
        for file in FILES {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().expect("has one")).expect("created");
            fs::write(path, "").expect("written");
        }
        let platform = Platform::linux_x86_64_at(root.path());
        (root, platform)
    }

    /// The arguments, the installation's folders taken off.
    fn line(platform: &Platform, root: &Path, request: &LinkRequest<'_>) -> Vec<String> {
        let arguments = platform.link_arguments(request).expect("complete");
        let root = format!("{}/", root.display());
        arguments
            .iter()
            .map(|argument| {
                let argument = argument.to_string_lossy().replace(&root, "/");
                if argument.ends_with(".o") { argument.rsplit('/').next().unwrap_or_default().to_owned() } else { argument }
            })
            .collect()
    }

    fn in_order(line: &[String], expected: &[&str]) {
        let mut rest = line.iter();
        for word in expected {
            assert!(rest.any(|found| found == word), "{word} is missing or out of order in {line:?}");
        }
    }

    #[test]
    fn an_executable_that_stays_here() {
        let (root, platform) = installation();
        let libraries = [
            LinkedLibrary { path: root.path().join("usr/lib/x86_64-linux-gnu/libz.so"), always: false },
            LinkedLibrary { path: root.path().join("opt/libown.so"), always: true },
            LinkedLibrary { path: root.path().join("archives/libx.a"), always: false },
        ];
        let request = LinkRequest {
            output: Output::Executable,
            path: Path::new("/out"),
            objects: &[PathBuf::from("/a.o"), PathBuf::from("/b.o")],
            libraries: &libraries,
            runtime: Runtime::Shared("/aria/lib/libaria_rt.so".into()),
            sanitizer: None,
            support: None,
            stays_here: true,
        };
        let words = line(&platform, root.path(), &request);
        in_order(&words, &["--build-id=none", "-pie", "-o", "/out", "Scrt1.o", "crti.o", "crtbeginS.o", "a.o", "b.o"]);
        in_order(&words, &["b.o", "--as-needed", "/usr/lib/x86_64-linux-gnu/libz.so", "--no-as-needed", "/opt/libown.so"]);
        in_order(
            &words,
            &["/archives/libx.a", "--as-needed", "/aria/lib/libaria_rt.so", "--no-as-needed", "-lc", "crtendS.o", "crtn.o"],
        );
        let searched: Vec<_> = words.windows(2).filter(|pair| pair[0] == "-rpath").map(|pair| &*pair[1]).collect();
        assert_eq!(searched, ["/aria/lib", "/opt"]);
        assert_eq!(words, line(&platform, root.path(), &request));
        let leaves = LinkRequest { runtime: Runtime::Static("/aria/lib/libaria_rt.a".into()), stays_here: false, ..request };
        let words = line(&platform, root.path(), &leaves);
        in_order(&words, &["--gc-sections", "/aria/lib/libaria_rt.a", "-lc"]);
        assert!(!words.contains(&"-rpath".to_owned()));
    }

    #[test]
    fn shared_libraries_and_sanitizers() {
        let (root, platform) = installation();
        let request = LinkRequest {
            output: Output::SharedLibrary { name: "libmine.so".into() },
            path: Path::new("/out"),
            objects: &[],
            libraries: &[],
            runtime: Runtime::None,
            sanitizer: None,
            support: None,
            stays_here: false,
        };
        let words = line(&platform, root.path(), &request);
        in_order(&words, &["-shared", "-soname", "libmine.so", "--exclude-libs=ALL", "crti.o", "crtbeginS.o", "crtendS.o"]);
        assert!(!words.iter().any(|word| word == "Scrt1.o" || word == "-pie" || word == "-dynamic-linker"));
        let request = LinkRequest { output: Output::Executable, sanitizer: Some(Sanitizer::Address), ..request };
        let words = line(&platform, root.path(), &request);
        let runtime = "/usr/lib/llvm-22/lib/clang/22/lib/linux/libclang_rt.asan-x86_64.a";
        in_order(
            &words,
            &["--whole-archive", runtime, "--no-whole-archive", &format!("--dynamic-list={runtime}.syms"), "-lpthread"],
        );
        let request = LinkRequest { sanitizer: Some(Sanitizer::Thread), ..request };
        assert!(matches!(platform.link_arguments(&request), Err(PlatformError::SanitizerNotFound { .. })));
    }
}
