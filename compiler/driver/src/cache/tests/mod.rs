//! The cache on a real file system.

mod dependencies;
mod entries;
mod runs;

use super::{Cache, DEFAULT_LIMIT};
use crate::platform::Environment;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

struct Place {
    folder: TempDir,
    environment: Environment,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let environment = Environment::new(folder.path(), [("ARIA_CACHE_DIR", "cache")]);
        Self { folder, environment }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn cache(&self) -> Cache {
        self.cache_of(DEFAULT_LIMIT)
    }

    fn cache_of(&self, limit: u64) -> Cache {
        Cache::open_at(&self.path("cache"), limit).expect("opened")
    }

    /// Writes a file that seems to be a day old.
    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("has one")).expect("created");
        fs::write(&path, text).expect("written");
        age(&path, 24);
        for folder in path.ancestors().skip(1).take_while(|folder| folder.starts_with(self.folder.path())) {
            age(folder, 24);
        }
        path
    }

    fn folder(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(&path).expect("created");
        age(&path, 24);
        path
    }
}

/// Makes a file or a folder seem unused and unchanged for some hours.
fn age(path: &Path, hours: u64) {
    // With a fraction of a second, as on most file systems.
    let time = SystemTime::now() - Duration::from_secs(hours * 3600) - Duration::from_nanos(1);
    let times = fs::FileTimes::new().set_modified(time).set_accessed(time);
    File::open(path).expect("opened").set_times(times).expect("set");
}
