//! [`ForeignInterface`]: the queries that a lane answers about what was imported.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::adapter::{Adapter, AdapterCode};
use crate::constant::ConstantValue;
use crate::item::{Enumeration, ForeignItem, ForeignPlace, Record, Unavailable};
use crate::scalar::TargetData;
use crate::ty::{ForeignType, TypeKey};

/// Where a name is looked up: C keeps tags apart from everything else.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum NameSpace {
    /// Functions, globals, enumerators, macros.
    Values,
    /// Typedefs and tags (a typedef wins).
    Types,
    /// Tags only (`C.struct.stat`).
    Tags,
}

/// What an object-like macro turned out to be.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Constant {
    /// Computed at compile time.
    Value(ConstantValue),
    /// An expression that must run (`errno`): read it through an [`crate::AdapterKind::ObjectMacro`] adapter.
    Expression(ForeignType),
    /// A plain other name (`#define stat stat64`): look that up.
    Name(Arc<str>),
}

/// Which declarations to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclarationFilter {
    /// Only declarations written in the imported headers themselves, not in what those include.
    pub own_only: bool,
    /// Only names that contain this.
    pub contains: Option<String>,
}

/// What the linker needs so that the imported functions are there.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct LinkRequest {
    /// Libraries named by the program (`link "m"`).
    pub explicit: Vec<String>,
    /// The main headers, as found on disk, from which a library can be guessed.
    pub headers: Vec<String>,
}

/// An import as the compiler sees it. Answers are memoised by the implementation, equal for equal questions, and
/// recorded so that they can be cached. Safe to share between threads.
pub trait ForeignInterface: Send + Sync {
    /// The target the interface was imported for.
    fn target(&self) -> &TargetData;

    /// What a name stands for.
    fn lookup(&self, name: &str, space: NameSpace) -> Option<ForeignItem>;

    /// Where a typedef is declared. (Records and enumerations say it themselves.)
    fn type_place(&self, _name: &str) -> Option<ForeignPlace> {
        None
    }

    /// A struct, union or opaque type of this interface, or of one it shares keys with.
    fn record(&self, key: TypeKey) -> Option<Arc<Record>>;

    /// An enumeration.
    fn enumeration(&self, key: TypeKey) -> Option<Arc<Enumeration>>;

    /// What an object-like macro is. `None` if there is no such macro.
    fn constant(&self, name: &str) -> Option<Result<Constant, Unavailable>>;

    /// The result type of a function-like macro for arguments of these types.
    fn instantiate(&self, name: &str, arguments: &[ForeignType]) -> Result<ForeignType, Unavailable>;

    /// Whether there are adapters at all, so that a call through a function pointer can ask here for one.
    fn adapts(&self) -> bool {
        true
    }

    /// Code that adapts a call.
    ///
    /// # Errors
    /// The foreign compiler's reason why there is no such code.
    fn adapter(&self, request: &Adapter) -> Result<AdapterCode, Unavailable>;

    /// Code that adapts a call with records that no foreign file declares; they are given here, innermost first.
    ///
    /// # Errors
    /// As for [`ForeignInterface::adapter`], or that the lane takes no such records.
    fn adapter_with(&self, request: &Adapter, records: &[Arc<Record>]) -> Result<AdapterCode, Unavailable> {
        match records.first() {
            None => self.adapter(request),
            Some(record) => {
                Err(Unavailable { reason: format!("`{}` is declared by the program only", record.name), place: None })
            }
        }
    }

    /// The names declared, sorted, for listings and "did you mean".
    fn names(&self, filter: &DeclarationFilter) -> Vec<Arc<str>>;

    /// What to link.
    fn link(&self) -> LinkRequest;
}
