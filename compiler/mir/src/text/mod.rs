//! The text form of MIR: what `--emit mir` shows and what tests are written in. Printing, parsing and printing again
//! gives the same text.
//!
//! ```text
//! extern fn "puts"(CString.const) -> CInt;
//! fn "aria.twice" as "twice"(1) {
//!     let _0: Int;
//!     let _1 "n": Int;
//!     bb0: {
//!         _0 = mul(copy _1, const 2: Int) @0:3..8;
//!         return;
//!     }
//! }
//! ```

mod lexer;
mod parse_body;
mod parse_operand;
mod parse_program;
mod parse_type;
mod parser;
mod print_body;
mod print_program;
mod print_type;
mod words;

pub use parser::{ParseError, TypeNames};

use crate::body::Body;
use crate::program::MirProgram;

/// A body as text.
pub fn print_body(body: &Body) -> String {
    let mut out = String::new();
    print_body::body(&mut out, body);
    out
}

/// A program as text.
pub fn print(program: &MirProgram) -> String {
    print_program::program(program)
}

/// Reads a program back. `names` says which definition a type's name means.
///
/// # Errors
/// Where the text first differs from what is expected there.
pub fn parse(text: &str, names: &dyn TypeNames) -> Result<MirProgram, ParseError> {
    let mut parser = parser::Parser::new(text, names)?;
    parser.program()
}

/// Reads one body back; see [`parse`].
///
/// # Errors
/// Where the text first differs from what is expected there.
pub fn parse_body(text: &str, names: &dyn TypeNames) -> Result<Body, ParseError> {
    let mut parser = parser::Parser::new(text, names)?;
    let body = parser.body()?;
    parser.end()?;
    Ok(body)
}
