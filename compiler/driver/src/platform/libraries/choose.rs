//! The choice. Explicit names are taken as they are; otherwise each library must define something that is used, so that a wrong guess
//! about a header's owner costs nothing.

use super::exports::exports;
use super::{Candidate, LibraryChoice, LibraryError, SymbolIndex, Why, find_explicit, find_named};
use crate::cache::{Cache, Dependencies};
use crate::platform::packages::{Package, Packages, resemblance};
use crate::platform::{Environment, Platform};
use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// What a program needs.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The libraries that the source names (`link`).
    pub explicit: &'a [String],
    /// The folder of the source, for paths in `explicit`.
    pub base: &'a Path,
    /// Absolute paths of the headers imported, as the compiler found them.
    pub headers: &'a [PathBuf],
    /// The names of the functions and variables used, as the linker sees them.
    pub symbols: &'a [String],
}

/// Finds libraries on one machine. What costs time (packages, the index of symbols) is only read when it is needed.
pub struct Finder<'p> {
    platform: &'p Platform,
    environment: &'p Environment,
    cache: Option<&'p Cache>,
    directories: Vec<PathBuf>,
    packages: OnceCell<Packages>,
    index: OnceCell<SymbolIndex>,
}

/// Symbols for which no library has been found yet.
type Needed<'w> = BTreeSet<&'w str>;

/// A package that a header may belong to.
struct Offer<'p, 'w> {
    package: &'p Package,
    resemblance: u8,
    own_folder: usize,
    /// Name, file, and what it defines of the symbols needed.
    libraries: Vec<(String, PathBuf, Needed<'w>)>,
}

impl Offer<'_, '_> {
    fn useful(&self, needed: &Needed<'_>) -> usize {
        needed.iter().filter(|symbol| self.libraries.iter().any(|(_, _, defined)| defined.contains(*symbol))).count()
    }
}

fn because(matched: &Needed<'_>, needed: &Needed<'_>) -> Why {
    let owned = |symbol: &&str| (*symbol).to_owned();
    Why::Symbols { matched: matched.iter().map(owned).collect(), missing: needed.difference(matched).map(owned).collect() }
}

/// The libraries that define each symbol.
type Definers<'w> = BTreeMap<&'w str, Vec<usize>>;

impl<'p> Finder<'p> {
    /// A finder that has read nothing yet.
    #[must_use]
    pub fn new(platform: &'p Platform, environment: &'p Environment, cache: Option<&'p Cache>) -> Self {
        let directories = platform.library_directories(environment);
        Self { platform, environment, cache, directories, packages: OnceCell::new(), index: OnceCell::new() }
    }

    /// The installed packages.
    pub fn packages(&self) -> &Packages {
        self.packages.get_or_init(|| Packages::load(self.platform, self.environment, self.cache))
    }

    /// The index of symbols.
    pub fn index(&self) -> &SymbolIndex {
        self.index.get_or_init(|| SymbolIndex::load(&self.directories, self.environment, self.cache))
    }

    /// The libraries to link, each once, in an order that a linker takes. The C library is not among them. What the answer depends on is
    /// recorded in `dependencies`.
    ///
    /// # Errors
    /// When a named library is missing, or symbols are defined nowhere or by several libraries alike.
    pub fn find(&mut self, wanted: &Wanted<'_>, dependencies: &mut Dependencies) -> Result<Vec<LibraryChoice>, LibraryError> {
        dependencies.directory_list(self.environment, "LIBRARY_PATH");
        if !wanted.explicit.is_empty() {
            return self.find_explicit(wanted, dependencies);
        }
        let mut needed: Needed<'_> = wanted.symbols.iter().map(String::as_str).collect();
        let mut choices = Vec::new();
        self.take_from_c(&mut needed, &mut choices, dependencies);
        if !needed.is_empty() && !wanted.headers.is_empty() {
            self.take_from_packages(wanted, &mut needed, &mut choices, dependencies);
        }
        if !needed.is_empty() {
            self.take_by_symbols(wanted, &needed, &mut choices)?;
            self.directories.iter().for_each(|folder| dependencies.directory(folder));
        }
        choices.iter().for_each(|choice| dependencies.file(&choice.path));
        Ok(choices)
    }

    fn find_explicit(&self, wanted: &Wanted<'_>, dependencies: &mut Dependencies) -> Result<Vec<LibraryChoice>, LibraryError> {
        let mut choices: Vec<LibraryChoice> = Vec::new();
        for name in wanted.explicit {
            let path = find_explicit(name, wanted.base, &self.directories)?;
            dependencies.file(&path);
            if !name.contains('/') {
                self.record_search(&path, dependencies);
            }
            if !choices.iter().any(|choice| choice.path == path) {
                choices.push(LibraryChoice { name: name.clone(), path, why: Why::Explicit });
            }
        }
        Ok(choices)
    }

