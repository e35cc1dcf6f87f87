//! What a result was made from: the files read, the directories searched, what was looked for in vain, the variables consulted.
//! Imports and runs record the same way, in the format of the run manifest.

use super::CacheError;
use crate::platform::{Environment, files};
use aria_run_manifest::{Damage, Hash128, Manifest, Probe, Record, Stamp, encode};
use std::collections::BTreeMap;
use std::ffi::{CString, OsString};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

/// Modification times advance in ticks of the kernel's clock, at most this long: after a change within the tick in which a file was
/// read, its stamp may be the same.
const TICK_NS: i64 = 12_000_000;

/// A file changed within this time before it was read is compared by contents. Longer than a tick, for clocks of network file systems.
const RECENT_NS: i64 = 50_000_000;

/// The same for file systems that keep whole (FAT: every second) seconds, as a time without a fraction suggests.
const COARSE_NS: i64 = 2_000_000_000;

/// What no longer holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file or directory was changed, removed, or newly placed where there was none.
    Path(PathBuf),
    /// An environment variable has another value.
    Variable(OsString),
    /// The working directory is another one.
    WorkingDirectory,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Absent,
    Directory(Stamp),
    File(Stamp, Option<u128>),
}

/// The dependencies of one result, recorded while it is being made.
#[derive(Clone, Debug)]
pub struct Dependencies {
    started_ns: i64,
    working_directory: PathBuf,
    depends_on_working_directory: bool,
    paths: BTreeMap<CString, State>,
    variables: BTreeMap<OsString, Option<OsString>>,
    unstable: Option<PathBuf>,
}

impl Dependencies {
    /// No dependencies yet. Begin before the first file is read: what changes from now on is noticed, and such a result not kept.
    #[must_use]
    pub fn new(environment: &Environment) -> Self {
        Self::started_at(SystemTime::now(), environment)
    }

    /// As [`Dependencies::new`], for work that began at `time`.
    #[must_use]
    pub fn started_at(time: SystemTime, environment: &Environment) -> Self {
        let started = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        Self {
            started_ns: i64::try_from(started).unwrap_or(i64::MAX),
            working_directory: environment.working_directory().to_owned(),
            depends_on_working_directory: false,
            paths: BTreeMap::new(),
            variables: BTreeMap::new(),
            unstable: None,
        }
    }

    /// No dependencies yet, of work that began when this did: a part of the same work.
    #[must_use]
    pub fn of_part(&self) -> Self {
        Self {
            started_ns: self.started_ns,
            working_directory: self.working_directory.clone(),
            depends_on_working_directory: false,
            paths: BTreeMap::new(),
            variables: BTreeMap::new(),
            unstable: None,
        }
    }

    /// A file that somebody else has read (a header, a library, the compiler). One that changed while the work was going on, or that
    /// may have, makes the result [`CacheError::Unstable`]: what was read is not known. A missing file is recorded as absent.
    pub fn file(&mut self, path: &Path) {
        self.look_at(path, None);
    }

    /// As [`Dependencies::file`] or [`Dependencies::directory`], for what was found there after the work began. If it was found before the
    /// file was read and the file changed in between, then the result is kept in vain, for it holds for what is no longer there.
    pub fn found(&mut self, path: &Path, there: Probe) {
        let path = self.working_directory.join(path);
        self.judge(path, there, None);
    }

    /// A file of which `contents` were read: never unstable, since the contents are compared if the time cannot tell.
    pub fn file_with_contents(&mut self, path: &Path, contents: &[u8]) {
        self.look_at(path, Some(contents));
    }

    /// A directory that was searched, whether it exists or not. Any file that comes or goes in it invalidates the result; where only some
    /// names were looked for in a directory that changes often, as in the source file's own, record those with [`Dependencies::file`].
    pub fn directory(&mut self, path: &Path) {
        self.look_at(path, None);
    }

    /// A file or directory that was looked for and was not there. If it is there now, the result is unstable.
    pub fn absent(&mut self, path: &Path) {
        let path = self.working_directory.join(path);
        if files::probe(&path) == Probe::Absent {
            self.record(&path, State::Absent);
        } else {
            self.unstable.get_or_insert(path);
        }
    }

    /// An environment variable that was consulted, set or not.
    pub fn variable(&mut self, environment: &Environment, name: &str) {
        self.variables.insert(name.into(), environment.get(name).map(Into::into));
    }

    /// A variable that lists directories: with relative ones among them, the working directory counts too.
    pub fn directory_list(&mut self, environment: &Environment, name: &str) {
        self.variable(environment, name);
        let list = environment.get(name).map(std::env::split_paths);
        self.depends_on_working_directory |= list.into_iter().flatten().any(|entry| entry.is_relative());
    }

    /// The working directory itself.
    pub fn working_directory(&mut self) {
        self.depends_on_working_directory = true;
    }

    /// Everything that `other` depends on.
    pub fn extend(&mut self, other: &Self) {
        for (path, state) in &other.paths {
            self.record(files::from_c_path(path), state.clone());
        }
        self.variables.extend(other.variables.iter().map(|(name, value)| (name.clone(), value.clone())));
        self.depends_on_working_directory |= other.depends_on_working_directory;
        self.unstable = self.unstable.take().or_else(|| other.unstable.clone());
    }

    /// The dependency because of which the result cannot be kept.
    #[must_use]
    pub fn unstable(&self) -> Option<&Path> {
        self.unstable.as_deref()
    }

