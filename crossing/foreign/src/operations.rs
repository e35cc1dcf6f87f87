//! Tables that a lane supplies instead of code: the types of its own world with the operations on their values, and
//! how its side enters exported functions. Each operation is a symbol of the lane's runtime with its effects declared,
//! so that planning and lowering a crossing need not know which lane it is.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::item::ForeignFunction;

/// What an operation takes or gives beside values of the lane's type, each in C's way of passing it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum Carried {
    /// A value of the lane's type: an address.
    Object,
    /// `int64_t`.
    Int,
    /// `double`.
    Float,
    Bool,
    /// An Aria String, lent to the operation or owned by the caller of it.
    Text,
    /// Nothing: no argument and no result.
    Unit,
}

/// How an operation says that it failed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Failure {
    /// It does not.
    Never,
    /// It gives a null object, or false; both are zero.
    Zero,
    /// It gives any value, and [`LaneType::failed`] says so.
    Pending,
}

/// An operation of the lane's runtime, and what else it may do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct LaneOperation {
    pub symbol: &'static str,
    pub failure: Failure,
    /// It needs the lane's world to be there and this thread to be attached to it, and sees to both by itself.
    pub attaches: bool,
    /// It may run code of the lane's world: for long, with waiting in it, and calling back into Aria.
    pub runs_code: bool,
}

/// How values of one of Aria's types become the lane's, or the other way round.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaneMapping {
    /// The member by which a program asks for it (`to_float`); empty where it only happens at a call.
    pub member: &'static str,
    pub carried: Carried,
    pub operation: LaneOperation,
}

/// A type of a lane's world whose values are counted references that only the lane's runtime understands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaneType {
    /// Its name in a program.
    pub name: &'static str,
    /// `void (Object)`: one count more. Null does nothing, here and below.
    pub retain: &'static str,
    /// `void (Object)`: one count less.
    pub release: &'static str,
    /// `Object (const char *module, const char *name)`: what a module calls by that name.
    pub global: LaneOperation,
    /// `Object (Object, const char *name)`: an attribute.
    pub member: LaneOperation,
    /// `Object (Object callee, const Object *arguments, int64_t count)`.
    pub call: LaneOperation,
    /// `String (Object)`: the text form.
    pub text: LaneOperation,
    /// Lifting: from the lane's type to Aria's.
    pub lifts: &'static [LaneMapping],
    /// Lowering: from Aria's types to the lane's.
    pub lowers: &'static [LaneMapping],
    /// `bool (void)`: whether a failure is pending.
    pub failed: &'static str,
    /// `String (void)`: the message of the failure that is pending, which it no longer is.
    pub take_failure: &'static str,
}

impl LaneType {
    /// How a value becomes one of Aria's types.
    pub fn lift(&self, carried: Carried) -> Option<&'static LaneMapping> {
        self.lifts.iter().find(|c| c.carried == carried)
    }

    /// How a value of one of Aria's types becomes one of the lane's.
    pub fn lower(&self, carried: Carried) -> Option<&'static LaneMapping> {
        self.lowers.iter().find(|c| c.carried == carried)
    }
}

/// What a program does with values of a lane's type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ObjectOperation {
    /// What a module calls by a name.
    Global { module: Arc<str>, name: Arc<str> },
    /// An attribute of the first operand.
    Member(Arc<str>),
    /// Calls the first operand with the others.
    Call,
    /// The text form of the first operand.
    Text,
    /// The first operand as a value of Aria.
    Lift(Carried),
}

/// How a lane's world enters exported functions.
///
/// Such a function receives `(void *context, const Object *arguments, int64_t count)` and gives an object, or null for
/// a failure that is then pending on the lane's side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LaneEntry {
    /// The annotation of a module to be exported (its argument `name:` is the module's name there).
    pub module_annotation: &'static str,
    /// The annotation of a function to be exported.
    pub function_annotation: &'static str,
    /// What comes before the module's name in the symbol by which the module is initialised: `Object (void)`.
    pub initialiser_prefix: &'static str,
    /// The type that arguments and results have there.
    pub object: &'static LaneType,
    /// `Object (const char *name, const char *documentation)`: a new module.
    pub module: LaneOperation,
    /// `bool (Object module, const char *name, const char *documentation, CFn code)`: one function more.
    pub function: LaneOperation,
    /// `bool (int64_t given, int64_t wanted, const char *function)`: refuses a wrong number of arguments.
    pub arity: LaneOperation,
    /// `void (String message)`: makes a failure of a panic.
    pub raise: &'static str,
}

/// What a program offers to a foreign world: the same declarations by which it would see that world's functions.
#[derive(Clone, PartialEq, Debug)]
pub struct ExportedInterface {
    /// The module's name on the other side.
    pub name: Arc<str>,
    pub documentation: Option<Arc<str>>,
    pub functions: Vec<Arc<ForeignFunction>>,
}
