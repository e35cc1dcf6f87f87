//! Programs as WebAssembly modules: which archives they are linked with, and the link.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use aria_lane::Spelled;
use aria_llvm::Linker;
use aria_mir::MirProgram;

use crate::artifact::{build, temporary_folder, write_objects};
use crate::backend;
use crate::diagnostics::{LibraryNotForTarget, LinkFailed, TargetNotInstalled};
use crate::frontend::Checked;
use crate::installation;
use crate::libraries;
use crate::options::{CompileOptions, Profile};
use crate::platform::PlatformError;
use crate::platform::wasi::{self, ModuleRequest};
use crate::session::Session;

/// Compiles a program into a module.
pub(crate) fn link(
    session: &mut Session<'_>,
    options: &CompileOptions,
    checked: &Checked,
    program: &MirProgram,
    output: &Path,
) -> Option<()> {
    let target = options.target.name();
    let absolute = session.environment.absolute(&options.file);
    let base = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let platform = session.platform.clone()?;
    let mut archives = Vec::new();
    for named in &checked.links {
        match find(named, &base, &platform.module_libraries()) {
            Ok(archive) => archives.push(archive),
            Err(searched) => {
                let (name, span) = (named.text.clone(), Some(named.span));
                session.diagnostics.push(LibraryNotForTarget { name, target: target.into(), searched, span });
            }
        }
    }
    if session.diagnostics.has_errors() {
        return None;
    }
    archives.dedup();
    let runtime = installation::module_runtime_archive()?;
    // What is missing of the C library is said first: without it, there is no runtime either.
    let request = |objects| ModuleRequest {
        path: output,
        objects,
        libraries: &archives,
        runtime: &runtime,
        strip: options.profile == Profile::Release,
    };
    let missing = |session: &mut Session<'_>, what: String, remedy: String| {
        session.diagnostics.push(TargetNotInstalled { target: target.into(), what, remedy });
    };
    if let Err(error) = platform.module_link_arguments(&request(&[])) {
        let remedy = match &error {
            PlatformError::PackageMissing { package, .. } => format!("on Debian: apt install {package}"),
            _ => "install the target's C library".into(),
        };
        missing(session, error.to_string(), remedy);
        return None;
    }
    if !runtime.is_file() {
        let what = format!("Aria's runtime `{}` is not beside the compiler", runtime.display());
        missing(session, what, "`make build` makes it where wasi-libc is installed".into());
        return None;
    }
    let code = backend::generate(session, checked, program, options)?;
    let folder = temporary_folder(session)?;
    let objects = write_objects(session, folder.path(), &code)?;
    let arguments = platform.module_link_arguments(&request(&objects)).ok()?;
    let arguments: Vec<String> = arguments.iter().map(|a| a.to_string_lossy().into_owned()).collect();
    match aria_llvm::link(Linker::Module, &arguments) {
        Ok(()) => Some(()),
        Err(error) => {
            match libraries::undefined_symbols(&error.messages) {
                Some(symbols) => libraries::report_undefined(session, checked, symbols, &[]),
                None => session.diagnostics.push(LinkFailed { messages: error.messages }),
            }
            None
        }
    }
}

/// Compiles a program into a module and runs it with an engine of this machine; its exit status. `None` if it did not get so
/// far: something was reported.
pub fn run_as_module(session: &mut Session<'_>, options: &CompileOptions, arguments: &[OsString]) -> Option<u8> {
    let folder = temporary_folder(session)?;
    let name = options.file.file_stem().map_or_else(|| "main".into(), |stem| stem.to_os_string());
    let path = folder.path().join(name).with_extension(options.target.extension());
    build(session, options, &path)?;
    if session.diagnostics.has_errors() {
        return None;
    }
    match wasi::run_module(&session.environment, &path, arguments) {
        Some(Ok(status)) => Some(status),
        Some(Err(error)) => {
            let (target, what) = (options.target.name().into(), error.to_string());
            session.diagnostics.push(TargetNotInstalled { target, what, remedy: RUNNERS.into() });
            None
        }
        None => {
            let (target, what) = (options.target.name().into(), "there is nothing to run modules with".into());
            session.diagnostics.push(TargetNotInstalled { target, what, remedy: RUNNERS.into() });
            None
        }
    }
}

/// What helps where no engine was found.
const RUNNERS: &str = "install wasmtime, or on Debian: apt install nodejs";

/// The archive that a `link` means: a path from the program's folder, or a name in the C library's. Else, where it was looked
/// for.
fn find(named: &Spelled, base: &Path, libraries: &Path) -> Result<PathBuf, Vec<String>> {
    let candidate = match named.text.contains('/') {
        true => base.join(&named.text),
        false => libraries.join(format!("lib{}.a", named.text)),
    };
    if candidate.is_file() { Ok(candidate) } else { Err(vec![candidate.display().to_string()]) }
}
