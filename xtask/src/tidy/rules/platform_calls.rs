//! What depends on the host system lives in the runtime, in the driver's platform module and in the launcher.

use super::is_in_any;
use crate::tidy::Report;
use crate::tidy::tree::Tree;

pub const NAME: &str = "platform-calls";

const HELD: &[&str] = &["compiler", "crossing", "lanes", "tools", "xtask"];
const HOMES: &[&str] =
    &["compiler/driver/src/platform", "lanes/*/runtime", "tools/launcher", "tools/cli/launcher", "tools/cli/src/launcher"];
const HOME_FILES: &[&str] = &["compiler/driver/src/platform.rs", "tools/cli/src/launcher.rs", "tools/cli/src/bin/launcher.rs"];

pub fn check(tree: &Tree, report: &mut Report<'_>) {
    let held = |path: &str| is_in_any(path, HELD) && !is_in_any(path, HOMES) && !HOME_FILES.contains(&path);
    for (path, source) in tree.rust().filter(|(path, _)| held(path)) {
        let libc = source.members_named_of("libc").map(|(placed, _)| (placed, "libc::"));
        let os = source.members_named_of("std").filter(|(_, module)| *module == "os").map(|(placed, _)| (placed, "std::os::"));
        for (placed, what) in libc.chain(os).filter(|(placed, _)| !placed.in_test) {
            report.at(path, placed.line, format!("{what} belongs in compiler/driver/src/platform or runtime/"));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::tidy::findings_of;

    #[test]
    fn the_platform_has_its_homes() {
        let source =
            "use std::os::unix::ffi::OsStrExt;\nfn f() { libc::getpid() }\n#[cfg(test)]\nmod tests { use std::os::unix; }";
        let found = findings_of(
            super::check,
            &[
                ("compiler/driver/src/platform/spawn.rs", source),
                ("runtime/core/src/a.rs", source),
                ("tests/src/a.rs", source),
                ("compiler/driver/src/cache.rs", source),
            ],
        );
        assert_eq!(
            found,
            [
                "compiler/driver/src/cache.rs:1: std::os:: belongs in compiler/driver/src/platform or runtime/",
                "compiler/driver/src/cache.rs:2: libc:: belongs in compiler/driver/src/platform or runtime/",
            ]
        );
    }
}
