//! The way through the cache: find the manifest, compare it with the machine, execute the program. Everything that is not as
//! expected is a reason to return, never an error: the compiler is asked then.

use crate::path::PathBuffer;
use crate::system::{self, Process};
use aria_run_manifest::{Hash128, Host, Invocation, MANIFEST_FOLDER, Manifest, Probe, RunKey, cache_folder, run_manifest_name};
use core::ffi::CStr;

/// Seconds after which a hit is noted again. Which entries are evicted first depends on the notes; hits stay cheap.
const TOUCH_AFTER: i64 = 3600;

/// Executes the cached program for this command line, or returns.
pub fn execute(process: &Process, compiler: &PathBuffer) -> Option<()> {
    let invocation = Invocation::parse(process.arguments(1).texts())?;
    let program_arguments = process.arguments(invocation.file_index.checked_add(1)?);
    let source = PathBuffer::resolved(program_arguments.first()?)?;
    let mut key = [0; 8704];
    let key = RunKey {
        compiler: compiler.as_bytes(),
        file: source.as_bytes(),
        release: invocation.release,
        sanitizer: invocation.sanitizer,
    }
    .write_into(&mut key)?;

    let (base, rest) = cache_folder(|name| process.variable(name))?;
    let folder = PathBuffer::of(&[base, rest])?;
    if !system::status(folder.as_c_str()).ok()?.belongs_only_to(system::effective_user()) {
        return None;
    }
    let path = PathBuffer::of(&[folder.as_bytes(), b"/", MANIFEST_FOLDER.as_bytes(), b"/", &run_manifest_name(key)])?;
    let manifest = Manifest::parse(system::open(path.as_c_str())?.read_whole(system::pages()?)?).ok()?;
    if manifest.key() != Some(key) || manifest.first_change(&mut Machine { process }).is_some() {
        return None;
    }
    let (executable, _) = manifest.executable()?;
    if system::status(executable).ok()?.accessed < system::now().wrapping_sub(TOUCH_AFTER) {
        system::touch(executable);
        system::touch(path.as_c_str());
    }
    system::execute(executable, program_arguments, process.environment());
    None
}

struct Machine<'p> {
    process: &'p Process,
}

impl Host for Machine<'_> {
    fn probe(&mut self, path: &CStr) -> Probe {
        match system::status(path) {
            Ok(status) if status.is_directory() => Probe::Directory(status.stamp),
            Ok(status) => Probe::File(status.stamp),
            Err(failure) if failure.means_absent() => Probe::Absent,
            Err(_) => Probe::Unknown,
        }
    }

    fn contents(&mut self, path: &CStr) -> Option<u128> {
        let file = system::open(path)?;
        let mut hash = Hash128::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            match file.read(&mut buffer)? {
                [] => return Some(hash.finish()),
                bytes => hash.update(bytes),
            }
        }
    }

    fn variable_is(&mut self, name: &[u8], value: Option<&[u8]>) -> bool {
        self.process.variable(name) == value
    }

    fn working_directory_is(&mut self, path: &[u8]) -> bool {
        let mut buffer = [0; 4096];
        system::working_directory(&mut buffer) == Some(path)
    }
}
