//! `aria new`: a project to begin with.

use std::path::Path;

use super::{MANIFEST, manifest};
use crate::diagnostics::{CannotCreate, CannotWrite};
use crate::session::Session;

const MAIN: &str = "\
import ./greeting

fn main
  println(greeting.hello(\"world\"))
end
";

const GREETING: &str = "\
## A friendly greeting.
fn hello(name: String) -> String = \"Hello, #{name}!\"

test \"a greeting names whom it greets\"
  assert hello(\"Aria\") == \"Hello, Aria!\"
end
";

const IGNORED: &str = "/build/\n";

/// Makes a folder with a project of its name. True if it is there; what is in the way is reported.
pub fn create(session: &mut Session<'_>, folder: &Path) -> bool {
    let shown = folder.display().to_string();
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if !manifest::is_package_name(&name) {
        let why =
            format!("`{name}` is no name of a package: it begins with a small letter, and small letters, digits and `_` follow");
        session.diagnostics.push(CannotCreate { path: shown, why });
        return false;
    }
    let root = session.environment.absolute(folder);
    if let Err(error) = std::fs::create_dir(&root) {
        let why = match error.kind() {
            std::io::ErrorKind::AlreadyExists => "it exists already".to_owned(),
            std::io::ErrorKind::NotFound => "the folder around it is not there".to_owned(),
            _ => error.to_string(),
        };
        session.diagnostics.push(CannotCreate { path: shown, why });
        return false;
    }
    let manifest = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\n");
    let files =
        [(MANIFEST, manifest.as_str()), (".gitignore", IGNORED), ("src/main.aria", MAIN), ("src/greeting.aria", GREETING)];
    let written = std::fs::create_dir(root.join("src"))
        .and_then(|()| files.iter().try_for_each(|(name, text)| std::fs::write(root.join(name), text)));
    if let Err(error) = &written {
        session.diagnostics.push(CannotWrite { path: shown, why: error.to_string() });
    }
    written.is_ok()
}
