//! `aria import HEADER`: a foreign file as Aria sees it, as text.
//!
//! The declarations come from the same interface, and their facts from the same overlays, that a program which imports
//! the header gets; so does the choice of libraries. Equal machines give equal text.

mod annotations;
mod declarations;
mod libraries;
mod values;

use std::collections::HashMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

use aria_foreign::{DeclarationFilter, ForeignInterface, ForeignPlace, TargetData};
use aria_lane::{ImportRequest, MacroDefinition, Spelled};
use aria_source::Span;
use aria_types::FunctionFacts;

use crate::host::DriverHost;
use crate::options::Target;
use crate::session::Session;
use declarations::Group;

/// What is to be listed.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The word after `extern`.
    pub lane: String,
    pub header: String,
    /// The namespace, where it is not the lane's own.
    pub namespace: Option<String>,
    pub defines: Vec<(String, Option<String>)>,
    pub include_paths: Vec<PathBuf>,
    /// Only names that contain this.
    pub filter: Option<String>,
    /// Also what the header includes.
    pub all: bool,
    /// Each fact on a line of its own, with its origin.
    pub facts: bool,
}

/// What the parts of a listing look things up in.
struct Listing<'l> {
    interface: &'l dyn ForeignInterface,
    overlays: HashMap<Arc<str>, Arc<FunctionFacts>>,
    /// The header as it was asked for, and where it was found.
    header: &'l str,
    found: Vec<String>,
    facts: bool,
}

impl Listing<'_> {
    /// `sqlite3.h:12`; other files by their path.
    fn place(&self, place: Option<&ForeignPlace>) -> Option<String> {
        let place = place?;
        let file = if self.found.iter().any(|f| **f == *place.path) { self.header } else { &*place.path };
        Some(format!("{file}:{}", place.line))
    }
}

/// The listing. `None` if there is nothing to list, which was reported.
pub fn import_listing(session: &mut Session<'_>, options: &ImportOptions) -> Option<String> {
    let overlays = crate::standard::overlays(&session.sources, &mut session.diagnostics);
    let (request, span) = request(session, options);
    let lane = session.lanes.iter().find(|l| l.name() == options.lane)?;
    let importer = lane.importer()?;
    let outcome = importer.import(&request, Arc::new(DriverHost::new(session, Target::Host)));
    outcome.diagnostics.into_iter().for_each(|d| session.diagnostics.push(d));
    let link = outcome.interface.link();
    if link.headers.is_empty() {
        return None;
    }
    let listing = Listing {
        interface: &*outcome.interface,
        overlays,
        header: &options.header,
        found: link.headers.clone(),
        facts: options.facts,
    };
    let filter = DeclarationFilter { own_only: !options.all, contains: options.filter.clone() };
    let names = outcome.interface.names(&filter);
    let (groups, symbols) = declarations::groups(&listing, &names);
    let mut out = String::new();
    heading(&mut out, options, &link.headers);
    groups.iter().for_each(|group| group.write(&mut out));
    if groups.iter().all(Group::is_empty) {
        let _ = write!(out, "\n# Nothing here is declared by {}", options.header);
        let _ = match &options.filter {
            Some(filter) => write!(out, " under a name that contains `{filter}`"),
            None => Ok(()),
        };
        out.push_str(if options.all { ".\n" } else { " itself; `--all` lists what it includes too.\n" });
    }
    out.push_str("end\n");
    libraries::write(&mut out, session, (&link, span), &symbols, &request.base);
    Some(out)
}

/// The import as a program would write it, so that diagnostics have something to point at.
fn request(session: &Session<'_>, options: &ImportOptions) -> (ImportRequest, Span) {
    let before = format!("extern {} from \"", options.lane);
    let text = format!("{before}{}\"\n", options.header);
    let file = session.sources.add("<command line>", text.as_str());
    let start = before.len() as u32;
    let span = Span::new(file, start - 1, start + options.header.len() as u32 + 1);
    let spelled = |text: String| Spelled { text, span };
    let here = session.environment.absolute(std::path::Path::new("here"));
    let base = here.parent().unwrap_or(std::path::Path::new("/")).to_owned();
    let define = |(name, value): &(String, Option<String>)| MacroDefinition { name: spelled(name.clone()), value: value.clone() };
    let request = ImportRequest {
        sources: vec![spelled(options.header.clone())],
        defines: options.defines.iter().map(define).collect(),
        include_paths: options.include_paths.iter().map(|p| spelled(p.to_string_lossy().into_owned())).collect(),
        links: Vec::new(),
        base,
        target: TargetData::x86_64_linux(),
        sanitizer: None,
    };
    (request, span)
}

fn heading(out: &mut String, options: &ImportOptions, found: &[String]) {
    let _ = writeln!(out, "# {}", found.join(", "));
    let alias = options.namespace.as_ref().map(|n| format!(" as {n}")).unwrap_or_default();
    let _ = writeln!(out, "extern {} from \"{}\"{alias} do", options.lane, options.header);
    for (name, value) in &options.defines {
        let value = value.as_ref().map(|v| format!(", \"{v}\"")).unwrap_or_default();
        let _ = writeln!(out, "  define \"{name}\"{value}");
    }
    for path in &options.include_paths {
        let _ = writeln!(out, "  include_path \"{}\"", path.display());
    }
}
