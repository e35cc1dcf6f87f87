//! What the operating system says about files: owner, stamp, permissions. `std::os` stays behind this module.

use super::Environment;
use aria_run_manifest::{Hash128, Host, Probe, Stamp};
use std::collections::HashMap;
use std::ffi::{CStr, CString, OsStr};
use std::fs::{self, DirBuilder, File, FileTimes, Metadata, Permissions};
use std::io::{self, Read};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How long a use of an entry is not noted again.
const TOUCH_AFTER: Duration = Duration::from_secs(3600);

/// Who may change what lies in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privacy {
    /// Only this user.
    Private,
    /// It belongs to the user with this number.
    OwnedByAnother {
        /// The owner's number.
        user: u32,
    },
    /// The group or everybody may write to it.
    WritableByOthers {
        /// The permission bits.
        mode: u32,
    },
}

/// Creates a directory that only this user can enter, and those above it that are missing.
///
/// # Errors
/// As the operating system reports them.
pub fn create_private_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Who may change what lies in the directory with this metadata.
#[must_use]
pub fn privacy(metadata: &Metadata) -> Privacy {
    if metadata.uid() != rustix::process::geteuid().as_raw() {
        Privacy::OwnedByAnother { user: metadata.uid() }
    } else if metadata.mode() & 0o022 != 0 {
        Privacy::WritableByOthers { mode: metadata.mode() & 0o7777 }
    } else {
        Privacy::Private
    }
}

/// The permissions of a file that only this user can read (and execute).
#[must_use]
pub fn private_permissions(executable: bool) -> Permissions {
    Permissions::from_mode(if executable { 0o700 } else { 0o600 })
}

/// The stamp of what has this metadata.
#[must_use]
pub fn stamp(metadata: &Metadata) -> Stamp {
    Stamp {
        size: if metadata.is_dir() { 0 } else { metadata.len() },
        modified_ns: metadata.mtime().wrapping_mul(1_000_000_000).wrapping_add(metadata.mtime_nsec()),
        inode: metadata.ino(),
    }
}

/// What is at `path`, links followed.
#[must_use]
pub fn probe(path: &Path) -> Probe {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Probe::Directory(stamp(&metadata)),
        Ok(metadata) => Probe::File(stamp(&metadata)),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::PermissionDenied => Probe::Absent,
            _ => Probe::Unknown,
        },
    }
}

/// A path as the kernel and the run manifest take it; `None` for one that holds a NUL, which no file has.
#[must_use]
pub fn c_path(path: &Path) -> Option<CString> {
    CString::new(path.as_os_str().as_bytes()).ok()
}

/// The path that [`c_path`] was made from.
#[must_use]
pub fn from_c_path(path: &CStr) -> &Path {
    Path::new(OsStr::from_bytes(path.to_bytes()))
}

/// The bytes of a path, a name or a value.
#[must_use]
pub fn bytes(text: &OsStr) -> &[u8] {
    text.as_bytes()
}

/// The text that has these bytes.
#[must_use]
pub fn text(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

/// `length` bytes of a file from `offset` on; `None` when it has fewer there.
#[must_use]
pub fn read_at(file: &File, offset: u64, length: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, offset).ok()?;
    Some(bytes)
}

/// When a file was last used, as far as that is noted.
#[must_use]
pub fn last_use(metadata: &Metadata) -> SystemTime {
    let times = [metadata.accessed(), metadata.modified()];
    times.into_iter().flatten().max().unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Notes that a file is being used, unless that was noted within the hour. The stamp stays as it is.
pub fn note_use(file: &File) {
    let now = SystemTime::now();
    let noted = file.metadata().and_then(|metadata| metadata.accessed());
    if noted.is_ok_and(|noted| now.duration_since(noted).is_ok_and(|age| age > TOUCH_AFTER)) {
        // Only the order of eviction depends on it.
        let _ = file.set_times(FileTimes::new().set_accessed(now));
    }
}

/// The machine, as [`aria_run_manifest::Manifest::first_change`] asks it.
pub struct Machine<'e> {
    /// The environment to compare with.
    pub environment: &'e Environment,
}

impl Host for Machine<'_> {
    fn probe(&mut self, path: &CStr) -> Probe {
        probe(from_c_path(path))
    }

    fn contents(&mut self, path: &CStr) -> Option<u128> {
        let mut file = File::open(from_c_path(path)).ok()?;
        let mut hash = Hash128::new();
        let mut buffer = [0; 16 * 1024];
        loop {
            match file.read(&mut buffer).ok()? {
                0 => return Some(hash.finish()),
                length => hash.update(buffer.get(..length)?),
            }
        }
    }

    fn variable_is(&mut self, name: &[u8], value: Option<&[u8]>) -> bool {
        self.environment.get(text(name)).map(bytes) == value
    }

    fn working_directory_is(&mut self, path: &[u8]) -> bool {
        bytes(self.environment.working_directory().as_os_str()) == path
    }
}

/// The machine as it was when each thing was first asked: one compilation looks at one moment, however often it asks.
pub struct Moment {
    environment: Environment,
    probes: HashMap<CString, Probe>,
    contents: HashMap<CString, Option<u128>>,
}

impl Moment {
    /// Nothing was asked yet.
    #[must_use]
    pub fn new(environment: Environment) -> Self {
        Self { environment, probes: HashMap::new(), contents: HashMap::new() }
    }

    /// What is at `path`, links followed.
    pub fn look(&mut self, path: &Path) -> Probe {
        // No file has a name that is no name to the kernel.
        c_path(path).map_or(Probe::Absent, |path| self.probe(&path))
    }
}

impl Host for Moment {
    fn probe(&mut self, path: &CStr) -> Probe {
        if let Some(known) = self.probes.get(path) {
            return *known;
        }
        let found = Machine { environment: &self.environment }.probe(path);
        self.probes.insert(path.to_owned(), found);
        found
    }

    fn contents(&mut self, path: &CStr) -> Option<u128> {
        if let Some(known) = self.contents.get(path) {
            return *known;
        }
        let found = Machine { environment: &self.environment }.contents(path);
        self.contents.insert(path.to_owned(), found);
        found
    }

    fn variable_is(&mut self, name: &[u8], value: Option<&[u8]>) -> bool {
        Machine { environment: &self.environment }.variable_is(name, value)
    }

    fn working_directory_is(&mut self, path: &[u8]) -> bool {
        Machine { environment: &self.environment }.working_directory_is(path)
    }
}
