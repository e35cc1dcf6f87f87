//! The cache on disk: what was compiled, imported or indexed, found again by a key over everything that it was made from.
//!
//! Entries appear whole (a temporary file, then a rename), so readers and writers need no locks. Every entry ends in a seal (length
//! and hash): one that is cut short or changed is removed and counts as missing. The cache belongs to one user and holds at most
//! [`DEFAULT_LIMIT`] bytes; what was used least recently goes first.

mod dependencies;
mod error;
mod eviction;
mod run;
mod seal;
#[cfg(test)]
mod tests;

pub use dependencies::{Change, Dependencies};
pub use error::{CacheError, Unsafe};
pub use eviction::Statistics;
pub use run::{RunRecord, RunRequest};

use crate::platform::{Environment, files};
use aria_run_manifest::{Host, Manifest, cache_folder};
use seal::SealedFile;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// 1 GiB.
pub const DEFAULT_LIMIT: u64 = 1 << 30;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A linked program.
    Executable,
    /// A compiled code generation unit.
    Object,
    /// An imported foreign interface.
    Import,
    /// Which library exports which symbol, and which package owns which header.
    Index,
    /// A run manifest.
    Run,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Executable, Self::Object, Self::Import, Self::Index, Self::Run];

    /// The folder of the kind.
    #[must_use]
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Executable => "executable",
            Self::Object => "object",
            Self::Import => "import",
            Self::Index => "index",
            Self::Run => aria_run_manifest::MANIFEST_FOLDER,
        }
    }
}

/// What an entry is found by: a hash of everything that it was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key(blake3::Hash);

impl Key {
    /// The key over `parts`; where one part ends and the next begins counts.
    #[must_use]
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        Self(hasher.finalize())
    }

    /// The name of the entry: 64 hexadecimal digits.
    #[must_use]
    pub fn name(&self) -> String {
        self.0.to_hex().to_string()
    }
}

/// An opened cache.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
    limit: u64,
}

impl Cache {
    /// Opens the user's cache, and creates it when it is missing.
    ///
    /// # Errors
    /// When no place is known for it, it cannot be created, or others could change it. The caller compiles into a private temporary
    /// directory then ([`Cache::temporary`]).
    pub fn open(environment: &Environment) -> Result<Self, CacheError> {
        let (base, rest) =
            cache_folder(|name| environment.get(files::text(name)).map(files::bytes)).ok_or(CacheError::NoPlace)?;
        let folder = [base, rest].concat();
        Self::open_at(&environment.absolute(Path::new(files::text(&folder))), DEFAULT_LIMIT)
    }

    /// Opens a cache in a folder of the caller's choice that holds at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Cache::open`].
    pub fn open_at(root: &Path, limit: u64) -> Result<Self, CacheError> {
        let failed = |error: io::Error| CacheError::from_io(root, &error);
        files::create_private_directory(root).map_err(failed)?;
        let metadata = fs::metadata(root).map_err(failed)?;
        if let Some(reason) = Unsafe::of(files::privacy(&metadata)) {
            return Err(CacheError::Unsafe { folder: root.to_owned(), reason });
        }
        for kind in Kind::ALL {
            files::create_private_directory(&root.join(kind.folder())).map_err(failed)?;
        }
        Ok(Self { root: root.to_owned(), limit })
    }

    /// A cache in a new private temporary directory, for when the user's cannot be used. It is gone when the directory is dropped; before
    /// the process becomes the program, [`crate::platform::process::execute_and_remove`] removes it.
    ///
    /// # Errors
    /// When no temporary directory can be created either.
    pub fn temporary() -> Result<(Self, tempfile::TempDir), CacheError> {
        let place = std::env::temp_dir();
        let folder = tempfile::Builder::new().prefix("aria-").tempdir();
        let folder = folder.map_err(|error| CacheError::from_io(&place, &error))?;
        Ok((Self::open_at(folder.path(), DEFAULT_LIMIT)?, folder))
    }

    /// The folder of the cache.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The contents of an entry; `None` when there is none or it was damaged (it is removed then).
    #[must_use]
    pub fn get(&self, kind: Kind, key: &Key) -> Option<Arc<[u8]>> {
        let path = self.path(kind, key);
        let contents = whole(SealedFile::open(&path)?);
        if contents.is_none() {
            discard(&path);
        }
        contents
    }

    /// Where an entry is, its contents verified; for what is executed or linked. The seal stands behind the contents, where neither the
    /// kernel nor a linker looks.
    #[must_use]
    pub fn get_path(&self, kind: Kind, key: &Key) -> Option<PathBuf> {
        let path = self.path(kind, key);
        self.verified(&path).then_some(path)
    }

    /// An entry opened without verifying it, and the length of its contents; for entries that are read in parts and carry checksums
    /// for each.
    #[must_use]
    pub fn open_unverified(&self, kind: Kind, key: &Key) -> Option<(File, u64)> {
        let mut file = File::open(self.path(kind, key)).ok()?;
        let end = file.seek(SeekFrom::End(0)).ok()?;
        files::note_use(&file);
        Some((file, end.checked_sub(seal::LENGTH as u64)?))
    }

    /// Removes an entry; it does not matter whether there is one.
    pub fn remove(&self, kind: Kind, key: &Key) {
        let _ = fs::remove_file(self.path(kind, key));
    }

