//! [`LaneHost`]: what the driver does for a lane, so that lanes neither know the cache nor write to a disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aria_foreign::ForeignPlace;
use aria_source::Span;

/// Something that an answer depends on; when it changes, cached answers are void.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize)]
pub enum Dependency {
    /// A file that was read.
    File(PathBuf),
    /// A directory that was searched; it may be absent, and its appearance matters then.
    Directory(PathBuf),
    /// An environment variable that was consulted.
    Environment(String),
}

/// The driver's services.
pub trait LaneHost: Send + Sync {
    /// Bytes stored earlier under this key, if every dependency recorded with them still holds. The program being compiled depends on
    /// these then.
    fn cached(&self, key: &[u8]) -> Option<Arc<[u8]>>;

    /// Stores bytes with what they, and so the program being compiled, depend on. Failure to store is the host's to report; the lane
    /// goes on.
    fn store(&self, key: &[u8], bytes: &[u8], dependencies: &[Dependency]);

    /// Says that the program being compiled depends on this, where nothing is stored.
    fn depends_on(&self, dependency: Dependency);

    /// Directories in which installed packages keep headers, beyond the foreign compiler's own.
    fn package_include_paths(&self) -> Vec<PathBuf>;

    /// The span of a foreign place, so that a diagnostic can show it. Loads the file's text if it is readable.
    fn span(&self, place: &ForeignPlace) -> Option<Span>;

    /// A folder for files that the lane must hand to a foreign tool by path; private to this process.
    fn scratch(&self) -> &Path;
}
