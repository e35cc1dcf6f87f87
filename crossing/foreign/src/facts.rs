//! Facts: what is known about a declaration beyond its type, and where each of them came from.
//!
//! A fact permits, forbids, checks or releases; it never changes a type.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::item::ForeignPlace;

/// Where a fact came from, strongest first.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum FactOrigin {
    /// The program's own annotation.
    Program,
    /// An overlay, by its name (`overlays/sqlite3.aria`).
    Overlay(Arc<str>),
    /// An attribute in the foreign file.
    Attribute,
    /// A rule that recognised a pattern, by the rule's name.
    Pattern(Arc<str>),
    /// What the language itself says (a `CString` named `fmt` directly before `...`).
    Language,
}

/// A fact with its origin, and its place where it has one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sourced {
    pub fact: Fact,
    pub origin: FactOrigin,
    pub place: Option<ForeignPlace>,
}

/// The deallocator of an owned value: a function, macro or function-pointer global.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FreeWith {
    pub function: Arc<str>,
    /// The index of the parameter that receives the value.
    pub argument: u32,
}

/// When a callback parameter is called.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Callback {
    /// Only during the call.
    Call,
    /// Once, later.
    Async,
    /// Until a destroy notification.
    Notified,
}

/// One fact. Expressions over parameters and `result` are kept as their source text until the ownership issue gives
/// them an evaluated form.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fact {
    /// Written, not read: the pointer receives a value.
    Out,
    InOut,
    NonNull,
    Nullable,
    /// Not written through, whatever the type says.
    ReadOnly,
    /// The number of elements behind a pointer.
    Len(Arc<str>),
    /// The number of bytes behind a pointer.
    Bytes(Arc<str>),
    /// Ends with a NUL.
    Nul,
    /// A printf-style format for the variadic arguments.
    Format(Arc<str>),
    /// A `void *` that points to elements of another parameter's type.
    ElementOf(Arc<str>),
    /// Kept by the callee, until the named function is called if there is one; only where the condition holds.
    Retained {
        until: Option<Arc<str>>,
        condition: Option<Arc<str>>,
    },
    /// Not kept by the callee after it returns.
    NotRetained,
    Callback {
        kind: Callback,
        data: Option<Arc<str>>,
    },
    Transfer {
        condition: Option<Arc<str>>,
    },
    Owned {
        free_with: Option<FreeWith>,
        condition: Option<Arc<str>>,
        invalid: Option<Arc<str>>,
    },
    Borrowed {
        lifetime: Option<Arc<str>>,
        until: Vec<Arc<str>>,
    },
    Preserves(Arc<str>),
    ErrorErrno,
    ErrorCode {
        code: Arc<str>,
        message: Option<Arc<str>>,
    },
    Thread(Arc<str>),
    Longjmps,
    Shared {
        retain: Arc<str>,
        release: Arc<str>,
    },
    StringLike,
    Send,
    /// Checked by hand: a call with arguments of the right types touches no memory it should not.
    Safe,
}

/// The facts of one declaration, parameter or result.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Facts(pub Vec<Sourced>);

impl Facts {
    pub fn has(&self, wanted: impl Fn(&Fact) -> bool) -> bool {
        self.0.iter().any(|s| wanted(&s.fact))
    }

    /// Adds a fact unless a stronger origin has already said the same kind of thing.
    pub fn add(&mut self, new: Sourced) {
        let same = |old: &Sourced| std::mem::discriminant(&old.fact) == std::mem::discriminant(&new.fact);
        match self.0.iter_mut().find(|old| same(old)) {
            Some(old) if old.origin <= new.origin => {}
            Some(old) => *old = new,
            None => self.0.push(new),
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &Sourced> {
        self.0.iter()
    }
}
