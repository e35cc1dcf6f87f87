//! A compiler for the harness's own tests: a shell script that says what the test wants.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::aria::Aria;
use crate::suite::{Case, Verdict};

/// A folder with an `aria` made of a shell script's body, which sees the arguments in `$*`.
pub struct Fake {
    pub folder: tempfile::TempDir,
    pub aria: Arc<Aria>,
}

impl Fake {
    pub fn new(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("aria");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder, aria: Arc::new(Aria::at(program).unwrap()) }
    }

    /// The same with blessing asked for.
    pub fn blessing(script: &str) -> Self {
        let mut fake = Self::new(script);
        let mut aria = Aria::at(fake.path("aria")).unwrap();
        aria.bless = true;
        fake.aria = Arc::new(aria);
        fake
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Runs the cases that `collect` finds in a folder and returns their names and verdicts.
    pub fn verdicts(&self, collect: impl Fn(&Path, &Arc<Aria>) -> Vec<Case>, folder: &str) -> Vec<(String, Verdict)> {
        collect(&self.path(folder), &self.aria).into_iter().map(Case::finish).collect()
    }
}
