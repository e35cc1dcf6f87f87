//! Starting programs.

use super::PlatformError;
use std::convert::Infallible;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// What a finished process wrote, and its exit status if no signal ended it.
pub struct Captured {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a program to its end, with nothing to read.
///
/// # Errors
/// When it cannot be started.
pub fn captured(program: &Path, arguments: &[OsString]) -> Result<Captured, PlatformError> {
    let output = Command::new(program).args(arguments).stdin(std::process::Stdio::null()).output();
    let output = output.map_err(|error| PlatformError::NotStarted { program: program.to_owned(), kind: error.kind() })?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Captured { status: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) })
}

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
        if error.kind() == io::ErrorKind::ExecutableFileBusy && attempts < 20 {
            attempts += 1;
            std::thread::sleep(Duration::from_millis(1));
            continue;
        }
        return Err(PlatformError::NotStarted { program: program.to_owned(), kind: error.kind() });
    }
}

/// As [`execute`], for a program (no script) in a temporary folder, which is removed first: what runs does not need its file, and
/// nobody else would remove it.
///
/// # Errors
/// As [`execute`]; the folder may be gone then.
pub fn execute_and_remove(
    program: &Path,
    folder: &Path,
    name: &Path,
    arguments: &[OsString],
) -> Result<Infallible, PlatformError> {
    let failed = |error: io::Error| PlatformError::NotStarted { program: program.to_owned(), kind: error.kind() };
    let file = File::open(program).map_err(failed)?;
    let opened = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
    if !opened.exists() {
        return execute(program, name, arguments);
    }
    // What cannot be removed stays in the system's temporary directory, which is cleaned without us.
    let _ = std::fs::remove_dir_all(folder);
    execute(&opened, name, arguments)
}

#[cfg(test)]
mod tests {
    use super::{execute, execute_and_remove};
    use crate::platform::PlatformError;
    use std::io::ErrorKind;
    use std::path::Path;
    use std::process::{Command, Output};

    const CASE: &str = "ARIA_TEST_EXECUTE";

    /// Starts this test program again, in a process that may be turned into another one.
    fn in_child(case: &str, folder: &Path) -> Output {
        let mut command = Command::new(std::env::current_exe().expect("known"));
        command.args(["--exact", "platform::process::tests::child", "--nocapture"]).env(CASE, case).current_dir(folder);
        command.output().expect("started")
    }

    #[test]
    fn child() {
        let Ok(case) = std::env::var(CASE) else { return };
        let folder = std::env::current_dir().expect("known").join("made");
        let arguments = ["-c".into(), "echo \"$0 $1\"; exit 9".into(), "called".into(), "with this".into()];
        let outcome = match case.as_str() {
            "execute" => execute(Path::new("/bin/sh"), Path::new("main.aria"), &arguments),
            _ => execute_and_remove(&folder.join("program"), &folder, Path::new("main.aria"), &arguments),
        };
        panic!("{outcome:?}");
    }

    #[test]
    fn the_process_becomes_the_program() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("made")).expect("created");
        std::fs::copy("/bin/sh", folder.path().join("made/program")).expect("copied");
        for case in ["execute", "execute_and_remove"] {
            let output = in_child(case, folder.path());
            assert_eq!(output.status.code(), Some(9), "{output:?}");
            assert!(String::from_utf8_lossy(&output.stdout).ends_with("called with this\n"), "{output:?}");
        }
        assert!(!folder.path().join("made").exists());
    }

    #[test]
    fn what_is_missing_is_not_started() {
        let error = execute(Path::new("/nowhere"), Path::new("x"), &[]).unwrap_err();
        assert_eq!(error, PlatformError::NotStarted { program: "/nowhere".into(), kind: ErrorKind::NotFound });
    }
}
