//! Literate diagnostics cases: `tests/ui/CODE.md`, which are also the pages of `aria explain`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::aria::Aria;
use crate::literate::{Block, Document, Section};
use crate::suite::{Case, Verdict};
use crate::{bless, compare, expect, file_name, sorted_entries};

/// A case for each section that has a program, and one that compares the folder with the compiler's table.
pub fn cases(folder: &Path, aria: &Arc<Aria>) -> Vec<Case> {
    let pages: Vec<PathBuf> = sorted_entries(folder).into_iter().filter(|p| p.extension().is_some_and(|e| e == "md")).collect();
    let mut titles = BTreeMap::new();
    let mut cases = Vec::new();
    for path in pages {
        let stem = path.file_stem().map_or_else(String::new, |s| s.to_string_lossy().into_owned());
        let document = match std::fs::read_to_string(&path) {
            Ok(markdown) => Document::parse(&markdown),
            Err(error) => {
                cases.push(Case::new(format!("ui/{stem}"), move || Verdict::Failed(error.to_string())));
                continue;
            }
        };
        let problems = form(&stem, &document);
        cases.push(Case::new(format!("ui/{stem}"), move || Verdict::of(problems)));
        if let Some(reason) = described(&document) {
            let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
            cases.push(Case::new(format!("ui/{stem}/described"), move || Verdict::Skipped(reason)));
        }
        titles.insert(stem.clone(), document.title.split_once(": ").map_or("", |(_, title)| title).to_owned());
        for (index, section) in document.sections.into_iter().enumerate().filter(|(_, s)| is_case(s)) {
            let name = if index == 0 { "basic" } else { &section.name };
            let (path, aria) = (path.clone(), aria.clone());
            cases.push(Case::new(format!("ui/{stem}/{name}"), move || Verdict::of(check(&path, index, &section, &aria))));
        }
    }
    if folder.is_dir() {
        let aria = aria.clone();
        cases.push(Case::new("ui/table", move || Verdict::of(table(&titles, &aria))));
    }
    cases
}

fn is_case(section: &Section) -> bool {
    section.blocks.iter().any(|b| b.language == "aria" || b.language == "console")
}

/// Why a page's code cannot be provoked by a program, if it says so.
fn described(document: &Document) -> Option<&str> {
    let mut blocks = document.sections.iter().flat_map(|s| &s.blocks);
    blocks.find(|b| b.language == "described").map(|b| b.text.as_str())
}

/// What is wrong with a page as such.
fn form(stem: &str, document: &Document) -> Vec<String> {
    let mut problems = Vec::new();
    if described(document).is_some_and(|reason| reason.trim().is_empty()) {
        problems.push("a `described` block holds the reason why no program provokes the code".to_owned());
    }
    if document.title.split_once(": ").is_none_or(|(code, title)| code != stem || title.is_empty()) {
        problems.push(format!("the first line must be `# {stem}: title`, not `# {}`", document.title));
    }
    let blocks = document.sections.iter().flat_map(|s| &s.blocks);
    let expected = blocks.filter_map(|b| Some(expect::in_source(b.source_file()?, &b.text)));
    if described(document).is_none() && !expected.flatten().any(|e| e.code == stem) {
        problems.push(format!("no section expects {stem}"));
    }
    problems
}

/// Compares the pages with the codes that the compiler knows.
fn table(pages: &BTreeMap<String, String>, aria: &Aria) -> Vec<String> {
    let listed = match aria.run(["explain", "--list"], Path::new("."), "") {
        Ok(outcome) if outcome.status == Some(0) => outcome.stdout,
        Ok(outcome) => return vec![format!("`aria explain --list` failed\n{}", compare::stderr(&outcome.stderr))],
        Err(problem) => return vec![problem],
    };
    let known: BTreeMap<&str, &str> = listed.lines().filter_map(|l| l.split_once(' ')).map(|(c, t)| (c, t.trim())).collect();
    let mut problems = Vec::new();
    for (code, title) in &known {
        match pages.get(*code) {
            None => problems.push(format!("{code} ({title}) has no tests/ui/{code}.md")),
            // The title is code and words; a heading's text is read without its backquotes.
            Some(page) if *page != title.replace('`', "") => {
                problems.push(format!("{code} is `{title}` in the compiler and `{page}` in its page"))
            }
            Some(_) => {}
        }
    }
    let unknown = pages.keys().filter(|code| !known.contains_key(code.as_str()));
    problems.extend(unknown.map(|code| format!("tests/ui/{code}.md is about no code that the compiler has")));
    problems
}

