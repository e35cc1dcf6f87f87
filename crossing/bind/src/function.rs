//! Foreign functions as Aria signatures.

use aria_foreign::{ForeignFunction, ForeignInterface, Unavailable};
use aria_types::Ty;

use crate::to_aria::{bind_type, bind_value_type};

/// A foreign function's signature in Aria's types.
#[derive(Clone, Debug)]
pub struct BoundFunction {
    pub params: Vec<Ty>,
    /// `Never` for a function that does not return.
    pub result: Ty,
}

/// Gives a foreign function its Aria signature.
///
/// # Errors
/// Which parameter or result has no Aria form, and why.
pub fn bind_function(function: &ForeignFunction, interface: &dyn ForeignInterface) -> Result<BoundFunction, Unavailable> {
    let in_context = |what: String, why: Unavailable| Unavailable {
        reason: format!("{what}: {}", why.reason),
        place: why.place.or_else(|| function.place.clone()),
    };
    let mut params = Vec::with_capacity(function.params.len());
    for (i, param) in function.params.iter().enumerate() {
        let ty = bind_type(&param.ty, interface).map_err(|why| {
            let name = param.name.as_deref().map_or_else(|| (i + 1).to_string(), |n| format!("`{n}`"));
            in_context(format!("parameter {name}"), why)
        })?;
        params.push(ty);
    }
    let result = if function.noreturn {
        Ty::Never
    } else {
        bind_value_type(&function.result, interface).map_err(|why| in_context("its result".into(), why))?
    };
    Ok(BoundFunction { params, result })
}
