//! Artifacts: executables, in the cache or where the user wants them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aria_llvm::Linker;
use aria_mir::MirProgram;

use crate::backend;
use crate::cache::{Key, Kind, RunRequest};
use crate::diagnostics::{CacheUnusable, CannotWrite, LinkFailed, NoEntry, NotForTarget, ToolchainIncomplete};
use crate::export;
use crate::frontend::{self, Checked};
use crate::installation;
use crate::libraries;
use crate::module;
use crate::options::{CompileOptions, Profile, Target};
use crate::platform::link::{LinkRequest, LinkedLibrary, Output, Runtime};
use crate::progress::Stage;
use crate::project;
use crate::session::Session;

/// An executable that was built.
pub struct Built {
    pub path: PathBuf,
    /// The folder that holds it only for this run and that nobody else removes.
    pub temporary: Option<PathBuf>,
}

/// Compiles and links a program to a file.
pub fn build(session: &mut Session<'_>, options: &CompileOptions, output: &Path) -> Option<Built> {
    let (checked, program) = compile(session, options)?;
    let shown = output.display().to_string();
    let output = session.environment.absolute(output);
    if let Some(folder) = output.parent().filter(|folder| !folder.is_dir()) {
        session.diagnostics.push(CannotWrite { path: shown, why: format!("there is no folder `{}`", folder.display()) });
        return None;
    }
    link(session, options, &checked, &program, Output::Executable, &output, false)?;
    Some(Built { path: output, temporary: None })
}

/// Compiles the program that runs a file's tests, into the cache; `None` where there are none, or errors were reported.
pub fn build_tests(session: &mut Session<'_>, options: &CompileOptions) -> Option<Built> {
    let checked = frontend::check(session, options)?;
    if checked.program.entry.is_none() || session.diagnostics.has_errors() {
        return None;
    }
    let program = backend::lower(session, &checked, Vec::new())?;
    let folder = temporary_folder(session)?;
    let path = folder.path().join("tests");
    link(session, options, &checked, &program, Output::Executable, &path, true)?;
    Some(Built { path, temporary: Some(folder.keep()) })
}

/// Compiles what a program offers to a lane's world into a folder, in the form in which that world loads it.
pub fn build_module(session: &mut Session<'_>, options: &CompileOptions, lane: usize, folder: &Path) -> Option<Built> {
    if options.target != Target::Host {
        let what = format!("--{}", session.lanes[lane].name().to_lowercase());
        session.diagnostics.push(NotForTarget { what, target: options.target.name().into() });
        return None;
    }
    let checked = frontend::check(session, options)?;
    if session.diagnostics.has_errors() {
        return None;
    }
    let planned = export::plan(session, &checked.program, lane, checked.file)?;
    let program = backend::lower(session, &checked, vec![planned.module])?;
    let folder = session.environment.absolute(folder);
    if let Err(error) = std::fs::create_dir_all(&folder) {
        session.diagnostics.push(CannotWrite { path: folder.display().to_string(), why: error.to_string() });
        return None;
    }
    let path = folder.join(&planned.file_name);
    let output = Output::SharedLibrary { name: planned.file_name };
    link(session, options, &checked, &program, output, &path, false)?;
    export::describe(session, lane, &planned.interface, &folder)?;
    Some(Built { path, temporary: None })
}

/// Compiles a program into the cache and notes that the same command may start it again as long as nothing changes.
pub fn run_in_cache(session: &mut Session<'_>, options: &CompileOptions) -> Option<Built> {
    let (checked, program) = compile(session, options)?;
    let folder = temporary_folder(session)?;
    let made = folder.path().join("program");
    link(session, options, &checked, &program, Output::Executable, &made, true)?;
    let bytes = match std::fs::read(&made) {
        Ok(bytes) => bytes,
        Err(error) => {
            session.diagnostics.push(CannotWrite { path: made.display().to_string(), why: error.to_string() });
            return None;
        }
    };
    let cache = session.cache.clone()?;
    let key = Key::of(&[b"executable", &bytes]);
    match cache.put(Kind::Executable, &key, &bytes) {
        Ok(path) => {
            // Warnings are shown again on every run, so such a program is compiled again.
            if session.diagnostics.is_empty() {
                let absolute = session.environment.absolute(&options.file);
                if let Some(compiler) = installation::compiler() {
                    let release = options.profile == Profile::Release;
                    let request = RunRequest { compiler: &compiler, file: &absolute, release, sanitizer: options.sanitizer };
                    let dependencies = session.with_dependencies(|d| d.clone());
                    // Where it is not kept, the next run compiles again, which is all that is lost.
                    let _ = cache.put_run(&request, &dependencies, &path);
                }
            }
            Some(Built { path, temporary: session.scratch.as_ref().map(|folder| folder.path().to_owned()) })
        }
        Err(error) => {
            session.diagnostics.push(CacheUnusable { why: error.to_string() });
            Some(Built { path: made, temporary: Some(folder.keep()) })
        }
    }
}

/// The executable that the same command made before, if nothing has changed since.
pub fn cached_run(session: &Session<'_>, options: &CompileOptions) -> Option<Built> {
    let absolute = session.environment.absolute(&options.file);
    let compiler = installation::compiler()?;
    let release = options.profile == Profile::Release;
    let request = RunRequest { compiler: &compiler, file: &absolute, release, sanitizer: options.sanitizer };
    let path = session.cache.as_ref()?.lookup_run(&request, &session.environment)?;
    Some(Built { path, temporary: None })
}

