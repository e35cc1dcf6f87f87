//! Aria types as foreign types: what a call passes, so that the foreign compiler can be asked about it.

use std::sync::Arc;

use aria_foreign::{CScalar, ForeignType, FunctionType, PointerType, ScalarKind, TargetData};
use aria_types::{FloatTy, IntTy, Ty};

/// The foreign type by which a value of an Aria type crosses; `None` if it cannot cross as it is.
pub fn foreign_type(ty: &Ty) -> Option<ForeignType> {
    Some(match ty {
        Ty::Unit | Ty::Void => ForeignType::Void,
        Ty::Bool => ForeignType::Scalar(CScalar::Bool),
        Ty::Char => ForeignType::Integer { bits: 32, signed: false },
        Ty::Int(IntTy::USize) => ForeignType::Scalar(CScalar::Size),
        Ty::Int(IntTy::ISize) => ForeignType::Scalar(CScalar::PtrDiff),
        Ty::Int(int) => ForeignType::Integer { bits: int.bits(64), signed: int.signed() },
        Ty::Float(FloatTy::F32) => ForeignType::Scalar(CScalar::Float),
        Ty::Float(FloatTy::F64) => ForeignType::Scalar(CScalar::Double),
        Ty::C(scalar) => ForeignType::Scalar(*scalar),
        Ty::RawPtr => ForeignType::pointer(ForeignType::Void, false),
        Ty::Ptr(p) => ForeignType::Pointer(Arc::new(PointerType {
            pointee: foreign_type(&p.pointee).unwrap_or(ForeignType::Void),
            is_const: p.is_const,
            is_volatile: false,
            restrict: p.restrict,
            nullable: None,
        })),
        Ty::Array(element, length) => {
            ForeignType::Array { element: Arc::new(foreign_type(element)?), length: *length, flexible: false }
        }
        Ty::Extern(e) if e.is_enum => ForeignType::Enum(e.key),
        Ty::Extern(e) => ForeignType::Record(e.key),
        Ty::CFn(sig) => {
            let params = sig.params.iter().map(foreign_type).collect::<Option<_>>()?;
            let function = FunctionType { params, result: foreign_type(&sig.result)?, variadic: sig.variadic };
            ForeignType::pointer(ForeignType::Function(Arc::new(function)), false)
        }
        _ => return None,
    })
}

/// C's default argument promotions, for a variadic argument (C11 6.5.2.2 §6): `float` becomes `double`, integers
/// narrower than `int` become `int`.
pub fn promoted(ty: &ForeignType, target: &TargetData) -> ForeignType {
    let int = ForeignType::Scalar(CScalar::Int);
    match ty.canonical() {
        ForeignType::Scalar(CScalar::Float) | ForeignType::Float { bits: 32 } => ForeignType::Scalar(CScalar::Double),
        ForeignType::Scalar(s) => match s.kind(target) {
            ScalarKind::Bool => int,
            ScalarKind::Integer { bits, .. } if bits < 32 => int,
            _ => ty.clone(),
        },
        ForeignType::Integer { bits, .. } if *bits < 32 => int,
        _ => ty.clone(),
    }
}
