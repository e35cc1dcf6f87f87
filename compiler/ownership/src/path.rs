//! Paths: the parts of a local that are followed one by one.

use std::collections::HashMap;

use aria_mir::{LocalId, Place, Projection};

/// One step inside a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum PathStep {
    Field(u32),
    Variant(u32),
}

/// A local, or a part of its own storage.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Path {
    pub local: LocalId,
    pub steps: Vec<PathStep>,
}

/// How far the place lies in storage that is followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The place is that path.
    Exact,
    /// It lies in an element of that path, and which is not known.
    Element,
    /// It lies behind a reference or pointer that the path holds.
    Behind,
}

impl Path {
    /// The path as far as a place can be followed, and where the place is from there.
    pub fn of(place: &Place) -> (Path, Reach) {
        let mut path = Path { local: place.local, steps: Vec::new() };
        for step in &place.path {
            match step {
                Projection::Field(field) => path.steps.push(PathStep::Field(*field)),
                Projection::Variant(variant) => path.steps.push(PathStep::Variant(*variant)),
                Projection::Index(_) => return (path, Reach::Element),
                Projection::Deref => return (path, Reach::Behind),
            }
        }
        (path, Reach::Exact)
    }

    /// Whether the other is this path or a part of it.
    pub fn contains(&self, other: &Path) -> bool {
        self.local == other.local && other.steps.starts_with(&self.steps)
    }

    /// Whether one contains the other.
    pub fn overlaps(&self, other: &Path) -> bool {
        self.contains(other) || other.contains(self)
    }

    /// The path as a place.
    pub fn place(&self) -> Place {
        let step = |s: &PathStep| match s {
            PathStep::Field(field) => Projection::Field(*field),
            PathStep::Variant(variant) => Projection::Variant(*variant),
        };
        Place { local: self.local, path: self.steps.iter().map(step).collect() }
    }
}

/// The paths that are followed in a body: those that give up a value, each with everything around it.
#[derive(Default, Debug)]
pub struct Paths {
    all: Vec<Path>,
    index: HashMap<Path, usize>,
    of_local: HashMap<LocalId, Vec<usize>>,
}

impl Paths {
    /// Follows a path, and what contains it.
    pub fn add(&mut self, path: &Path) {
        for length in 0..=path.steps.len() {
            let part = Path { local: path.local, steps: path.steps[..length].to_vec() };
            if !self.index.contains_key(&part) {
                self.index.insert(part.clone(), self.all.len());
                self.of_local.entry(part.local).or_default().push(self.all.len());
                self.all.push(part);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn get(&self, index: usize) -> &Path {
        &self.all[index]
    }

    pub fn index(&self, path: &Path) -> Option<usize> {
        self.index.get(path).copied()
    }

    /// The followed paths of a local, outer ones before their parts.
    pub fn of_local(&self, local: LocalId) -> &[usize] {
        self.of_local.get(&local).map_or(&[], |all| all)
    }

    /// The followed paths that are a path or parts of it.
    pub fn within<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = usize> + 's {
        self.of_local(path.local).iter().copied().filter(move |i| path.contains(&self.all[*i]))
    }

    /// The followed paths that overlap a path.
    pub fn overlapping<'s>(&'s self, path: &'s Path) -> impl Iterator<Item = usize> + 's {
        self.of_local(path.local).iter().copied().filter(move |i| path.overlaps(&self.all[*i]))
    }
}
