//! Damaged caches: every file of one, in every way, and the program still runs.

use std::fs;
use std::path::{Path, PathBuf};

use super::sandbox::Sandbox;
use super::{Problem, Test, ensure};
use crate::sorted_entries;

pub const TESTS: &[(&str, Test)] = &[("every_file", every_file), ("folders", folders)];

/// Needs an import, its library, and what is known about the machine's libraries.
const PROGRAM: &str =
    "extern C from \"zlib.h\"\n\nfn main\n  let bytes: Array[UInt8] = [1, 2, 3]\n  println(C.crc32(0, bytes, 3))\nend\n";
const PRINTED: &str = "1438416925\n";

type Damage = fn(&mut Vec<u8>);

/// What can happen to a file.
const DAMAGES: [(&str, Damage); 6] = [
    ("its first byte flipped", |bytes| flip(bytes, |_| 0)),
    ("its middle byte flipped", |bytes| flip(bytes, |length| length / 2)),
    ("its last byte flipped", |bytes| flip(bytes, |length| length.wrapping_sub(1))),
    ("cut in half", |bytes| bytes.truncate(bytes.len() / 2)),
    ("emptied", Vec::clear),
    ("made longer", |bytes| bytes.push(0)),
];

fn flip(bytes: &mut [u8], place: fn(usize) -> usize) {
    let at = place(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 0x40;
    }
}

fn every_file(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", PROGRAM)?;
    sandbox.settle()?;
    sandbox.prints(&["run", "main.aria"], PRINTED)?;
    let files = files(sandbox.cache());
    for kind in ["executable", "import", "index", "run"] {
        ensure(files.iter().any(|f| f.starts_with(sandbox.cache().join(kind))), || format!("no {kind} was kept: {files:?}"))?;
    }
    for file in &files {
        for (damage, apply) in DAMAGES {
            let Ok(mut bytes) = fs::read(file) else { continue };
            apply(&mut bytes);
            fs::write(file, bytes)?;
            check(sandbox, &format!("{} {damage}", file.display()))?;
        }
        fs::remove_file(file).or_else(|error| if file.exists() { Err(error) } else { Ok(()) })?;
        check(sandbox, &format!("{} removed", file.display()))?;
    }
    Ok(())
}

/// The program runs, and again: what was repaired must be sound.
fn check(sandbox: &Sandbox<'_>, what: &str) -> Result<(), Problem> {
    for again in ["", ", the second time"] {
        sandbox.prints(&["run", "main.aria"], PRINTED).map_err(|problem| match problem {
            Problem::Failed(reason) => Problem::Failed(format!("{what}{again}: {reason}")),
            skipped @ Problem::Skipped(_) => skipped,
        })?;
    }
    Ok(())
}

fn folders(sandbox: &mut Sandbox<'_>) -> Result<(), Problem> {
    sandbox.write("main.aria", PROGRAM)?;
    sandbox.settle()?;
    sandbox.prints(&["run", "main.aria"], PRINTED)?;
    for folder in sorted_entries(sandbox.cache()).into_iter().filter(|p| p.is_dir()) {
        fs::remove_dir_all(&folder)?;
        check(sandbox, &format!("{} removed", folder.display()))?;
    }
    // A folder where a file belongs.
    for file in files(sandbox.cache()) {
        if file.is_file() {
            fs::remove_file(&file)?;
        }
        fs::create_dir_all(file.join("inside"))?;
        let outcome = sandbox.aria(&["run", "main.aria"])?;
        ensure(outcome.status == Some(0) && outcome.stdout == PRINTED, || {
            format!("a folder in place of {}: {outcome:?}", file.display())
        })?;
        fs::remove_dir_all(&file)?;
    }
    // A file where a folder belongs: nothing can be kept, which is said.
    fs::remove_dir_all(sandbox.cache().join("run"))?;
    fs::write(sandbox.cache().join("run"), "")?;
    let outcome = sandbox.aria(&["run", "main.aria"])?;
    let warned = outcome.stderr.starts_with("warning[W0001]: ");
    ensure(outcome.status == Some(0) && outcome.stdout == PRINTED && warned, || format!("a file in place of `run`: {outcome:?}"))
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| if path.is_dir() { files(&path) } else { vec![path] };
    sorted_entries(folder).into_iter().flat_map(inside).collect()
}
