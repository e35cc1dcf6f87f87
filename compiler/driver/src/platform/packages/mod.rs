//! What is installed, as pkg-config's `.pc` files tell it: which package a header belongs to, where its other headers are, and which
//! libraries it wants. The files are read here; pkg-config itself is not started.

mod owner;
mod parse;
#[cfg(test)]
mod tests;

pub use owner::{Owner, resemblance};

use super::files::Machine;
use super::{Environment, Platform};
use crate::cache::{Cache, Dependencies, Key, Kind};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The variables that decide where `.pc` files are looked for.
const VARIABLES: [&str; 2] = ["PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR"];

/// One `.pc` file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// The file's name without `.pc`.
    pub name: String,
    /// The file.
    pub file: PathBuf,
    /// `Version:`
    pub version: String,
    /// `-I` and `-isystem` of `Cflags:`, in order.
    pub include_directories: Vec<PathBuf>,
    /// `-D` of `Cflags:`, in order: `NAME` or `NAME=VALUE`.
    pub defines: Vec<String>,
    /// `-L` of `Libs:`, in order.
    pub library_directories: Vec<PathBuf>,
    /// `-l` of `Libs:` without the `-l`, and libraries given by their path, in order.
    pub libraries: Vec<String>,
    /// `Requires:` without versions.
    pub requires: Vec<String>,
    /// `Requires.private:` without versions: its headers are needed, its libraries are not.
    pub requires_private: Vec<String>,
    /// The variable `includedir`, also when `Cflags:` does not mention it because the compiler looks there anyway.
    pub include_root: Option<PathBuf>,
}

/// What a package and everything that it requires want of the compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CompileFlags {
    /// Where headers are, in order, each once.
    pub include_directories: Vec<PathBuf>,
    /// `NAME` or `NAME=VALUE`.
    pub defines: Vec<String>,
}

/// What a package and everything that it requires want of the linker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkFlags {
    /// Where libraries are, in order, each once.
    pub directories: Vec<PathBuf>,
    /// Names, or paths, of libraries in order, each once.
    pub libraries: Vec<String>,
}

/// All packages that pkg-config would find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packages {
    directories: Vec<PathBuf>,
    packages: BTreeMap<String, Package>,
}

impl Packages {
    /// The packages, from the cache if no `.pc` file has changed.
    #[must_use]
    pub fn load(platform: &Platform, environment: &Environment, cache: Option<&Cache>) -> Self {
        let directories = Self::search_directories(platform, environment);
        let mut parts: Vec<&[u8]> = vec![b"packages 1"];
        parts.extend(directories.iter().map(|folder| super::files::bytes(folder.as_os_str())));
        let key = Key::of(&parts);
        if let Some((_, bytes)) = cache.and_then(|cache| cache.get_dependent(Kind::Index, &key, &mut Machine { environment }))
            && let Ok(packages) = postcard::from_bytes(&bytes)
        {
            return packages;
        }
        let mut dependencies = Dependencies::new(environment);
        let packages = Self::read(directories);
        packages.directories.iter().for_each(|folder| dependencies.directory(folder));
        packages.packages.values().for_each(|package| dependencies.file(&package.file));
        if let (Some(cache), Ok(bytes)) = (cache, postcard::to_stdvec(&packages)) {
            // Without the entry the files are read again the next time, and that is all.
            let _ = cache.put_dependent(Kind::Index, &key, &dependencies, &bytes);
        }
        packages
    }

    /// Where pkg-config looks, in order: `PKG_CONFIG_PATH`, then `PKG_CONFIG_LIBDIR` or the usual folders.
    #[must_use]
    pub fn search_directories(platform: &Platform, environment: &Environment) -> Vec<PathBuf> {
        let mut directories = environment.directories("PKG_CONFIG_PATH");
        if environment.get("PKG_CONFIG_LIBDIR").is_some() {
            directories.extend(environment.directories("PKG_CONFIG_LIBDIR"));
        } else {
            let libraries = platform.target.multiarch;
            directories.extend(
                [
                    format!("/usr/local/lib/{libraries}/pkgconfig"),
                    "/usr/local/lib/pkgconfig".into(),
                    "/usr/local/share/pkgconfig".into(),
                    format!("/usr/lib/{libraries}/pkgconfig"),
                    "/usr/lib/pkgconfig".into(),
                    "/usr/share/pkgconfig".into(),
                ]
                .map(|folder| platform.at(folder)),
            );
        }
        directories
    }

