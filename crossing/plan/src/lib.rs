//! Crossing plans: what a foreign call does, as a short list of instructions of declared arity, decided once and
//! without knowing any lane.
//!
//! A plan is run on a stack of operands. Each [`Step`] says how many it takes and leaves, and [`verify`] proves that
//! they fit and that every acquired thing is released, also where the call unwinds. `lower` expands the steps into
//! MIR. A plain call of scalars is arguments and a call, with nothing around them.
//!
//! [`Direction::Outbound`] calls out of Aria: a declared function ([`outbound`]), or an operation on values that only a
//! lane's runtime understands ([`object_operation`]). The inverted direction ([`inbound`]), for exported functions, uses
//! the same steps and verifier with the roles of the two sides exchanged.

mod call;
mod entry;
mod object;
mod step;
#[cfg(test)]
mod table;
mod verify;

pub use call::{CallShape, CallTarget, outbound};
pub use entry::{EntryShape, NotCarried, inbound};
pub use object::{NoMapping, object_operation};
pub use step::{CrossingPlan, Direction, GuardId, Step};
pub use verify::{InvalidPlan, verify};
