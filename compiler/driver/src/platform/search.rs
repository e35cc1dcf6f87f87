//! The directories in which the linker and the loader look for libraries.

use super::{Environment, Platform};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How deep `include` lines of `ld.so.conf` are followed.
const CONFIGURATION_DEPTH: usize = 8;

impl Platform {
    /// The directories in which the linker looks for `-lNAME`, in order, those that exist, each once: `LIBRARY_PATH`, the local and the
    /// distribution's folders, gcc's own, what `/etc/ld.so.conf` adds.
    #[must_use]
    pub fn library_directories(&self, environment: &Environment) -> Vec<PathBuf> {
        let mut directories = environment.directories("LIBRARY_PATH");
        directories.extend(self.standard_library_directories());
        directories.extend(self.gcc_directory());
        // Debian configures its loader for other word sizes too.
        let foreign = |folder: &PathBuf| ["lib32", "libx32"].iter().any(|name| folder.ends_with(name));
        directories.extend(self.loader_configuration().into_iter().filter(|folder| !foreign(folder)));
        existing_once(directories)
    }

    /// The directories in which the loader looks on its own: a library elsewhere needs a search path in the program.
    #[must_use]
    pub fn loader_directories(&self) -> Vec<PathBuf> {
        let multiarch = self.target.multiarch;
        let mut directories = self.loader_configuration();
        directories.extend(
            [format!("/lib/{multiarch}"), format!("/usr/lib/{multiarch}"), "/lib".into(), "/usr/lib".into()]
                .map(|path| self.at(path)),
        );
        existing_once(directories)
    }

    /// The directories among those of [`Platform::library_directories`] that are searched whether they exist or not: what to record as
    /// searched, with `LIBRARY_PATH`.
    #[must_use]
    pub fn standard_library_directories(&self) -> Vec<PathBuf> {
        let multiarch = self.target.multiarch;
        [
            format!("/usr/local/lib/{multiarch}"),
            format!("/usr/lib/{multiarch}"),
            format!("/lib/{multiarch}"),
            "/usr/local/lib".into(),
            "/usr/lib".into(),
            "/lib".into(),
        ]
        .map(|path| self.at(path))
        .into()
    }

    /// Whether the loader finds what lies in `directory` without being told.
    #[must_use]
    pub fn loader_knows(&self, directory: &Path) -> bool {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let wanted = real(directory);
        self.loader_directories().iter().any(|known| real(known) == wanted)
    }

    fn loader_configuration(&self) -> Vec<PathBuf> {
        let mut directories = Vec::new();
        self.read_configuration(&self.at("/etc/ld.so.conf"), CONFIGURATION_DEPTH, &mut directories);
        directories
    }

    fn read_configuration(&self, file: &Path, depth: usize, directories: &mut Vec<PathBuf>) {
        let Ok(text) = std::fs::read_to_string(file) else { return };
        for line in text.lines() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if let Some(pattern) = line.strip_prefix("include").filter(|rest| rest.starts_with([' ', '\t'])) {
                if depth > 0 {
                    for included in self.matching(pattern.trim(), file) {
                        self.read_configuration(&included, depth - 1, directories);
                    }
                }
            } else if line.starts_with('/') {
                directories.push(self.at(line));
            }
        }
    }

    /// The files that a pattern of an `include` line means: a star in the last part only, which is how it is used.
    fn matching(&self, pattern: &str, from: &Path) -> Vec<PathBuf> {
        let path =
            if pattern.starts_with('/') { self.at(pattern) } else { from.parent().unwrap_or(Path::new("/")).join(pattern) };
        let (Some(folder), Some(name)) = (path.parent(), path.file_name().and_then(|name| name.to_str())) else {
            return Vec::new();
        };
        let Some((start, end)) = name.split_once('*') else { return vec![path] };
        let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
        let mut found: Vec<PathBuf> = files
            .flatten()
            .filter(|file| {
                let name = file.file_name();
                let name = name.to_string_lossy();
                name.len() >= start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
            })
            .map(|file| file.path())
            .collect();
        found.sort();
        found
    }
}

/// The directories that exist; of several names of the same one the first.
fn existing_once(directories: Vec<PathBuf>) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    directories
        .into_iter()
        .filter(|directory| directory.is_dir())
        .filter(|directory| directory.canonicalize().is_ok_and(|real| seen.insert(real)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::platform::{Environment, Platform};
    use std::fs;

    #[test]
    fn directories_in_order_and_once() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |path: &str| root.path().join(path);
        for folder in ["usr/lib/x86_64-linux-gnu", "usr/local/lib", "opt/a", "opt/b", "own", "usr/lib32", "etc/ld.so.conf.d"] {
            fs::create_dir_all(at(folder)).expect("created");
        }
        std::os::unix::fs::symlink("usr/lib", at("lib")).expect("linked");
        fs::write(at("etc/ld.so.conf"), "# all\ninclude /etc/ld.so.conf.d/*.conf\ninclude ld.so.conf\n").expect("written");
        fs::write(at("etc/ld.so.conf.d/b.conf"), "/opt/b # second\n/missing\n").expect("written");
        fs::write(at("etc/ld.so.conf.d/a.conf"), "/opt/a\n/usr/lib\n/usr/lib32\n").expect("written");
        fs::write(at("etc/ld.so.conf.d/c.ignored"), "/own\n").expect("written");
        let platform = Platform::linux_x86_64_at(root.path());
        let environment = Environment::new(root.path(), [("LIBRARY_PATH", "own::missing")]);
        let found = platform.library_directories(&environment);
        let expected = ["own", "usr/lib/x86_64-linux-gnu", "usr/local/lib", "usr/lib", "opt/a", "opt/b"];
        assert_eq!(found, expected.map(at));
        assert!(platform.loader_knows(&at("opt/b")) && platform.loader_knows(&at("usr/lib")));
        assert!(!platform.loader_knows(&at("own")) && !platform.loader_knows(&at("usr/local/lib")));
    }
}
