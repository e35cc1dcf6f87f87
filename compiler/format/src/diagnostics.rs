//! What the formatter can say.

use aria_diagnostics::diagnostics;
use aria_source::Span;

use crate::Difference;

diagnostics! {
    /// A result that would be another program.
    FormatterFault { file: Span, difference: Difference } = E0030 "an error inside the formatter" {
        message "the formatter would have changed what this file says, and left it as it is";
        primary ("{}", match difference {
            Difference::Syntax => "the result has syntax errors",
            Difference::Comments => "comments were lost",
            Difference::Tokens => "words or signs were lost",
            Difference::Tree => "the same words would mean something else",
        }) at file;
        note "this is a fault of the formatter, not of the program";
    }

    /// A folder that cannot be searched for files.
    FolderUnreadable { path: String, why: String } = E0031 "a folder that cannot be read" {
        message "cannot read the folder `{path}`: {why}";
    }
}
