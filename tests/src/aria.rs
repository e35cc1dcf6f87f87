//! [`Aria`]: the compiler under test, run as a process.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A case that takes longer hangs.
const TIME_LIMIT: Duration = Duration::from_secs(180);

/// The compiler's binary and the cache that all cases of this process share.
#[derive(Debug)]
pub struct Aria {
    pub program: PathBuf,
    /// Whether expectations are replaced by what comes (`ARIA_BLESS=1`).
    pub bless: bool,
    cache: tempfile::TempDir,
}

/// How a process ended and what it wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    /// The exit status; none if a signal ended it.
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Aria {
    /// The compiler at a path. Whether it is there shows when a case starts it: a missing compiler is a failure.
    ///
    /// # Errors
    /// If no folder for the cache can be made.
    pub fn at(program: PathBuf) -> std::io::Result<Self> {
        Ok(Self { program, bless: false, cache: tempfile::tempdir()? })
    }

    /// The compiler that `ARIA` names, else the one built beside this test binary (`target/<profile>/aria`).
    ///
    /// # Errors
    /// If the path of this binary is unknown or no folder for the cache can be made.
    pub fn locate() -> std::io::Result<Self> {
        let program = match std::env::var_os("ARIA") {
            Some(program) => std::path::absolute(program)?,
            None => {
                let own = std::env::current_exe()?;
                own.parent().and_then(Path::parent).unwrap_or(Path::new(".")).join("aria")
            }
        };
        let bless = std::env::var_os("ARIA_BLESS").is_some_and(|v| v == "1");
        Ok(Self { bless, ..Self::at(program)? })
    }

    /// Runs `aria ARGUMENTS…` in a folder.
    ///
    /// # Errors
    /// A sentence for the report, if the process cannot start or takes too long.
    pub fn run<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
        folder: &Path,
        stdin: &str,
    ) -> Result<Outcome, String> {
        self.run_program(Command::new(&self.program).args(arguments), folder, stdin)
    }

    /// Runs `NAME=value… aria ARGUMENTS…` in a folder.
    ///
    /// # Errors
    /// As [`Aria::run`].
    pub fn run_with(&self, variables: &[(String, String)], arguments: &[String], folder: &Path) -> Result<Outcome, String> {
        let variables = variables.iter().map(|(name, value)| (name, value));
        self.run_program(Command::new(&self.program).args(arguments).envs(variables), folder, "")
    }

    /// Runs another program that uses the compiler, which it finds in `ARIA`.
    ///
    /// # Errors
    /// As [`Aria::run`].
    pub fn run_program(&self, command: &mut Command, folder: &Path, stdin: &str) -> Result<Outcome, String> {
        let own = [
            ("ARIA", self.program.as_os_str()),
            ("ARIA_CACHE_DIR", self.cache.path().as_os_str()),
            ("NO_COLOR", OsStr::new("1")),
            ("LC_ALL", OsStr::new("C.UTF-8")),
        ];
        for (name, value) in own {
            // What the case sets itself stays.
            if !command.get_envs().any(|(set, _)| set == OsStr::new(name)) {
                command.env(name, value);
            }
        }
        command.current_dir(folder).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let program = Path::new(command.get_program()).display().to_string();
        let mut child = spawn(command).map_err(|e| format!("cannot start {program}: {e}"))?;
        let input = child.stdin.take();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        std::thread::scope(|scope| {
            // A program that does not read its input closes the pipe; that is its right.
            scope.spawn(move || input.map(|mut pipe| pipe.write_all(stdin.as_bytes())));
            let stdout = scope.spawn(move || read_all(out));
            let stderr = scope.spawn(move || read_all(err));
            let status = wait(&mut child);
            let (stdout, stderr) = (stdout.join().unwrap_or_default(), stderr.join().unwrap_or_default());
            match status {
                Ok(status) => Ok(Outcome { status, stdout, stderr }),
                Err(problem) => Err(format!("{program}: {problem}\n{stdout}{stderr}")),
            }
        })
    }
}

/// Starts a process. A program written just now may for a moment be open in a process that another thread is forking.
fn spawn(command: &mut Command) -> std::io::Result<Child> {
    for _ in 0..100 {
        match command.spawn() {
            Err(e) if e.kind() == std::io::ErrorKind::ExecutableFileBusy => std::thread::sleep(Duration::from_millis(10)),
            other => return other,
        }
    }
    command.spawn()
}

fn read_all(pipe: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    // What was read before an error still belongs into the report.
    let _ = pipe.map(|mut p| p.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

fn wait(child: &mut Child) -> Result<Option<i32>, String> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status.code()),
            Ok(None) if start.elapsed() > TIME_LIMIT => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("still running after {} s", TIME_LIMIT.as_secs()));
            }
            Ok(None) => std::thread::sleep(pause),
            Err(error) => return Err(error.to_string()),
        }
        pause = (pause * 2).min(Duration::from_millis(10));
    }
}
