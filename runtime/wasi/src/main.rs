//! Writes `constants.h` and `tables.h` into a folder: what the runtime for WebAssembly shares with the native one. Layouts and constants come from
//! `aria-runtime-abi`, what is known of characters from the tables of Rust's own library, which the native runtime uses.

mod tables;

use std::fmt::Write as _;
use std::mem::offset_of;

use aria_runtime_abi::{ObjectHeader, OverflowOperator, PANIC_EXIT_STATUS, StringObject, object};

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
        ("ARIA_PANIC_EXIT_STATUS", u64::from(PANIC_EXIT_STATUS.unsigned_abs())),
    ];
    for (name, value) in numbers {
        // Writing to a String does not fail.
        let _ = writeln!(out, "#define {name} {value}u");
    }
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
