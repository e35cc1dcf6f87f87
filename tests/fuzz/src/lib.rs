//! What the fuzz targets share: the front end as the driver composes it, without files and lanes, and a mutation that
//! knows tokens. `docs/soak.md` says how the targets run.

pub mod front_end;
pub mod promises;
pub mod tokens;
