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
        line.words(&["-z", "relro", "-z", "now", "-z", "noexecstack"]);
        match &request.output {
            Output::Executable => line.words(&["-pie", "-dynamic-linker", self.target.dynamic_linker]),
            Output::SharedLibrary { name } => line.words(&["-shared", "-soname", name]),
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
        match &request.runtime {
            Runtime::None => {}
            Runtime::Shared(library) => line.path(library),
            // A Rust archive holds far more than one program uses.
            Runtime::Static(archive) => {
                line.words(&["--gc-sections"]);
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
        for folder in runtime.into_iter().chain(libraries.filter(|_| request.stays_here)).filter_map(|path| path.parent()) {
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
