//! The import itself: from the cache if it is there, else by clang; with what went wrong as diagnostics.

use std::path::Path;
use std::sync::Arc;

use aria_diagnostics::Diagnostic;
use aria_foreign::{ForeignPlace, TargetData};
use aria_lane::{Dependency, ImportOutcome, ImportRequest, Importer, LaneHost};
use aria_lane_c_clang::{ClangDiagnostic, Container, OpenError, Session, Severity};
use aria_source::Span;

use crate::CLane;
use crate::configuration::{Configuration, Reading, StartError, search_path};
use crate::diagnostics::{ClangUnusable, HeaderError, HeaderNotFound};
use crate::interface::CInterface;
use crate::oracle::Oracle;

/// Stored instead of declarations where the headers are only found with the packages' include paths.
const WITH_PACKAGES: &[u8] = b"with packages";

/// So many errors of one header are shown; the rest follow from these more often than not.
const SHOWN_ERRORS: usize = 8;

/// So many of the searched directories are shown.
const SHOWN_DIRECTORIES: usize = 12;

/// What reading the headers gave.
struct Read {
    configuration: Configuration,
    declarations: Container,
    session: Session,
    readings: Vec<Reading>,
}

impl Importer for CLane {
    fn import(&self, request: &ImportRequest, host: Arc<dyn LaneHost>) -> ImportOutcome {
        let plain = Configuration::new(request, Vec::new());
        match cached(&plain, &*host) {
            Cached::Declarations(declarations) => return known(request, plain, declarations, host),
            Cached::WithPackages => {
                let configuration = Configuration::new(request, host.package_include_paths());
                if let Cached::Declarations(declarations) = cached(&configuration, &*host) {
                    return known(request, configuration, declarations, host);
                }
            }
            Cached::Nothing => {}
        }
        match read(request, plain.clone(), &*host) {
            Ok(read) => fresh(request, read, host),
            Err(error) => unusable(request, plain, &error, host),
        }
    }

    fn reaches(&self, _: &TargetData) -> bool {
        true
    }
}

enum Cached {
    Declarations(Container),
    WithPackages,
    Nothing,
}

fn cached(configuration: &Configuration, host: &dyn LaneHost) -> Cached {
    match host.cached(&configuration.key().0) {
        Some(bytes) if *bytes == *WITH_PACKAGES => Cached::WithPackages,
        Some(bytes) => Container::open(bytes).map_or(Cached::Nothing, Cached::Declarations),
        None => Cached::Nothing,
    }
}

fn outcome(
    request: &ImportRequest,
    read: (Configuration, Container, Option<Session>),
    host: Arc<dyn LaneHost>,
    diagnostics: Vec<Diagnostic>,
) -> ImportOutcome {
    let (configuration, declarations, session) = read;
    let key = configuration.key();
    let links = request.links.iter().map(|l| l.text.clone()).collect();
    let oracle = Oracle::new(configuration, key, host, session);
    ImportOutcome { interface: Arc::new(CInterface::new(request.target.clone(), declarations, links, oracle)), diagnostics }
}

fn known(
    request: &ImportRequest,
    configuration: Configuration,
    declarations: Container,
    host: Arc<dyn LaneHost>,
) -> ImportOutcome {
    outcome(request, (configuration, declarations, None), host, Vec::new())
}

/// Reads the headers, at first without the packages' include paths.
fn read(request: &ImportRequest, plain: Configuration, host: &dyn LaneHost) -> Result<Read, OpenError> {
    let first = read_with(plain)?;
    if !first.readings.iter().any(Reading::lacks_a_file) {
        return Ok(first);
    }
    let packages = host.package_include_paths();
    if packages.is_empty() {
        return Ok(first);
    }
    let second = read_with(Configuration::new(request, packages))?;
    let dependencies = first.configuration.dependencies(&first.declarations);
    if second.readings.iter().all(|r| r.diagnostics.is_empty()) {
        host.store(&first.configuration.key().0, WITH_PACKAGES, &dependencies);
    } else {
        dependencies.into_iter().for_each(|dependency| host.depends_on(dependency));
    }
    Ok(second)
}

fn read_with(configuration: Configuration) -> Result<Read, OpenError> {
    let (session, readings) = configuration.open().map_err(|StartError::Open(e)| e)?;
    let declarations = session.snapshot().map_err(|_| OpenError::Crashed)?;
    Ok(Read { configuration, declarations, session, readings })
}

fn fresh(request: &ImportRequest, read: Read, host: Arc<dyn LaneHost>) -> ImportOutcome {
    let Read { configuration, declarations, session, readings } = read;
    let sound = readings.iter().all(|r| !r.impossible && r.diagnostics.is_empty());
    let dependencies = configuration.dependencies(&declarations);
    if sound {
        host.store(&configuration.key().0, declarations.bytes(), &dependencies);
    } else {
        dependencies.into_iter().for_each(|dependency| host.depends_on(dependency));
    }
    let mut diagnostics = Vec::new();
    for reading in &readings {
        let Some(source) = request.sources.get(reading.source) else { continue };
        if reading.not_found() {
            let searched = searched(&configuration, &declarations);
            diagnostics.push(HeaderNotFound { header: source.text.clone(), span: source.span, searched }.into());
        } else {
            let errors = reading.diagnostics.iter().filter(|d| d.severity != Severity::Note);
            diagnostics.extend(errors.take(SHOWN_ERRORS).map(|error| header_error(error, source.span, &*host)));
        }
    }
    outcome(request, (configuration, declarations, Some(session)), host, diagnostics)
}

fn header_error(error: &ClangDiagnostic, import: Span, host: &dyn LaneHost) -> Diagnostic {
    let place = error.path.as_deref().map(|path| ForeignPlace { path: path.into(), line: error.line, column: error.column });
    let span = place.as_ref().and_then(|place| host.span(place));
    let place = place.map(|p| format!("{}:{}:{}", p.path, p.line, p.column));
    HeaderError { error: error.text.clone(), span, place, import }.into()
}

/// The directories in which headers were sought, in order; those that exist, and those that the program names.
fn searched(configuration: &Configuration, declarations: &Container) -> Vec<String> {
    let own = std::iter::once(&configuration.base).chain(&configuration.include_paths);
    let mut list: Vec<String> = own.map(|p| p.to_string_lossy().into_owned()).collect();
    for directory in search_path(declarations) {
        if !list.iter().any(|known| known == directory) && Path::new(directory).is_dir() {
            list.push(directory.to_owned());
        }
    }
    if list.len() > SHOWN_DIRECTORIES {
        let more = list.len() - SHOWN_DIRECTORIES;
        list.truncate(SHOWN_DIRECTORIES);
        list.push(format!("and {more} more"));
    }
    list
}

/// An interface without names, because clang does not start.
fn unusable(request: &ImportRequest, configuration: Configuration, error: &OpenError, host: Arc<dyn LaneHost>) -> ImportOutcome {
    host.depends_on(Dependency::File(aria_lane_c_clang::CLANG_SHARED_LIBRARY.into()));
    let diagnostics = request.sources.first().map(|source| ClangUnusable { reason: error.to_string(), span: source.span }.into());
    outcome(request, (configuration, Container::empty(), None), host, diagnostics.into_iter().collect())
}
