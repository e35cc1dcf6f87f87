//! Which package a header belongs to.

use super::{Package, Packages};
use std::path::Path;

/// A package that a header may belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner<'p> {
    /// The package.
    pub package: &'p Package,
    /// Length of the folder of its own in which the header lies; 0 when that is a folder of everybody's, such as `/usr/include`.
    pub own_folder: usize,
    /// How much the header's name resembles that of the package or one of its libraries; see [`resemblance`].
    pub resemblance: u8,
}

impl Packages {
    /// The packages that the header at this absolute path may belong to, best first. In a folder that many packages share, only a name
    /// that resembles the header's counts.
    #[must_use]
    pub fn owners_of(&self, header: &Path) -> Vec<Owner<'_>> {
        let mut owners: Vec<Owner<'_>> = self.iter().filter_map(|package| owner(package, header)).collect();
        owners.sort_by(|left, right| {
            (right.resemblance.min(3), right.own_folder, right.resemblance, left.package.libraries.len(), &left.package.name).cmp(
                &(left.resemblance.min(3), left.own_folder, left.resemblance, right.package.libraries.len(), &right.package.name),
            )
        });
        owners
    }
}

fn owner<'p>(package: &'p Package, header: &Path) -> Option<Owner<'p>> {
    let own = package.include_directories.iter().filter(|folder| package.include_root.as_ref() != Some(folder));
    let own = own.filter(|folder| header.starts_with(folder)).max_by_key(|folder| folder.as_os_str().len());
    let shared = package.include_root.as_ref().or(package.include_directories.first());
    let folder = own.or_else(|| shared.filter(|folder| header.starts_with(folder)))?;
    let relative = header.strip_prefix(folder).ok()?;
    let names = std::iter::once(&package.name).chain(&package.libraries);
    let resemblance = names.map(|name| resemblance(name, relative)).max().unwrap_or(0);
    let own_folder = own.map_or(0, |folder| folder.as_os_str().len());
    (own_folder > 0 || resemblance > 0).then_some(Owner { package, own_folder, resemblance })
}

/// How much the name of a package or library resembles that of a header: 4 for the same name, 3 for the same but for `lib` and a version,
/// 1 for a common beginning, 0 for none. Folders in front of the header count like its name.
#[must_use]
pub fn resemblance(name: &str, header: &Path) -> u8 {
    let stem = header.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
    let folders = header.parent().into_iter().flat_map(Path::iter).map(|folder| folder.to_string_lossy().to_lowercase());
    let name = name.to_lowercase();
    let plain = name.strip_prefix("lib").unwrap_or(&name);
    std::iter::once(stem).chain(folders).map(|part| compare(plain, part.strip_prefix("lib").unwrap_or(&part))).max().unwrap_or(0)
}

fn compare(name: &str, part: &str) -> u8 {
    if name == part {
        return 4;
    }
    let (name, part) = (stem(name), stem(part));
    if name.is_empty() || part.is_empty() {
        0
    } else if name == part {
        3
    } else {
        u8::from(name.len().min(part.len()) >= 3 && (name.starts_with(&part) || part.starts_with(&name)))
    }
}

/// The letters and digits of a name without its version and without `lib` behind it: `gtk+-3.0` is `gtk`, `zlib` is `z`.
fn stem(name: &str) -> String {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '_' | '+'));
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    letters.strip_suffix("lib").map_or(letters.clone(), str::to_owned)
}
