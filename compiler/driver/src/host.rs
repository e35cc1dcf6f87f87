//! The driver's services to lanes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aria_foreign::ForeignPlace;
use aria_lane::{Dependency, LaneHost};
use aria_source::{SourceMap, Span};

use crate::cache::{Cache, Dependencies, Key, Kind};
use crate::platform::packages::Packages;
use crate::platform::{Environment, Platform};
use crate::session::Session;

pub(crate) struct DriverHost {
    environment: Environment,
    platform: Option<Platform>,
    cache: Option<Arc<Cache>>,
    sources: Arc<SourceMap>,
    dependencies: Arc<Mutex<Dependencies>>,
    packages: OnceLock<Vec<PathBuf>>,
    scratch: OnceLock<Option<tempfile::TempDir>>,
}

impl DriverHost {
    pub fn new(session: &Session<'_>) -> Self {
        Self {
            environment: session.environment.clone(),
            platform: session.platform.clone(),
            cache: session.cache.clone(),
            sources: session.sources.clone(),
            dependencies: session.dependencies.clone(),
            packages: OnceLock::new(),
            scratch: OnceLock::new(),
        }
    }

    fn note(&self, dependencies: &mut Dependencies, dependency: &Dependency) {
        match dependency {
            Dependency::File(path) => dependencies.file(path),
            Dependency::Directory(path) => dependencies.directory(path),
            Dependency::Environment(name) => dependencies.directory_list(&self.environment, name),
        }
    }

    fn with_dependencies(&self, f: impl FnOnce(&mut Dependencies)) {
        f(&mut self.dependencies.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl LaneHost for DriverHost {
    fn cached(&self, key: &[u8]) -> Option<Arc<[u8]>> {
        let cache = self.cache.as_ref()?;
        let (on, bytes) = cache.get_dependent(Kind::Import, &Key::of(&[key]), &self.environment)?;
        self.with_dependencies(|d| d.extend(&on));
        Some(bytes.into())
    }

    fn store(&self, key: &[u8], bytes: &[u8], dependencies: &[Dependency]) {
        let Some(cache) = &self.cache else { return };
        let mut on = Dependencies::new(&self.environment);
        for dependency in dependencies {
            self.note(&mut on, dependency);
        }
        self.with_dependencies(|d| d.extend(&on));
        // A cache that cannot be written was reported when it was opened; an import that is not kept is read again.
        let _ = cache.put_dependent(Kind::Import, &Key::of(&[key]), &on, bytes);
    }

    fn depends_on(&self, dependency: Dependency) {
        self.with_dependencies(|d| self.note(d, &dependency));
    }

    fn package_include_paths(&self) -> Vec<PathBuf> {
        let load = || {
            let Some(platform) = &self.platform else { return Vec::new() };
            Packages::load(platform, &self.environment, self.cache.as_deref()).header_search_paths()
        };
        self.packages.get_or_init(load).clone()
    }

    fn span(&self, place: &ForeignPlace) -> Option<Span> {
        let id = match self.sources.find(&place.path) {
            Some(id) => id,
            None => {
                let bytes = std::fs::read(&*place.path).ok()?;
                self.sources.add(&*place.path, String::from_utf8_lossy(&bytes).into_owned())
            }
        };
        let start = self.sources.file(id).offset(place.line, place.column);
        let text = self.sources.file(id).text.clone();
        let word = text
            .get(start as usize..)?
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .map(char::len_utf8)
            .sum::<usize>();
        Some(Span::new(id, start, start + word.max(1) as u32))
    }

    fn scratch(&self) -> &Path {
        let made = self.scratch.get_or_init(|| tempfile::tempdir().ok());
        made.as_ref().map_or(Path::new("/tmp"), tempfile::TempDir::path)
    }
}
