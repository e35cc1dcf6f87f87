//! The repository as the rules see it: every file that is, or is about to be, under version control, read once.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::manifest::{self, Manifest};
use super::rust_source::{LexFailure, RustSource};

/// File contents by path; paths are relative to the root and use `/`.
pub struct Tree {
    files: BTreeMap<String, Vec<u8>>,
    rust: BTreeMap<String, Result<RustSource, LexFailure>>,
    manifests: Vec<Result<Manifest, manifest::Malformed>>,
}

/// Why the repository could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// `git` could not be started.
    NoGit(io::Error),
    /// `git ls-files` failed; what it said.
    GitFailed(String),
    /// A listed file could not be read.
    File(PathBuf, io::Error),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::NoGit(error) => write!(f, "cannot run git: {error}"),
            ReadError::GitFailed(said) => write!(f, "git ls-files failed: {}", said.trim()),
            ReadError::File(path, error) => write!(f, "cannot read {}: {error}", path.display()),
        }
    }
}

impl Tree {
    /// Reads the tracked and the new, not ignored files of the git repository at `root`.
    pub fn read(root: &Path) -> Result<Tree, ReadError> {
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .map_err(ReadError::NoGit)?;
        if !listing.status.success() {
            return Err(ReadError::GitFailed(String::from_utf8_lossy(&listing.stderr).into_owned()));
        }
        let mut files = BTreeMap::new();
        for path in listing.stdout.split(|&byte| byte == 0).filter(|path| !path.is_empty()) {
            let path = String::from_utf8_lossy(path).into_owned();
            let full = root.join(&path);
            // A symbolic link is judged where it points to; a file deleted but not yet staged is gone.
            if full.is_symlink() || !full.is_file() {
                continue;
            }
            let content = std::fs::read(&full).map_err(|error| ReadError::File(full, error))?;
            files.insert(path, content);
        }
        Ok(Tree::new(files))
    }

    /// A tree made up for a test.
    #[cfg(test)]
    pub fn from_files(files: &[(&str, &str)]) -> Tree {
        Tree::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect())
    }

    fn new(files: BTreeMap<String, Vec<u8>>) -> Tree {
        let text_of = |suffix: &'static str| {
            files
                .iter()
                .filter(move |(path, _)| path.ends_with(suffix))
                .filter_map(|(path, content)| Some((path.as_str(), std::str::from_utf8(content).ok()?)))
        };
        let rust = text_of(".rs").map(|(path, text)| (path.to_owned(), RustSource::lex(path, text))).collect();
        let manifests = text_of("Cargo.toml")
            .filter(|(path, _)| file_name(path) == "Cargo.toml")
            .map(|(path, text)| Manifest::parse(path, text))
            .collect();
        Tree { files, rust, manifests }
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn contains(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    pub fn bytes(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(path, content)| (path.as_str(), content.as_slice()))
    }

    /// Every file that is UTF-8, with its text.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.bytes().filter_map(|(path, content)| Some((path, std::str::from_utf8(content).ok()?)))
    }

    pub fn text(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.files.get(path)?).ok()
    }

    /// Every Rust file that could be lexed.
    pub fn rust(&self) -> impl Iterator<Item = (&str, &RustSource)> {
        self.rust.iter().filter_map(|(path, source)| Some((path.as_str(), source.as_ref().ok()?)))
    }

    pub fn rust_file(&self, path: &str) -> Option<&RustSource> {
        self.rust.get(path)?.as_ref().ok()
    }

    /// The Rust files that could not be lexed, with the line of the failure.
    pub fn unlexed_rust(&self) -> impl Iterator<Item = (&str, &LexFailure)> {
        self.rust.iter().filter_map(|(path, source)| Some((path.as_str(), source.as_ref().err()?)))
    }

    pub fn manifests(&self) -> impl Iterator<Item = &Manifest> {
        self.manifests.iter().filter_map(|manifest| manifest.as_ref().ok())
    }

    pub fn malformed_manifests(&self) -> impl Iterator<Item = &manifest::Malformed> {
        self.manifests.iter().filter_map(|manifest| manifest.as_ref().err())
    }

    /// The names of the folders directly under `lanes/`.
    pub fn lanes(&self) -> Vec<&str> {
        let mut lanes: Vec<&str> =
            self.paths().filter_map(|path| path.strip_prefix("lanes/")?.split_once('/').map(|(lane, _)| lane)).collect();
        lanes.dedup();
        lanes
    }
}

/// The part behind the last `/`.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file name's part behind its last dot, or nothing.
pub fn extension(path: &str) -> &str {
    file_name(path).rsplit_once('.').map_or("", |(_, extension)| extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn git(root: &Path, arguments: &[&str]) {
        let status = Command::new("git").args(arguments).current_dir(root).status().expect("git runs");
        assert!(status.success(), "git {arguments:?}");
    }

    #[test]
    fn reads_tracked_and_new_files_but_no_ignored_ones() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let root = folder.path();
        git(root, &["init", "--quiet"]);
        std::fs::create_dir(root.join("target")).expect("created");
        for (path, text) in [(".gitignore", "/target\n"), ("kept.rs", "//! Kept.\n"), ("gone.rs", ""), ("target/x.rs", "")] {
            std::fs::write(root.join(path), text).expect("written");
        }
        git(root, &["add", "gone.rs", "kept.rs"]);
        std::fs::remove_file(root.join("gone.rs")).expect("removed");

        let tree = Tree::read(root).expect("readable");
        assert_eq!(tree.paths().collect::<Vec<_>>(), [".gitignore", "kept.rs"]);
    }

    #[test]
    fn a_folder_without_a_repository_is_an_error() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        assert!(matches!(Tree::read(folder.path()), Err(ReadError::GitFailed(_))));
    }

    #[test]
    fn lanes_are_the_folders_under_lanes() {
        let tree = Tree::from_files(&[
            ("lanes/c/Cargo.toml", ""),
            ("lanes/c/src/lib.rs", ""),
            ("lanes/lua/x", ""),
            ("lanes/README", ""),
        ]);
        assert_eq!(tree.lanes(), ["c", "lua"]);
    }

    #[test]
    fn extensions_come_from_the_file_name() {
        assert_eq!(extension("a.b/c"), "");
        assert_eq!(extension("a/b.tar.gz"), "gz");
    }
}
