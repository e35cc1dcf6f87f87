//! The files that a linked program needs beside its own: C's start files, compiler builtins, the unwinder, sanitizer runtimes.
//! The only place that decides who supplies them.

use super::{Platform, PlatformError};
use aria_run_manifest::Sanitizer;
use std::path::{Path, PathBuf};

/// The version of clang whose runtimes fit the code that is generated.
const COMPILER_RT: &str = "22";

/// What a C program starts and ends with, in the order in which it is linked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFiles {
    /// `Scrt1.o`: `_start` of a position-independent executable.
    pub start: PathBuf,
    /// `crti.o`
    pub prologue: PathBuf,
    /// `crtbeginS.o`
    pub begin: PathBuf,
    /// `crtendS.o`
    pub end: PathBuf,
    /// `crtn.o`
    pub epilogue: PathBuf,
}

/// What compiled code calls without naming it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Builtins {
    /// `libgcc.a`, or compiler-rt's equivalent.
    pub archive: PathBuf,
    /// `libgcc_s.so.1`, the platform's unwinder.
    pub unwinder: Option<PathBuf>,
}

/// The static runtime of a sanitizer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SanitizerRuntime {
    /// Linked wholly, in this order.
    pub archives: Vec<PathBuf>,
    /// What the program must export for it.
    pub exported: PathBuf,
}

impl Platform {
    /// The start files: C's from the C library, the rest from gcc, else from compiler-rt.
    ///
    /// # Errors
    /// [`PlatformError::StartFilesNotFound`].
    pub fn start_files(&self) -> Result<StartFiles, PlatformError> {
        let own = self.standard_library_directories();
        let compiler: Vec<PathBuf> = self.gcc_directory().into_iter().collect();
        let runtime = self.compiler_runtime_directories();
        let begin = first_of(&compiler, "crtbeginS.o")
            .or_else(|| first_of(&runtime, &format!("clang_rt.crtbegin-{}.o", self.target.architecture)));
        let end = first_of(&compiler, "crtendS.o")
            .or_else(|| first_of(&runtime, &format!("clang_rt.crtend-{}.o", self.target.architecture)));
        let missing = |file, searched: &[&[PathBuf]]| PlatformError::StartFilesNotFound { file, searched: searched.concat() };
        Ok(StartFiles {
            start: first_of(&own, "Scrt1.o").ok_or_else(|| missing("Scrt1.o", &[&own]))?,
            prologue: first_of(&own, "crti.o").ok_or_else(|| missing("crti.o", &[&own]))?,
            begin: begin.ok_or_else(|| missing("crtbeginS.o", &[&self.gcc_parents(), &runtime]))?,
            end: end.ok_or_else(|| missing("crtendS.o", &[&self.gcc_parents(), &runtime]))?,
            epilogue: first_of(&own, "crtn.o").ok_or_else(|| missing("crtn.o", &[&own]))?,
        })
    }

    /// The builtins: gcc's, else compiler-rt's.
    ///
    /// # Errors
    /// [`PlatformError::BuiltinsNotFound`].
    pub fn builtins(&self) -> Result<Builtins, PlatformError> {
        let runtime = self.compiler_runtime_directories();
        let archive = self
            .gcc_directory()
            .and_then(|folder| first_of(&[folder], "libgcc.a"))
            .or_else(|| first_of(&runtime, &format!("libclang_rt.builtins-{}.a", self.target.architecture)))
            .ok_or_else(|| PlatformError::BuiltinsNotFound { searched: [self.gcc_parents(), runtime].concat() })?;
        Ok(Builtins { archive, unwinder: first_of(&self.standard_library_directories(), "libgcc_s.so.1") })
    }

    /// The runtime of a sanitizer, from compiler-rt: generated code speaks to clang's.
    ///
    /// # Errors
    /// [`PlatformError::SanitizerNotFound`].
    pub fn sanitizer_runtime(&self, sanitizer: Sanitizer) -> Result<SanitizerRuntime, PlatformError> {
        let names: &[&str] = match sanitizer {
            Sanitizer::Address => &["asan_static", "asan"],
            Sanitizer::Thread => &["tsan"],
        };
        let searched = self.compiler_runtime_directories();
        let find = |file: String| {
            first_of(&searched, &file).ok_or(PlatformError::SanitizerNotFound { file, searched: searched.clone() })
        };
        let file = |name: &str| format!("libclang_rt.{name}-{}.a", self.target.architecture);
        let archives = names.iter().map(|name| find(file(name))).collect::<Result<Vec<_>, _>>()?;
        let exported = find(format!("{}.syms", file(names.last().copied().unwrap_or_default())))?;
        Ok(SanitizerRuntime { archives, exported })
    }

