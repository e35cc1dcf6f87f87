//! Comparing a manifest with the machine as it is now. The rule is here; how to ask the machine is the caller's.

use crate::{Manifest, Record, Stamp};
use core::ffi::CStr;

/// What is at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// Nothing, as far as this user can see.
    Absent,
    /// Something that is no directory.
    File(Stamp),
    /// A directory; the size of its stamp is 0.
    Directory(Stamp),
    /// The machine gave no answer.
    Unknown,
}

/// How to ask the machine.
pub trait Host {
    /// What is at `path`, links followed.
    fn probe(&mut self, path: &CStr) -> Probe;
    /// The [`crate::Hash128`] of a file's contents; `None` when it cannot be read.
    fn contents(&mut self, path: &CStr) -> Option<u128>;
    /// Whether the environment variable `name` is `value` (`None`: is not set).
    fn variable_is(&mut self, name: &[u8], value: Option<&[u8]>) -> bool;
    /// Whether the working directory is `path`.
    fn working_directory_is(&mut self, path: &[u8]) -> bool;
}

impl<'a> Manifest<'a> {
    /// The first record that no longer holds; `None` when all do. The key is not looked at, compare [`Manifest::key`].
    pub fn first_change(&self, host: &mut impl Host) -> Option<Record<'a>> {
        self.records().find(|record| !record.holds(host))
    }
}

impl Record<'_> {
    /// Whether the machine is still as recorded.
    pub fn holds(&self, host: &mut impl Host) -> bool {
        match *self {
            Record::Key(_) => true,
            Record::Executable { path, stamp } => host.probe(path) == Probe::File(stamp),
            Record::File { path, stamp, contents } => {
                host.probe(path) == Probe::File(stamp) && contents.is_none_or(|hash| host.contents(path) == Some(hash))
            }
            Record::Directory { path, stamp } => host.probe(path) == Probe::Directory(stamp),
            Record::Absent { path } => host.probe(path) == Probe::Absent,
            Record::Variable { name, value } => host.variable_is(name, value),
            Record::WorkingDirectory(path) => host.working_directory_is(path),
        }
    }
}
