//! The stages up to a checked program.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use aria_check::typed::CheckedProgram;
use aria_foreign::ForeignInterface;
use aria_lane::{LaneHost, Spelled};
use aria_resolve::{Imported, Input, ModuleFile, NamespaceRequest};
use aria_source::Span;

use crate::diagnostics::WorldNotReached;
use crate::host::DriverHost;
use crate::options::{CompileOptions, Profile};
use crate::progress::Stage;
use crate::project::Source;
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
    /// Arithmetic that leaves its type's range panics.
    pub overflow_checks: bool,
}

/// Parses, imports, resolves and checks a program with its files. `None` if there is no text to work on, or if it has syntax
/// errors or an import found nothing: what a misread text seems to mean would only be reported as further mistakes.
pub fn check(session: &mut Session<'_>, options: &CompileOptions) -> Option<Checked> {
    let sources = crate::project::load(session, &options.file)?;
    if session.diagnostics.has_errors() {
        return None;
    }
    // Only release builds ask the project: the others check anyway.
    let overflow_checks = options.profile != Profile::Release || crate::project::checks_overflow(session, &options.file)?;
    let tree = &sources.first()?.tree;
    let file = Span::new(tree.file, 0, session.sources.file(tree.file).text.len() as u32);
    let std = crate::standard::parse_std(&session.sources, &mut session.diagnostics);
    let target = options.target.data();
    let host = Arc::new(DriverHost::new(session, options.target));
    let mut foreign = Foreign { imports: Vec::new(), links: Vec::new() };
    let mut imported = Vec::new();
    session.progress.enter(Stage::Importing);
    for (index, source) in sources.iter().enumerate() {
        let requests =
            aria_resolve::import_requests(&source.tree, &source.folder, &target, session.lanes, &mut session.diagnostics);
        // Paths of libraries count from the program's file.
        let base = (index > 0).then_some(&*source.folder);
        imported.push(foreign.import(session, options, &host, requests, base));
    }
    let Foreign { imports, links } = foreign;
    // Facts are about what is imported.
    let overlays = match imports.is_empty() {
        true => HashMap::new(),
        false => crate::standard::overlays(&session.sources, &mut session.diagnostics),
    };
    // Of what was not found or cannot be read, every use would be reported as a further mistake.
    let missing = imports.iter().any(|(interface, _)| interface.link().headers.is_empty());
    if missing && session.diagnostics.has_errors() {
        return None;
    }
    let places = host.clone();
    let places: aria_types::PlaceFinder = Arc::new(move |place| places.span(place));
    let mut imported = imported.into_iter();
    let (own, first) = (sources.first()?, imported.next()?);
    let module = |(source, imported)| {
        let Source { tree, path, in_std, imports, .. }: &Source = source;
        ModuleFile { tree, path: path.as_str().into(), in_std: *in_std, imported, imports: imports.clone() }
    };
    let input = Input {
        places: Some(places),
        std: &std,
        program: &own.tree,
        imported: first,
        imports: own.imports.clone(),
        files: sources[1..].iter().zip(imported).map(module).collect(),
        overlays,
        target,
        lanes: session.lanes,
    };
    session.progress.enter(Stage::Checking);
    let resolved = aria_resolve::resolve_with_tests(input, options.tests.clone(), &session.sources, &mut session.diagnostics);
    let program = aria_check::check(&resolved, &mut session.diagnostics);
    crate::export::check(&program, session.lanes, &mut session.diagnostics);
    if !session.diagnostics.has_errors() {
        aria_lower::check_moves(&program).iter().for_each(|d| session.diagnostics.push(d.clone()));
    }
    // One process compiles one program: taking the library's trees and tables apart at its end would be time for nothing.
    std::mem::forget((std, resolved));
    Some(Checked { program, imports, links, file, overflow_checks })
}

/// What a program imports from foreign worlds, and the libraries that it names.
struct Foreign {
    imports: Vec<(Arc<dyn ForeignInterface>, Span)>,
    links: Vec<Spelled>,
}

impl Foreign {
    /// Has the lanes answer what one file asks for. Paths of libraries are made to count from `base`.
    fn import(
        &mut self,
        session: &mut Session<'_>,
        options: &CompileOptions,
        host: &Arc<DriverHost>,
        requests: Vec<NamespaceRequest>,
        base: Option<&Path>,
    ) -> Vec<Imported> {
        let mut imported = Vec::new();
        for mut request in requests {
            let lane = session.lanes[request.lane];
            let Some(importer) = lane.importer() else { continue };
            if !importer.reaches(&request.request.target) {
                let (world, target) = (lane.name().to_owned(), options.target.name().to_owned());
                session.diagnostics.push(WorldNotReached { world, target, span: request.span });
            }
            request.request.sanitizer = options.sanitizer.map(|s| match s {
                aria_run_manifest::Sanitizer::Address => "address".to_owned(),
                aria_run_manifest::Sanitizer::Thread => "thread".to_owned(),
            });
            if let Some(base) = base {
                for link in request.request.links.iter_mut().filter(|link| link.text.contains('/')) {
                    link.text = base.join(&link.text).to_string_lossy().into_owned();
                }
            }
            let outcome = importer.import(&request.request, host.clone());
            outcome.diagnostics.into_iter().for_each(|d| session.diagnostics.push(d));
            self.links.append(&mut request.request.links);
            self.imports.push((outcome.interface.clone(), request.span));
            imported.push(Imported {
                namespace: request.namespace,
                lane: lane.name(),
                lane_index: request.lane as u8,
                interface: outcome.interface,
                span: request.span,
            });
        }
        imported
    }
}