/// Where the executable of the project goes, whose folder is made.
pub fn project_output(session: &mut Session<'_>, target: Target) -> Option<PathBuf> {
    let output = project::current(session)?.executable().with_extension(target.extension());
    let folder = session.environment.absolute(output.parent().unwrap_or(Path::new("")));
    if let Err(error) = std::fs::create_dir_all(&folder) {
        session.diagnostics.push(CannotWrite { path: folder.display().to_string(), why: error.to_string() });
        return None;
    }
    Some(output)
}

pub(crate) fn temporary_folder(session: &mut Session<'_>) -> Option<tempfile::TempDir> {
    let made = tempfile::tempdir();
    if let Err(error) = &made {
        let path = std::env::temp_dir().display().to_string();
        session.diagnostics.push(CannotWrite { path, why: error.to_string() });
    }
    made.ok()
}

/// Whether the options go together with the target; if not, it is reported.
fn fits(session: &mut Session<'_>, options: &CompileOptions) -> bool {
    let unfit = match options.sanitizer {
        Some(_) if options.target != Target::Host => Some("--sanitize"),
        _ => None,
    };
    if let Some(what) = unfit {
        session.diagnostics.push(NotForTarget { what: what.into(), target: options.target.name().into() });
    }
    unfit.is_none()
}

fn compile(session: &mut Session<'_>, options: &CompileOptions) -> Option<(Checked, MirProgram)> {
    if !fits(session, options) {
        return None;
    }
    let checked = frontend::check(session, options)?;
    if checked.program.entry.is_none() && !session.diagnostics.has_errors() {
        session.diagnostics.push(NoEntry { file: aria_source::Span { end: checked.file.start, ..checked.file } });
    }
    if session.diagnostics.has_errors() {
        return None;
    }
    let program = backend::lower(session, &checked, Vec::new())?;
    Some((checked, program))
}

/// Writes a program's objects to where the linker reads them.
pub(crate) fn write_objects(session: &mut Session<'_>, folder: &Path, code: &[Arc<[u8]>]) -> Option<Vec<PathBuf>> {
    let mut objects = Vec::with_capacity(code.len());
    for (i, code) in code.iter().enumerate() {
        let object = folder.join(format!("program{i}.o"));
        if let Err(error) = std::fs::write(&object, code) {
            session.diagnostics.push(CannotWrite { path: object.display().to_string(), why: error.to_string() });
            return None;
        }
        objects.push(object);
    }
    Some(objects)
}

fn link(
    session: &mut Session<'_>,
    options: &CompileOptions,
    checked: &Checked,
    program: &MirProgram,
    kind: Output,
    output: &Path,
    stays_here: bool,
) -> Option<()> {
    if options.target == Target::Wasi {
        return module::link(session, options, checked, program, output);
    }
    let absolute = session.environment.absolute(&options.file);
    let base = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let code = backend::generate(session, checked, program, options)?;
    session.progress.enter(Stage::Linking);
    let found = libraries::linked_libraries(session, checked, &code, &base)?;
    let folder = temporary_folder(session)?;
    let objects = write_objects(session, folder.path(), &code)?;
    let mut libraries: Vec<LinkedLibrary> = found
        .choices
        .iter()
        .map(|c| LinkedLibrary { path: c.path.clone(), always: c.why == crate::platform::libraries::Why::Explicit })
        .collect();
    for (i, part) in found.native_parts.iter().enumerate() {
        let path = folder.path().join(format!("lane{i}.a"));
        if let Err(error) = std::fs::write(&path, part.archive) {
            session.diagnostics.push(CannotWrite { path: path.display().to_string(), why: error.to_string() });
            return None;
        }
        libraries.push(LinkedLibrary { path, always: false });
    }
    let Some(runtime) = installation::runtime_archive() else {
        session.diagnostics.push(ToolchainIncomplete { what: "the runtime `libaria_rt.a` is not beside the compiler".into() });
        return None;
    };
    session.with_dependencies(|d| d.file(&runtime));
    // A released program takes no path of this machine along.
    let support = runtime.parent().filter(|_| options.profile != Profile::Release || stays_here).map(Path::to_owned);
    let request = LinkRequest {
        support: support.as_deref(),
        output: kind,
        path: output,
        objects: &objects,
        libraries: &libraries,
        runtime: Runtime::Static(runtime.clone()),
        sanitizer: options.sanitizer,
        stays_here,
    };
    let platform = session.platform.clone()?;
    let arguments = match platform.link_arguments(&request) {
        Ok(arguments) => arguments,
        Err(error) => {
            session.diagnostics.push(ToolchainIncomplete { what: error.to_string() });
            return None;
        }
    };
    // The linker's own name comes first; lld takes only what follows.
    let arguments: Vec<String> = arguments.iter().skip(1).map(|a| a.to_string_lossy().into_owned()).collect();
    match aria_llvm::link(Linker::Elf, &arguments) {
        Ok(()) => Some(()),
        Err(error) => {
            // The libraries that a program names are taken as they are; only the linker sees what they lack.
            match libraries::undefined_symbols(&error.messages) {
                Some(symbols) => libraries::report_undefined(session, checked, symbols, &[]),
                None => session.diagnostics.push(LinkFailed { messages: error.messages }),
            }
            None
        }
    }
}
