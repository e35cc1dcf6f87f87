//! `aria.toml`: what it may say, and what is wrong with one that says something else.

use std::ops::Range;
use std::path::{Path, PathBuf};

use aria_resolve::{NotSupportedYet, most_alike};
use aria_source::{FileId, Span};
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{ManifestUnreadable, ManifestValue, UnknownManifestKey};
use crate::session::Session;

/// The tables of a manifest.
const TABLES: [&str; 4] = ["package", "dependencies", "ffi", "build"];

/// What `[package]` may say.
const PACKAGE: [&str; 6] = ["name", "version", "description", "license", "authors", "repository"];

/// What `[build]` may say.
const BUILD: [&str; 2] = ["overflow_checks", "script"];

/// What a manifest says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Manifest {
    pub name: String,
    pub version: Option<String>,
    pub(super) dependencies: Vec<Dependency>,
    /// `[build] overflow_checks`: release builds check arithmetic too.
    pub overflow_checks: bool,
}

/// A package that another one uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Dependency {
    pub name: String,
    /// Its folder, as written.
    pub path: PathBuf,
    /// Where the path is written.
    pub span: Span,
}

/// A TOML table in the place where it is read.
struct Reader<'s, 'l> {
    session: &'s mut Session<'l>,
    file: FileId,
}

/// Reads a manifest; `asked` is what wants it. Problems are reported.
pub(super) fn read(session: &mut Session<'_>, path: &Path, shown: &Path, asked: Option<Span>) -> Option<Manifest> {
    let shown = shown.display().to_string();
    let before = session.diagnostics.iter().filter(|d| d.is_error()).count();
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            session.diagnostics.push(ManifestUnreadable { path: shown, why: error.to_string(), span: asked });
            return None;
        }
    };
    session.with_dependencies(|d| d.file_with_contents(path, &bytes));
    let Ok(text) = String::from_utf8(bytes) else {
        session.diagnostics.push(ManifestUnreadable { path: shown, why: "it is not UTF-8".into(), span: asked });
        return None;
    };
    let file = session.sources.add(shown.clone(), text.as_str());
    let mut reader = Reader { session, file };
    let manifest = match DeTable::parse(&text) {
        Ok(table) => reader.manifest(table.get_ref()),
        Err(error) => {
            let span = error.span().map(|range| reader.span(range));
            let why = error.message().lines().collect::<Vec<_>>().join(", ");
            reader.session.diagnostics.push(ManifestUnreadable { path: shown, why, span });
            None
        }
    };
    // What a manifest with mistakes seems to say is not acted on.
    let after = session.diagnostics.iter().filter(|d| d.is_error()).count();
    manifest.filter(|_| before == after)
}

