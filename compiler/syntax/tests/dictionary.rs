//! The fuzzer's dictionary knows every word and sign of the language.

use aria_syntax::token::{CONTEXTUAL_WORDS, RESERVED_WORDS, SIGNS};

#[test]
fn every_word_and_sign_is_in_the_dictionary() {
    let dictionary = include_str!("../../../tests/fuzz/aria.dict");
    let entries: Vec<&str> = dictionary.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"')).collect();
    let all = [RESERVED_WORDS, CONTEXTUAL_WORDS, SIGNS].concat();
    let missing: Vec<&str> = all.into_iter().filter(|word| !entries.contains(word)).collect();
    assert_eq!(missing, [] as [&str; 0]);
}
