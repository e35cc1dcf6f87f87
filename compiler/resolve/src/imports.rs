//! What a file asks foreign worlds for: one request per namespace.

use std::path::Path;
use std::sync::Arc;

use aria_diagnostics::Diagnostics;
use aria_foreign::TargetData;
use aria_lane::{ImportRequest, Lane, MacroDefinition, Spelled};
use aria_source::Span;
use aria_syntax::ast::{
    Directive, Expr, ExprKind, ExternAbi, ExternMember, ExternSource, Item, ItemKind, Name, ParsedFile, Stmt, StmtKind,
    StringLiteral, StringPart,
};

use crate::diagnostics::{DirectiveArgument, UnknownDirective, UnknownLane};

/// A namespace that the program opens, and what its lane is to read into it.
pub struct NamespaceRequest {
    pub namespace: Arc<str>,
    /// Index into the lanes handed to [`import_requests`].
    pub lane: usize,
    pub request: ImportRequest,
    pub span: Span,
}

/// The top-level items of a file.
pub(crate) fn items(statements: &[Stmt]) -> impl Iterator<Item = &Item> {
    statements.iter().filter_map(|s| match &s.kind {
        StmtKind::Item(item) => Some(&**item),
        _ => None,
    })
}

/// Collects the imports of a file. Imports that share a namespace are one request, their directives joined.
pub fn import_requests(
    file: &ParsedFile,
    base: &Path,
    target: &TargetData,
    lanes: &[&dyn Lane],
    diagnostics: &mut Diagnostics,
) -> Vec<NamespaceRequest> {
    let mut requests: Vec<NamespaceRequest> = Vec::new();
    for item in items(&file.body) {
        match &item.kind {
            ItemKind::ExternImport(import) => {
                let Some(lane) = lane_named(&import.lane, lanes, diagnostics) else { continue };
                let namespace = match (&import.alias, &import.source) {
                    (Some(alias), _) => alias.text.clone(),
                    (None, ExternSource::Path(path)) => {
                        path.last().map_or_else(|| Arc::from(lanes[lane].name()), |n| n.text.clone())
                    }
                    (None, ExternSource::Files { .. }) => Arc::from(lanes[lane].name()),
                };
                let request = open(&mut requests, namespace, lane, base, target, item.span);
                match &import.source {
                    ExternSource::Files { files, .. } => request.sources.extend(files.iter().map(spelled)),
                    ExternSource::Path(path) => {
                        let text = path.iter().map(Name::as_str).collect::<Vec<_>>().join(".");
                        let span = path.iter().fold(import.span, |_, n| n.span);
                        request.sources.push(Spelled { text, span });
                    }
                }
                directives(&import.body, request, diagnostics);
            }
            ItemKind::ExternBlock(block) => {
                let lane = match &block.abi {
                    ExternAbi::Lane(name) => lane_named(name, lanes, diagnostics),
                    ExternAbi::Named(abi) => lane_of_abi(abi, lanes, diagnostics),
                };
                let Some(lane) = lane else { continue };
                let request = open(&mut requests, Arc::from(lanes[lane].name()), lane, base, target, item.span);
                request.links.extend(block.library.iter().map(spelled));
                directives(&block.members, request, diagnostics);
            }
            _ => {}
        }
    }
    requests
}

fn open<'r>(
    requests: &'r mut Vec<NamespaceRequest>,
    namespace: Arc<str>,
    lane: usize,
    base: &Path,
    target: &TargetData,
    span: Span,
) -> &'r mut ImportRequest {
    let at = requests.iter().position(|r| r.namespace == namespace && r.lane == lane).unwrap_or_else(|| {
        let request = ImportRequest {
            sources: Vec::new(),
            defines: Vec::new(),
            include_paths: Vec::new(),
            links: Vec::new(),
            base: base.to_owned(),
            target: target.clone(),
            sanitizer: None,
        };
        requests.push(NamespaceRequest { namespace, lane, request, span });
        requests.len() - 1
    });
    &mut requests[at].request
}

fn lane_named(name: &Name, lanes: &[&dyn Lane], diagnostics: &mut Diagnostics) -> Option<usize> {
    let found = lanes.iter().position(|l| l.name() == name.as_str() && l.importer().is_some());
    if found.is_none() {
        let known = lanes.iter().map(|l| l.name().to_owned()).collect();
        diagnostics.push(UnknownLane { name: name.text.to_string(), span: name.span, known });
    }
    found
}

pub(crate) fn lane_of_abi(abi: &StringLiteral, lanes: &[&dyn Lane], diagnostics: &mut Diagnostics) -> Option<usize> {
    let found = lanes.iter().position(|l| l.abi_names().contains(&&*abi.value));
    if found.is_none() {
        let known = lanes.iter().flat_map(|l| l.abi_names()).map(|n| format!("\"{n}\"")).collect();
        diagnostics.push(UnknownLane { name: format!("\"{}\"", abi.value), span: abi.span, known });
    }
    found
}

fn spelled(literal: &StringLiteral) -> Spelled {
    Spelled { text: literal.value.to_string(), span: literal.span }
}

fn directives(members: &[ExternMember], request: &mut ImportRequest, diagnostics: &mut Diagnostics) {
    for member in members {
        let ExternMember::Directive(directive) = member else { continue };
        let Some(args) = strings(directive, diagnostics) else { continue };
        match directive.name.as_str() {
            "define" => {
                let mut args = args.into_iter();
                if let Some(name) = args.next() {
                    request.defines.push(MacroDefinition { name, value: args.next().map(|v| v.text) });
                }
            }
            "include_path" => request.include_paths.extend(args),
            "link" => request.links.extend(args),
            other => diagnostics.push(UnknownDirective { name: other.to_owned(), span: directive.name.span }),
        }
    }
}

fn strings(directive: &Directive, diagnostics: &mut Diagnostics) -> Option<Vec<Spelled>> {
    let mut out = Vec::new();
    for arg in &directive.args {
        let Some(text) = string_literal(arg) else {
            diagnostics.push(DirectiveArgument { name: directive.name.text.to_string(), span: arg.span });
            return None;
        };
        out.push(Spelled { text, span: arg.span });
    }
    if out.is_empty() {
        diagnostics.push(DirectiveArgument { name: directive.name.text.to_string(), span: directive.span });
        return None;
    }
    Some(out)
}

/// The text of a string literal without interpolation.
pub(crate) fn string_literal(expr: &Expr) -> Option<String> {
    let ExprKind::Str(parts) = &expr.kind else { return None };
    parts
        .iter()
        .map(|p| match p {
            StringPart::Text(text) => Some(&**text),
            StringPart::Interpolation { .. } => None,
        })
        .collect()
}
