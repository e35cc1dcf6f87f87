//! Starting programs.

use super::PlatformError;
use std::convert::Infallible;
use std::ffi::OsString;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Turns this process into `program`, which sees itself called `name` with `arguments`, in the same environment. Output that is still
/// buffered must be flushed before.
///
/// # Errors
/// When it cannot be started; nothing has changed then.
pub fn execute(program: &Path, name: &Path, arguments: &[OsString]) -> Result<Infallible, PlatformError> {
    let mut attempts = 0;
    loop {
        let error = Command::new(program).arg0(name).args(arguments).exec();
        // Another thread's child may hold a file that was just written open for a moment, between its fork and its exec.
        if error.kind() == std::io::ErrorKind::ExecutableFileBusy && attempts < 20 {
            attempts += 1;
            std::thread::sleep(Duration::from_millis(1));
            continue;
        }
        return Err(PlatformError::NotStarted { program: program.to_owned(), kind: error.kind() });
    }
}
