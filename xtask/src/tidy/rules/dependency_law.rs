//! Who may depend on whom: the map of ARCHITECTURE.md as tables.

use crate::tidy::Report;
use crate::tidy::manifest::{Dependency, Kind, Manifest, Source};
use crate::tidy::tree::Tree;

pub const NAME: &str = "dependency-law";

const LANE_PREFIX: &str = "aria-lane-";

/// Crates of ours that a crate may be built from. A crate that is not listed is held only by [`forbidden`].
/// Tests may use more: what a crate needs for its tests alone does not reach those that depend on it.
const ALLOWED: &[(&str, &[&str])] = &[
    ("aria-source", &[]),
    ("aria-diagnostics", &["aria-source"]),
    ("aria-foreign", &["aria-source", "aria-diagnostics"]),
    ("aria-types", &["aria-source", "aria-foreign"]),
    ("aria-lane", &["aria-source", "aria-diagnostics", "aria-foreign", "aria-plan", "aria-mir"]),
    ("aria-bind", &["aria-source", "aria-diagnostics", "aria-foreign", "aria-types", "aria-lane"]),
    ("aria-plan", &["aria-source", "aria-diagnostics", "aria-foreign", "aria-types", "aria-lane"]),
    ("aria-layout", &["aria-source", "aria-types", "aria-foreign", "aria-mir", "aria-runtime-abi"]),
    ("aria-ownership", &["aria-source", "aria-mir"]),
    ("aria-llvm", &["aria-source", "aria-types", "aria-mir", "aria-layout", "aria-runtime-abi"]),
    ("aria-runtime-abi", &[]),
    (
        "aria-cli",
        &[
            "aria-source",
            "aria-diagnostics",
            "aria-explain",
            "aria-foreign",
            "aria-driver",
            "aria-lane",
            "aria-lane-*",
            "aria-run-manifest",
        ],
    ),
    ("aria-lsp", &["aria-source", "aria-diagnostics", "aria-foreign", "aria-driver", "aria-lane", "aria-lane-*"]),
    ("aria-format", &["aria-source", "aria-diagnostics", "aria-syntax"]),
    ("aria-launcher", &["aria-run-manifest"]),
    ("aria-run-manifest", &[]),
    ("aria-xtask", &["aria-source", "aria-std", "aria-syntax"]),
];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    for manifest in tree.manifests() {
        let Some(package) = manifest.package.as_deref() else { continue };
        for dependency in manifest.dependencies.iter().filter(|dependency| is_ours(dependency)) {
            if let Some(reason) = forbidden(manifest, package, &dependency.name) {
                report.at(&manifest.path, dependency.line, format!("{package} may not depend on {}: {reason}", dependency.name));
            } else if dependency.kind != Kind::Dev && !is_allowed(package, &dependency.name) {
                let list = allowed_list(package).unwrap_or_default().join(", ");
                let list = if list.is_empty() { "nothing of ours".to_owned() } else { list };
                report.at(&manifest.path, dependency.line, format!("{package} may depend on {list}, not on {}", dependency.name));
            }
        }
    }
}

fn is_ours(dependency: &Dependency) -> bool {
    dependency.source != Source::ThirdParty && dependency.name.starts_with("aria-")
}

fn allowed_list(package: &str) -> Option<&'static [&'static str]> {
    ALLOWED.iter().find(|(name, _)| *name == package).map(|(_, list)| *list)
}

fn is_allowed(package: &str, dependency: &str) -> bool {
    let matches = |pattern: &&str| match pattern.strip_suffix('*') {
        Some(prefix) => dependency.starts_with(prefix),
        None => dependency == *pattern,
    };
    allowed_list(package).is_none_or(|list| list.iter().any(matches))
}

/// Why a crate may never depend on another, not even in its tests.
fn forbidden(manifest: &Manifest, package: &str, dependency: &str) -> Option<&'static str> {
    let in_lane = manifest.path.strip_prefix("lanes/").and_then(|rest| rest.split('/').next());
    let lane_of_dependency = dependency.strip_prefix(LANE_PREFIX).map(|rest| rest.split('-').next().unwrap_or(rest));
    match (in_lane, lane_of_dependency) {
        (Some(own), Some(other)) if own != other => return Some("a lane knows no other lane"),
        (Some(_), None) if ["aria-check", "aria-llvm", "aria-driver"].contains(&dependency) => {
            return Some("a lane works on the model, the plan and MIR alone");
        }
        (None, Some(_)) if manifest.path.starts_with("compiler/") => return Some("the compiler knows no lane"),
        (None, Some(_)) if manifest.path.starts_with("crossing/") => return Some("the crossing crates are lane-blind"),
        _ => {}
    }
    let below_driver =
        (manifest.path.starts_with("compiler/") || manifest.path.starts_with("crossing/")) && package != "aria-driver";
    match dependency {
        "aria-driver" if below_driver => Some("the driver stands on top of the stages"),
        "aria-llvm" if below_driver => Some("only the driver hands MIR to LLVM"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    fn findings(path: &str, package: &str, tables: &str) -> Vec<String> {
        findings_of(super::check, &[(path, &format!("[package]\nname = \"{package}\"\n{tables}"))])
    }

    #[test]
    fn the_compiler_knows_no_lane_even_in_tests() {
        assert_eq!(
            findings("compiler/check/Cargo.toml", "aria-check", "[dev-dependencies]\naria-lane-c.workspace = true\n"),
            ["compiler/check/Cargo.toml:4: aria-check may not depend on aria-lane-c: the compiler knows no lane"]
        );
    }

    #[test]
    fn lanes_do_not_know_each_other_or_the_checker() {
        let found = findings(
            "lanes/c/Cargo.toml",
            "aria-lane-c",
            "[dependencies]\naria-lane.workspace = true\naria-lane-python.workspace = true\naria-check.workspace = true\n",
        );
        assert_eq!(
            found,
            [
                "lanes/c/Cargo.toml:5: aria-lane-c may not depend on aria-lane-python: a lane knows no other lane",
                "lanes/c/Cargo.toml:6: aria-lane-c may not depend on aria-check: a lane works on the model, the plan and MIR alone",
            ]
        );
    }

    #[test]
    fn a_crate_inside_a_lane_belongs_to_that_lane() {
        let tables = "[dependencies]\naria-lane-c.workspace = true\n";
        assert_eq!(findings("lanes/c/clang/Cargo.toml", "aria-lane-c-clang", tables), Vec::<String>::new());
    }

    #[test]
    fn lists_hold_for_builds_and_not_for_tests() {
        let normal = "[dependencies]\naria-types = { path = \"../types\" }\n";
        let dev = "[dev-dependencies]\naria-types = { path = \"../types\" }\n";
        assert_eq!(
            findings("compiler/source/Cargo.toml", "aria-source", normal),
            ["compiler/source/Cargo.toml:4: aria-source may depend on nothing of ours, not on aria-types"]
        );
        assert_eq!(findings("compiler/source/Cargo.toml", "aria-source", dev), Vec::<String>::new());
    }

    #[test]
    fn the_command_line_takes_any_lane() {
        let tables = "[dependencies]\naria-driver.workspace = true\naria-lane-r.workspace = true\n";
        assert_eq!(findings("tools/cli/Cargo.toml", "aria-cli", tables), Vec::<String>::new());
    }
}
