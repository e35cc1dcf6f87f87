//! Every Aria text of the repository: formatting keeps the program, and formatting again changes nothing.

mod texts;

use aria_format::{FormatError, format};
use aria_source::FileId;
use aria_syntax::lexer::lex;
use aria_syntax::{dump, parse};

const FILE: FileId = FileId(0);

/// What `format` promises of one text; whether it was formatted.
fn keeps_its_promises(name: &str, text: &str) -> bool {
    let once = match format(FILE, text) {
        Ok(once) => once,
        Err(FormatError::Syntax(errors)) => {
            assert!(!errors.is_empty(), "{name}: refused without a reason");
            return false;
        }
        Err(FormatError::Fault(difference)) => panic!("{name}: {difference:?}\n{text}"),
    };
    let twice = format(FILE, &once).unwrap_or_else(|error| panic!("{name}: formatted, then {error:?}\n{once}"));
    assert_eq!(once, twice, "{name}: formatting again changed it");
    assert_eq!(dump::dump(&parse(FILE, text).tree), dump::dump(&parse(FILE, &once).tree), "{name}: it means something else");
    let comments = |text: &str| {
        lex(FILE, text).comments.iter().map(|c| text[c.span.start as usize..c.span.end as usize].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(comments(text), comments(&once), "{name}: comments");
    assert!(once.is_empty() || once.ends_with('\n') && !once.ends_with("\n\n"), "{name}: its end");
    true
}

#[test]
fn files() {
    let files = texts::files();
    assert!(files.len() > 60, "only {} files were found", files.len());
    for (name, text) in files {
        assert!(keeps_its_promises(&name, &text), "{name} has syntax errors");
    }
}

#[test]
fn blocks_of_the_documentation() {
    let blocks = texts::blocks();
    let total = blocks.len();
    let formatted = blocks.iter().filter(|(name, text)| keeps_its_promises(name, text)).count();
    assert!(total > 200 && formatted > total / 2, "{formatted} of {total} were formatted");
}

/// Texts with white space, comments and lines as nobody writes them.
#[test]
fn mutated() {
    let mut numbers = texts::Numbers(0x9E37_79B9_7F4A_7C15);
    let mut formatted = 0;
    let mut sources = texts::files();
    sources.extend(texts::blocks());
    for (name, text) in &sources {
        for round in 0..texts::rounds() {
            let mutated = texts::disarranged(text, &mut numbers);
            formatted += usize::from(keeps_its_promises(&format!("{name}, mutation {round}"), &mutated));
        }
    }
    assert!(formatted > sources.len(), "only {formatted} mutations were programs");
}