    /// All recorded paths, in order.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.paths.keys().map(|path| files::from_c_path(path))
    }

    /// The dependencies in the format of the run manifest.
    ///
    /// # Errors
    /// [`CacheError::Unstable`] and [`CacheError::TooLarge`].
    pub fn encode(&self) -> Result<Vec<u8>, CacheError> {
        self.encode_behind(&[])
    }

    /// As [`Dependencies::encode`], with other records in front.
    pub(super) fn encode_behind(&self, front: &[Record<'_>]) -> Result<Vec<u8>, CacheError> {
        if let Some(path) = &self.unstable {
            return Err(CacheError::Unstable { path: path.clone() });
        }
        let paths = self.paths.iter().map(|(path, state)| match *state {
            State::Absent => Record::Absent { path },
            State::Directory(stamp) => Record::Directory { path, stamp },
            State::File(stamp, contents) => Record::File { path, stamp, contents },
        });
        let variables = self
            .variables
            .iter()
            .map(|(name, value)| Record::Variable { name: files::bytes(name), value: value.as_deref().map(files::bytes) });
        let place = Record::WorkingDirectory(files::bytes(self.working_directory.as_os_str()));
        let place = self.depends_on_working_directory.then_some(place);
        let mut bytes = Vec::new();
        let records = front.iter().copied().chain(paths).chain(variables).chain(place);
        if encode(records, &mut |piece| bytes.extend_from_slice(piece)) { Ok(bytes) } else { Err(CacheError::TooLarge) }
    }

    /// Reads what [`Dependencies::encode`] wrote; `None` when it is damaged.
    #[must_use]
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        Some(Self::of_manifest(&Manifest::parse(bytes).ok()?))
    }

    pub(super) fn of_manifest(manifest: &Manifest<'_>) -> Self {
        let mut read = Self::started_at(UNIX_EPOCH, &Environment::default());
        for record in manifest.records() {
            match record {
                Record::Key(_) | Record::Executable { .. } => {}
                Record::Absent { path } => drop(read.paths.insert(path.to_owned(), State::Absent)),
                Record::Directory { path, stamp } => drop(read.paths.insert(path.to_owned(), State::Directory(stamp))),
                Record::File { path, stamp, contents } => {
                    read.paths.insert(path.to_owned(), State::File(stamp, contents));
                }
                Record::Variable { name, value } => {
                    read.variables.insert(files::text(name).into(), value.map(|value| files::text(value).into()));
                }
                Record::WorkingDirectory(path) => {
                    read.working_directory = PathBuf::from(files::text(path));
                    read.depends_on_working_directory = true;
                }
            }
        }
        read
    }

    /// The first dependency that no longer holds.
    #[must_use]
    pub fn first_change(&self, environment: &Environment) -> Option<Change> {
        if let Some(path) = &self.unstable {
            return Some(Change::Path(path.clone()));
        }
        let bytes = self.encode().ok()?;
        first_change(&bytes, environment).ok()?
    }

    /// Whether all dependencies hold.
    #[must_use]
    pub fn still_valid(&self, environment: &Environment) -> bool {
        self.first_change(environment).is_none()
    }

    fn look_at(&mut self, path: &Path, contents: Option<&[u8]>) {
        let path = self.working_directory.join(path);
        let there = files::probe(&path);
        self.judge(path, there, contents);
    }

    fn judge(&mut self, path: PathBuf, there: Probe, contents: Option<&[u8]>) {
        let since = |stamp: Stamp, tick: i64| {
            let tick = if stamp.modified_ns % 1_000_000_000 == 0 { COARSE_NS } else { tick };
            stamp.modified_ns >= self.started_ns.saturating_sub(tick)
        };
        match (there, contents) {
            (Probe::Absent, None) => self.record(&path, State::Absent),
            (Probe::File(stamp), Some(contents)) => {
                let hash = since(stamp, RECENT_NS).then(|| Hash128::of(contents));
                self.record(&path, State::File(stamp, hash));
            }
            (Probe::File(stamp), None) if !since(stamp, TICK_NS) => self.record(&path, State::File(stamp, None)),
            (Probe::Directory(stamp), None) if !since(stamp, TICK_NS) => self.record(&path, State::Directory(stamp)),
            _ => {
                self.unstable.get_or_insert(path);
            }
        }
    }

    fn record(&mut self, path: &Path, state: State) {
        let Some(name) = files::c_path(path) else {
            // No file has such a name, so there is nothing to depend on.
            return;
        };
        match self.paths.get(&name) {
            Some(State::File(stamp, Some(_))) if state == State::File(*stamp, None) => {}
            Some(State::File(stamp, None)) if matches!(state, State::File(new, Some(_)) if new == *stamp) => {
                self.paths.insert(name, state);
            }
            Some(earlier) if *earlier != state => {
                self.unstable.get_or_insert_with(|| path.to_owned());
            }
            _ => {
                self.paths.insert(name, state);
            }
        }
    }
}

/// The first record of a manifest that no longer holds.
pub(super) fn first_change(manifest: &[u8], environment: &Environment) -> Result<Option<Change>, Damage> {
    let manifest = Manifest::parse(manifest)?;
    Ok(manifest.first_change(&mut files::Machine { environment }).map(|record| match record {
        Record::Executable { path, .. }
        | Record::File { path, .. }
        | Record::Directory { path, .. }
        | Record::Absent { path } => Change::Path(files::from_c_path(path).to_owned()),
        Record::Variable { name, .. } => Change::Variable(files::text(name).into()),
        Record::WorkingDirectory(_) | Record::Key(_) => Change::WorkingDirectory,
    }))
}
