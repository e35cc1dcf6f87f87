//! Any text: the reader of MIR answers, and what it accepts reads back as it prints.

#![no_main]

use aria_mir::text::{parse, print};
use aria_types::{AdtId, AdtRef};
use libfuzzer_sys::fuzz_target;

/// Every name is a type, so that no text fails for want of one.
fn names(name: &str) -> Option<AdtRef> {
    Some(AdtRef { id: AdtId(name.len() as u32), name: name.into() })
}

fuzz_target!(|text: &str| {
    let Ok(program) = parse(text, &names) else { return };
    let printed = print(&program);
    match parse(&printed, &names) {
        Ok(again) => {
            assert_eq!(print(&again), printed);
            assert!(again == program, "{text}\nis not\n{printed}");
        }
        Err(error) => panic!("{error} in:\n{printed}"),
    }
});
