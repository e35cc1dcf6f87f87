//! What moves can report.

use aria_diagnostics::diagnostics;
use aria_source::Span;

diagnostics! {
    /// A value that was moved is used again.
    UsedAfterMove {
        name: String,
        ty: String,
        used: Span,
        moved: Span,
        into: Option<String>,
        others: Vec<Span>,
        later: bool,
        surely: bool,
        clone: bool,
    } = E0530 "use after move" {
        message ("`{name}` {} moved, and is used again", if *surely { "was" } else { "may have been" });
        primary "used here" at used;
        if let Some(into) = into => {
            if *later => {
                note "the turn before gave it to `{into}`, which keeps it" at moved;
            } else {
                note "given to `{into}` here, which keeps it" at moved;
            }
        } else {
            if *later => {
                note "moved here, in the turn before" at moved;
            } else {
                note "moved here" at moved;
            }
        }
        for other in others => {
            note "or moved here" at other;
        }
        if *clone => {
            help "values of `{ty}` move; to keep one, hand on `{name}.clone`";
        } else {
            help "values of `{ty}` move instead of being copied: use it before it moves, or give `{name}` a new value first";
        }
    }

    /// A value is taken from where it cannot be missing.
    CannotTake { name: String, ty: String, span: Span, why: String, help: String } = E0537 "a value that cannot be moved away" {
        message "{name} cannot be moved away: {why}";
        primary "this would take the `{ty}` away" at span;
        help "{help}";
    }

    /// A value is lent to, or looked at after, something that may end it.
    MayEnd { name: String, ty: String, span: Span, by: String, at: Option<Span> } = E0538 "a lent value that may end meanwhile" {
        message "{name} is lent here, and `{by}` may end a `{ty}` that lies in an object";
        primary "it may be this one" at span;
        if let Some(at) = at => {
            note "`{by}` is called here" at at;
        }
        help "take it out first (`pop`, `remove_at`, or an `Option` field whose value is exchanged), and put it back afterwards";
    }

    /// Generic code is used with a type whose values it would have to copy.
    CannotBeCopied { function: String, ty: String, span: Span, inside: Span } = E0539 "code that copies what cannot be copied" {
        message "`{function}` copies values of a type that it is used with, and a `{ty}` cannot be copied";
        primary "used with `{ty}` here" at span;
        note "copied here" at inside;
        help "take values out (`pop`, `remove_at`), or look at them where they are (`for`, `match`, `items[i].method`)";
    }
}
