//! Any text: the front end answers, and every diagnostic can be shown.

#![no_main]

use aria_fuzz::{front_end, tokens};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let by_token = if seed % 8 != 0 { tokens::mutate_in_place(data, size, max_size, seed) } else { None };
    by_token.unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_target!(|text: &str| {
    front_end::check(text);
});
