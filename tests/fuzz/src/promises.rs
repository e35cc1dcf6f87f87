//! What the lexer, the parser and the formatter promise about any text.

use aria_format::{FormatError, format};
use aria_source::{FileId, Span};
use aria_syntax::lexer::{Lexed, lex};

fn lies_in(span: Span, text: &str) -> bool {
    text.get(span.start as usize..span.end as usize).is_some()
}

/// Tokens follow each other and leave out nothing but white space, comments and what was reported.
///
/// # Panics
/// If they do not.
pub fn check_tokens(text: &str) {
    let Lexed { tokens, comments, errors, stopped } = lex(FileId(0), text);
    let mut covered: Vec<(usize, usize)> = Vec::new();
    let mut last = 0;
    for token in &tokens {
        assert!(text.get(token.start as usize..token.end as usize).is_some(), "{token:?}");
        assert!(token.start >= last, "{token:?} begins before {last}");
        last = token.end;
        covered.push((token.start as usize, token.end as usize));
    }
    for span in comments.iter().map(|c| c.span).chain(errors.iter().map(|e| e.span)) {
        assert!(lies_in(span, text), "{span:?}");
        covered.push((span.start as usize, span.end as usize));
    }
    if stopped {
        return;
    }
    covered.sort_unstable();
    let mut at = 0;
    for (start, end) in covered.into_iter().chain([(text.len(), text.len())]) {
        if start > at {
            let gap = &text[at..start];
            assert!(gap.chars().all(|c| c.is_whitespace() || c == '\u{feff}'), "{gap:?} at {at} is in no token");
        }
        at = at.max(end);
    }
}

/// Errors lie inside the text, in order, with something to say; a tree without errors has no error nodes; statements
/// follow each other; the answer is the same the second time.
///
/// # Panics
/// If one of these does not hold.
pub fn check_parse(text: &str) {
    let parsed = aria_syntax::parse(FileId(0), text);
    for error in &parsed.errors {
        assert!(lies_in(error.span, text), "{error:?}");
        let message = error.kind.message();
        assert!(!message.title.is_empty());
        assert!(message.notes.iter().all(|note| lies_in(note.span, text)), "{error:?}");
        assert!(error.edits().iter().all(|(span, _)| lies_in(*span, text)), "{error:?}");
    }
    assert!(parsed.errors.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start), "errors are not in order");
    let shown = aria_syntax::dump::dump(&parsed.tree);
    if parsed.errors.is_empty() {
        assert!(!shown.contains("<error>"), "an error node without an error");
    }
    let ends = parsed.tree.body.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start || pair[1].span.is_empty());
    assert!(ends, "statements overlap");
    assert!(parsed.tree.body.iter().all(|statement| lies_in(statement.span, text)), "a statement outside the text");
    assert_eq!(shown, aria_syntax::dump::dump(&aria_syntax::parse(FileId(0), text).tree));
}

/// A text without syntax errors is formatted, which keeps tokens, comments and tree, and formatting again changes nothing.
///
/// # Panics
/// If not.
pub fn check_format(text: &str) {
    let once = match format(FileId(0), text) {
        Ok(once) => once,
        Err(FormatError::Syntax(errors)) => return assert!(!errors.is_empty(), "refused without a reason"),
        Err(FormatError::Fault(difference)) => panic!("{difference:?}"),
    };
    match format(FileId(0), &once) {
        Ok(twice) => assert_eq!(once, twice, "formatting again changed it"),
        Err(error) => panic!("formatted, then {error:?}"),
    }
}
