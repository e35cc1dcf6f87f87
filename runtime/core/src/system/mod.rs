//! The system layer (`aria_runtime_abi::system`) over the C library of a POSIX system.
//!
//! Nothing here keeps state of its own but a lock around the environment, which the C library leaves unguarded.

mod block;
mod clock;
mod communicate;
mod directory;
mod environment;
mod error;
mod file;
mod metadata;
mod process;
mod remove_tree;
mod stream;
