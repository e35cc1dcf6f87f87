//! A lane's tables, for tests of plans: integers cross, text does not.

use aria_foreign::{Carried, Failure, LaneEntry, LaneMapping, LaneOperation, LaneType};

const fn operation(symbol: &'static str, failure: Failure) -> LaneOperation {
    LaneOperation { symbol, failure, attaches: true, runs_code: false }
}

const fn integer(symbol: &'static str, failure: Failure) -> LaneMapping {
    LaneMapping { member: "to_int", carried: Carried::Int, operation: operation(symbol, failure) }
}

pub const TABLE: LaneType = LaneType {
    name: "Thing",
    retain: "retain",
    release: "release",
    global: operation("global", Failure::Zero),
    member: operation("member", Failure::Zero),
    call: operation("call", Failure::Zero),
    text: operation("text", Failure::Pending),
    lifts: &[integer("to_int", Failure::Pending)],
    lowers: &[integer("from_int", Failure::Zero)],
    failed: "failed",
    take_failure: "take_failure",
};

pub const ENTRY: LaneEntry = LaneEntry {
    module_annotation: "module",
    function_annotation: "function",
    initialiser_prefix: "init_",
    object: &TABLE,
    module: operation("module", Failure::Zero),
    function: operation("function", Failure::Zero),
    arity: operation("arity", Failure::Zero),
    raise: "raise",
};
