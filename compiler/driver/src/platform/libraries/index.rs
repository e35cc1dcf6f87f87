//! Which library offers which symbol: a table on disk that is read in small parts.
//!
//! A header (libraries with their stamps, and where each bucket lies) and buckets of 12-byte entries: hash of a symbol, number of the
//! library. The header and each bucket carry their own hash, so that a lookup verifies what it reads and reads little.

use super::exports::exports;
use crate::cache::{Cache, Dependencies, Key, Kind};
use crate::platform::{Environment, files};
use aria_run_manifest::{Hash128, Probe, Stamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Entries per bucket, about: a lookup reads one bucket.
const PER_BUCKET: usize = 128;
const ENTRY: usize = 12;
const PREFIX: usize = 8 + 8;

/// A library of the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedLibrary {
    /// The name that `-l` takes.
    pub name: String,
    /// The file that the linker finds under that name.
    pub path: PathBuf,
    /// The file behind links: the same one under several names is one library.
    pub real_path: PathBuf,
    size: u64,
    modified_ns: i64,
    inode: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    libraries: Vec<IndexedLibrary>,
    /// Where each bucket begins behind the header, and its hash; one more for the end.
    buckets: Vec<(u32, u64)>,
}

enum Store {
    Memory(Vec<u8>),
    File(File),
}

/// The index of the libraries in some directories.
pub struct SymbolIndex {
    header: Header,
    store: Store,
    start: u64,
}

impl SymbolIndex {
    /// The index of `directories`, from the cache if no library came or went in them.
    #[must_use]
    pub fn load(directories: &[PathBuf], environment: &Environment, cache: Option<&Cache>) -> Self {
        let (key, stamps_key) = keys(directories);
        if let Some(cache) = cache {
            let valid = cache.get_dependent(Kind::Index, &stamps_key, &mut files::Machine { environment }).is_some();
            if let Some(index) =
                cache.open_unverified(Kind::Index, &key).filter(|_| valid).and_then(|(file, _)| Self::of_file(file))
            {
                return index;
            }
        }
        Self::rebuild(directories, environment, cache)
    }

    /// Reads all libraries anew, and replaces the cache's index.
    #[must_use]
    pub fn rebuild(directories: &[PathBuf], environment: &Environment, cache: Option<&Cache>) -> Self {
        let mut dependencies = Dependencies::new(environment);
        let bytes = build(directories);
        directories.iter().for_each(|folder| dependencies.directory(folder));
        if let Some(cache) = cache {
            let (key, stamps_key) = keys(directories);
            // Without the entries the libraries are read again the next time, and that is all. The stamps come last: they vouch
            // for the table. What a lookup found damaged must not be kept because its end is sound.
            cache.remove(Kind::Index, &key);
            if cache.put(Kind::Index, &key, &bytes).is_ok() {
                let _ = cache.put_dependent(Kind::Index, &stamps_key, &dependencies, b"");
            }
        }
        Self::of_memory(bytes)
    }

    fn of_memory(bytes: Vec<u8>) -> Self {
        let empty =
            || Self { header: Header { libraries: Vec::new(), buckets: Vec::new() }, store: Store::Memory(Vec::new()), start: 0 };
        let Some((header, start)) = read_header(&mut |at, length| {
            let at = usize::try_from(at).ok()?;
            bytes.get(at..at.checked_add(length)?).map(<[u8]>::to_vec)
        }) else {
            return empty();
        };
        Self { header, store: Store::Memory(bytes), start }
    }

    fn of_file(file: File) -> Option<Self> {
        let (header, start) = read_header(&mut |at, length| files::read_at(&file, at, length))?;
        Some(Self { header, store: Store::File(file), start })
    }

    /// All libraries, sorted by path; the numbers of [`SymbolIndex::definers`] count them.
    #[must_use]
    pub fn libraries(&self) -> &[IndexedLibrary] {
        &self.header.libraries
    }

    /// The libraries that define `symbol`, in order; `None` when the index turns out to be damaged.
    #[must_use]
    pub fn definers(&self, symbol: &str) -> Option<Vec<usize>> {
        let buckets = self.header.buckets.len().saturating_sub(1);
        if buckets == 0 {
            return Some(Vec::new());
        }
        let hash = hash_of(symbol.as_bytes());
        let bytes = self.bucket(bucket_of(hash, buckets))?;
        let mut found = Vec::new();
        for entry in bytes.chunks_exact(ENTRY) {
            let (entry_hash, library) = entry.split_at(8);
            if u64::from_le_bytes(entry_hash.try_into().ok()?) == hash {
                found.push(u32::from_le_bytes(library.try_into().ok()?) as usize);
            }
        }
        found.iter().all(|library| *library < self.header.libraries.len()).then_some(found)
    }

    /// Whether every bucket is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        (0..self.header.buckets.len().saturating_sub(1)).all(|number| self.bucket(number).is_some())
    }

    fn bucket(&self, number: usize) -> Option<Vec<u8>> {
        let (begin, sum) = *self.header.buckets.get(number)?;
        let (end, _) = *self.header.buckets.get(number + 1)?;
        let length = end.checked_sub(begin)? as usize;
        let bytes = match &self.store {
            Store::Memory(bytes) => {
                let at = usize::try_from(self.start + u64::from(begin)).ok()?;
                bytes.get(at..at.checked_add(length)?)?.to_vec()
            }
            Store::File(file) => files::read_at(file, self.start + u64::from(begin), length)?,
        };
        (hash_of(&bytes) == sum).then_some(bytes)
    }

    /// Whether a library is still the one that was read.
    #[must_use]
    pub fn is_current(&self, library: usize) -> bool {
        self.header.libraries.get(library).is_some_and(|library| {
            let stamp = Stamp { size: library.size, modified_ns: library.modified_ns, inode: library.inode };
            files::probe(&library.path) == Probe::File(stamp)
        })
    }
}

