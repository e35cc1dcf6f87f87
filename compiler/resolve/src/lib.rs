//! From syntax to definitions: what a program declares, under which names, with which signatures.
//!
//! Two steps, because imports lie between them: [`import_requests`] says what the files ask foreign worlds for; the
//! driver has the lanes answer; [`resolve`] then builds the signature index ([`aria_types::Defs`]) and the scopes.
//! Bodies stay syntax: `check` types each as a pure function of what is here.

mod alike;
mod collect;
mod conformance;
mod define;
mod derive;
mod diagnostics;
mod elsewhere;
mod entry;
mod exports;
mod extern_blocks;
mod extern_enums;
mod extern_types;
mod facts;
mod finite;
mod imports;
mod mentions;
mod modules;
mod mutating;
mod program;
mod reserved;
mod scope;
mod signature;
mod tests;
mod traits;
mod types;

pub use alike::most_alike;
pub use collect::{resolve, resolve_with_tests};
pub use diagnostics::{
    DefinedTwice, ENTRIES, NotInModule, NotSupportedYet, PrivateToFile, TypeTooLarge, UnknownType, WeakNotObject,
};
pub use elsewhere::{methods_elsewhere, value_elsewhere};
pub use facts::{function_facts, overlay_facts};
pub use imports::{NamespaceRequest, import_requests};
pub use modules::{FileIndex, ModuleFile, file_imports, import_name, library_module, not_in_module};
pub use program::{BodySource, BodyText, Imported, Input, ResolvedProgram};
pub use scope::{Hidden, ModuleId, Names, Scope, TypeName, ValueName};
pub use tests::{TestFn, TestMode};
pub use types::TypeResolver;
