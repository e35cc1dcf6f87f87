//! Types of lanes' own worlds among Aria's: their tables, and what their operations carry.

use aria_foreign::{Carried, LaneType};

use crate::defs::Defs;
use crate::ty::Ty;

impl Defs {
    /// The table of a lane's type.
    pub fn lane_type(&self, ty: &Ty) -> Option<&'static LaneType> {
        let Ty::Foreign(lane, name) = ty else { return None };
        self.lane_types.iter().find(|(l, t)| l == lane && t.name == &**name).map(|(_, t)| *t)
    }

    /// The lane's type that a name means where no other type has it.
    pub fn lane_type_named(&self, name: &str) -> Option<Ty> {
        let (lane, ty) = self.lane_types.iter().find(|(_, t)| t.name == name)?;
        Some(Ty::Foreign(*lane, ty.name.into()))
    }

    /// How operations of lanes carry a value of a type. `None` for types that they do not carry.
    pub fn carried(&self, ty: &Ty) -> Option<Carried> {
        Some(match ty {
            Ty::Unit => Carried::Unit,
            Ty::Bool => Carried::Bool,
            ty if *ty == Ty::INT => Carried::Int,
            ty if *ty == Ty::FLOAT => Carried::Float,
            Ty::Foreign(..) => Carried::Object,
            ty if *ty == self.string() && !ty.is_error() => Carried::Text,
            _ => return None,
        })
    }

    /// The type of what is carried, where objects are of the type `object`.
    pub fn carried_ty(&self, carried: Carried, object: &Ty) -> Ty {
        match carried {
            Carried::Object => object.clone(),
            Carried::Int => Ty::INT,
            Carried::Float => Ty::FLOAT,
            Carried::Bool => Ty::Bool,
            Carried::Text => self.string(),
            Carried::Unit => Ty::Unit,
        }
    }
}
