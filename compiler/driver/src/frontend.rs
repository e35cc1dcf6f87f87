//! The stages up to a checked program.

use std::path::Path;
use std::sync::Arc;

use aria_check::typed::CheckedProgram;
use aria_foreign::{ForeignInterface, TargetData};
use aria_lane::{LaneHost, Spelled};
use aria_resolve::{Imported, Input};
use aria_source::Span;

use crate::host::DriverHost;
use crate::options::CompileOptions;
use crate::session::Session;

/// A checked program and the interfaces it imports.
pub struct Checked {
    pub program: CheckedProgram,
    /// Each import with its place in the source.
    pub imports: Vec<(Arc<dyn ForeignInterface>, Span)>,
    /// The libraries that the program names, with their places.
    pub links: Vec<Spelled>,
    /// The whole of the main file.
    pub file: Span,
}

/// Parses, imports, resolves and checks a file. `None` if there is no text to work on, or if it has syntax errors or
/// an import found nothing: what a misread text seems to mean would only be reported as further mistakes.
pub fn check(session: &mut Session<'_>, options: &CompileOptions) -> Option<Checked> {
    let tree = crate::syntax::parse_file(session, &options.file)?;
    if session.diagnostics.has_errors() {
        return None;
    }
    let file = Span::new(tree.file, 0, session.sources.file(tree.file).text.len() as u32);
    let std = crate::standard::parse_std(&session.sources, &mut session.diagnostics);
    let overlays = crate::standard::overlays(&session.sources, &mut session.diagnostics);
    let target = TargetData::x86_64_linux();
    let absolute = session.environment.absolute(&options.file);
    let base = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let requests = aria_resolve::import_requests(&tree, &base, &target, session.lanes, &mut session.diagnostics);
    let host = Arc::new(DriverHost::new(session));
    let mut imported = Vec::new();
    let mut imports = Vec::new();
    let mut links = Vec::new();
    for mut request in requests {
        let lane = session.lanes[request.lane];
        let Some(importer) = lane.importer() else { continue };
        request.request.sanitizer = options.sanitizer.map(|s| match s {
            aria_run_manifest::Sanitizer::Address => "address".to_owned(),
            aria_run_manifest::Sanitizer::Thread => "thread".to_owned(),
        });
        let outcome = importer.import(&request.request, host.clone());
        outcome.diagnostics.into_iter().for_each(|d| session.diagnostics.push(d));
        links.append(&mut request.request.links);
        imports.push((outcome.interface.clone(), request.span));
        imported.push(Imported {
            namespace: request.namespace,
            lane: lane.name(),
            lane_index: request.lane as u8,
            interface: outcome.interface,
            span: request.span,
        });
    }
    // Of what was not found or cannot be read, every use would be reported as a further mistake.
    let missing = imports.iter().any(|(interface, _)| interface.link().headers.is_empty());
    if missing && session.diagnostics.has_errors() {
        return None;
    }
    let places = host.clone();
    let places: aria_types::PlaceFinder = Arc::new(move |place| places.span(place));
    let places = Some(places);
    let input = Input { places, std: &std, program: &tree, imported, overlays, target, lanes: session.lanes };
    let resolved = aria_resolve::resolve_with_tests(input, options.tests.clone(), &session.sources, &mut session.diagnostics);
    let program = aria_check::check(&resolved, &mut session.diagnostics);
    crate::export::check(&program, session.lanes, &mut session.diagnostics);
    Some(Checked { program, imports, links, file })
}
