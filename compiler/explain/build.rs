//! Embeds the pages of `tests/ui`: a table of code and text, sorted by code.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn main() {
    let variable = |name: &str| std::env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let folder = variable("CARGO_MANIFEST_DIR").join("../../tests/ui");
    println!("cargo::rerun-if-changed={}", folder.display());
    println!("cargo::rerun-if-changed=build.rs");
    let entries = std::fs::read_dir(&folder).into_iter().flatten();
    let mut pages: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).filter(|p| is_page(p)).collect();
    pages.sort();
    let mut table = String::from("&[\n");
    for page in &pages {
        let code = page.file_stem().unwrap_or_default().to_string_lossy();
        // Writing to a string does not fail.
        let _ = writeln!(table, "    ({code:?}, include_str!({:?})),", page.display().to_string());
    }
    table.push_str("]\n");
    if let Err(error) = std::fs::write(variable("OUT_DIR").join("pages.rs"), table) {
        println!("cargo::error=cannot write the table of pages: {error}");
    }
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "md")
}
