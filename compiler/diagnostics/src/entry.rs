//! [`diagnostics!`](crate::diagnostics), by which a crate declares its entries, and the table it leaves: [`Entry`].

use aria_source::Span;

use crate::code::{Code, Severity};

/// One row of a crate's `ENTRIES` table. The driver concatenates the tables of all crates.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub code: Code,
    /// One line, as `aria explain --list` prints it.
    pub title: &'static str,
    pub severity: Severity,
}

/// The codes that two rows claim, in order; empty in a sound compiler.
pub fn duplicate_codes<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> Vec<Code> {
    let mut codes: Vec<Code> = entries.into_iter().map(|e| e.code).collect();
    codes.sort_unstable();
    let mut twice: Vec<Code> = codes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    twice.dedup();
    twice
}

/// A span out of any number of references to it, so that fields and pattern bindings read alike in an entry.
#[doc(hidden)]
pub fn place(span: &Span) -> Span {
    *span
}

/// Declares the diagnostics of a crate.
///
/// Each entry is a struct of facts, a code, a one-line title and what is said. It generates the struct (all fields
/// public), `CODE` and `TITLE` on it, `From<Entry> for Diagnostic`, and for the whole invocation
/// `pub const ENTRIES: &[Entry]`.
///
/// ```
/// use aria_diagnostics::{Diagnostic, diagnostics};
/// use aria_source::Span;
///
/// diagnostics! {
///     /// A name that nothing in scope has.
///     UnknownName { name: String, span: Span, similar: Option<(String, Span)> } = E0201 "unknown name" {
///         message "cannot find `{name}` in this scope";
///         primary "not found" at span;
///         if let Some((other, place)) = similar => {
///             note "`{other}` is declared here" at place;
///             help "a similar name exists" replace span => "{other}";
///         }
///     }
/// }
/// # let map = aria_source::SourceMap::new();
/// # let span = Span::new(map.add("a", "x"), 0, 1);
/// let found: Diagnostic = UnknownName { name: "x".into(), span, similar: None }.into();
/// assert_eq!(found.message, "cannot find `x` in this scope");
/// ```
///
/// The lines of a body, after `message`, which comes first:
///
/// | line | adds |
/// |---|---|
/// | `primary TEXT at SPAN;` or `primary at SPAN;` | the primary label |
/// | `label TEXT at SPAN;` | another label in the same snippet |
/// | `note TEXT;` or `note TEXT at SPAN;` | a note, with a snippet of its own if it has a place |
/// | `help TEXT;` or `help TEXT replace SPAN => TEXT, …;` | a help, with its edits |
/// | `if let PATTERN = EXPR => { lines } [else { lines }]` | lines for a fact that is there |
/// | `if EXPR => { lines } [else { lines }]` | lines under a condition |
/// | `for PATTERN in EXPR => { lines }` | lines for every element |
/// | `with \|d\| { … };` | plain Rust over `d: &mut Diagnostic` |
///
/// TEXT is a format string that may name fields and pattern bindings, or `("format {}", arguments…)`. Fields are in
/// scope as references.
#[macro_export]
macro_rules! diagnostics {
    ($(
        $(#[$attribute:meta])*
        $name:ident { $($(#[$field_attribute:meta])* $field:ident : $type:ty),* $(,)? } = $code:ident $title:literal {
            message $message:tt; $($body:tt)*
        }
    )*) => {
        $(
            $(#[$attribute])*
            #[derive(Clone, Debug)]
            pub struct $name { $($(#[$field_attribute])* pub $field: $type),* }

            impl $name {
                pub const CODE: $crate::Code = match $crate::Code::parse(stringify!($code)) {
                    Ok(code) => code,
                    Err(_) => panic!("a code is a letter E, W or N and four digits, such as E0510"),
                };
                pub const TITLE: &'static str = $title;
            }

            impl From<$name> for $crate::Diagnostic {
                #[allow(unused_variables, unused_mut)]
                fn from(entry: $name) -> Self {
                    let $name { $($field),* } = &entry;
                    let mut diagnostic = $crate::Diagnostic::new($name::CODE, $crate::diagnostic_text!($message));
                    $crate::diagnostic_lines!(diagnostic; $($body)*);
                    diagnostic
                }
            }
        )*

        /// The codes of this crate, for `aria explain` and the driver's table.
        pub const ENTRIES: &[$crate::Entry] = &[
            $($crate::Entry { code: $name::CODE, title: $name::TITLE, severity: $name::CODE.severity() }),*
        ];
    };
}

/// A TEXT of [`diagnostics!`].
#[doc(hidden)]
#[macro_export]
macro_rules! diagnostic_text {
    (($format:literal $(, $argument:expr)* $(,)?)) => { format!($format $(, $argument)*) };
    ($format:literal) => { format!($format) };
}

/// The lines of an entry's body in [`diagnostics!`], taken one at a time.
#[doc(hidden)]
#[macro_export]
macro_rules! diagnostic_lines {
    ($d:ident;) => {};
    ($d:ident; primary at $span:expr; $($rest:tt)*) => {
        $crate::diagnostic_lines!(@label $d, true, String::new(), $span);
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; primary $text:tt at $span:expr; $($rest:tt)*) => {
        $crate::diagnostic_lines!(@label $d, true, $crate::diagnostic_text!($text), $span);
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; label $text:tt at $span:expr; $($rest:tt)*) => {
        $crate::diagnostic_lines!(@label $d, false, $crate::diagnostic_text!($text), $span);
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; note $text:tt; $($rest:tt)*) => {
        $d.notes.push($crate::Note { message: $crate::diagnostic_text!($text), span: None });
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; note $text:tt at $span:expr; $($rest:tt)*) => {
        $d.notes.push($crate::Note {
            message: $crate::diagnostic_text!($text),
            span: Some($crate::macro_support::place(&$span)),
        });
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; help $text:tt; $($rest:tt)*) => {
        $d.helps.push($crate::Help { message: $crate::diagnostic_text!($text), edits: Vec::new() });
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; help $text:tt replace $($span:expr => $new:tt),+ $(,)?; $($rest:tt)*) => {
        $d.helps.push($crate::Help {
            message: $crate::diagnostic_text!($text),
            edits: vec![$($crate::Edit {
                span: $crate::macro_support::place(&$span),
                replacement: $crate::diagnostic_text!($new),
            }),+],
        });
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; if let $pattern:pat = $value:expr => { $($then:tt)* } else { $($other:tt)* } $($rest:tt)*) => {
        if let $pattern = $value {
            $crate::diagnostic_lines!($d; $($then)*);
        } else {
            $crate::diagnostic_lines!($d; $($other)*);
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; if let $pattern:pat = $value:expr => { $($then:tt)* } $($rest:tt)*) => {
        if let $pattern = $value {
            $crate::diagnostic_lines!($d; $($then)*);
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; if $condition:expr => { $($then:tt)* } else { $($other:tt)* } $($rest:tt)*) => {
        if $condition {
            $crate::diagnostic_lines!($d; $($then)*);
        } else {
            $crate::diagnostic_lines!($d; $($other)*);
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; if $condition:expr => { $($then:tt)* } $($rest:tt)*) => {
        if $condition {
            $crate::diagnostic_lines!($d; $($then)*);
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; for $pattern:pat in $values:expr => { $($each:tt)* } $($rest:tt)*) => {
        for $pattern in $values {
            $crate::diagnostic_lines!($d; $($each)*);
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    ($d:ident; with |$name:ident| $body:block; $($rest:tt)*) => {
        {
            let $name: &mut $crate::Diagnostic = &mut $d;
            $body
        }
        $crate::diagnostic_lines!($d; $($rest)*);
    };
    (@label $d:ident, $primary:literal, $text:expr, $span:expr) => {
        $d.labels.push($crate::Label {
            span: $crate::macro_support::place(&$span),
            text: $text,
            primary: $primary,
        });
    };
}

#[cfg(test)]
mod tests {
    use aria_source::{FileId, Span};

    use super::*;
    use crate::{Diagnostic, Edit};

    crate::diagnostics! {
        /// A pointer is used after it was given away.
        UsedAfterTransfer {
            pointer: String,
            span: Span,
            /// Where it went.
            given: Span,
            copy: Option<String>,
            owners: Vec<(String, Span)>,
        } = E0501 "use after the end" {
            message "`{pointer}` is used after transfer";
            primary "used here" at span;
            label "given away here" at given;
            note "ownership transferred here" at given;
            for (name, place) in owners => {
                note ("{}, an owner", name.to_uppercase()) at place;
            }
            if owners.is_empty() => {
                note "nobody owns it";
            } else {
                with |d| { d.message.push('!'); };
            }
            if let Some(copy) = copy => {
                help "give a copy" replace given => "{copy}", span.end_point() => " # moved";
            } else {
                help "do not use `{pointer}` again";
            }
        }

        Quiet {} = W0102 "nothing to see" {
            message ("{}%", 100);
        }
    }

    fn span(start: u32, end: u32) -> Span {
        Span::new(FileId(0), start, end)
    }

    #[test]
    fn an_entry_becomes_a_diagnostic_with_all_its_parts() {
        let entry = UsedAfterTransfer {
            pointer: "p".into(),
            span: span(10, 11),
            given: span(3, 4),
            copy: Some("p.clone()".into()),
            owners: vec![("a".into(), span(0, 1)), ("b".into(), span(1, 2))],
        };
        let diagnostic = Diagnostic::from(entry);
        assert_eq!(diagnostic.code.to_string(), "E0501");
        assert_eq!(diagnostic.message, "`p` is used after transfer!");
        assert_eq!(diagnostic.primary_span(), Some(span(10, 11)));
        assert!(!diagnostic.labels[1].primary);
        let notes: Vec<_> = diagnostic.notes.iter().map(|n| n.message.as_str()).collect();
        assert_eq!(notes, ["ownership transferred here", "A, an owner", "B, an owner"]);
        assert_eq!(diagnostic.notes[2].span, Some(span(1, 2)));
        let edits = [
            Edit { span: span(3, 4), replacement: "p.clone()".into() },
            Edit { span: span(11, 11), replacement: " # moved".into() },
        ];
        assert_eq!(diagnostic.helps[0].edits, edits);
    }

    #[test]
    fn absent_facts_take_the_other_branch() {
        let entry = UsedAfterTransfer { pointer: "p".into(), span: span(10, 11), given: span(3, 4), copy: None, owners: vec![] };
        let diagnostic = Diagnostic::from(entry);
        assert_eq!(diagnostic.notes[1].message, "nobody owns it");
        assert_eq!(diagnostic.helps[0].message, "do not use `p` again");
        assert!(diagnostic.helps[0].edits.is_empty());
    }

    #[test]
    fn the_table_lists_every_entry() {
        let rows: Vec<_> = ENTRIES.iter().map(|e| (e.code.to_string(), e.title, e.severity)).collect();
        let expected = [
            ("E0501".to_owned(), "use after the end", Severity::Error),
            ("W0102".to_owned(), "nothing to see", Severity::Warning),
        ];
        assert_eq!(rows, expected);
        assert_eq!(Diagnostic::from(Quiet {}).message, "100%");
    }

    #[test]
    fn a_code_declared_twice_is_found() {
        assert_eq!(duplicate_codes(ENTRIES), []);
        assert_eq!(duplicate_codes(ENTRIES.iter().chain(&ENTRIES[..1])), [UsedAfterTransfer::CODE]);
    }
}
