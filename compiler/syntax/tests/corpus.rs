//! Programs kept elsewhere: `ARIA_SPEC` lists files and folders (as `PATH` does); every `.aria` file there and every
//! ```` ```aria ```` block of the Markdown files has to parse.

mod reading;

use std::path::Path;

fn read(path: &Path, texts: &mut Vec<(String, String)>) {
    if let Ok(entries) = std::fs::read_dir(path) {
        let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
        paths.sort();
        for path in paths {
            read(&path, texts);
        }
        return;
    }
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let name = path.display().to_string();
    if !matches!(extension, "aria" | "md") {
        return;
    }
    let Ok(text) = std::fs::read_to_string(path) else { return };
    if extension == "aria" {
        texts.push((name, text));
        return;
    }
    for (index, part) in text.split("```aria\n").skip(1).enumerate() {
        let block = part.split("\n```").next().unwrap_or("");
        texts.push((format!("{name}, block {}", index + 1), format!("{block}\n")));
    }
}

#[test]
fn programs_of_the_specification_parse() {
    let Some(places) = std::env::var_os("ARIA_SPEC") else {
        eprintln!("skipped: ARIA_SPEC does not say where the specification is");
        return;
    };
    let mut texts = Vec::new();
    for place in std::env::split_paths(&places) {
        read(&place, &mut texts);
    }
    assert!(!texts.is_empty(), "ARIA_SPEC holds no programs");
    for (name, text) in texts {
        assert_eq!(reading::errors(&text), Vec::<String>::new(), "{name}:\n{text}");
        assert!(!reading::broken_tree(&text).contains("<error>"), "{name}");
    }
}
