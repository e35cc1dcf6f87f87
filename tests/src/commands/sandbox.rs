//! [`Sandbox`]: a folder with programs, a cache that nothing else uses, and, where wanted, a compiler of its own.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::{Problem, ensure};
use crate::aria::{Aria, Outcome};
use crate::sorted_entries;

/// What lies beside a compiler and belongs to it, but for the clang library.
const COMPANIONS: [&str; 3] = ["libaria_rt.a", "libaria_rt.so", "libaria_backtrace.so"];

/// One case's place.
pub struct Sandbox<'a> {
    aria: &'a Aria,
    folder: tempfile::TempDir,
    cache: tempfile::TempDir,
    /// The `aria` that is run.
    program: PathBuf,
    variables: Vec<(String, String)>,
    /// How often files were made old; each time they get another age.
    settled: u32,
}

impl<'a> Sandbox<'a> {
    pub fn new(aria: &'a Aria) -> Result<Self, Problem> {
        let program = aria.program.clone();
        let (folder, cache) = (tempfile::tempdir()?, tempfile::tempdir()?);
        Ok(Self { aria, folder, cache, program, variables: Vec::new(), settled: 0 })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn cache(&self) -> &Path {
        self.cache.path()
    }

    /// Writes a file, in a new folder if need be.
    pub fn write(&self, name: &str, contents: impl AsRef<[u8]>) -> Result<PathBuf, Problem> {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/")))?;
        fs::write(&path, contents)?;
        Ok(path)
    }

    /// Sets a variable for all commands that follow.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.into()));
    }

    /// Makes what was written since the last time seem old, and different from before: what was changed only just now is
    /// not kept by a cache that goes by times.
    pub fn settle(&mut self) -> Result<(), Problem> {
        self.settled += 1;
        let hour = SystemTime::now() - Duration::from_secs(3600);
        make_old(self.folder.path(), hour + Duration::from_secs(1800), hour + Duration::from_secs(self.settled.into()))
    }

    /// Runs `aria ARGUMENTS…`.
    pub fn aria(&self, arguments: &[&str]) -> Result<Outcome, Problem> {
        self.aria_in("", arguments)
    }

    /// The same in a folder below.
    pub fn aria_in(&self, folder: &str, arguments: &[&str]) -> Result<Outcome, Problem> {
        self.start(Command::new(&self.program).args(arguments), folder)
    }

    /// Runs a program of this folder, or of the machine.
    pub fn start(&self, command: &mut Command, folder: &str) -> Result<Outcome, Problem> {
        // What the machine's user has set must not decide what is found.
        command.env_remove("CPATH").env("ARIA_CACHE_DIR", self.cache.path());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        Ok(self.aria.run_program(command, &self.path(folder), "")?)
    }

    /// Runs `aria ARGUMENTS…`, which must succeed and print exactly this.
    pub fn prints(&self, arguments: &[&str], expected: &str) -> Result<(), Problem> {
        let outcome = self.aria(arguments)?;
        ensure(outcome.status == Some(0) && outcome.stdout == expected && outcome.stderr.is_empty(), || {
            format!("`aria {}` should print {expected:?}; what came: {outcome:?}", arguments.join(" "))
        })
    }

    /// Runs `aria ARGUMENTS…`, which must report these errors and no other, and fail as the compiler does.
    pub fn reports(&self, arguments: &[&str], codes: &[&str]) -> Result<Outcome, Problem> {
        let outcome = self.aria(arguments)?;
        let found: Vec<&str> =
            outcome.stderr.lines().filter_map(|line| Some(line.strip_prefix("error[")?.split_once(']')?.0)).collect();
        ensure(outcome.status == Some(1) && found == codes, || {
            let start: String = outcome.stderr.chars().take(2000).collect();
            format!("`aria {}` should report {codes:?} with status 1; status {:?}:\n{start}", arguments.join(" "), outcome.status)
        })?;
        Ok(outcome)
    }

    /// What is kept for the launcher: each run that it can repeat, and when that was noted.
    pub fn kept(&self) -> Result<Vec<(PathBuf, SystemTime)>, Problem> {
        let entry = |path: PathBuf| Ok((path.clone(), fs::metadata(path)?.modified()?));
        sorted_entries(&self.cache.path().join("run")).into_iter().map(entry).collect()
    }

    /// Goes on with a copy of the compiler, `compiler/aria` and what belongs to it but the clang library, which is left to
    /// be found where the compiler finds it, unless `clang` has other bytes for it.
    pub fn own_compiler(&mut self, clang: Option<&[u8]>) -> Result<(), Problem> {
        let launcher = self.aria.program.canonicalize()?;
        let beside = launcher.parent().unwrap_or(Path::new("/")).to_owned();
        let installed = beside.join("../lib/aria");
        let home = if beside.join("aria-compiler").is_file() { beside } else { installed };
        fs::create_dir(self.path("compiler"))?;
        fs::copy(&launcher, self.path("compiler/aria"))?;
        fs::copy(home.join("aria-compiler"), self.path("compiler/aria-compiler"))?;
        for name in COMPANIONS.into_iter().filter(|name| home.join(name).is_file()) {
            fs::copy(home.join(name), self.path("compiler").join(name))?;
        }
        if let Some(clang) = clang {
            fs::write(self.path("compiler/libaria_clang.so"), clang)?;
        }
        self.program = self.path("compiler/aria");
        self.settle()
    }
}

/// Gives everything below a folder that is younger than `young` the age `age`.
fn make_old(path: &Path, young: SystemTime, age: SystemTime) -> Result<(), Problem> {
    if path.is_dir() {
        sorted_entries(path).iter().try_for_each(|entry| make_old(entry, young, age))?;
    }
    let file = File::open(path)?;
    if file.metadata()?.modified()? > young {
        file.set_modified(age)?;
    }
    Ok(())
}