    /// The C library needs no choice, the mathematical one belongs to it. Most programs need no more, so only these two are read.
    fn take_from_c(&self, needed: &mut Needed<'_>, choices: &mut Vec<LibraryChoice>, dependencies: &mut Dependencies) {
        for name in ["c", "m"] {
            let Some(path) = find_named(name, &self.directories).filter(|_| !needed.is_empty()) else { continue };
            self.record_search(&path, dependencies);
            dependencies.file(&path);
            let before = needed.clone();
            let matched = self.defined_by(&path, needed);
            needed.retain(|symbol| !matched.contains(symbol));
            if name == "m" && !matched.is_empty() {
                choices.push(LibraryChoice { name: name.to_owned(), path, why: because(&matched, &before) });
            }
        }
    }

    /// Of the symbols needed, those that the library at `path` defines.
    fn defined_by<'w>(&self, path: &Path, needed: &Needed<'w>) -> Needed<'w> {
        let mut defined = Needed::new();
        let mut note = |symbol: &[u8]| {
            let symbol = std::str::from_utf8(symbol).ok().and_then(|symbol| needed.get(symbol));
            defined.extend(symbol);
        };
        // Of a damaged library the linker says more than could be said here.
        let _ = exports(path, &self.directories, &mut note);
        defined
    }

    /// Records the directories in front of the one where a library was found: they could hold it tomorrow.
    fn record_search(&self, path: &Path, dependencies: &mut Dependencies) {
        let before = self.directories.iter().take_while(|folder| path.parent() != Some(folder));
        before.for_each(|folder| dependencies.directory(folder));
    }

    /// Takes the packages that the headers belong to, as long as they define something that is still needed: first those whose name fits
    /// best, of equals those that define more, of equals those that link less.
    fn take_from_packages(
        &self,
        wanted: &Wanted<'_>,
        needed: &mut Needed<'_>,
        choices: &mut Vec<LibraryChoice>,
        dependencies: &mut Dependencies,
    ) {
        let packages = self.packages();
        let mut owners: BTreeMap<&str, (u8, usize)> = BTreeMap::new();
        // A header in everybody's folder may be a link into the package's own: png.h is libpng16/png.h.
        let real = wanted.headers.iter().filter_map(|header| header.canonicalize().ok());
        let headers: BTreeSet<PathBuf> = wanted.headers.iter().cloned().chain(real).collect();
        for owner in headers.iter().flat_map(|header| packages.owners_of(header)) {
            let entry = owners.entry(&owner.package.name).or_default();
            // Same but for a version is as good as the same: openssl/ssl.h is libssl's and openssl's.
            *entry = (entry.0.max(owner.resemblance.min(3)), entry.1.max(owner.own_folder));
        }
        packages.record(owners.keys().copied(), self.environment, dependencies);
        let mut offers: Vec<Offer<'_, '_>> = owners
            .into_iter()
            .filter_map(|(name, (resemblance, own_folder))| {
                let package = packages.get(name)?;
                let libraries = self.libraries_of(name).into_iter().map(|(name, path)| {
                    let defined = self.defined_by(&path, needed);
                    (name, path, defined)
                });
                Some(Offer { package, resemblance, own_folder, libraries: libraries.collect() })
            })
            .collect();
        while let Some(best) = (0..offers.len()).filter(|offer| offers[*offer].useful(needed) > 0).max_by_key(|offer| {
            let offer = &offers[*offer];
            let size = Reverse(offer.libraries.len());
            (offer.resemblance, offer.own_folder, offer.useful(needed), size, Reverse(&offer.package.name))
        }) {
            let offer = offers.swap_remove(best);
            for (name, path, defined) in offer.libraries {
                // Of a package's libraries, those that define nothing used are left out: the others say themselves what they need.
                if !defined.is_disjoint(needed) && !choices.iter().any(|choice| choice.path == path) {
                    let why = Why::Package { package: offer.package.name.clone(), file: offer.package.file.clone() };
                    choices.push(LibraryChoice { name, path, why });
                }
                needed.retain(|symbol| !defined.contains(symbol));
            }
        }
    }

    /// Names and files of the libraries of a package and of what it requires; those that are not installed are left out.
    fn libraries_of(&self, package: &str) -> Vec<(String, PathBuf)> {
        let flags = self.packages().link_flags(package);
        let directories: Vec<PathBuf> = flags.directories.iter().chain(&self.directories).cloned().collect();
        let find = |name: &String| if name.starts_with('/') { Some(name.into()) } else { find_named(name, &directories) };
        flags.libraries.iter().filter_map(|name| Some((name.clone(), find(name)?))).collect()
    }

    fn take_by_symbols(
        &mut self,
        wanted: &Wanted<'_>,
        needed: &Needed<'_>,
        choices: &mut Vec<LibraryChoice>,
    ) -> Result<(), LibraryError> {
        let before = choices.len();
        let mut answer = self.choose_by_symbols(wanted, needed, choices);
        if !matches!(answer, Ok(true)) && !self.index_is_current() {
            // Damaged, or a library was replaced in place, which its directory does not show.
            self.index = OnceCell::from(SymbolIndex::rebuild(&self.directories, self.environment, self.cache));
            choices.truncate(before);
            answer = self.choose_by_symbols(wanted, needed, choices);
        }
        answer.map(|_| ())
    }

    fn index_is_current(&self) -> bool {
        let index = self.index();
        (0..index.libraries().len()).all(|library| index.is_current(library)) && index.is_sound()
    }

    /// False when the index is damaged, or older than a library that was chosen.
    fn choose_by_symbols(
        &self,
        wanted: &Wanted<'_>,
        needed: &Needed<'_>,
        choices: &mut Vec<LibraryChoice>,
    ) -> Result<bool, LibraryError> {
        let index = self.index();
        let mut definers = Definers::new();
        for symbol in needed {
            let Some(found) = index.definers(symbol) else { return Ok(false) };
            definers.insert(symbol, found);
        }
        let mut current = true;
        while !definers.is_empty() {
            let library = self.best(wanted, &definers, choices)?;
            let matched: Needed<'_> =
                definers.iter().filter(|(_, found)| found.contains(&library)).map(|(symbol, _)| *symbol).collect();
            definers.retain(|symbol, _| !matched.contains(symbol));
            current &= index.is_current(library);
            let library = &index.libraries()[library];
            let why = because(&matched, needed);
            choices.push(LibraryChoice { name: library.name.clone(), path: library.path.clone(), why });
        }
        Ok(current)
    }

    /// The library that speaks most for itself: by its name, then by how many of the symbols it defines.
    fn best(&self, wanted: &Wanted<'_>, definers: &Definers<'_>, choices: &[LibraryChoice]) -> Result<usize, LibraryError> {
        let libraries = self.index().libraries();
        let undefined: Vec<String> =
            definers.iter().filter(|(_, found)| found.is_empty()).map(|(symbol, _)| (*symbol).to_owned()).collect();
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        definers.values().flatten().for_each(|library| *counts.entry(*library).or_default() += 1);
        let candidate = |library: usize, defines: usize| Candidate {
            name: libraries[library].name.clone(),
            path: libraries[library].path.clone(),
            defines,
        };
        if !undefined.is_empty() {
            let mut candidates: Vec<_> = counts.into_iter().map(|(library, count)| candidate(library, count)).collect();
            candidates.extend(choices.iter().map(|choice| {
                let defines = if let Why::Symbols { matched, .. } = &choice.why { matched.len() } else { 0 };
                Candidate { name: choice.name.clone(), path: choice.path.clone(), defines }
            }));
            candidates.sort_by(|left, right| (Reverse(left.defines), &left.name).cmp(&(Reverse(right.defines), &right.name)));
            return Err(LibraryError::Undefined { symbols: undefined, candidates });
        }
        let rank = |library: usize| {
            let name = &libraries[library].name;
            wanted.headers.iter().map(|header| resemblance(name, relative(header))).max().unwrap_or(0)
        };
        let ranked: Vec<_> = counts.iter().map(|(library, count)| ((rank(*library), *count), *library)).collect();
        let Some(best) = ranked.iter().map(|(rank, _)| *rank).max() else {
            return Err(LibraryError::Undefined { symbols: Vec::new(), candidates: Vec::new() });
        };
        let equals: Vec<usize> = ranked.iter().filter(|(rank, _)| *rank == best).map(|(_, library)| *library).collect();
        let files: BTreeSet<&Path> = equals.iter().map(|library| libraries[*library].real_path.as_path()).collect();
        match equals.first() {
            Some(library) if files.len() == 1 => Ok(*library),
            _ => Err(LibraryError::Ambiguous {
                symbols: definers
                    .iter()
                    .filter(|(_, found)| found.iter().any(|library| equals.contains(library)))
                    .map(|(symbol, _)| (*symbol).to_owned())
                    .collect(),
                candidates: equals.iter().map(|library| candidate(*library, best.1)).collect(),
            }),
        }
    }
}

/// The last two parts of a header's path: its name and its folder say whose it is, the folders above do not.
fn relative(header: &Path) -> &Path {
    header.ancestors().nth(2).and_then(|above| header.strip_prefix(above).ok()).unwrap_or(header)
}
