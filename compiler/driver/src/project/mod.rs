//! Projects: a folder with an `aria.toml`, its sources under `src/`, and the packages that it depends on.

mod create;
mod files;
mod manifest;
mod place;

use std::path::{Path, PathBuf};
use std::rc::Rc;

use aria_source::Span;

pub use create::create;
pub(crate) use files::{Source, load};
pub use manifest::Manifest;

use crate::diagnostics::{FileNotFound, NoProject};
use crate::session::Session;
use manifest::Dependency;

/// The name of the file that makes a folder a project.
pub const MANIFEST: &str = "aria.toml";

/// A package: a project's own, or one that it depends on.
#[derive(Debug)]
pub struct Project {
    /// The folder of its manifest.
    pub root: PathBuf,
    /// The folder as messages name it.
    pub shown: PathBuf,
    pub manifest: Manifest,
}

impl Project {
    fn dependency(&self, name: &str) -> Option<&Dependency> {
        self.manifest.dependencies.iter().find(|d| d.name == name)
    }

    /// Where the executable of a project goes that nobody names another place for.
    #[must_use]
    pub fn executable(&self) -> PathBuf {
        self.shown.join("build").join(&self.manifest.name)
    }
}

/// A manifest that says something impossible, which was reported.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Broken;

/// The project that a folder is in: the nearest folder upwards that has a manifest. `shown` is the folder as messages name it.
pub(crate) fn find(session: &mut Session<'_>, folder: &Path, shown: &Path) -> Result<Option<Rc<Project>>, Broken> {
    let mut shown = shown.to_owned();
    for folder in folder.ancestors() {
        let path = folder.join(MANIFEST);
        if path.is_file() {
            return open(session, folder, &shown, None).map(|project| Some(Rc::new(project))).ok_or(Broken);
        }
        session.with_dependencies(|d| d.absent(&path));
        shown = place::normal(&shown.join(".."));
    }
    Ok(None)
}

/// Whether the project that a file is in asks release builds to check arithmetic. `None` if its manifest is wrong, which is
/// reported.
pub(crate) fn checks_overflow(session: &mut Session<'_>, file: &Path) -> Option<bool> {
    let absolute = session.environment.absolute(file);
    let shown = file.parent().unwrap_or(Path::new(""));
    let project = find(session, absolute.parent()?, shown).ok()?;
    Some(project.is_some_and(|project| project.manifest.overflow_checks))
}

/// The project with a manifest in this folder; `asked` is what it is read for.
fn open(session: &mut Session<'_>, folder: &Path, shown: &Path, asked: Option<Span>) -> Option<Project> {
    let manifest = manifest::read(session, &folder.join(MANIFEST), &place::normal(&shown.join(MANIFEST)), asked)?;
    Some(Project { root: folder.to_owned(), shown: shown.to_owned(), manifest })
}

/// The project around the working directory. Reports that there is none.
pub fn current(session: &mut Session<'_>) -> Option<Rc<Project>> {
    let folder = session.environment.working_directory().to_owned();
    let found = find(session, &folder, Path::new("")).ok()?;
    if found.is_none() {
        session.diagnostics.push(NoProject { folder: folder.display().to_string() });
    }
    found
}

/// The file of a project that a command without FILE works on: `src/main.aria`; without one, if the command needs no program
/// that runs, `src/lib.aria`. Reports that neither is there.
pub fn main_file(session: &mut Session<'_>, project: &Project, runs: bool) -> Option<PathBuf> {
    let shown = |name: &str| place::normal(&project.shown.join("src").join(name));
    for name in if runs { &["main.aria"][..] } else { &["main.aria", "lib.aria"] } {
        if project.root.join("src").join(name).is_file() {
            return Some(shown(name));
        }
    }
    let path = shown("main.aria").display().to_string();
    session.diagnostics.push(FileNotFound { path, why: "there is no such file".into() });
    None
}
