//! WebAssembly modules with WASI preview 1: what they are linked with, the linker's command line, and what runs them.

use super::{Environment, Platform, PlatformError};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What Node runs for a module.
const NODE_SCRIPT: &str = include_str!("run_module.cjs");

/// Kilobytes of stack that Node is told to use: half of what Linux gives a process. Its own limit is much lower.
const NODE_STACK: &str = "--stack-size=4000";

/// The C library's folder, in Debian's package `wasi-libc`.
const LIBRARIES: &str = "/usr/lib/wasm32-wasi";

/// The compiler's arithmetic, in Debian's package `libclang-rt-22-dev-wasm32`.
const BUILTINS: &str = "/usr/lib/llvm-22/lib/clang/22/lib/wasi/libclang_rt.builtins-wasm32.a";

/// As much as a program has on Linux. It comes first in memory, so that one that grows beyond it traps.
const STACK_BYTES: u32 = 8 << 20;

/// One link of a module.
#[derive(Clone, Debug)]
pub struct ModuleRequest<'a> {
    /// Where it is written.
    pub path: &'a Path,
    /// The program's own objects.
    pub objects: &'a [PathBuf],
    /// The archives and objects that the program names.
    pub libraries: &'a [PathBuf],
    /// Aria's runtime for this target.
    pub runtime: &'a Path,
    /// Whether debug information is left out.
    pub strip: bool,
}

impl Platform {
    /// The folder in which libraries for modules are looked for.
    #[must_use]
    pub fn module_libraries(&self) -> PathBuf {
        self.at(LIBRARIES)
    }

    /// The arguments of the linker of modules, its name not among them.
    ///
    /// # Errors
    /// [`PlatformError::PackageMissing`].
    pub fn module_link_arguments(&self, request: &ModuleRequest<'_>) -> Result<Vec<OsString>, PlatformError> {
        let folder = self.module_libraries();
        let present = |path: PathBuf, package: &'static str| match path.is_file() {
            true => Ok(path),
            false => Err(PlatformError::PackageMissing { file: path, package }),
        };
        let start = present(folder.join("crt1-command.o"), "wasi-libc")?;
        let library = present(folder.join("libc.a"), "wasi-libc")?;
        let builtins = present(self.at(BUILTINS), "libclang-rt-22-dev-wasm32")?;
        let mut line: Vec<OsString> = Vec::new();
        let stack = format!("stack-size={STACK_BYTES}");
        // A call with another type than its callee's would trap when it runs.
        line.extend(["--stack-first", "-z", &stack, "--fatal-warnings", "--threads=1"].map(OsString::from));
        if request.strip {
            line.push("--strip-debug".into());
        }
        line.push("-o".into());
        line.push(request.path.into());
        line.push(start.into());
        line.extend(request.objects.iter().chain(request.libraries).map(OsString::from));
        line.push(request.runtime.into());
        line.push(library.into());
        // C's mathematics and what C calls emulated are archives of their own, empty where the C library has it all.
        for name in ["libm.a", "libwasi-emulated-process-clocks.a", "libwasi-emulated-getpid.a"] {
            let archive = folder.join(name);
            if archive.is_file() {
                line.push(archive.into());
            }
        }
        line.push(builtins.into());
        Ok(line)
    }
}

/// Runs a module to its end with the engine that `PATH` finds first: wasmtime, or Node. It sees the files of this machine. Its
/// exit status, or 1 if it trapped; `None` where there is no engine.
///
/// # Errors
/// When the engine cannot be started.
pub fn run_module(environment: &Environment, module: &Path, arguments: &[OsString]) -> Option<Result<u8, PlatformError>> {
    let path = environment.get("PATH").unwrap_or_default();
    let find = |name: &str| std::env::split_paths(path).map(|folder| folder.join(name)).find(|file| file.is_file());
    let (program, leading) = match (find("wasmtime"), find("node")) {
        (Some(engine), _) => (engine, ["run", "--dir", ".", "--dir", "/"]),
        (None, Some(node)) => (node, ["--no-warnings", NODE_STACK, "-e", NODE_SCRIPT, "--"]),
        (None, None) => return None,
    };
    let arguments = leading.iter().map(OsStr::new).chain([module.as_os_str()]).chain(arguments.iter().map(OsString::as_os_str));
    let status = Command::new(&program).args(arguments).status();
    Some(match status {
        Ok(status) => Ok(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)),
        Err(error) => Err(PlatformError::NotStarted { program, kind: error.kind() }),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_missing_is_named_with_its_package() {
        let root = tempfile::tempdir().expect("a folder");
        let platform = Platform::linux_x86_64_at(root.path());
        let request = ModuleRequest {
            path: Path::new("/out.wasm"),
            objects: &[PathBuf::from("/a.o")],
            libraries: &[PathBuf::from("/z.a")],
            runtime: Path::new("/rt.a"),
            strip: true,
        };
        let missing = |package: &str| match platform.module_link_arguments(&request) {
            Err(PlatformError::PackageMissing { package: named, .. }) => assert_eq!(named, package),
            other => panic!("{other:?}"),
        };
        let write = |path: &str| {
            let path = root.path().join(path.trim_start_matches('/'));
            fs::create_dir_all(path.parent().expect("has one")).expect("created");
            fs::write(path, "").expect("written");
        };
        missing("wasi-libc");
        write(&format!("{LIBRARIES}/crt1-command.o"));
        write(&format!("{LIBRARIES}/libc.a"));
        missing("libclang-rt-22-dev-wasm32");
        write(BUILTINS);
        let line = platform.module_link_arguments(&request).expect("complete");
        let names: Vec<_> = line.iter().map(|word| word.to_string_lossy().rsplit('/').next().unwrap_or("").to_owned()).collect();
        let tail = ["--strip-debug", "-o", "out.wasm", "crt1-command.o", "a.o", "z.a", "rt.a", "libc.a"];
        assert_eq!(names[5..13], tail);
    }
}