    fn read(directories: Vec<PathBuf>) -> Self {
        let mut packages = BTreeMap::new();
        for folder in &directories {
            let Ok(files) = std::fs::read_dir(folder) else { continue };
            for file in files.flatten() {
                let path = file.path();
                let Some(name) = file.file_name().to_str().and_then(|name| name.strip_suffix(".pc")).map(str::to_owned) else {
                    continue;
                };
                if packages.contains_key(&name) {
                    continue;
                }
                if let Ok(bytes) = std::fs::read(&path) {
                    packages.insert(name.clone(), parse::package(name, path, &String::from_utf8_lossy(&bytes)));
                }
            }
        }
        Self { directories, packages }
    }

    /// Records what an answer about the packages `used` depends on: the variables, the folders, and the files of those packages.
    pub fn record<'n>(
        &self,
        used: impl IntoIterator<Item = &'n str>,
        environment: &Environment,
        dependencies: &mut Dependencies,
    ) {
        VARIABLES.iter().for_each(|name| dependencies.directory_list(environment, name));
        self.directories.iter().for_each(|folder| dependencies.directory(folder));
        for name in used {
            self.closure(name, true).into_iter().for_each(|package| dependencies.file(&package.file));
        }
    }

    /// A package by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Package> {
        self.packages.get(name)
    }

    /// All packages by name.
    pub fn iter(&self) -> impl Iterator<Item = &Package> {
        self.packages.values()
    }

    /// What `pkg-config --cflags` says. Packages that are required but not installed are left out.
    #[must_use]
    pub fn compile_flags(&self, name: &str) -> CompileFlags {
        let mut flags = CompileFlags::default();
        for package in self.closure(name, true) {
            extend_once(&mut flags.include_directories, &package.include_directories);
            extend_once(&mut flags.defines, &package.defines);
        }
        flags
    }

    /// What `pkg-config --libs` says.
    #[must_use]
    pub fn link_flags(&self, name: &str) -> LinkFlags {
        let mut flags = LinkFlags::default();
        for package in self.closure(name, false) {
            extend_once(&mut flags.directories, &package.library_directories);
            extend_once(&mut flags.libraries, &package.libraries);
        }
        flags
    }

    /// The folders that some package wants searched for headers and that exist, by name of the package, each once.
    #[must_use]
    pub fn header_search_paths(&self) -> Vec<PathBuf> {
        let mut paths = Vec::new();
        for package in self.packages.values() {
            extend_once(&mut paths, &package.include_directories);
        }
        paths.retain(|path| path.is_dir());
        paths
    }

    /// The packages in whose folders a header of this name (as in `#include`) lies, best first: how `libxml/parser.h` is found in
    /// `/usr/include/libxml2`.
    #[must_use]
    pub fn providing(&self, header: &str) -> Vec<&Package> {
        let mut found: Vec<_> = self
            .packages
            .values()
            .filter(|package| package.include_directories.iter().any(|folder| folder.join(header).is_file()))
            .map(|package| (std::cmp::Reverse(resemblance(&package.name, Path::new(header))), &package.name, package))
            .collect();
        found.sort_unstable_by_key(|(rank, name, _)| (*rank, *name));
        found.into_iter().map(|(_, _, package)| package).collect()
    }

    /// The package and all that it requires, each once, in the order in which a linker wants them.
    fn closure(&self, name: &str, private: bool) -> Vec<&Package> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut waiting = vec![name];
        while let Some(name) = waiting.pop() {
            let Some(package) = self.packages.get(name).filter(|package| seen.insert(&package.name)) else { continue };
            found.push(package);
            let private = package.requires_private.iter().filter(|_| private);
            let required: Vec<&String> = package.requires.iter().chain(private).collect();
            waiting.extend(required.into_iter().rev().map(String::as_str));
        }
        found
    }
}

fn extend_once<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
    for item in more {
        if !list.contains(item) {
            list.push(item.clone());
        }
    }
}