    /// The folder of the newest gcc that is installed for this target.
    #[must_use]
    pub fn gcc_directory(&self) -> Option<PathBuf> {
        let versions = self.gcc_parents().into_iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
        versions
            .map(|version| version.path())
            .filter(|folder| folder.join("libgcc.a").is_file())
            .max_by_key(|folder| version_of(folder))
    }

    fn gcc_parents(&self) -> Vec<PathBuf> {
        ["/usr/lib/gcc", "/usr/local/lib/gcc"].map(|folder| self.at(folder).join(self.target.multiarch)).into()
    }

    fn compiler_runtime_directories(&self) -> Vec<PathBuf> {
        [
            format!("/usr/lib/llvm-{COMPILER_RT}/lib/clang/{COMPILER_RT}/lib/linux"),
            format!("/usr/lib/clang/{COMPILER_RT}/lib/linux"),
            format!("/usr/local/lib/clang/{COMPILER_RT}/lib/linux"),
        ]
        .map(|folder| self.at(folder))
        .into()
    }
}

fn first_of(folders: &[PathBuf], name: &str) -> Option<PathBuf> {
    folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn version_of(folder: &Path) -> Vec<u32> {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use crate::platform::{Platform, PlatformError};
    use std::fs;

    #[test]
    fn gcc_first_then_compiler_rt_then_an_error() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |path: &str| root.path().join(path);
        let file = |path: &str| {
            fs::create_dir_all(at(path).parent().expect("has one")).expect("created");
            fs::write(at(path), "").expect("written");
        };
        let platform = Platform::linux_x86_64_at(root.path());
        let error = platform.start_files().unwrap_err();
        assert!(matches!(error, PlatformError::StartFilesNotFound { file: "Scrt1.o", searched } if !searched.is_empty()));
        for name in ["Scrt1.o", "crti.o", "crtn.o", "libgcc_s.so.1"] {
            file(&format!("usr/lib/x86_64-linux-gnu/{name}"));
        }
        assert!(matches!(platform.start_files(), Err(PlatformError::StartFilesNotFound { file: "crtbeginS.o", .. })));
        assert!(matches!(platform.builtins(), Err(PlatformError::BuiltinsNotFound { .. })));
        let runtime = "usr/lib/llvm-22/lib/clang/22/lib/linux";
        for name in ["clang_rt.crtbegin-x86_64.o", "clang_rt.crtend-x86_64.o", "libclang_rt.builtins-x86_64.a"] {
            file(&format!("{runtime}/{name}"));
        }
        let files = platform.start_files().expect("complete");
        assert_eq!(files.begin, at(runtime).join("clang_rt.crtbegin-x86_64.o"));
        let builtins = platform.builtins().expect("complete");
        assert_eq!(builtins.archive, at(runtime).join("libclang_rt.builtins-x86_64.a"));
        assert_eq!(builtins.unwinder, Some(at("usr/lib/x86_64-linux-gnu/libgcc_s.so.1")));
        for (version, name) in [
            ("9", "crtbeginS.o"),
            ("9", "crtendS.o"),
            ("9", "libgcc.a"),
            ("12", "crtbeginS.o"),
            ("12", "crtendS.o"),
            ("12", "libgcc.a"),
            ("13", "x"),
        ] {
            file(&format!("usr/lib/gcc/x86_64-linux-gnu/{version}/{name}"));
        }
        assert_eq!(platform.start_files().expect("complete").begin, at("usr/lib/gcc/x86_64-linux-gnu/12/crtbeginS.o"));
        assert_eq!(platform.builtins().expect("complete").archive, at("usr/lib/gcc/x86_64-linux-gnu/12/libgcc.a"));
        let missing = platform.sanitizer_runtime(aria_run_manifest::Sanitizer::Address).unwrap_err();
        assert!(matches!(missing, PlatformError::SanitizerNotFound { file, .. } if file == "libclang_rt.asan_static-x86_64.a"));
    }
}
