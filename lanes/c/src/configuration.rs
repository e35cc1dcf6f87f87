//! [`Configuration`]: everything that decides what an import means to clang, and the cache key that it gives.

use std::path::{Path, PathBuf};

use aria_foreign::TargetData;
use aria_lane::{Dependency, ImportRequest};
use aria_lane_c_clang::{CLANG_SHARED_LIBRARY, CLANG_VERSION, ClangDiagnostic, Container, OpenError, Session, SessionError};
use serde::{Deserialize, Serialize};

/// Parsed before the headers.
const PRELUDE: &str = include_str!("prelude.h");

/// The variables by which users add include directories to a C compiler.
const ENVIRONMENT: [&str; 2] = ["CPATH", "C_INCLUDE_PATH"];

/// Changes whenever this crate asks clang differently or reads its answers differently.
const REVISION: u32 = 8;

/// The C dialect of imported headers.
const LANGUAGE: &str = "gnu17";

/// Where the C library's headers are for a target that is not the machine clang runs on; clang looks nowhere else for them.
const FOREIGN_HEADERS: [(&str, &str); 1] = [("wasm32-unknown-wasip1", "/usr/include/wasm32-wasi")];

/// The flags of the file table (`cpp/declarations.cpp`).
const FILE_READ: u32 = 2;
const FILE_MAIN: u32 = 4;
const FILE_SEARCH_PATH: u32 = 8;

/// What clang is started with, and the headers it then reads.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub(crate) struct Configuration {
    pub sources: Vec<String>,
    pub defines: Vec<(String, Option<String>)>,
    pub include_paths: Vec<PathBuf>,
    /// Folders of installed packages; empty as long as the headers are found without them.
    pub package_paths: Vec<PathBuf>,
    pub base: PathBuf,
    pub target: TargetDataKey,
    pub sanitizer: Option<String>,
    pub environment: Vec<(String, Option<String>)>,
}

/// [`TargetData`] by what it gives clang.
pub(crate) type TargetDataKey = String;

/// The identity of a configuration.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct ConfigurationKey(pub [u8; 32]);

impl ConfigurationKey {
    /// The key of a question to this configuration.
    pub fn question<T: Serialize>(&self, question: &T) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&self.0);
        // A question is plain data, which postcard always writes; were it not, equal keys would still mean equal text.
        hasher.update(&postcard::to_stdvec(question).unwrap_or_default());
        *hasher.finalize().as_bytes()
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

impl Configuration {
    pub fn new(request: &ImportRequest, package_paths: Vec<PathBuf>) -> Self {
        Self {
            sources: request.sources.iter().map(|s| s.text.clone()).collect(),
            defines: request.defines.iter().map(|d| (d.name.text.clone(), d.value.clone())).collect(),
            include_paths: request.include_paths.iter().map(|p| request.base.join(&p.text)).collect(),
            package_paths,
            base: request.base.clone(),
            target: target_key(&request.target),
            sanitizer: request.sanitizer.clone(),
            environment: ENVIRONMENT.iter().map(|name| ((*name).to_owned(), std::env::var(name).ok())).collect(),
        }
    }

    pub fn key(&self) -> ConfigurationKey {
        let mut hasher = blake3::Hasher::new();
        hasher.update(format!("aria C import {REVISION} {CLANG_VERSION} {LANGUAGE}\n").as_bytes());
        hasher.update(PRELUDE.as_bytes());
        hasher.update(&postcard::to_stdvec(self).unwrap_or_default());
        ConfigurationKey(*hasher.finalize().as_bytes())
    }

    /// A short name, for the symbols that this configuration makes. It tells the imports of one program apart, wherever
    /// the program lies.
    pub fn tag(&self) -> String {
        let include_paths = self.include_paths.iter().map(|path| path.strip_prefix(&self.base).unwrap_or(path).to_owned());
        let here = Self { base: PathBuf::new(), include_paths: include_paths.collect(), ..self.clone() };
        hex(&here.key().0[..8])
    }

