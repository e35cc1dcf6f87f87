//! Places (where a value lives) and operands.

use crate::body::LocalId;
use crate::constant::Const;

/// A local, and a path from it.
#[derive(Clone, PartialEq, Debug)]
pub struct Place {
    pub local: LocalId,
    pub path: Vec<Projection>,
}

/// One step of a path.
#[derive(Clone, PartialEq, Debug)]
pub enum Projection {
    /// From a class reference to the object it refers to, or from a pointer (`CPtr[T]`) to what it points to.
    Deref,
    /// A field of a struct, tuple, object, extern record or (after [`Projection::Variant`]) a variant, by index.
    Field(u32),
    /// The payload of an enum, taken as this variant's.
    Variant(u32),
    /// An element of a `CArray`, by an index that was already checked.
    Index(LocalId),
}

/// A value that an rvalue, call or terminator reads.
#[derive(Clone, PartialEq, Debug)]
pub enum Operand {
    /// The bits of a place, which stays valid.
    Copy(Place),
    /// The bits of a place, which is dead (or zeroed) afterwards.
    Move(Place),
    Const(Const),
}

impl Place {
    pub const fn local(local: LocalId) -> Place {
        Place { local, path: Vec::new() }
    }

    /// This place, one step further.
    pub fn project(&self, step: Projection) -> Place {
        let mut path = self.path.clone();
        path.push(step);
        Place { local: self.local, path }
    }

    pub fn deref(&self) -> Place {
        self.project(Projection::Deref)
    }

    pub fn field(&self, index: u32) -> Place {
        self.project(Projection::Field(index))
    }

    pub fn variant(&self, index: u32) -> Place {
        self.project(Projection::Variant(index))
    }
}

impl From<LocalId> for Place {
    fn from(local: LocalId) -> Place {
        Place::local(local)
    }
}
