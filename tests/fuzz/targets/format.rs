//! Any text: a program is formatted into the same program, and formatting that again changes nothing.

#![no_main]

use aria_fuzz::{promises, tokens};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let by_token = if seed % 2 == 0 { tokens::mutate_in_place(data, size, max_size, seed) } else { None };
    by_token.unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_target!(|text: &str| promises::check_format(text));
