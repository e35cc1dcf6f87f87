//! Deterministic mutations of real programs: whatever is left of them, the parser answers, its spans lie inside the
//! text, and the same text gives the same answer.

use aria_source::FileId;
use aria_syntax::ast::{ParsedFile, Stmt};
use aria_syntax::{dump, parse};

const PROGRAMS: &[&str] =
    &[include_str!("programs/database.aria"), include_str!("programs/surface.aria"), include_str!("programs/foreign.aria")];

const FRAGMENTS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "|",
    "||",
    "\"",
    "\"\"\"",
    "#{",
    "}\"",
    "'",
    "`",
    "end\n",
    "\nend",
    " do ",
    " do\n",
    "if ",
    "else\n",
    "elsif x\n",
    "fn ",
    "class ",
    "@",
    "@x ",
    "@x(",
    "=>",
    "->",
    "?",
    "!",
    " ? ",
    " : ",
    ":",
    ",",
    ";",
    ".",
    "..",
    "...",
    "&",
    "#",
    "## doc\n",
    "\n",
    " ",
    "\0",
    "é",
    "\u{200b}",
    "extern ",
    "extern C from ",
    "match x\n",
    "rescue e\n",
    "let ",
    "private ",
    "unsafe\n",
    "0x",
    "1e",
    "b\"",
    "\\",
    "\\u{",
    "weak ",
    "dyn ",
    "Fn[",
    "x: ",
    "=destroy",
    "test ",
    "import ./",
    "derive(",
    "...rest",
    "loop\n",
    "catch_panic do\n",
];

/// A small generator of numbers (xorshift64*), so that a failure can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % limit.max(1)
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn mutate(text: &mut String, numbers: &mut Numbers) {
    let at = boundary(text, numbers.below(text.len() + 1));
    let to = boundary(text, (at + numbers.below(40)).min(text.len())).max(at);
    match numbers.below(5) {
        0 => text.replace_range(at..to, ""),
        1 => text.insert_str(at, FRAGMENTS[numbers.below(FRAGMENTS.len())]),
        2 => text.replace_range(at..to, FRAGMENTS[numbers.below(FRAGMENTS.len())]),
        3 => text.truncate(at),
        _ => {
            let copy = text[at..to].to_owned();
            let place = boundary(text, numbers.below(text.len() + 1));
            text.insert_str(place, &copy);
        }
    }
}

fn check(text: &str) {
    let parsed = parse(FileId(0), text);
    for error in &parsed.errors {
        assert!(error.span.start <= error.span.end, "{error:?} in:\n{text}");
        assert!(text.get(error.span.start as usize..error.span.end as usize).is_some(), "{error:?} in:\n{text}");
        let message = error.kind.message();
        assert!(!message.title.is_empty());
        for note in &message.notes {
            assert!(text.get(note.span.start as usize..note.span.end as usize).is_some(), "{note:?} in:\n{text}");
        }
    }
    assert!(parsed.errors.windows(2).all(|pair| pair[0].span.start <= pair[1].span.start), "unsorted errors in:\n{text}");
    let shown = dump::dump(&parsed.tree);
    if parsed.errors.is_empty() {
        assert!(!shown.contains("<error>"), "an error node without an error in:\n{text}\n{shown}");
    }
    check_order(&parsed.tree, text);
}

/// Statements follow each other and lie inside the text.
fn check_order(tree: &ParsedFile, text: &str) {
    let ordered = |pair: &[Stmt]| pair[0].span.end <= pair[1].span.start || pair[1].span.is_empty();
    assert!(tree.body.windows(2).all(ordered), "overlapping statements in:\n{text}");
    for statement in &tree.body {
        assert!(
            text.get(statement.span.start as usize..statement.span.end as usize).is_some(),
            "{:?} in:\n{text}",
            statement.span
        );
    }
}

#[test]
fn mutated_programs_are_answered() {
    let rounds = std::env::var("ARIA_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(4000_u64);
    for round in 0..rounds {
        let mut numbers = Numbers(round.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let mut text = PROGRAMS[numbers.below(PROGRAMS.len())].to_owned();
        for _ in 0..=numbers.below(6) {
            mutate(&mut text, &mut numbers);
        }
        check(&text);
    }
}

#[test]
fn every_prefix_is_answered() {
    for program in PROGRAMS {
        for (at, _) in program.char_indices() {
            check(&program[..at]);
        }
    }
}

#[test]
fn fragments_in_any_order_are_answered() {
    for round in 0..20_000_u64 {
        let mut numbers = Numbers(round.wrapping_mul(0xD134_2543_DE82_EF95) | 1);
        let text: String = (0..numbers.below(14)).map(|_| FRAGMENTS[numbers.below(FRAGMENTS.len())]).collect();
        check(&text);
    }
}

#[test]
fn the_programs_themselves_have_no_errors() {
    for program in PROGRAMS {
        assert_eq!(parse(FileId(0), program).errors, []);
    }
}
