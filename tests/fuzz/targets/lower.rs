//! Any program without errors: it is lowered to MIR that the verifier accepts and that reads back as it was printed.

#![no_main]

use aria_fuzz::{front_end, tokens};
use aria_layout::Layouts;
use aria_lower::{LowerOptions, lower};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target, fuzzer_mutate};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    let by_token = if seed % 8 != 0 { tokens::mutate_in_place(data, size, max_size, seed) } else { None };
    by_token.unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_target!(|text: &str| -> Corpus {
    let Some((program, true)) = front_end::check(text) else { return Corpus::Reject };
    for overflow_checks in [true, false] {
        let lowered = lower(&program, &LowerOptions { overflow_checks, ..LowerOptions::default() });
        // What is not supported yet leaves a hole, which was reported.
        if lowered.diagnostics.iter().any(|d| d.is_error()) {
            return Corpus::Keep;
        }
        let faults = aria_mir::verify(&lowered.program, &Layouts::new(&program.defs));
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let printed = aria_mir::text::print(&lowered.program);
        match aria_mir::text::parse(&printed, &*program.defs) {
            Ok(read) => assert_eq!(aria_mir::text::print(&read), printed),
            Err(error) => panic!("{error} in:\n{printed}"),
        }
    }
    Corpus::Keep
});
