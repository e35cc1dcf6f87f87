//! The syntax of Aria: lexer, error-tolerant parser and typed syntax tree.
//!
//! [`parse`] is total: it returns a tree and the errors found, whatever the text. Nothing here looks at a name's
//! meaning; what depends on one stays a single node until typing ([`ast::ExprKind::Suffixed`],
//! [`ast::ExprKind::Bracket`]).

pub mod ast;
mod diagnostics;
pub mod dump;
pub mod error;
mod escape;
pub mod lexer;
pub mod limits;
mod parser;
pub mod token;

pub use diagnostics::ENTRIES;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use parser::{Parsed, parse};
