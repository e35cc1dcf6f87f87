//! Which libraries a program is linked with, and why: those that the source names, else those of the package that the header belongs to,
//! else those that define the symbols used.

mod choose;
mod exports;
mod index;
#[cfg(test)]
mod tests;

pub use choose::{Finder, Wanted};
pub use index::{IndexedLibrary, SymbolIndex};

use std::path::{Path, PathBuf};

/// A library that will be linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibraryChoice {
    /// The name that `-l` takes, or the path that was given.
    pub name: String,
    /// The file for the linker.
    pub path: PathBuf,
    /// Why this one.
    pub why: Why,
}

/// Why a library was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The source names it.
    Explicit,
    /// The header belongs to this package.
    Package {
        /// The package's name.
        package: String,
        /// Its `.pc` file.
        file: PathBuf,
    },
    /// It defines what is used.
    Symbols {
        /// The symbols that it was chosen for.
        matched: Vec<String>,
        /// Used symbols that other libraries define.
        missing: Vec<String>,
    },
}

/// A library that might be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name that `-l` takes.
    pub name: String,
    /// The file for the linker.
    pub path: PathBuf,
    /// How many of the symbols it defines.
    pub defines: usize,
}

/// Why the libraries could not be found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LibraryError {
    /// A library that the source names is not there.
    NotFound {
        /// As the source names it.
        name: String,
        /// The directories searched; one path that does not exist when the source gives a path.
        searched: Vec<PathBuf>,
    },
    /// No installed library defines these symbols.
    Undefined {
        /// The symbols, sorted.
        symbols: Vec<String>,
        /// Libraries that define others of the symbols used, the best first.
        candidates: Vec<Candidate>,
    },
    /// Several libraries define these symbols, and nothing speaks for one of them.
    Ambiguous {
        /// The symbols, sorted.
        symbols: Vec<String>,
        /// The libraries, by name.
        candidates: Vec<Candidate>,
    },
}

/// The file that the linker finds for `-lNAME`.
fn find_named(name: &str, directories: &[PathBuf]) -> Option<PathBuf> {
    directories.iter().find_map(|folder| {
        let candidates = [format!("lib{name}.so"), format!("lib{name}.a")];
        candidates.iter().map(|file| folder.join(file)).find(|path| path.is_file())
    })
}

/// The file that a source means by a library's name: a path, the name behind `-l`, or a file name such as `libz.so.1`.
fn find_explicit(name: &str, base: &Path, directories: &[PathBuf]) -> Result<PathBuf, LibraryError> {
    if name.contains('/') {
        let path = base.join(name);
        return if path.is_file() {
            Ok(path)
        } else {
            Err(LibraryError::NotFound { name: name.to_owned(), searched: vec![path] })
        };
    }
    let exact = || directories.iter().map(|folder| folder.join(name)).find(|path| path.is_file());
    find_named(name, directories)
        .or_else(|| exact().filter(|_| name.contains(".so") || name.ends_with(".a")))
        .ok_or_else(|| LibraryError::NotFound { name: name.to_owned(), searched: directories.to_vec() })
}
