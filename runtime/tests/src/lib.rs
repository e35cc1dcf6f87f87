//! Tests of the runtime, against programs compiled for the purpose; see `tests/`.
