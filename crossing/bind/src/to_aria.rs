//! Foreign types as Aria types.

use std::sync::Arc;

use aria_foreign::{ForeignInterface, ForeignType, RecordKind, TypeKey, Unavailable};
use aria_types::{ExternRef, FloatTy, FnSig, IntTy, PtrTy, Ty};

/// The Aria type of a foreign type as it stands behind a pointer or as a result: `void` is [`Ty::Void`].
///
/// # Errors
/// Why the type has no Aria form.
pub fn bind_type(ty: &ForeignType, interface: &dyn ForeignInterface) -> Result<Ty, Unavailable> {
    Ok(match ty {
        ForeignType::Void => Ty::Void,
        ForeignType::Scalar(s) => Ty::C(*s),
        ForeignType::Integer { bits, signed } => Ty::Int(fixed(*bits, *signed).ok_or_else(|| no_form(ty, interface))?),
        ForeignType::Float { bits: 32 } => Ty::Float(FloatTy::F32),
        ForeignType::Float { bits: 64 } => Ty::Float(FloatTy::F64),
        ForeignType::Pointer(p) => match p.pointee.canonical() {
            ForeignType::Function(f) => Ty::CFn(Arc::new(FnSig {
                params: f.params.iter().map(|p| bind_type(p, interface)).collect::<Result<_, _>>()?,
                result: bind_value_type(&f.result, interface)?,
                variadic: f.variadic,
            })),
            pointee => {
                // A pointer to something without a form is still a pointer: it can be passed on.
                let pointee = bind_type(pointee, interface).unwrap_or(Ty::Void);
                Ty::Ptr(Arc::new(PtrTy { pointee, is_const: p.is_const, restrict: p.restrict }))
            }
        },
        ForeignType::Array { element, length, .. } => Ty::Array(Arc::new(bind_type(element, interface)?), *length),
        ForeignType::Function(_) => return Err(reason("a function type is not a value; pointers to it are")),
        ForeignType::Record(key) => Ty::Extern(record_ref(*key, interface)),
        ForeignType::Enum(key) => {
            let name = interface.enumeration(*key).map_or_else(|| Arc::from("{enum}"), |e| e.name.clone());
            Ty::Extern(ExternRef { key: *key, name, is_enum: true })
        }
        ForeignType::Alias { target, .. } => return bind_type(target, interface),
        ForeignType::Text | ForeignType::Lane { .. } | ForeignType::Float { .. } | ForeignType::Opaque { .. } => {
            return Err(no_form(ty, interface));
        }
        ForeignType::Unavailable(why) => return Err((**why).clone()),
    })
}

/// The Aria type of a result: `void` is Unit.
///
/// # Errors
/// Why the type has no Aria form, or that an opaque record is no value.
pub fn bind_value_type(ty: &ForeignType, interface: &dyn ForeignInterface) -> Result<Ty, Unavailable> {
    match ty.canonical() {
        ForeignType::Void => Ok(Ty::Unit),
        ForeignType::Record(key) if interface.record(*key).is_none_or(|r| r.kind == RecordKind::Opaque) => {
            Err(reason("the type is declared but never defined, so only pointers to it exist"))
        }
        _ => bind_type(ty, interface),
    }
}

/// A record's reference, with its name.
pub fn record_ref(key: TypeKey, interface: &dyn ForeignInterface) -> ExternRef {
    let name = interface.record(key).map_or_else(|| Arc::from("{record}"), |r| r.name.clone());
    ExternRef { key, name, is_enum: false }
}

fn fixed(bits: u16, signed: bool) -> Option<IntTy> {
    Some(match (bits, signed) {
        (8, true) => IntTy::I8,
        (16, true) => IntTy::I16,
        (32, true) => IntTy::I32,
        (64, true) => IntTy::I64,
        (128, true) => IntTy::I128,
        (8, false) => IntTy::U8,
        (16, false) => IntTy::U16,
        (32, false) => IntTy::U32,
        (64, false) => IntTy::U64,
        (128, false) => IntTy::U128,
        _ => return None,
    })
}

fn reason(text: &str) -> Unavailable {
    Unavailable { reason: text.into(), place: None }
}

fn no_form(ty: &ForeignType, interface: &dyn ForeignInterface) -> Unavailable {
    reason(&format!("the type `{}` has no Aria form yet", crate::form::type_form(ty, interface)))
}
