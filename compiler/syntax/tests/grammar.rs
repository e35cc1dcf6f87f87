//! `docs/grammar.ebnf` and the lexer speak of the same words and signs.

use std::collections::BTreeSet;

use aria_syntax::ast::NumberSuffix;
use aria_syntax::token::{CONTEXTUAL_WORDS, RESERVED_WORDS, SIGNS};

const GRAMMAR: &str = include_str!("../../../docs/grammar.ebnf");

/// The grammar without its comments.
fn rules() -> String {
    let mut rules = String::new();
    let mut rest = GRAMMAR;
    while let Some((before, after)) = rest.split_once("/*") {
        rules.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    rules + rest
}

/// The texts between double quotes.
fn literals(rules: &str) -> BTreeSet<&str> {
    let mut found = BTreeSet::new();
    for line in rules.lines().filter(|line| !line.contains('[') || line.starts_with(char::is_lowercase) || line.starts_with(' '))
    {
        found.extend(line.split('"').skip(1).step_by(2));
    }
    found
}

#[test]
fn every_word_and_sign_of_the_lexer_is_in_the_grammar() {
    let rules = rules();
    let literals = literals(&rules);
    let suffixes = NumberSuffix::ALL.map(|(text, _)| text);
    for text in RESERVED_WORDS.iter().chain(CONTEXTUAL_WORDS).chain(SIGNS).chain(&suffixes) {
        // `;` stands between closure parameters and captures only.
        assert!(literals.contains(text), "{text:?} is missing from docs/grammar.ebnf");
    }
}

#[test]
fn every_word_of_the_grammar_is_known_to_the_lexer() {
    let rules = rules();
    let known: BTreeSet<&str> = RESERVED_WORDS.iter().chain(CONTEXTUAL_WORDS).copied().collect();
    let others = ["const", "restrict", "Self", "Fn", "CFn", "_"];
    let suffixes = NumberSuffix::ALL.map(|(text, _)| text);
    for line in rules.lines().filter(|l| l.contains("::=") && l.starts_with(char::is_lowercase)) {
        for word in line.split('"').skip(1).step_by(2).filter(|w| w.starts_with(|c: char| c.is_alphabetic())) {
            let ok = known.contains(word) || others.contains(&word) || suffixes.contains(&word);
            assert!(ok, "docs/grammar.ebnf has {word:?}, which the lexer does not know: {line}");
        }
    }
}

#[test]
fn every_rule_that_is_used_is_defined() {
    let rules = rules();
    let heads: Vec<&str> = rules.lines().filter_map(|l| l.split_once("::=")).map(|(head, _)| head.trim()).collect();
    let defined: BTreeSet<&str> = heads.iter().map(|h| h.split('(').next().unwrap_or(h)).collect();
    assert_eq!(defined.len(), heads.len(), "a rule is defined twice");
    let built_in = ["NL", "SP", "ADJ", "LINE", "XID_Start", "XID_Continue", "x"];
    for line in rules.lines().filter(|l| !l.trim().is_empty() && (l.starts_with(char::is_lowercase) || l.starts_with(' '))) {
        let body = line.split_once("::=").map_or(line, |(_, body)| body);
        let outside_quotes: String = body.split('"').step_by(2).collect::<Vec<_>>().join(" ");
        for word in outside_quotes.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|w| !w.is_empty()) {
            assert!(defined.contains(word) || built_in.contains(&word), "{word:?} is not defined: {line}");
        }
    }
}
