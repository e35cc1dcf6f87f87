//! Building the runtime once, compiling programs against it, running them.

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use tempfile::TempDir;

/// How a program gets the runtime.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Link {
    Shared,
    Static,
    /// Shared, with the program under AddressSanitizer.
    SharedWithAsan,
}

/// A compiled program, removed with its folder.
pub struct Program {
    _folder: TempDir,
    path: PathBuf,
}

/// What a run left.
#[derive(Debug)]
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub status: Option<i32>,
    pub signal: Option<i32>,
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the runtime's folder")
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The folder with `libaria_rt.so`, `libaria_rt.a` and `libaria_backtrace.so`, up to date.
pub fn runtime_folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let manifest = workspace().join("Cargo.toml");
        let target = workspace().join("target");
        succeed(
            Command::new(env!("CARGO"))
                .args(["build", "--release", "-p", "aria-runtime", "-p", "aria-backtrace", "--manifest-path"])
                .arg(manifest)
                .arg("--target-dir")
                .arg(&target),
        );
        target.join("release")
    })
}

impl Program {
    /// Compiles sources of `programs/`; all IR files become one module behind the prelude.
    pub fn new(sources: &[&str], options: &[&str], link: Link) -> Self {
        let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("programs");
        let folder = TempDir::new().expect("a temporary folder");
        let path = folder.path().join("program");
        let is_cpp = sources.iter().any(|source| source.ends_with(".cpp"));
        let mut command = Command::new(if is_cpp { "clang++-22" } else { "clang-22" });
        command.args(["-gdwarf-4", "-fPIE", "-pie", "-Wno-override-module", "-o"]).arg(&path).args(options);
        let mut module = String::new();
        for source in sources {
            let file = programs.join(source);
            if source.ends_with(".ll") {
                module += &std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file:?}: {error}"));
            } else {
                command.arg(file);
            }
        }
        if !module.is_empty() {
            let prelude = std::fs::read_to_string(programs.join("prelude.ll")).expect("the prelude");
            let file = folder.path().join("module.ll");
            std::fs::write(&file, prelude + &module).expect("a writable folder");
            command.arg(file);
        }
        let runtime = runtime_folder();
        match link {
            Link::Static => {
                command.arg(runtime.join("libaria_rt.a"));
            }
            Link::Shared | Link::SharedWithAsan => {
                command.arg(runtime.join("libaria_rt.so"));
            }
        }
        if link == Link::SharedWithAsan {
            command.arg("-fsanitize=address");
        }
        command.arg(format!("-Wl,-rpath,{}", runtime.display()));
        succeed(&mut command);
        Self { _folder: folder, path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        finish(Command::new(&self.path).args(arguments))
    }

    /// Runs under valgrind; an invalid access gives status 9.
    pub fn run_in_valgrind(&self) -> Run {
        finish(Command::new("valgrind").args(["-q", "--error-exitcode=9"]).arg(&self.path))
    }
}

fn finish(command: &mut Command) -> Run {
    // Core files help nobody here.
    let output = command.env("ASAN_OPTIONS", "detect_leaks=1").output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    Run {
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        status: output.status.code(),
        signal: output.status.signal(),
    }
}
