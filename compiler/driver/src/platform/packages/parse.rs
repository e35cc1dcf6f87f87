//! One `.pc` file: `name=value` variables, `Key: value` fields, `${name}` in both, comments and continued lines.

use super::Package;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How deep variables may refer to variables; a file whose variables refer to each other in a circle ends there.
const DEPTH: usize = 16;

/// No expansion is longer than this, however variables multiply each other.
const LONGEST: usize = 1 << 16;

/// Reads the file `file`. What is not understood is left out: one odd package must not hide the others.
pub fn package(name: String, file: PathBuf, text: &str) -> Package {
    let mut variables = BTreeMap::new();
    let mut fields = BTreeMap::new();
    variables.insert("pcfiledir", file.parent().unwrap_or(Path::new("/")).to_string_lossy().into_owned());
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some(end) = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.') else { continue };
        let (name, rest) = line.split_at(end);
        let rest = rest.trim_start();
        if let Some(value) = rest.strip_prefix('=') {
            variables.insert(name, value.trim().to_owned());
        } else if let Some(value) = rest.strip_prefix(':') {
            fields.insert(name, value.trim().to_owned());
        }
    }
    let field = |names: &[&str]| {
        let value = names.iter().find_map(|name| fields.get(name)).map(String::as_str).unwrap_or_default();
        expand(value, &variables, DEPTH)
    };
    let mut package = Package {
        version: field(&["Version"]),
        requires: required(&field(&["Requires"])),
        requires_private: required(&field(&["Requires.private"])),
        include_root: variables.get("includedir").map(|path| PathBuf::from(expand(path, &variables, DEPTH))),
        name,
        file,
        ..Package::default()
    };
    for (option, value) in options(&field(&["Cflags", "CFlags"]), &["-I", "-isystem", "-D"]) {
        match option {
            "-I" | "-isystem" => package.include_directories.push(value.into()),
            "-D" => package.defines.push(value),
            _ => {}
        }
    }
    for (option, value) in options(&field(&["Libs"]), &["-L", "-l"]) {
        match option {
            "-L" => package.library_directories.push(value.into()),
            "-l" => package.libraries.push(value),
            "" if value.starts_with('/') => package.libraries.push(value),
            _ => {}
        }
    }
    package
}

fn expand(value: &str, variables: &BTreeMap<&str, String>, depth: usize) -> String {
    let mut result = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            result.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            if let Some(value) = variables.get(name).filter(|_| depth > 0) {
                result.push_str(&expand(value, variables, depth - 1));
            }
            rest = after;
        } else {
            result.push('$');
        }
        if result.len() > LONGEST {
            return String::new();
        }
    }
    result.push_str(rest);
    result
}

/// `a >= 1.0, b c = 2` names `a`, `b` and `c`.
fn required(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut words = value.split([',', ' ', '\t']).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        if word.starts_with(['<', '>', '=', '!']) {
            // The version; written without a space behind the operator, it is in the same word.
            if word.trim_start_matches(['<', '>', '=', '!']).is_empty() {
                words.next();
            }
        } else {
            names.push(word.to_owned());
        }
    }
    names
}

/// The words of a field as option and value; an option that stands alone takes the next word. Other words come with the option "".
fn options<'o>(value: &str, known: &[&'o str]) -> Vec<(&'o str, String)> {
    let mut found = Vec::new();
    let mut words = split(value).into_iter();
    while let Some(word) = words.next() {
        let option = known.iter().copied().find(|option| word.starts_with(option));
        match option.map(|option| (option, &word[option.len()..])) {
            Some((option, "")) => found.extend(words.next().map(|value| (option, value))),
            Some((option, value)) => found.push((option, value.to_owned())),
            None => found.push(("", word)),
        }
    }
    found
}

/// Words as a shell would split them: quotes and backslashes.
fn split(value: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None | Some('"'), '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, _) if character.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    words
}
