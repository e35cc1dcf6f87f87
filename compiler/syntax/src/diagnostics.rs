//! The codes of syntax errors, with their titles, for `aria explain` and the driver's table.

use aria_diagnostics::{Code, Entry, Severity};

const fn entry(code: &str, title: &'static str) -> Entry {
    let code = match Code::parse(code) {
        Ok(code) => code,
        Err(_) => panic!("a code is a letter E, W or N and four digits"),
    };
    Entry { code, title, severity: Severity::Error }
}

/// One row for each [`crate::SyntaxErrorKind`].
pub const ENTRIES: &[Entry] = &[
    entry("E0101", "syntax error"),
    entry("E0102", "a construct without its `end`"),
    entry("E0103", "a bracket that is not closed"),
    entry("E0104", "an `end` or bracket that closes nothing"),
    entry("E0105", "a statement that goes on too long"),
    entry("E0106", "a character that begins nothing"),
    entry("E0107", "a string without its closing quote"),
    entry("E0108", "an escape that does not exist"),
    entry("E0109", "a number that cannot be read"),
    entry("E0110", "a character literal of none or several"),
    entry("E0111", "a chain of comparisons"),
    entry("E0112", "an assignment to what is no place"),
    entry("E0113", "a bar without spaces around it"),
    entry("E0114", "a conditional operator without spaces"),
    entry("E0115", "a `do` after the head of a statement"),
    entry("E0116", "nesting beyond the limit"),
    entry("E0117", "an annotation before what takes none"),
    entry("E0118", "a parameter without its type"),
    entry("E0119", "a call without parentheses"),
    entry("E0120", "a semicolon between statements"),
    entry("E0121", "a space before a label's colon"),
    entry("E0122", "an interpolation of nothing"),
    entry("E0123", "an interpolation where none may stand"),
    entry("E0124", "a rest pattern out of place"),
    entry("E0125", "a `...` parameter out of place"),
    entry("E0126", "a file that is too large"),
    entry("E0127", "more errors than are kept"),
    entry("E0128", "a positional argument after a named one"),
    entry("E0129", "a `private` before what takes none"),
    entry("E0130", "a word of another language"),
    entry("E0131", "a directive without quotes"),
];
