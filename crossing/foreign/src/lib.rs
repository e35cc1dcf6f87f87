//! The one interface model: what every lane reads into and writes from.
//!
//! The model is data *plus queries*. What a foreign file declares outright (functions, records, globals) is data;
//! what only its own compiler can answer (the value of a macro, the layout of a record, the code that adapts a call)
//! is asked through [`ForeignInterface`], which a lane implements. Nothing here knows which lane that is.
//!
//! What cannot be imported stays in the model as [`Unavailable`], with its reason and its foreign place, and is
//! reported when it is *used*.

mod adapter;
mod constant;
mod declared;
mod facts;
mod item;
mod layout;
mod operations;
mod query;
mod scalar;
mod ty;

pub use adapter::{Adapter, AdapterCode, AdapterKind, AdapterParam};
pub use constant::ConstantValue;
pub use declared::{DeclaredNames, DeclaredTypes, NothingForeign, WithDeclared, unread_record};
pub use facts::{Callback, Fact, FactOrigin, Facts, FreeWith, Sourced};
pub use item::{
    Availability, CallingConvention, Enumeration, Enumerator, Field, ForeignFunction, ForeignItem, ForeignPlace, Global, Linkage,
    Parameter, Record, RecordKind, Unavailable,
};
pub use layout::{Tags, lay_out, size_and_align};
pub use operations::{Carried, ExportedInterface, Failure, LaneEntry, LaneMapping, LaneOperation, LaneType, ObjectOperation};
pub use query::{Constant, DeclarationFilter, ForeignInterface, LinkRequest, NameSpace};
pub use scalar::{CScalar, ScalarKind, TargetData};
pub use ty::{ForeignType, FunctionType, PointerType, TypeKey};
