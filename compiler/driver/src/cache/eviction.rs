//! Keeping the cache within its bound, emptying it, and counting what it holds.

use super::{Cache, CacheError, Kind};
use crate::platform::files;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

/// How the names of files begin that are still being written.
pub(super) const TEMPORARY_PREFIX: &str = ".writing-";

/// The file to which every writer appends how much it wrote (8 bytes each), since looking at all entries after each write would cost
/// more than the write. Emptied after every look.
const WRITTEN: &str = "written";

/// After how many writes all entries are looked at in any case.
const WRITES_BETWEEN: usize = 1024;

/// After what time a temporary file belongs to a process that died.
const ABANDONED_AFTER: Duration = Duration::from_secs(3600);

/// What a cache holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Entries per kind, in the order of [`Kind::ALL`].
    pub entries: [u64; Kind::ALL.len()],
    /// Bytes per kind, in the same order.
    pub bytes: [u64; Kind::ALL.len()],
    /// The bound.
    pub limit: u64,
}

impl Statistics {
    /// Entries of all kinds.
    #[must_use]
    pub fn total_entries(&self) -> u64 {
        self.entries.iter().sum()
    }

    /// Bytes of all kinds.
    #[must_use]
    pub fn total_bytes(&self) -> u64 {
        self.bytes.iter().sum()
    }
}

struct Entry {
    kind: usize,
    path: PathBuf,
    bytes: u64,
    last_use: SystemTime,
    temporary: bool,
}

impl Cache {
    /// What the cache holds.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        let mut statistics = Statistics { limit: self.limit, ..Statistics::default() };
        for entry in self.entries().into_iter().filter(|entry| !entry.temporary) {
            statistics.entries[entry.kind] += 1;
            statistics.bytes[entry.kind] += entry.bytes;
        }
        statistics
    }

    /// Removes every entry, and says what there was. What others are writing at the moment stays, and so do files that are not the cache's.
    ///
    /// # Errors
    /// When an entry cannot be removed.
    pub fn clean(&self) -> Result<Statistics, CacheError> {
        let before = self.statistics();
        for entry in self.entries().into_iter().filter(Entry::removable) {
            match fs::remove_file(&entry.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(CacheError::from_io(&entry.path, &error));
                }
                _ => {}
            }
        }
        let _ = fs::remove_file(self.root.join(WRITTEN));
        Ok(before)
    }

    /// Notes that `bytes` were written, and now and then removes what was used least recently until the rest fits. A cache that cannot
    /// be swept keeps working, so nothing here is an error.
    pub(super) fn evict_after(&self, bytes: u64) {
        let path = self.root.join(WRITTEN);
        let Ok(mut written) = File::options().append(true).create(true).read(true).open(&path) else { return };
        let mut log = Vec::new();
        if written.write_all(&bytes.to_le_bytes()).is_err()
            || File::open(&path).and_then(|mut file| file.read_to_end(&mut log)).is_err()
        {
            return;
        }
        let writes = log.chunks_exact(8).filter_map(|write| write.try_into().ok().map(u64::from_le_bytes));
        let sum = writes.fold(0, u64::saturating_add);
        if log.len() / 8 < WRITES_BETWEEN && sum < self.slack() {
            return;
        }
        let _ = written.set_len(0);
        self.sweep();
    }

    /// How much may be written before all entries are looked at; a sweep leaves as much room.
    fn slack(&self) -> u64 {
        self.limit / 32
    }

    fn sweep(&self) {
        let (mut entries, abandoned): (Vec<_>, Vec<_>) = self.entries().into_iter().partition(|entry| !entry.temporary);
        for entry in abandoned.iter().filter(|entry| entry.removable()) {
            let _ = fs::remove_file(&entry.path);
        }
        entries.sort_by(|left, right| left.last_use.cmp(&right.last_use).then_with(|| left.path.cmp(&right.path)));
        let goal = self.limit - self.slack();
        let mut total: u64 = entries.iter().map(|entry| entry.bytes).sum();
        for entry in entries {
            if total <= goal {
                break;
            }
            if fs::remove_file(&entry.path).is_ok() {
                total -= entry.bytes;
            }
        }
    }

    fn entries(&self) -> Vec<Entry> {
        let mut entries = Vec::new();
        for (kind, folder) in Kind::ALL.into_iter().enumerate() {
            let Ok(files) = fs::read_dir(self.root.join(folder.folder())) else { continue };
            for file in files.flatten() {
                let Ok(metadata) = file.metadata() else { continue };
                if metadata.is_file() {
                    let temporary = file.file_name().to_string_lossy().starts_with(TEMPORARY_PREFIX);
                    let last_use = files::last_use(&metadata);
                    entries.push(Entry { kind, path: file.path(), bytes: metadata.len(), last_use, temporary });
                }
            }
        }
        entries
    }
}

impl Entry {
    fn removable(&self) -> bool {
        !self.temporary || SystemTime::now().duration_since(self.last_use).is_ok_and(|age| age > ABANDONED_AFTER)
    }
}
