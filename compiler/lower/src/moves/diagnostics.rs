//! What moves can report.

use aria_diagnostics::diagnostics;
use aria_source::Span;

/// When a move comes before the use of which the text stands before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum When {
    /// The text's order is that of the run.
    Before,
    /// In an earlier turn of a loop.
    EarlierTurn,
    /// The use is a `defer`'s.
    Deferred,
}

impl When {
    fn text(self) -> &'static str {
        match self {
            When::Before => "",
            When::EarlierTurn => ", in the turn before",
            When::Deferred => ", before what is deferred runs",
        }
    }
}

diagnostics! {
    /// A value that was moved is used again.
    UsedAfterMove {
        name: String,
        /// The part of it that was moved, if it was not all of it.
        part: Option<String>,
        ty: String,
        used: Span,
        moved: Span,
        into: Option<String>,
        others: Vec<Span>,
        when: When,
        surely: bool,
        clone: bool,
    } = E0530 "use after move" {
        message ("{} {} moved, and {} used again",
            part.as_ref().map_or_else(|| format!("`{name}`"), |part| format!("`{part}`")),
            if *surely { "was" } else { "may have been" },
            part.as_ref().map_or_else(|| "is".to_owned(), |_| format!("all of `{name}` is")));
        primary "used here" at used;
        if let Some(into) = into => {
            note ("given to `{into}` here, which keeps it{}", when.text()) at moved;
        } else {
            note ("moved here{}", when.text()) at moved;
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
