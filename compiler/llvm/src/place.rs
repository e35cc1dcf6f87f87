//! Places as addresses, operands as values.

use aria_mir::{Const, Operand, Place, PlaceTy, Projection, TypeProblem};
use aria_types::Ty;

use crate::aliasing::Access;
use crate::error::CodegenError;
use crate::function::{FunctionCx, Slot};
use crate::memory::{Address, Value, as_int};

impl<'c> FunctionCx<'_, 'c, '_> {
    /// Where a place is, and what it holds.
    pub fn place(&self, place: &Place) -> Result<(Address<'c>, PlaceTy), CodegenError> {
        let decl = self.body.locals.get(place.local.0 as usize).ok_or(TypeProblem::NoSuchLocal(place.local))?;
        let mut ty = PlaceTy::Value(decl.ty.clone());
        let mut at = match self.locals[place.local.0 as usize] {
            Slot::Stack(address) => address,
            // Nothing is ever read or written there.
            Slot::Zero => Address::new(self.m.word.const_int(16, false).const_to_pointer(self.m.ptr), 16),
        };
        for (depth, step) in place.path.iter().enumerate() {
            let first = depth == 0;
            let next = ty.project(step, self.m.layouts)?;
            at = match (step, &ty) {
                (Projection::Deref, PlaceTy::Value(base)) => {
                    let layout = self.layout(base)?;
                    let ptr = self.load(at, &layout)?.pointer()?;
                    let align = match &next {
                        PlaceTy::Object(class) => self.m.layouts.object_layout(class)?.align,
                        // An opaque pointee has an address, and nothing else.
                        PlaceTy::Value(pointee) => self.m.layouts.layout_of(pointee).map_or(1, |l| l.align),
                        PlaceTy::Payload(..) => 1,
                    };
                    let access = if first { self.origins.behind(self.m, place.local) } else { Access::Value };
                    Address { access, ..Address::new(ptr, align) }
                }
                (Projection::Field(i), base) => {
                    let (layout, variant) = match base {
                        PlaceTy::Value(t) => (self.layout(t)?, None),
                        PlaceTy::Object(t) => (self.m.layouts.object_layout(t)?, None),
                        PlaceTy::Payload(t, v) => (self.layout(t)?, Some(*v)),
                    };
                    let offset =
                        layout.field_offset(variant, *i).ok_or(CodegenError::Unsupported("the address of a bit-field"))?;
                    let field = self.at(at, offset)?;
                    match (base, &next) {
                        (PlaceTy::Object(class), PlaceTy::Value(ty)) => Address { access: self.m.access(class, *i, ty), ..field },
                        _ => field,
                    }
                }
                (Projection::Index(local), PlaceTy::Value(Ty::Array(element, _))) => {
                    let layout = self.layout(element)?;
                    let index = as_int(self.operand(&Operand::Copy(Place::local(*local)))?.scalar()?)?;
                    let index = self.word(index, true)?;
                    let stride = layout.size.next_multiple_of(layout.align);
                    let ptr = self.gep(self.m.bytes_type(stride), at.ptr, index, true)?;
                    Address { access: at.access, ..Address::new(ptr, at.align.min(layout.align)) }
                }
                _ => at,
            };
            ty = next;
        }
        Ok((at, ty))
    }

    /// The address and type of a place that holds a value.
    pub fn value_place(&self, place: &Place) -> Result<(Address<'c>, Ty), CodegenError> {
        let (at, ty) = self.place(place)?;
        Ok((at, ty.into_value()?))
    }

    pub fn operand_ty(&self, operand: &Operand) -> Result<Ty, CodegenError> {
        Ok(operand.ty(self.body, self.m.layouts, self.m.program.string_ty.as_ref())?)
    }

    pub fn operand(&self, operand: &Operand) -> Result<Value<'c>, CodegenError> {
        match operand {
            // A location names the function it stands in.
            Operand::Const(Const::Location(span, _)) => {
                Ok(Value::Scalar(self.m.location(*span, &self.body.name).as_pointer_value().into()))
            }
            Operand::Const(c) => self.m.constant(c),
            Operand::Copy(place) | Operand::Move(place) => {
                let (at, ty) = self.value_place(place)?;
                let layout = self.layout(&ty)?;
                self.load(at, &layout)
            }
        }
    }

    /// Whether one of the operands is of type `Never`: what reads it does not run.
    pub fn is_dead(&self, operands: &[&Operand]) -> Result<bool, CodegenError> {
        for operand in operands {
            if self.operand_ty(operand)?.is_never() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether storage behind an operand might be written while a callee runs, so that the callee needs a copy.
    pub fn may_change(&self, operand: &Operand) -> bool {
        match operand {
            Operand::Const(_) => false,
            Operand::Copy(p) | Operand::Move(p) => self.is_shared(p),
        }
    }

    /// Whether a place can be reached by other ways than its local.
    pub fn is_shared(&self, place: &Place) -> bool {
        place.path.contains(&Projection::Deref) || self.addressed[place.local.0 as usize]
    }
}
