//! The files of a program: the one it begins in, and all that they import, each read once.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use aria_resolve::{FileIndex, file_imports, library_module, most_alike};
use aria_source::Span;
use aria_syntax::ast::{ImportDecl, ImportPath, Name, ParsedFile};

use super::{Broken, MANIFEST, Project, find, open, place};
use crate::diagnostics::{DependencyNotFound, ModuleNotFound, UnknownPackage};
use crate::session::Session;
use crate::syntax::{parse_at, parse_text};

/// A file of a program, parsed.
pub(crate) struct Source {
    pub tree: ParsedFile,
    /// The names that lead to it; empty for the program's own.
    pub path: String,
    pub in_std: bool,
    /// Its folder; the root for the library's.
    pub folder: PathBuf,
    /// What each of its imports means, in their order.
    pub imports: Vec<Option<FileIndex>>,
    /// Its folder as messages name it.
    shown: PathBuf,
    /// Its folder among those of the program, by whose names its modules are called.
    home: PathBuf,
    /// The package it belongs to, once somebody asked.
    package: Option<Package>,
}

/// The package that a file belongs to, if it does.
type Package = Result<Option<Rc<Project>>, Broken>;

/// A file to be imported.
struct Wanted {
    absolute: PathBuf,
    /// As messages name it.
    shown: PathBuf,
    home: PathBuf,
    path: String,
    package: Option<Package>,
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Library(&'static str),
    /// Links are resolved.
    File(PathBuf),
}

struct Loader<'s, 'l> {
    session: &'s mut Session<'l>,
    sources: Vec<Source>,
    known: HashMap<Key, FileIndex>,
    /// By the folder of a file that is in it.
    around: HashMap<PathBuf, Package>,
    /// By the folder of their manifest.
    dependencies: HashMap<PathBuf, Package>,
}

/// Reads a program's file and everything that it imports, directly or not; the program's own comes first. `None` if that cannot be
/// read. Whatever else is not there is reported where it is imported.
pub(crate) fn load(session: &mut Session<'_>, file: &Path) -> Option<Vec<Source>> {
    let absolute = session.environment.absolute(file);
    let tree = parse_at(session, &absolute, &file.to_string_lossy())?;
    let canonical = absolute.canonicalize().unwrap_or_else(|_| absolute.clone());
    let folder = absolute.parent().unwrap_or(Path::new("/")).to_owned();
    let shown = file.parent().unwrap_or(Path::new("")).to_owned();
    let mut loader =
        Loader { session, sources: Vec::new(), known: HashMap::new(), around: HashMap::new(), dependencies: HashMap::new() };
    loader.known.insert(Key::File(canonical), FileIndex::Program);
    let (path, home) = (String::new(), PathBuf::new());
    loader.sources.push(Source { tree, path, in_std: false, folder, imports: Vec::new(), shown, home, package: None });
    let mut next = 0;
    while next < loader.sources.len() {
        let decls: Vec<ImportDecl> = file_imports(&loader.sources[next].tree).cloned().collect();
        for decl in &decls {
            let found = loader.import(next, decl);
            loader.sources[next].imports.push(found);
        }
        next += 1;
    }
    Some(loader.sources)
}

impl Loader<'_, '_> {
    fn import(&mut self, from: usize, decl: &ImportDecl) -> Option<FileIndex> {
        match &decl.path {
            ImportPath::File(path) => {
                let relative = format!("{}.aria", path.as_str());
                let source = &self.sources[from];
                let home = place::normal(&source.home.join(path.as_str()));
                let wanted = Wanted {
                    absolute: source.folder.join(&relative),
                    shown: place::normal(&source.shown.join(&relative)),
                    path: place::dotted(&home),
                    home: home.parent().unwrap_or(Path::new("")).to_owned(),
                    // A path may lead out of the package.
                    package: None,
                };
                self.file(wanted, path.as_str(), path.span)
            }
            ImportPath::Module(names) => {
                let span = names.iter().fold(names.first()?.span, |span, name| span.to(name.span));
                let [first, rest @ ..] = &names[..] else { return None };
                match library_module(decl) {
                    Some(name) => self.library(&name, span),
                    None => self.package(from, first, rest, span),
                }
            }
        }
    }

    /// A module of the standard library.
    fn library(&mut self, name: &str, span: Span) -> Option<FileIndex> {
        let Some(module) = aria_std::MODULES.iter().find(|module| module.name == name) else {
            let similar = most_alike(name, aria_std::MODULES.iter().map(|module| module.name)).map(|m| format!("std.{m}"));
            let why = "the standard library has no such module".to_owned();
            let name = if name.is_empty() { "std".to_owned() } else { format!("std.{name}") };
            self.session.diagnostics.push(UnknownPackage { name, why, span, similar, manifest: None });
            return None;
        };
        let name = module.name;
        if let Some(known) = self.known.get(&Key::Library(name)) {
            return Some(*known);
        }
        let mut trees =
            module.files.iter().map(|(file, text)| parse_text(file, text, &self.session.sources, &mut self.session.diagnostics));
        let mut tree = trees.next()?;
        for part in trees {
            tree.body.extend(part.body);
        }
        Some(self.add(
            Key::Library(name),
            Source {
                tree,
                path: format!("std.{name}"),
                in_std: true,
                folder: PathBuf::from("/"),
                imports: Vec::new(),
                shown: PathBuf::new(),
                home: PathBuf::new(),
                package: Some(Ok(None)),
            },
        ))
    }

