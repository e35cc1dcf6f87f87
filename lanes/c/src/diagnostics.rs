//! What the C lane reports.

use aria_diagnostics::diagnostics;
use aria_source::Span;

/// The first folders of a long list.
fn shortened(folders: &[String]) -> String {
    const SHOWN: usize = 5;
    let rest = folders.len().saturating_sub(SHOWN);
    let shown = folders[..folders.len() - rest].join(", ");
    if rest > 0 { format!("{shown}, and {rest} more folders") } else { shown }
}

diagnostics! {
    /// No directory that is searched has the header.
    HeaderNotFound {
        header: String,
        span: Span,
        searched: Vec<String>,
    } = E0601 "header not found" {
        message "cannot find the header `{header}`";
        primary "not found" at span;
        if !searched.is_empty() => {
            note ("searched in {}", shortened(searched));
        }
        help ("install the package that has it, or name its folder with `include_path`");
    }

    /// clang found an error in a header; the rest of the header is imported.
    HeaderError {
        error: String,
        /// The place in the header, if its text can be shown.
        span: Option<Span>,
        /// The same place in words.
        place: Option<String>,
        import: Span,
    } = E0602 "error in a header" {
        message "{error}";
        if let Some(span) = span => {
            primary "in this header" at span;
            note "imported here" at import;
        } else {
            primary "in what is imported here" at import;
            if let Some(place) = place => {
                note "at {place}";
            }
        }
    }

    /// The machine lacks clang, or clang does not start.
    ClangUnusable {
        reason: String,
        span: Span,
    } = E0603 "clang cannot be used" {
        message "C headers cannot be read: {reason}";
        primary "needed for this import" at span;
        help ("install the packages `libclang-cpp22`, `libclang-common-22-dev` and `clang-22`");
    }
}
