//! What would be linked for a header, and why.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use aria_foreign::LinkRequest;
use aria_source::Span;

use crate::platform::libraries::{Finder, LibraryChoice, LibraryError, Wanted, Why};
use crate::session::Session;

/// Appends which libraries a program is linked with that uses all of `symbols`.
pub fn write(out: &mut String, session: &Session<'_>, import: (&LinkRequest, Span), symbols: &[String], base: &Path) {
    let Some(platform) = session.platform.clone() else { return };
    let cache = session.cache.clone();
    let mut finder = Finder::new(&platform, &session.environment, cache.as_deref());
    let headers: Vec<PathBuf> = import.0.headers.iter().map(PathBuf::from).collect();
    let mut symbols = symbols.to_vec();
    symbols.sort();
    symbols.dedup();
    if symbols.is_empty() {
        out.push_str("\n# Nothing is linked: no function or variable is listed.\n");
        return;
    }
    let mut nowhere = Vec::new();
    // A library may be built without some of what its header declares.
    let found = loop {
        let wanted = Wanted { explicit: &import.0.explicit, base, headers: &headers, symbols: &symbols };
        match session.with_dependencies(|d| finder.find(&wanted, d)) {
            Err(LibraryError::Undefined { symbols: missing, .. }) if !missing.is_empty() && nowhere.is_empty() => {
                symbols.retain(|s| !missing.contains(s));
                nowhere = missing;
            }
            other => break other,
        }
    };
    match found {
        Ok(choices) if choices.is_empty() => {
            let what =
                if symbols.is_empty() { "No library is found for this header" } else { "Nothing but the C library is linked" };
            let _ = writeln!(out, "\n# {what}.");
        }
        Ok(choices) => {
            out.push_str("\n# Linked, if something of it is used:\n");
            for choice in &choices {
                let _ = writeln!(out, "#   {} ({}), because {}", choice.name, choice.path.display(), because(choice));
            }
        }
        Err(LibraryError::Ambiguous { candidates, .. }) => {
            let names: Vec<String> = candidates.iter().map(|c| format!("{} ({})", c.name, c.path.display())).collect();
            let _ = writeln!(out, "\n# Several libraries define these functions; a program must name one: {}", names.join(", "));
        }
        Err(LibraryError::NotFound { name, .. }) => {
            let _ = writeln!(out, "\n# The library `{name}` was not found.");
        }
        Err(LibraryError::Undefined { symbols, .. }) => {
            let _ = writeln!(out, "\n# No installed library defines {}.", few(&symbols));
        }
    }
    if !nowhere.is_empty() {
        let _ = writeln!(out, "# Declared, but defined by no installed library: {}", few(&nowhere));
    }
}

fn because(choice: &LibraryChoice) -> String {
    match &choice.why {
        Why::Explicit => "the import names it".to_owned(),
        Why::Package { package, file } => format!("the header belongs to the package {package} ({})", file.display()),
        Why::Symbols { matched, .. } => format!("it defines {}", few(matched)),
    }
}

fn few(symbols: &[String]) -> String {
    const SHOWN: usize = 4;
    let shown = symbols.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(", ");
    match symbols.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
