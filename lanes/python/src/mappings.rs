//! The lane's tables: `PyObject` with its operations, how Python enters exported functions, and what Python calls the
//! types that cross. The symbols are those of `runtime/`.

use aria_foreign::{CScalar, Carried, Failure, ForeignType, LaneEntry, LaneMapping, LaneOperation, LaneType};

/// What the symbols of the native part begin with.
pub const PREFIX: &str = "aria_py_";

/// An operation that may run Python code.
const fn runs(symbol: &'static str, failure: Failure) -> LaneOperation {
    LaneOperation { symbol, failure, attaches: true, runs_code: true }
}

/// An operation that only makes or reads objects of Python's own types.
const fn quick(symbol: &'static str, failure: Failure) -> LaneOperation {
    LaneOperation { symbol, failure, attaches: true, runs_code: false }
}

const fn mapping(member: &'static str, carried: Carried, operation: LaneOperation) -> LaneMapping {
    LaneMapping { member, carried, operation }
}

/// Any Python object.
pub const OBJECT: LaneType = LaneType {
    name: "PyObject",
    retain: "aria_py_retain",
    release: "aria_py_release",
    global: runs("aria_py_global", Failure::Zero),
    member: runs("aria_py_member", Failure::Zero),
    call: runs("aria_py_call", Failure::Zero),
    text: runs("aria_py_text", Failure::Zero),
    lifts: &[
        mapping("to_int", Carried::Int, runs("aria_py_to_int", Failure::Pending)),
        mapping("to_float", Carried::Float, runs("aria_py_to_float", Failure::Pending)),
        mapping("to_bool", Carried::Bool, runs("aria_py_to_bool", Failure::Pending)),
        // Its member is the text form, which every object has; a String is expected only of a `str`.
        mapping("", Carried::Text, quick("aria_py_to_string", Failure::Zero)),
    ],
    lowers: &[
        mapping("", Carried::Int, quick("aria_py_from_int", Failure::Zero)),
        mapping("", Carried::Float, quick("aria_py_from_float", Failure::Zero)),
        mapping("", Carried::Bool, quick("aria_py_from_bool", Failure::Zero)),
        mapping("", Carried::Text, quick("aria_py_from_string", Failure::Zero)),
        mapping("", Carried::Unit, quick("aria_py_from_unit", Failure::Zero)),
    ],
    failed: "aria_py_failed",
    take_failure: "aria_py_take_failure",
};

/// The lane's types.
pub const TYPES: &[LaneType] = &[OBJECT];

/// `METH_FASTCALL` functions, in a module that is made when it is first imported.
pub const ENTRY: LaneEntry = LaneEntry {
    module_annotation: "pymodule",
    function_annotation: "pyfunction",
    initialiser_prefix: "PyInit_",
    object: &OBJECT,
    module: quick("aria_py_module", Failure::Zero),
    function: quick("aria_py_function", Failure::Zero),
    arity: quick("aria_py_arity", Failure::Zero),
    raise: "aria_py_raise",
};

/// What Python calls the type of a value that crosses; `None` for types that do not.
pub fn python_name(ty: &ForeignType) -> Option<&'static str> {
    Some(match ty.canonical() {
        ForeignType::Void => "None",
        ForeignType::Scalar(CScalar::Bool) => "bool",
        ForeignType::Integer { bits: 64, signed: true } => "int",
        ForeignType::Scalar(CScalar::Double) => "float",
        ForeignType::Text => "str",
        ForeignType::Lane { name } if **name == *OBJECT.name => "object",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operations() -> Vec<LaneOperation> {
        let mappings = OBJECT.lifts.iter().chain(OBJECT.lowers).map(|c| c.operation);
        let own = [OBJECT.global, OBJECT.member, OBJECT.call, OBJECT.text, ENTRY.module, ENTRY.function, ENTRY.arity];
        own.into_iter().chain(mappings).collect()
    }

    #[test]
    fn every_symbol_is_defined_by_the_native_part() {
        let source = [
            include_str!("../runtime/library.c"),
            include_str!("../runtime/object.c"),
            include_str!("../runtime/export.c"),
            include_str!("../runtime/failure.c"),
        ]
        .concat();
        let others = [OBJECT.retain, OBJECT.release, OBJECT.failed, OBJECT.take_failure, ENTRY.raise];
        for symbol in operations().iter().map(|o| o.symbol).chain(others) {
            assert!(symbol.starts_with(PREFIX), "{symbol}");
            let defined = |line: &str| line.starts_with("ARIA_PY ") && line.contains(&format!("{symbol}("));
            assert!(source.lines().any(defined), "{symbol} is not defined");
        }
    }

    #[test]
    fn only_what_gives_a_number_leaves_its_failure_pending() {
        for mapping in OBJECT.lifts {
            let number = matches!(mapping.carried, Carried::Int | Carried::Float | Carried::Bool);
            assert_eq!(mapping.operation.failure == Failure::Pending, number, "{}", mapping.member);
        }
        assert!(operations().iter().all(|o| o.failure != Failure::Never), "any of them may run out of memory");
    }

    #[test]
    fn what_crosses_has_a_name_in_python() {
        assert_eq!(python_name(&ForeignType::Integer { bits: 64, signed: true }), Some("int"));
        assert_eq!(python_name(&ForeignType::Integer { bits: 32, signed: true }), None);
        assert_eq!(python_name(&ForeignType::Scalar(CScalar::Double)), Some("float"));
        assert_eq!(python_name(&ForeignType::pointer(ForeignType::Void, false)), None);
    }
}
