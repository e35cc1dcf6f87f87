//! Prints the tree and the errors of a file: `cargo run -p aria-syntax --example dump -- FILE`.

use aria_source::SourceMap;

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: dump FILE");
        std::process::exit(2);
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            std::process::exit(1);
        }
    };
    let map = SourceMap::new();
    let file = map.add(path.as_str(), text.as_str());
    let parsed = aria_syntax::parse(file, &text);
    print!("{}", aria_syntax::dump::dump(&parsed.tree));
    for error in &parsed.errors {
        let place = map.start(error.span);
        let message = error.kind.message();
        println!("{path}:{}:{}: {}: {}", place.line, place.column, error.code(), message.title);
    }
}
