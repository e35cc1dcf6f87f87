//! The types of rvalues.

use aria_layout::Scalar;
use aria_types::Ty;

use super::VerifyProblem;
use super::body::BodyVerifier;
use super::same::{same, scalar};
use crate::place::Operand;
use crate::rvalue::{BinOp, CastKind, Rvalue, UnOp};

impl BodyVerifier<'_, '_> {
    pub(super) fn operand(&mut self, operand: &Operand) -> Option<Ty> {
        match operand.ty(self.body, self.layouts, self.program.string_ty.as_ref()) {
            Ok(ty) => Some(ty),
            Err(problem) => self.report(problem.into()),
        }
    }

    /// Reports unless a value of the type is a scalar that passes.
    pub(super) fn kind(&mut self, ty: &Ty, expected: &'static str, fits: impl Fn(Scalar) -> bool) {
        if !ty.is_error() && !ty.is_never() && !scalar(ty, self.layouts).is_some_and(fits) {
            self.report::<()>(VerifyProblem::Kind { expected, found: ty.clone() });
        }
    }

    pub(super) fn fits(&mut self, expected: &Ty, found: &Ty) {
        if !same(expected, found, self.layouts) {
            self.report::<()>(VerifyProblem::Mismatch { expected: expected.clone(), found: found.clone() });
        }
    }

    fn is_integer(s: Scalar) -> bool {
        matches!(s, Scalar::Int { .. })
    }

    fn is_pointer(s: Scalar) -> bool {
        s == Scalar::Pointer
    }

