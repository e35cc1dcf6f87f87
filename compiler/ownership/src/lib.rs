//! Where values are on the control-flow graph of a body: which places hold one, which have given theirs up, and where.
//!
//! The crate knows no rule of the language. Who uses it says what each step does to places, by [`Event`]s (most of them
//! follow from MIR and come from [`events`]), and why a value went (`R`: it was moved, sent, released). [`Flow`] solves
//! the joins of branches, loops and unwind edges, field by field. It answers which of the places that a step uses may be
//! empty by then, with every site that may have emptied them ([`Flow::losses`]), and what each place holds at a step
//! ([`Flow::before`]), from which drops are made conditional.
//!
//! ```text
//! let flow = Flow::solve(body, |site, out| {
//!     events::of(body, site, out);                            // uses, stores, drops, `Move` operands
//!     if sends(body, site) { out.push(Event::Ends { place, reason: Sent }) }
//! });
//! for loss in flow.losses() { … loss.place, loss.used, loss.ends … }
//! ```

pub mod events;
mod flow;
mod path;
mod state;

pub use flow::{Event, Flow, Loss, Site, Step};
pub use path::{Path, PathStep, Paths, Reach};
pub use state::{Status, StatusOf};
