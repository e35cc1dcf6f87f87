//! The formatter behind `aria fmt`: one way to lay out a program, without options.
//!
//! The tree says where lines may break ([`plan`] and [`walk`]), the tokens say what is printed ([`pieces`]), so nothing
//! that was written can be lost: strings and comments are copied as they are. Every result is compared with what it was
//! made from before it is given out ([`verify`]).

mod diagnostics;
mod pieces;
mod plan;
mod print;
mod spacing;
mod verify;
mod walk;

use aria_source::FileId;
use aria_syntax::lexer::lex;
use aria_syntax::{SyntaxError, parse};

pub use diagnostics::{ENTRIES, FolderUnreadable, FormatterFault};
pub use print::WIDTH;

/// Why a text was not formatted.
#[derive(Clone, Debug)]
pub enum FormatError {
    /// It has syntax errors: what was meant is not known.
    Syntax(Vec<SyntaxError>),
    /// The formatter has a fault, and noticed.
    Fault(Difference),
}

/// What would have become different.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Difference {
    /// The result is no program.
    Syntax,
    /// A comment was lost or moved past another.
    Comments,
    /// A token was lost, or became another.
    Tokens,
    /// The same tokens mean something else.
    Tree,
}

/// Formats a program. Formatting the result again changes nothing.
///
/// # Errors
/// [`FormatError::Syntax`] for a text with syntax errors. [`FormatError::Fault`] instead of a result that would be
/// another program.
pub fn format(file: FileId, text: &str) -> Result<String, FormatError> {
    let parsed = parse(file, text);
    if !parsed.errors.is_empty() {
        return Err(FormatError::Syntax(parsed.errors));
    }
    let lexed = lex(file, text);
    let pieces = pieces::Pieces::new(text, &lexed);
    let formatted = print::print(&walk::plan(&parsed.tree, &pieces));
    match verify::difference(file, text, &formatted) {
        None => Ok(formatted),
        Some(difference) => Err(FormatError::Fault(difference)),
    }
}
