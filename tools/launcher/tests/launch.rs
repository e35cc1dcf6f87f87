//! The built `aria` with a stand-in for the compiler that says what it was asked: which command lines are answered from the cache,
//! which changes send them to the compiler, and that no damage to the cache does anything else.

use aria_run_manifest::{Hash128, MANIFEST_FOLDER, Record, RunKey, Sanitizer, Stamp, encode, run_manifest_name};
use std::ffi::CString;
use std::fs::{self, Permissions};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One test at a time: a process that another test has forked holds this one's freshly written executables open for a moment, and
/// the kernel does not execute what is open for writing.
static ALONE: Mutex<()> = Mutex::new(());

struct Installation {
    folder: tempfile::TempDir,
    _alone: MutexGuard<'static, ()>,
}

fn stamp(path: &Path) -> Stamp {
    let metadata = fs::metadata(path).expect("exists");
    Stamp {
        size: if metadata.is_dir() { 0 } else { metadata.len() },
        modified_ns: metadata.mtime() * 1_000_000_000 + metadata.mtime_nsec(),
        inode: metadata.ino(),
    }
}

fn c_path(path: &Path) -> CString {
    CString::new(path.as_os_str().as_bytes()).expect("no NUL")
}

fn script(path: &Path, text: &str) {
    fs::write(path, format!("#!/bin/sh\n{text}\n")).expect("written");
    fs::set_permissions(path, Permissions::from_mode(0o755)).expect("made executable");
}

impl Installation {
    fn new() -> Self {
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let new = Self { folder: tempfile::tempdir().expect("a folder"), _alone: alone };
        fs::create_dir(new.path("bin")).expect("created");
        new.install_launcher();
        script(&new.path("bin/aria-compiler"), "echo \"compiler: $*\"");
        script(&new.path("program"), "echo \"program: $*\"; exit 7");
        fs::create_dir_all(new.path("cache").join(MANIFEST_FOLDER)).expect("created");
        fs::set_permissions(new.path("cache"), Permissions::from_mode(0o700)).expect("made private");
        fs::create_dir(new.path("include")).expect("created");
        fs::write(new.path("main.aria"), "C.puts(\"hello\")\n").expect("written");
        fs::write(new.path("include/a.h"), "int a;\n").expect("written");
        new
    }

    /// Puts the launcher in its place. `ARIA_LAUNCHER` may name one for another processor, and `ARIA_LAUNCHER_RUNNER` the
    /// emulator that runs it.
    fn install_launcher(&self) {
        let own = std::env::var_os("ARIA_LAUNCHER").unwrap_or_else(|| env!("CARGO_BIN_EXE_aria").into());
        match std::env::var("ARIA_LAUNCHER_RUNNER") {
            Ok(runner) => {
                fs::copy(own, self.path("bin/launcher")).expect("copied");
                let launcher = self.path("bin/launcher");
                script(&self.path("bin/aria"), &format!("exec {runner} '{}' \"$@\"", launcher.display()));
            }
            Err(_) => drop(fs::copy(own, self.path("bin/aria")).expect("copied")),
        }
    }

