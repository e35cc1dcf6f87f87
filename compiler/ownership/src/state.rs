//! What is known of the followed paths at one point.

use crate::flow::Site;

/// What may have become of the value of one path by some point.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Status {
    /// On some way here it holds a value.
    pub here: bool,
    /// On some way here it never held one.
    pub empty: bool,
    /// The sites that took its value on some way here, in order.
    pub ended: Vec<Site>,
}

/// The same in one word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StatusOf {
    /// Holds a value, whichever way was taken.
    Here,
    /// Holds none.
    Gone,
    /// That depends on the way.
    Maybe,
}

impl Status {
    pub(crate) fn here() -> Status {
        Status { here: true, empty: false, ended: Vec::new() }
    }

    pub(crate) fn empty() -> Status {
        Status { here: false, empty: true, ended: Vec::new() }
    }

    pub(crate) fn ended(site: Site) -> Status {
        Status { here: false, empty: false, ended: vec![site] }
    }

    /// Takes up what is known on another way; whether that added anything.
    pub(crate) fn join(&mut self, other: &Status) -> bool {
        let before = (self.here, self.empty, self.ended.len());
        self.here |= other.here;
        self.empty |= other.empty;
        for site in &other.ended {
            if let Err(at) = self.ended.binary_search(site) {
                self.ended.insert(at, *site);
            }
        }
        before != (self.here, self.empty, self.ended.len())
    }

    pub fn word(&self) -> StatusOf {
        match (self.here, self.empty || !self.ended.is_empty()) {
            (true, false) => StatusOf::Here,
            (true, true) => StatusOf::Maybe,
            (false, _) => StatusOf::Gone,
        }
    }
}
