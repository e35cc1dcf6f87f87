//! Paths as messages, debug information and symbols name them: without `.` and `..` where that can be, whatever links there are.

use std::path::{Component, Path, PathBuf};

/// The path without `.`, and without `..` behind a name.
pub fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => match out.components().next_back() {
                Some(Component::Normal(_)) => {
                    out.pop();
                }
                Some(Component::RootDir) => {}
                _ => out.push(".."),
            },
            other => out.push(other),
        }
    }
    out
}

/// The names of a path, joined by dots: `lib/shapes` is `lib.shapes`. What leads upwards is left out.
pub fn dotted(path: &Path) -> String {
    let names = path.components().filter_map(|c| match c {
        Component::Normal(name) => Some(name.to_string_lossy()),
        _ => None,
    });
    names.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lose_what_says_nothing() {
        for (path, wanted) in
            [("./a/./b", "a/b"), ("a/../b", "b"), ("../a/../../b", "../../b"), ("/../a", "/a"), ("", ""), ("src/..", "")]
        {
            assert_eq!(normal(Path::new(path)), Path::new(wanted), "{path}");
        }
    }

    #[test]
    fn names_are_joined_by_dots() {
        assert_eq!(dotted(Path::new("../lib/shapes")), "lib.shapes");
        assert_eq!(dotted(Path::new("shapes")), "shapes");
    }
}