/// Writes the section's files, runs the compiler and compares.
fn check(path: &Path, index: usize, section: &Section, aria: &Aria) -> Vec<String> {
    match compare_section(path, index, section, aria) {
        Ok(problems) if problems.is_empty() => problems,
        Ok(mut problems) => {
            let line = section.blocks.first().map_or(0, |b| b.line);
            problems.insert(0, format!("tests/ui/{}:{line}: {}", file_name(path), section.name));
            problems
        }
        Err(problem) => vec![problem],
    }
}

fn compare_section(path: &Path, index: usize, section: &Section, aria: &Aria) -> Result<Vec<String>, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let files = write_files(folder.path(), &section.blocks)?;
    let mut command = command(section)?;
    command.arguments.extend(["--message-format".to_owned(), "json".to_owned()]);
    let outcome = aria.run_with(&command.variables, &command.arguments, folder.path())?;
    let actual = expect::in_output(&format!("{}\n{}", outcome.stdout, outcome.stderr), folder.path(), &files)?;
    let sources = section.blocks.iter().filter_map(|b| Some((b.source_file()?, &b.text)));
    let expected: Vec<_> = sources.flat_map(|(file, text)| expect::in_source(file, text)).collect();
    let mut problems = expect::differences(&expected, &actual);
    let errors = actual.iter().filter(|a| a.severity == "error").count();
    match outcome.status {
        Some(0) if errors > 0 => problems.push("  the compiler succeeded in spite of its errors".to_owned()),
        Some(0) => {}
        Some(101) | None => problems.push(format!("  the compiler crashed\n{}", compare::stderr(&outcome.stderr))),
        Some(status) if errors == 0 => {
            problems
                .push(format!("  the compiler failed without an error (status {status})\n{}", compare::stderr(&outcome.stderr)));
        }
        Some(_) => {}
    }
    if let Some((nth, block)) = section.blocks.iter().enumerate().find(|(_, b)| b.language == "output") {
        let rendered: Vec<&str> = actual.iter().map(|a| a.rendered.as_str()).collect();
        let rendered = rendered.join("\n");
        match compare::text("the rendered text", &block.text, &rendered) {
            Some(_) if aria.bless => bless::block(path, index, nth, &rendered)?,
            difference => problems.extend(difference),
        }
    }
    for (nth, block) in section.blocks.iter().enumerate().filter(|(_, b)| b.language == "fixed") {
        let (fixed, rejected) = fix::apply(block, &section.blocks, &actual, aria)?;
        problems.extend(rejected);
        match compare::text("the program with the helps applied", &block.text, &fixed) {
            Some(_) if aria.bless => bless::block(path, index, nth, &fixed)?,
            difference => problems.extend(difference),
        }
    }
    Ok(problems)
}

/// Writes the named blocks into a folder and returns their names.
///
/// # Errors
/// A sentence, if a name leads out of the folder, comes twice or cannot be written.
pub fn write_files<'a>(folder: &Path, blocks: &'a [Block]) -> Result<Vec<&'a str>, String> {
    let mut names = Vec::new();
    for block in blocks {
        let Some(name) = block.source_file() else { continue };
        let inner = Path::new(name).components().all(|c| matches!(c, std::path::Component::Normal(_)));
        if !inner || names.contains(&name) {
            return Err(format!("line {}: `{name}` is not a name of its own within the case", block.line));
        }
        let path = folder.join(name);
        let parent = path.parent().unwrap_or(folder);
        // ISO 8859-1 is how a text looks that is not UTF-8: each character up to U+00FF is one byte.
        let bytes = if block.has("latin1") {
            block.text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
        } else {
            block.text.clone().into_bytes()
        };
        let written = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&path, bytes));
        written.map_err(|e| format!("cannot write {}: {e}", path.display()))?;
        names.push(name);
    }
    Ok(names)
}

/// A command line: variables of the environment, and the arguments of `aria`.
struct CommandLine {
    variables: Vec<(String, String)>,
    arguments: Vec<String>,
}

/// The `console` block's `$ NAME=value aria …` line, or `check main.aria`.
fn command(section: &Section) -> Result<CommandLine, String> {
    let Some(block) = section.blocks.iter().find(|b| b.language == "console") else {
        return Ok(CommandLine { variables: Vec::new(), arguments: vec!["check".to_owned(), "main.aria".to_owned()] });
    };
    let wrong = || format!("line {}: a console block is one line `$ aria …`, variables before it", block.line);
    let line = block.text.trim().strip_prefix("$ ").filter(|rest| !rest.contains('\n')).ok_or_else(wrong)?;
    let mut words = line.split_whitespace();
    let mut variables = Vec::new();
    for word in words.by_ref() {
        match word.split_once('=') {
            Some((name, value)) => variables.push((name.to_owned(), value.to_owned())),
            None if word == "aria" => return Ok(CommandLine { variables, arguments: words.map(str::to_owned).collect() }),
            None => break,
        }
    }
    Err(wrong())
}

mod fix;
#[cfg(test)]
mod tests;