impl Reader<'_, '_> {
    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range.start as u32, range.end as u32)
    }

    fn manifest(&mut self, table: &DeTable<'_>) -> Option<Manifest> {
        let mut package = None;
        let mut dependencies = Vec::new();
        let mut overflow_checks = false;
        for (key, value) in table {
            match &**key.get_ref() {
                "package" => {
                    package = self.table(value.get_ref(), "`package`", value.span()).and_then(|t| self.package(t, value.span()))
                }
                "dependencies" => {
                    if let Some(table) = self.table(value.get_ref(), "`dependencies`", value.span()) {
                        dependencies = self.dependencies(table);
                    }
                }
                "build" => {
                    if let Some(table) = self.table(value.get_ref(), "`build`", value.span()) {
                        overflow_checks = self.build(table);
                    }
                }
                "ffi" => {
                    let (what, span) = ("settings in `[ffi]` of a manifest".to_owned(), self.span(key.span()));
                    self.session.diagnostics.push(NotSupportedYet { what, span });
                }
                other => self.unknown(other, key.span(), &TABLES),
            }
        }
        if package.is_none() && !table.iter().any(|(k, _)| &**k.get_ref() == "package") {
            let what = "a manifest needs a table `[package]` with a `name`".into();
            let span = self.span(0..0);
            self.session.diagnostics.push(ManifestValue { what, span });
        }
        let (name, version) = package?;
        Some(Manifest { name, version, dependencies, overflow_checks })
    }

    fn package(&mut self, table: &DeTable<'_>, whole: Range<usize>) -> Option<(String, Option<String>)> {
        let (mut name, mut version) = (None, None);
        for (key, value) in table {
            let span = value.span();
            match &**key.get_ref() {
                "name" => {
                    name = self.text(value.get_ref(), "name", span.clone());
                    if let Some(text) = &name
                        && !is_package_name(text)
                    {
                        let what = format!(
                            "`{text}` is no name of a package: it begins with a small letter, and small letters, digits and `_` follow"
                        );
                        self.wrong(what, span);
                    }
                }
                "version" => {
                    version = self.text(value.get_ref(), "version", span.clone());
                    if let Some(text) = &version
                        && !is_version(text)
                    {
                        self.wrong(format!("`{text}` is no version: three numbers with dots between are, such as `0.1.0`"), span);
                    }
                }
                "authors" if value.get_ref().is_array() => {}
                "authors" => self.wrong("`authors` is an array of strings".into(), span),
                other if PACKAGE.contains(&other) => {
                    self.text(value.get_ref(), other, span);
                }
                other => self.unknown(other, key.span(), &PACKAGE),
            }
        }
        if !table.iter().any(|(k, _)| &**k.get_ref() == "name") {
            self.wrong("a package needs a `name`".into(), whole);
        }
        Some((name?, version))
    }

    /// Whether release builds check arithmetic.
    fn build(&mut self, table: &DeTable<'_>) -> bool {
        let mut overflow_checks = false;
        for (key, value) in table {
            match &**key.get_ref() {
                "overflow_checks" => match value.get_ref().as_bool() {
                    Some(wanted) => overflow_checks = wanted,
                    None => self.wrong("`overflow_checks` is `true` or `false`".into(), value.span()),
                },
                "script" => {
                    let (what, span) = ("a script in `[build]` of a manifest".to_owned(), self.span(key.span()));
                    self.session.diagnostics.push(NotSupportedYet { what, span });
                }
                other => self.unknown(other, key.span(), &BUILD),
            }
        }
        overflow_checks
    }

    fn dependencies(&mut self, table: &DeTable<'_>) -> Vec<Dependency> {
        let mut all = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if name == "std" {
                self.wrong("`std` is the standard library, which no package can stand for".into(), key.span());
                continue;
            }
            let Some(inner) = value.get_ref().as_table() else {
                let what = format!("packages are found by their folder: `{name} = {{ path = \"../{name}\" }}`");
                self.wrong(what, value.span());
                continue;
            };
            let mut path = None;
            for (key, value) in inner {
                match &**key.get_ref() {
                    "path" => path = self.text(value.get_ref(), "path", value.span()).map(|text| (text, value.span())),
                    other => self.unknown(other, key.span(), &["path"]),
                }
            }
            match path {
                Some((path, span)) => all.push(Dependency { name, path: path.into(), span: self.span(span) }),
                None if inner.iter().any(|(k, _)| &**k.get_ref() == "path") => {}
                None => self.wrong(format!("the dependency `{name}` needs a `path`"), value.span()),
            }
        }
        all
    }

    fn table<'t, 'i>(&mut self, value: &'t DeValue<'i>, what: &str, span: Range<usize>) -> Option<&'t DeTable<'i>> {
        let table = value.as_table();
        if table.is_none() {
            self.wrong(format!("{what} is a table"), span);
        }
        table
    }

    fn text(&mut self, value: &DeValue<'_>, what: &str, span: Range<usize>) -> Option<String> {
        let text = value.as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong(format!("`{what}` is a string"), span);
        }
        text
    }

    fn wrong(&mut self, what: String, span: Range<usize>) {
        let span = self.span(span);
        self.session.diagnostics.push(ManifestValue { what, span });
    }

    fn unknown(&mut self, key: &str, span: Range<usize>, known: &[&str]) {
        let span = self.span(span);
        let similar = most_alike(key, known);
        let known = known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
        self.session.diagnostics.push(UnknownManifestKey { key: key.to_owned(), span, similar, known });
    }
}

/// Whether a package may be called so: programs name it in `import`.
pub(super) fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name != "std"
}

fn is_version(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (numbers, rest) = text.split_once('-').unwrap_or((text, "pre"));
    numbers.split('.').filter(|p| number(p)).count() == 3 && numbers.split('.').count() == 3 && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_an_import_can_spell() {
        assert!(["geo", "geo2", "my_shapes"].into_iter().all(is_package_name));
        assert!(!["", "Geo", "2d", "my-shapes", "std", "größe"].into_iter().any(is_package_name));
    }

    #[test]
    fn versions_are_three_numbers() {
        assert!(["0.1.0", "10.20.30", "1.0.0-beta.1"].into_iter().all(is_version));
        assert!(!["1", "1.0", "1.0.x", "1.0.0.0", "v1.0.0", "1.0.0-"].into_iter().any(is_version));
    }
}
