//! Which libraries a program is linked with.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aria_foreign::NameSpace;
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
    "aria_sys_",
    "__start_",
    "__stop_",
    "__asan_",
    "___asan_",
    "__tsan_",
    "__sanitizer_",
    "_Unwind_Resume",
    "_GLOBAL_OFFSET_TABLE_",
];

/// Arithmetic of 128 bits that code generation calls where the processor has no instruction; every link has it.
const ARITHMETIC: &[&str] = &[
    "__divti3",
    "__modti3",
    "__udivti3",
    "__umodti3",
    "__multi3",
    "__ashlti3",
    "__ashrti3",
    "__lshrti3",
    "__fixsfti",
    "__fixdfti",
    "__fixunssfti",
    "__fixunsdfti",
    "__floattisf",
    "__floattidf",
    "__floatuntisf",
    "__floatuntidf",
];

fn is_own(symbol: &str) -> bool {
    OWN.iter().any(|own| symbol.starts_with(own)) || ARITHMETIC.contains(&symbol)
}

/// Finds the libraries that define what a program's objects refer to. Problems are reported.
pub fn linked_libraries(session: &mut Session<'_>, checked: &Checked, objects: &[Arc<[u8]>], base: &Path) -> Option<Linked> {
    let mut symbols = undefined(objects);
    let mut native_parts = Vec::new();
    for part in session.lanes.iter().filter_map(|lane| lane.native_part()) {
        let before = symbols.len();
        symbols.retain(|symbol| !symbol.starts_with(part.prefix));
        if symbols.len() < before {
            native_parts.push(part);
        }
    }
    let linked = find(session, checked, &symbols, base)?;
    Some(Linked { native_parts, ..linked })
}

/// The symbols that objects refer to and none of them defines: what is not used is not linked.
fn undefined(objects: &[Arc<[u8]>]) -> Vec<String> {
    use object::{Object, ObjectSymbol};
    let (mut symbols, mut defined) = (BTreeSet::new(), HashSet::new());
    for bytes in objects {
        let Ok(file) = object::File::parse(&**bytes) else { continue };
        for symbol in file.symbols().filter(|s| s.is_undefined() || s.is_global()) {
            let Some(name) = symbol.name().ok().filter(|n| !n.is_empty() && !is_own(n)) else { continue };
            if !symbol.is_undefined() {
                defined.insert(name.to_owned());
            } else if !symbols.contains(name) {
                symbols.insert(name.to_owned());
            }
        }
    }
    symbols.into_iter().filter(|symbol| !defined.contains(symbol)).collect()
}

/// Finds libraries for these symbols.
fn find(session: &mut Session<'_>, checked: &Checked, symbols: &[String], base: &Path) -> Option<Linked> {
    let platform = session.platform.clone()?;
    let requests: Vec<_> = checked.imports.iter().map(|(interface, _)| interface.link()).collect();
    let explicit: Vec<String> = requests.iter().flat_map(|r| r.explicit.iter().cloned()).collect();
    let headers: Vec<PathBuf> = requests.iter().flat_map(|r| r.headers.iter().map(PathBuf::from)).collect();
    let wanted = Wanted { explicit: &explicit, base, headers: &headers, symbols };
    let cache = session.cache.clone();
    let environment = session.environment.clone();
    let mut finder = Finder::new(&platform, &environment, cache.as_deref());
    let found = session.with_dependencies(|d| finder.find(&wanted, d));
    match found {
        Ok(choices) => Some(Linked { choices, native_parts: Vec::new() }),
        Err(error) => {
            report(session, error, checked);
            None
        }
    }
}

/// The places at which a program says where its functions come from.
struct Blame {
    /// The import that declares a symbol.
    import: Option<Span>,
    /// The library that the program names for it.
    link: Option<Span>,
}

fn blame(checked: &Checked, symbols: &[String]) -> Blame {
    let declares = |namespace: &aria_types::Import| {
        symbols.iter().any(|symbol| {
            let name = symbol.as_str();
            namespace.declared.contains_key(name) || namespace.interface.lookup(name, NameSpace::Values).is_some()
        })
    };
    let namespaces = checked.program.defs.imports.iter().zip(&checked.imports);
    let import = namespaces.filter(|(namespace, _)| declares(namespace)).map(|(_, import)| import).next();
    let import = import.or(checked.imports.first());
    let named = import.map(|(interface, _)| interface.link().explicit).unwrap_or_default();
    let link = checked.links.iter().find(|link| named.contains(&link.text)).map(|link| link.span);
    Blame { import: import.map(|(_, span)| *span), link }
}

/// The symbols that a linker missed, if it complains of nothing else.
pub(crate) fn undefined_symbols(messages: &[String]) -> Option<Vec<String>> {
    let symbol = |message: &String| {
        let (_, rest) = message.lines().next()?.split_once("undefined symbol: ")?;
        Some(rest.trim().to_owned()).filter(|symbol| !is_own(symbol))
    };
    let mut symbols = messages.iter().map(symbol).collect::<Option<Vec<String>>>()?;
    symbols.sort();
    symbols.dedup();
    Some(symbols).filter(|symbols| !symbols.is_empty())
}

pub(crate) fn report_undefined(session: &mut Session<'_>, checked: &Checked, symbols: Vec<String>, candidates: &[String]) {
    let Blame { import, link } = blame(checked, &symbols);
    session.diagnostics.push(NoLibraryDefines { symbols, candidates: candidates.to_vec(), link, import });
}

fn report(session: &mut Session<'_>, error: LibraryError, checked: &Checked) {
    let names = |candidates: &[crate::platform::libraries::Candidate]| {
        candidates.iter().take(5).map(|c| format!("{} ({})", c.name, c.path.display())).collect::<Vec<_>>()
    };
    match error {
        LibraryError::NotFound { name, searched } => {
            let span = checked.links.iter().find(|link| link.text == name).map(|link| link.span);
            let span = span.or(checked.imports.first().map(|(_, span)| *span));
            let searched = searched.iter().map(|p| p.display().to_string()).collect();
            session.diagnostics.push(LibraryNotFound { name, searched, span });
        }
        LibraryError::Undefined { symbols, candidates } => {
            report_undefined(session, checked, symbols, &names(&candidates));
        }
        LibraryError::Ambiguous { symbols, candidates } => {
            let span = blame(checked, &symbols).import;
            session.diagnostics.push(LibraryAmbiguous { symbols, candidates: names(&candidates), span });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::undefined_symbols;

    #[test]
    fn only_missing_symbols_are_told_apart_from_other_failures() {
        let missing = |name: &str| format!("error: undefined symbol: {name}\n>>> referenced by a.aria:6");
        assert_eq!(undefined_symbols(&[missing("b"), missing("a"), missing("b")]), Some(vec!["a".into(), "b".into()]));
        assert_eq!(undefined_symbols(&[missing("a"), "error: thing.txt: unknown file type".into()]), None);
        assert_eq!(undefined_symbols(&[missing("aria_rt_panic")]), None);
        assert_eq!(undefined_symbols(&[]), None);
    }
}
