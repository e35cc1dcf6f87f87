//! Measures the parser: `cargo run --release -p aria-syntax --example speed -- FILE…` makes a text of about 100 KB of
//! the files and parses it 200 times.

use std::time::Instant;

use aria_source::FileId;

const ROUNDS: usize = 200;

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
    let text = unit.repeat(100_000 / unit.len() + 1);
    let megabytes = (text.len() * ROUNDS) as f64 / 1e6;
    let start = Instant::now();
    let tokens: usize = (0..ROUNDS).map(|_| aria_syntax::lexer::lex(FileId(0), &text).tokens.len()).sum();
    println!("lexed {megabytes:.1} MB, {tokens} tokens, {:.0} MB/s", megabytes / start.elapsed().as_secs_f64());
    let start = Instant::now();
    let errors: usize = (0..ROUNDS).map(|_| aria_syntax::parse(FileId(0), &text).errors.len()).sum();
    println!("parsed {megabytes:.1} MB, {errors} errors, {:.0} MB/s", megabytes / start.elapsed().as_secs_f64());
}