fn keys(directories: &[PathBuf]) -> (Key, Key) {
    let mut parts: Vec<&[u8]> = vec![b"symbols 1"];
    parts.extend(directories.iter().map(|folder| files::bytes(folder.as_os_str())));
    let key = Key::of(&parts);
    parts.push(b"stamps");
    (key, Key::of(&parts))
}

fn hash_of(bytes: &[u8]) -> u64 {
    Hash128::of(bytes) as u64
}

/// The bucket by the hash's upper bits, so that entries sorted by hash are sorted by bucket.
fn bucket_of(hash: u64, buckets: usize) -> usize {
    ((u128::from(hash) * buckets as u128) >> 64) as usize
}

fn read_header(read: &mut dyn FnMut(u64, usize) -> Option<Vec<u8>>) -> Option<(Header, u64)> {
    let prefix = read(0, PREFIX)?;
    let (length, sum) = prefix.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length < 1 << 28)?;
    let bytes = read(PREFIX as u64, length)?;
    if hash_of(&bytes) != u64::from_le_bytes(sum.try_into().ok()?) {
        return None;
    }
    Some((postcard::from_bytes(&bytes).ok()?, (PREFIX + length) as u64))
}

/// The libraries that the linker would find under some name, each name once: a shared one in front of an archive in the same
/// directory, earlier directories in front of later ones.
fn candidates(directories: &[PathBuf]) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    for folder in directories {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut here: BTreeMap<String, PathBuf> = BTreeMap::new();
        for entry in entries.flatten() {
            let file = entry.file_name();
            let Some(name) = file.to_str().and_then(|file| file.strip_prefix("lib")) else { continue };
            if let Some(name) = name.strip_suffix(".so") {
                here.insert(name.to_owned(), entry.path());
            } else if let Some(name) = name.strip_suffix(".a") {
                here.entry(name.to_owned()).or_insert_with(|| entry.path());
            }
        }
        for (name, path) in here {
            found.entry(name).or_insert(path);
        }
    }
    found
}

fn build(directories: &[PathBuf]) -> Vec<u8> {
    let candidates: Vec<(String, PathBuf)> = candidates(directories).into_iter().collect();
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get().min(8));
    let mut read: Vec<(usize, IndexedLibrary, BTreeSet<u64>)> = std::thread::scope(|scope| {
        let work = || {
            let mut done = Vec::new();
            while let Some((name, path)) = candidates.get(next.fetch_add(1, Ordering::Relaxed)).map(|(name, path)| (name, path)) {
                if let Some((library, symbols)) = read_library(name, path, directories) {
                    done.push((done.len(), library, symbols));
                }
            }
            done
        };
        let workers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        // A thread that panicked found nothing; the libraries it had are missing from the index, and the linker says so.
        all.extend(workers.into_iter().filter_map(|worker| worker.join().ok()).flatten());
        all
    });
    read.sort_by(|left, right| left.1.path.cmp(&right.1.path));
    let mut entries: Vec<(u64, u32)> = Vec::new();
    let mut libraries = Vec::with_capacity(read.len());
    for (number, (_, library, symbols)) in read.into_iter().enumerate() {
        entries.extend(symbols.into_iter().map(|symbol| (symbol, number as u32)));
        libraries.push(library);
    }
    entries.sort_unstable();
    encode(libraries, &entries)
}

fn read_library(name: &str, path: &Path, directories: &[PathBuf]) -> Option<(IndexedLibrary, BTreeSet<u64>)> {
    let Probe::File(stamp) = files::probe(path) else { return None };
    let mut symbols = BTreeSet::new();
    let mut insert = |symbol: &[u8]| {
        symbols.insert(hash_of(symbol));
    };
    exports(path, directories, &mut insert).then(|| {
        let library = IndexedLibrary {
            name: name.to_owned(),
            path: path.to_owned(),
            real_path: path.canonicalize().unwrap_or_else(|_| path.to_owned()),
            size: stamp.size,
            modified_ns: stamp.modified_ns,
            inode: stamp.inode,
        };
        (library, symbols)
    })
}

fn encode(libraries: Vec<IndexedLibrary>, entries: &[(u64, u32)]) -> Vec<u8> {
    let count = entries.len() / PER_BUCKET + 1;
    let mut buckets = Vec::with_capacity(count + 1);
    let mut body = Vec::with_capacity(entries.len() * ENTRY);
    let mut rest = entries;
    for number in 0..count {
        let begin = body.len();
        let here = rest.partition_point(|(hash, _)| bucket_of(*hash, count) <= number);
        for (hash, library) in &rest[..here] {
            body.extend_from_slice(&hash.to_le_bytes());
            body.extend_from_slice(&library.to_le_bytes());
        }
        rest = &rest[here..];
        buckets.push((begin as u32, hash_of(&body[begin..])));
    }
    buckets.push((body.len() as u32, 0));
    // The header holds only numbers and texts, which have an encoding; an empty index would only mean that nothing is found.
    let header = postcard::to_stdvec(&Header { libraries, buckets }).unwrap_or_default();
    let mut bytes = Vec::with_capacity(PREFIX + header.len() + body.len());
    bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
    bytes.extend_from_slice(&hash_of(&header).to_le_bytes());
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(&body);
    bytes
}