    /// Writes an entry. One that is already there, and sound, is kept: run manifests refer to it by its inode.
    ///
    /// # Errors
    /// When the cache cannot be written to or the disk is full; nothing is left behind then.
    pub fn put(&self, kind: Kind, key: &Key, contents: &[u8]) -> Result<PathBuf, CacheError> {
        let path = self.path(kind, key);
        let seal = seal::of(contents);
        if self.ends_with(&path, contents.len(), &seal) && self.verified(&path) {
            return Ok(path);
        }
        self.write(kind, &path, &[contents, &seal])?;
        Ok(path)
    }

    /// Writes an entry that holds only as long as its dependencies do.
    ///
    /// # Errors
    /// As [`Cache::put`], and when the dependencies cannot be recorded ([`CacheError::Unstable`], [`CacheError::TooLarge`]).
    pub fn put_dependent(&self, kind: Kind, key: &Key, on: &Dependencies, contents: &[u8]) -> Result<PathBuf, CacheError> {
        let dependencies = on.encode()?;
        let length = u32::try_from(dependencies.len()).map_err(|_| CacheError::TooLarge)?;
        self.put(kind, key, &[&length.to_le_bytes(), &dependencies[..], contents].concat())
    }

    /// The contents of an entry written by [`Cache::put_dependent`], and its dependencies, all of which still hold on `machine`.
    #[must_use]
    pub fn get_dependent(&self, kind: Kind, key: &Key, machine: &mut impl Host) -> Option<(Dependencies, Arc<[u8]>)> {
        let path = self.path(kind, key);
        let mut file = SealedFile::open(&path)?;
        let Some((dependencies, holds)) = dependencies_of(&mut file, machine) else {
            discard(&path);
            return None;
        };
        if !holds {
            return None;
        }
        let contents = whole(file);
        if contents.is_none() {
            discard(&path);
        }
        Some((dependencies, contents?))
    }

    fn path(&self, kind: Kind, key: &Key) -> PathBuf {
        self.root.join(kind.folder()).join(key.name())
    }

    /// Puts a file in place in one step.
    fn write(&self, kind: Kind, path: &Path, parts: &[&[u8]]) -> Result<(), CacheError> {
        let failed = |error: &io::Error| CacheError::from_io(path, error);
        let folder = self.root.join(kind.folder());
        let builder = || {
            let permissions = files::private_permissions(kind == Kind::Executable);
            tempfile::Builder::new().prefix(eviction::TEMPORARY_PREFIX).permissions(permissions).tempfile_in(&folder)
        };
        let mut file = match builder() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                // Somebody removed the whole cache while it was open.
                files::create_private_directory(&folder).and_then(|()| builder())
            }
            other => other,
        }
        .map_err(|error| failed(&error))?;
        for part in parts {
            file.write_all(part).map_err(|error| failed(&error))?;
        }
        let length = parts.iter().map(|part| part.len() as u64).sum();
        // Closed before the rename, for the kernel does not execute what is open for writing.
        file.into_temp_path().persist(path).map_err(|error| failed(&error.error))?;
        self.evict_after(length);
        Ok(())
    }

    fn ends_with(&self, path: &Path, contents: usize, seal: &[u8]) -> bool {
        let read = || -> io::Result<bool> {
            let mut file = File::open(path)?;
            if file.metadata()?.len() != (contents + seal.len()) as u64 {
                return Ok(false);
            }
            let mut end = vec![0; seal.len()];
            file.seek(SeekFrom::Start(contents as u64))?;
            file.read_exact(&mut end)?;
            Ok(end == seal)
        };
        read().unwrap_or(false)
    }

    fn verified(&self, path: &Path) -> bool {
        let Some(file) = SealedFile::open(path) else { return false };
        match file.sound() {
            Some(file) => files::note_use(&file),
            None => {
                discard(path);
                return false;
            }
        }
        true
    }
}

/// The dependencies in front of an entry, and whether they hold; `None` when they are damaged. They carry a checksum of their own, so
/// that what follows is only read when they do.
fn dependencies_of(file: &mut SealedFile, machine: &mut impl Host) -> Option<(Dependencies, bool)> {
    let mut length = [0; 4];
    file.fill(&mut length)?;
    let length = u32::from_le_bytes(length);
    if u64::from(length) > file.left() {
        return None;
    }
    let mut bytes = vec![0; length as usize];
    file.fill(&mut bytes)?;
    let manifest = Manifest::parse(&bytes).ok()?;
    Some((Dependencies::of_manifest(&manifest), manifest.first_change(machine).is_none()))
}

/// What is left of an entry, if it is sound, which is noted as a use.
fn whole(mut file: SealedFile) -> Option<Arc<[u8]>> {
    // Read where it stays: interfaces are large, and a copy of one costs as much as reading it.
    let mut contents: Arc<[u8]> = std::iter::repeat_n(0, usize::try_from(file.left()).ok()?).collect();
    file.fill(Arc::get_mut(&mut contents)?)?;
    files::note_use(&file.sound()?);
    Some(contents)
}

/// Removes a damaged entry. That can only fail when it is gone or the cache cannot be written to; either way it is not used.
fn discard(path: &Path) {
    let _ = fs::remove_file(path);
}
