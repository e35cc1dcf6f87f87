//! `Cargo.toml` files as the dependency rules need them: whose, and what it depends on.

use toml::{Table, Value};

/// One `Cargo.toml`.
#[derive(Debug)]
pub struct Manifest {
    pub path: String,
    /// None in a manifest that is only a workspace.
    pub package: Option<String>,
    /// Whether it opens a workspace of its own.
    pub is_workspace: bool,
    pub dependencies: Vec<Dependency>,
    /// The entries of `[workspace.dependencies]`.
    pub workspace_dependencies: Vec<Dependency>,
}

/// One entry of a dependency table.
#[derive(Debug)]
pub struct Dependency {
    /// The package's name, also where the entry renames it.
    pub name: String,
    pub kind: Kind,
    /// Where the version comes from.
    pub source: Source,
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Normal,
    Build,
    Dev,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `workspace = true`
    Workspace,
    /// A folder of this repository.
    Path,
    /// A registry or a repository: somebody else's.
    ThirdParty,
}

/// A manifest that is not TOML.
#[derive(Debug)]
pub struct Malformed {
    pub path: String,
    pub line: usize,
    pub message: String,
}

impl Manifest {
    pub fn parse(path: &str, text: &str) -> Result<Manifest, Malformed> {
        let root: Table = text.parse().map_err(|error: toml::de::Error| Malformed {
            path: path.to_owned(),
            line: error.span().map_or(1, |span| text[..span.start].matches('\n').count() + 1),
            message: error.message().to_owned(),
        })?;
        let mut dependencies = Vec::new();
        collect_all(&root, text, &mut dependencies);
        for (_, target) in root.get("target").and_then(Value::as_table).into_iter().flatten() {
            if let Some(target) = target.as_table() {
                collect_all(target, text, &mut dependencies);
            }
        }
        let workspace = root.get("workspace").and_then(Value::as_table);
        let mut workspace_dependencies = Vec::new();
        if let Some(table) = workspace.and_then(|workspace| workspace.get("dependencies")).and_then(Value::as_table) {
            collect(table, Kind::Normal, text, &mut workspace_dependencies);
        }
        Ok(Manifest {
            path: path.to_owned(),
            package: root.get("package").and_then(|package| package.get("name")).and_then(Value::as_str).map(str::to_owned),
            is_workspace: workspace.is_some(),
            dependencies,
            workspace_dependencies,
        })
    }

    /// The folder the manifest is in, without a trailing `/`; empty for the root.
    pub fn folder(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

fn collect_all(table: &Table, text: &str, dependencies: &mut Vec<Dependency>) {
    for (key, kind) in [("dependencies", Kind::Normal), ("build-dependencies", Kind::Build), ("dev-dependencies", Kind::Dev)] {
        if let Some(entries) = table.get(key).and_then(Value::as_table) {
            collect(entries, kind, text, dependencies);
        }
    }
}

fn collect(entries: &Table, kind: Kind, text: &str, dependencies: &mut Vec<Dependency>) {
    for (key, value) in entries {
        let field = |name: &str| value.as_table().and_then(|table| table.get(name));
        let source = if field("workspace").and_then(Value::as_bool) == Some(true) {
            Source::Workspace
        } else if field("path").is_some() {
            Source::Path
        } else {
            Source::ThirdParty
        };
        let name = field("package").and_then(Value::as_str).unwrap_or(key).to_owned();
        dependencies.push(Dependency { name, kind, source, line: line_of_key(text, key) });
    }
}

/// The first line that begins with `key` as a whole word.
fn line_of_key(text: &str, key: &str) -> usize {
    let begins = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|rest| rest.starts_with(['.', ' ', '=', '"']))
    };
    text.lines().position(begins).map_or(1, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_dependency_table() {
        let text = "[package]\nname = \"a\"\n[dependencies]\nb.workspace = true\nc = { path = \"../c\" }\n\
                    [dev-dependencies]\nd = \"1\"\n[target.'cfg(unix)'.build-dependencies]\ne = { package = \"f\", version = \"2\" }\n";
        let manifest = Manifest::parse("x/Cargo.toml", text).expect("TOML");
        let read: Vec<_> = manifest.dependencies.iter().map(|d| (d.name.as_str(), d.kind, d.source, d.line)).collect();
        assert_eq!(
            read,
            [
                ("b", Kind::Normal, Source::Workspace, 4),
                ("c", Kind::Normal, Source::Path, 5),
                ("d", Kind::Dev, Source::ThirdParty, 7),
                ("f", Kind::Build, Source::ThirdParty, 9),
            ]
        );
        assert_eq!((manifest.package.as_deref(), manifest.folder(), manifest.is_workspace), (Some("a"), "x", false));
    }

    #[test]
    fn reads_the_workspace_table() {
        let manifest =
            Manifest::parse("Cargo.toml", "[workspace]\n[workspace.dependencies]\na = { path = \"a\" }\nb = \"=1.0.0\"\n")
                .expect("TOML");
        assert!(manifest.is_workspace);
        let sources: Vec<_> = manifest.workspace_dependencies.iter().map(|d| (d.name.as_str(), d.source)).collect();
        assert_eq!(sources, [("a", Source::Path), ("b", Source::ThirdParty)]);
    }

    #[test]
    fn what_is_no_toml_says_where() {
        assert_eq!(Manifest::parse("Cargo.toml", "[package]\nname = \n").expect_err("malformed").line, 2);
    }
}
