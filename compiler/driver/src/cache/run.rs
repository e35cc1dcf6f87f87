//! Run manifests: which cached executable a command line starts. The compiler writes them, the launcher reads them.

use super::dependencies::first_change;
use super::{Cache, CacheError, Dependencies, Kind};
use crate::platform::{Environment, files};
use aria_run_manifest::{Manifest, Probe, Record, RunKey, Sanitizer, run_manifest_name};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A run, as far as the launcher can tell it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunRequest<'a> {
    /// The compiler that was started; links are resolved here.
    pub compiler: &'a Path,
    /// The source file; links are resolved here.
    pub file: &'a Path,
    /// `--release`
    pub release: bool,
    /// `--sanitize=`
    pub sanitizer: Option<Sanitizer>,
}

/// What became of [`Cache::put_run`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunRecord {
    /// The next run is a hit.
    Written,
    /// The next run compiles again, because this file or directory was changing.
    NotKept {
        /// What was changing.
        path: PathBuf,
    },
}

impl RunRequest<'_> {
    fn key(&self) -> Option<Vec<u8>> {
        let compiler = self.compiler.canonicalize().ok()?;
        let file = self.file.canonicalize().ok()?;
        let (compiler, file) = (files::bytes(compiler.as_os_str()), files::bytes(file.as_os_str()));
        let mut buffer = vec![0; compiler.len() + file.len() + 16];
        let key = RunKey { compiler, file, release: self.release, sanitizer: self.sanitizer };
        key.write_into(&mut buffer).map(<[u8]>::to_vec)
    }
}

impl Cache {
    /// Notes that `request` starts `executable` (from [`Cache::put`] or [`Cache::get_path`]) as long as the dependencies hold. The compiler
    /// itself becomes one of them.
    ///
    /// # Errors
    /// As [`Cache::put`], and when `executable` is gone.
    pub fn put_run(&self, request: &RunRequest<'_>, on: &Dependencies, executable: &Path) -> Result<RunRecord, CacheError> {
        let missing = |path: &Path| CacheError::Failed { path: path.to_owned(), kind: std::io::ErrorKind::NotFound };
        let mut on = on.clone();
        on.file(&request.compiler.canonicalize().map_err(|error| CacheError::from_io(request.compiler, &error))?);
        if let Some(path) = on.unstable() {
            return Ok(RunRecord::NotKept { path: path.to_owned() });
        }
        let key = request.key().ok_or_else(|| missing(request.file))?;
        let Probe::File(stamp) = files::probe(executable) else { return Err(missing(executable)) };
        let path = files::c_path(executable).ok_or_else(|| missing(executable))?;
        let manifest = on.encode_behind(&[Record::Key(&key), Record::Executable { path: &path, stamp }])?;
        self.write(Kind::Run, &self.manifest_path(&key), &[&manifest])?;
        Ok(RunRecord::Written)
    }

    /// The executable that `request` starts, if everything it was made from is unchanged: what the launcher answers too.
    #[must_use]
    pub fn lookup_run(&self, request: &RunRequest<'_>, environment: &Environment) -> Option<PathBuf> {
        let key = request.key()?;
        let path = self.manifest_path(&key);
        let bytes = fs::read(&path).ok()?;
        match first_change(&bytes, environment) {
            Ok(None) => {}
            Ok(Some(_)) => return None,
            Err(_) => {
                let _ = fs::remove_file(&path);
                return None;
            }
        }
        let manifest = Manifest::parse(&bytes).ok()?;
        if manifest.key() != Some(&key[..]) {
            return None;
        }
        let executable = files::from_c_path(manifest.executable()?.0).to_owned();
        for used in [&path, &executable] {
            if let Ok(file) = File::open(used) {
                files::note_use(&file);
            }
        }
        Some(executable)
    }

    fn manifest_path(&self, key: &[u8]) -> PathBuf {
        self.root().join(Kind::Run.folder()).join(files::text(&run_manifest_name(key)))
    }
}
