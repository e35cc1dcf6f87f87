//! The types of places and operands: a walk along a path, with layouts answering for fields.

use std::fmt;

use aria_layout::{LayoutError, Layouts};
use aria_types::Ty;

use crate::body::{Body, LocalId};
use crate::place::{Operand, Place, Projection};

/// What a place holds.
#[derive(Clone, PartialEq, Debug)]
pub enum PlaceTy {
    /// A value of a type.
    Value(Ty),
    /// The object of a class, header and fields; not a value by itself.
    Object(Ty),
    /// The payload of an enum's variant; not a value by itself.
    Payload(Ty, u32),
}

/// Why a place or operand has no type.
#[derive(Clone, PartialEq, Debug)]
pub enum TypeProblem {
    NoSuchLocal(LocalId),
    /// The step does not fit what comes before it.
    BadProjection {
        step: Projection,
        base: PlaceTy,
    },
    /// The place is not a value: an object or a payload.
    NotAValue(PlaceTy),
    /// A string constant in a program that has no String type.
    NoStringType,
    Layout(LayoutError),
}

impl From<LayoutError> for TypeProblem {
    fn from(e: LayoutError) -> Self {
        Self::Layout(e)
    }
}

impl fmt::Display for PlaceTy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(ty) => write!(f, "{ty}"),
            Self::Object(ty) => write!(f, "object of {ty}"),
            Self::Payload(ty, v) => write!(f, "payload {v} of {ty}"),
        }
    }
}

impl fmt::Display for TypeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchLocal(l) => write!(f, "there is no local {l}"),
            Self::BadProjection { step, base } => write!(f, "{step:?} does not apply to {base}"),
            Self::NotAValue(place) => write!(f, "{place} is not a value"),
            Self::NoStringType => f.write_str("the program has no String type"),
            Self::Layout(e) => write!(f, "{e}"),
        }
    }
}

impl PlaceTy {
    /// What one step further holds.
    ///
    /// # Errors
    /// If the step does not apply here.
    pub fn project(&self, step: &Projection, layouts: &Layouts<'_>) -> Result<PlaceTy, TypeProblem> {
        let bad = || TypeProblem::BadProjection { step: step.clone(), base: self.clone() };
        match (self, step) {
            (Self::Value(Ty::Ptr(p)), Projection::Deref) => Ok(Self::Value(p.pointee.clone())),
            (Self::Value(ty), Projection::Deref) if layouts.is_class(ty) => Ok(Self::Object(ty.clone())),
            (Self::Value(ty), Projection::Field(_)) if layouts.is_class(ty) => Err(bad()),
            (Self::Value(ty) | Self::Object(ty), Projection::Field(i)) => Ok(Self::Value(layouts.field_ty(ty, None, *i)?)),
            (Self::Payload(ty, v), Projection::Field(i)) => Ok(Self::Value(layouts.field_ty(ty, Some(*v), *i)?)),
            (Self::Value(ty), Projection::Variant(v)) if *v < layouts.variant_count(ty) => Ok(Self::Payload(ty.clone(), *v)),
            (Self::Value(Ty::Array(element, _)), Projection::Index(_)) => Ok(Self::Value((**element).clone())),
            _ => Err(bad()),
        }
    }

    /// The type, if the place holds a value.
    ///
    /// # Errors
    /// [`TypeProblem::NotAValue`]
    pub fn into_value(self) -> Result<Ty, TypeProblem> {
        match self {
            Self::Value(ty) => Ok(ty),
            other => Err(TypeProblem::NotAValue(other)),
        }
    }
}

impl Place {
    /// What the place holds.
    ///
    /// # Errors
    /// If the local does not exist or a step does not apply.
    pub fn place_ty(&self, body: &Body, layouts: &Layouts<'_>) -> Result<PlaceTy, TypeProblem> {
        let local = body.locals.get(self.local.0 as usize).ok_or(TypeProblem::NoSuchLocal(self.local))?;
        self.path.iter().try_fold(PlaceTy::Value(local.ty.clone()), |ty, step| ty.project(step, layouts))
    }

    /// The type of the value that the place holds.
    ///
    /// # Errors
    /// As [`Place::place_ty`], or if the place does not hold a value.
    pub fn ty(&self, body: &Body, layouts: &Layouts<'_>) -> Result<Ty, TypeProblem> {
        self.place_ty(body, layouts)?.into_value()
    }
}

impl Operand {
    /// The operand's type; `string` is what a string constant has.
    ///
    /// # Errors
    /// As [`Place::ty`].
    pub fn ty(&self, body: &Body, layouts: &Layouts<'_>, string: Option<&Ty>) -> Result<Ty, TypeProblem> {
        match self {
            Self::Copy(place) | Self::Move(place) => place.ty(body, layouts),
            Self::Const(c) => c.ty().or_else(|| string.cloned()).ok_or(TypeProblem::NoStringType),
        }
    }
}
