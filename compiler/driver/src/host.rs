//! The driver's services to lanes.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use aria_foreign::ForeignPlace;
use aria_lane::{Dependency, LaneHost};
use aria_source::{SourceMap, Span};

use crate::cache::{Cache, Dependencies, Key, Kind};
use crate::options::Target;
use crate::platform::files::Moment;
use crate::platform::packages::Packages;
use crate::platform::{Environment, Platform};
use crate::session::Session;

pub(crate) struct DriverHost {
    environment: Environment,
    platform: Option<Platform>,
    cache: Option<Arc<Cache>>,
    sources: Arc<SourceMap>,
    dependencies: Arc<Mutex<Dependencies>>,
    /// What every stored answer depends on is much the same: it is looked at once.
    moment: Mutex<Moment>,
    packages: OnceLock<Vec<PathBuf>>,
    scratch: OnceLock<Option<tempfile::TempDir>>,
}

impl DriverHost {
    pub fn new(session: &Session<'_>, target: Target) -> Self {
        Self {
            environment: session.environment.clone(),
            platform: session.platform.clone(),
            cache: session.cache.clone(),
            sources: session.sources.clone(),
            dependencies: session.dependencies.clone(),
            moment: Mutex::new(Moment::new(session.environment.clone())),
            // The installed packages are the host's.
            packages: if target == Target::Host { OnceLock::new() } else { OnceLock::from(Vec::new()) },
            scratch: OnceLock::new(),
        }
    }

    fn note(&self, dependencies: &mut Dependencies, dependency: &Dependency) {
        match dependency {
            Dependency::File(path) | Dependency::Directory(path) => {
                dependencies.found(path, lock(&self.moment).look(&self.environment.absolute(path)));
            }
            Dependency::Environment(name) => dependencies.directory_list(&self.environment, name),
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LaneHost for DriverHost {
    fn cached(&self, key: &[u8]) -> Option<Arc<[u8]>> {
        let cache = self.cache.as_ref()?;
        let (on, bytes) = cache.get_dependent(Kind::Import, &Key::of(&[key]), &mut *lock(&self.moment))?;
        lock(&self.dependencies).extend(&on);
        Some(bytes)
    }

    fn store(&self, key: &[u8], bytes: &[u8], dependencies: &[Dependency]) {
        // Read since the work began, not since now: what changed meanwhile must not be taken for what was read.
        let mut on = lock(&self.dependencies).of_part();
        for dependency in dependencies {
            self.note(&mut on, dependency);
        }
        lock(&self.dependencies).extend(&on);
        let Some(cache) = &self.cache else { return };
        // A cache that cannot be written was reported when it was opened; an import that is not kept is read again.
        let _ = cache.put_dependent(Kind::Import, &Key::of(&[key]), &on, bytes);
    }

    fn depends_on(&self, dependency: Dependency) {
        self.note(&mut lock(&self.dependencies), &dependency);
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
                let text = String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
                self.sources.add(&*place.path, text)
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

#[cfg(test)]
mod tests {
    use std::fs::{self, File, FileTimes};
    use std::time::{Duration, SystemTime};

    use super::*;

    fn aged(path: &Path, age: Duration) {
        let time = SystemTime::now() - age - Duration::from_nanos(1);
        File::open(path).and_then(|file| file.set_times(FileTimes::new().set_modified(time))).expect("set");
    }

    fn host(folder: &Path, started: SystemTime) -> DriverHost {
        let environment = Environment::new(folder, [("ARIA_CACHE_DIR", "cache")]);
        DriverHost {
            platform: None,
            cache: Some(Arc::new(Cache::open(&environment).expect("opened"))),
            sources: Arc::default(),
            dependencies: Arc::new(Mutex::new(Dependencies::started_at(started, &environment))),
            moment: Mutex::new(Moment::new(environment.clone())),
            packages: OnceLock::new(),
            scratch: OnceLock::new(),
            environment,
        }
    }

    #[test]
    fn what_changed_since_the_work_began_is_not_stored() {
        let folder = tempfile::tempdir().expect("a folder");
        let header = folder.path().join("a.h");
        fs::write(&header, "int a;").expect("written");
        let on = [Dependency::File(header.clone())];
        let began = SystemTime::now() - Duration::from_secs(60);
        for (age, kept) in [(Duration::from_secs(600), true), (Duration::from_secs(10), false)] {
            aged(&header, age);
            let compilation = host(folder.path(), began);
            compilation.store(b"key", b"answer", &on);
            assert_eq!(lock(&compilation.dependencies).unstable().is_none(), kept, "{age:?}");
            let next = host(folder.path(), SystemTime::now());
            assert_eq!(next.cached(b"key").is_some(), kept, "{age:?}");
            assert_eq!(lock(&next.dependencies).paths().any(|path| path == header), kept, "{age:?}");
        }
    }
}
