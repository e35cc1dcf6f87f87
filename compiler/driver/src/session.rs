//! [`Session`]: what one run of the compiler holds: lanes, environment, cache, source texts, dependencies.

use std::sync::{Arc, Mutex};

use aria_diagnostics::Diagnostics;
use aria_lane::Lane;
use aria_source::SourceMap;

use crate::cache::{Cache, Dependencies};
use crate::diagnostics::{CacheUnusable, NoPlatform, UnknownTarget};
use crate::options::Target;
use crate::platform::{Environment, Platform};
use crate::progress::Progress;

/// One run of the compiler.
pub struct Session<'l> {
    pub lanes: &'l [&'l dyn Lane],
    pub environment: Environment,
    /// `None` on a machine that is not known.
    pub platform: Option<Platform>,
    /// `None` where no usable folder for it was found; everything works, nothing is kept.
    pub cache: Option<Arc<Cache>>,
    /// The folder of a cache that is only for this session.
    pub scratch: Option<tempfile::TempDir>,
    pub sources: Arc<SourceMap>,
    /// What the program depends on.
    pub dependencies: Arc<Mutex<Dependencies>>,
    pub diagnostics: Diagnostics,
    /// The stage that the compilation is in.
    pub progress: Arc<Progress>,
}

/// The target with this name. Reports that there is none.
pub fn target_named(session: &mut Session<'_>, name: &str) -> Option<Target> {
    let found = Target::named(name);
    if found.is_none() {
        let known = Target::NAMES.iter().map(|(known, _)| (*known).to_owned()).collect();
        session.diagnostics.push(UnknownTarget { name: name.to_owned(), known });
    }
    found
}

impl<'l> Session<'l> {
    /// Starts a session. Call it first: files that change after this moment count as changed.
    pub fn new(lanes: &'l [&'l dyn Lane]) -> Self {
        let environment = Environment::of_process();
        let dependencies = Dependencies::new(&environment);
        let mut diagnostics = Diagnostics::new();
        let platform = match Platform::host() {
            Ok(platform) => Some(platform),
            Err(error) => {
                diagnostics.push(NoPlatform { what: error.to_string() });
                None
            }
        };
        let (cache, scratch) = match Cache::open(&environment) {
            Ok(cache) => (Some(Arc::new(cache)), None),
            Err(error) => {
                diagnostics.push(CacheUnusable { why: error.to_string() });
                Cache::temporary().ok().map(|(cache, folder)| (Arc::new(cache), folder)).unzip()
            }
        };
        Self {
            lanes,
            environment,
            platform,
            cache,
            scratch,
            sources: Arc::new(SourceMap::new()),
            dependencies: Arc::new(Mutex::new(dependencies)),
            diagnostics,
            progress: Arc::new(Progress::new()),
        }
    }

    /// Runs `f` on the dependencies.
    pub fn with_dependencies<T>(&self, f: impl FnOnce(&mut Dependencies) -> T) -> T {
        let mut guard = self.dependencies.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        f(&mut guard)
    }
}
