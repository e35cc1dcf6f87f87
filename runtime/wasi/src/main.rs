//! Writes `constants.h` and `tables.h` into a folder: what the runtime for WebAssembly shares with the native one. Layouts and constants come from
//! `aria-runtime-abi`, what is known of characters from the tables of Rust's own library, which the native runtime uses.

mod tables;

use std::fmt::Write as _;
use std::mem::offset_of;

use aria_runtime_abi::system::{ErrorKind, kind, open};
use aria_runtime_abi::{ObjectHeader, OverflowOperator, PANIC_EXIT_STATUS, StringObject, crossing, object};

/// What both files begin with.
const BEGINNING: &str = "/* Written by `cargo run -p aria-runtime-wasi`. */\n#pragma once\n#include <stdint.h>\n\n";

/// How many operators can overflow; their numbers count from 0.
const OPERATORS: u32 = 10;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map(std::path::PathBuf::from);
    let folder = folder.ok_or_else(|| std::io::Error::other("usage: aria-runtime-wasi FOLDER"))?;
    std::fs::write(folder.join("constants.h"), constants())?;
    std::fs::write(folder.join("tables.h"), tables::header())
}

/// The numbers of the system layer: kinds of failures and of files, and how files are opened.
fn system() -> String {
    let mut out = String::new();
    let failures = [
        ("NOT_FOUND", ErrorKind::NotFound),
        ("PERMISSION_DENIED", ErrorKind::PermissionDenied),
        ("ALREADY_EXISTS", ErrorKind::AlreadyExists),
        ("NOT_A_DIRECTORY", ErrorKind::NotADirectory),
        ("IS_A_DIRECTORY", ErrorKind::IsADirectory),
        ("DIRECTORY_NOT_EMPTY", ErrorKind::DirectoryNotEmpty),
        ("INVALID_INPUT", ErrorKind::InvalidInput),
        ("CLOSED", ErrorKind::Closed),
        ("BROKEN_PIPE", ErrorKind::BrokenPipe),
        ("WOULD_BLOCK", ErrorKind::WouldBlock),
        ("TIMED_OUT", ErrorKind::TimedOut),
        ("STORAGE_FULL", ErrorKind::StorageFull),
        ("FILE_TOO_LARGE", ErrorKind::FileTooLarge),
        ("READ_ONLY_FILESYSTEM", ErrorKind::ReadOnlyFilesystem),
        ("TOO_MANY_OPEN_FILES", ErrorKind::TooManyOpenFiles),
        ("NAME_TOO_LONG", ErrorKind::NameTooLong),
        ("TOO_MANY_LINKS", ErrorKind::TooManyLinks),
        ("CROSSES_DEVICES", ErrorKind::CrossesDevices),
        ("RESOURCE_BUSY", ErrorKind::ResourceBusy),
        ("UNSUPPORTED", ErrorKind::Unsupported),
        ("OUT_OF_MEMORY", ErrorKind::OutOfMemory),
        ("INTERRUPTED", ErrorKind::Interrupted),
        ("NOT_EXECUTABLE", ErrorKind::NotExecutable),
        ("OTHER", ErrorKind::Other),
    ];
    for (name, kind) in failures {
        let _ = writeln!(out, "#define ARIA_FAILURE_{name} {}", kind as i64);
    }
    let numbers = [
        ("OPEN_READ", open::READ),
        ("OPEN_WRITE", open::WRITE),
        ("OPEN_APPEND", open::APPEND),
        ("OPEN_CREATE", open::CREATE),
        ("OPEN_CREATE_NEW", open::CREATE_NEW),
        ("OPEN_TRUNCATE", open::TRUNCATE),
        ("KIND_UNKNOWN", kind::UNKNOWN),
        ("KIND_FILE", kind::FILE),
        ("KIND_DIRECTORY", kind::DIRECTORY),
        ("KIND_SYMLINK", kind::SYMLINK),
        ("KIND_OTHER", kind::OTHER),
    ];
    for (name, value) in numbers {
        let _ = writeln!(out, "#define ARIA_{name} {value}");
    }
    out
}

fn constants() -> String {
    let mut out = String::from(BEGINNING);
    let numbers = [
        ("ARIA_IMMORTAL", u64::from(object::IMMORTAL)),
        ("ARIA_WEAK_COUNT_MASK", u64::from(object::WEAK_COUNT_MASK)),
        ("ARIA_DESTROYED_BIT", u64::from(object::DESTROYED_BIT)),
        ("ARIA_SHARED_BIT", u64::from(object::SHARED_BIT)),
        ("ARIA_HEADER_STRONG", offset_of!(ObjectHeader, strong) as u64),
        ("ARIA_HEADER_META", offset_of!(ObjectHeader, meta) as u64),
        ("ARIA_STRING_LEN", offset_of!(StringObject, len) as u64),
        ("ARIA_STRING_BYTES", object::STRING_BYTES_OFFSET as u64),
        ("ARIA_MALLOC_ALIGN", object::MALLOC_ALIGN as u64),
        ("ARIA_CROSSING_SHARED", u64::from(crossing::SHARED)),
        ("ARIA_CROSSING_MOVED", u64::from(crossing::MOVED)),
        ("ARIA_CROSSING_WEAK", u64::from(crossing::WEAK)),
        ("ARIA_CROSSING_WEAK_SHARED", u64::from(crossing::WEAK_SHARED)),
        ("ARIA_PANIC_EXIT_STATUS", u64::from(PANIC_EXIT_STATUS.unsigned_abs())),
    ];
    for (name, value) in numbers {
        // Writing to a String does not fail.
        let _ = writeln!(out, "#define {name} {value}u");
    }
    out += &system();
    let operators: Vec<String> = (0..OPERATORS).map(|number| format!("\"{}\"", OverflowOperator::text(number))).collect();
    let _ = writeln!(out, "#define ARIA_OVERFLOW_OPERATORS {{{}}}\n", operators.join(", "));
    out
}

#[cfg(test)]
mod tests {
    use aria_runtime_abi::OverflowOperator;

    #[test]
    fn no_operator_is_left_out() {
        assert_ne!(OverflowOperator::text(super::OPERATORS - 1), "?");
        assert_eq!(OverflowOperator::text(super::OPERATORS), "?");
    }
}
