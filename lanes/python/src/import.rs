//! Importing a module: every name may be one of its own, so nothing is read.

use std::sync::Arc;

use aria_foreign::{
    Adapter, AdapterCode, Constant, DeclarationFilter, Enumeration, ForeignInterface, ForeignItem, ForeignType, LinkRequest,
    NameSpace, Record, TargetData, TypeKey, Unavailable,
};
use aria_lane::{ImportOutcome, ImportRequest, Importer, LaneHost, Spelled};

use crate::PythonLane;
use crate::diagnostics::{Directive, NotAModule, SeveralModules};
use crate::mappings::OBJECT;

impl Importer for PythonLane {
    fn import(&self, request: &ImportRequest, _host: Arc<dyn LaneHost>) -> ImportOutcome {
        let mut diagnostics = Vec::new();
        let directives = request.defines.iter().map(|d| (&d.name, "define"));
        let paths = request.include_paths.iter().map(|p| (p, "include_path"));
        let links = request.links.iter().map(|l| (l, "link"));
        for (word, name) in directives.chain(paths).chain(links) {
            diagnostics.push(Directive { name: name.to_owned(), span: word.span }.into());
        }
        let (first, others) = match request.sources.split_first() {
            Some((first, others)) => (Some(first), others),
            None => (None, &[][..]),
        };
        for source in request.sources.iter().filter(|s| !is_module_name(s)) {
            diagnostics.push(NotAModule { name: source.text.clone(), span: source.span }.into());
        }
        for other in others.iter().filter(|o| first.is_some_and(|f| f.text != o.text)) {
            let first = first.map_or(other.span, |f| f.span);
            diagnostics.push(SeveralModules { name: other.text.clone(), span: other.span, first }.into());
        }
        let module = first.map_or_else(|| Arc::from("builtins"), |f| Arc::from(&*f.text));
        ImportOutcome { interface: Arc::new(PythonModule { module, target: request.target.clone() }), diagnostics }
    }
}

fn is_module_name(source: &Spelled) -> bool {
    source.text.split('.').all(crate::export::is_identifier)
}

/// A module, by its name.
struct PythonModule {
    module: Arc<str>,
    target: TargetData,
}

fn no_such_thing(what: &str) -> Unavailable {
    Unavailable { reason: format!("Python has no {what}"), place: None }
}

impl ForeignInterface for PythonModule {
    fn target(&self) -> &TargetData {
        &self.target
    }

    fn lookup(&self, _name: &str, space: NameSpace) -> Option<ForeignItem> {
        match space {
            NameSpace::Values => Some(ForeignItem::Dynamic { module: self.module.clone(), ty: OBJECT.name.into() }),
            NameSpace::Types | NameSpace::Tags => None,
        }
    }

    fn record(&self, _key: TypeKey) -> Option<Arc<Record>> {
        None
    }

    fn enumeration(&self, _key: TypeKey) -> Option<Arc<Enumeration>> {
        None
    }

    fn constant(&self, _name: &str) -> Option<Result<Constant, Unavailable>> {
        None
    }

    fn instantiate(&self, _name: &str, _arguments: &[ForeignType]) -> Result<ForeignType, Unavailable> {
        Err(no_such_thing("macros"))
    }

    fn adapts(&self) -> bool {
        false
    }

    fn adapter(&self, _request: &Adapter) -> Result<AdapterCode, Unavailable> {
        Err(no_such_thing("adapters"))
    }

    fn names(&self, _filter: &DeclarationFilter) -> Vec<Arc<str>> {
        Vec::new()
    }

    fn link(&self) -> LinkRequest {
        LinkRequest::default()
    }
}
