//! Between the interface model and Aria's types: what a foreign declaration looks like to an Aria program, and what
//! an Aria type is called on the foreign side.

mod export;
mod form;
mod function;
mod to_aria;
mod to_foreign;

pub use export::exported_interface;
pub use form::{declaration_form, type_form};
pub use function::{BoundFunction, bind_function};
pub use to_aria::{bind_type, bind_value_type, record_ref};
pub use to_foreign::{foreign_type, promoted};
