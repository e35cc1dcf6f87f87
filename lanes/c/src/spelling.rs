//! From the model's types back to C, for adapters and probes.

use aria_foreign::{CScalar, ForeignType, FunctionType, TypeKey};

/// Why a type cannot be written in C.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Unspellable(pub String);

/// Gives the C spelling of a record or enumeration.
pub(crate) trait TagSpellings {
    fn tag_spelling(&self, key: TypeKey) -> Option<String>;
}

/// A C type specifier: it may stand before a declarator as a whole (`T name`, `T *name`).
pub(crate) fn specifier(ty: &ForeignType, tags: &dyn TagSpellings) -> Result<String, Unspellable> {
    Ok(match ty {
        ForeignType::Void => "void".into(),
        ForeignType::Scalar(scalar) => scalar.c_name().into(),
        ForeignType::Integer { bits, signed } => integer(*bits, *signed)?,
        ForeignType::Float { bits: 16 } => "_Float16".into(),
        ForeignType::Float { bits: 128 } => "__float128".into(),
        ForeignType::Float { bits } => return Err(Unspellable(format!("C has no float of {bits} bits"))),
        ForeignType::Pointer(pointer) => {
            let constant = if pointer.is_const { "const " } else { "" };
            let volatile = if pointer.is_volatile { "volatile " } else { "" };
            format!("__typeof__({constant}{volatile}{} *)", specifier(&pointer.pointee, tags)?)
        }
        ForeignType::Array { element, flexible: true, .. } => format!("__typeof__({}[])", specifier(element, tags)?),
        ForeignType::Array { element, length, .. } => format!("__typeof__({}[{length}])", specifier(element, tags)?),
        ForeignType::Function(function) => function_type(function, tags)?,
        ForeignType::Record(key) | ForeignType::Enum(key) => {
            tags.tag_spelling(*key).filter(|s| !s.is_empty()).ok_or_else(|| Unspellable("its type has no name in C".into()))?
        }
        ForeignType::Alias { name, .. } => name.to_string(),
        ForeignType::Opaque { spelling, .. } => format!("__typeof__({spelling})"),
        ForeignType::Text => return Err(Unspellable("a String is no type of C".into())),
        ForeignType::Lane { name } => return Err(Unspellable(format!("`{name}` is no type of C"))),
        ForeignType::Unavailable(reason) => return Err(Unspellable(reason.reason.clone())),
    })
}

fn function_type(function: &FunctionType, tags: &dyn TagSpellings) -> Result<String, Unspellable> {
    let mut params = function.params.iter().map(|p| specifier(p, tags)).collect::<Result<Vec<_>, _>>()?;
    if function.variadic && !params.is_empty() {
        params.push("...".into());
    } else if params.is_empty() && !function.variadic {
        params.push("void".into());
    }
    Ok(format!("__typeof__({} ({}))", specifier(&function.result, tags)?, params.join(", ")))
}

fn integer(bits: u16, signed: bool) -> Result<String, Unspellable> {
    let name = match bits {
        8 => "char",
        16 => "short",
        32 => "int",
        64 => "long long",
        128 => "__int128",
        _ => return Err(Unspellable(format!("C has no integer of {bits} bits"))),
    };
    Ok(format!("{} {name}", if signed { "signed" } else { "unsigned" }))
}

/// How a scalar of the machine is declared where only its size matters: every pointer is a `void *`.
pub(crate) fn erased(ty: &ForeignType, tags: &dyn TagSpellings) -> Result<String, Unspellable> {
    match ty.canonical() {
        ForeignType::Pointer(_) | ForeignType::Function(_) => Ok("void *".into()),
        ForeignType::Scalar(CScalar::Bool) => Ok("_Bool".into()),
        _ => specifier(ty, tags),
    }
}
