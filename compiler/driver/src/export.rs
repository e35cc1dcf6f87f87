//! Exporting: the modules that a program offers to a lane's world, checked, planned, and described there.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aria_bind::exported_interface;
use aria_check::typed::CheckedProgram;
use aria_diagnostics::Diagnostics;
use aria_foreign::{Carried, ExportedInterface};
use aria_lane::{Emitter, ExportRequest, Lane};
use aria_lower::{InboundFunction, InboundModule};
use aria_plan::{EntryShape, inbound};
use aria_source::Span;
use aria_types::{ExportedModule, Ty};

use crate::diagnostics::{CannotWrite, NothingOffered};
use crate::session::Session;

/// Has each lane say what keeps the program's modules from being exported to it.
pub(crate) fn check(program: &CheckedProgram, lanes: &[&dyn Lane], diagnostics: &mut Diagnostics) {
    for module in &program.defs.exports {
        let Some(emitter) = lanes.get(module.lane as usize).and_then(|l| l.emitter()) else { continue };
        let interface = exported_interface(module, &program.defs);
        let functions: Vec<Span> = module.functions.iter().map(|(id, _)| program.defs.function(*id).name_span).collect();
        let request = ExportRequest { interface: &interface, module: module.span, functions: &functions };
        emitter.check(&request).into_iter().for_each(|d| diagnostics.push(d));
    }
}

/// A module ready to be lowered, and its interface.
pub(crate) struct Planned {
    pub interface: ExportedInterface,
    pub module: InboundModule,
    /// The file in which its world looks for it.
    pub file_name: String,
}

/// Plans what a program offers to a lane. What cannot cross was reported by [`check`].
pub(crate) fn plan(session: &mut Session<'_>, program: &CheckedProgram, lane: usize, file: Span) -> Option<Planned> {
    let emitter = session.lanes.get(lane)?.emitter()?;
    let Some(module) = program.defs.exports.iter().find(|m| m.lane as usize == lane) else {
        let entry = emitter.entry();
        let (module, function) = (entry.module_annotation.to_owned(), entry.function_annotation.to_owned());
        let span = Span { end: file.start, ..file };
        session.diagnostics.push(NothingOffered { world: session.lanes[lane].name().to_owned(), module, function, span });
        return None;
    };
    let interface = exported_interface(module, &program.defs);
    let module = inbound_module(module, &interface, program, emitter)?;
    let file_name = emitter.file_name(&interface);
    Some(Planned { interface, module, file_name })
}

fn inbound_module(
    module: &ExportedModule,
    interface: &ExportedInterface,
    program: &CheckedProgram,
    emitter: &dyn Emitter,
) -> Option<InboundModule> {
    let defs = &program.defs;
    let entry = emitter.entry();
    let functions = module.functions.iter().zip(&interface.functions).map(|((id, _), model)| {
        let def = defs.function(*id);
        let params: Option<Vec<Carried>> = def.params.iter().map(|p| defs.carried(&p.ty)).collect();
        let shape = EntryShape { params: params?, result: defs.carried(&def.result)? };
        Some(InboundFunction {
            function: *id,
            name: def.name.clone(),
            documentation: emitter.function_documentation(model).into(),
            plan: inbound(entry, &shape).ok()?,
        })
    });
    Some(InboundModule {
        symbol: format!("{}{}", entry.initialiser_prefix, module.name).into(),
        name: module.name.clone(),
        documentation: module.documentation.clone().unwrap_or_else(|| Arc::from("")),
        entry,
        object: Ty::Foreign(module.lane, entry.object.name.into()),
        functions: functions.collect::<Option<_>>()?,
        span: module.span,
    })
}

/// Writes the lane's description of an interface beside its artifact.
pub(crate) fn describe(
    session: &mut Session<'_>,
    lane: usize,
    interface: &ExportedInterface,
    folder: &Path,
) -> Option<Vec<PathBuf>> {
    let Some(writer) = session.lanes.get(lane).and_then(|l| l.writer()) else { return Some(Vec::new()) };
    let mut written = Vec::new();
    for file in writer.write(interface) {
        let path = folder.join(&file.path);
        if let Err(error) = std::fs::write(&path, file.contents) {
            session.diagnostics.push(CannotWrite { path: path.display().to_string(), why: error.to_string() });
            return None;
        }
        written.push(path);
    }
    Some(written)
}