    /// The real path: what the kernel says the file is called.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().canonicalize().expect("exists").join(name)
    }

    fn record(&self, release: bool, sanitizer: Option<Sanitizer>) -> PathBuf {
        let main = self.path("main.aria");
        let mut key = [0; 9000];
        let key = RunKey {
            compiler: self.path("bin/aria-compiler").as_os_str().as_bytes(),
            file: main.as_os_str().as_bytes(),
            release,
            sanitizer,
        }
        .write_into(&mut key)
        .expect("room");
        let [program, source, header, folder, absent] =
            ["program", "main.aria", "include/a.h", "include", "earlier"].map(|name| c_path(&self.path(name)));
        let contents = Hash128::of(&fs::read(&main).expect("readable"));
        let records = [
            Record::Key(key),
            Record::Executable { path: &program, stamp: stamp(&self.path("program")) },
            Record::File { path: &source, stamp: stamp(&main), contents: Some(contents) },
            Record::File { path: &header, stamp: stamp(&self.path("include/a.h")), contents: None },
            Record::Directory { path: &folder, stamp: stamp(&self.path("include")) },
            Record::Absent { path: &absent },
            Record::Variable { name: b"CPATH", value: None },
            Record::Variable { name: b"PKG_CONFIG_PATH", value: Some(b"/p") },
        ];
        let name = String::from_utf8(run_manifest_name(key).to_vec()).expect("digits");
        let manifest = self.path("cache").join(MANIFEST_FOLDER).join(name);
        let mut bytes = Vec::new();
        assert!(encode(records.into_iter(), &mut |piece| bytes.extend_from_slice(piece)));
        fs::write(&manifest, bytes).expect("written");
        manifest
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(self.path("bin/aria"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.env("ARIA_CACHE_DIR", self.path("cache")).env("PKG_CONFIG_PATH", "/p");
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        answer(&self.command(arguments).output().expect("started"))
    }
}

fn answer(output: &Output) -> String {
    assert_eq!(output.status.signal(), None);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

#[test]
fn a_hit_executes_the_program_with_its_arguments_and_status() {
    let here = Installation::new();
    assert_eq!(here.run(&["run", "main.aria", "x"]), "compiler: run main.aria x");
    here.record(false, None);
    let output = here.command(&["run", "main.aria", "--release", "b c"]).output().expect("started");
    assert_eq!(answer(&output), "program: --release b c");
    assert_eq!(output.status.code(), Some(7));
    // Another spelling of the same file, through a link.
    std::os::unix::fs::symlink("main.aria", here.path("link.aria")).expect("linked");
    assert_eq!(here.run(&["run", "./include/../link.aria"]), "program:");
    // The same folder, found in the other two ways.
    for (name, folder) in [("XDG_CACHE_HOME", "cache"), ("HOME", "cache/.cache")] {
        let base = here.path(&format!("{name}/{folder}"));
        fs::create_dir_all(&base).expect("created");
        std::os::unix::fs::symlink(here.path("cache"), base.join("aria")).expect("linked");
        let variable = if name == "HOME" { base.parent().expect("has one").to_owned() } else { base };
        let output = here.command(&["run", "main.aria"]).env_remove("ARIA_CACHE_DIR").env(name, variable).output();
        assert_eq!(answer(&output.expect("started")), "program:", "{name}");
    }
}

#[test]
fn the_program_is_called_by_the_name_of_its_file() {
    let here = Installation::new();
    fs::remove_file(here.path("program")).expect("removed");
    fs::copy("/bin/sh", here.path("program")).expect("copied");
    here.record(false, None);
    // A shell says its own name in an error message.
    let output = here.command(&["run", "main.aria", "-c", "exec nothing-of-this-name"]).output().expect("started");
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("main.aria: "), "{output:?}");
}

/// The dynamic loader and the C library take longer to start than all that the launcher does.
#[test]
fn the_launcher_needs_no_loader() {
    let bytes = fs::read(env!("CARGO_BIN_EXE_aria")).expect("readable");
    let number =
        |at: usize, length: usize| bytes[at..at + length].iter().rev().fold(0usize, |sum, byte| sum << 8 | *byte as usize);
    let (table, size, count) = (number(32, 8), number(54, 2), number(56, 2));
    let kinds: Vec<usize> = (0..count).map(|header| number(table + header * size, 4)).collect();
    const PT_LOAD: usize = 1;
    const PT_INTERP: usize = 3;
    assert!(kinds.contains(&PT_LOAD) && !kinds.contains(&PT_INTERP), "{kinds:?}");
}

#[test]
fn options_select_their_own_entries() {
    let here = Installation::new();
    here.record(true, Some(Sanitizer::Address));
    assert_eq!(here.run(&["run", "--sanitize=address", "--release", "main.aria"]), "program:");
    assert_eq!(here.run(&["run", "--release", "main.aria"]), "compiler: run --release main.aria");
    assert_eq!(here.run(&["run", "main.aria"]), "compiler: run main.aria");
}

#[test]
fn other_commands_go_to_the_compiler() {
    let here = Installation::new();
    here.record(false, None);
    for words in
        [&[][..], &["check", "main.aria"], &["run"], &["run", "-"], &["run", "--odd", "main.aria"], &["run", "missing.aria"]]
    {
        assert_eq!(here.run(words), format!("compiler: {}", words.join(" ")).trim_end(), "{words:?}");
    }
}

#[test]
fn every_change_goes_to_the_compiler() {
    type Change = fn(&Installation, &mut Command);
    let changes: [(&str, Change); 11] = [
        ("source", |here, _| fs::write(here.path("main.aria"), "C.puts(\"changed\")\n").expect("written")),
        ("same stamp", |here, _| {
            let time = fs::metadata(here.path("main.aria")).expect("exists").modified().expect("known");
            fs::write(here.path("main.aria"), "C.puts(\"HELLO\")\n").expect("written");
            fs::File::options().append(true).open(here.path("main.aria")).expect("opened").set_modified(time).expect("set");
        }),
        ("header", |here, _| fs::write(here.path("include/a.h"), "int a, b;\n").expect("written")),
        ("header removed", |here, _| fs::remove_file(here.path("include/a.h")).expect("removed")),
        ("new header", |here, _| fs::write(here.path("include/b.h"), "").expect("written")),
        ("earlier folder", |here, _| fs::create_dir(here.path("earlier")).expect("created")),
        ("variable set", |_, command| {
            command.env("CPATH", "");
        }),
        ("variable changed", |_, command| {
            command.env("PKG_CONFIG_PATH", "/q");
        }),
        ("variable removed", |_, command| {
            command.env_remove("PKG_CONFIG_PATH");
        }),
        ("program replaced", |here, _| script(&here.path("program"), "echo another one")),
        ("open to others", |here, _| {
            fs::set_permissions(here.path("cache"), Permissions::from_mode(0o770)).expect("changed");
        }),
    ];
    for (name, change) in changes {
        let here = Installation::new();
        here.record(false, None);
        assert_eq!(here.run(&["run", "main.aria"]), "program:", "{name}");
        let mut command = here.command(&["run", "main.aria"]);
        change(&here, &mut command);
        assert_eq!(answer(&command.output().expect("started")), "compiler: run main.aria", "{name}");
    }
}

#[test]
fn damaged_manifests_go_to_the_compiler() {
    let here = Installation::new();
    let manifest = here.record(false, None);
    let sound = fs::read(&manifest).expect("readable");
    let mut damaged: Vec<Vec<u8>> = (0..sound.len()).step_by(17).map(|length| sound[..length].to_vec()).collect();
    damaged.extend((0..sound.len()).step_by(5).map(|at| {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x81;
        bytes
    }));
    damaged.push([sound.clone(), vec![0; 2 << 20]].concat());
    for bytes in damaged {
        fs::write(&manifest, bytes).expect("written");
        assert_eq!(here.run(&["run", "main.aria"]), "compiler: run main.aria");
    }
    fs::write(&manifest, sound).expect("written");
    assert_eq!(here.run(&["run", "main.aria"]), "program:");
}

#[test]
fn a_program_that_cannot_be_executed_goes_to_the_compiler() {
    let here = Installation::new();
    fs::set_permissions(here.path("program"), Permissions::from_mode(0o600)).expect("changed");
    here.record(false, None);
    assert_eq!(here.run(&["run", "main.aria"]), "compiler: run main.aria");
}

#[test]
fn the_compiler_may_be_in_the_library_folder() {
    let here = Installation::new();
    fs::create_dir_all(here.path("lib/aria")).expect("created");
    fs::rename(here.path("bin/aria-compiler"), here.path("lib/aria/aria-compiler")).expect("moved");
    assert_eq!(here.run(&["check", "x"]), "compiler: check x");
    fs::remove_file(here.path("lib/aria/aria-compiler")).expect("removed");
    let output = here.command(&["check", "x"]).output().expect("started");
    assert_eq!(output.status.code(), Some(127));
    assert!(String::from_utf8_lossy(&output.stderr).contains("`aria-compiler` is missing"), "{output:?}");
}

#[test]
fn a_hit_is_noted_without_changing_the_stamp() {
    let here = Installation::new();
    let manifest = here.record(false, None);
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(40 * 3600);
    for path in [&here.path("program"), &manifest] {
        let times = fs::FileTimes::new().set_accessed(long_ago);
        fs::File::open(path).expect("opened").set_times(times).expect("set");
    }
    let before = stamp(&here.path("program"));
    assert_eq!(here.run(&["run", "main.aria"]), "program:");
    assert_eq!(stamp(&here.path("program")), before);
    for path in [&here.path("program"), &manifest] {
        assert!(fs::metadata(path).expect("exists").accessed().expect("known") > long_ago + std::time::Duration::from_secs(3600));
    }
}