    /// What an rvalue gives; `None` where that was reported, or any pointer will do.
    pub(super) fn rvalue(&mut self, rvalue: &Rvalue, destination: &Ty) -> Option<Ty> {
        match rvalue {
            Rvalue::Use(o) => self.operand(o),
            Rvalue::Binary(op, a, b) => {
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                self.kind(&a, "a scalar", |_| true);
                match op {
                    BinOp::Shl | BinOp::Shr => self.kind(&b, "an integer", Self::is_integer),
                    _ => self.fits(&a, &b),
                }
                let comparison = matches!(op, BinOp::Eq | BinOp::Ne | BinOp::Lt | BinOp::Le | BinOp::Gt | BinOp::Ge);
                Some(if comparison { Ty::Bool } else { a })
            }
            Rvalue::Overflowing(op, a, b) => {
                if !matches!(op, BinOp::Add | BinOp::Sub | BinOp::Mul) {
                    self.report::<()>(VerifyProblem::NoOverflow);
                }
                let (a, b) = (self.operand(a)?, self.operand(b)?);
                self.kind(&a, "an integer", Self::is_integer);
                self.fits(&a, &b);
                Some(Ty::Tuple([a, Ty::Bool].into()))
            }
            Rvalue::Unary(op, a) => {
                let a = self.operand(a)?;
                match op {
                    UnOp::Neg => self.kind(&a, "a number", |s| matches!(s, Scalar::Int { .. } | Scalar::Float { .. })),
                    UnOp::Not => self.kind(&a, "an integer or Bool", |s| matches!(s, Scalar::Int { .. } | Scalar::Bool)),
                }
                Some(a)
            }
            Rvalue::Cast(kind, a, to) => {
                let a = self.operand(a)?;
                let integral = |s| matches!(s, Scalar::Int { .. } | Scalar::Bool);
                let float = |s| matches!(s, Scalar::Float { .. });
                match kind {
                    CastKind::IntToInt => (self.kind(&a, "an integer", integral), self.kind(to, "an integer", integral)),
                    CastKind::IntToFloat => (self.kind(&a, "an integer", integral), self.kind(to, "a float", float)),
                    CastKind::FloatToInt => (self.kind(&a, "a float", float), self.kind(to, "an integer", integral)),
                    CastKind::FloatToFloat => (self.kind(&a, "a float", float), self.kind(to, "a float", float)),
                    CastKind::Reinterpret => {
                        (self.kind(&a, "a pointer", Self::is_pointer), self.kind(to, "a pointer", Self::is_pointer))
                    }
                    CastKind::PtrToInt => (self.kind(&a, "a pointer", Self::is_pointer), self.kind(to, "an integer", integral)),
                    CastKind::IntToPtr => (self.kind(&a, "an integer", integral), self.kind(to, "a pointer", Self::is_pointer)),
                };
                Some(to.clone())
            }
            Rvalue::AddressOf(place) => {
                if let Err(problem) = place.place_ty(self.body, self.layouts) {
                    self.report::<()>(problem.into());
                }
                self.kind(destination, "a pointer", Self::is_pointer);
                None
            }
            Rvalue::Aggregate(ty, parts) => {
                self.aggregate(ty, None, parts);
                Some(ty.clone())
            }
            Rvalue::Variant(ty, variant, parts) => {
                self.aggregate(ty, Some(*variant), parts);
                Some(ty.clone())
            }
            Rvalue::VariantOf(place) => {
                match place.ty(self.body, self.layouts) {
                    Ok(ty) if self.layouts.variant_count(&ty) > 0 => {}
                    Ok(found) => self.report(VerifyProblem::Kind { expected: "an enum", found }).unwrap_or_default(),
                    Err(problem) => self.report(problem.into()).unwrap_or_default(),
                }
                Some(Ty::INT)
            }
            Rvalue::NewObject { class, tail } => {
                if let Err(e) = self.layouts.object_layout(class) {
                    self.report::<()>(e.into());
                }
                if let Some(tail) = tail {
                    let ty = self.operand(tail)?;
                    self.kind(&ty, "an integer", Self::is_integer);
                }
                Some(class.clone())
            }
            Rvalue::Tail(o, ty) => {
                let object = self.operand(o)?;
                if let Err(e) = self.layouts.object_layout(&object) {
                    self.report::<()>(e.into());
                }
                self.kind(ty, "a pointer", Self::is_pointer);
                Some(ty.clone())
            }
            Rvalue::Offset { pointer, index } => {
                let (pointer, index) = (self.operand(pointer)?, self.operand(index)?);
                self.kind(&pointer, "a pointer", Self::is_pointer);
                self.kind(&index, "an integer", Self::is_integer);
                Some(pointer)
            }
            Rvalue::SizeOf(ty) | Rvalue::AlignOf(ty) => {
                if let Err(e) = self.layouts.layout_of(ty) {
                    self.report::<()>(e.into());
                }
                Some(Ty::INT)
            }
            Rvalue::ReleaseCount(o) => {
                let ty = self.operand(o)?;
                if !self.layouts.is_class(&ty) && !matches!(ty, Ty::Fn(_)) {
                    self.report::<()>(VerifyProblem::Kind { expected: "a class reference", found: ty });
                }
                Some(Ty::Bool)
            }
            Rvalue::NeedsDrop(_) => Some(Ty::Bool),
        }
    }

    fn aggregate(&mut self, ty: &Ty, variant: Option<u32>, parts: &[Operand]) {
        let fields = match ty {
            Ty::Array(element, n) if variant.is_none() => {
                if parts.len() as u64 != *n {
                    return self.report(VerifyProblem::Arity { expected: *n as usize, found: parts.len() }).unwrap_or_default();
                }
                vec![(**element).clone(); parts.len()]
            }
            _ if self.layouts.is_class(ty) => {
                let problem = VerifyProblem::Kind { expected: "a value type", found: ty.clone() };
                return self.report(problem).unwrap_or_default();
            }
            _ => match self.layouts.field_types(ty, variant) {
                Ok(fields) => fields,
                Err(e) => return self.report(e.into()).unwrap_or_default(),
            },
        };
        if fields.len() != parts.len() {
            return self.report(VerifyProblem::Arity { expected: fields.len(), found: parts.len() }).unwrap_or_default();
        }
        for (field, part) in fields.iter().zip(parts) {
            if let Some(found) = self.operand(part) {
                self.fits(field, &found);
            }
        }
    }
}
