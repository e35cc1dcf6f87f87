//! `cargo xtask library`: writes the reference of the standard library, `docs/library/`, from the `##` comments of `std/`.

mod collect;
mod page;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use collect::Library;

/// Where the pages lie, below the repository.
const FOLDER: &str = "docs/library";

/// Writes the pages; with `check_only`, fails where they are not what would be written.
pub fn run(root: &Path, check_only: bool) -> ExitCode {
    let wanted = pages();
    let folder = root.join(FOLDER);
    let stale = match stale(&folder, &wanted) {
        Ok(stale) => stale,
        Err(error) => {
            eprintln!("library: {}: {error}", folder.display());
            return ExitCode::from(2);
        }
    };
    if check_only {
        stale.iter().for_each(|name| eprintln!("{FOLDER}/{name} is not what `cargo xtask library` writes"));
        return if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    match write(&folder, &wanted, &stale) {
        Ok(()) => {
            println!("library: {} pages, {} changed", wanted.len(), stale.len());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("library: {}: {error}", folder.display());
            ExitCode::from(2)
        }
    }
}

/// The pages by their file names.
fn pages() -> BTreeMap<String, String> {
    let library = Library::read(aria_std::PRELUDE, aria_std::MODULES);
    let mut pages: BTreeMap<String, String> =
        library.subjects.iter().map(|subject| (subject.file_name(), page::subject(subject))).collect();
    pages.insert("README.md".into(), page::index(&library));
    pages
}

/// The names of the pages that lack, differ, or lie there without being wanted.
fn stale(folder: &Path, wanted: &BTreeMap<String, String>) -> std::io::Result<Vec<String>> {
    let mut stale: Vec<String> = wanted
        .iter()
        .filter(|(name, text)| std::fs::read_to_string(folder.join(name)).ok().as_ref() != Some(text))
        .map(|(name, _)| name.clone())
        .collect();
    if folder.is_dir() {
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if !wanted.contains_key(&name) {
                stale.push(name);
            }
        }
    }
    Ok(stale)
}

fn write(folder: &Path, wanted: &BTreeMap<String, String>, stale: &[String]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for name in stale {
        match wanted.get(name) {
            Some(text) => std::fs::write(folder.join(name), text)?,
            None => std::fs::remove_file(folder.join(name))?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_pages_are_what_the_library_says() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
        let stale = stale(&folder, &pages()).unwrap();
        assert!(stale.is_empty(), "run `cargo xtask library`: {stale:?}");
    }
}
