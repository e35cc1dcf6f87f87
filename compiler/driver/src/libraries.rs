//! Which libraries a program is linked with.

use std::path::{Path, PathBuf};

use aria_foreign::LinkRequest;
use aria_lane::NativePart;
use aria_source::Span;

use crate::diagnostics::{LibraryAmbiguous, LibraryNotFound, NoLibraryDefines};
use crate::frontend::Checked;
use crate::platform::libraries::{Finder, LibraryChoice, LibraryError, Wanted};
use crate::session::Session;

/// The libraries found.
pub struct Linked {
    pub choices: Vec<LibraryChoice>,
    /// The native parts of the lanes that the program uses.
    pub native_parts: Vec<NativePart>,
}

/// The beginnings of symbols that the runtime, the linker and the sanitizers bring along.
const OWN: &[&str] = &[
    "aria_rt_",
    "__start_",
    "__stop_",
    "__asan_",
    "___asan_",
    "__tsan_",
    "__sanitizer_",
    "_Unwind_Resume",
    "_GLOBAL_OFFSET_TABLE_",
];

fn is_own(symbol: &str) -> bool {
    OWN.iter().any(|own| symbol.starts_with(own))
}

/// Finds the libraries that define what a program's object refers to. Problems are reported.
pub fn linked_libraries(session: &mut Session<'_>, checked: &Checked, object: &[u8], base: &Path) -> Option<Linked> {
    let mut symbols = undefined(object);
    let mut native_parts = Vec::new();
    for part in session.lanes.iter().filter_map(|lane| lane.native_part()) {
        let before = symbols.len();
        symbols.retain(|symbol| !symbol.starts_with(part.prefix));
        if symbols.len() < before {
            native_parts.push(part);
        }
    }
    let requests: Vec<(LinkRequest, Span)> = checked.imports.iter().map(|(i, span)| (i.link(), *span)).collect();
    let linked = find(session, &requests, &symbols, base)?;
    Some(Linked { native_parts, ..linked })
}

/// The symbols that an object refers to and does not define: what is not used is not linked.
fn undefined(bytes: &[u8]) -> Vec<String> {
    use object::{Object, ObjectSymbol};
    let Ok(file) = object::File::parse(bytes) else { return Vec::new() };
    let names = file.symbols().filter(|s| s.is_undefined()).filter_map(|s| s.name().ok().map(str::to_owned));
    let mut symbols: Vec<String> = names.filter(|n| !n.is_empty() && !is_own(n)).collect();
    symbols.sort();
    symbols.dedup();
    symbols
}

/// Finds libraries for these symbols.
pub(crate) fn find(
    session: &mut Session<'_>,
    requests: &[(LinkRequest, Span)],
    symbols: &[String],
    base: &Path,
) -> Option<Linked> {
    let platform = session.platform.clone()?;
    let explicit: Vec<String> = requests.iter().flat_map(|(r, _)| r.explicit.iter().cloned()).collect();
    let headers: Vec<PathBuf> = requests.iter().flat_map(|(r, _)| r.headers.iter().map(PathBuf::from)).collect();
    let wanted = Wanted { explicit: &explicit, base, headers: &headers, symbols };
    let cache = session.cache.clone();
    let environment = session.environment.clone();
    let mut finder = Finder::new(&platform, &environment, cache.as_deref());
    let found = session.with_dependencies(|d| finder.find(&wanted, d));
    let span = requests.first().map(|(_, span)| *span);
    match found {
        Ok(choices) => Some(Linked { choices, native_parts: Vec::new() }),
        Err(error) => {
            report(session, error, requests, span);
            None
        }
    }
}

fn report(session: &mut Session<'_>, error: LibraryError, requests: &[(LinkRequest, Span)], span: Option<Span>) {
    let names = |candidates: &[crate::platform::libraries::Candidate]| {
        candidates.iter().take(5).map(|c| format!("{} ({})", c.name, c.path.display())).collect::<Vec<_>>()
    };
    match error {
        LibraryError::NotFound { name, searched } => {
            let span = requests.iter().find(|(r, _)| r.explicit.contains(&name)).map(|(_, s)| *s).or(span);
            let searched = searched.iter().map(|p| p.display().to_string()).collect();
            session.diagnostics.push(LibraryNotFound { name, searched, span });
        }
        LibraryError::Undefined { symbols, candidates } => {
            session.diagnostics.push(NoLibraryDefines { symbols, candidates: names(&candidates), span });
        }
        LibraryError::Ambiguous { symbols, candidates } => {
            session.diagnostics.push(LibraryAmbiguous { symbols, candidates: names(&candidates), span });
        }
    }
}