    /// A module of a package that the file's own depends on, or of that itself.
    fn package(&mut self, from: usize, first: &Name, rest: &[Name], span: Span) -> Option<FileIndex> {
        let own = self.package_of(from).ok()?;
        let name = first.as_str();
        let package = match &own {
            Some(own) if own.manifest.name == name => own.clone(),
            Some(own) if own.dependency(name).is_some() => self.dependency(own, name)?,
            _ => {
                let beside = self.sources[from].folder.join(format!("{name}.aria")).is_file();
                let known = own.iter().flat_map(|o| o.manifest.dependencies.iter().map(|d| d.name.clone()));
                let similar = if beside && rest.is_empty() {
                    Some(format!("./{name}"))
                } else {
                    most_alike(name, known.chain(["std".to_owned()]))
                };
                let span = if beside { span } else { first.span };
                let (why, manifest) = match &own {
                    Some(own) => ("it is no dependency of this package".to_owned(), Some(shown_manifest(own))),
                    None => ("this file belongs to no project, which could depend on a package".to_owned(), None),
                };
                self.session.diagnostics.push(UnknownPackage { name: name.to_owned(), why, span, similar, manifest });
                return None;
            }
        };
        let inner: PathBuf = rest.iter().map(Name::as_str).collect();
        let file = if rest.is_empty() { PathBuf::from("lib.aria") } else { inner.with_extension("aria") };
        let relative = Path::new("src").join(&file);
        let home = Path::new(name).join(&inner);
        let wanted = Wanted {
            absolute: package.root.join(&relative),
            shown: place::normal(&package.shown.join(&relative)),
            path: place::dotted(&home),
            home: if rest.is_empty() { home } else { home.parent().unwrap_or(Path::new("")).to_owned() },
            package: Some(Ok(Some(package))),
        };
        let written = std::iter::once(first).chain(rest).map(Name::as_str).collect::<Vec<_>>().join(".");
        self.file(wanted, &written, span)
    }

    /// The package that a file belongs to.
    fn package_of(&mut self, from: usize) -> Package {
        if let Some(known) = &self.sources[from].package {
            return known.clone();
        }
        let (folder, shown) = (self.sources[from].folder.clone(), self.sources[from].shown.clone());
        let found = match self.around.get(&folder) {
            Some(found) => found.clone(),
            None => {
                let found = find(self.session, &folder, &shown);
                self.around.insert(folder, found.clone());
                found
            }
        };
        self.sources[from].package = Some(found.clone());
        found
    }

    fn dependency(&mut self, of: &Project, name: &str) -> Option<Rc<Project>> {
        let wanted = of.dependency(name)?;
        let folder = of.root.join(&wanted.path);
        if let Some(known) = self.dependencies.get(&folder) {
            return known.clone().ok().flatten();
        }
        let there = folder.join(MANIFEST).is_file();
        let found = if there {
            open(self.session, &folder, &place::normal(&of.shown.join(&wanted.path)), Some(wanted.span)).map(Rc::new)
        } else {
            let why = if folder.is_dir() { format!("it has no `{MANIFEST}`") } else { "there is no such folder".to_owned() };
            let (name, path) = (name.to_owned(), wanted.path.display().to_string());
            self.session.diagnostics.push(DependencyNotFound { name, path, why, span: wanted.span });
            None
        };
        self.dependencies.insert(folder, found.clone().map(Some).ok_or(Broken));
        found
    }

    /// A file by its path.
    fn file(&mut self, wanted: Wanted, written: &str, span: Span) -> Option<FileIndex> {
        if !wanted.absolute.is_file() {
            let similar = similar_file(&wanted.absolute, written);
            let path = wanted.shown.display().to_string();
            self.session.diagnostics.push(ModuleNotFound { path, span, similar });
            return None;
        }
        let key = Key::File(wanted.absolute.canonicalize().unwrap_or_else(|_| wanted.absolute.clone()));
        if let Some(known) = self.known.get(&key) {
            // Another path leads to it, which may come to lead elsewhere.
            self.session.with_dependencies(|d| d.file(&wanted.absolute));
            return Some(*known);
        }
        let tree = parse_at(self.session, &wanted.absolute, &wanted.shown.to_string_lossy())?;
        let folder = wanted.absolute.parent().unwrap_or(Path::new("/")).to_owned();
        let shown = wanted.shown.parent().unwrap_or(Path::new("")).to_owned();
        let Wanted { home, path, package, .. } = wanted;
        Some(self.add(key, Source { tree, path, in_std: false, folder, imports: Vec::new(), shown, home, package }))
    }

    fn add(&mut self, key: Key, source: Source) -> FileIndex {
        // The program's own is not counted.
        let index = FileIndex::Module(self.sources.len() - 1);
        self.sources.push(source);
        self.known.insert(key, index);
        index
    }
}

fn shown_manifest(project: &Project) -> String {
    place::normal(&project.shown.join(MANIFEST)).display().to_string()
}

/// What an import would have to say to mean a file of the same folder that has a similar name.
fn similar_file(missing: &Path, written: &str) -> Option<String> {
    let name = missing.file_stem()?.to_str()?;
    let names = std::fs::read_dir(missing.parent()?).ok()?.filter_map(|entry| {
        let path = entry.ok()?.path();
        let is_source = path.extension().is_some_and(|e| e == "aria");
        path.file_stem().filter(|_| is_source).and_then(|s| s.to_str().map(str::to_owned))
    });
    let found = most_alike(name, names)?;
    Some(format!("{}{found}", written.strip_suffix(name)?))
}
