//! The environment as a value: what the driver consults is handed to it, so that it can be recorded, and replaced in tests.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Environment variables and the working directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    working_directory: PathBuf,
}

impl Environment {
    /// That of this process.
    #[must_use]
    pub fn of_process() -> Self {
        Self { variables: std::env::vars_os().collect(), working_directory: std::env::current_dir().unwrap_or_default() }
    }

    /// An environment with these variables only.
    #[must_use]
    pub fn new<N: Into<OsString>, V: Into<OsString>>(
        working_directory: impl Into<PathBuf>,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Self { variables, working_directory: working_directory.into() }
    }

    /// The value of a variable, also when it is empty.
    #[must_use]
    pub fn get(&self, name: impl AsRef<OsStr>) -> Option<&OsStr> {
        self.variables.get(name.as_ref()).map(OsString::as_os_str)
    }

    /// Sets a variable.
    pub fn set(&mut self, name: impl Into<OsString>, value: impl Into<OsString>) {
        self.variables.insert(name.into(), value.into());
    }

    /// The working directory.
    #[must_use]
    pub fn working_directory(&self) -> &Path {
        &self.working_directory
    }

    /// `path` as an absolute path, links not resolved.
    #[must_use]
    pub fn absolute(&self, path: &Path) -> PathBuf {
        self.working_directory.join(path)
    }

    /// The directories of a variable such as `LIBRARY_PATH`: absolute, empty entries left out.
    #[must_use]
    pub fn directories(&self, name: &str) -> Vec<PathBuf> {
        let list = self.get(name).map(std::env::split_paths);
        list.into_iter().flatten().filter(|entry| !entry.as_os_str().is_empty()).map(|entry| self.absolute(&entry)).collect()
    }
}
