//! The driver: from a command to an artifact. It alone reads files, keeps the cache, finds libraries and starts
//! programs; the stages that it runs in order do none of that.

mod artifact;
mod backend;
pub mod cache;
mod diagnostics;
mod export;
mod format;
mod frontend;
mod host;
mod import;
mod installation;
mod libraries;
mod module;
mod objects;
mod options;
pub mod platform;
mod progress;
pub mod project;
mod session;
mod standard;
mod syntax;

pub use aria_resolve::{TestMode, most_alike};
pub use artifact::{Built, build, build_module, build_tests, cached_run, project_output, run_in_cache};
pub use diagnostics::{ENTRIES, all_entries};
pub use format::{Formatted, aria_files, format_file, format_stdin, write_formatted};
pub use frontend::{Checked, check};
pub use import::{ImportOptions, import_listing};
pub use libraries::{Linked, linked_libraries};
pub use module::run_as_module;
pub use options::{CompileOptions, Profile, Target};
pub use progress::{Progress, Stage};
pub use session::{Session, target_named};
pub use syntax::check_syntax;
