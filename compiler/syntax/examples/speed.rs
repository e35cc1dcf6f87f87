//! Measures the parser: `cargo run --release -p aria-syntax --example speed -- FILE…` repeats the files up to 20 MB.

use std::time::Instant;

use aria_source::FileId;

fn main() {
    let mut unit = String::new();
    for path in std::env::args().skip(1) {
        match std::fs::read_to_string(&path) {
            Ok(text) => unit.push_str(&text),
            Err(error) => eprintln!("{path}: {error}"),
        }
    }
    if unit.is_empty() {
        eprintln!("usage: speed FILE…");
        std::process::exit(2);
    }
    let text = unit.repeat(20_000_000 / unit.len() + 1);
    let megabytes = text.len() as f64 / 1e6;
    let start = Instant::now();
    let lexed = aria_syntax::lexer::lex(FileId(0), &text);
    let lexing = start.elapsed().as_secs_f64();
    println!("lexed {megabytes:.1} MB, {} tokens, {:.0} MB/s", lexed.tokens.len(), megabytes / lexing);
    drop(lexed);
    let start = Instant::now();
    let parsed = aria_syntax::parse(FileId(0), &text);
    let parsing = start.elapsed().as_secs_f64();
    println!("parsed {} top-level statements, {} errors, {:.0} MB/s", parsed.tree.body.len(), parsed.errors.len(), megabytes / parsing);
    for error in parsed.errors.iter().take(3) {
        println!("{}..{}: {}", error.span.start, error.span.end, error.kind.message().title);
    }
}