    fn arguments(&self) -> Vec<String> {
        let mut list: Vec<String> = [
            "-xc",
            "-w",
            "-O2",
            "-fparse-all-comments",
            "-fretain-comments-from-system-headers",
            "-fno-spell-checking",
            // Lines of inline functions, as the program's own: valgrind's version of DWARF, and folders that are named from
            // the program's.
            "-g",
            "-gdwarf-4",
            "-fdebug-compilation-dir=.",
            "-Xclang",
            "-disable-llvm-passes",
        ]
        .map(String::from)
        .into();
        list.push(format!("-std={LANGUAGE}"));
        list.push(format!("--target={}", self.target));
        let foreign = FOREIGN_HEADERS.iter().find(|(target, _)| *target == self.target).map(|(_, folder)| *folder);
        match foreign {
            // Nothing unwinds there, and the linker gives everything its place.
            Some(_) => list.push("-nostdlibinc".to_owned()),
            None => list.extend(["-fPIC", "-fexceptions"].map(String::from)),
        }
        for (name, value) in &self.defines {
            list.push(value.as_ref().map_or_else(|| format!("-D{name}"), |value| format!("-D{name}={value}")));
        }
        list.push(format!("-fdebug-prefix-map={}/=", self.base.display()));
        let mut folder = |flag: &str, path: &Path| list.extend([flag.to_owned(), path.to_string_lossy().into_owned()]);
        folder("-iquote", &self.base);
        self.include_paths.iter().for_each(|path| folder("-I", path));
        if let Some(headers) = foreign {
            folder("-idirafter", Path::new(headers));
        }
        self.package_paths.iter().for_each(|path| folder("-idirafter", path));
        list
    }

    /// Starts clang and has it read the headers. With what clang said of each.
    ///
    /// # Errors
    /// If clang does not start, or is lost over these headers.
    pub fn open(&self) -> Result<(Session, Vec<Reading>), StartError> {
        let session = Session::open(self.arguments()).map_err(StartError::Open)?;
        let lost = |_: SessionError| StartError::Open(OpenError::Crashed);
        session.parse("prelude", PRELUDE).map_err(lost)?;
        let mut readings = Vec::new();
        for (source, header) in self.sources.iter().enumerate() {
            // No header has such a name, and it could not be written in an #include.
            let diagnostics = if header.contains(['"', '\n', '\r', '\0']) || header.is_empty() {
                None
            } else {
                Some(session.parse(header, &format!("#include \"{header}\"")).map_err(lost)?)
            };
            readings.push(Reading {
                source,
                diagnostics: diagnostics.unwrap_or_default(),
                impossible: header.contains(['"', '\n', '\r', '\0']) || header.is_empty(),
            });
        }
        Ok((session, readings))
    }

    /// Everything that the meaning of these declarations depends on.
    pub fn dependencies(&self, declarations: &Container) -> Vec<Dependency> {
        let mut list = vec![Dependency::File(PathBuf::from(CLANG_SHARED_LIBRARY))];
        list.extend(ENVIRONMENT.iter().map(|name| Dependency::Environment((*name).to_owned())));
        list.extend(
            declarations.files().filter(|(_, flags)| flags & FILE_READ != 0).map(|(path, _)| Dependency::File(path.into())),
        );
        list.extend(declarations.directories().map(|path| Dependency::Directory(path.into())));
        list
    }
}

/// The main headers as they were found.
pub(crate) fn main_headers(declarations: &Container) -> Vec<String> {
    declarations.files().filter(|(_, flags)| flags & FILE_MAIN != 0).map(|(path, _)| path.to_owned()).collect()
}

/// The directories in which headers are sought, in order.
pub(crate) fn search_path(declarations: &Container) -> impl Iterator<Item = &str> {
    declarations.files().filter(|(_, flags)| flags & FILE_SEARCH_PATH != 0).map(|(path, _)| path)
}

/// clang does not start.
#[derive(Debug)]
pub(crate) enum StartError {
    Open(OpenError),
}

/// What clang said about one of the headers.
#[derive(Debug)]
pub(crate) struct Reading {
    /// The index of the source.
    pub source: usize,
    pub diagnostics: Vec<ClangDiagnostic>,
    /// The name cannot be a header's.
    pub impossible: bool,
}

impl Reading {
    /// Whether the header itself was not found (as against one that it includes).
    pub fn not_found(&self) -> bool {
        self.impossible || self.diagnostics.iter().any(|d| d.missing_include.is_some() && d.path.is_none())
    }

    pub fn lacks_a_file(&self) -> bool {
        self.diagnostics.iter().any(|d| d.missing_include.is_some())
    }
}

fn target_key(target: &TargetData) -> TargetDataKey {
    target.triple.clone()
}
