//! [`ResolvedProgram`]: the signature index, the scopes, and where each body's syntax is.

use std::collections::HashMap;
use std::sync::Arc;

use aria_source::{FileId, SourceFile, Span};
use aria_syntax::ast::{Expr, FnDecl, ParsedFile, Stmt};
use aria_types::{ConstId, Defs, FnId, FunctionFacts, Import, Ty};

use crate::modules::{FileIndex, ModuleFile};
use crate::scope::{ModuleId, Scope};
use crate::tests::TestFn;

/// What resolving starts from.
pub struct Input<'a> {
    /// The standard library's files.
    pub std: &'a [ParsedFile],
    /// The program's file.
    pub program: &'a ParsedFile,
    /// The answers to [`crate::import_requests`] for the program's file, in its order.
    pub imported: Vec<Imported>,
    /// What the program's file imports, as [`ModuleFile::imports`].
    pub imports: Vec<Option<FileIndex>>,
    /// The files beside the program's own.
    pub files: Vec<ModuleFile<'a>>,
    /// Facts from overlays, by function name.
    pub overlays: HashMap<Arc<str>, Arc<FunctionFacts>>,
    pub target: aria_foreign::TargetData,
    /// Every lane, in the order by which [`Imported::lane_index`] counts.
    pub lanes: &'a [&'a dyn aria_lane::Lane],
    /// Shows foreign places in diagnostics; without it they are only named.
    pub places: Option<aria_types::PlaceFinder>,
}

/// One namespace, imported.
pub struct Imported {
    pub namespace: Arc<str>,
    pub lane: &'static str,
    pub lane_index: u8,
    pub interface: Arc<dyn aria_foreign::ForeignInterface>,
    pub span: Span,
}

impl Imported {
    pub(crate) fn into_import(self) -> Import {
        Import {
            namespace: self.namespace,
            lane: self.lane,
            lane_index: self.lane_index,
            interface: self.interface,
            declared: HashMap::new(),
            facts: HashMap::new(),
            span: self.span,
        }
    }
}

/// A program whose names are all defined once, with every signature resolved.
pub struct ResolvedProgram {
    pub defs: Arc<Defs>,
    pub bodies: HashMap<FnId, BodySource>,
    /// The expressions of constants.
    pub constants: HashMap<ConstId, BodySource>,
    /// `fn main`, or the function that the top-level statements make.
    pub entry: Option<FnId>,
    /// What bodies see, by module.
    pub scopes: Vec<Arc<Scope>>,
    /// The texts of the program's files.
    pub files: HashMap<FileId, Arc<SourceFile>>,
}

impl ResolvedProgram {
    /// What is written at a place of the program.
    pub fn text(&self, span: Span) -> Option<String> {
        let file = self.files.get(&span.file)?;
        file.text.get(span.start as usize..span.end as usize).map(str::to_owned)
    }

    /// The scope that the bodies of a module see.
    pub fn scope(&self, module: ModuleId) -> &Arc<Scope> {
        &self.scopes[module.0 as usize]
    }
}

/// Where a body's syntax is and what it stands in.
#[derive(Clone)]
pub struct BodySource {
    pub text: BodyText,
    /// `Self`, inside a type or impl.
    pub self_ty: Option<Ty>,
    pub in_std: bool,
    /// The module whose names it sees.
    pub module: ModuleId,
}

/// The syntax of a body.
#[derive(Clone)]
pub enum BodyText {
    Function(Arc<FnDecl>),
    /// `fn init` of a class, as the body of its `new`, with the fields' default values.
    Init(Arc<FnDecl>, Arc<[Option<Expr>]>),
    /// Top-level statements.
    Script(Arc<[Stmt]>),
    /// The call of a `main` that returns a `Result`, and what becomes of its error.
    Entry(FnId),
    /// What runs these tests.
    Tests(Arc<[TestFn]>),
    /// A constant's value.
    Value(Arc<Expr>),
    /// The fields' default values of a generated constructor, by parameter.
    Fields(Arc<[Option<Expr>]>),
}
